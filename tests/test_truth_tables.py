"""Tiny worlds by truth tables against Z3's worlds of the same sizes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nesy.languages.fol.read import read_theory
from nesy.languages.fol.syntax import (
    And,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Term,
    Variable,
    Xor,
)  # fmt: skip
from nesy.languages.fol.theory import Statement, Theory
from nesy.provers.base import Limits
from nesy.provers.cvc5 import Cvc5
from nesy.provers.finite_models import FiniteModels
from nesy.provers.portfolio import Classical
from nesy.provers.question import pose
from nesy.provers.truth_tables import LARGEST, MAX_BITS, tiny_worlds
from nesy.provers.worlds import fault
from nesy.provers.z3 import Z3
from nesy.verdict import Label, Status

# what is asked | worlds by the truth of the conclusion | sizes that are ruled out
TABLES = {
    "open": ("all x. (Dog(x) -> Pet(x))\nPet(rex)\n|- Dog(rex)", {False: 1, True: 1}, 1),
    "two things": ("exists x. P(x)\nexists x. ~P(x)\n|- P(a)", {False: 2, True: 2}, 2),
    "names that differ": ("~(a = b)\n|- P(a)", {False: 2, True: 2}, 2),
    "a function": ("all x. ~(f(x) = x)\n|- P(f(a))", {False: 2, True: 2}, 2),
    "entailed": ("P(a)\nall x. (P(x) -> Q(x))\n|- Q(a)", {True: 1}, 2),
    "refuted": ("P(a)\nall x. (P(x) -> ~Q(x))\n|- Q(a)", {False: 1}, 2),
    "contradictory": ("P(a)\n~P(a)\n|- Q(a)", {}, 2),
    "three things": ("~(a = b)\n~(b = c)\n~(a = c)\n|- P(a)", {}, 2),
    "one size for each side": ("P(a)\n|- exists x. exists y. ~(x = y)", {False: 1, True: 2}, 2),
    "numerals are left to others": ("Age(rex, 3)\n|- Dog(rex)", {}, 0),
    "a relation": ("all x. exists y. Likes(x, y)\n|- Likes(a, a)", {True: 1, False: 2}, 2),
}


@pytest.mark.parametrize("name", TABLES)
def test_tiny_worlds(name: str) -> None:
    text, sizes, ruled_out = TABLES[name]
    found = tiny_worlds(question := pose(read_theory(text)))
    assert {value: world.size for value, world in found.worlds.items()} == sizes
    assert found.ruled_out == ruled_out
    for value, world in found.worlds.items():
        assert fault(world, question, value, time.monotonic() + 5) is None


def test_the_second_world_keeps_the_facts_of_the_first() -> None:
    found = tiny_worlds(pose(read_theory("P(a) | Q(a)\nR(a) | S(a)\n|- P(a)"))).worlds
    differing = {key for key, holds in found[True].predicates.items() if holds != found[False].predicates[key]}
    assert differing == {("P", 1)}


def test_many_open_bits_are_left_to_a_solver() -> None:
    rules = "\n".join(f"all x. (P{i}(x) -> P{i + 1}(x))" for i in range(MAX_BITS + 2))
    theory = read_theory(f"{rules}\n|- P0(a)")
    assert tiny_worlds(pose(theory)).ruled_out == 0
    assert Classical().decide(theory, Limits()).verdict.label is Label.UNCERTAIN


X, Y = Variable("x"), Variable("y")
TERMS: st.SearchStrategy[Term] = st.sampled_from([X, Y, Constant("a"), Constant("b")])
LEAVES: st.SearchStrategy[Formula] = st.one_of(
    st.builds(lambda p, t: Atom(p, (t,)), st.sampled_from("PQ"), TERMS),
    st.builds(lambda s, t: Atom("R", (s, t)), TERMS, TERMS),
    st.builds(Equals, TERMS, TERMS),
)


def _larger(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        inner.map(Not),
        pairs.map(And),
        pairs.map(Or),
        st.builds(Implies, inner, inner),
        st.builds(Iff, inner, inner),
        st.builds(Xor, inner, inner),
        st.builds(Forall, st.sampled_from([X, Y]), inner),
        st.builds(Exists, st.sampled_from([X, Y]), inner),
    )


UNDECIDED = {Status.TIMEOUT, Status.MEMORY_OUT, Status.GAVE_UP}
"""What a single prover may say of a random theory."""

FORMULAS = st.recursive(LEAVES, _larger, max_leaves=5).map(lambda f: Forall(X, Exists(Y, f)))


@settings(max_examples=60, deadline=None)
@given(st.lists(FORMULAS, min_size=1, max_size=3), FORMULAS)
def test_random_theories_have_the_worlds_that_z3_finds(premises: list[Formula], conclusion: Formula) -> None:
    theory = Theory(tuple(Statement(f, str(i)) for i, f in enumerate(premises, 1)), Statement(conclusion, "conclusion"))
    question = pose(theory)
    found = tiny_worlds(question)
    expected = FiniteModels(sizes=LARGEST).examine(question, Limits(seconds=20))
    for value, side in ((False, expected.negated), (True, expected.asserted)):
        size = side.world.size if side.world else None
        own = found.worlds.get(value)
        if own is not None:
            assert own.size == size
            assert fault(own, question, value, time.monotonic() + 5) is None
        else:
            assert size is None or size > found.ruled_out
    alone = Z3().decide(theory, Limits()).verdict.status
    if alone not in UNDECIDED:
        assert Classical().decide(theory, Limits(seconds=30)).verdict.status is alone


@pytest.mark.skipif(Cvc5().available() is not None, reason=f"cvc5: {Cvc5().available()}")
def test_the_portfolio_decides_where_z3_instantiates_without_end() -> None:
    """Found by the random theories above: Z3 5.4 runs out of 2 GB here, whatever its bound of instantiation."""
    premise = Forall(X, Exists(Y, Iff(Atom("P", (X,)), Atom("Q", (X,)))))
    conclusion = Forall(X, Exists(Y, Iff(Atom("P", (X,)), Atom("Q", (Y,)))))
    theory = Theory((Statement(premise, "1"),), Statement(conclusion, "conclusion"))
    assert Classical().decide(theory, Limits(seconds=30)).verdict.status is Status.THEOREM
