"""A statement in another system's dialect, through sqlglot."""

from __future__ import annotations

from typing import Any

from nesy.errors import MissingDependency, UnknownName

WRITTEN = ("sqlite", "duckdb")
"""The dialects that are written directly."""
ALIASES = {"postgresql": "postgres", "mssql": "tsql", "sqlserver": "tsql", "mariadb": "mysql"}
"""Other names of dialects."""


_OF_SQL_SERVER = ("tsql", "fabric")
_WITHOUT_ROWS = (*_OF_SQL_SERVER, "bigquery")
"""Dialects in which ``IN`` compares one value."""
_OF_POSTGRES = ("postgres", "redshift", "materialize", "risingwave")
_OF_MYSQL = ("mysql", "starrocks", "doris")
_OF_HIVE = ("hive", "spark", "spark2", "databricks")
_ESCAPING = (*_OF_POSTGRES, *_OF_MYSQL, *_OF_HIVE, "bigquery", "clickhouse")
"""Dialects in which a backslash in a pattern takes the next character literally unless ESCAPE says otherwise."""


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
    sqlglot = _sqlglot()
    tree = sqlglot.parse_one(statement, read="duckdb")
    if name in _WITHOUT_ROWS:
        _compare_in_parts(tree, sqlglot.exp)
    if name in _OF_SQL_SERVER:
        _average_as_fractions(tree, sqlglot.exp)
        _take_brackets_literally(tree, sqlglot.exp)
    if name in _ESCAPING:
        _take_backslashes_literally(tree, sqlglot.exp)
    text: str = tree.sql(dialect=name, pretty=True)
    return text


def _compare_in_parts(tree: Any, exp: Any) -> None:
    """``(a, b) IN (SELECT …)`` as EXISTS.

    A row is not IN others if it differs from each of them for certain: in a part that is NULL on neither side.
    """
    for found in list(tree.find_all(exp.In)):
        query = found.args.get("query")
        if query is None or not isinstance(found.this, exp.Tuple):
            continue
        rows, parts = query.this.copy(), found.this.expressions
        for part, column in zip(parts, list(rows.expressions), strict=True):
            same = exp.EQ(this=column.copy(), expression=part.copy())
            if isinstance(found.parent, exp.Not):
                same = exp.or_(same, _is_null(column, exp), _is_null(part, exp))
            rows = rows.where(same, copy=False)
        rows.set("expressions", [exp.Literal.number(1)])
        found.replace(exp.Exists(this=rows))


def _is_null(part: Any, exp: Any) -> Any:
    return exp.Is(this=part.copy(), expression=exp.Null())


def _average_as_fractions(tree: Any, exp: Any) -> None:
    """The average of whole numbers is none, as everywhere else."""
    for found in list(tree.find_all(exp.Avg)):
        argument = found.this
        values = argument.expressions if isinstance(argument, exp.Distinct) else [argument]
        for value in values:
            value.replace(exp.cast(value.copy(), "double"))


def _take_brackets_literally(tree: Any, exp: Any) -> None:
    """A bracket in a pattern stands for itself, as everywhere else."""
    _rewrite_patterns(tree, exp, "[", "[[]")


def _take_backslashes_literally(tree: Any, exp: Any) -> None:
    """A backslash in a pattern stands for itself, as in SQLite, DuckDB and SQL Server."""
    _rewrite_patterns(tree, exp, "\\", "\\\\")


def _rewrite_patterns(tree: Any, exp: Any, old: str, new: str) -> None:
    for found in list(tree.find_all(exp.Like, exp.ILike)):
        for pattern in list(found.expression.find_all(exp.Literal)):
            pattern.replace(exp.Literal.string(pattern.this.replace(old, new)))


def _sqlglot() -> Any:
    try:
        import sqlglot
    except ImportError as err:
        raise MissingDependency("other dialects need sqlglot", hint="pip install 'nesy[sql]'") from err
    return sqlglot
