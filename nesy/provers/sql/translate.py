"""A statement in another system's dialect, through sqlglot."""

from __future__ import annotations

from typing import Any

from nesy.errors import MissingDependency, UnknownName

WRITTEN = ("sqlite", "duckdb")
"""The dialects that are written directly."""
ALIASES = {"postgresql": "postgres", "mssql": "tsql", "sqlserver": "tsql", "mariadb": "mysql"}
"""Other names of dialects."""


def dialects() -> tuple[str, ...]:
    """The names of all dialects, those written directly first.

    Raises:
        MissingDependency: without sqlglot.
    """
    names = sorted(d.value for d in _sqlglot().Dialects if d.value and d.value not in WRITTEN)
    return (*WRITTEN, *names)


def translated(statement: str, dialect: str) -> str:
    """A statement of DuckDB's dialect in another one.

    Raises:
        MissingDependency: without sqlglot.
        UnknownName: if there is no such dialect.

    >>> " ".join(translated('SELECT "a" FROM "t" LIMIT 3', "tsql").split())
    'SELECT TOP 3 [a] FROM [t]'
    """
    name = ALIASES.get(dialect, dialect)
    if name not in dialects():
        raise UnknownName(f"there is no SQL dialect {dialect!r}", expected=dialects())
    text: str = _sqlglot().transpile(statement, read="duckdb", write=name, pretty=True)[0]
    return text


def _sqlglot() -> Any:
    try:
        import sqlglot
    except ImportError as err:
        raise MissingDependency("other dialects need sqlglot", hint="pip install 'nesy[sql]'") from err
    return sqlglot
