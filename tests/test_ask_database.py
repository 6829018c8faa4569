"""Questions to a database: prompts, replies, repair, votes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from qpl_plans import build_sqlite
from scripted_model import Scripted

import nesy
from nesy.errors import NotAProblem, QueryFailed, UnknownName
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.resolve import resolve
from nesy.languages.qpl.schema import ForeignKey, Schema, Table, TableColumn, Type, type_named
from nesy.translate.prompt_files import load_prompts
from nesy.translate.qpl.replies import read_reply, reply_grammar
from nesy.translate.qpl.schema_text import mentioned_values, schema_text

GOOD = """Q1: Who lives in Rome?
#1 = Scan Table [ person ] Predicate [ town = 'Rome' ] Output [ id , name ]
Q2: Who of them was born first?
#2 = Sort [ #1 ] OrderBy [ name ASC ] Output [ name ]"""
BAD = "#1 = Scan Table [ people ] Output [ name ]"


@pytest.fixture(scope="module")
def db():
    with tempfile.TemporaryDirectory() as folder, nesy.Database(build_sqlite(Path(folder) / "small.db")) as database:
        yield database


def test_the_answer_has_rows_steps_and_sub_questions(db):
    model = Scripted(lambda messages, index: f"Here you are:\n```qpl\n{GOOD}\n```")
    result = db.ask("Who lives in Rome?", model=model)
    assert result.rows == (("Bob",), ("Eve's",)) and result.question == "Who lives in Rome?"
    assert [s.question for s in result.steps] == ["Who lives in Rome?", "Who of them was born first?"]
    (attempt,) = result.attempts
    shown = attempt.exchanges[0].messages[-1].content
    assert "person(id integer, name text" in shown and "town text: 'Rome'" in shown


def test_a_fault_goes_back_to_the_model(db):
    def script(messages, index):
        return GOOD if "which is no table" in messages[-1].content else BAD

    with pytest.raises(QueryFailed, match="no plan of scripted could be run"):
        db.ask("Who lives in Rome?", model=Scripted(script))
    result = db.ask("Who lives in Rome?", model=Scripted(script), refine=2)
    assert len(result.rows) == 2 and result.attempts[0].round == 1


def test_plans_with_equal_rows_vote_together(db):
    other = "#1 = Scan Table [ person ] Output [ name ]"
    same = GOOD.replace("ORDER", "ORDER").replace("town = 'Rome'", "town IN ('Rome')")
    model = Scripted(lambda messages, index: [other, GOOD, BAD, same][index])
    result = db.ask("Who lives in Rome?", model=model, samples=4)
    assert result.rows == (("Bob",), ("Eve's",)) and len(result.attempts) == 4
    assert sum(bool(a.error) for a in result.attempts) == 1


def test_steps_are_written_one_by_one_in_what_is_in_scope(db):
    lines = [
        "#1 = Scan Table [ person ] Output [ id , born ] ;",
        "#2 = Aggregate [ #1 ] Output [ MAX(born) AS latest ]",
    ]

    def script(messages, index):
        return lines[1] if "#1 = Scan" in messages[-1].content.split("Steps so far:")[1] else lines[0]

    model = Scripted(script)
    result = db.ask("When was the last one born?", model=model, strategy="steps")
    assert result.rows == ((2001,),)
    grammars = [call.decoding.grammar.lark for call in model.calls]
    assert grammars[0].startswith('start: "#1 = "') and '"latest"' not in grammars[1] and "single_1" in grammars[1]


def test_each_step_can_be_run_before_the_next_is_written(db):
    lines = ["#1 = Scan Table [ visit ] Output [ town ] ;", "#2 = Aggregate [ #1 ] Output [ countstar AS n ]"]

    def script(messages, index):
        return lines[1] if "gives 7 rows\n  Rome" in messages[-1].content else lines[0]

    result = db.ask("How many visits?", model=Scripted(script), strategy="steps", run_steps=True)
    assert result.rows == ((7,),)


def test_what_cannot_be_asked(db):
    model = Scripted(lambda messages, index: GOOD)
    with pytest.raises(NotAProblem, match="empty"):
        db.ask("  ", model=model)
    with pytest.raises(UnknownName):
        db.ask("Who?", model=model, strategy="guess")


def test_a_reply_without_steps_is_an_error_of_the_attempt(db):
    with pytest.raises(QueryFailed, match="the reply has no step"):
        db.ask("Who?", model=Scripted(lambda messages, index: "I cannot say."))


def test_mentioned_values_and_keys_are_shown(db):
    values = mentioned_values("Who went from OSLO to Lima, '; DROP TABLE person'?", db.schema, db.backend, db.limits)
    assert values["person", "town"] == ("Oslo", "Lima", "oslo") or set(values["person", "town"]) == {
        "Oslo",
        "Lima",
        "oslo",
    }
    table = Table("a", (TableColumn("b c", Type.TEXT),), ("b c",), (ForeignKey(("b c",), "d", ("e",)),))
    assert schema_text(Schema((table,))) == 'a("b c" text key -> d.e)'


def test_replies():
    reply = read_reply(
        "Q1: a?\n#1 = Scan Table [ t ]\n  Output [ x ] ;\nQ2. b?\n#2 = Top [ #1 ] Rows [ 1 ] Output [ x ]\n```\n"
    )
    assert reply.questions == {1: "a?", 2: "b?"}
    assert len(read_program(reply.program).steps) == 2


def test_the_reply_grammar_admits_the_good_reply(db):
    accepts = pytest.importorskip("nesy.models.constrained.matcher").accepts
    pytest.importorskip("llguidance")
    assert accepts(reply_grammar(db.schema), GOOD)
    assert not accepts(reply_grammar(db.schema), BAD)


def _schema(text):
    tables = []
    for line in text.strip().split("\n"):
        name, _, columns = line.rstrip(")").partition("(")
        parsed = [c.split(":")[0].split() for c in columns.split(", ")]
        tables.append(Table(name, tuple(TableColumn(c[0], type_named(c[1])) for c in parsed)))
    return Schema(tuple(tables))


@pytest.mark.parametrize("example", load_prompts("qpl/program").examples, ids=lambda e: e["name"])
def test_every_example_fits_its_schema(example):
    reply = read_reply(example["program"])
    plan = resolve(read_program(reply.program), _schema(example["schema"]))
    assert set(reply.questions) == {s.number for s in plan.steps}
