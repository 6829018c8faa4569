"""The benchmark of query plans: dumps, gold SQL, comparison, import; and the published data where it is there."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

import nesy
from nesy.apps.cli import main
from nesy.bench.query.compare import Same, compare
from nesy.bench.query.dump import build_sqlite
from nesy.bench.query.gold import gold_sql
from nesy.bench.query.importing import import_program
from nesy.bench.query.spider_qpl import run
from nesy.errors import BadDataFile, FileMissing
from nesy.languages.qpl.text import program_text

pytest.importorskip("sqlglot", reason="sqlglot is not installed")

DATA = os.environ.get("NESY_DATA")
DUMP = """
-- A dump
CREATE SCHEMA IF NOT EXISTS zoo;
CREATE TABLE zoo.animal ( id BIGINT, name TEXT NOT NULL, weight DOUBLE PRECISION, PRIMARY KEY (id) );
CREATE TABLE zoo.feeding ( animal_id BIGINT, food VARCHAR(10) );
ALTER TABLE zoo.feeding ADD CONSTRAINT f FOREIGN KEY (animal_id) REFERENCES zoo.animal(id);
INSERT INTO zoo.animal (id, name, weight) VALUES (1, 'Ant', 0.5), (2, 'bear', 200.0), (3, 'Cat''s', 4.0);
INSERT INTO zoo.feeding (animal_id, food) VALUES (2, 'fish'), (2, 'Nuts'), (3, 'fish');
DROP TABLE zoo.animal;
"""
SCANS = "#1 = Scan Table [ animal ] Output [ id , name ] ; #2 = Scan Table [ feeding ] Output [ animal_id , food ] ; "
QUESTIONS = [
    ("SELECT name FROM zoo.animal WHERE id NOT IN ( SELECT animal_id FROM zoo.feeding )", "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.animal_id ] Output [ #1.name ]"),
    ("SELECT TOP 1 food FROM zoo.feeding GROUP BY food ORDER BY count ( * ) DESC", "#3 = Aggregate [ #2 ] GroupBy [ food ] Output [ food , countstar AS n ] ; #4 = TopSort [ #3 ] Rows [ 1 ] OrderBy [ n DESC ] Output [ food , n ]"),
    ("SELECT TOP 1 name FROM zoo.animal WHERE name > = 'a' ORDER BY 1 + 0", "#3 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ name DESC ] Output [ name ]"),
    ("SELECT TOP 1 WITH TIES animal_id FROM zoo.feeding ORDER BY food", "#3 = TopSort [ #2 ] Rows [ 1 ] OrderBy [ food ASC ] WithTies [ true ] Output [ animal_id ]"),
    ("SELECT name FROM zoo.animal WHERE name = 'ANT'", "#3 = Filter [ #1 ] Predicate [ name = 'aNt' ] Output [ name ]"),
    ("SELECT name FROM zoo.animal", "#3 = Filter [ #1 ] Predicate [ id = 1 ] Output [ name ]"),
    ("SELECT name FROM zoo.animal", "#3 = Filter [ #1 ] Predicate [ nothing = 1 ] Output [ name ]"),
    ("SELECT T1.name FROM zoo.animal AS T1 JOIN zoo.animal AS T2 ON T1.weight > T2.weight WHERE T2.id = 3",
     "#3 = Scan Table [ animal ] Output [ name AS n , weight ] ; #4 = Scan Table [ animal ] Predicate [ id = 3 ] Output [ weight ] ; "
     "#5 = Join [ #3 , #4 ] Predicate [ #4.weight > #3.weight ] Output [ #3.n ]"),
]  # fmt: skip
VERDICTS = ["equal", "equal with extra columns", "tie", "equal", "equal", "different", "error", "equal"]


@pytest.fixture
def data(tmp_path):
    (tmp_path / "databases").mkdir()
    (tmp_path / "databases" / "zoo.sql").write_text(DUMP)
    rows = [
        {"id": f"q{i}", "db_id": "zoo", "question": "?", "clean_query": sql, "qpl": SCANS + qpl}
        for i, (sql, qpl) in enumerate(QUESTIONS)
    ]
    rows.append({**rows[0], "id": "elsewhere", "db_id": "other"})
    (tmp_path / "dev.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    return tmp_path


def test_every_program_is_run_and_compared(data):
    report = run(data)
    assert [o.verdict for o in report.outcomes] == VERDICTS
    assert (report.skipped, report.defects) == (1, 1)
    assert report.outcomes[0].changes == ("#3: SQL's NOT IN: rows that NULL leaves open are dropped",)
    assert report.outcomes[7].changes == ("#5: the step labels of its comparison were exchanged",)
    assert "1 questions have no database here" in str(report)


def test_the_command_prints_the_report(data):
    found = CliRunner().invoke(main, ["bench", "spider-qpl", "--data", str(data), "--limit", "5", "--json"])
    assert found.exit_code == 0 and json.loads(found.output)["questions"] == 5
    assert CliRunner().invoke(main, ["bench", "spider-qpl", "--data", str(data)]).exit_code == 1


def test_what_is_not_there_or_damaged(data, tmp_path):
    with pytest.raises(FileMissing):
        run(tmp_path / "none")
    (data / "databases" / "other.sql").write_text("CREATE TABLE (")
    broken = run(data).outcomes[-1]
    assert broken.verdict == "error" and "other.sql is no SQL dump" in broken.reason


RECORD = {"id": "q", "db_id": "zoo", "question": "?", "clean_query": "SELECT id FROM animal", "qpl": SCANS}
BAD_RECORDS = [
    (b"{}\n", "lacks 'id'"),
    (b"[1]\n", "no JSON object"),
    (b"{\n", "dev.jsonl:1: this line is no JSON"),
    (b"[" * 100_000, "no JSON"),
    (b"\xff\xfe{", "cannot be read"),
    (json.dumps({**RECORD, "id": 5}).encode(), "has 5 for 'id'"),
    (json.dumps({**RECORD, "qpl": None}).encode(), "has null for 'qpl'"),
    (json.dumps({**RECORD, "db_id": ["zoo"]}).encode(), "for 'db_id', which is a string"),
    (json.dumps({**RECORD, "db_id": "../zoo"}).encode(), "no name of a database"),
    (json.dumps({**RECORD, "db_id": "/etc/zoo"}).encode(), "no name of a database"),
    (json.dumps({**RECORD, "db_id": ""}).encode(), "no name of a database"),
]


@pytest.mark.parametrize(("content", "said"), BAD_RECORDS)
def test_records_that_are_no_questions(data, content, said):
    (data / "dev.jsonl").write_bytes(content)
    with pytest.raises(BadDataFile, match=re.escape(said)):
        run(data)


def test_lines_end_at_line_feeds_only(data):
    odd = json.dumps({**RECORD, "question": "a\u2028b"}, ensure_ascii=False)
    (data / "dev.jsonl").write_text(f"\n{odd}\n\n", encoding="utf-8")
    assert [o.question.text for o in run(data).outcomes] == ["a\u2028b"]


DUMPED = [
    ("CREATE TABLE s.t (a int, \"b c\" text, d bool);\nCOPY s.t (a, \"b c\", d) FROM stdin;\n1\tx\\ty; --\tt\n2\t\\N\tf\n\\.\nSELECT 1;", [(1, "x\ty; --", 1), (2, None, 0)]),
    ("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n\\.\n\nCOPY t FROM STDIN;\n7\n\\.\n", [(7,)]),
    ("CREATE TABLE t (a text); INSERT INTO t VALUES (E'it\\'s\\n'), ('a\\b'), ('O''B'), ($q$$1; '$q$);", [("it's\n",), ("a\\b",), ("O'B",), ("$1; '",)]),
    ("\\restrict x\nSET a = b;\nCREATE TABLE t (a int DEFAULT nextval('s'::regclass) NOT NULL, b text DEFAULT 'x', CHECK (a = ANY (ARRAY[1])));\nINSERT INTO t (a) VALUES (1);", [(1, "x")]),
    ("CREATE TABLE t (d date, e \"char\"); INSERT INTO t VALUES ('2020-01-01'::date, 'x'), (DATE '2020-01-02', NULL);", [("2020-01-01", "x"), ("2020-01-02", None)]),
    ("/* ; */ CREATE TABLE t (a int); -- ;\nCREATE FUNCTION f() RETURNS int AS $$ BEGIN; UPDATE t SET a = 1; END $$;\nALTER TABLE t OWNER TO me; INSERT INTO t VALUES (3)", [(3,)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), DUMPED)
def test_dumps(tmp_path, text, rows):
    assert loaded(tmp_path, text, "SELECT * FROM t") == rows


def test_keys_that_a_dump_adds_later_are_the_tables(tmp_path):
    keys = (
        "ALTER TABLE ONLY s.t ADD CONSTRAINT p PRIMARY KEY (a);\nALTER TABLE s.u ADD FOREIGN KEY (b) REFERENCES s.t(a);"
    )
    loaded(tmp_path, f"CREATE TABLE s.t (a int);\nCREATE TABLE s.u (b int);\n{keys}", "SELECT 1")
    with nesy.Database(tmp_path / "a.sqlite") as database:
        assert database.schema.table("t").primary_key == ("a",)
        assert [(k.columns, k.table, k.to) for k in database.schema.table("u").foreign_keys] == [(("b",), "t", ("a",))]


BAD_DUMPS = [
    ("CREATE TABL t (a int);", "'CREATE TABL t (a int)' is no statement"),
    ("CREATE TABLE t (a int);\n\nUPDATE t SET a = 1;", "line 3: 'UPDATE"),
    ("CREATE TABLE t (a int); INSERT INTO t SELECT 1;", "no plain rows"),
    ("CREATE TABLE t (a int); INSERT INTO t VALUES ((SELECT 1));", "no plain rows"),
    ("CREATE TABLE t AS SELECT 1;", "no list of columns"),
    ("COPY t FROM stdin;\n1\n\\.\n", "there is no table t"),
    ("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\t2\n\\.\n", "a row of 2 values for 1 columns"),
    ("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n", "no end"),
    ("CREATE TABLE t (a int);\nCOPY t FROM stdin WITH (FORMAT csv);\n1\n\\.\n", "FORMAT csv"),
    ("CREATE TABLE t (a int); INSERT INTO t VALUES (" + "(" * 3000 + "1" + ")" * 3000 + ");", "recursion"),
    ("CREATE TABLE t (a text); INSERT INTO t VALUES ('a", "line 1"),
    ("CREATE TABLE t (a int); INSERT INTO u VALUES (1);", "no such table"),
]


@pytest.mark.parametrize(("text", "said"), BAD_DUMPS)
def test_dumps_that_cannot_be_read(tmp_path, text, said):
    with pytest.raises(BadDataFile, match=re.escape(said)) as caught:
        loaded(tmp_path, text, "SELECT 1")
    assert "a.sql" in str(caught.value)


def loaded(folder, text, query):
    (folder / "a.sql").write_text(text)
    build_sqlite(folder / "a.sql", folder / "a.sqlite")
    with closing(sqlite3.connect(folder / "a.sqlite")) as connection:
        return connection.execute(query).fetchall()


NO_GOLD = ["", "garbage (", "DROP TABLE t", "SELECT 1; SELECT 2", "SELECT " + "(" * 3000 + "1" + ")" * 3000,
           "SELECT TOP 10 PERCENT a FROM t ORDER BY b", "SELECT TOP (@n) a FROM t",
           "SELECT a FROM (SELECT TOP 1 WITH TIES a FROM t ORDER BY a) AS s"]  # fmt: skip


@pytest.mark.parametrize("text", NO_GOLD)
def test_gold_that_is_not_one_query_of_a_stated_size(text):
    with pytest.raises(BadDataFile):
        gold_sql(text)


GOLD_ROWS = [
    ("SELECT TOP (2) a FROM t ORDER BY b", [(1,), (2,)], [(1,), (2,), (3,)]),
    ("SELECT TOP (2) WITH TIES a FROM t ORDER BY b", [(1,), (2,), (3,)], [(1,), (2,), (3,)]),
    ("SELECT a FROM t ORDER BY a OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY", [(2,), (3,)], None),
    ("SELECT DISTINCT TOP 2 b FROM t ORDER BY b DESC", [(3,), (2,)], [(2,), (3,)]),
    ("SELECT TOP 1 a, 9 - b AS c FROM t ORDER BY c", [(4, 6)], [(4, 6)]),
    ("SELECT TOP 1 b, count(*) FROM t GROUP BY b ORDER BY 2 DESC", [(2, 2)], [(2, 2)]),
]


@pytest.mark.parametrize(("text", "rows", "tied"), GOLD_ROWS)
def test_gold_rows_and_those_that_tie(text, rows, tied):
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 1), (2, 2), (3, 2), (4, 3)")
        gold = gold_sql(text)
        assert connection.execute(gold.statement).fetchall() == rows
        assert not tied if not gold.ties else sorted(connection.execute(gold.ties).fetchall()) == tied


def test_set_operators_get_their_explicit_form():
    sql = "SELECT id FROM a EXCEPT SELECT id FROM b"
    text = "#1 = Scan Table [ a ] Output [ id ] ; #2 = Scan Table [ b ] Output [ id ] ; "
    found = import_program(f"{text}#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.id ] Output [ #1.id ]", gold_sql(sql))
    assert "Nulls [ equal ] Distinct [ true ]" in program_text(found.program) and len(found.changes) == 1
    sql = "SELECT id FROM a INTERSECT SELECT id FROM b"
    found = import_program(
        f"{text}#3 = Intersect [ #1 , #2 ] Predicate [ #1.id = #2.id ] Output [ #1.id ]", gold_sql(sql)
    )
    assert "Nulls [ equal ] Distinct [ true ]" in program_text(found.program)


COMPARED = [
    ([(1,), (2,)], [(2.0,), (1.0,)], {}, Same.EQUAL),
    ([(1,), (2,)], [(2,), (1,)], {"ordered": True}, Same.DIFFERENT),
    ([("a", 1)], [(1, "a")], {}, Same.EQUAL),
    ([("a", 1), ("b", 2)], [(2, "a"), (1, "b")], {}, Same.DIFFERENT),
    ([("a", 1)], [("a",)], {}, Same.EXTRA_COLUMNS),
    ([("a",)], [("a", 1)], {}, Same.DIFFERENT),
    ([("a",)], [("a", "a")], {}, Same.EQUAL),
    ([(1,), (1,)], [(1,)], {}, Same.DIFFERENT),
    ([("A ",)], [("a",)], {}, Same.DIFFERENT),
    ([("A ",)], [("a",)], {"nocase": True}, Same.EQUAL),
    ([], [], {}, Same.BOTH_EMPTY),
    ([], [(None,)], {}, Same.DIFFERENT),
    ([(None,)], [(0,)], {}, Same.DIFFERENT),
]


@pytest.mark.parametrize(("given", "gold", "how", "same"), COMPARED)
def test_comparison(given, gold, how, same):
    assert compare(given, gold, **how) is same


@pytest.mark.skipif(not DATA or not (Path(DATA) / "qpl").is_dir(), reason="NESY_DATA has no folder qpl")
def test_the_published_programs_give_the_rows_of_their_sql():
    report = run(Path(DATA) / "qpl")
    assert report.skipped == 0 and len(report.outcomes) == 320
    assert all(o.right or o.verdict == "tie" for o in report.outcomes if o.question.database != "battle_death")
    assert sum(not o.right for o in report.outcomes if o.question.database == "battle_death") == 1
    nulls = run(Path(DATA) / "qpl", null_rows=True)
    wrong = {o.question.id for o in report.outcomes if not o.right}
    for o in nulls.outcomes:
        operators = gold_sql(o.question.sql).set_operators
        assert o.right or o.question.id in wrong or not operators & {"except", "not in"}, o
