"""DuckDB files, and folders of CSV and Parquet files read by DuckDB."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from nesy.errors import FileMissing, MissingDependency, QueryFailed
from nesy.languages.qpl.schema import ForeignKey, Schema, Table, TableColumn, type_named
from nesy.provers.sql.base import Backend, QueryLimits, Rows
from nesy.provers.sql.dialect import DUCKDB, quoted_name, quoted_text
from nesy.provers.sql.values import plain_row

_READERS = {".csv": "read_csv", ".tsv": "read_csv", ".parquet": "read_parquet"}
_AGAIN = 0.01
"""Seconds between two interruptions of a statement that is over its time; one that comes too early is lost."""


class DuckdbBackend(Backend):
    """A DuckDB file, or a folder each of whose CSV and Parquet files is a table. Calls from several threads wait.

    Args:
        path: the file or folder.

    Raises:
        MissingDependency: without the ``duckdb`` package.
        FileMissing: if there is no such file, or a folder has no tables.
        QueryFailed: if DuckDB cannot read it.
    """

    name = "duckdb"
    takes_parameters = True
    dialect = replace(DUCKDB, merged="NOT MATERIALIZED ", kept="MATERIALIZED ")

    def __init__(self, path: Path) -> None:
        try:
            import duckdb
        except ImportError as err:
            raise MissingDependency("DuckDB is not installed", hint="pip install 'nesy[sql]'") from err
        self._lock = threading.Lock()
        self._unreadable: dict[str, str] = {}
        self._duckdb: Any = duckdb
        self._error: type[Exception] = duckdb.Error
        self._interrupted: type[Exception] = duckdb.InterruptException
        if not path.exists():
            raise FileMissing(f"there is no database at {str(path)!r}")
        try:
            self._connection: Any = self._of_folder(path) if path.is_dir() else self._of_file(path)
        except duckdb.Error as err:
            raise QueryFailed(f"DuckDB cannot read {str(path)!r}: {_reason(err)}", hint=_remedy(err)) from err

    def _of_file(self, path: Path) -> Any:
        # Connections to one file share their configuration, which can be given but not changed.
        config = {"enable_external_access": "false", "lock_configuration": "true"}
        return self._duckdb.connect(str(path), read_only=True, config=config)

    def _of_folder(self, path: Path) -> Any:
        connection = self._duckdb.connect()
        self._read_files(connection, path)
        connection.execute(f"SET allowed_directories = [{quoted_text(f'{path}/')}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def schema(self) -> Schema:
        """The tables and views of the schema ``main``.

        Raises:
            QueryFailed: if the connection is closed.
        """
        with self._lock, self._translating():
            columns = self._connection.execute(
                "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
                "WHERE table_schema = 'main' ORDER BY table_name, ordinal_position"
            ).fetchall()
            keys = self._connection.execute(
                "SELECT table_name, constraint_type, constraint_column_names, referenced_table, "
                "referenced_column_names FROM duckdb_constraints() WHERE schema_name = 'main'"
            ).fetchall()
        names = dict.fromkeys(row[0] for row in columns)
        return Schema(
            tuple(_table(n, [r for r in columns if r[0] == n], [k for k in keys if k[0] == n]) for n in names),
            tuple(self._unreadable.items()),
        )

    def fetch(self, statement: str, limits: QueryLimits, parameters: Sequence[Any] = ()) -> Rows:
        """The rows of a statement."""
        with self._lock, self._translating(), self._timed(limits):
            rows = self._connection.execute(statement, list(parameters)).fetchmany(limits.rows + 1)
        return Rows(tuple(map(plain_row, rows[: limits.rows])), len(rows) > limits.rows)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except self._error as err:
            raise QueryFailed(f"DuckDB refused the statement: {_reason(err)}", hint=_remedy(err)) from err

    @contextmanager
    def _timed(self, limits: QueryLimits) -> Iterator[None]:
        over = threading.Event()
        watch = threading.Thread(target=self._interrupt, args=(limits.left(), over), daemon=True)
        watch.start()
        try:
            yield
        except self._interrupted as err:
            raise limits.stopped() from err
        finally:
            over.set()
            watch.join()

    def _interrupt(self, seconds: float, over: threading.Event) -> None:
        while not over.wait(seconds):
            self._connection.interrupt()
            seconds = _AGAIN

    def _read_files(self, connection: Any, folder: Path) -> None:
        files = sorted(p for p in folder.iterdir() if p.suffix.lower() in _READERS)
        if not files:
            raise FileMissing(f"the folder {str(folder)!r} has no tables", expected=tuple(_READERS))
        stems = [p.stem.lower() for p in files]
        for file in files:
            name = file.stem if stems.count(file.stem.lower()) == 1 else file.name
            try:
                self._read_file(connection, file, name)
            except self._error as err:
                self._unreadable[name] = _reason(err)
        if len(self._unreadable) == len(files):
            name, reason = next(iter(self._unreadable.items()))
            raise QueryFailed(f"no file of {str(folder)!r} can be read; {name}: {reason}")

    def _read_file(self, connection: Any, file: Path, name: str) -> None:
        if not file.is_file():
            self._unreadable[name] = "it is no file"
            return
        read = f"{_READERS[file.suffix.lower()]}({quoted_text(_exactly(file))})"
        connection.execute(f"CREATE VIEW {quoted_name(name)} AS SELECT * FROM {read}")


def _table(name: str, columns: Sequence[Any], keys: Sequence[Any]) -> Table:
    return Table(
        name,
        tuple(TableColumn(row[1], type_named(row[2]), row[3] == "YES") for row in columns),
        next((tuple(k[2]) for k in keys if k[1] == "PRIMARY KEY"), ()),
        tuple(ForeignKey(tuple(k[2]), k[3], tuple(k[4])) for k in keys if k[1] == "FOREIGN KEY"),
    )


def _exactly(file: Path) -> str:
    """A file's path for DuckDB's readers, which take ``*``, ``?`` and ``[`` for patterns.

    >>> _exactly(Path("a*[b].csv"))
    'a[*][[]b].csv'
    """
    return re.sub(r"([*?\[])", r"[\1]", str(file))


def _reason(err: Exception) -> str:
    """What DuckDB says is wrong, on one line: of a CSV file also the file, the line and what was expected."""
    first, *more = (line.strip() for line in str(err).split("\n"))
    if "CSV Error" not in first:
        return first
    file = next((Path(line.removeprefix("file = ")).name for line in more if line.startswith("file = ")), "a file")
    told = [line for line in more if line.startswith(("Expected", "Error", "Value", "Original Line"))]
    return f"{file}: {'; '.join([first.rpartition(': CSV ')[2], *told])}"


def _remedy(err: Exception) -> str | None:
    text = str(err)
    if "CSV Error" in text:
        return "mend that line of the file, or save the table as Parquet"
    if "Could not set lock" in text:
        return "another program has it open for writing; close that first"
    return "give the plan a Filter earlier, or run it with steps=False" if "Out of Memory" in text else None
