"""Builds SQLite files from SQL dumps in Postgres's dialect: tables, keys and rows, and nothing else of a dump."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nesy.bench.query.dump_text import CopiedRows, Statement, split_dump
from nesy.errors import BadDataFile, MissingDependency

_NAME = r'(?:"(?:[^"]|"")*"|[\w.$])+'
_TABLE = re.compile(r"CREATE\s+(UNLOGGED\s+)?TABLE\b", re.I)
_ROWS = re.compile(r"INSERT\b", re.I)
_ALTER = rf"ALTER\s+TABLE\s+(IF\s+EXISTS\s+)?(ONLY\s+)?{_NAME}\s+"
_KEY = re.compile(rf"{_ALTER}ADD\s+(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK)\b", re.I)
_OTHER = re.compile(
    rf"""(SET|RESET|SELECT|BEGIN|START|COMMIT|END|COMMENT|GRANT|REVOKE|DROP|ANALYZE|VACUUM|REINDEX|LOCK)\b
    |CREATE\s+(OR\s+REPLACE\s+)?(UNIQUE\s+)?(SCHEMA|EXTENSION|TYPE|DOMAIN|FUNCTION|PROCEDURE|TRIGGER|SEQUENCE|INDEX|VIEW
        |MATERIALIZED|POLICY|RULE|AGGREGATE|OPERATOR|CAST|COLLATION|PUBLICATION|STATISTICS|ROLE|USER|DATABASE)\b
    |ALTER\s+(?!TABLE\b)\w+
    |{_ALTER}(OWNER|SET|ENABLE|DISABLE|CLUSTER|REPLICA|VALIDATE|ALTER)\b""",
    re.I | re.X,
)


def build_sqlite(dump: Path, target: Path, *, nocase: bool = True, null_rows: bool = False) -> None:
    """Write the tables of a dump to a new SQLite file.

    Every statement is parsed, and only tables, keys and rows (INSERT and COPY) are written out again, without schema
    names, checks and defaults that are no constants; what a dump has beside them (owners, indexes, views, functions)
    is passed over, and a statement that could change rows in another way is refused.

    Args:
        dump: the SQL text.
        target: the file to write; it is replaced.
        nocase: text columns compare without upper and lower case, as SQL Server's do by default.
        null_rows: add a row of NULLs to every table, and drop NOT NULL.

    Raises:
        MissingDependency: without sqlglot.
        BadDataFile: if the dump cannot be parsed or loaded.
    """
    contents = _Contents()
    try:
        for part in split_dump(dump.read_text(encoding="utf-8-sig")):
            contents.add(part)
        tables = [_sqlite(_cleaned(t, nocase, null_rows)) for t in contents.tables.values()]
    except (OSError, UnicodeDecodeError, BadDataFile, RecursionError) as err:
        raise BadDataFile(f"{dump.name} is no SQL dump: {_first_line(err)}") from err
    target.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(target)) as connection, connection:
            for text in tables:
                connection.execute(text)
            for text, rows in contents.rows:
                connection.executemany(text, rows)
            for name in contents.tables if null_rows else ():
                connection.execute(f"INSERT INTO {_quoted(name)} DEFAULT VALUES")
    except (sqlite3.Error, UnicodeEncodeError) as err:
        raise BadDataFile(f"{dump.name} cannot be loaded: {err}") from err


@dataclass(slots=True)
class _Contents:
    """What was read of a dump."""

    tables: dict[str, Any] = field(default_factory=dict)
    """The CREATE TABLE of each table by its name in lower case, with the keys that were added later."""
    rows: list[tuple[str, Iterable[tuple[Any, ...]]]] = field(default_factory=list)
    """Statements of SQLite with the values of their parameters."""

    def add(self, part: Statement | CopiedRows) -> None:
        try:
            self._add(part)
        except sqlglot_package().errors.SqlglotError as err:
            raise BadDataFile(_first_line(err), source_name=f"line {part.line}") from err
        except BadDataFile as err:
            raise BadDataFile(err.message, source_name=f"line {part.line}") from err

    def _add(self, part: Statement | CopiedRows) -> None:
        if isinstance(part, CopiedRows):
            self.rows.append(self._copied(part))
        elif _TABLE.match(part.text):
            tree = _parsed(part.text)
            self.tables[_table_name(tree).lower()] = tree
        elif _KEY.match(part.text):
            tree = _parsed(part.text)
            for key in (key for action in tree.args["actions"] for key in action.expressions):
                self._table(tree).this.append("expressions", key)
        elif _ROWS.match(part.text):
            self.rows.append((_inserted(_parsed(part.text)), [()]))
        elif part.text and not _OTHER.match(part.text):
            raise BadDataFile(f"{part.text[:40]!r} is no statement of a dump that is read here")

    def _table(self, tree: Any) -> Any:
        name = _table_name(tree)
        if name.lower() not in self.tables:
            raise BadDataFile(f"there is no table {name} up to here")
        return self.tables[name.lower()]

    def _copied(self, part: CopiedRows) -> tuple[str, Iterable[tuple[Any, ...]]]:
        tree = _parsed(f"INSERT INTO {part.target} VALUES (NULL)")
        columns = _columns(self._table(tree))
        names = [e.name for e in tree.this.expressions] or list(columns)
        for row in part.rows:
            if len(row) != len(names):
                raise BadDataFile(f"a row of {len(row)} values for {len(names)} columns of {_table_name(tree)}")
        truth = {i for i, name in enumerate(names) if columns.get(name) == "BOOLEAN"}
        rows = [tuple(_value(v, i in truth) for i, v in enumerate(row)) for row in part.rows]
        marks = ", ".join("?" for _ in names)
        places = f"{_quoted(_table_name(tree))} ({', '.join(map(_quoted, names))})"
        return f"INSERT INTO {places} VALUES ({marks})", rows


def _parsed(text: str) -> Any:
    glot = sqlglot_package()
    tree = glot.parse_one(text, read="postgres")
    for name in tree.find_all(glot.exp.Table):
        name.set("db", None)
    return tree


def _table_name(tree: Any) -> str:
    return str(tree.find(sqlglot_package().exp.Table).name)


def _columns(table: Any) -> dict[str, str]:
    """The types of a table's columns by name."""
    columns = table.this.find_all(sqlglot_package().exp.ColumnDef)
    return {column.name: str(column.kind.this.value) for column in columns if column.kind is not None}


