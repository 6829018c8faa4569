"""Lineage, origins, flags and the limits of a traced query."""

from __future__ import annotations

import math
import sqlite3
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qpl_plans import TABLES, Plans, build_duckdb, build_sqlite

import nesy
from nesy.errors import NotAProblem, QueryFailed, QueryStopped
from nesy.languages.qpl.syntax import Operator
from nesy.languages.qpl.text import program_text
from nesy.provers.sql.flags import FlagKind


def made(path, script, *rows):
    """A SQLite file of a script; rows are pairs of a statement and its parameters."""
    connection = sqlite3.connect(path)
    connection.executescript(script)
    for statement, values in rows:
        connection.execute(statement, values)
    connection.commit()
    connection.close()
    return path


def made_duckdb(path, script):
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    with duckdb.connect(str(path)) as connection:
        connection.execute(script)
    return path


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


@pytest.fixture(scope="module")
def systems(folder):
    """The small database on each system that is there."""
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    with (
        nesy.Database(build_sqlite(folder / "small.db")) as lite,
        nesy.Database(build_duckdb(folder / "small.duckdb")) as duck,
    ):
        yield lite, duck


# --- lineage ----------------------------------------------------------------------------------------

PEOPLE = "#1 = Scan Table [ person ] Output [ id , name , born , town ] ; "
BOTH = PEOPLE + "#2 = Scan Table [ visit ] Output [ person_id , town ] ; "
LINEAGE = {
    # a Union under another name, as a constant and as a sum
    BOTH + "#3 = Union [ #1 , #2 ] Output [ #1.town AS place ] ; "
    "#4 = Filter [ #3 ] Predicate [ place = 'Lima' ] Output [ place ]": {("person", 5), ("visit", None), ("visit", 4)},
    "#1 = Scan Table [ visit ] Predicate [ person_id = 1 ] Output [ person_id AS n ] ; "
    "#2 = Scan Table [ person ] Predicate [ id = 1 ] Output [ id AS n ] ; "
    "#3 = Union [ #1 , #2 ] Output [ #1.n + 1 AS more , 'x' AS kind ]": {("visit", 1), ("person", 1)},
    # what Distinct takes for one, ahead of Rows
    PEOPLE + "#2 = TopSort [ #1 ] Rows [ 2 ] OrderBy [ born DESC ] Distinct [ true ] Output [ born ] ; "
    "#3 = Filter [ #2 ] Predicate [ born < 2000 ] Output [ born ]": {("person", 5)},
    PEOPLE + "#2 = Sort [ #1 ] OrderBy [ born ASC ] Distinct [ true ] Output [ born ] ; "
    "#3 = Filter [ #2 ] Predicate [ born = 1980 ] Output [ born ]": {("person", 2), ("person", 4)},
    PEOPLE + "#2 = Top [ #1 ] Rows [ 3 ] Distinct [ true ] Output [ born ] ; "
    "#3 = Filter [ #2 ] Predicate [ born = 1980 ] Output [ born ]": {("person", 2), ("person", 4)},
}


@pytest.mark.parametrize("text", LINEAGE, ids=lambda t: t[-60:])
def test_lineage_of(systems, text):
    for database in systems:
        result = database.run(text)
        assert len(result.rows) == 1
        assert {(base.table, base.values[0]) for base in result.lineage().rows} == LINEAGE[text]


FOLDED = {
    "#1 = Scan Table [ t ] Output [ s ] ; #2 = Aggregate [ #1 ] Output [ s , countstar AS n ]": 2,
    "#1 = Scan Table [ t ] Distinct [ true ] Output [ s ]": 2,
    "#1 = Scan Table [ t ] Output [ s ] ; #2 = Scan Table [ t ] Output [ s ] ; "
    "#3 = Union [ #1 , #2 ] Output [ #1.s ]": 4,
    "#1 = Scan Table [ t ] Predicate [ s = 'ANN' ] Output [ s ] ; #2 = Top [ #1 ] Rows [ 1 ] Output [ s ]": 1,
}


