"""Random plans on SQLite against an interpreter of what docs/qpl.md says."""

import math
from pathlib import Path

import pytest
from qpl_plans import TABLES, Plans, build_sqlite
from qpl_reference import evaluate

import nesy

ROWS = {name: rows for name, (_, rows) in TABLES.items()}


def plain(rows):
    """Rows with numbers as fractions that no rounding tells apart."""
    return [tuple(float(f"{v:.9g}") if isinstance(v, int | float) else v for v in row) for row in rows]


def agrees(database: nesy.Database, program: str) -> bool:
    """Whether the database gives the rows that the reference gives, in the order if there is one."""
    plan = database.plan(program)
    expected, found = evaluate(plan, ROWS), database.run(plan, steps=False)
    assert found.ordered is expected.ordered
    one, two = plain(expected.rows), plain(found.rows)
    return one == two if expected.ordered else sorted(one, key=repr) == sorted(two, key=repr)


def check(database: nesy.Database, seeds: range) -> None:
    for seed in seeds:
        program = Plans(database.schema, seed).program(2 + seed % 6)
        assert agrees(database, program), f"seed {seed}: {program}"


def test_random_plans_mean_what_is_written_down(tmp_path: Path) -> None:
    with nesy.Database(build_sqlite(tmp_path / "small.db")) as database:
        check(database, range(600))


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
