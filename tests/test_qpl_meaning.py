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
    script = script.replace("{longtext}", "LONGTEXT" if system == "sqlite" else "VARCHAR")
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
VIEW = """
CREATE TABLE t (a INTEGER, s VARCHAR, d VARCHAR); INSERT INTO t VALUES (7, 'Ann', '7'), (8, 'bob', '08');
CREATE VIEW v AS SELECT a * 1 AS n, s || '' AS s, d || '' AS d FROM t;
"""
LOOK = "#1 = Scan Table [ v ] Predicate [ {} ] Output [ n ]"
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
    "division of a decimal": (
        "CREATE TABLE t (p DECIMAL(10,2), s VARCHAR, n INTEGER); INSERT INTO t VALUES (7, '7', 7);",
        "#1 = Scan Table [ t ] Output [ p / 2 AS a , s / 2 AS b , n / 2 AS c , p / s AS d , n / 2.0 AS e ]",
        [(3.5, 3.5, 3, 1.0, 3.5)],
    ),
    "a text beside a computed number": (
        "CREATE TABLE t (s VARCHAR); INSERT INTO t VALUES ('03'), ('3.0'), ('3'), ('abc'), ('3e0'), ('x3'), (NULL);"
        "CREATE TABLE u (k INTEGER); INSERT INTO u VALUES (3);",
        "#1 = Scan Table [ t ] Output [ s ] ; #2 = Scan Table [ u ] Output [ k , k + 0 AS n ] ; "
        "#3 = Join [ #1 , #2 ] Predicate [ #1.s = #2.n AND #2.k = #1.s ] Output [ #1.s ]",
        [("03",), ("3",), ("3.0",), ("3e0",)],
    ),
    "a text that is no number is neither more nor other": (
        "CREATE TABLE t (s VARCHAR, k INTEGER); INSERT INTO t VALUES ('abc', 3), ('4', 3);",
        "#1 = Scan Table [ t ] Predicate [ s <> k OR s > k ] Output [ s ]",
        [("4",)],
    ),
    "a constant text beside a sum": (
        "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (5);",
        "#1 = Scan Table [ t ] Output [ '05' AS c , n + 0 AS m ] ; #2 = Filter [ #1 ] Predicate [ c = m ] Output [ m ]",
        [(5,)],
    ),
    "sums of texts that spell numbers in other ways": (
        "CREATE TABLE t (s VARCHAR); INSERT INTO t VALUES ('.5'), ('1e3'), (' 2.x'), ('x');",
        "#1 = Scan Table [ t ] Output [ s ] ; #2 = Aggregate [ #1 ] Output [ SUM(s) AS n ]",
        [(1002.5,)],
    ),
    "a Union of texts and numbers has texts": (
        "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1); "
        "CREATE TABLE u (a VARCHAR); INSERT INTO u VALUES ('x'), ('1');",
        "#1 = Scan Table [ t ] Output [ a ] ; #2 = Scan Table [ u ] Output [ a ] ; "
        "#3 = Union [ #1 , #2 ] Output [ #1.a ] ; #4 = Filter [ #3 ] Predicate [ a = 1 OR a = 'x' ] Output [ a ]",
        [("1",), ("x",)],
    ),
    "a Union of integers and decimals": (
        "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1); CREATE TABLE u (a DOUBLE); INSERT INTO u VALUES (1.5);",
        "#1 = Scan Table [ t ] Output [ a ] ; #2 = Scan Table [ u ] Output [ a ] ; "
        "#3 = Union [ #1 , #2 ] Output [ #1.a ] ; #4 = Filter [ #3 ] Predicate [ a / 2 > 0.6 ] Output [ a ]",
        [(1.5,)],
    ),
    "booleans beside strings": (
        "CREATE TABLE t (n VARCHAR, b BOOLEAN); INSERT INTO t VALUES ('yes', TRUE), ('no', FALSE), ('-', NULL);",
        "#1 = Scan Table [ t ] Predicate [ b = 'true' AND b <> 0 AND b IN ('T') ] Output [ n ]",
        [("yes",)],
    ),
    "digits of other scripts spell no number": (
        PEOPLE,
        "#1 = Scan Table [ t ] Predicate [ age = '\u0663' ] Output [ age ]",
        [],
    ),
    "a long text is a text": (
        "CREATE TABLE t (c {longtext}, d {longtext}); INSERT INTO t VALUES ('007', 'Bond'), ('7', 'bond');",
        "#1 = Scan Table [ t ] Predicate [ c = '007' ] Output [ c ]",
        [("007",)],
    ),
    "integers are of 64 bits": (
        "CREATE TABLE t (n INTEGER, b BOOLEAN); INSERT INTO t VALUES (100000, TRUE);",
        "#1 = Scan Table [ t ] Output [ n * n AS a , 3 * (n * n) AS c , b + n AS d ]",
        [(10**10, 3 * 10**10, 100001)],
    ),
    "booleans count as 1 and 0": (
        "CREATE TABLE t (b BOOLEAN); INSERT INTO t VALUES (TRUE), (FALSE), (NULL);",
        "#1 = Scan Table [ t ] Output [ b ] ; #2 = Aggregate [ #1 ] Output [ SUM(b) AS s , AVG(b) AS a ]",
        [(1, 0.5)],
    ),
    "many alternatives": (
        PEOPLE,
        f"#1 = Scan Table [ t ] Predicate [ {' OR '.join(f'age = {n}' for n in range(26, 3026))} ] Output [ age ]",
        [(30,), (40,)],
    ),
    "a view's computed numbers beside strings": (VIEW, LOOK.format("n = '7' AND n = 7 AND n > 6 AND n < '8'"), [(7,)]),
    "a view's computed texts beside numbers": (
        VIEW,
        LOOK.format("d = 7 AND d = '7' AND d IN (7) AND d BETWEEN 6 AND 8"),
        [(7,)],
    ),
    "a view's computed texts beside texts": (VIEW, LOOK.format("s = 'Ann' AND s LIKE 'A%' AND s <> 'Bob'"), [(7,)]),
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


