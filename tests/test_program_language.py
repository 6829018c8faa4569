"""Programs of calls: texts read and print, types settle, what is wrong is said where, and decoders are bound by it."""

from __future__ import annotations

import random
from functools import lru_cache

import pytest
from agreement import Judges, Walks, mutant, plain_lark
from hypothesis import given, settings
from hypothesis import strategies as st
from lark.exceptions import LarkError
from name_terminal import PROGRAM_WORDS, terminals

from nesy import registry
from nesy.errors import BadAnswerFile, InputTooLarge, NesyError, ParseError, ProgramError
from nesy.languages.lint import lint_grammar
from nesy.languages.program.decoding import program_grammar
from nesy.languages.program.read import MAX_DEPTH, MAX_LINES, read_program
from nesy.languages.program.syntax import Argument, Call, Line, ListOf, Literal, ObjectOf, Program, Reference
from nesy.languages.program.text import program_text
from nesy.languages.program.tokens import MAX_LENGTH
from nesy.modules.signature import parse_signature
from nesy.modules.solve.grammar import line_grammar, scope_grammar
from nesy.modules.solve.typed import Scope, find_faults, typed_program
from nesy.modules.types import Type
from nesy.resources import content_text

GRAMMAR = content_text("grammars", "program.lark")
EXAMPLES = [
    line.split(" ⇝ ") if " ⇝ " in line else [line, line]
    for line in content_text("grammars", "program.examples").splitlines()
    if line and not line.startswith("# ")
]
HEADS = (
    "add(a: int, b: int) -> int",
    "days_between(start: date, end: date) -> int",
    "mean(numbers: list[float]) -> float",
    "spell(number: int | none) -> str",
    "today() -> date",
    "column(rows: list[dict[str, any]], name: str) -> list[any]",
    "both(p: bool, q: bool) -> bool",
)
SCOPE = Scope(
    {(head := parse_signature(text)).name: head for text in HEADS},
    {"n": 3, "born": "1990-05-01", "word": "abc", "rows": [{"a": 1}]},
)


@lru_cache(maxsize=1)
def lark():
    return plain_lark(GRAMMAR)


@pytest.mark.parametrize(("text", "expected"), EXAMPLES, ids=[e[0][:60] for e in EXAMPLES])
def test_examples(text, expected):
    text, expected = text.replace("⏎", "\n"), expected.replace("⏎", "\n")
    if expected.startswith("!"):
        with pytest.raises(ParseError) as caught:
            read_program(text)
        assert expected[1:].strip() in str(caught.value)
        assert caught.value.span is not None
        return
    program = read_program(text)
    assert program_text(program) == expected
    assert read_program(expected) == program
    lark().parse(expected)


def test_the_grammar_keeps_the_discipline():
    assert lint_grammar(GRAMMAR) == ()


def test_names_leave_out_the_words_that_stand_where_names_do():
    assert terminals(PROGRAM_WORDS) in GRAMMAR


HINTS = {
    "x = f(g(1))\nreturn x": "give the inner call a line of its own",
    "x = 5\nreturn x": "a line calls a function",
    "x = f()\nreturn x[0]": "there is no indexing",
    "x = f()": "the last line is `return` and a value",
    "x = f() * 2\nreturn x": "give what is computed a line of its own",
    "return 'a": "strings end on their line",
}


@pytest.mark.parametrize(("text", "hint"), HINTS.items())
def test_common_slips_get_a_hint(text, hint):
    with pytest.raises(ParseError) as caught:
        read_program(text)
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    "text",
    [
        "return " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "return " + "[" * 50_000,
        "x = f()\n" * (MAX_LINES + 1) + "return x",
        "return '" + "a" * MAX_LENGTH + "'",
    ],
)
def test_too_large_programs_are_refused(text):
    with pytest.raises(InputTooLarge):
        read_program(text)


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["x", "=", "f", "(", ")", "[", "]", ",", "{", "}", ":", '"a"', "1", "return ", "\n", "null"])
    ).map("".join)
)
def test_no_text_does_more_than_raise_an_error_of_nesy(text):
    try:
        program = read_program(text)
    except NesyError as err:
        assert str(err)
    else:
        assert read_program(program_text(program)) == program


