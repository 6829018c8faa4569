"""Builds SQLite files from SQL dumps in Postgres's dialect: tables, keys and rows, and nothing else of a dump."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from nesy.errors import BadDataFile, MissingDependency


def build_sqlite(dump: Path, target: Path, *, nocase: bool = True, null_rows: bool = False) -> None:
    """Write the tables of a dump to a new SQLite file.

    Every statement is parsed, and only CREATE TABLE and INSERT are written out again; schema names are dropped.

    Args:
        dump: the SQL text.
        target: the file to write; it is replaced.
        nocase: text columns compare without upper and lower case, as SQL Server's do by default.
        null_rows: add a row of NULLs to every table, and drop NOT NULL.

    Raises:
        MissingDependency: without sqlglot.
        BadDataFile: if the dump cannot be parsed or loaded.
    """
    glot = sqlglot_package()
    try:
        statements = [s for s in glot.parse(dump.read_text(encoding="utf-8"), read="postgres") if s is not None]
    except (glot.errors.SqlglotError, OSError, UnicodeDecodeError) as err:
        raise BadDataFile(f"{dump.name} is no SQL dump: {str(err).splitlines()[0]}") from err
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    try:
        for statement in statements:
            text = _rewritten(glot, statement, nocase, null_rows)
            if text:
                connection.execute(text)
        for name in _tables(connection) if null_rows else ():
            connection.execute(f'INSERT INTO "{name}" DEFAULT VALUES')
        connection.commit()
    except sqlite3.Error as err:
        raise BadDataFile(f"{dump.name} cannot be loaded: {err}") from err
    finally:
        connection.close()


def _rewritten(glot: Any, statement: Any, nocase: bool, null_rows: bool) -> str:
    """The statement for SQLite; empty if it is neither CREATE TABLE nor INSERT."""
    exp = glot.exp
    table = isinstance(statement, exp.Create) and statement.kind == "TABLE"
    if not table and not isinstance(statement, exp.Insert):
        return ""
    for name in statement.find_all(exp.Table):
        name.set("db", None)
    for column in statement.find_all(exp.ColumnDef) if table else ():
        constraints = column.args.get("constraints") or []
        if null_rows:
            kinds = (exp.NotNullColumnConstraint, exp.DefaultColumnConstraint)
            column.set("constraints", [c for c in constraints if not isinstance(c.kind, kinds)])
        if nocase and column.kind is not None and column.kind.is_type(*exp.DataType.TEXT_TYPES):
            collate = exp.CollateColumnConstraint(this=exp.var("NOCASE"))
            column.append("constraints", exp.ColumnConstraint(kind=collate))
    return str(statement.sql("sqlite"))


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return [str(row[0]).replace('"', '""') for row in rows]


def sqlglot_package() -> Any:
    """The sqlglot package.

    Raises:
        MissingDependency: if it is not installed.
    """
    try:
        import sqlglot
    except ImportError as err:
        raise MissingDependency("SQL dumps need sqlglot", hint="pip install 'nesy[sql]'") from err
    return sqlglot