@pytest.mark.parametrize("text", FOLDED)
@pytest.mark.parametrize(("declared", "collation"), [("TEXT", "nocase"), ("TEXT COLLATE NOCASE", "database")])
def test_lineage_has_every_spelling_that_a_row_stands_for(tmp_path, text, declared, collation):
    path = made(tmp_path / "x.db", f"CREATE TABLE t (s {declared}); INSERT INTO t VALUES ('Ann'), ('ann');")
    with nesy.Database(path, collation=collation) as db:
        result = db.run(text)
        assert len(result.rows) == 1
        assert len(result.lineage().rows) == FOLDED[text]


def test_lineage_of_values_that_no_literal_spells(tmp_path):
    path = made(
        tmp_path / "x.db",
        "CREATE TABLE t (v)",
        *[("INSERT INTO t VALUES (?)", (v,)) for v in (math.inf, -math.inf, "a\0b", b"\0\xff", None, "it's")],
    )
    with nesy.Database(path) as db:
        result = db.run("#1 = Scan Table [ t ] Output [ v ]")
        for n in range(len(result.rows)):
            assert [base.values for base in result.lineage(n).rows] == [result.rows[n]]


def test_lineage_of_values_of_duckdb(tmp_path):
    columns = (
        "[1, 2] AS list, {'a': 1} AS struct, INTERVAL 1 MONTH AS span, 'nan'::DOUBLE AS nan, 'inf'::DOUBLE AS inf, "
        "DATE 'infinity' AS never, TIMESTAMP '2020-01-02 03:04:05' AS at, 2.50::DECIMAL(4, 2) AS price, 'a' AS s"
    )
    path = made_duckdb(tmp_path / "x.duckdb", f"CREATE TABLE t AS SELECT {columns}")
    with nesy.Database(path) as db:
        names = "list , struct , span , nan , inf , never , at , price , s"
        result = db.run(f"#1 = Scan Table [ t ] Output [ {names} ] ; #2 = Top [ #1 ] Rows [ 1 ] Output [ {names} ]")
        assert [base.values[-1] for base in result.lineage().rows] == ["a"]


def test_lineage_that_was_cut_is_not_complete(tmp_path):
    script = "CREATE TABLE t (k, s); INSERT INTO t VALUES (1, 'a'), (2, 'a'), (3, 'a');"
    with nesy.Database(made(tmp_path / "x.db", script)) as db:
        result = db.run("#1 = Scan Table [ t ] Output [ k , s ] ; #2 = Aggregate [ #1 ] Output [ s , countstar ]")
        assert result.lineage(0, most=3).complete
        short = result.lineage(0, most=2)
        assert len(short.rows) == 2 and not short.complete


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 6))
def test_the_rows_of_a_lineage_suffice_for_the_row(systems, seed, steps):
    """Each Scan gets a table of its own, which holds nothing but the lineage's rows of that Scan."""
    database = systems[0]
    result = database.run(Plans(database.schema, seed).program(steps))
    if any(s.written.operator is Operator.EXCEPT for s in result.steps):
        return
    for n in range(min(2, len(result.rows))):
        found = result.lineage(n)
        assert found.complete
        given_rows = {(base.step, base.values) for base in found.rows}
        script, rows, renamed = [], [], []
        for step in result.plan.program.steps:
            if step.operator is Operator.SCAN:
                columns, held = TABLES[step.table.lower()]
                name = f"part_{step.number}"
                script.append(f"CREATE TABLE {name} ({columns});")
                kept = [row for row in held if (step.number, row) in given_rows]
                rows += [(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row) for row in kept]
                step = replace(step, table=name)
            renamed.append(step)
        with tempfile.TemporaryDirectory() as path:
            reduced = made(Path(path) / "reduced.db", "".join(script), *rows)
            text = program_text(replace(result.plan.program, steps=tuple(renamed)))
            assert result.rows[n] in nesy.query(reduced, text).rows, (result.rows[n], text)


def test_origins_of_a_union_are_of_both_inputs(systems):
    result = systems[0].run(BOTH + "#3 = Union [ #1 , #2 ] Output [ #1.town AS place ]")
    assert result.steps[2].origins == (("person.town", "visit.town"),)


# --- flags ------------------------------------------------------------------------------------------

