"""Statements for systems that are not at hand: what is written differently there means the same."""

import sqlite3
from itertools import product
from pathlib import Path

import pytest
import sqlglot

import nesy

PLAN = (
    "#1 = Scan Table [ a ] Output [ x , y ] ; #2 = Scan Table [ b ] Output [ x , y ] ; "
    "#3 = {} [ #1 , #2 ] {} {} Output [ #1.x , #1.y ]"
)

EXCEPTS = ("ExceptColumns [ x , y ]", "ExceptColumns [ x ]", "Predicate [ #1.x < #2.x OR #1.y = #2.y ]")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "rows.db"
    pairs = list(product((None, 1, 2), repeat=2))
    with sqlite3.connect(path) as made:
        for table, rows in (("a", pairs), ("b", [(1, 1), (None, 2), (2, None)]), ("texts", [("[x]", 1), ("x", 2)])):
            made.execute(f"CREATE TABLE {table} (x {'TEXT' if table == 'texts' else 'INTEGER'}, y INTEGER)")
            made.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)
    made.close()
    return path


def run_as(dialect: str, path: Path, plan: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], str]:
    """The rows of a plan, those of its statement in a dialect, brought back to SQLite, and the statement."""
    with nesy.Database(path) as database:
        result = database.run(plan)
        statement = result.sql(dialect)
    back = sqlglot.transpile(statement, read=dialect, write="sqlite")[0]
    connection = sqlite3.connect(path)
    try:
        return sorted(result.rows, key=repr), sorted(connection.execute(back).fetchall(), key=repr), statement
    finally:
        connection.close()


@pytest.mark.parametrize("dialect", ["tsql", "bigquery", "postgres", "mysql", "snowflake", "trino", "spark"])
@pytest.mark.parametrize("operator", ["Except", "Intersect"])
@pytest.mark.parametrize("nulls", ["", "Nulls [ equal ]", "Nulls [ unknown ]"])
def test_rows_are_compared_alike(database: Path, dialect: str, operator: str, nulls: str) -> None:
    own, other, statement = run_as(dialect, database, PLAN.format(operator, EXCEPTS[0], nulls))
    assert own == other
    if dialect in ("tsql", "bigquery"):
        assert ") IN (" not in " ".join(statement.split())


@pytest.mark.parametrize("match", EXCEPTS)
@pytest.mark.parametrize("operator", ["Except", "Intersect"])
@pytest.mark.parametrize("nulls", ["", "Nulls [ equal ]", "Nulls [ unknown ]"])
def test_sql_server_meets_no_value_where_it_wants_a_condition(
    database: Path, operator: str, nulls: str, match: str
) -> None:
    own, other, statement = run_as("tsql", database, PLAN.format(operator, match, nulls))
    assert own == other
    exp = sqlglot.exp
    connectives = (exp.Where, exp.Join, exp.And, exp.Or, exp.Not, exp.Paren)
    for part in sqlglot.parse_one(statement, read="tsql").find_all(*connectives):
        operands = [part.this, part.args.get("expression"), part.args.get("on")]
        assert not any(isinstance(o, exp.Case | exp.Coalesce | exp.Boolean | exp.Literal) for o in operands), statement


def test_brackets_are_no_wildcards_in_sql_server(database: Path) -> None:
    plan = "#1 = Scan Table [ texts ] Predicate [ x LIKE '[x%' ] Output [ y ]"
    with nesy.Database(database) as opened:
        assert opened.run(plan).rows == ((1,),)
        assert "LIKE '[[]x%'" in opened.run(plan).sql("tsql")


def test_averages_of_whole_numbers_are_fractions_in_sql_server(database: Path) -> None:
    plan = (
        "#1 = Scan Table [ a ] Output [ x , y ] ; #2 = Aggregate [ #1 ] Output [ AVG(x) AS m , AVG(DISTINCT y) AS n ]"
    )
    with nesy.Database(database) as opened:
        statement = opened.run(plan).sql("tsql")
    assert "AVG(CAST([x] AS FLOAT))" in statement
    assert "AVG(DISTINCT CAST([y] AS FLOAT))" in statement
