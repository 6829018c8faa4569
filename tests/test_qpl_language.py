"""The query plan language: texts read and print, names and types settle, and what is wrong is said where."""

from __future__ import annotations

import math
import random
import re
from functools import lru_cache

import pytest
from agreement import plain_lark
from hypothesis import given, settings
from hypothesis import strategies as st
from lark.exceptions import LarkError
from name_terminal import QPL_WORDS, terminals
from qpl_plans import TABLES, Plans

from nesy.errors import InputTooLarge, NesyError, ParseError, SchemaError
from nesy.languages.lint import lint_grammar
from nesy.languages.qpl.meaning import meaning
from nesy.languages.qpl.read import MAX_DEPTH, read_program
from nesy.languages.qpl.resolve import resolve
from nesy.languages.qpl.schema import Schema, Table, TableColumn, Type, type_named
from nesy.languages.qpl.text import program_text
from nesy.resources import content_text

GRAMMAR = content_text("grammars", "qpl.lark")
EXAMPLES = [
    line.split(" ⇝ ") if " ⇝ " in line else [line, line]
    for line in content_text("grammars", "qpl.examples").splitlines()
    if line and not line.startswith("# ")
]


def table(name: str) -> Table:
    columns = re.findall(r'("[^"]+"|\w+) (\w+)', TABLES[name][0])
    return Table(name, tuple(TableColumn(n.strip('"'), type_named(t)) for n, t in columns))


SCHEMA = Schema((table("person"), table("visit")))


@lru_cache(maxsize=1)
def lark():
    return plain_lark(GRAMMAR)


@pytest.mark.parametrize(("text", "expected"), EXAMPLES, ids=[e[0][:60] for e in EXAMPLES])
def test_examples(text, expected):
    text = text.replace("⏎", "\n")
    if expected.startswith("!"):
        with pytest.raises(ParseError) as caught:
            read_program(text)
        assert expected[1:].strip() in str(caught.value)
        return
    program = read_program(text)
    assert program_text(program).replace("\n", " ") == expected
    assert read_program(program_text(program)) == program
    lark().parse(expected)


def test_the_grammar_keeps_the_discipline():
    assert lint_grammar(GRAMMAR) == ()


def test_names_leave_out_the_words_that_stand_where_names_do():
    assert terminals(QPL_WORDS) in GRAMMAR


SCAN = (
    "#1 = Scan Table [ person ] Output [ id , name , born ] ; #2 = Scan Table [ visit ] Output [ person_id , town ] ; "
)
WRONG = {
    "#1 = Scan Table [ persn ] Output [ id ]": ("which is no table", "did you mean person?", "persn"),
    "#1 = Scan Table [ person ] Output [ nam ]": (
        "#1 has no column nam: person has id, name",
        "did you mean name?",
        "nam",
    ),
    SCAN + "#3 = Filter [ #1 ] Predicate [ town = 'Oslo' ] Output [ id ]": (
        "#3 has no column town: #1 has",
        None,
        "town",
    ),
    SCAN + "#3 = Filter [ #4 ] Predicate [ id = 1 ] Output [ id ]": (
        "reads #4, which is not a step before it",
        None,
        "#3",
    ),
    SCAN + "#3 = Join [ #1 , #2 ] Predicate [ #1.id = #5.person_id ] Output [ #1.id ]": (
        "does not read #5",
        None,
        "person_id",
    ),
    SCAN + "#3 = Aggregate [ #1 ] GroupBy [ born ] Output [ born , name + 1 ]": (
        "may differ within a group",
        None,
        "name",
    ),
    SCAN + "#3 = Filter [ #1 ] Predicate [ id = 1 ] Output [ COUNT(id) ]": ("is no Aggregate", None, "COUNT("),
    SCAN + "#3 = Union [ #1 , #2 ] Output [ #1.name ]": ("#2 has no name", "name it with AS", "name"),
    SCAN + "#3 = Except [ #1 , #2 ] Predicate [ #1.id = #2.person_id ] Output [ #2.town ]": (
        "gives rows of #1",
        "use Join",
        "town",
    ),
    SCAN + "#3 = Join [ #1 , #1 ] Output [ id ]": ("reads #1 twice", "scan the table again", "#3"),
    SCAN + "#1 = Top [ #2 ] Rows [ 1 ] Output [ town ]": ("two steps are numbered #1", None, "#1"),
    "#1 = Scan Table [ person ] Predicate [ name = NULL ] Output [ id ]": ("no column NULL", "IS NULL", "NULL"),
    "#1 = Scan Table [ person ] Output [ id AS a , born AS a ] ; #2 = Top [ #1 ] Rows [ 1 ] Output [ a ]": (
        "could be a column of",
        "name one of them with AS",
        "a",
    ),
}


