"""The builders find proofs of entailed theories, and the kernel accepts every proof that they find."""

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nesy.engine.decide import decide
from nesy.engine.prove import prove
from nesy.evidence import Refutation
from nesy.languages.fol.parse import parse_formula as p
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.syntax import (
    FALSE,
    And,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Iff,
    Implies,
    Not,
    Or,
    Variable,
    Xor,
)
from nesy.languages.fol.theory import Statement, Theory
from nesy.proofs.build.build import build_proof, proof_goal
from nesy.proofs.build.derived import DOMAIN
from nesy.proofs.build.goals import prove_by_instances
from nesy.proofs.build.prune import prune
from nesy.proofs.build.refuted import proof_by_prover
from nesy.proofs.build.shorten import shorten
from nesy.proofs.kernel import check
from nesy.proofs.proof import Proof, Rule, Step
from nesy.provers.base import Limits
from nesy.provers.manifest import load_manifest
from nesy.verdict import Status

E = load_manifest("e")
needs_e = pytest.mark.skipif(E.program() is None, reason="E is not installed: apt-get install eprover")
DUE = (Status.THEOREM, Status.COUNTER_THEOREM, Status.CONTRADICTORY_AXIOMS)

ENTAILED = {
    "chain": "∀x (A(x) → B(x))\n∀x (B(x) → C(x))\nA(a)\n|- C(a)",
    "universal goal": "∀x (A(x) → B(x))\n∀x (B(x) → C(x))\n|- ∀x (A(x) → C(x))",
    "existential goal": "∀x (A(x) → B(x))\nA(a)\n|- ∃x B(x)",
    "exclusive goal": "∀x (A(x) → ¬B(x))\nA(a)\n|- A(a) ⊕ B(a)",
    "equivalent goal": "∀x (A(x) → B(x))\n∀x (B(x) → A(x))\n|- A(a) ↔ B(a)",
    "disjunctive goal": "∀x (A(x) ∨ B(x))\n|- A(a) ∨ B(a) ∨ C(a)",
    "goal names what no premise does": "∀x ∃y (R(x, y) ∧ S(x))\n|- S(a)",
    "nested witnesses": "∀x ∃y R(x, y)\n∀x ∀y (R(x, y) → S(y))\n|- ∃x (S(x) ∧ ∃y (R(x, y) ∧ S(y)))",
    "equality chain": "a = b\nb = c\nP(a)\n|- P(c)",
    "symmetry": "a = b\n∀x (x = a → P(x))\n|- P(b)",
    "congruence": "a = b\nP(f(a))\n|- P(f(b))",
    "function terms": "∀x P(f(x))\n∀x (P(f(x)) → Q(x))\n|- Q(a)",
    "function of a function": "∀x (P(x) → P(f(x)))\nP(a)\n|- P(f(f(a)))",
    "one person at most": "∀x ∀y (King(x) ∧ King(y) → x = y)\nKing(a)\nKing(b)\nRich(a)\n|- Rich(b)",
    "sorted": "∀x:Dog Mammal(x)\nDog(rex)\n|- Mammal(rex)",
    "a sort is inhabited": "∀x:Dog Mammal(x)\n|- ∃x Mammal(x)",
    "sorted goal": "∀x:Dog Mammal(x)\n|- ∀x:Dog ∃y:Dog Mammal(y)",
    "transitive order": "a < b\nb < c\n|- a < c",
    "numerals": "Age(ann) > 40\n∀x (Age(x) > 30 → Old(x))\n|- Old(ann)",
    "at most": "Price(car) ≤ 15\n∀y (¬Dear(y) → Bought(y))\n∀y (Dear(y) → Price(y) ≥ 20)\n|- Bought(car)",
    "a numeral as witness": "Cost(gre, 205)\n|- ∃x (Cost(gre, x) ∧ x < 300)",
    "cases": "A ∨ B ∨ C\nA → D\nB → D\nC → D\n|- D",
    "contradiction": "∀x (A(x) → B(x))\nA(a)\n¬B(a)\n|- C(a)",
    "refuted": "∀x (A(x) → ¬B(x))\nA(a)\n|- B(a)",
    "many constants": "\n".join(f"R(k{i}, k{i + 1})" for i in range(12))
    + "\n∀x ∀y ∀z (R(x, y) ∧ R(y, z) → S(x, z))\n|- S(k7, k9)",
    "barber": "∃x (Barber(x) ∧ ∀y (Shaves(x, y) ↔ ¬Shaves(y, y)))\n|- A",
}