TEXTS = """
CREATE TABLE t (k VARCHAR, s VARCHAR);
INSERT INTO t VALUES ('x', 'a'), ('X', 'B'), ('x', 'b '), ('x', 'A'), ('y', NULL), ('z', 'C');
CREATE VIEW v AS SELECT k || '' AS k, s || '' AS s FROM t;
"""
EXTREMES = "#1 = Scan Table [ {} ] Output [ k , s ] ; #2 = Aggregate [ #1 ] {} Output [ MIN(s) AS a , MAX(s) AS b ]"
FOLDED = {
    "the least and greatest text": (EXTREMES.format("t", ""), "nocase", [("A", "C")]),
    "the least and greatest text of a group": (
        EXTREMES.format("t", "GroupBy [ k ]"),
        "nocase",
        [("A", "b "), ("C", "C"), (None, None)],
    ),
    "trailing blanks aside": (
        EXTREMES.format("t", "GroupBy [ k ]"),
        "nocase_rtrim",
        [("A", "B"), ("C", "C"), (None, None)],
    ),
    "of a view's computed texts": (EXTREMES.format("v", ""), "nocase_rtrim", [("A", "C")]),
    "groups of a view's computed texts": (
        "#1 = Scan Table [ v ] Output [ k ] ; #2 = Aggregate [ #1 ] Output [ k , countstar AS n ]",
        "nocase",
        [("X", 4), ("y", 1), ("z", 1)],
    ),
    "a view's computed text beside a string": (
        "#1 = Scan Table [ v ] Predicate [ s = 'b' ] Output [ s ]",
        "nocase_rtrim",
        [("B",), ("b ",)],
    ),
}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("case", FOLDED)
def test_rows_without_case(tmp_path, system, case):
    program, collation, rows = FOLDED[case]
    assert rows_of(build(tmp_path, system, TEXTS), program, collation=collation) == rows


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
    "a date beside a number": (
        "CREATE TABLE t (d DATE); INSERT INTO t VALUES ('2014-01-01');",
        "#1 = Scan Table [ t ] Predicate [ d > 2014 ] Output [ d ]",
        "compares time with integer",
    ),
    "a boolean beside what is none": (
        "CREATE TABLE t (b BOOLEAN);",
        "#1 = Scan Table [ t ] Predicate [ b = 'Rome' ] Output [ b ]",
        "compares boolean with text",
    ),
    "a Union of a date and a number": (
        "CREATE TABLE t (a DATE); CREATE TABLE u (a INTEGER);",
        "#1 = Scan Table [ t ] Output [ a ] ; #2 = Scan Table [ u ] Output [ a ] ; "
        "#3 = Union [ #1 , #2 ] Output [ #1.a ]",
        "unites time with integer",
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


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_number_that_is_compared_as_a_text_is_flagged(tmp_path, system):
    path = build(tmp_path, system, "CREATE TABLE t (w VARCHAR, n INTEGER); INSERT INTO t VALUES ('95', 1), ('120', 2);")
    flagged = {
        "w > 100": 1,
        "n > 'x'": 1,
        "w BETWEEN 1 AND 2": 2,
        "w = 95": 0,
        "w > '100'": 0,
        "n > '1'": 0,
        "w > n": 0,
    }
    with nesy.Database(path) as database:
        for predicate, count in flagged.items():
            found = database.run(f"#1 = Scan Table [ t ] Predicate [ {predicate} ] Output [ w ]").flags
            assert [f.kind.value for f in found].count("number-as-text") == count, predicate


@pytest.mark.parametrize("name", ["*", "?", "[ab]", "a]b", "it's"])
def test_a_file_of_a_folder_is_read_under_its_own_name(tmp_path, name):
    (tmp_path / "a.csv").write_text("n\n1\n")
    (tmp_path / f"{name}.csv").write_text("n\n2\n")
    rows = rows_of(tmp_path, f'#1 = Scan Table [ "{name}" ] Output [ n ]')
    assert rows == [(2,)]


def test_a_plan_that_exceeds_a_bound_of_sqlite_says_so(tmp_path):
    program = "#1 = Scan Table [ t ] Output [ age ] ; #2 = Scan Table [ t ] Output [ age ]"
    for n in range(3, 41):
        program += f" ; #{n} = Join [ #{n - 1} , #{n - 2} ] Predicate [ #{n - 1}.age = #{n - 2}.age ]"
        program += f" Output [ #{n - 1}.age ]"
    for system in SYSTEMS:
        with nesy.Database(build(tmp_path, system, PEOPLE)) as database:
            if system == "duckdb":
                assert len(database.run(program, steps=False).rows) == 3
                continue
            with pytest.raises(QueryFailed, match="too many references") as caught:
                database.run(program, steps=False)
            assert "DuckDB computes it once" in caught.value.hint
