"""Query plans mean what docs/qpl.md says: the same rows on SQLite and DuckDB, traced or not."""

from __future__ import annotations

import sqlite3

import pytest

import nesy
from nesy.errors import QueryFailed, SchemaError

pytest.importorskip("duckdb", reason="DuckDB is not installed")
SYSTEMS = ("sqlite", "duckdb")


def build(folder, system, script):
    """A database of this system that a script of SQL makes."""
    path = folder / f"made.{'db' if system == 'sqlite' else 'duckdb'}"
    if system == "sqlite":
        connection = sqlite3.connect(path)
        connection.executescript(script)
        connection.commit()
        connection.close()
    else:
        import duckdb

        with duckdb.connect(str(path)) as connection:
            connection.execute(script)
    return path


PEOPLE = """
CREATE TABLE t (name TEXT, age INTEGER);
INSERT INTO t VALUES ('Ann', 40), ('Bob', 25), ('Cid', 30);
"""
SCAN = "#1 = Scan Table [ t ] Output [ name , age ] ; "
TWO = """
CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('t1');
CREATE TABLE u (a TEXT, b TEXT); INSERT INTO u VALUES ('u1', 'u2');
"""
NULLS = """
CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (NULL);
CREATE TABLE u (x INTEGER); INSERT INTO u VALUES {u};
"""
BOTH = "#1 = Scan Table [ t ] Output [ a ] ; #2 = Scan Table [ u ] Output [ x ] ; "
OR_NULL = "#3 = Except [ #1 , #2 ] Predicate [ #2.x IS NULL OR #1.a = #2.x ] Nulls [ {nulls} ] Output [ #1.a ]"

MEANINGS = {
    "an output's alias is no order key": (
        PEOPLE,
        SCAN + "#2 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ age ASC ] Output [ name AS age ]",
        [("Bob",)],
    ),
    "two aliases are no order keys": (
        PEOPLE,
        SCAN + "#2 = Sort [ #1 ] OrderBy [ age ASC ] Output [ name AS age , age AS a2 ]",
        [("Bob", 25), ("Cid", 30), ("Ann", 40)],
    ),
    "arithmetic under the key's name is no order key": (
        PEOPLE,
        SCAN + "#2 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ age DESC ] Output [ 0 - age AS age ]",
        [(-40,)],
    ),
    "a line break in a literal and a constant": (
        "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x\ny'), ('x\n  y');",
        "#1 = Scan Table [ t ] Predicate [ a = 'x\ny' ] Output [ a , 'p\nq' AS c ] ; "
        "#2 = Sort [ #1 ] OrderBy [ a ASC ] Output [ a , c ]",
        [("x\ny", "p\nq")],
    ),
    "a line break in names": (
        'CREATE TABLE "t\nu" ("a\nb" INTEGER); INSERT INTO "t\nu" VALUES (1);',
        '#1 = Scan Table [ "t\nu" ] Output [ "a\nb" ] ; #2 = Filter [ #1 ] Predicate [ "a\nb" = 1 ] Output [ "a\nb" ]',
        [(1,)],
    ),
    "a table with a step's name": (
        PEOPLE + "CREATE TABLE Filter_2 (name TEXT); INSERT INTO Filter_2 VALUES ('Zoe');",
        SCAN
        + "#2 = Filter [ #1 ] Predicate [ age > 0 ] Output [ name ] ; #3 = Scan Table [ Filter_2 ] Output [ name ]",
        [("Zoe",)],
    ),
    "a scanned table with its own step's name": (
        "CREATE TABLE Scan_1 (a INTEGER); INSERT INTO Scan_1 VALUES (1);",
        "#1 = Scan Table [ Scan_1 ] Output [ a ] ; #2 = Top [ #1 ] Rows [ 1 ] Output [ a ]",
        [(1,)],
    ),
    "ties of distinct rows": (
        PEOPLE,
        SCAN + "#2 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ age ASC ] WithTies [ true ] Distinct [ true ] Output [ name ]",
        [("Bob",)],
    ),
    "ties of distinct rows, in order": (
        PEOPLE + "INSERT INTO t VALUES ('Bob', 30), ('Bob', 25), ('Dee', 30), ('Eve', 40);",
        SCAN + "#2 = TopSort [ #1 ] Rows [ 2 ] OrderBy [ age ASC ] WithTies [ true ] Distinct [ true ] Output [ name ]"
        " ; #3 = Filter [ #2 ] Predicate [ name <> 'x' ] Output [ name ]",
        [("Bob",), ("Cid",), ("Dee",)],
    ),
    "OR IS NULL beside equal NULLs": (NULLS.format(u="(NULL), (9)"), BOTH + OR_NULL.format(nulls="equal"), []),
    "OR IS NULL without a NULL": (NULLS.format(u="(1)"), BOTH + OR_NULL.format(nulls="equal"), [(None,)]),
    "OR IS NULL as an anti-join": (NULLS.format(u="(NULL), (9)"), BOTH + OR_NULL.format(nulls="differ"), []),
    "OR IS NULL as NOT IN": (NULLS.format(u="(9)"), BOTH + OR_NULL.format(nulls="unknown"), [(1,)]),
    "a Union's other side by exact case": (
        TWO,
        "#1 = Scan Table [ t ] Output [ a AS x , 'T' AS X ] ; #2 = Scan Table [ u ] Output [ a AS x , b AS X ] ; "
        "#3 = Union [ #1 , #2 ] Output [ #1.x , #1.X ]",
        [("t1", "T"), ("u1", "u2")],
    ),
    "an aggregate without keys or calls": (PEOPLE, SCAN + "#2 = Aggregate [ #1 ] Output [ 1 AS one ]", [(1,)]),
    "an alias like a compiler's own column": (
        PEOPLE,
        SCAN + "#2 = Sort [ #1 ] OrderBy [ age DESC ] Output [ name AS nesy_order , age ] ; "
        "#3 = Filter [ #2 ] Predicate [ age > 0 ] Output [ nesy_order ]",
        [("Ann",), ("Cid",), ("Bob",)],
    ),
    "a rank's name": (
        PEOPLE,
        "#1 = Scan Table [ t ] Output [ name AS nesy_rank , age ] ; "
        "#2 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ age DESC ] WithTies [ true ] Output [ nesy_rank ]",
        [("Ann",)],
    ),
}