def outcome_of(theory):
    return decide(theory, semantics="classical", proofs=False)


@pytest.mark.parametrize("name", ENTAILED)
def test_entailed_theories_are_proved(name):
    theory = read_theory(ENTAILED[name])
    outcome = outcome_of(theory)
    assert outcome.verdict.status in DUE
    proof = build_proof(theory, outcome, 5.0)
    assert proof is not None
    assert proof.goal == proof_goal(theory, outcome.verdict.status)
    assert proof.premises == tuple((s.name, s.formula) for s in theory.premises)
    check(proof)


@needs_e
@pytest.mark.parametrize("name", [n for n in ENTAILED if n not in ("many constants", "cases")])
def test_derivations_of_e_are_followed(name):
    theory = read_theory(ENTAILED[name])
    outcome = outcome_of(theory)
    assert isinstance(outcome.evidence, Refutation)
    goal = proof_goal(theory, outcome.verdict.status)
    proof = proof_by_prover(theory, goal, outcome.evidence.core, E, 5.0)
    assert proof is not None and proof.goal == goal
    check(proof)


@needs_e
def test_e_finds_nothing_where_nothing_follows():
    theory = read_theory("A(a)\n|- B(a)")
    assert proof_by_prover(theory, theory.conclusion.formula, ("1",), E, 1.0) is None


@pytest.mark.parametrize(
    ("premises", "goal"),
    [(["A(a)"], "B(a)"), (["∀x ∃y R(x, y)"], "∃y ∀x R(x, y)"), (["A → B", "B"], "A"), (["1 < a"], "2 < a"), ([], "⊥")],
)
def test_what_does_not_follow_is_not_proved(premises, goal):
    assert prove_by_instances([(str(n), p(t)) for n, t in enumerate(premises)], p(goal), 0.5) is None


x, y = Variable("x"), Variable("y")
TERMS = (Constant("a"), Constant("b"))


def random_formula(rng, bound=(), depth=3):
    """A closed formula over P, Q, R, two constants and equality."""
    term = lambda: rng.choice([*bound, *bound, *TERMS])  # noqa: E731
    kind = rng.choice(["atom"] * 3 + ["not", "and", "or", "implies", "iff", "xor", "forall", "forall", "exists"])
    below = lambda: random_formula(rng, bound, depth - 1)  # noqa: E731
    if depth == 0 or kind == "atom":
        choice = rng.random()
        if choice < 0.4:
            return Atom(rng.choice("PQ"), (term(),))
        return Atom("R", (term(), term())) if choice < 0.9 else Equals(term(), term())
    if kind == "not":
        return Not(below())
    if kind in ("and", "or"):
        return (And if kind == "and" else Or)((below(), below()))
    if kind in ("forall", "exists"):
        variable = rng.choice([v for v in (x, y) if v not in bound] or [x])
        quantifier = Forall if kind == "forall" else Exists
        return quantifier(variable, random_formula(rng, (*(b for b in bound if b != variable), variable), depth - 1))
    return {"implies": Implies, "iff": Iff, "xor": Xor}[kind](below(), below())


def random_theory(seed):
    rng = random.Random(seed)
    premises = tuple(Statement(random_formula(rng), str(n)) for n in range(1, rng.randint(3, 6)))
    return Theory(premises, Statement(random_formula(rng, depth=2), "conclusion"))


def test_nearly_all_random_entailed_theories_are_proved():
    due, without = 0, []
    for seed in range(160):
        theory = random_theory(seed)
        outcome = decide(theory, semantics="classical", proofs=False, limits=Limits(seconds=2))
        if outcome.verdict.status not in DUE:
            continue
        due += 1
        proof = build_proof(theory, outcome, 2.0)
        if proof is None:
            without.append(seed)
        else:
            check(proof)
    assert due > 50
    assert len(without) <= 0.05 * due, without


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=1_000))
def test_what_is_found_is_accepted_and_grounded_in_the_theory(seed):
    theory = random_theory(seed)
    goal = theory.conclusion.formula
    proof = prove_by_instances([(s.name, s.formula) for s in theory.premises], goal, 0.3)
    if proof is not None:
        check(proof)
        assert proof.goal == goal and set(proof.used) <= {s.name for s in theory.premises}