NOWHERE = {
    "#1 = Scan Table [ person ] Predicate [ born = 1980 OR born = 6 ] Output [ id ]": ["6"],
    "#1 = Scan Table [ person ] Predicate [ height IN (1.5 , 9.5) ] Output [ id ]": ["9.5"],
    "#1 = Scan Table [ person ] Predicate [ born = 1980 AND born > 3 ] Output [ id ]": [],
    "#1 = Scan Table [ person ] Predicate [ name <> 'Bbo' ] Output [ id ]": ["'Bbo'"],
    "#1 = Scan Table [ person ] Predicate [ NOT name = 'Bob' ] Output [ id ]": [],
    "#1 = Scan Table [ visit ] Predicate [ code = 12 OR code = 13 ] Output [ code ]": ["13"],
    BOTH + "#3 = Join [ #1 , #2 ] Predicate [ #1.id = #2.person_id AND #2.town = 'Paris' ] Output [ #1.id ]": [
        "'Paris'"
    ],
    BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.person_id AND #2.town = 'Paris' ] Output [ #1.id ]": [
        "'Paris'"
    ],
    PEOPLE + "#2 = Aggregate [ #1 ] Output [ town , countstar AS n ] ; "
    "#3 = Filter [ #2 ] Predicate [ n = 2 OR n = 7 ] Output [ town ]": ["7"],
}


@pytest.mark.parametrize("text", NOWHERE, ids=lambda t: t[-70:])
def test_literals_that_occur_nowhere_in_their_column(systems, text):
    for database in systems:
        told = [f.message.split(" occurs")[0] for f in database.run(text).flags if f.kind is FlagKind.UNKNOWN_VALUE]
        assert told == NOWHERE[text]


def test_a_null_that_leaves_no_rows_is_told(systems):
    text = BOTH + "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Nulls [ unknown ] Output [ #1.id ]"
    for database in systems:
        assert {f.kind for f in database.run(text).flags} == {FlagKind.EMPTY, FlagKind.NULL}


# --- limits -----------------------------------------------------------------------------------------

_GROWING = "#1 = Scan Table [ big ] Output [ n ] ; #2 = Scan Table [ big ] Output [ n AS m ] ; " + " ; ".join(
    f"#{i} = Join [ #1 , #2 ] Predicate [ #1.n + {i} < #2.m ] Output [ #1.n ] ; "
    f"#{i + 1} = Aggregate [ #{i} ] Output [ COUNT(DISTINCT n) AS c{i} ]"
    for i in range(3, 13, 2)
)
_GROWING += (
    " ; #13 = Join [ #1 , #2 ] Output [ #1.n ] ; #14 = Join [ #13 , #2 ] Output [ #13.n ] ; "
    "#15 = Aggregate [ #14 ] Output [ COUNT(DISTINCT n) ]"
)


@pytest.mark.parametrize("system", ["sqlite", "duckdb"])
def test_one_deadline_holds_for_the_whole_trace(tmp_path, system):
    rows = 700 if system == "sqlite" else 4000
    numbers = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {rows}) SELECT n FROM c"
    script = f"CREATE TABLE big AS {numbers}"
    path = made(tmp_path / "b.db", script) if system == "sqlite" else made_duckdb(tmp_path / "b.duckdb", script)
    with nesy.Database(path, seconds=0.4) as database:
        began = time.monotonic()
        with pytest.raises(QueryStopped, match=r"stopped after 0\.4 seconds"):
            database.run(_GROWING)
        assert time.monotonic() - began < 2.5
        assert database.run("#1 = Scan Table [ big ] Predicate [ n = 7 ] Output [ n ]").rows == ((7,),)


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, 1e12, "5", None])
def test_seconds_that_are_none(folder, systems, seconds):
    with pytest.raises(NotAProblem, match=r"cannot have .* seconds"):
        nesy.Database(folder / "small.db", seconds=seconds)


@pytest.mark.parametrize("rows", [0, -1, -5, 2.5, 10**20, True, None])
def test_rows_that_are_no_number_of_rows(folder, systems, rows):
    with pytest.raises(NotAProblem, match="cannot have at most"):
        nesy.Database(folder / "small.duckdb", rows=rows)


def test_a_statement_that_begins_after_its_time_is_stopped(systems):
    for database in systems:
        over = replace(database.limits, end=time.monotonic() - 1)
        with pytest.raises(QueryStopped):
            database.backend.fetch("SELECT 1", over)


