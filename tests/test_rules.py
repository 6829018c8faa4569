"""The rule engine against fixtures: verdicts, refusals, evidence, limits."""

from __future__ import annotations

import itertools
import time

import pytest

from nesy.errors import InputTooLarge, NotAProblem, Unsupported
from nesy.evidence import Derivation, DerivationStep, Refutation
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.syntax import (
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Forall,
    Implies,
    Not,
    Or,
    Variable,
    number,
)
from nesy.languages.fol.theory import Statement, Theory
from nesy.provers.base import Limits
from nesy.provers.rules import RuleEngine, rule_shaped
from nesy.provers.rules.program import Symbols

OPEN, CLOSED = "rules-open", "rules-closed"
LIMITS = Limits(seconds=20)


def read(text):
    return read_theory(text.replace("; ", "\n"), options=RepairOptions(repair=False))


def decide(text, semantics=OPEN, limits=LIMITS):
    return RuleEngine().decide(read(text), limits, semantics)


# --- verdicts ---------------------------------------------------------------------------------

VERDICTS = [
    # what, semantics, theory, label (or status, where there is none)
    ("fact", OPEN, "P(a); |- P(a)", "TRUE"),
    ("complement", OPEN, "P(a); |- ¬P(a)", "FALSE"),
    ("double negation", OPEN, "P(a); |- ¬¬P(a)", "TRUE"),
    ("given negation", OPEN, "¬P(a); |- P(a)", "FALSE"),
    ("nothing known", OPEN, "P(a); |- P(b)", "UNCERTAIN"),
    ("rule", OPEN, "P(a); ∀x (P(x) → Q(x)); |- Q(a)", "TRUE"),
    ("no contraposition", OPEN, "¬Q(a); ∀x (P(x) → Q(x)); |- P(a)", "UNCERTAIN"),
    ("no case distinction", OPEN, "P(b); ∀x (Q(x) → R(x)); ∀x (¬Q(x) → R(x)); |- R(b)", "UNCERTAIN"),
    ("strong negation in a body", OPEN, "¬P(a); ∀x (¬P(x) → Q(x)); |- Q(a)", "TRUE"),
    ("absence is no negation", OPEN, "R(a); ∀x (¬P(x) → Q(x)); |- Q(a)", "UNCERTAIN"),
    ("negated head", OPEN, "P(a); ∀x (P(x) → ¬Q(x)); |- Q(a)", "FALSE"),
    ("conjunctive fact", OPEN, "P(a) ∧ ¬Q(a); |- Q(a)", "FALSE"),
    ("conjunctive head", OPEN, "P(a); ∀x (P(x) → Q(x) ∧ R(x)); |- R(a)", "TRUE"),
    ("nested implication", OPEN, "P(a); Q(a); ∀x (P(x) → (Q(x) → R(x))); |- R(a)", "TRUE"),
    ("nested quantifier", OPEN, "P(a); Q(b); ∀x (P(x) → ∀y (Q(y) → L(x, y))); |- L(a, b)", "TRUE"),
    ("disjunctive body", OPEN, "Q(a); ∀x (P(x) ∨ Q(x) → R(x)); |- R(a)", "TRUE"),
    ("negated conjunction in a body", OPEN, "¬Q(a); ∀x (¬(P(x) ∧ Q(x)) → R(x)); |- R(a)", "TRUE"),
    ("implication in a body", OPEN, "¬P(a); ∀x ((P(x) → Q(x)) → R(x)); |- R(a)", "TRUE"),
    ("exclusive or in a body", OPEN, "P(a); ¬Q(a); ∀x (P(x) ⊕ Q(x) → R(x)); |- R(a)", "TRUE"),
    ("exclusive or in a body, both", OPEN, "P(a); Q(a); ∀x (P(x) ⊕ Q(x) → R(x)); |- R(a)", "UNCERTAIN"),
    ("iff, leftwards", OPEN, "Q(a); ∀x (P(x) ↔ Q(x)); |- P(a)", "TRUE"),
    ("iff, rightwards", OPEN, "P(a); ∀x (P(x) ↔ Q(x)); |- Q(a)", "TRUE"),
    ("negated exclusive or is iff", OPEN, "P(a); ¬(P(a) ⊕ Q(a)); |- Q(a)", "TRUE"),
    ("none", OPEN, "P(a); ¬∃x (P(x) ∧ Q(x)); |- Q(a)", "FALSE"),
    ("none, from the other side", OPEN, "Q(a); ¬∃x (P(x) ∧ Q(x)); |- P(a)", "FALSE"),
    ("negated implication is two facts", OPEN, "¬(P(a) → Q(a)); |- P(a) ∧ ¬Q(a)", "TRUE"),
    ("negated disjunction is two facts", OPEN, "¬(P(a) ∨ Q(a)); |- Q(a)", "FALSE"),
    ("existential body", OPEN, "L(a, b); ∀x (∃y L(x, y) → P(x)); |- P(a)", "TRUE"),
    ("existential body, same variable", OPEN, "L(a, b); Q(b); ∀x (P(x) ∨ ∃x (L(a, x) ∧ Q(x)) → R(x)); |- R(b)", "TRUE"),
    ("ground rule", OPEN, "P(a); P(a) → Q(b); |- Q(b)", "TRUE"),
    ("propositions", OPEN, "Rain; Rain → Wet; Wet → ¬Dry; |- Dry", "FALSE"),
    ("universal fact", OPEN, "∀x P(x); Q(a); |- P(a)", "TRUE"),
    ("universal fact of an individual named by the conclusion", OPEN, "∀x P(x); |- P(zoe)", "TRUE"),
    ("unsafe head", OPEN, "P(a); Q(b); ∀x ∀y (P(x) → L(x, y)); |- L(a, b)", "TRUE"),
    ("unsafe head feeds a rule", OPEN, "P(a); Q(b); ∀x ∀y (P(x) → L(x, y)); ∀x (L(x, x) → M(x)); |- M(a)", "TRUE"),
    ("repeated variable", OPEN, "L(a, b); ∀x (L(x, x) → P(x)); |- P(a)", "UNCERTAIN"),
    ("repeated variable that agrees", OPEN, "L(b, b); ∀x (L(x, x) → P(x)); |- P(b)", "TRUE"),
    ("repeated variable in a join", OPEN, "Q(a); L(a, b); L(c, c); ∀x ∀y (Q(x) ∧ L(y, y) → P(y)); |- P(c)", "TRUE"),
    ("unary product", OPEN, "P(a); P(b); ∀x ∀y (P(x) ∧ P(y) → L(x, y)); |- L(b, a)", "TRUE"),
    ("recursion", OPEN, "E(a, b); E(b, c); E(c, d); ∀x ∀y (E(x, y) → T(x, y)); "
     "∀x ∀y ∀z (T(x, y) ∧ T(y, z) → T(x, z)); |- T(a, d)", "TRUE"),
    ("three places", OPEN, "G(a, b, c); H(b, c); ∀x ∀y ∀z (H(y, z) ∧ G(x, y, z) → W(x)); |- W(a)", "TRUE"),
    ("three places, two bound", OPEN, "G(a, b, c); H(a, b); ∀x ∀y ∀z (H(x, y) ∧ G(x, y, z) → W(z)); |- W(c)", "TRUE"),
    ("three places, one of two agrees", OPEN, "G(a, b, c); H(a, d); ∀x ∀y ∀z (H(x, y) ∧ G(x, y, z) → W(z)); |- W(c)",
     "UNCERTAIN"),
    ("sorted quantifiers", OPEN, "Dog(a); Cat(b); ∀x:Dog (∃y:Cat See(x, y) → Run(x)); See(a, b); |- Run(a)", "TRUE"),
    ("truth in a body", OPEN, "∀x (P(x) ∧ ⊤ → Q(x)); P(a); |- Q(a)", "TRUE"),
    ("falsehood in a body", OPEN, "∀x (P(x) ∧ ⊥ → Q(x)); P(a); |- Q(a)", "UNCERTAIN"),
    ("same name, two arities", OPEN, "P(a); |- P(a, a)", "UNCERTAIN"),
    ("clash", OPEN, "P(a); ¬P(a); |- Q(a)", "ContradictoryAxioms"),
    ("clash by rules, far from the conclusion", OPEN, "P(a); Q(b); ∀x (P(x) → R(x)); ∀x (P(x) → ¬R(x)); |- Q(b)",
     "ContradictoryAxioms"),
    ("closed: absent", CLOSED, "P(a); |- P(b)", "FALSE"),
    ("closed: absent, negated", CLOSED, "P(a); |- ¬P(b)", "TRUE"),
    ("closed: negation as failure", CLOSED, "P(a); ∀x (P(x) ∧ ¬Q(x) → R(x)); |- R(a)", "TRUE"),
    ("closed: negation fails", CLOSED, "P(a); Q(a); ∀x (P(x) ∧ ¬Q(x) → R(x)); |- R(a)", "FALSE"),
    ("closed: two strata", CLOSED, "P(a); ∀x (P(x) ∧ ¬Q(x) → R(x)); ∀x (¬R(x) → S(x)); Q(b); |- S(b) ∧ ¬S(a)", "TRUE"),
    ("closed: only a negation in the body", CLOSED, "P(a); Q(b); ∀x (¬P(x) → R(x)); |- R(b)", "TRUE"),
    ("closed: negated head is met", CLOSED, "P(a); ∀x (P(x) → ¬Q(x)); |- Q(a)", "FALSE"),
    ("closed: negated head is broken", CLOSED, "P(a); Q(a); ∀x (P(x) → ¬Q(x)); |- R(a)", "ContradictoryAxioms"),
    ("closed: negated heads make no cycle", CLOSED, "P(a); ∀x (P(x) ∧ ¬Q(x) → ¬P(x)); |- Q(a)", "ContradictoryAxioms"),
    ("closed: positive recursion beside negation", CLOSED, "E(a, b); E(b, c); ∀x ∀y (E(x, y) → T(x, y)); "
     "∀x ∀y ∀z (T(x, y) ∧ T(y, z) → T(x, z)); ∀x ∀y (¬T(x, y) → Far(x, y)); |- Far(c, a) ∧ ¬Far(a, c)", "TRUE"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "semantics", "text", "expected"), VERDICTS, ids=[v[0] for v in VERDICTS])
