"""The two worlds of an UNCERTAIN are the smallest that exist, by comparison with all worlds there are."""

import itertools
import random
import time
from dataclasses import replace

import pytest

from nesy.engine.decide import decide
from nesy.evidence import Countermodel, Worlds, evidence_from_json, evidence_to_json
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.syntax import And, Atom, Constant, Equals, Exists, Forall, Implies, Not, Or, Variable
from nesy.languages.fol.theory import Statement, Theory
from nesy.provers.base import Limits
from nesy.provers.evaluate import evaluate
from nesy.provers.findings import settle
from nesy.provers.finite_models import FiniteModels
from nesy.provers.question import pose
from nesy.provers.small_worlds import SmallWorlds
from nesy.provers.z3 import Z3
from nesy.verdict import Status

CONSTANTS = ("a", "b")
MOST = 3


def every_world(size):
    """All worlds of a size over P, Q and the constants a and b."""
    elements = [(i,) for i in range(size)]
    subsets = [frozenset(s) for n in range(size + 1) for s in itertools.combinations(elements, n)]
    for holds in itertools.product(subsets, repeat=2):
        for named in itertools.product(range(size), repeat=2):
            yield Countermodel(
                size, dict(zip(CONSTANTS, named, strict=True)), {}, {("P", 1): holds[0], ("Q", 1): holds[1]}
            )


def smallest_size(theory, value):
    """The size of a smallest world of the premises in which the conclusion has a value, by trying them all."""
    for size in range(1, MOST + 1):
        for world in every_world(size):
            models = all(evaluate(f, world) for f in theory.formulas)
            if models and evaluate(theory.conclusion.formula, world) is value:
                return size
    return None


x, y = Variable("x"), Variable("y")


def random_formula(rng, bound=(), depth=2):
    term = lambda: rng.choice([*bound, *bound, *map(Constant, CONSTANTS)])  # noqa: E731
    kind = rng.choice(["atom", "atom", "not", "and", "or", "implies", "forall", "exists", "exists"])
    below = lambda: random_formula(rng, bound, depth - 1)  # noqa: E731
    if depth == 0 or kind == "atom":
        return Equals(term(), term()) if rng.random() < 0.25 else Atom(rng.choice("PQ"), (term(),))
    if kind == "not":
        return Not(below())
    if kind in ("forall", "exists"):
        variable = y if x in bound else x
        return (Forall if kind == "forall" else Exists)(variable, random_formula(rng, (*bound, variable), depth - 1))
    return {"and": lambda: And((below(), below())), "or": lambda: Or((below(), below()))}.get(
        kind, lambda: Implies(below(), below())
    )()


def random_theory(seed):
    rng = random.Random(seed)
    premises = tuple(Statement(random_formula(rng), str(n)) for n in range(1, rng.randint(2, 4)))
    return Theory(premises, Statement(random_formula(rng), "conclusion"))


def test_no_smaller_worlds_exist():
    compared, larger = 0, 0
    for seed in range(70):
        theory = random_theory(seed)
        outcome = decide(theory, semantics="classical")
        if outcome.verdict.status is not Status.SATISFIABLE:
            continue
        worlds = outcome.evidence
        assert isinstance(worlds, Worlds) and worlds.smallest
        sizes = smallest_size(theory, True), smallest_size(theory, False)
        assert (worlds.conclusion_true.size, worlds.conclusion_false.size) == sizes, str(theory)
        for world, value in ((worlds.conclusion_true, True), (worlds.conclusion_false, False)):
            assert all(evaluate(f, world) for f in theory.formulas)
            assert evaluate(theory.conclusion.formula, world) is value
        compared += 1
        larger += max(sizes) > 1
    assert compared > 30 and larger > 5


SIZES = {
    "one is enough": ("Cat(tom)\n|- Dog(tom)", 1, 1),
    "two that differ": ("∃x Cat(x)\n∃x ¬Cat(x)\n|- Cat(tom)", 2, 2),
    "three kings": ("a ≠ b\nb ≠ c\na ≠ c\n|- King(a)", 3, 3),
    "numerals are different": ("Age(ann, 1)\nAge(bob, 2)\nAge(eve, 3)\n|- Age(eve, 4)", 4, 4),
    "one side needs more": ("Cat(tom)\n|- ∃x ¬Cat(x)", 2, 1),
    "a function": ("∀x f(x) ≠ x\n|- P(f(f(a)))", 2, 2),
    "a sort": ("∀x:Dog Mammal(x)\n∃x ¬Mammal(x)\n|- Dog(rex)", 2, 2),
}


@pytest.mark.parametrize("name", SIZES)
def test_known_sizes(name):
    text, true, false = SIZES[name]
    worlds = decide(read_theory(text), semantics="classical").evidence
    assert (worlds.conclusion_true.size, worlds.conclusion_false.size) == (true, false)
    assert worlds.smallest


def differences(worlds):
    first, second = worlds.conclusion_true.predicates, worlds.conclusion_false.predicates
    return {(name, arguments) for name in first for arguments in first[name] ^ second[name]}


@pytest.mark.parametrize(
    ("text", "differing"),
    [
        ("Cat(tom)\nDog(rex)\nOld(tom) ∨ Old(rex)\n|- Cold(tom)", 1),
        ("∀x (Cat(x) ↔ Pet(x))\nDog(rex)\n|- Cat(tom)", 2),
        ("P(a, b) ∨ P(b, a)\na ≠ b\n|- Q(a)", 1),
    ],
)
def test_the_worlds_differ_in_what_decides(text, differing):
    worlds = decide(read_theory(text), semantics="classical").evidence
    assert worlds.conclusion_true.constants == worlds.conclusion_false.constants
    assert len(differences(worlds)) == differing


def test_the_same_worlds_every_time():
    theory = read_theory("∃x (Cat(x) ∧ Big(x))\n∃x ¬Cat(x)\nLikes(tom, rex)\n|- Cat(tom)")
    first, second = (evidence_to_json(decide(theory, semantics="classical").evidence) for _ in range(2))
    assert first == second
    assert evidence_from_json(first).smallest


def test_the_finder_of_worlds_finds_smallest_ones_too():
    worlds = decide(read_theory(SIZES["three kings"][0]), semantics="classical", prover="finite-models").evidence
    assert worlds.smallest and worlds.conclusion_true.size == 3


def test_a_backend_without_smallest_worlds_says_so():
    theory = read_theory(SIZES["two that differ"][0])
    question = pose(theory)
    found = Z3().examine(question, Limits())
    large = replace(found.asserted, smallest=False)
    findings = replace(found, asserted=large)
    assert findings.enlarged == {True}
    outcome = settle(question, findings, "z3", 0.0)
    assert not outcome.evidence.smallest
    assert any("smaller worlds" in reason for reason in outcome.verdict.reasons)
    smaller = FiniteModels().examine(question, Limits(), findings.enlarged)
    assert settle(question, findings.with_smaller_worlds(smaller), "z3", 0.0).evidence.smallest


def test_a_search_cut_short_leaves_the_worlds_that_are_known():
    request = {"symbols": [("predicate", "p0", 1)], "formulas": [], "goal": "(forall ((x U)) (p0 x))"}
    request |= {"known": {}, "least": 1}
    assert SmallWorlds(request, time.monotonic() + 5).grow(3)
    assert not SmallWorlds(request, time.monotonic() - 1).grow(3)
