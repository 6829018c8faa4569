"""SQLite files, opened for reading only."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nesy.errors import FileMissing, QueryFailed, QueryStopped
from nesy.languages.qpl.schema import ForeignKey, Schema, Table, TableColumn, type_named
from nesy.provers.sql.base import Backend, QueryLimits, Rows
from nesy.provers.sql.dialect import SQLITE

_STEPS = 2_000
"""Instructions of SQLite's machine between two looks at the clock."""


class SqliteBackend(Backend):
    """A SQLite file. Calls from several threads wait for each other.

    Args:
        path: the file.

    Raises:
        FileMissing: if there is none.
        QueryFailed: if it is no SQLite database.
    """

    name = "sqlite"
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
            raise QueryFailed(f"{str(path)!r} is no SQLite database: {err}") from err

    def schema(self) -> Schema:
        """The tables and views, without SQLite's own."""
        with self._lock:
            listed = self._connection.execute(
                "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' "
                "ESCAPE '\\' ORDER BY rowid"
            ).fetchall()
            return Schema(tuple(self._table(name) for (name,) in listed))

    def fetch(self, statement: str, limits: QueryLimits, parameters: Sequence[Any] = ()) -> Rows:
        """The rows of a statement."""
        connection = self._connection
        with self._lock:
            end = time.monotonic() + limits.seconds
            try:
                connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
                try:
                    rows = connection.execute(statement, tuple(parameters)).fetchmany(limits.rows + 1)
                finally:
                    connection.set_progress_handler(None, 0)
            except sqlite3.Error as err:
                if str(err) == "interrupted":
                    message = f"the query was stopped after {limits.seconds:g} seconds"
                    raise QueryStopped(message, hint="give it more seconds, or filter earlier") from err
                raise QueryFailed(f"SQLite refused the statement: {err}", hint=_hint(err)) from err
        return Rows(tuple(rows[: limits.rows]), len(rows) > limits.rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _table(self, name: str) -> Table:
        columns = self._connection.execute("SELECT * FROM pragma_table_info(?)", (name,)).fetchall()
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
    """What to do about a bound of SQLite that a plan exceeds."""
    if "too many references" in str(err):
        return "SQLite reads a step anew for each step that reads it; DuckDB computes it once"
    return "take the plan apart, or run it on DuckDB" if "maximum" in str(err) or "too many" in str(err) else None
