"""The kernel accepts what its rules give and refuses every proof that was broken."""

import random
from dataclasses import replace

import pytest

from nesy.errors import CheckFailed
from nesy.languages.fol.parse import parse_formula as p
from nesy.languages.fol.syntax import FALSE, Constant, Not, Number
from nesy.languages.fol.walk import map_terms
from nesy.proofs.build.goals import prove_by_instances
from nesy.proofs.kernel import check
from nesy.proofs.proof import Proof, Rule, Step

c, d = Constant("c"), Constant("d")


def proof(premises, goal, *steps):
    named = tuple((str(n), p(text)) for n, text in enumerate(premises, 1))
    given = tuple(Step(formula, Rule.PREMISE, source=name) for name, formula in named)
    return Proof(named, p(goal), (*given, *steps))


def step(text, rule, *parents, **rest):
    if rule is Rule.INFERENCE:
        rest.setdefault("terms", ((),) * len(parents))
    return Step(p(text), rule, parents, **rest)


SOUND = {
    "modus ponens": proof(["A → B", "A"], "B", step("B", Rule.INFERENCE, 0, 1)),
    "instance": proof(["∀x P(x)"], "P(c)", step("P(c)", Rule.INFERENCE, 0, terms=((c,),))),
    "sorted instance": proof(
        ["∀x:S P(x)", "S(c)"], "P(c)", step("P(c)", Rule.INFERENCE, 0, 1, terms=((c,), ()))
    ),
    "witness": proof(
        ["∃x (P(x) ∧ Q(x))"],
        "∃x Q(x)",
        step("P(c) ∧ Q(c)", Rule.WITNESS, 0, constant="c"),
        step("Q(c)", Rule.INFERENCE, 1),
        step("∃x Q(x)", Rule.EXISTENTIAL, 2, terms=((c,),)),
    ),
    "universal": proof(
        ["∀x (P(x) ∧ Q(x))"],
        "∀y Q(y)",
        step("Q(c)", Rule.INFERENCE, 0, terms=((c,),)),
        step("∀y Q(y)", Rule.UNIVERSAL, 1, constant="c"),
    ),
    "conditional": proof(
        ["A → B", "B → C"],
        "A → C",
        step("A", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 0, 1, 2),
        step("A → C", Rule.CONDITIONAL, 3, discharged=(2,)),
    ),
    "contradiction": proof(
        ["A → B", "A → ¬B"],
        "¬A",
        step("A", Rule.ASSUMPTION),
        step("⊥", Rule.INFERENCE, 0, 1, 2),
        step("¬A", Rule.CONTRADICTION, 3, discharged=(2,)),
    ),
    "cases": proof(
        ["A ∨ B", "A → C", "B → C"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 3),
        step("B", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 2, 5),
        step("C", Rule.CASES, 0, 4, 6, discharged=(3, 5)),
    ),
    "quantifier negation": proof(["¬∀x P(x)"], "∃x ¬P(x)", step("∃x ¬P(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "equality": proof(["a = b", "P(a)"], "P(b)", step("P(b)", Rule.EQUALITY, 0, 1)),
    "symmetry": proof(["a = b"], "b = a", step("b = a", Rule.EQUALITY, 0)),
    "reflexivity": proof([], "f(a) = f(a)", step("f(a) = f(a)", Rule.EQUALITY)),
    "numerals": proof([], "2 < 10", step("2 < 10", Rule.ORDER)),
    "distinct numerals": proof([], "2 ≠ 10", step("2 ≠ 10", Rule.ORDER)),
    "sort": proof(["∀x:S P(x)"], "∃x S(x)", step("∃x S(x)", Rule.SORT)),
}

UNSOUND = {
    "affirming the consequent": proof(["A → B", "B"], "A", step("A", Rule.INFERENCE, 0, 1)),
    "foreign premise": replace(proof(["A"], "B", step("B", Rule.PREMISE, source="1"))),
    "unnamed premise": proof(["A"], "B", step("B", Rule.PREMISE, source="2")),
    "open assumption": proof([], "A", step("A", Rule.ASSUMPTION)),
    "wrong goal": proof(["A", "B"], "C", step("A", Rule.INFERENCE, 0)),
    "old witness": proof(["∃x P(x)", "Q(c)"], "P(c)", step("P(c)", Rule.WITNESS, 0, constant="c")),
    "witness in the goal": proof(["∃x P(x)"], "P(c)", step("P(c)", Rule.WITNESS, 0, constant="c")),
    "generalised premise constant": proof(["P(c)"], "∀x P(x)", step("∀x P(x)", Rule.UNIVERSAL, 0, constant="c")),
    "generalised witness": proof(
        ["∃x P(x)"],
        "∀x P(x)",
        step("P(c)", Rule.WITNESS, 0, constant="c"),
        step("∀x P(x)", Rule.UNIVERSAL, 1, constant="c"),
    ),
    "generalised assumption": proof(
        ["A"],
        "∀x (P(x) → ∀x P(x))",
        step("P(c)", Rule.ASSUMPTION),
        step("∀x P(x)", Rule.UNIVERSAL, 1, constant="c"),
        step("P(c) → ∀x P(x)", Rule.CONDITIONAL, 2, discharged=(1,)),
        step("∀x (P(x) → ∀x P(x))", Rule.UNIVERSAL, 3, constant="c"),
    ),
    "swapped quantifiers": proof(
        ["∀x ∃y R(x, y)"],
        "∃y ∀x R(x, y)",
        step("∃y R(c, y)", Rule.INFERENCE, 0, terms=((c,),)),
        step("R(c, d)", Rule.WITNESS, 1, constant="d"),
        step("∀x R(x, d)", Rule.UNIVERSAL, 2, constant="c"),
        step("∃y ∀x R(x, y)", Rule.EXISTENTIAL, 3, terms=((d,),)),
    ),
    "case not covered": proof(
        ["A ∨ B ∨ D", "A → C", "B → C"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 3),
        step("B", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 2, 5),
        step("C", Rule.CASES, 0, 4, 6, discharged=(3, 5)),
    ),
    "case assumption used on the wrong side": proof(
        ["A ∨ B", "A → C"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 2),
        step("B", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 2, 4),
        step("C", Rule.CASES, 0, 3, 5, discharged=(2, 4)),
    ),
    "discharging what is no assumption": proof(
        ["A", "¬A"],
        "¬A → B",
        step("⊥", Rule.INFERENCE, 0, 1),
        step("A", Rule.CONTRADICTION, 2, discharged=(1,)),
        step("¬A → B", Rule.INFERENCE, 3),
    ),
    "contradiction without ⊥": proof(
        ["B"], "¬A", step("A", Rule.ASSUMPTION), step("B", Rule.INFERENCE, 0), step("¬A", Rule.CONTRADICTION, 2, discharged=(1,))
    ),
    "false numerals": proof([], "10 < 2", step("10 < 2", Rule.ORDER)),
    "equal numerals": proof([], "2 ≠ 2", step("2 ≠ 2", Rule.ORDER)),
    "unused sort": proof(["P(a)"], "∃x S(x)", step("∃x S(x)", Rule.SORT)),
    "equality of others": proof(["a = b", "P(a)"], "P(d)", step("P(d)", Rule.EQUALITY, 0, 1)),
    "equality under a quantifier's variable": proof(
        ["∀x x = a", "P(a)"], "P(b)", step("P(b)", Rule.EQUALITY, 0, 1)
    ),
    "negation drops the sort": proof(["¬∀x:S P(x)"], "∃x ¬P(x)", step("∃x ¬P(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "sorted instance without the sort": proof(["∀x:S P(x)"], "P(c)", step("P(c)", Rule.INFERENCE, 0, terms=((c,),))),
    "too many terms": proof(["∀x P(x)"], "P(c)", step("P(c)", Rule.INFERENCE, 0, terms=((c, d),))),
    "terms missing": proof(["∀x P(x)"], "P(c)", Step(p("P(c)"), Rule.INFERENCE, (0,))),
    "forward reference": proof(["A"], "B", step("B", Rule.INFERENCE, 2), step("B", Rule.INFERENCE, 1)),
    "cycle on itself": proof(["A"], "B", step("B", Rule.INFERENCE, 1)),
    "empty": Proof((), FALSE, ()),
    "two premises of one name": Proof((("1", p("A")), ("1", p("B"))), p("A"), (Step(p("A"), Rule.PREMISE, source="1"),)),
    "existential from another term": proof(
        ["P(a)"], "∃x P(x)", step("∃x P(x)", Rule.EXISTENTIAL, 0, terms=((Constant("b"),),))
    ),
    "over the table's limit": proof(
        [" ∨ ".join(f"A{i}" for i in range(20))], "B", step("B", Rule.INFERENCE, 0)
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_proofs_are_accepted(name):
    check(SOUND[name])


@pytest.mark.parametrize("name", UNSOUND)
def test_unsound_proofs_are_refused(name):
    with pytest.raises(CheckFailed):
        check(UNSOUND[name])


THEORIES = [
    (["∀x (Dog(x) → Mammal(x))", "∀x (Mammal(x) → Animal(x))", "Dog(rex)"], "Animal(rex)"),
    (["∀x (A(x) ⊕ B(x))", "∀x (B(x) → C(x))", "¬C(a)"], "A(a)"),
    (["∀x (A(x) → B(x) ∨ C(x))", "∀x (B(x) → D(x))", "∀x (C(x) → D(x))"], "∀x (A(x) → D(x))"),
    (["∃x (P(x) ∧ ∀y (Q(y) → R(x, y)))", "Q(b)"], "∃x R(x, b)"),
    (["∀x ∃y R(x, y)", "∀x ∀y (R(x, y) → S(y))"], "∃x S(x)"),
    (["A → B", "¬A → B"], "B"),
    (["a = b", "P(a)", "∀x (P(x) → Q(x))"], "Q(b)"),
    (["A ∨ B", "A ∨ ¬B", "¬A ∨ B"], "A ∧ B"),
    (["¬∃x (P(x) ∧ Q(x))", "P(a)"], "¬Q(a)"),
    (["∀x (Student(x) ∧ Happy(x) → Works(x))", "Student(ann)", "¬Works(ann)"], "¬Happy(ann)"),
]


def built():
    for premises, goal in THEORIES:
        found = prove_by_instances([(str(n), p(t)) for n, t in enumerate(premises, 1)], p(goal), 5.0)
        assert found is not None, (premises, goal)
        yield found


def test_the_builder_proves_every_theory():
    for found in built():
        check(found)


def broken(source: Proof, rng: random.Random) -> Proof | None:
    """The proof with one thing changed in it that it needs."""
    steps = list(source.steps)
    index = rng.randrange(len(steps))
    step = steps[index]
    kind = rng.choice(["drop parent", "flip sign", "other instance", "cycle", "foreign premise", "flip goal", "drop discharge"])
    if kind == "drop parent" and step.parents:
        kept = rng.randrange(len(step.parents))
        parents = tuple(x for i, x in enumerate(step.parents) if i != kept)
        steps[index] = replace(step, parents=parents, terms=tuple(t for i, t in enumerate(step.terms) if i != kept))
    elif kind == "flip sign" and step.conclusion != FALSE:
        steps[index] = replace(step, conclusion=Not(step.conclusion))
    elif kind == "other instance" and any(step.terms):
        steps[index] = replace(step, terms=tuple(tuple(Constant("nobody") for _ in t) for t in step.terms))
    elif kind == "cycle" and step.parents:
        steps[index] = replace(step, parents=(index, *step.parents[1:]))
    elif kind == "foreign premise" and step.rule is Rule.PREMISE:
        steps[index] = replace(step, conclusion=map_terms(step.conclusion, lambda t: Number(p("0 = 0").left.value)))
    elif kind == "flip goal":
        return replace(source, goal=Not(source.goal))
    elif kind == "drop discharge" and step.discharged:
        steps[index] = replace(step, discharged=())
    if tuple(steps) == source.steps:
        return None
    return replace(source, steps=tuple(steps))


def test_a_thousand_broken_proofs_are_refused():
    rng = random.Random(7)
    proofs = list(built())
    refused = accepted = 0
    while refused + accepted < 1000:
        mutant = broken(rng.choice(proofs), rng)
        if mutant is None:
            continue
        try:
            check(mutant)
            accepted += 1
        except CheckFailed:
            refused += 1
    assert (refused, accepted) == (1000, 0)
