"""SQLite files, opened for reading only."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nesy.errors import FileMissing, QueryFailed
from nesy.languages.qpl.schema import ForeignKey, Schema, Table, TableColumn, type_named
from nesy.provers.sql.base import Backend, QueryLimits, Rows
from nesy.provers.sql.dialect import SQLITE

_STEPS = 2_000
"""Instructions of SQLite's machine between two looks at the clock."""
_OF_A_VIRTUAL_TABLE = 1
"""What marks a hidden column of a virtual table; generated columns have other marks, and can be read like any."""
_LOCKED = "try again when it has finished writing"


class SqliteBackend(Backend):
    """A SQLite file. Calls from several threads wait for each other.

    Args:
        path: the file.

    Raises:
        FileMissing: if there is none.
        QueryFailed: if it is no SQLite database.
    """

    name = "sqlite"
    takes_parameters = True
    dialect = SQLITE if sqlite3.sqlite_version_info >= (3, 35) else replace(SQLITE, merged="")

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileMissing(f"there is no database file {str(path)!r}")
        self._lock = threading.Lock()
        address = f"file:{quote(str(path.absolute()))}?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
        try:
            self._connection.executescript("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")
            self._connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
        except sqlite3.DatabaseError as err:
            self._connection.close()
            if _is_locked(err):
                raise QueryFailed(f"{str(path)!r} is locked by another program", hint=_LOCKED) from err
            raise QueryFailed(f"{str(path)!r} is no SQLite database: {err}") from err

    def schema(self) -> Schema:
        """The tables and views, without SQLite's own; those that SQLite cannot open are listed with its reason.

        Raises:
            QueryFailed: if the file is closed, locked or damaged.
        """
        with self._lock, self._translating():
            listed = self._connection.execute(
                "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' "
                "ESCAPE '\\' ORDER BY rowid"
            ).fetchall()
            tables, unreadable = [], []
            for (name,) in listed:
                try:
                    tables.append(self._table(name))
                except sqlite3.OperationalError as err:
                    if err.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                        raise
                    unreadable.append((name, str(err)))
            return Schema(tuple(tables), tuple(unreadable))

    def fetch(self, statement: str, limits: QueryLimits, parameters: Sequence[Any] = ()) -> Rows:
        """The rows of a statement."""
        connection = self._connection
        with self._lock, self._translating(limits):
            end = time.monotonic() + limits.left()
            connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            try:
                rows = connection.execute(statement, tuple(parameters)).fetchmany(limits.rows + 1)
            finally:
                connection.set_progress_handler(None, 0)
        return Rows(tuple(rows[: limits.rows]), len(rows) > limits.rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _translating(self, limits: QueryLimits | None = None) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as err:
            if limits is not None and str(err) == "interrupted":
                raise limits.stopped() from err
            raise QueryFailed(f"SQLite refused: {err}", hint=_hint(err)) from err

    def _table(self, name: str) -> Table:
        statement = f"SELECT * FROM pragma_table_xinfo(?) WHERE hidden <> {_OF_A_VIRTUAL_TABLE}"
        columns = self._connection.execute(statement, (name,)).fetchall()
        keys = sorted((row[5], row[1]) for row in columns if row[5])
        return Table(
            name,
            tuple(TableColumn(row[1], type_named(row[2]), not row[3]) for row in columns),
            tuple(column for _, column in keys),
            self._foreign_keys(name),
        )

    def _foreign_keys(self, name: str) -> tuple[ForeignKey, ...]:
        found: dict[int, list[tuple[str, str, str]]] = {}
        for row in self._connection.execute("SELECT * FROM pragma_foreign_key_list(?)", (name,)):
            found.setdefault(row[0], []).append((row[2], row[3], row[4] or row[3]))
        return tuple(
            ForeignKey(tuple(c for _, c, _ in rows), rows[0][0], tuple(t for _, _, t in rows))
            for _, rows in sorted(found.items())
        )


def _hint(err: sqlite3.Error) -> str | None:
    """What to do about a lock, or about a bound of SQLite that a plan exceeds."""
    if _is_locked(err):
        return _LOCKED
    if "too many references" in str(err):
        return "SQLite reads a step anew for each step that reads it; DuckDB computes it once"
    return "take the plan apart, or run it on DuckDB" if "maximum" in str(err) or "too many" in str(err) else None


def _is_locked(err: sqlite3.Error) -> bool:
    return getattr(err, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