def test_verdict(what, semantics, text, expected):
    verdict = decide(text, semantics).verdict
    label = verdict.label
    assert (verdict.status.value if label is None else label.value) == expected
    assert (verdict.prover, verdict.semantics) == ("rules", semantics)


COMPOUND = [
    ("P(a) ∧ P(b)", "UNCERTAIN"),
    ("P(a) ∧ ¬Q(a)", "TRUE"),
    ("P(b) ∧ Q(a)", "FALSE"),
    ("P(a) ∨ P(b)", "TRUE"),
    ("Q(a) ∨ P(b)", "UNCERTAIN"),
    ("Q(a) → P(b)", "TRUE"),
    ("P(a) → Q(a)", "FALSE"),
    ("P(b) → P(b)", "UNCERTAIN"),
    ("P(a) ⊕ Q(a)", "TRUE"),
    ("P(a) ↔ Q(a)", "FALSE"),
    ("P(a) ↔ P(b)", "UNCERTAIN"),
    ("∃x P(x)", "TRUE"),
    ("∃x Q(x)", "UNCERTAIN"),
    ("∀x P(x)", "UNCERTAIN"),
    ("∀x Q(x)", "FALSE"),
    ("∀x (S(x) → S(x))", "TRUE"),
    ("∀x ∃y L(x, y)", "TRUE"),
    ("∀x:P S(x)", "TRUE"),
    ("∃x:P Q(x)", "UNCERTAIN"),
    ("¬(P(a) ∧ Q(a))", "TRUE"),
    ("P(a) → ⊤", "TRUE"),
]


