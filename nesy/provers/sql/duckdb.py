"""DuckDB files, and folders of CSV and Parquet files read by DuckDB."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nesy.errors import FileMissing, MissingDependency, QueryFailed, QueryStopped
from nesy.languages.qpl.schema import ForeignKey, Schema, Table, TableColumn, type_named
from nesy.provers.sql.base import Backend, QueryLimits, Rows
from nesy.provers.sql.dialect import DUCKDB, quoted_name, quoted_text
from nesy.provers.sql.values import plain_row

_READERS = {".csv": "read_csv", ".tsv": "read_csv", ".parquet": "read_parquet"}


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
    dialect = DUCKDB

    def __init__(self, path: Path) -> None:
        try:
            import duckdb
        except ImportError as err:
            raise MissingDependency("DuckDB is not installed", hint="pip install 'nesy[sql]'") from err
        self._lock = threading.Lock()
        self._error: type[Exception] = duckdb.Error
        self._interrupted: type[Exception] = duckdb.InterruptException
        if not path.exists():
            raise FileMissing(f"there is no database at {str(path)!r}")
        try:
            self._connection: Any = duckdb.connect() if path.is_dir() else duckdb.connect(str(path), read_only=True)
            if path.is_dir():
                self._read_files(path)
                self._connection.execute(f"SET allowed_directories = [{quoted_text(f'{path}/')}]")
            self._connection.execute("SET enable_external_access = false")
            self._connection.execute("SET lock_configuration = true")
        except duckdb.Error as err:
            raise QueryFailed(f"DuckDB cannot read {str(path)!r}: {_first_line(err)}") from err

    def schema(self) -> Schema:
        """The tables and views of the schema ``main``."""
        with self._lock:
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
            tuple(_table(n, [r for r in columns if r[0] == n], [k for k in keys if k[0] == n]) for n in names)
        )

    def fetch(self, statement: str, limits: QueryLimits, parameters: Sequence[Any] = ()) -> Rows:
        """The rows of a statement."""
        with self._lock, self._timed(limits.seconds):
            try:
                rows = self._connection.execute(statement, list(parameters)).fetchmany(limits.rows + 1)
            except self._interrupted as err:
                message = f"the query was stopped after {limits.seconds:g} seconds"
                raise QueryStopped(message, hint="give it more seconds, or filter earlier") from err
            except self._error as err:
                raise QueryFailed(f"DuckDB refused the statement: {_first_line(err)}") from err
        return Rows(tuple(map(plain_row, rows[: limits.rows])), len(rows) > limits.rows)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextmanager
    def _timed(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _read_files(self, folder: Path) -> None:
        files = sorted(p for p in folder.iterdir() if p.suffix.lower() in _READERS)
        if not files:
            raise FileMissing(f"the folder {str(folder)!r} has no tables", expected=tuple(_READERS))
        for file in files:
            read = f"{_READERS[file.suffix.lower()]}({quoted_text(_exactly(file))})"
            self._connection.execute(f"CREATE VIEW {quoted_name(file.stem)} AS SELECT * FROM {read}")


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


def _first_line(err: Exception) -> str:
    return str(err).split("\n", 1)[0]
