"""The benchmark of query plans: dumps, gold SQL, comparison, import; and the published data where it is there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from nesy.apps.cli import main
from nesy.bench.query.compare import Same, compare
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
    (data / "databases" / "zoo.sql").write_text("CREATE TABLE (")
    with pytest.raises(BadDataFile):
        run(data)
    (data / "dev.jsonl").write_text("{}\n")
    with pytest.raises(BadDataFile, match="no question"):
        run(data)


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
