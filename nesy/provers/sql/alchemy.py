"""Database systems that SQLAlchemy reaches, such as Postgres and MySQL."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from nesy.errors import MissingDependency, QueryFailed, Unsupported
from nesy.languages.qpl.schema import ForeignKey, Schema, Table, TableColumn, type_named
from nesy.provers.sql.base import Backend, QueryLimits, Rows
from nesy.provers.sql.dialect import DUCKDB
from nesy.provers.sql.translate import ALIASES, translated
from nesy.provers.sql.values import plain_row

_PREPARATIONS = {
    "postgresql": ("SET TRANSACTION READ ONLY", "SET LOCAL statement_timeout = {milliseconds}"),
    "mysql": ("SET TRANSACTION READ ONLY", "SET SESSION max_execution_time = {milliseconds}"),
    "mariadb": ("SET TRANSACTION READ ONLY", "SET SESSION max_statement_time = {seconds}"),
}
"""What makes a transaction read only and stops a statement that takes too long, by system."""
_STOPPED = (
    "canceling statement due to statement timeout",
    "maximum statement execution time exceeded",
    "max_statement_time exceeded",
)


class AlchemyBackend(Backend):
    """A database by its SQLAlchemy URL. Transactions are read only and rolled back.

    Args:
        url: such as ``postgresql+psycopg://user@host/name``.

    Raises:
        MissingDependency: without SQLAlchemy, sqlglot or the system's driver.
        QueryFailed: if the database cannot be reached.
        Unsupported: if the system cannot be told to stop a query at a time limit.
    """

    dialect = DUCKDB

    def __init__(self, url: str) -> None:
        try:
            import sqlalchemy
        except ImportError as err:
            raise MissingDependency("database URLs need SQLAlchemy", hint="pip install 'nesy[sql]'") from err
        self._sql: Any = sqlalchemy
        self._lock = threading.Lock()
        try:
            self._engine: Any = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
        except sqlalchemy.exc.NoSuchModuleError as err:
            raise QueryFailed(f"{_without_password(url)!r} is no database URL: {err}") from err
        except (sqlalchemy.exc.ArgumentError, ValueError) as err:
            expected = ("SYSTEM+DRIVER://USER:PASSWORD@HOST:PORT/DATABASE",)
            raise QueryFailed(f"{_without_password(url)!r} is no database URL", expected=expected) from err
        except ImportError as err:
            raise MissingDependency(f"the driver of {_without_password(url)!r} is not installed: {err}") from err
        self._system: str = self._engine.dialect.name
        if self._system not in _PREPARATIONS:
            raise Unsupported(
                f"queries to {self._system} cannot be stopped at a time limit",
                expected=tuple(_PREPARATIONS),
                hint="translate with QueryResult.sql and run the statement yourself",
            )
        self.name = ALIASES.get(self._system, self._system)  # type: ignore[misc]

    def schema(self) -> Schema:
        """The tables and views of the default schema."""
        with self._lock, self._translating():
            look = self._sql.inspect(self._engine)
            names = [*look.get_table_names(), *look.get_view_names()]
            return Schema(tuple(_table(look, name) for name in names))

    def fetch(self, statement: str, limits: QueryLimits, parameters: Sequence[Any] = ()) -> Rows:
        """The rows of a statement, which is translated to the system's dialect."""
        if parameters:
            raise Unsupported("statements with parameters are for SQLite and DuckDB")
        text = translated(statement, self.name)
        with self._lock, self._translating(limits), self._engine.connect() as connection:
            milliseconds = max(1, round(limits.left() * 1000))
            for preparation in _PREPARATIONS[self._system]:
                connection.exec_driver_sql(preparation.format(milliseconds=milliseconds, seconds=milliseconds / 1000))
            options = connection.execution_options(stream_results=True, no_parameters=True)
            with options.exec_driver_sql(text) as result:
                rows = result.fetchmany(limits.rows + 1)
        return Rows(tuple(map(plain_row, rows[: limits.rows])), len(rows) > limits.rows)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _translating(self, limits: QueryLimits | None = None) -> _Translating:
        return _Translating(self._sql.exc.SQLAlchemyError, self.name, limits)


class _Translating:
    """Turns SQLAlchemy's errors into nesy's."""

    def __init__(self, kind: type[Exception], name: str, limits: QueryLimits | None) -> None:
        self._kind, self._name, self._limits = kind, name, limits

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if not isinstance(error, self._kind):
            return
        text = str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]
        if self._limits is not None and any(s in text for s in _STOPPED):
            raise self._limits.stopped() from error
        raise QueryFailed(f"{self._name} refused: {text}") from error


def _table(look: Any, name: str) -> Table:
    return Table(
        name,
        tuple(TableColumn(c["name"], type_named(str(c["type"])), bool(c["nullable"])) for c in look.get_columns(name)),
        tuple(look.get_pk_constraint(name).get("constrained_columns") or ()),
        tuple(
            ForeignKey(tuple(k["constrained_columns"]), k["referred_table"], tuple(k["referred_columns"]))
            for k in look.get_foreign_keys(name)
        ),
    )


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"
