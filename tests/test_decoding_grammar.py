"""The grammars that bind a model: what they derive is read, and over declared names it passes the check."""

from __future__ import annotations

import json
import random
from functools import lru_cache

import pytest
from agreement import AS_WRITTEN, Judges, Walks, mutant, program_text, read, without_marks
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import LATIN_VARIABLES, formulas

from nesy.errors import SignatureError
from nesy.languages.fol.declaration import Declaration
from nesy.languages.fol.decoding import formula_grammar, pairs_grammar, program_grammar, vocabulary_grammar
from nesy.languages.fol.parse import parse_formula
from nesy.languages.fol.printers.canonical import ASCII, UNICODE
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.signature import Symbol
from nesy.languages.fol.specialised import MAX_LEVELS, VARIABLES
from nesy.languages.fol.syntax import (
    ARITHMETIC,
    COMPARISONS,
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Not,
    Or,
    Term,
    Truth,
    Variable,
)
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.vocabulary import Vocabulary, read_vocabulary
from nesy.languages.fol.walk import close as universally_closed
from nesy.languages.fol.walk import depth, subformulas

pytest.importorskip("llguidance", reason="llguidance is not installed")

from nesy.models.constrained.matcher import accepts

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
VOCABULARY = read_vocabulary(
    "Dog(x): x is a dog\nLikes(x, y): x likes y\nGives(x, y, z): x gives y to z\nRaining(): it rains\n"
    "mother(x) = the mother of x\nrex: Rex\n'New York': the city\n'x': a name like a variable\nGoal(): the goal"
)