@pytest.mark.parametrize(("conclusion", "expected"), COMPOUND)
def test_compound_conclusion(conclusion, expected):
    outcome = decide(f"P(a); ¬Q(a); S(a); S(b); L(a, b); L(b, a); |- {conclusion}")
    assert outcome.verdict.label.value == expected
    if expected == "UNCERTAIN":
        assert "P(a)" in outcome.evidence.derived
    else:
        last = outcome.evidence.steps[-1]
        given_formula = read(f"P(a); |- {conclusion}").conclusion.formula
        assert last.premise == "evaluation"
        assert last.conclusion == str(given_formula if expected == "TRUE" else Not(given_formula))


REFUSED = [
    (OPEN, "P(a) ∨ Q(a); |- P(a)", "statement 1 is outside rule theories: it asserts a disjunction"),
    (OPEN, "R(a); ∀x (P(x) → Q(x) ∨ R(x)); |- P(a)", "statement 2 is outside rule theories: it asserts a disjunction"),
    (OPEN, "P(a) ⊕ Q(a); |- P(a)", "exclusive disjunction (⊕ in the head)"),
    (OPEN, "¬(P(a) ↔ Q(a)); |- P(a)", "exclusive disjunction (¬↔ in the head)"),
    (OPEN, "∃x P(x); |- P(a)", "an individual without a name"),
    (OPEN, "¬∀x P(x); |- P(a)", "an individual without a name"),
    (OPEN, "∀x (P(x) → ∃y L(x, y)); |- P(a)", "an individual without a name"),
    (OPEN, "∀x (P(x) → P(father(x))); |- P(a)", "function term father(x)"),
    (OPEN, "P(a); |- P(father(a))", "statement conclusion is outside rule theories: the function term father(a)"),
    (OPEN, "∀x ((∀y L(x, y)) → P(x)); |- P(a)", "about all individuals"),
    (OPEN, "a = b; |- P(a)", "equality has no meaning"),
    (OPEN, "∀x (x = a → P(x)); |- P(a)", "equality has no meaning"),
    (OPEN, "P(a); |- a = b", "equality has no meaning"),
    (OPEN, "∀x (x < 3 → P(x)); |- P(a)", "the comparison x < 3"),
    (OPEN, "P(a) → ⊥; |- P(a)", "asserts a contradiction"),
    (OPEN, "∀x (P(x) → Q(x)); |- ∀x Q(x)", "names none"),
    (CLOSED, "∀x (¬P(x) → P(x)); |- P(a)", "not stratified: ¬P → P"),
    (CLOSED, "∀x (¬P(x) → Q(x)); ∀x (Q(x) → R(x)); ∀x (R(x) → P(x)); |- P(a)", "not stratified"),
]