names = st.sampled_from(["x1", "x2", "n", "word", "f", "returns", "Nu"])
plain = st.none() | st.booleans() | st.integers(-(10**29), 10**29) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    (plain | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)).map(Literal) | names.map(Reference),
    lambda v: (
        st.lists(v, max_size=3).map(lambda i: ListOf(tuple(i)))
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), v, max_size=3).map(
            lambda d: ObjectOf(tuple(d.items()))
        )
    ),
    max_leaves=6,
)
calls = st.builds(Call, names, st.lists(st.builds(Argument, values, st.none() | names), max_size=3).map(tuple))
programs = st.builds(Program, st.lists(st.builds(Line, names, calls), max_size=4).map(tuple), values)


@settings(max_examples=150, deadline=None)
@given(programs)
def test_what_is_printed_is_read_as_it_was(program):
    text = program_text(program)
    assert read_program(text) == program
    lark().parse(text)


def test_a_program_goes_through_the_registry():
    language = registry.load("nesy.languages", "program")
    program = read_program("x = f(1)\nreturn x")
    assert language.program_from_json(program.to_json()) == program
    with pytest.raises(BadAnswerFile):
        language.program_from_json({})


# Types


FAULTS = {
    "x = ad(1, 2)\nreturn x": ("there is no function 'ad'", "did you mean add(a: int, b: int) -> int?", "ad"),
    "x = zzzz(1)\nreturn x": ("there is no function 'zzzz'", "there are add, both", "zzzz"),
    "x = add(1, 2)\nreturn y": ("no input or earlier line 'y'", "there are born, n, rows, word, x", "y"),
    "x = add(1, wrd)\nreturn x": ("no input or earlier line 'wrd'", "did you mean word?", "wrd"),
    "x = add(1, z)\nz = add(1, 2)\nreturn x": ("z is used before its line", "write its line first", "z"),
    "x = add(1, x)\nreturn x": ("x is used before its line", None, "x"),
    "x = add(1)\nreturn x": ("add lacks b: int", "the head is add", "add"),
    "x = add()\nreturn x": ("add lacks a: int, b: int", None, "add"),
    "x = add(1, 2, 3)\nreturn x": ("add takes 2 arguments", None, "3"),
    "x = today(1)\nreturn x": ("today takes no arguments", None, "1"),
    "x = add(1, c=2)\nreturn x": ("add has no parameter c", None, "c=2"),
    "x = days_between(born, ennd=born)\nreturn x": ("has no parameter ennd", "did you mean end?", "ennd=born"),
    "x = add(1, a=2)\nreturn x": ("a of add is given twice", None, "a=2"),
    "x = add(a=1, 2)\nreturn x": ("an argument by place behind one by name", None, "2"),
    "x = add(1, '2')\nreturn x": ('b of add is int, not "2"', "write a number without", "'2'"),
    "x = add(1, true)\nreturn x": ("b of add is int, not true", None, "true"),
    "x = add(1, word)\nreturn x": ("b of add is int; the input word is 'abc'", None, "word"),
    "x = days_between(born, '2023-02-29')\nreturn x": (
        "end of days_between is date",
        "write a date as",
        "'2023-02-29'",
    ),
    "s = spell(1)\nx = add(1, s)\nreturn x": ("b of add is int; s is str", "turns str into int", "s"),
    "s = spell(1)\nx = mean([1, s])\nreturn x": ("an item of numbers of mean is float; s is str", None, "s"),
    "s = spell(1)\nx = add([s], 1)\nreturn x": ("a of add is int, not [s]", None, "[s]"),
    "n = add(1, 2)\nreturn n": ("n is the name of an input", "a name of its own", "n"),
    "x = add(1, 2)\nx = add(1, 2)\nreturn x": ("x is the name of an earlier line", None, "x"),
}


@pytest.mark.parametrize(("text", "told"), FAULTS.items())
def test_what_does_not_fit_is_said_with_its_place(text, told):
    message, hint, place = told
    with pytest.raises(ProgramError) as caught:
        typed_program(read_program(text), SCOPE)
    error = caught.value
    assert message in error.message
    assert hint is None or hint in (error.hint or "")
    assert text[error.span.start : error.span.end] == place


def test_all_faults_are_found_at_once():
    found = find_faults(read_program("x = ad(y, 2)\nz = add(1)\nreturn w"), SCOPE)
    assert [f.message.split()[0] for f in found] == ["there", "there", "add", "there"]


FITTING = [
    "return n",
    "x = days_between(end='2024-01-01', start=born)\ny = add(x, n)\nz = mean([x, y, 1.5])\nreturn {'m': z}",
    "x = column(rows, 'a')\ny = mean(x)\nreturn y",
    "x = spell(null)\nt = today()\nc = column([{'a': x, 'b': [t]}], x)\nreturn [x, t, c]",
]


