"""What a query plan and its result are told as: meanings, numbers, saved results, and the command's arguments."""

from __future__ import annotations

import copy
import json
import math
import sqlite3

import pytest
from click.testing import CliRunner

import nesy
from nesy.apps.cli import main
from nesy.engine.query_page import to_page
from nesy.engine.query_result import QueryResult
from nesy.errors import BadAnswerFile, NesyError, ParseError
from nesy.languages.qpl.meaning import meaning
from nesy.languages.qpl.read import read_program


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = tmp_path_factory.mktemp("told") / "told.db"
    connection = sqlite3.connect(made)
    connection.executescript(
        "CREATE TABLE t (a REAL, s TEXT); INSERT INTO t VALUES (1.5, 'x'), (9e999, 'y'), (NULL, 'z');"
    )
    connection.close()
    return made


T = "#1 = Scan Table [ t ] "
MEANINGS = {
    T + "Output [ ( a + b ) * 2 ]": "(a plus b) times 2",
    T + "Output [ a - ( b - 1 ) ]": "a minus (b minus 1)",
    T + "Output [ a - b - 1 ]": "a minus b minus 1",
    T + "Output [ a + b * 2 ]": "a plus (b times 2)",
    "#2 = Aggregate [ #1 ] Output [ SUM(a + b) ]": "the sum of (a plus b)",
    T + "Predicate [ NOT ( a = 1 OR b = 2 ) AND s = 'x' ] Output [ a ]": (
        "(it is not so that a is 1 or b is 2) and s is 'x'"
    ),
    T + "Predicate [ NOT a = 1 OR b = 2 ] Output [ a ]": "(it is not so that a is 1) or b is 2",
    T + "Predicate [ a = 1 AND ( b = 2 OR c = 3 ) ] Output [ a ]": "a is 1 and (b is 2 or c is 3)",
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_meaning_groups_as_the_step_does(text):
    assert MEANINGS[text] in meaning(read_program(text).steps[-1])


def test_an_intersect_of_its_second_input_says_so(path):
    text = "#1 = Scan Table [ t ] Output [ s ] ; #2 = Scan Table [ t ] Output [ s , a ] ; "
    text += "#3 = Intersect [ #1 , #2 ] Predicate [ #1.s = #2.s ] Output [ #2.a ]"
    assert nesy.query(path, text).steps[2].meaning == (
        "Keep the rows of #2 for which some row of #1 has #1's s is #2's s, and give #2's a."
    )


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 400, "9223372036854775808"])
def test_a_number_that_no_database_holds_is_refused(number):
    with pytest.raises(ParseError, match="beyond the numbers"):
        read_program(T + f"Predicate [ a > {number} ] Output [ a ]")


@pytest.mark.parametrize("text", ["Predicate [ s = '\ud800' ] Output [ s ]", "Output [ s AS a\udfff ]"])
def test_half_a_character_is_refused_with_its_place(text):
    with pytest.raises(ParseError, match="half of a character") as caught:
        read_program(T + text)
    assert len(caught.value.source[caught.value.span.start : caught.value.span.end]) == 1


# --- saved results ----------------------------------------------------------------------------------


def test_infinity_is_saved_as_json_has_it(path):
    saved = nesy.query(path, T + "Output [ a , s ]").save()
    data = json.loads(saved, parse_constant=pytest.fail)
    assert data["rows"] == [[1.5, "x"], ["inf", "y"], [None, "z"]]
    assert QueryResult.from_json(data).to_json() == data and math.inf not in QueryResult.from_json(data).rows[1]


def test_a_result_without_its_steps_is_read_back(path):
    with nesy.Database(path) as database:
        data = database.run(T + "Output [ a , s ]", steps=False).to_json()
    assert QueryResult.from_json(data).to_json() == data


DAMAGES = {
    "wide rows": (("rows",), [[1, 2, 3]]),
    "a row that is none": (("rows",), ["ab"]),
    "a value that is a list": (("rows",), [[[1], "x"]]),
    "rows that are none": (("rows",), 7),
    "columns of numbers": (("columns",), [1, 2]),
    "fewer columns": (("columns",), ["a"]),
    "a question that is a number": (("question",), 5),
    "a step's question that is a number": (("steps", 0, "question"), 7),
    "a step's wide rows": (("steps", 0, "rows"), [[1, 2, 3]]),
    "a count that is none": (("steps", 0, "row_count"), "many"),
    "no steps' list": (("steps",), None),
    "a flag without a kind": (("flags",), [{"step": 1}]),
    "a program that is none": (("program",), "DROP TABLE t"),
    "a schema that is none": (("schema",), [1]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_result_is_refused(path, tmp_path, damage):
    data = copy.deepcopy(nesy.query(path, T + "Output [ a , s ]").to_json())
    (*way, last), value = DAMAGES[damage]
    place = data
    for key in way:
        place = place[key]
    place[last] = value
    with pytest.raises(BadAnswerFile):
        to_page(QueryResult.from_json(data))
    (tmp_path / "r.json").write_text(json.dumps(data))
    shown = CliRunner().invoke(main, ["view", str(tmp_path / "r.json")])
    assert shown.exit_code == 2 and "not the result of a query" in shown.output


# --- the command ------------------------------------------------------------------------------------

PLAN = T + "Predicate [ s = 'x' ] Output [ a ]"
ARGUMENTS = {
    ("--qpl", ""): "the query plan is empty",
    ("--qpl", "none.qpl"): "none.qpl cannot be read",
    ("--qpl", "my plan.qpl"): "my plan.qpl cannot be read",
    ("--qpl", PLAN, "--sql", "spark", "--json"): "leave out --json",
    ("--qpl", PLAN, "--sql", "spark", "--steps"): "leave out --json and --steps",
    ("--qpl", PLAN, "--seconds", "nan"): "cannot have nan seconds",
    ("--qpl", PLAN, "--seconds", "-1"): "cannot have -1.0 seconds",
    ("--qpl", PLAN, "--rows", "0"): "rows",
    ("How many?",): "name one with --model",
}


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=" ".join)
def test_the_command_refuses_with_the_way_out(path, arguments):
    found = CliRunner().invoke(main, ["query", "--db", str(path), *arguments])
    assert found.exit_code == 2 and ARGUMENTS[arguments] in found.output
    assert found.exception is None or isinstance(found.exception, SystemExit | NesyError)


def test_an_address_of_nothing_is_no_database():
    found = CliRunner().invoke(main, ["query", "--db", "", "--qpl", PLAN])
    assert found.exit_code == 2 and "an empty address names no database" in found.output


def test_a_file_goes_before_a_plan_of_the_same_letters(path, tmp_path):
    (tmp_path / "plan#1.qpl").write_text(PLAN)
    found = CliRunner().invoke(main, ["query", "--db", str(path), "--qpl", str(tmp_path / "plan#1.qpl")])
    assert found.exit_code == 0 and "1.5" in found.output
