"""Truth-functional consequence against all assignments."""

import itertools
import random

import pytest

from nesy.errors import CheckFailed
from nesy.languages.fol.parse import parse_formula as p
from nesy.languages.fol.syntax import And, Atom, Iff, Implies, Not, Or, Truth, Xor
from nesy.languages.fol.truth_table import MAX_ATOMS, follows

ATOMS = tuple(Atom(name) for name in "ABCD")


def value(formula, world):
    match formula:
        case Atom():
            return formula in world
        case Truth(truth):
            return truth
        case Not(operand):
            return not value(operand, world)
        case And(operands):
            return all(value(o, world) for o in operands)
        case Or(operands):
            return any(value(o, world) for o in operands)
        case Implies(left, right):
            return not value(left, world) or value(right, world)
        case Iff(left, right):
            return value(left, world) == value(right, world)
        case Xor(left, right):
            return value(left, world) != value(right, world)


def by_all_assignments(given, conclusion):
    worlds = [set(w) for n in range(len(ATOMS) + 1) for w in itertools.combinations(ATOMS, n)]
    return all(value(conclusion, w) for w in worlds if all(value(g, w) for g in given))


def random_formula(rng, depth=3):
    kind = rng.choice(["atom", "atom", "not", "and", "or", "implies", "iff", "xor", "truth"])
    below = lambda: random_formula(rng, depth - 1)  # noqa: E731
    if depth == 0 or kind == "atom":
        return rng.choice(ATOMS)
    if kind == "truth":
        return Truth(rng.random() < 0.5)
    if kind == "not":
        return Not(below())
    if kind in ("and", "or"):
        return (And if kind == "and" else Or)(tuple(below() for _ in range(rng.randint(2, 3))))
    return {"implies": Implies, "iff": Iff, "xor": Xor}[kind](below(), below())


def test_random_formulas():
    rng = random.Random(11)
    found = {True: 0, False: 0}
    for _ in range(1500):
        given = [random_formula(rng) for _ in range(rng.randint(0, 3))]
        conclusion = random_formula(rng)
        expected = by_all_assignments(given, conclusion)
        assert follows(given, conclusion) is expected, (given, conclusion)
        found[expected] += 1
    assert min(found.values()) > 200


def many(count):
    return [Atom(f"X{i}") for i in range(count)]


@pytest.mark.parametrize(("atoms", "fits"), [(MAX_ATOMS, True), (MAX_ATOMS + 1, False)])
def test_the_limit_on_atoms(atoms, fits):
    whole = Or(tuple(many(atoms)))
    if fits:
        assert follows([whole], whole)
    else:
        with pytest.raises(CheckFailed):
            follows([whole], whole)
        with pytest.raises(CheckFailed):
            follows([whole], Truth(False))


def test_beyond_the_limit_only_what_is_connected_counts():
    others = many(30)
    assert follows([*others, p("A"), p("A → B"), p("B → C")], p("C"))
    assert not follows([*others, p("A → B"), p("B → C")], p("C"))
    assert follows([And((*others, p("A"))), p("A → B")], p("B"))


def test_quantified_parts_are_atoms():
    assert follows([p("∀x P(x) → A"), p("∀x P(x)")], p("A"))
    assert follows([p("∃x P(x) ∨ A"), p("¬∃x P(x)")], p("A"))
    assert not follows([p("∀x P(x)")], p("P(a)"))
    assert not follows([p("∀x P(x)")], p("∀y P(y)"))
    assert follows([p("a = b ∨ A"), p("a ≠ b")], p("A"))