@pytest.mark.parametrize(("semantics", "text", "words"), REFUSED)
def test_refusal_names_the_statement_and_why(semantics, text, words):
    with pytest.raises(Unsupported) as caught:
        decide(text, semantics)
    assert words in caught.value.message
    assert caught.value.hint


def test_unstratified_cycle_is_named_in_order():
    with pytest.raises(Unsupported) as caught:
        decide("∀x (¬P(x) → Q(x)); ∀x (Q(x) → R(x)); ∀x (R(x) → P(x)); ∀x (P(x) → S(x)); |- P(a)", CLOSED)
    names = caught.value.message.split(": ")[1].split(" → ")
    edges = set(itertools.pairwise(names))
    assert edges <= {("¬P", "Q"), ("Q", "R"), ("R", "¬P"), ("R", "P")}
    assert names[0].lstrip("¬") == names[-1] and "¬P" in names and len(names) == 4


def test_rule_shaped_tells_why_not():
    assert rule_shaped(read("P(a); ∀x (P(x) → Q(x)); |- Q(a)")) is None
    assert rule_shaped(read("P(a); |- ∃x P(x)")) is None
    for semantics, text, words in REFUSED:
        if semantics == OPEN and "names none" not in words:
            assert words in rule_shaped(read(text))


def test_what_is_no_problem():
    theory = read("P(a)")
    with pytest.raises(NotAProblem):
        RuleEngine().decide(theory, LIMITS, OPEN)
    with pytest.raises(Unsupported, match="no classical semantics"):
        RuleEngine().decide(theory.with_conclusion(Atom("P", (Constant("a"),))), LIMITS, "classical")


