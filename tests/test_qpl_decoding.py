"""Grammars that bind a writer of query plans: whole programs, and steps whose scope is exact."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from agreement import Judges, Walks, mutant
from qpl_plans import Plans, build_sqlite

import nesy
from nesy.errors import NesyError
from nesy.languages.qpl.decoding import program_grammar, step_grammar
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.resolve import resolve, resolve_step
from nesy.languages.qpl.spelling import spelled
from nesy.languages.qpl.text import program_text, step_text

pytest.importorskip("llguidance", reason="llguidance is not installed")
from nesy.models.constrained.matcher import accepts

WORDS = (
    *(
        "singer",
        "x",
        "Output [ ",
        "#1",
        "#2",
        "#1.",
        " = ",
        " ] ",
        " ]",
        " , ",
        " AND ",
        " OR ",
        "NOT ",
        "'a'",
        "1",
        "-2.5",
    ),
    *(
        "Predicate [ ",
        "Scan Table [ ",
        "Join [ ",
        "Top [ ",
        "Rows [ ",
        "OrderBy [ ",
        " DESC",
        " AS ",
        "COUNT(",
        ")",
        "(",
    ),
    *(
        " IS NULL",
        " IN (",
        " BETWEEN ",
        " LIKE ",
        "DISTINCT ",
        "Distinct [ true ] ",
        " ;",
        "\n",
        "Except [ ",
        "not",
        '"a b"',
    ),
    *(
        "Aggregate [ ",
        "GroupBy [ ",
        "Nulls [ equal ] ",
        "ExceptColumns [ ",
        " < ",
        " <> ",
        " + ",
        " - ",
        " * ",
        " / ",
        "max",
    ),
)


@pytest.fixture(scope="module")
def db():
    with tempfile.TemporaryDirectory() as folder, nesy.Database(build_sqlite(Path(folder) / "small.db")) as database:
        yield database


@pytest.mark.parametrize("seed", range(3))
def test_lark_and_llguidance_agree_on_sampled_printed_and_mutated_programs(db, seed):
    judges, draw = Judges(program_grammar()), random.Random(seed)
    for text in Walks(program_grammar(), WORDS, most=12).texts(5, seed):
        assert judges.verdicts(text) == (True, True), text
        read_program(text)
    for number in range(60):
        text = program_text(read_program(Plans(db.schema, 100 * seed + number).program(draw.randint(1, 5))))
        assert judges.verdicts(text) == (True, True), text
        changed = mutant(text, draw)
        lark, llguidance = judges.verdicts(changed)
        assert lark == llguidance, changed


def test_the_grammar_of_a_schema_admits_its_names_only(db):
    grammar = program_grammar(db.schema)
    assert accepts(grammar, "#1 = Scan Table [ person ] Output [ name ]")
    assert accepts(grammar, '#1 = Scan Table [ visit ] Output [ "in year" AS Visit_Year ]')
    assert not accepts(grammar, "#1 = Scan Table [ persons ] Output [ name ]")
    assert not accepts(grammar, "#1 = Scan Table [ person ] Output [ nickname ]")


def test_step_grammars_accept_what_fits(db):
    for seed in range(60):
        program = read_program(Plans(db.schema, seed).program(5))
        plan = resolve(program, db.schema)
        for number, (settled, written) in enumerate(zip(plan.steps, program.steps, strict=True)):
            text = step_text(spelled(settled, written))
            if (
                any(sign in text for sign in (" / ", " * ", " + ", " - ", "1 = 1"))
                or "Union" in text
                or "] Output [ #" in text
            ):
                continue  # arithmetic, unions with other columns and joins without a condition are not offered
            if "(" in text.split("Output", 1)[0].replace("IN (", ""):
                continue  # parentheses nest one level
            assert accepts(step_grammar(db.schema, plan.steps[:number]), text), text


OUT_OF_SCOPE = [
    "#3 = Filter [ #1 ] Predicate [ town = 'x' ] Output [ id ]",
    "#3 = Filter [ #1 ] Predicate [ id = 1 ] Output [ born ]",
    "#3 = Filter [ #3 ] Predicate [ id = 1 ] Output [ id ]",
    "#3 = Filter [ #4 ] Predicate [ id = 1 ] Output [ id ]",
    "#4 = Filter [ #1 ] Predicate [ id = 1 ] Output [ id ]",
    "#3 = Join [ #1 , #2 ] Predicate [ #1.id = #2.id ] Output [ #1.id ]",
    "#3 = Join [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #2.name ]",
    "#3 = Join [ #1 , #5 ] Predicate [ #1.id = #5.person_id ] Output [ #1.id ]",
    "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #2.town ]",
    "#3 = Union [ #1 , #2 ] Output [ #1.id ]",
    "#3 = Aggregate [ #1 ] GroupBy [ town ] Output [ countstar ]",
    "#3 = Filter [ #1 ] Predicate [ name > id ] Output [ id ]",
    "#3 = Scan Table [ person ] Output [ code ]",
]


@pytest.mark.parametrize("text", OUT_OF_SCOPE)
def test_step_grammars_reject_what_is_out_of_scope(db, text):
    before = "#1 = Scan Table [ person ] Output [ id , name ] ; #2 = Scan Table [ visit ] Output [ person_id , town ]"
    steps = db.plan(before).steps
    assert not accepts(step_grammar(db.schema, steps), text)
    assert accepts(
        step_grammar(db.schema, steps), "#3 = Join [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #1.name ]"
    )


def test_whatever_step_grammars_derive_resolves_and_runs(db):
    """Random walks, closed where they do not end, through five steps each."""
    draw = random.Random(7)
    for seed in range(25):
        settled, lines = [], []
        for _ in range(5):
            grammar = step_grammar(db.schema, settled, ends=True)
            (text,) = Walks(grammar, WORDS, most=12).texts(1, draw.randrange(10**9))
            program = read_program(text)
            settled.append(resolve_step(program, program.steps[0], db.schema, settled))
            lines.append(text)
        try:
            db.run(" ;\n".join(lines))
        except NesyError as error:
            raise AssertionError("\n".join(lines)) from error
        assert len(settled) == 5, seed


@pytest.mark.slow
def test_a_random_model_bound_step_by_step_writes_programs_that_run(db):
    """100 of 100, each of up to four steps."""
    import tiny_model

    from nesy.models.local.model import LocalModel
    from nesy.models.wrappers.closing import Closing

    with tempfile.TemporaryDirectory() as folder:
        model = Closing(LocalModel(tiny_model.build(Path(folder) / "model"), max_tokens=60))
        try:
            for seed in range(100):
                result = db.ask("Which?", model=model, strategy="steps", seed=100 * seed, temperature=1.0, max_steps=4)
                assert result.steps and result.attempts[0].error == ""
        finally:
            model.close()
