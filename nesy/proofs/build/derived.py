"""Turns a derivation of the rule engine into a proof, step by step."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from nesy.errors import CheckFailed
from nesy.evidence import Derivation, DerivationStep
from nesy.languages.fol.parse import parse_formula, parse_term
from nesy.languages.fol.syntax import (
    Atom,
    Constant,
    Equals,
    Forall,
    Formula,
    Not,
    Number,
    Or,
    Term,
    Variable,
)
from nesy.languages.fol.theory import Theory
from nesy.languages.fol.truth_table import MAX_ATOMS, follows
from nesy.languages.fol.walk import atoms, terms
from nesy.proofs.build.goals import prove_by_instances
from nesy.proofs.build.prune import prune
from nesy.proofs.kernel import instantiate
from nesy.proofs.proof import Proof, Rule, Step

CLOSED_WORLD = "closed world"
EVALUATION = "evaluation"
DOMAIN = "domain"
"""The premise that there are no individuals but the named ones."""


def proof_of_derivation(theory: Theory, derivation: Derivation, goal: Formula, seconds: float) -> Proof | None:
    """The derivation as a proof of its last literal, or of ``goal`` from its last literals.

    Negations that the closed world assumes become premises named ``closed world 1``, …, and that there
    are no individuals but the named ones becomes the premise ``domain``. None if a step cannot be told
    as steps of natural deduction.
    """
    builder = _Builder(theory, derivation, time.perf_counter() + seconds)
    last = builder.run(goal)
    if last is None:
        return None
    return prune(Proof(tuple(builder.premises), goal, tuple(builder.steps[: last + 1])))


class _Builder:
    def __init__(self, theory: Theory, derivation: Derivation, deadline: float) -> None:
        self.premises: list[tuple[str, Formula]] = [(p.name, p.formula) for p in theory.premises]
        self.steps: list[Step] = []
        self._formulas = dict(self.premises)
        self._given: dict[str, int] = {}
        self._derivation = derivation
        self._deadline = deadline
        self._theory = theory
        used = {step.premise for step in derivation.steps} | {"conclusion"}
        found = [atom for s in theory.statements if s.name in used for atom in atoms(s.formula)]
        named = dict.fromkeys(t for atom in found for t in terms(atom) if isinstance(t, Constant | Number))
        self._terms: dict[str, Term] = {str(t): t for t in named}
        predicates = dict.fromkeys(atom.predicate for atom in found if isinstance(atom, Atom))
        self._predicates = {str(Atom(predicate)): predicate for predicate in predicates}

    def run(self, goal: Formula) -> int | None:
        places: list[int] = []
        for step in self._derivation.steps:
            if step.premise == EVALUATION:
                return self._evaluated([places[p] for p in step.parents], goal)
            place = self._place(step, [places[p] for p in step.parents])
            if place is None:
                return None
            places.append(place)
        last = places[-1]
        if self.steps[last].conclusion == goal:
            return last
        return self._infer([(place, ()) for place in dict.fromkeys(places)][-8:], goal)

    def _evaluated(self, literals: Sequence[int], goal: Formula) -> int | None:
        """A compound goal from the literals that settle it; for all individuals, because the named ones are all."""
        found = self._infer([(p, ()) for p in literals], goal) or self._search(literals, goal)
        closure = None if found is not None else _domain_closure(self._theory)
        if closure is None:
            return found
        self.premises.append((DOMAIN, closure))
        return self._search([*literals, self._append(Step(closure, Rule.PREMISE, source=DOMAIN))], goal)

    def _place(self, step: DerivationStep, parents: Sequence[int]) -> int | None:
        conclusion = self._literal(step.conclusion)
        if step.premise == CLOSED_WORLD:
            name = f"{CLOSED_WORLD} {1 + len(self.premises) - len(self._formulas)}"
            self.premises.append((name, conclusion))
            return self._append(Step(conclusion, Rule.PREMISE, source=name))
        source = self._formulas.get(step.premise)
        if source is None:
            return self._infer([(p, ()) for p in parents], conclusion)
        rule = self._premise(step.premise, source)
        if source == conclusion:
            return rule
        arguments = self._arguments(source, dict(step.bindings))
        place = self._infer([(rule, arguments), *((p, ()) for p in parents)], conclusion)
        return place if place is not None else self._search([rule, *parents], conclusion)

    def _premise(self, name: str, formula: Formula) -> int:
        if name not in self._given:
            self._given[name] = self._append(Step(formula, Rule.PREMISE, source=name))
        return self._given[name]

    def _append(self, step: Step) -> int:
        self.steps.append(step)
        return len(self.steps) - 1

    def _infer(self, parents: Sequence[tuple[int, tuple[Term, ...]]], conclusion: Formula) -> int | None:
        given = [g for p, terms in parents if (g := instantiate(self.steps[p].conclusion, terms)) is not None]
        try:
            if len(given) < len(parents) or not follows(given, conclusion):
                return None
        except CheckFailed:  # over more atoms than the kernel takes
            return None
        terms = tuple(t for _, t in parents)
        return self._append(Step(conclusion, Rule.INFERENCE, tuple(p for p, _ in parents), terms=terms))

    def _search(self, given: Sequence[int], conclusion: Formula) -> int | None:
        """The conclusion from some steps by the searching builder, its steps appended to this proof's."""
        named = [(str(place), self.steps[place].conclusion) for place in given]
        left = self._deadline - time.perf_counter()
        found = prove_by_instances(named, conclusion, left, taken=self._names())
        if found is None:
            return None
        moved: list[int] = []
        for step in found.steps:
            if step.rule is Rule.PREMISE:
                moved.append(int(step.source))
                continue
            parents = tuple(moved[p] for p in step.parents)
            discharged = tuple(moved[d] for d in step.discharged)
            moved.append(self._append(replace(step, parents=parents, discharged=discharged)))
        return moved[-1]

    def _names(self) -> set[str]:
        """The constants that occur, which no witness may be named like."""
        formulas = [formula for _, formula in self.premises] + [step.conclusion for step in self.steps]
        return {t.name for f in formulas for t in terms(f) if isinstance(t, Constant)}

    def _literal(self, text: str) -> Formula:
        """The literal of a canonical text; the parser reads what has other symbols than the theory's own."""
        negated = text.startswith("¬")
        head, _, rest = text.removeprefix("¬").partition("(")
        arguments = tuple(self._terms.get(part) for part in rest[:-1].split(", ")) if rest else ()
        if head not in self._predicates or None in arguments:
            return parse_formula(text)
        atom = Atom(self._predicates[head], tuple(a for a in arguments if a is not None))
        return Not(atom) if negated else atom

    def _arguments(self, source: Formula, bindings: dict[str, str]) -> tuple[Term, ...]:
        """The terms for the leading quantifiers of a rule; a variable that nothing binds may be anything."""
        arguments: list[Term] = []
        while isinstance(source, Forall):
            text = bindings.get(source.variable.name)
            if text is None:
                arguments.append(Constant("anything"))
            else:
                arguments.append(self._terms.get(text) or parse_term(text))
            source = source.body
        return tuple(arguments)


def _domain_closure(theory: Theory) -> Formula | None:
    """That there is nothing besides the individuals that a theory names; None if it names none or too many."""
    every = (t for statement in theory.statements for t in terms(statement.formula))
    individuals = tuple(dict.fromkeys(t for t in every if isinstance(t, Constant | Number)))
    if not 0 < len(individuals) < MAX_ATOMS:
        return None
    x = Variable("x")
    same = tuple(Equals(x, individual) for individual in individuals)
    return Forall(x, same[0] if len(same) == 1 else Or(same))