@pytest.mark.parametrize("text", WRONG, ids=lambda t: t[-70:])
def test_what_does_not_fit_the_schema_is_said_with_its_place(text):
    message, hint, place = WRONG[text]
    with pytest.raises(SchemaError) as caught:
        resolve(read_program(text), SCHEMA)
    error = caught.value
    assert message in error.message
    assert hint is None or hint in (error.hint or "")
    assert text[error.span.start : error.span.end] == place


def test_limits():
    deep = "(" * 5 + "id = 1" + ")" * 5
    read_program(f"#1 = Scan Table [ person ] Predicate [ {deep} ] Output [ id ]")
    with pytest.raises(InputTooLarge):
        read_program(f"#1 = Scan Table [ person ] Predicate [ {'NOT ' * MAX_DEPTH} id = 1 ] Output [ id ]")
    with pytest.raises(InputTooLarge):
        read_program("#1 = Scan Table [ person ] Output [ " + " + ".join(["id"] * (MAX_DEPTH + 2)) + " ]")
    with pytest.raises(InputTooLarge):
        read_program("#" * 100_001)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**9), st.integers(1, 6))
def test_random_programs_print_and_read_back(seed, steps):
    text = Plans(SCHEMA, seed).program(steps)
    program = read_program(text)
    printed = program_text(program)
    assert read_program(printed) == program
    lark().parse(printed)
    assert all(meaning(step).endswith(".") for step in program.steps)


PIECES = [
    "#1",
    "[",
    "]",
    "Output [",
    "'",
    '"',
    ";",
    "\n",
    " AND ",
    "(",
    ")",
    "countstar",
    "NOT ",
    ",",
    "\x00",
    "é",
    "#",
    ".",
]


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 10**9))
def test_mutated_programs_are_read_or_refused_with_a_typed_error(seed):
    draw = random.Random(seed)
    text = Plans(SCHEMA, seed).program(draw.randint(1, 4))
    for _ in range(draw.randint(1, 3)):
        at, length = draw.randrange(len(text) + 1), draw.choice([0, 1, 1, 5])
        text = text[:at] + draw.choice(["", *PIECES]) + text[at + length :]
    try:
        resolve(read_program(text), SCHEMA)
    except NesyError as error:
        assert isinstance(error, ParseError | SchemaError | InputTooLarge)
        assert str(error)


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(max_size=200), st.binary(max_size=200).map(lambda b: b.decode("latin-1"))))
def test_any_text_is_read_or_refused_with_a_typed_error(text):
    try:
        resolve(read_program(text), SCHEMA)
    except NesyError as error:
        assert isinstance(error, ParseError | SchemaError | InputTooLarge)


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**9))
def test_what_lark_accepts_the_reader_accepts(seed):
    draw = random.Random(seed)
    text = program_text(read_program(Plans(SCHEMA, seed).program(3)))
    at = draw.randrange(len(text))
    mutant = text[:at] + draw.choice(["", " ", "x", "1", "]", "#2", "'"]) + text[at + draw.choice([0, 1]) :]
    try:
        lark().parse(mutant)
    except LarkError:
        return
    read_program(mutant)


def test_types():
    assert [type_named(t) for t in ("TIMESTAMP", "numeric(4,2)", "BOOL", "bytea", "json", "POINT")] == [
        Type.TIME,
        Type.REAL,
        Type.BOOLEAN,
        Type.BINARY,
        Type.UNKNOWN,
        Type.UNKNOWN,
    ]


NUMBERS = st.one_of(
    st.integers(-(10**18) + 1, 10**18 - 1), st.floats(-9e307, 9e307, allow_nan=False, allow_infinity=False)
)


@given(NUMBERS)
def test_numbers_keep_every_digit(number):
    program = read_program(f"#1 = Scan Table [ person ] Predicate [ born = {number!r} ] Output [ id ]")
    again = read_program(program_text(program))
    assert again.steps[0].predicate.right.value == number
    terminal = re.search(r"^NUMBER: /(.*)/$", GRAMMAR, re.MULTILINE)[1]
    assert re.fullmatch(terminal, repr(number))


def test_the_largest_number_that_a_model_may_write_is_one():
    for text in ("9.9e307", "9" * 18 + "." + "9" * 25, "-9e+307"):
        program = read_program(f"#1 = Scan Table [ person ] Predicate [ born = {text} ] Output [ id ]")
        assert math.isfinite(program.steps[0].predicate.right.value)