def test_shortening_takes_detours_away_and_keeps_the_proof_whole():
    both = Step(p("A ∧ B"), Rule.PREMISE, source="1")
    rule = Step(p("A → C"), Rule.PREMISE, source="2")
    part = Step(p("A"), Rule.INFERENCE, (0,), terms=((),))
    last = Step(p("C"), Rule.INFERENCE, (1, 2, 0), terms=((), (), ()))
    proof = Proof((("1", both.conclusion), ("2", rule.conclusion)), p("C"), (both, rule, part, last))
    check(proof)
    short = shorten(proof)
    check(short)
    assert (proof.length, short.length, short.steps[-1].parents) == (2, 1, (0, 1)) or short.length == 1


def test_pruning_keeps_only_what_the_goal_rests_on():
    needless = Step(p("B"), Rule.PREMISE, source="2")
    goal = Step(p("A"), Rule.PREMISE, source="1")
    proof = prune(Proof((("1", p("A")), ("2", p("B"))), p("A"), (needless, goal)))
    assert proof.steps == (goal,)


CATS = "Cat(tom)\nDog(rex)\n"
RULES = {
    "absent fact": (CATS + "∀x (¬Dog(x) → Cold(x))\n|- Cold(tom)", "rules-closed", {"closed world 1"}),
    "all named": (CATS + "|- ∀x (Cat(x) ∨ Dog(x))", "rules-open", {DOMAIN}),
    "all named, absent": (
        CATS + "∀x (¬Dog(x) → Cold(x))\n|- ∀x (Cold(x) ∨ Dog(x))",
        "rules-closed",
        {"closed world 1", DOMAIN},
    ),
    "none": (CATS + "|- ∃x (Cat(x) ∧ Dog(x))", "rules-closed", {"closed world 1", "closed world 2", DOMAIN}),
    "not all": (CATS + "|- ∀x Cat(x)", "rules-closed", {"closed world 1"}),
    "some": (CATS + "|- ∃x Cat(x)", "rules-open", set()),
    "some for all": (CATS + "Likes(tom, rex)\nLikes(rex, tom)\n|- ∀x ∃y Likes(x, y)", "rules-open", {DOMAIN}),
    "compound": (CATS + "|- Cat(tom) ∧ ¬Cat(rex)", "rules-closed", {"closed world 1"}),
    "chain": (CATS + "∀x (Cat(x) → Pet(x))\n∀x (Pet(x) → Loved(x))\n|- Loved(tom)", "rules-open", set()),
    "one individual": ("Cat(tom)\n|- ∀x Cat(x)", "rules-open", {DOMAIN}),
}


@pytest.mark.parametrize("name", RULES)
def test_derivations_of_rules_become_proofs_that_name_what_they_assume(name):
    text, semantics, assumptions = RULES[name]
    answer = prove(read_theory(text), semantics=semantics)
    assert answer.verdict.status in DUE
    assert answer.proof is not None
    answer.proof.check()
    own = {s.name for s in answer.program.premises}
    assert set(answer.proof.used) - own == assumptions
    listed = [r for r in answer.verdict.reasons if r.startswith("the proof assumes")]
    assert len(listed) == len(assumptions) and all(any(name in r for r in listed) for name in assumptions)


def test_individuals_over_the_kernels_limit_leave_the_verdict_to_the_engine():
    text = "\n".join(f"Cat(k{i})" for i in range(30)) + "\n|- ∀x Cat(x)"
    answer = prove(read_theory(text), semantics="rules-open", seconds=2)
    assert answer.verdict.status is Status.THEOREM and answer.proof is None
    assert any("no proof was found" in reason for reason in answer.verdict.reasons)


def test_without_e_the_builder_by_instances_has_all_the_time(monkeypatch):
    monkeypatch.setenv("NESY_EPROVER", os.devnull)
    theory = read_theory(ENTAILED["numerals"])
    proof = build_proof(theory, outcome_of(theory), 5.0)
    check(proof)


def test_a_contradiction_is_proved_as_falsity():
    theory = read_theory(ENTAILED["contradiction"])
    assert build_proof(theory, outcome_of(theory), 5.0).goal == FALSE
