"""Whatever the text, reading raises a typed error or nothing, and comes back in time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import pytest

from nesy.errors import InputTooLarge, InputUnreadable, NesyError, NotAProblem, ParseError
from nesy.languages.fol.dialects import DIALECTS
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_formula, read_theory

PROBLEMS = (
    "1. all x. (Dog(x) -> Mammal(x))  # dogs\n2. Dog(rex)\n|- Mammal(rex)",
    "Premises:\n∀x (Dog(x) → Mammal(x)) ::: All dogs.\nDog(rex)\nConclusion:\nMammal(rex)\n",
    "Predicates:\nDog($x, b)\nFacts:\nDog(rex, True)\nRules:\nDog($x,True) >>> Kind($x, True)\nQuery:\nKind(rex, True)",
    "TEXT:\tDogs bark.\nFOL:\tall x. (Dog(x) -> Barks(x))\nTEXT:\tRex barks.\nFOL:\tBarks(rex)\n",
    "formulas(sos).\n all x (dog(x) -> -cat(x)). % no\nend_of_list.\nformulas(goals).\n -(p <-> q).\nend_of_list.",
    "fof(a1, axiom, ![X]: (d(X) => a(X))). % c\ncnf(c, axiom, p(X) | ~ q('X y')).\nfof(g, conjecture, $less(a,1)).",
    "(declare-sort U 0)(declare-fun P (U) Bool)(declare-const a U)\n(assert (forall ((x U)) (=> (P x) (= x a))))\n"
    "(assert (! (not (let ((b (P a))) (or b (distinct a a)))) :named |conclusion: g|))(check-sat)",
    "\\forall x\\, (\\text{Dog}(x) \\rightarrow \\neg \\mathrm{Cat}(x))\n\\vdash \\exists y\\, x \\leq \\frac{1}{2}",
    "ForAll([x, y], Implies(And(P(x), Q(y)), Not(R(x, y))))\nExists(z, Xor(P(z), Iff(Q(z), a == z)))",
)
SCRAPS = (
    *"()[]{}'\"|\\.,:;!?~&-+*<>=$#%/ \n\t∀∃¬∧∨⊕→↔⊤⊥≠≤⊢‘’“”x5é٣²İ\u200b\u2028\x0b\x85\ufeff",
    *("forall ", " exists ", "all ", " not ", " and ", " or ", " iff ", "->", "<->", "<~>", "|-", ":=", ":::", ">>>"),
    *(
        "/*",
        "*/",
        "//",
        ":named",
        "![X]:",
        "((",
        "))",
        "\\text{",
        "\\\\",
        "''",
        '""',
        "TEXT:",
        "FOL:",
        "Query:",
        "fof(",
    ),
    *("include('a').", "(assert", "(let", "ite", "1e9", "0/0", "1/0", "$T", "?x"),
)


def mutants(seed: int, count: int) -> Iterator[str]:
    """Texts made from the problems: characters dropped, put in, swapped; bytes changed; cut, doubled, spliced."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(PROBLEMS)
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            text = chance.choice(EDITS)(text, chance)
        yield text


def _drop(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + text[place + chance.choice((1, 1, 1, 5)) :]


def _put(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(SCRAPS) * chance.choice((1, 1, 1, 3)) + text[place:]


def _swap(text: str, chance: random.Random) -> str:
    first, second = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return (
        text[:first]
        + text[second : second + 3]
        + text[first + 3 : second]
        + text[first : first + 3]
        + text[second + 3 :]
    )


def _bytes(text: str, chance: random.Random) -> str:
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(min(3, len(data))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return data.decode("utf-8", chance.choice(("replace", "ignore", "surrogateescape")))


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)] if chance.random() < 0.5 else text[chance.randrange(len(text) + 1) :]


def _splice(text: str, chance: random.Random) -> str:
    other = chance.choice(PROBLEMS)
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other)) :]


OPTIONS = (RepairOptions(), RepairOptions.for_models(), RepairOptions(repair=False))
EDITS: tuple[Callable[[str, random.Random], str], ...] = (_drop, _put, _swap, _bytes, _cut, _splice)


def read_two_ways(text: str, chance: random.Random) -> int:
    """Reads a text as it presents itself and in some dialect; returns how often that went well."""
    well = 0
    for dialect in ("auto", chance.choice(tuple(DIALECTS))):
        try:
            read = chance.choice((read_theory, read_theory, read_formula))
            read(text, dialect=dialect, options=chance.choice(OPTIONS))
        except NesyError as err:
            assert str(err)  # the drawing of the place works too
        else:
            well += 1
    return well


