"""The kernel accepts what its rules give and refuses every proof that was broken."""

import random
from dataclasses import replace

import pytest

from nesy.errors import CheckFailed
from nesy.languages.fol.parse import parse_formula as p
from nesy.languages.fol.syntax import FALSE, Apply, Atom, Constant, Equals, Not, Number, Variable
from nesy.languages.fol.walk import map_terms
from nesy.proofs.build.goals import prove_by_instances
from nesy.proofs.kernel import MAX_STEPS, check
from nesy.proofs.proof import Proof, Rule, Step

c, d, x = Constant("c"), Constant("d"), Variable("x")


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
    "sorted instance": proof(["∀x:S P(x)", "S(c)"], "P(c)", step("P(c)", Rule.INFERENCE, 0, 1, terms=((c,), ()))),
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
    "witness beside functions and numerals": proof(
        ["∃x R(x, f(3))"],
        "∃x ∃y R(x, y)",
        step("R(c, f(3))", Rule.WITNESS, 0, constant="c"),
        step("∃y R(c, y)", Rule.EXISTENTIAL, 1, terms=((p("f(3) = 0").left,),)),
        step("∃x ∃y R(x, y)", Rule.EXISTENTIAL, 2, terms=((c,),)),
    ),
    "function term rewritten": proof(["a = b", "P(f(a))"], "P(f(b))", step("P(f(b))", Rule.EQUALITY, 0, 1)),
    "rewritten backwards": proof(["a = b", "P(b)"], "P(a)", step("P(a)", Rule.EQUALITY, 0, 1)),
    "existence denied": proof(["¬∃x P(x)"], "∀x ¬P(x)", step("∀x ¬P(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "sorted negation": proof(["¬∀x:S P(x)"], "∃x:S ¬P(x)", step("∃x:S ¬P(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "sorted existence denied": proof(["¬∃x:S P(x)"], "∀x:S ¬P(x)", step("∀x:S ¬P(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "sorted witness": proof(
        ["∃x:S P(x)"],
        "∃x P(x)",
        step("S(c) ∧ P(c)", Rule.WITNESS, 0, constant="c"),
        step("P(c)", Rule.INFERENCE, 1),
        step("∃x P(x)", Rule.EXISTENTIAL, 2, terms=((c,),)),
    ),
    "sorted existential": proof(["S(c) ∧ P(c)"], "∃x:S P(x)", step("∃x:S P(x)", Rule.EXISTENTIAL, 0, terms=((c,),))),
    "sorted universal": proof(
        ["∀x P(x)"],
        "∀x:S P(x)",
        step("S(c) → P(c)", Rule.INFERENCE, 0, terms=((c,),)),
        step("∀x:S P(x)", Rule.UNIVERSAL, 1, constant="c"),
    ),
    "sort of the goal": proof(
        [], "∃x:S ⊤ ∨ ∃x S(x)", step("∃x S(x)", Rule.SORT), step("∃x:S ⊤ ∨ ∃x S(x)", Rule.INFERENCE, 0)
    ),
    "double negation by contradiction": proof(
        ["¬¬A"],
        "A",
        step("¬A", Rule.ASSUMPTION),
        step("⊥", Rule.INFERENCE, 0, 1),
        step("A", Rule.CONTRADICTION, 2, discharged=(1,)),
    ),
    "an equation between equal numerals denied": proof(
        [], "2 < 3", step("2 ≠ 3", Rule.ORDER), step("2 < 3", Rule.ORDER)
    ),
    **{
        f"numerals: {text}": proof([], text, step(text, Rule.ORDER))
        for text in (
            "2 ≤ 2",
            "2 ≥ 2",
            "2 ≤ 3",
            "3 ≥ 2",
            "3 > 2",
            "¬2 < 2",
            "¬2 > 2",
            "¬3 ≤ 2",
            "¬2 ≥ 3",
            "¬3 < 2",
            "¬2 > 3",
        )
    },
    **{
        f"axiom: {text}": proof([], text, step(text, Rule.ORDER))
        for text in (
            "∀x ¬x < x",
            "∀x ∀y ∀z (x < y ∧ y < z → x < z)",
            "∀x ∀y (x < y ∨ x = y ∨ y < x)",
            "∀x ∀y (x <= y ↔ x < y ∨ x = y)",
            "∀x ∀y (x > y ↔ y < x)",
            "∀x ∀y (x >= y ↔ y < x ∨ x = y)",
        )
    },
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
        ["B"],
        "¬A",
        step("A", Rule.ASSUMPTION),
        step("B", Rule.INFERENCE, 0),
        step("¬A", Rule.CONTRADICTION, 2, discharged=(1,)),
    ),
    "false numerals": proof([], "10 < 2", step("10 < 2", Rule.ORDER)),
    "equal numerals": proof([], "2 ≠ 2", step("2 ≠ 2", Rule.ORDER)),
    "unused sort": proof(["P(a)"], "∃x S(x)", step("∃x S(x)", Rule.SORT)),
    "equality of others": proof(["a = b", "P(a)"], "P(d)", step("P(d)", Rule.EQUALITY, 0, 1)),
    "equality under a quantifier's variable": proof(["∀x x = a", "P(a)"], "P(b)", step("P(b)", Rule.EQUALITY, 0, 1)),
    "negation drops the sort": proof(["¬∀x:S P(x)"], "∃x ¬P(x)", step("∃x ¬P(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "sorted instance without the sort": proof(["∀x:S P(x)"], "P(c)", step("P(c)", Rule.INFERENCE, 0, terms=((c,),))),
    "too many terms": proof(["∀x P(x)"], "P(c)", step("P(c)", Rule.INFERENCE, 0, terms=((c, d),))),
    "terms missing": proof(["∀x P(x)"], "P(c)", Step(p("P(c)"), Rule.INFERENCE, (0,))),
    "forward reference": proof(["A"], "B", step("B", Rule.INFERENCE, 2), step("B", Rule.INFERENCE, 1)),
    "cycle on itself": proof(["A"], "B", step("B", Rule.INFERENCE, 1)),
    "empty": Proof((), FALSE, ()),
    "two premises of one name": Proof(
        (("1", p("A")), ("1", p("B"))), p("A"), (Step(p("A"), Rule.PREMISE, source="1"),)
    ),
    "existential from another term": proof(
        ["P(a)"], "∃x P(x)", step("∃x P(x)", Rule.EXISTENTIAL, 0, terms=((Constant("b"),),))
    ),
    "an assumption's consequence": proof(["A → B"], "B", step("A", Rule.ASSUMPTION), step("B", Rule.INFERENCE, 0, 1)),
    "contradiction that shows something else": proof(
        ["A → B", "A → ¬B"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("⊥", Rule.INFERENCE, 0, 1, 2),
        step("C", Rule.CONTRADICTION, 3, discharged=(2,)),
    ),
    "contradiction that discharges two": proof(
        ["¬(A ∧ B)"],
        "¬A",
        step("A", Rule.ASSUMPTION),
        step("B", Rule.ASSUMPTION),
        step("⊥", Rule.INFERENCE, 0, 1, 2),
        step("¬A", Rule.CONTRADICTION, 3, discharged=(1, 2)),
    ),
    "contradiction from two": proof(
        ["A", "¬A"],
        "¬B",
        step("B", Rule.ASSUMPTION),
        step("⊥", Rule.INFERENCE, 0, 1),
        step("¬B", Rule.CONTRADICTION, 3, 0, discharged=(2,)),
    ),
    "conditional that discharges two": proof(
        [],
        "A → A ∧ B",
        step("A", Rule.ASSUMPTION),
        step("B", Rule.ASSUMPTION),
        step("A ∧ B", Rule.INFERENCE, 0, 1),
        step("A → A ∧ B", Rule.CONDITIONAL, 2, discharged=(0, 1)),
    ),
    "conditional with another antecedent": proof(
        ["A → C"],
        "B → C",
        step("A", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 0, 1),
        step("B → C", Rule.CONDITIONAL, 2, discharged=(1,)),
    ),
    "conditional with another consequent": proof(
        [], "A → B", step("A", Rule.ASSUMPTION), step("A → B", Rule.CONDITIONAL, 0, discharged=(0,))
    ),
    "conditional that is only its consequent": proof(
        [], "A", step("A", Rule.ASSUMPTION), step("A", Rule.CONDITIONAL, 0, discharged=(0,))
    ),
    "inference that discharges": proof(
        [], "A ∨ B", step("A", Rule.ASSUMPTION), step("A ∨ B", Rule.INFERENCE, 0, discharged=(0,))
    ),
    "cases without branches": proof(
        ["A ∨ B"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("B", Rule.ASSUMPTION),
        step("C", Rule.CASES, 0, discharged=(1, 2)),
    ),
    "cases with one branch": proof(
        ["A ∨ B", "A → C"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("B", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 2),
        step("C", Rule.CASES, 0, 4, discharged=(2, 3)),
    ),
    "cases of one": proof(
        ["A", "A → C"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 2),
        step("C", Rule.CASES, 0, 3, discharged=(2,)),
    ),
    "cases whose branch shows something else": proof(
        ["A ∨ B", "A → C", "B → D"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 3),
        step("B", Rule.ASSUMPTION),
        step("D", Rule.INFERENCE, 2, 5),
        step("C", Rule.CASES, 0, 4, 6, discharged=(3, 5)),
    ),
    "a disjunction that rests on a case": proof(
        ["A → C", "B → C"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("A ∨ B", Rule.INFERENCE, 2),
        step("C", Rule.INFERENCE, 0, 2),
        step("B", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 5),
        step("C", Rule.CASES, 3, 4, 6, discharged=(2, 5)),
    ),
    "cases whose branch rests on a further assumption": proof(
        ["A ∨ B", "A → C", "D → C"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 1, 3),
        step("B", Rule.ASSUMPTION),
        step("D", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 2, 6),
        step("C", Rule.CASES, 0, 4, 7, discharged=(3, 5)),
    ),
    "cases whose first branch shows something else": proof(
        ["A ∨ B", "A → D", "B → C"],
        "C",
        step("A", Rule.ASSUMPTION),
        step("D", Rule.INFERENCE, 1, 3),
        step("B", Rule.ASSUMPTION),
        step("C", Rule.INFERENCE, 2, 5),
        step("C", Rule.CASES, 0, 4, 6, discharged=(3, 5)),
    ),
    "cases that show their own disjunction": proof(
        ["D"],
        "A ∨ B",
        step("A", Rule.ASSUMPTION),
        step("A ∨ B", Rule.INFERENCE, 1),
        step("B", Rule.ASSUMPTION),
        step("A ∨ B", Rule.INFERENCE, 3),
        step("A ∨ B", Rule.CASES, 0, 2, 4, discharged=(1, 3)),
    ),
    "a case that is no assumption": proof(
        ["A ∨ B", "A → C", "B"],
        "C ∨ B",
        step("A", Rule.ASSUMPTION),
        step("C ∨ B", Rule.INFERENCE, 1, 3),
        step("C ∨ B", Rule.INFERENCE, 2),
        step("C ∨ B", Rule.CASES, 0, 4, 5, discharged=(3, 2)),
    ),
    "a step that rests on itself, counted from the end": proof(["A"], "B", step("B", Rule.INFERENCE, -1)),
    "an assumption that is made later": proof(
        ["B"],
        "A → B",
        step("A → B", Rule.CONDITIONAL, 0, discharged=(2,)),
        step("A", Rule.ASSUMPTION),
        step("A → B", Rule.INFERENCE, 1),
    ),
    "order of what is not compared": proof([], "P(a)", step("P(a)", Rule.ORDER)),
    "numerals under another predicate": proof([], "P(1, 2)", step("P(1, 2)", Rule.ORDER)),
    "order between constants": proof([], "a < b", step("a < b", Rule.ORDER)),
    "constants that differ": proof([], "a ≠ b", step("a ≠ b", Rule.ORDER)),
    "no axiom of order": proof([], "∀x ∀y (x < y)", step("∀x ∀y (x < y)", Rule.ORDER)),
    "order with a parent": proof(["A"], "1 < 2", step("1 < 2", Rule.ORDER, 0)),
    "numerals denied": proof([], "¬2 < 10", step("¬2 < 10", Rule.ORDER)),
    **{
        f"false numerals: {text}": proof([], text, step(text, Rule.ORDER))
        for text in (
            "3 ≤ 2",
            "2 ≥ 3",
            "2 > 3",
            "2 > 2",
            "2 < 2",
            "¬2 ≤ 2",
            "¬2 ≥ 2",
            "¬3 > 2",
            "¬3 ≥ 2",
            "¬2 ≤ 3",
            "¬¬3 < 2",
            "2 = 3",
        )
    },
    "premise with a parent": proof(["A", "B"], "B", Step(p("B"), Rule.PREMISE, (0,), source="2")),
    "assumption with a parent": proof(
        ["A"],
        "B → B",
        step("B", Rule.ASSUMPTION, 0),
        step("B → B", Rule.CONDITIONAL, 1, discharged=(1,)),
    ),
    "premise under another's name": proof(["A", "B"], "A", step("A", Rule.PREMISE, source="2")),
    "a parent with too many terms beside good ones": proof(
        ["A", "P(c)"], "A", step("A", Rule.INFERENCE, 0, 1, terms=((), (c,)))
    ),
    "an instance at a variable": proof(
        ["∀x P(x)"], "⊤", Step(Atom("P", (x,)), Rule.INFERENCE, (0,), terms=((x,),)), step("⊤", Rule.INFERENCE)
    ),
    "existential from a variable": Proof(
        (("1", Atom("P", (x,))),),
        p("∃y P(y)"),
        (Step(Atom("P", (x,)), Rule.PREMISE, source="1"), step("∃y P(y)", Rule.EXISTENTIAL, 0, terms=((x,),))),
    ),
    "a variable rewritten under its quantifier": Proof(
        (("1", Equals(x, c)), ("2", p("∀x Q(c)"))),
        p("∀x Q(x)"),
        (
            Step(Equals(x, c), Rule.PREMISE, source="1"),
            step("∀x Q(c)", Rule.PREMISE, source="2"),
            step("∀x Q(x)", Rule.EQUALITY, 0, 1),
        ),
    ),
    "a constant rewritten to a variable that is bound there": Proof(
        (("1", Equals(c, x)), ("2", p("∀x Q(c)"))),
        p("∀x Q(x)"),
        (
            Step(Equals(c, x), Rule.PREMISE, source="1"),
            step("∀x Q(c)", Rule.PREMISE, source="2"),
            step("∀x Q(x)", Rule.EQUALITY, 0, 1),
        ),
    ),
    "a term with a variable rewritten": Proof(
        (("1", Equals(Apply("f", (x,)), c)), ("2", p("∀x Q(c)"))),
        p("∀x Q(f(x))"),
        (
            Step(Equals(Apply("f", (x,)), c), Rule.PREMISE, source="1"),
            step("∀x Q(c)", Rule.PREMISE, source="2"),
            step("∀x Q(f(x))", Rule.EQUALITY, 0, 1),
        ),
    ),
    "an instance at a term with a variable": Proof(
        (("1", p("∀x P(x)")),),
        Atom("P", (Apply("f", (x,)),)),
        (
            step("∀x P(x)", Rule.PREMISE, source="1"),
            Step(Atom("P", (Apply("f", (x,)),)), Rule.INFERENCE, (0,), terms=((Apply("f", (x,)),),)),
        ),
    ),
    "an equation of a variable mirrored": Proof(
        (("1", Equals(x, c)),),
        Equals(c, x),
        (Step(Equals(x, c), Rule.PREMISE, source="1"), Step(Equals(c, x), Rule.EQUALITY, (0,))),
    ),
    "an equation with a variable on the right mirrored": Proof(
        (("1", Equals(c, x)),),
        Equals(x, c),
        (Step(Equals(c, x), Rule.PREMISE, source="1"), Step(Equals(x, c), Rule.EQUALITY, (0,))),
    ),
    "different terms are equal": proof([], "a = b", step("a = b", Rule.EQUALITY)),
    "another equation": proof(["a = b"], "a = d", step("a = d", Rule.EQUALITY, 0)),
    "negation of another body": proof(["¬∀x P(x)"], "∃x ¬Q(x)", step("∃x ¬Q(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "existence denied of another body": proof(["¬∃x P(x)"], "∀x ¬Q(x)", step("∀x ¬Q(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "negation of the quantifier only": proof(["¬∀x P(x)"], "∀x ¬P(x)", step("∀x ¬P(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "existence denied drops the sort": proof(["¬∃x:S P(x)"], "∀x ¬P(x)", step("∀x ¬P(x)", Rule.QUANTIFIER_NEGATION, 0)),
    "witness of something else": proof(
        ["∃x P(x)"],
        "∃x Q(x)",
        step("Q(c)", Rule.WITNESS, 0, constant="c"),
        step("∃x Q(x)", Rule.EXISTENTIAL, 1, terms=((c,),)),
    ),
    "witness from what is universal": proof(
        ["∀x P(x)"],
        "∃x P(x)",
        step("P(c)", Rule.WITNESS, 0, constant="c"),
        step("∃x P(x)", Rule.EXISTENTIAL, 1, terms=((c,),)),
    ),
    "witness without a name": proof(["∃x A"], "A", step("A", Rule.WITNESS, 0)),
    "witness that a later premise has": Proof(
        (("1", p("∃x P(x)")), ("2", p("¬P(c)"))),
        FALSE,
        (
            step("∃x P(x)", Rule.PREMISE, source="1"),
            step("P(c)", Rule.WITNESS, 0, constant="c"),
            step("¬P(c)", Rule.PREMISE, source="2"),
            step("⊥", Rule.INFERENCE, 1, 2),
        ),
    ),
    "witness that an earlier step has": proof(
        ["∃x P(x)", "∃x ¬P(x)"],
        "⊥",
        step("P(c)", Rule.WITNESS, 0, constant="c"),
        step("¬P(c)", Rule.WITNESS, 1, constant="c"),
        step("⊥", Rule.INFERENCE, 2, 3),
    ),
    "existential of two terms": proof(["P(c)"], "∃x P(x)", step("∃x P(x)", Rule.EXISTENTIAL, 0, terms=((c, c),))),
    "universal of something else": proof(
        ["∀x P(x)"],
        "∀x Q(x)",
        step("P(c)", Rule.INFERENCE, 0, terms=((c,),)),
        step("∀x Q(x)", Rule.UNIVERSAL, 1, constant="c"),
    ),
    "universal without a constant": proof(["A"], "∀x A", step("∀x A", Rule.UNIVERSAL, 0)),
    "universal that keeps the constant": proof(
        ["∀x R(x, x)"],
        "∀x R(x, c)",
        step("R(c, c)", Rule.INFERENCE, 0, terms=((c,),)),
        step("∀x R(x, c)", Rule.UNIVERSAL, 1, constant="c"),
    ),
    "a witness of a witness outlives its choice": proof(
        ["∀x ∃y R(x, y)", "∀y ∃z S(y, z)", "∀x ∀y ∀z (R(x, y) ∧ S(y, z) → T(x, z))"],
        "∃z ∀x T(x, z)",
        step("∃y R(k, y)", Rule.INFERENCE, 0, terms=((Constant("k"),),)),
        step("R(k, d)", Rule.WITNESS, 3, constant="d"),
        step("∃z S(d, z)", Rule.INFERENCE, 1, terms=((d,),)),
        step("S(d, e)", Rule.WITNESS, 5, constant="e"),
        step("T(k, e)", Rule.INFERENCE, 2, 4, 6, terms=((Constant("k"), d, Constant("e")), (), ())),
        step("∀x T(x, e)", Rule.UNIVERSAL, 7, constant="k"),
        step("∃z ∀x T(x, z)", Rule.EXISTENTIAL, 8, terms=((Constant("e"),),)),
    ),
    "a sort of another shape": proof(["∀x:S P(x)"], "∃x S(a)", step("∃x S(a)", Rule.SORT)),
    "a sort with a parent": proof(["∀x:S P(x)"], "∃x S(x)", step("∃x S(x)", Rule.SORT, 0)),
    "a sorted sort": proof(["∀x:S P(x)"], "∃x:T S(x)", step("∃x:T S(x)", Rule.SORT)),
    "a sort's universal": proof(["∀x:S P(x)"], "∀x S(x)", step("∀x S(x)", Rule.SORT)),
    "a parent that counts from the end": proof(["A", "A → B"], "B", step("B", Rule.INFERENCE, -2, 1)),
    "the goal is not last": proof(["A", "B"], "A", step("A", Rule.INFERENCE, 0), step("B", Rule.INFERENCE, 1)),
    "over the table's limit": proof([" ∨ ".join(f"A{i}" for i in range(20))], "B", step("B", Rule.INFERENCE, 0)),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_proofs_are_accepted(name):
    check(SOUND[name])


@pytest.mark.parametrize("name", UNSOUND)
def test_unsound_proofs_are_refused(name):
    with pytest.raises(CheckFailed):
        check(UNSOUND[name])


@pytest.mark.parametrize(("steps", "accepted"), [(MAX_STEPS, True), (MAX_STEPS + 1, False)])
def test_the_number_of_steps_is_bounded(steps, accepted):
    long = Proof((("1", p("A")),), p("A"), (Step(p("A"), Rule.PREMISE, source="1"),) * steps)
    if accepted:
        check(long)
    else:
        with pytest.raises(CheckFailed):
            check(long)


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
    kind = rng.choice(
        ["drop parent", "flip sign", "other instance", "cycle", "foreign premise", "flip goal", "drop discharge"]
    )
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