def test_an_interruption_that_comes_too_early_is_not_lost(tmp_path):
    path = made_duckdb(tmp_path / "b.duckdb", "CREATE TABLE big AS SELECT i AS n FROM range(20000) r(i)")
    with nesy.Database(path, seconds=1e-6) as database, pytest.raises(QueryStopped):
        database.backend.fetch("SELECT COUNT(*) FROM big a, big b WHERE a.n + b.n < 7", database.limits)


def test_a_trace_truncates_and_counts_on_both_systems(folder, systems):
    for name in ("small.db", "small.duckdb"):
        with nesy.Database(folder / name, rows=3) as database:
            result = database.run("#1 = Scan Table [ person ] Output [ id ]")
            assert (len(result.rows), result.truncated, result.steps[0].row_count) == (3, True, 7)


# --- opening ----------------------------------------------------------------------------------------


def test_a_view_that_is_broken_leaves_the_rest_readable(tmp_path):
    script = "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT a FROM gone;"
    with nesy.Database(made(tmp_path / "x.db", script)) as database:
        assert database.run("#1 = Scan Table [ t ] Output [ a ]").rows == ((1,),)
        with pytest.raises(nesy.errors.SchemaError, match=r"'v' cannot be read: no such table: main\.gone"):
            database.run("#1 = Scan Table [ v ] Output [ a ]")


def test_generated_columns_are_read(tmp_path):
    script = "CREATE TABLE t (a INTEGER, g INTEGER AS (a * 2) STORED, h AS (a * 3)); INSERT INTO t(a) VALUES (1);"
    with nesy.Database(made(tmp_path / "x.db", script)) as database:
        assert database.run("#1 = Scan Table [ t ] Output [ a , g , h ]").rows == ((1, 2, 3),)


def test_a_closed_database_says_so(folder, systems):
    for name in ("small.db", "small.duckdb"):
        database = nesy.Database(folder / name)
        database.close()
        for use in (lambda d: d.schema, lambda d: d.backend.fetch("SELECT 1", d.limits)):
            with pytest.raises(QueryFailed, match="closed"):
                use(database)


def test_a_locked_file_is_named_as_locked(tmp_path, monkeypatch):
    path = made(tmp_path / "x.db", "CREATE TABLE t (a INTEGER)")
    writing = sqlite3.connect(path, isolation_level=None)
    writing.execute("BEGIN EXCLUSIVE")
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **options: connect(*args, timeout=0.05, **options))
    with pytest.raises(QueryFailed, match="is locked by another program") as caught:
        nesy.Database(path)
    assert caught.value.hint
    writing.close()


def test_a_folder_with_files_that_cannot_be_read(tmp_path):
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    (tmp_path / "ok.csv").write_text("a,b\n1,2\n")
    (tmp_path / "bad.parquet").write_text("junk")
    (tmp_path / "x.csv").mkdir()
    (tmp_path / "twice.csv").write_text("a\n1\n")
    (tmp_path / "twice.tsv").write_text("a\n2\n")
    with nesy.Database(tmp_path) as database:
        assert database.run("#1 = Scan Table [ ok ] Output [ b ]").rows == ((2,),)
        assert database.run('#1 = Scan Table [ "twice.tsv" ] Output [ a ]').rows == ((2,),)
        for name in ("bad", "x"):
            with pytest.raises(nesy.errors.SchemaError, match=f"'{name}' cannot be read"):
                database.run(f"#1 = Scan Table [ {name} ] Output [ a ]")


def test_a_folder_of_nothing_readable(tmp_path):
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    (tmp_path / "bad.parquet").write_text("junk")
    with pytest.raises(QueryFailed, match=r"no file of .* can be read; bad: .*too small"):
        nesy.Database(tmp_path)


def test_a_row_that_does_not_fit_its_file_is_named(tmp_path):
    pytest.importorskip("duckdb", reason="DuckDB is not installed")
    (tmp_path / "wide.csv").write_text("a,b\n" + "1,2\n" * 30_000 + "1,2,3\n" + "1,2\n" * 300)
    with nesy.Database(tmp_path) as database, pytest.raises(QueryFailed) as caught:
        database.run("#1 = Scan Table [ wide ] Output [ a ]")
    assert "wide.csv" in caught.value.message and "30002" in caught.value.message
    assert "Columns: 2 Found: 3" in caught.value.message and caught.value.hint