@pytest.mark.parametrize("text", FITTING)
def test_what_fits_is_accepted(text):
    typed = typed_program(read_program(text), SCOPE)
    assert len(typed.calls) == len(typed.program.lines)


FITS = {
    ("int", "float"): True,
    ("bool", "int"): False,
    ("date", "str"): True,
    ("str", "date"): False,
    ("any", "int"): True,
}


@pytest.mark.parametrize(("types", "expected"), FITS.items())
def test_types_that_fit(types, expected):
    given_type, wanted = map(Type, types)
    assert wanted.includes(given_type, gradual=True) is expected
    assert Type("list", (wanted,)).includes(Type("list", (given_type,)), gradual=True) is expected
    assert Type("union", (Type("none"), wanted)).includes(given_type, gradual=True) is expected


# Decoding


WORDS = (
    "x1",
    "x2",
    "f(",
    "add(",
    ", ",
    "= ",
    " = ",
    "[",
    "]",
    "{",
    '"a"',
    ": ",
    "true",
    "null",
    "1",
    "\n",
    "return ",
    "n",
    ")",
)


@pytest.mark.parametrize("seed", range(2))
def test_lark_and_llguidance_agree_on_sampled_printed_and_mutated_programs(seed):
    pytest.importorskip("llguidance", reason="llguidance is not installed")
    judges, draw = Judges(program_grammar()), random.Random(seed)
    for text in Walks(program_grammar(), WORDS, most=12).texts(8, seed):
        assert judges.verdicts(text) == (True, True), text
        read_program(text)
    good = [e[1].replace("⏎", "\n") for e in EXAMPLES if not e[1].startswith("!")]
    for _ in range(150):
        changed = mutant(draw.choice(good), draw)
        found, expected = judges.verdicts(changed)
        assert found == expected, changed
        if found:
            _read_or_repeated(changed)


def _read_or_repeated(text):
    """A text of the grammar is read, unless its values say what no grammar can see."""
    try:
        read_program(text)
    except ParseError as err:
        assert any(part in err.message for part in ("twice", "well formed", "too large", "digits", "characters"))


@pytest.mark.parametrize("seed", range(2))
def test_whole_programs_over_a_scope_fit_it_but_for_the_types_of_lines(seed):
    pytest.importorskip("llguidance", reason="llguidance is not installed")
    words = (*WORDS, *(f"{name}(" for name in SCOPE.functions), *SCOPE.inputs, '"2024-05-31"', "false")
    texts = Walks(scope_grammar(SCOPE, most=4), words, most=40).texts(12, seed)
    for text in texts:
        try:
            lark().parse(text)
            faults = find_faults(read_program(text), SCOPE)
        except (LarkError, ParseError) as err:
            assert "twice" in str(err) or "well formed" in str(err), text
            continue
        for fault in faults:
            assert "; x" in fault.message or (", not " in fault.message and "x" in fault.message), (text, fault)


OFFERED = {
    "x2 = add(x1, n)\n": True,
    'x2 = days_between(born, "2024-02-28")\n': True,
    'x2 = days_between(born, "2024-02-31")\n': False,
    "x2 = mean([x1, 2.5])\n": True,
    "x2 = spell(null)\n": True,
    "x2 = today()\n": True,
    "return [x1, n]": True,
    "x2 = add(x1, word)\n": False,
    "x2 = add(x1)\n": False,
    "x2 = add(x1, x2)\n": False,
    "x2 = both(x1, true)\n": False,
    "x2 = days_between(x1, born)\n": False,
    "x2 = adds(1, 2)\n": False,
    "x3 = add(1, 2)\n": False,
    "return x2": False,
}


@pytest.mark.parametrize(("line", "expected"), OFFERED.items())
def test_a_line_grammar_offers_what_is_in_scope_and_of_the_type(line, expected):
    pytest.importorskip("llguidance", reason="llguidance is not installed")
    from nesy.models.constrained.matcher import accepts

    assert accepts(line_grammar(SCOPE, [Type("int")]), line) is expected


def test_a_function_whose_arguments_nothing_can_be_is_not_offered():
    scope = Scope({"f": parse_signature("f(x: scene) -> int")})
    assert '"f(' not in line_grammar(scope, []).lark
    assert '"f(' in line_grammar(scope, [Type("scene")]).lark
