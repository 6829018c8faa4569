import itertools
import time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nesy.errors import CheckFailed, InputTooLarge, SignatureError, Unsupported
from nesy.evidence import Countermodel
from nesy.languages.fol.read import read_formula
from nesy.languages.fol.syntax import (
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Truth,
    Variable,
    Xor,
)
from nesy.provers.evaluate import evaluate

FAMILY = Countermodel(
    3,
    {"ann": 0, "bob": 1, "cy": 2, "annie": 0, "3": 1, "5": 2},
    {("mother", 1): {(0,): 1, (1,): 1, (2,): 0}},
    {
        ("Tall", 1): frozenset({(0,), (1,)}),
        ("Nobody", 1): frozenset(),
        ("Likes", 2): frozenset({(0, 1), (1, 2), (2, 2)}),
        ("<", 2): frozenset({(0, 1), (1, 2), (0, 2)}),
        ("Rain", 0): frozenset({()}),
        ("Snow", 0): frozenset(),
    },
)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("Tall(ann)", True),
        ("Tall(cy)", False),
        ("Rain ∧ ¬Snow", True),
        ("ann = annie", True),
        ("ann = bob", False),
        ("ann ≠ bob", True),
        ("Tall(mother(cy))", True),
        ("mother(mother(cy)) = bob", True),
        ("Likes(mother(cy), bob)", True),
        ("∀x ∃y Likes(x, y)", True),
        ("∃y ∀x Likes(x, y)", False),
        ("∀x (Tall(x) → ∃y (Likes(x, y) ∧ x ≠ y))", True),
        ("∀x (Nobody(x) → ⊥)", True),
        ("∃x Nobody(x)", False),
        ("∀x:Tall ∃y Likes(x, y)", True),
        ("∃x:Nobody ⊤", False),
        ("∀x:Nobody ⊥", True),
        ("∀x:Tall x ≠ cy", True),
        ("Rain ⊕ Snow", True),
        ("Rain ↔ Snow", False),
        ("ann < bob ∧ ann <= annie ∧ cy > ann ∧ cy >= cy", True),
        ("bob <= ann", False),
        ("∀x (x >= ann)", True),
        ("3 < 5 ∧ 3 = bob", True),
        ("2 + 1 = bob", True),
        ("∀x (∃x Nobody(x) ∨ ∃y Likes(x, y))", True),
        ("∃x (Tall(x) ∧ ∀x Tall(x))", False),
    ],
)
def test_truth_in_a_small_family(text, truth):
    assert evaluate(read_formula(text), FAMILY) is truth


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        (Atom("Tall", (Constant("dan"),)), CheckFailed),
        (Atom("Small", (Constant("ann"),)), CheckFailed),
        (Atom("Tall", ()), CheckFailed),
        (Atom("Tall", (Apply("father", (Constant("ann"),)),)), CheckFailed),
        (Atom("Tall", (Number(Fraction(7)),)), CheckFailed),
        (Atom("Tall", (Variable("x"),)), SignatureError),
        (Exists(Variable("x"), Truth(True), "Small"), CheckFailed),
        (Forall(Variable("x"), Equals(Apply("+", (Variable("x"), Variable("x"))), Variable("x"))), Unsupported),
    ],
)
def test_what_the_world_does_not_say_is_an_error(formula, error):
    with pytest.raises(error):
        evaluate(formula, FAMILY)


def test_a_partial_function_is_an_error():
    world = Countermodel(2, {"a": 0}, {("f", 1): {(0,): 0}}, {})
    with pytest.raises(CheckFailed, match="for all arguments"):
        evaluate(Equals(Apply("f", (Constant("a"),)), Constant("a")), world)


def test_the_time_limit_holds():
    names = [Variable(f"x{i}") for i in range(12)]
    body = And(tuple(Or((Atom("P", (a, b)), Not(Atom("P", (b, a))))) for a, b in itertools.pairwise(names)))
    for name in reversed(names):
        body = Forall(name, body)
    cycle = frozenset((a, b) for a in range(12) for b in range(12))
    started = time.monotonic()
    with pytest.raises(InputTooLarge):
        evaluate(body, Countermodel(12, {}, {}, {("P", 2): cycle}), seconds=0.05)
    assert time.monotonic() - started < 0.5


def test_independent_quantifiers_are_not_multiplied():
    formula = Truth(True)
    for i in range(12):
        variable = Variable(f"x{i}")
        formula = Forall(variable, And((Atom("P", (variable,)), formula)))
    world = Countermodel(10, {}, {}, {("P", 1): frozenset((e,) for e in range(10))})
    assert evaluate(formula, world, seconds=2) is True


x, y = Variable("x"), Variable("y")
TERMS = st.sampled_from([x, y, Constant("a"), Apply("f", (x,)), Apply("f", (Apply("f", (y,)),))])
ATOMS = st.one_of(
    st.builds(Atom, st.just("P"), st.tuples(TERMS)),
    st.builds(Atom, st.just("R"), st.tuples(TERMS, TERMS)),
    st.builds(Equals, TERMS, TERMS),
    st.builds(Truth, st.booleans()),
)


def bigger(inner):
    pairs = st.tuples(inner, inner)
    binders, sorts = st.sampled_from([x, y]), st.sampled_from([None, "P"])
    return st.one_of(
        st.builds(Not, inner),
        st.builds(And, pairs),
        st.builds(Or, pairs),
        *(st.builds(kind, inner, inner) for kind in (Implies, Iff, Xor)),
        *(st.builds(kind, binders, inner, sorts) for kind in (Forall, Exists)),
    )


FORMULAS = st.recursive(ATOMS, bigger, max_leaves=10).map(lambda f: Forall(x, Exists(y, f)))


@st.composite
def worlds(draw):
    size = draw(st.integers(1, 3))
    element = st.integers(0, size - 1)
    return Countermodel(
        size,
        {"a": draw(element)},
        {("f", 1): {(e,): draw(element) for e in range(size)}},
        {
            ("P", 1): draw(st.frozensets(st.tuples(element))),
            ("R", 2): draw(st.frozensets(st.tuples(element, element))),
        },
    )


def by_definition(node, world, values):
    """The textbook's recursion, as slow and plain as can be."""

    def term(t):
        match t:
            case Variable(name):
                return values[name]
            case Constant(name):
                return world.constants[name]
            case Apply(name, arguments):
                return world.functions[name, len(arguments)][tuple(term(a) for a in arguments)]

    def truth(sub):
        return by_definition(sub, world, values)

    match node:
        case Truth(value):
            return value
        case Equals(left, right):
            return term(left) == term(right)
        case Atom(name, arguments):
            return tuple(term(a) for a in arguments) in world.predicates[name, len(arguments)]
        case Not(operand):
            return not truth(operand)
        case And(operands):
            return all(truth(o) for o in operands)
        case Or(operands):
            return any(truth(o) for o in operands)
        case Implies(left, right):
            return not truth(left) or truth(right)
        case Iff(left, right):
            return truth(left) == truth(right)
        case Xor(left, right):
            return truth(left) != truth(right)
        case Forall(variable, body, sort) | Exists(variable, body, sort):
            members = [e for e in range(world.size) if sort is None or (e,) in world.predicates[sort, 1]]
            results = [by_definition(body, world, {**values, variable.name: e}) for e in members]
            return all(results) if isinstance(node, Forall) else any(results)


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(FORMULAS, worlds())
def test_evaluation_follows_the_definition(formula, world):
    assert evaluate(formula, world) is by_definition(formula, world, {})