def test_free_variable_is_refused():
    theory = Theory((Statement(Atom("P", (Variable("x"),)), "1"),), Statement(Atom("Q"), "conclusion"))
    with pytest.raises(Unsupported, match="variable x is free"):
        RuleEngine().decide(theory, LIMITS, OPEN)


def test_disjunctions_that_multiply_are_refused():
    either = Or((Atom("P"), Atom("Q")))
    theory = Theory((Statement(Implies(And((either,) * 12), Atom("R")), "1"),))
    assert "more than 256 rules" in rule_shaped(theory)


@pytest.mark.parametrize("place", ["premise", "conclusion"])
def test_deep_nesting_is_a_typed_error(place):
    deep = Atom("P")
    for _ in range(5_000):
        deep = Not(deep)
    premise, conclusion = (deep, Atom("P")) if place == "premise" else (Atom("P"), deep)
    theory = Theory((Statement(premise, "1"),), Statement(conclusion, "conclusion"))
    with pytest.raises(InputTooLarge):
        RuleEngine().decide(theory, LIMITS, OPEN)


# --- evidence ---------------------------------------------------------------------------------

DEPTHS = [
    ("P(a); ∀x (P(x) → Q(x)); Q(a); |- Q(a)", 0),
    ("P(a); ∀x (P(x) → Q(x)); ∀x (Q(x) → R(x)); |- R(a)", 2),
    # the long way round comes first in the text
    ("P(a); ∀x (P(x) → Q(x)); ∀x (Q(x) → R(x)); ∀x (R(x) → S(x)); ∀x (P(x) → S(x)); |- S(a)", 1),
    ("E(a, b); E(b, c); E(c, d); E(d, e); ∀x ∀y (E(x, y) → T(x, y)); "
     "∀x ∀y ∀z (T(x, y) ∧ T(y, z) → T(x, z)); |- T(a, e)", 3),
    # H is within reach of P through Q before S is looked at
    ("P(a); S(a); ∀x (P(x) → Q(x)); ∀x (P(x) ∧ Q(x) → H(x)); ∀x (S(x) → H(x)); |- H(a)", 1),
    ("P(a); Q(a); ∀x (P(x) → R(x)); ∀x (R(x) → Q2(x)); ∀x (Q(x) ∧ Q2(x) → S(x)); |- S(a)", 3),
]  # fmt: skip


@pytest.mark.parametrize(("text", "depth"), DEPTHS)
def test_derivations_are_shallowest(text, depth):
    assert decide(text).evidence.depth == depth


def test_derivation_has_the_needed_steps_only():
    outcome = decide("Noise(b); Dog(rex); ∀x (Noise(x) → Loud(x)); ∀x (Dog(x) → Mammal(x)); |- ¬Mammal(rex)")
    assert outcome.verdict.label.value == "FALSE"
    assert outcome.evidence == Derivation(
        (DerivationStep("Dog(rex)", "2"), DerivationStep("Mammal(rex)", "4", (0,), (("x", "rex"),)))
    )


def test_closed_world_is_named_where_it_is_used():
    outcome = decide("P(a); ∀x (P(x) ∧ ¬Q(x) → R(x)); |- R(a)", CLOSED)
    assert [(s.conclusion, s.premise, s.parents) for s in outcome.evidence.steps] == [
        ("P(a)", "1", ()),
        ("¬Q(a)", "closed world", ()),
        ("R(a)", "2", (0, 1)),
    ]