def rows_of(path, program, **options):
    """The rows of a program, which are the same without its trace; those of no order are sorted."""
    with nesy.Database(path, **options) as database:
        traced, plain = database.run(program), database.run(program, steps=False)
    rows, again = list(traced.rows), list(plain.rows)
    if not traced.ordered:
        rows, again = sorted(rows, key=repr), sorted(again, key=repr)
    assert rows == again
    return rows


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("case", MEANINGS)
def test_rows(tmp_path, system, case):
    script, program, rows = MEANINGS[case]
    assert rows_of(build(tmp_path, system, script), program) == rows


REFUSED = {
    "a Union whose other side has the column twice": (
        TWO,
        "#1 = Scan Table [ t ] Output [ a AS x ] ; #2 = Scan Table [ u ] Output [ a AS x , b AS x ] ; "
        "#3 = Union [ #1 , #2 ] Output [ #1.x ]",
        "two columns x",
    ),
    "ExceptColumns whose other side has the column twice": (
        TWO,
        "#1 = Scan Table [ t ] Output [ a ] ; #2 = Scan Table [ u ] Output [ a , b AS a ] ; "
        "#3 = Except [ #1 , #2 ] ExceptColumns [ #1.a ] Output [ #1.a ]",
        "two columns a",
    ),
}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(tmp_path, system, case):
    script, program, message = REFUSED[case]
    with (
        nesy.Database(build(tmp_path, system, script)) as database,
        pytest.raises(SchemaError, match=message) as caught,
    ):
        database.run(program)
    assert caught.value.hint


def test_a_column_that_is_gone_is_no_string(tmp_path):
    path = build(tmp_path, "sqlite", "CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'x');")
    with nesy.Database(path) as database:
        assert database.schema.table("t")
        connection = sqlite3.connect(path)
        connection.executescript("ALTER TABLE t RENAME COLUMN b TO c")
        connection.close()
        for steps in (True, False):
            with pytest.raises(QueryFailed, match="no such column"):
                database.run("#1 = Scan Table [ t ] Output [ a , b ]", steps=steps)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_tie_is_one_of_distinct_rows(tmp_path, system):
    path = build(
        tmp_path, system, "CREATE TABLE t (s TEXT, k INTEGER); INSERT INTO t VALUES ('a',1),('a',1),('b',2),('c',2);"
    )
    program = (
        "#1 = Scan Table [ t ] Output [ s , k ] ; "
        "#2 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ k {direction} ] Distinct [ true ] Output [ s ]"
    )
    with nesy.Database(path) as database:
        for direction, flags in (("ASC", []), ("DESC", ["tie"])):
            assert [f.kind.value for f in database.run(program.format(direction=direction)).flags] == flags