ACCEPTED = (
    "Dog(rex)",
    "∀x (Dog(x) → Likes(x, rex))",
    "∃x ∀y (Dog(x) ∧ ¬Likes(mother(y), x) ∨ Raining)",
    "∀x ∀y ∀z ∀u ∀v ∀w Gives(u, v, w)",
    "Likes('New York', 'x') ⊕ rex = mother(mother(rex)) ↔ 'Goal'",
    "∀x (x ≠ rex → (x + 1) ≤ 5/2)",
)
REFUSED = {
    "a free variable": "Dog(x)",
    "a variable out of its scope": "∀x Dog(x) → Dog(x)",
    "variables out of order": "∀y Dog(y)",
    "a seventh variable": "∀x ∀y ∀z ∀u ∀v ∀w ∀x1 Dog(x1)",
    "an unknown predicate": "Cat(rex)",
    "a wrong arity": "Likes(rex)",
    "a predicate as a constant": "Likes(rex, Dog)",
    "a constant as a predicate": "rex(rex)",
    "a formula as an argument": "Dog(Raining)",
    "another spelling": "Dog(rex) & Raining",
    "other blanks": "Likes(rex,rex)",
    "a name without its quotes": "Dog(x) ∨ Likes(New York, rex)",
    "parentheses around nothing": "((Dog(rex)))",
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_formulas_over_declared_names(text: str) -> None:
    assert accepts(formula_grammar(VOCABULARY), text)
    formula = parse_formula(text)
    assert str(formula) == text
    assert VOCABULARY.check(Theory((Statement(formula, "1"),))) == ()


@pytest.mark.parametrize("case", REFUSED)
def test_other_formulas_are_not_derived(case: str) -> None:
    assert not accepts(formula_grammar(VOCABULARY), REFUSED[case])


HOSTILE = (
    *(
        '"',
        "\\",
        "\\\\",
        '" | /.*/',
        "'",
        "it's",
        "a'b",
        "/",
        "//",
        "|",
        "->",
        "%ignore /x/",
        "start: x",
        "\\u0041",
        "\\n",
    ),
    *(
        "not",
        "And",
        "forall",
        "exists",
        "true",
        "Premises",
        "facts",
        "TEXT:",
        "FOL:",
        "⊢",
        "|-",
        "#",
        "% a",
        "fof",
        " ",
    ),
    *(
        "New York",
        "x",
        "y1",
        "é",
        "東京",
        "😀",
        "<[1-9]>",
        "@x",
        "(?i:a)",
        "a" * 200,
        "NAME",
        "formula",
        "_x",
        "5",
        "5/0",
    ),
)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_can_be_declared(name: str) -> None:
    symbols = (
        Symbol("predicate", name, 2),
        Symbol("predicate", f"{name}0"[-200:], 0),
        Symbol("function", f"{name}f"[-200:], 1),
        Symbol("constant", f"{name}c"[-200:]),
    )
    vocabulary = Vocabulary(tuple(map(Declaration, symbols)))
    constant = Constant(symbols[3].name)
    formula = And((Atom(name, (constant, Apply(symbols[2].name, (constant,)))), Not(Atom(symbols[1].name))))
    assert accepts(formula_grammar(vocabulary), str(formula))
    assert not accepts(formula_grammar(vocabulary), str(Atom("other", (constant,))))
    assert parse_formula(str(formula)) == formula
    assert vocabulary.check(Theory((Statement(formula, "1"),))) == ()
    assert read_vocabulary(str(vocabulary)) == vocabulary
    for text in Walks(program_grammar(vocabulary), words=(), most=15).texts(2):
        theory = read(text)
        assert theory is not None, text
        assert vocabulary.check(theory) == (), text


def over_own_names(node: Formula, bound: tuple[Variable, ...] = ()) -> Formula:
    """The formula with a name for each symbol and variables named by depth."""

    def term(t: Term) -> Term:
        match t:
            case Variable():
                at = len(bound) - 1 - tuple(reversed(bound)).index(t)
                return Variable(VARIABLES[at])
            case Constant(name):
                return Constant(f"{name}c"[-200:])
            case Apply(function, arguments):
                builtin = function in ARITHMETIC and len(arguments) == 2
                name = function if builtin else f"{function}f{len(arguments)}"[-200:]
                return Apply(name, tuple(map(term, arguments)))
        return t

    match node:
        case Atom(predicate, arguments):
            name = predicate if predicate in COMPARISONS else f"{predicate}p{len(arguments)}"[-200:]
            return Atom(name, tuple(map(term, arguments)))
        case Equals(left, right):
            return Equals(term(left), term(right))
        case Forall(variable, body) | Exists(variable, body):
            assume(len(bound) < len(VARIABLES))
            return type(node)(Variable(VARIABLES[len(bound)]), over_own_names(body, (*bound, variable)))
        case Truth():
            assume(False)
        case And(operands) | Or(operands):
            return type(node)(tuple(over_own_names(o, bound) for o in operands))
        case Not(operand):
            return Not(over_own_names(operand, bound))
    left, right = subformulas(node)
    return type(node)(over_own_names(left, bound), over_own_names(right, bound))


def levels(node: Formula) -> int:
    """How deeply negations and connectives nest."""
    own = not isinstance(node, Atom | Equals | Forall | Exists)
    return own + max(map(levels, subformulas(node)), default=0)


@pytest.mark.slow
@settings(SLOW, max_examples=60)
@given(st.lists(formulas(LATIN_VARIABLES, sorts=False).map(universally_closed), min_size=1, max_size=3))
def test_canonical_programs_over_their_own_names_are_derived(several: list[Formula]) -> None:
    renamed = [over_own_names(f) for f in several]
    assume(all(levels(f) <= MAX_LEVELS and depth(f) < 15 for f in renamed))
    text = program_text(renamed)
    theory = Theory(
        tuple(Statement(f, str(i)) for i, f in enumerate(renamed[:-1], 1)), Statement(renamed[-1], "conclusion")
    )
    try:
        vocabulary = Vocabulary.of(theory)
    except SignatureError:
        assume(False)
    assert accepts(program_grammar(vocabulary), text)
    assert accepts(program_grammar(vocabulary, premises=len(renamed) - 1), text)
    assert not accepts(program_grammar(vocabulary, premises=len(renamed)), text)


@pytest.mark.slow
def test_sampled_programs_over_declared_names_pass_the_check() -> None:
    grammar = program_grammar(VOCABULARY)
    walks, judges = Walks(grammar, words=("Dog", "rex", " ∧ ", "∀x ", "y", ")")), Judges(program_grammar())
    for text in walks.texts(50, seed=1):
        theory = read_theory(text, options=AS_WRITTEN)
        assert VOCABULARY.check(theory) == (), text
        assert judges.verdicts(text) == (True, True), text
        assert accepts(grammar, text)
    assert walks.lost == 0


def test_sampled_programs_are_read_alike() -> None:
    walks, judges = Walks(program_grammar()), Judges(program_grammar())
    for text in walks.texts(60, seed=2):
        assert judges.verdicts(text) == (True, True), text
        theory = read(text)
        assert theory is not None, text
        assert [without_marks(s.formula) for s in theory.statements] == judges.formulas(text), text
    assert walks.lost == 0


@settings(SLOW, max_examples=100)
@given(st.lists(formulas(LATIN_VARIABLES), min_size=1, max_size=3), st.sampled_from([UNICODE, ASCII]), st.randoms())
def test_printed_programs_and_their_mutants_are_judged_alike(
    several: list[Formula], style: object, rng: random.Random
) -> None:
    text = program_text(several, style)
    judges = whole_programs()
    assert judges.verdicts(text) == (True, True)
    changed = mutant(text, rng)
    by_lark, by_llguidance = judges.verdicts(changed)
    assert by_lark == by_llguidance
    if by_lark:
        theory = read(changed)
        assert theory is not None
        assert [without_marks(s.formula) for s in theory.statements] == judges.formulas(changed)


@lru_cache(maxsize=1)
def whole_programs() -> Judges:
    """The judges of programs over any names."""
    return Judges(program_grammar())


SENTENCES = (
    "Rex is a dog.",
    'He said: "It\'s \\ raining" | %ignore /x/',
    "  Two\nlines,\r\n\ta tab\x00 and\u2028more ",
    "TEXT: FOL: ⊢ 東京 😀 \ud800",
    "",
    "\\",
    "No dog barks.",
)


@pytest.mark.parametrize("vocabulary", [None, VOCABULARY], ids=["any name", "declared names"])
def test_pairs_hold_these_very_sentences(vocabulary: Vocabulary | None) -> None:
    grammar = pairs_grammar(SENTENCES, vocabulary)
    shown = [" ".join(s.replace("\x00", " ").replace("\ud800", "?").split()) for s in SENTENCES]
    lines = [f"TEXT: {sentence}\nFOL: Dog(rex)" for sentence in shown]
    assert accepts(grammar, "\n".join(lines))
    assert accepts(grammar, "\n".join(lines) + "\n")
    assert not accepts(grammar, "\n".join(lines[:-1]))
    assert not accepts(grammar, "\n".join([*lines, lines[0]]))
    assert not accepts(grammar, "\n".join([lines[1], lines[0], *lines[2:]]))
    theory = read_theory("\n".join(lines), options=AS_WRITTEN)
    written = [s or str(f.formula) for s, f in zip(shown, theory.statements, strict=True)]
    assert [s.text for s in theory.statements] == written


def test_sampled_pairs_stay_aligned() -> None:
    grammar = pairs_grammar(SENTENCES[:4], VOCABULARY)
    for text in Walks(grammar, words=("Dog", "rex", "∀x "), most=60).texts(10, seed=3):
        theory = read_theory(text, options=AS_WRITTEN)
        assert len(theory.statements) == 4, text
        assert VOCABULARY.check(theory) == (), text


def test_what_is_derived_has_a_bounded_depth() -> None:
    deep = "¬" * MAX_LEVELS + "Dog(rex)"
    assert accepts(formula_grammar(VOCABULARY), deep)
    assert not accepts(formula_grammar(VOCABULARY), "¬" + deep)


def test_grammars_say_what_they_are() -> None:
    assert not program_grammar().specialised
    assert program_grammar(VOCABULARY).specialised
    hashes = {g.hash for g in (program_grammar(), program_grammar(premises=1), program_grammar(VOCABULARY))}
    assert len(hashes) == 3
    assert all(json.loads(g.schema) for g in (program_grammar(VOCABULARY, premises=2), pairs_grammar(SENTENCES)))


def test_vocabularies_are_derived_and_read() -> None:
    text = "\n".join(str(d) for d in VOCABULARY.declarations)
    assert accepts(vocabulary_grammar(), text)
    for sampled in Walks(vocabulary_grammar(), words=("Dog", "(x, y)", ": a dog", "rex", " = ")).texts(60, seed=4):
        try:
            read = read_vocabulary(sampled)
        except SignatureError:  # a grammar does not count how often a name is declared
            continue
        assert read_vocabulary(str(read)) == read