@pytest.mark.parametrize("text", PROBLEMS[:7], ids=range(7))
def test_the_problems_can_be_read(text: str) -> None:
    assert read_theory(text).conclusion is not None


def test_mutants_raise_typed_errors_only() -> None:
    chance = random.Random(2)
    assert sum(read_two_ways(text, chance) for text in mutants(1, 2_000)) > 200


@pytest.mark.slow
def test_many_mutants_raise_typed_errors_only() -> None:
    chance = random.Random(4)
    assert sum(read_two_ways(text, chance) for text in mutants(3, 100_000)) > 10_000


HOSTILE: dict[str, tuple[str, type[NesyError]]] = {
    "empty": ("", NotAProblem),
    "blanks": (" \n\t" * 30_000, NotAProblem),
    "ten megabytes": ("P(a)\n" * 2_000_000, InputTooLarge),
    "parentheses": ("(" * 100_000 + "P" + ")" * 100_000, InputTooLarge),
    "negations": ("¬" * 100_000 + "P", InputTooLarge),
    "quantifiers": ("∀x " * 3_000 + "P(x)", InputTooLarge),
    "nested terms": ("P(" + "f(" * 3_000 + "a" + ")" * 3_001, InputTooLarge),
    "s-expressions": ("(assert " + "(not " * 100_000 + "p" + ")" * 100_001, InputTooLarge),
    "tptp": ("fof(a, axiom, " + "(" * 100_000 + "p" + ")" * 100_000 + ").", InputTooLarge),
    "calls": ("Not(" * 3_000 + "P" + ")" * 3_000, InputTooLarge),
    "lets": (
        "(assert (let ((a0 p)) "
        + "".join(f"(let ((a{i} (and a{i - 1} a{i - 1}))) " for i in range(1, 60))
        + "a59"
        + ")" * 61,
        InputTooLarge,
    ),
    "NUL": ("P(a)\0", InputUnreadable),
    "half a surrogate": ("P(\ud800)", InputUnreadable),
    "digits": ("P(" + "9" * 100_000 + ")", ParseError),
    "a long name": ("P" * 100_000, ParseError),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_raise_typed_errors_in_time(name: str) -> None:
    text, error = HOSTILE[name]
    begin = time.perf_counter()
    with pytest.raises(error) as caught:
        read_theory(text)
    assert len(str(caught.value)) < 2_000
    assert time.perf_counter() - begin < 5


REPEATED = (
    *(
        " ",
        "\n",
        ".",
        "$",
        "'",
        '"',
        "\\",
        "x",
        "x ",
        "x,",
        "x'",
        "-",
        "- ",
        "(",
        "(x",
        "[x,",
        "∀",
        "∀x ",
        "∀x,",
        "all x",
    ),
    *("all x, y ", "exists", "\\text{", "\\text {a", "\\text{a b", "TEXT:", "TEXT: a\n", "TEXT:\n\n", "FOL:", "FOL:\n"),
    *("Facts:", "Facts:\n", "Query:\n", "P :::", ":::", "|-", "|- ", "a |- b\n", "⊢", "'a", "'a'", "a'b", "a.b", "a-"),
    *(
        "a&b",
        "1.",
        "1. ",
        "5/",
        "fof(",
        "fof(a,",
        "fof(a,axiom,",
        "cnf(a, axiom, p).",
        "![X",
        "![X]:",
        "![X,",
        "/*",
        "/* *",
    ),
    *("%", "% \n", "#", "(assert", "(assert ", "(declare-sort U 0)", "(set-logic", ";", "; \n", "|", "formulas("),
    *(
        "formulas(goals).",
        "formulas(goals). p.\n",
        "end_of_list.",
        "And(",
        "Implies(a,",
        "ForAll(x,",
        "?x",
        "$x",
        "\\_",
    ),
    *("And", "premises", "premises:", "conclusion:", "P(x), ", "P(x).\n", "if P then ", "x is a ", "¬ ", "= ", "a = "),
)


@pytest.mark.parametrize("piece", REPEATED, ids=range(len(REPEATED)))
def test_long_repetitions_are_read_in_time(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    begin = time.perf_counter()
    for read in (read_theory, read_formula):
        try:
            read(text)
        except NesyError as err:
            assert str(err)
    assert time.perf_counter() - begin < 5


def test_a_large_theory_is_read_in_time() -> None:
    lines = [f"all x. (P{i}(x) & Q(x, 'n {i}') -> exists y. R{i}(x, y))" for i in range(1_000)]
    begin = time.perf_counter()
    theory = read_theory("\n".join(lines))
    assert len(theory.premises) == 1_000
    assert time.perf_counter() - begin < 8