def test_saturation_lists_everything():
    outcome = decide("P(a); ¬Q(b); ∀x (P(x) → R(x)); Rain; |- R(b)")
    assert sorted(outcome.evidence.derived) == sorted(["P(a)", "¬Q(b)", "R(a)", "Rain"])


def test_contradiction_names_the_literal_and_its_premises():
    outcome = decide("P(a); S(c); ∀x (P(x) → R(x)); ∀x (P(x) → ¬R(x)); |- S(c)")
    assert outcome.evidence == Refutation(("1", "3", "4"), minimal=False)
    assert outcome.verdict.reasons == ("the premises derive both R(a) and ¬R(a)",)


@pytest.mark.parametrize("name", ["rex", "New York", "x", "all", "it's", "Ünal", "3x"])
def test_text_is_canonical(name):
    symbols = Symbols()
    for term in (Constant(name), number("2.5")):
        fact = (symbols.relation(name, 2), symbols.constant(term), symbols.constant(Constant("b")))
        atom = Atom(name, (term, Constant("b")))
        assert symbols.text(fact) == str(atom)
        assert symbols.text((fact[0] ^ 1, *fact[1:])) == str(Not(atom))
    assert symbols.text((symbols.relation(name, 0),)) == str(Atom(name))


# --- limits -----------------------------------------------------------------------------------


def edge(a, b):
    return Atom("E", (Constant(f"c{a}"), Constant(f"c{b}")))


def closure(edges):
    x, y, z = (Variable(v) for v in "xyz")
    step = Implies(Atom("E", (x, y)), Atom("T", (x, y)))
    join = Implies(And((Atom("T", (x, y)), Atom("E", (y, z)))), Atom("T", (x, z)))
    rules = [Forall(x, Forall(y, step)), Forall(x, Forall(y, Forall(z, join)))]
    premises = tuple(Statement(f, str(i)) for i, f in enumerate([*edges, *rules], 1))
    return Theory(premises, Statement(Atom("T", (Constant("c0"), Constant("c9"))), "conclusion"))


def test_ten_thousand_facts_finish():
    theory = closure([edge(10 * i + j, 10 * i + j + 1) for i in range(1_111) for j in range(9)])
    outcome = RuleEngine().decide(theory, LIMITS, OPEN)
    assert outcome.verdict.label.value == "TRUE"
    assert outcome.evidence.depth == 9


def test_ten_thousand_facts_time_out_in_time():
    started = time.perf_counter()
    outcome = RuleEngine().decide(closure([edge(i, i + 1) for i in range(10_000)]), Limits(seconds=0.7), OPEN)
    assert outcome.verdict.status.value == "Timeout"
    assert outcome.verdict.reasons == ("wall limit of 0.7 s",)
    assert outcome.evidence is None
    assert time.perf_counter() - started < 3


def test_derived_literals_are_bounded():
    outcome = RuleEngine().decide(closure([edge(i, i + 1) for i in range(500)]), Limits(seconds=60, megabytes=20), OPEN)
    assert outcome.verdict.status.value == "MemoryOut"
    assert "memory limit of 20 MB" in outcome.verdict.reasons[0]


def test_conclusion_with_six_quantifiers_times_out():
    facts = "; ".join(f"P(a{i})" for i in range(40))
    outcome = decide(f"{facts}; |- ∀x ∀y ∀z ∀u ∀v ∀w (P(x) ∧ P(w))", OPEN, Limits(seconds=0.5))
    assert outcome.verdict.status.value == "Timeout"


def test_unsafe_blow_up_times_out():
    facts = "; ".join(f"P(a{i})" for i in range(60))
    outcome = decide(f"{facts}; ∀x ∀y ∀z ∀u ∀v Q(x, y, z, u, v); |- Q(a)", OPEN, Limits(seconds=0.5))
    assert outcome.verdict.status.value == "Timeout"


def test_functions_and_equations_in_code_are_refused_too():
    a = Constant("a")
    for formula in (Equals(a, a), Not(Equals(a, a)), Atom("P", (Apply("f", (a,)),))):
        assert rule_shaped(Theory((Statement(formula, "1"),))) is not None