def _value(text: str | None, truth: bool) -> Any:
    return {"t": True, "f": False}.get(text or "", text) if truth else text


def _inserted(tree: Any) -> str:
    """An INSERT for SQLite."""
    exp = sqlglot_package().exp
    if not isinstance(tree.expression, exp.Values) or tree.find(exp.Query, exp.With):
        raise BadDataFile("this INSERT has no plain rows of VALUES")
    return _sqlite(tree)


def _cleaned(table: Any, nocase: bool, null_rows: bool) -> Any:
    """A CREATE TABLE with what SQLite has of its columns and keys."""
    exp = sqlglot_package().exp
    made = table.copy()
    if not isinstance(made.this, exp.Schema) or made.expression is not None:
        raise BadDataFile(f"the table {_table_name(table)} has no list of columns")
    made.set("properties", None)
    kept = list(_kept(made.this.expressions))
    made.this.set("expressions", [e for e in kept if isinstance(e, exp.ColumnDef)])
    for key in kept:
        if not isinstance(key, exp.ColumnDef):
            made.this.append("expressions", key)
    for column in made.find_all(exp.ColumnDef):
        text = nocase and column.kind is not None and column.kind.is_type(*exp.DataType.TEXT_TYPES)
        column.set("constraints", list(_constraints(column, text, null_rows)))
    return made


def _kept(parts: Iterable[Any]) -> Iterator[Any]:
    """The columns and keys of a table; checks are passed over."""
    exp = sqlglot_package().exp
    keys = (exp.PrimaryKey, exp.ForeignKey, exp.UniqueColumnConstraint)
    for part in parts:
        inner = part.expressions if isinstance(part, exp.Constraint) else [part]
        if any(isinstance(e, (exp.ColumnDef, *keys)) for e in inner):
            yield from inner
        elif not any(isinstance(e, exp.CheckColumnConstraint) for e in inner):
            raise BadDataFile(f"{part.sql('postgres')[:60]!r} is neither a column nor a key")


def _constraints(column: Any, nocase: bool, null_rows: bool) -> Iterator[Any]:
    exp = sqlglot_package().exp
    kinds = [exp.PrimaryKeyColumnConstraint, exp.UniqueColumnConstraint, exp.Reference]
    kinds += [] if null_rows else [exp.NotNullColumnConstraint]
    for one in column.args.get("constraints") or ():
        value = one.kind.this if isinstance(one.kind, exp.DefaultColumnConstraint) else None
        constant = isinstance(value, exp.Literal | exp.Boolean) and not null_rows
        if isinstance(one.kind, tuple(kinds)) or constant:
            yield one
    if nocase:
        yield exp.ColumnConstraint(kind=exp.CollateColumnConstraint(this=exp.var("NOCASE")))


def _sqlite(tree: Any) -> str:
    glot = sqlglot_package()
    return str(tree.sql("sqlite", unsupported_level=glot.ErrorLevel.IGNORE))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _first_line(err: BaseException) -> str:
    return str(err).splitlines()[0] if str(err) else type(err).__name__


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
