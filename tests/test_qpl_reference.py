"""Random plans on SQLite against an interpreter of what docs/qpl.md says."""

import math
from pathlib import Path

import pytest
from qpl_plans import TABLES, Plans, build_duckdb, build_sqlite, random_rows
from qpl_reference import evaluate

import nesy
from nesy.bench.query.compare import Same, compare

ROWS = {name: rows for name, (_, rows) in TABLES.items()}


def plain(rows):
    """Rows with numbers as fractions that no rounding tells apart."""
    return [tuple(float(f"{v:.9g}") if isinstance(v, int | float) else v for v in row) for row in rows]


def agrees(database: nesy.Database, program: str, rows=ROWS) -> bool:
    """Whether the database gives the rows that the reference gives, in the order if there is one."""
    plan = database.plan(program)
    expected, found = evaluate(plan, rows), database.run(plan, steps=False)
    assert found.ordered is expected.ordered
    one, two = plain(expected.rows), plain(found.rows)
    return one == two if expected.ordered else sorted(one, key=repr) == sorted(two, key=repr)


def check(database: nesy.Database, seeds: range, rows=ROWS) -> None:
    for seed in seeds:
        program = Plans(database.schema, seed).program(2 + seed % 6)
        assert agrees(database, program, rows), f"seed {seed}: {program}"


def test_random_plans_mean_what_is_written_down(tmp_path: Path) -> None:
    with nesy.Database(build_sqlite(tmp_path / "small.db")) as database:
        check(database, range(600))


def test_random_plans_over_random_tables_mean_what_is_written_down(tmp_path: Path) -> None:
    for tables in range(20):
        rows = random_rows(tables)
        with nesy.Database(build_sqlite(tmp_path / f"{tables}.db", rows)) as database:
            check(database, range(1000 * tables, 1000 * tables + 20), rows)


@pytest.mark.slow
def test_many_random_plans_over_random_tables(tmp_path: Path) -> None:
    """SQLite and the reference; and where letters of either case are alike, SQLite and DuckDB."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    for tables in range(20, 32):
        rows = random_rows(tables)
        with nesy.Database(build_sqlite(tmp_path / f"{tables}.db", rows)) as database:
            check(database, range(1000 * tables, 1000 * tables + 100), rows)
        with (
            nesy.Database(tmp_path / f"{tables}.db", collation="nocase_rtrim") as one,
            nesy.Database(build_duckdb(tmp_path / f"{tables}.duckdb", rows), collation="nocase_rtrim") as two,
        ):
            for seed in range(100):
                program = Plans(one.schema, 1000 * tables + seed).program(2 + seed % 6)
                found, other = one.run(program, steps=False), two.run(program, steps=False)
                same = compare(found.rows, other.rows, ordered=found.ordered)
                assert same in (Same.EQUAL, Same.BOTH_EMPTY), f"tables {tables}, seed {seed}: {program}"


@pytest.mark.slow
def test_many_random_plans_mean_what_is_written_down(tmp_path: Path) -> None:
    with nesy.Database(build_sqlite(tmp_path / "small.db")) as database:
        check(database, range(600, 12_000))


def test_division_is_towards_zero(tmp_path: Path) -> None:
    program = "#1 = Scan Table [ person ] Output [ id , (0 - born) / 3 AS third , height / 0 AS none ]"
    with nesy.Database(build_sqlite(tmp_path / "small.db")) as database:
        rows = database.run(program).rows
        assert rows[0] == (1, -math.floor(1970 / 3), None)
        assert agrees(database, program)
