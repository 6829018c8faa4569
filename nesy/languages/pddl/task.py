"""A planning task: a domain with a problem, with names, types and arities checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from nesy.languages.pddl.syntax import (
    OBJECT,
    Action,
    And,
    Arithmetic,
    Atom,
    Both,
    Change,
    Compare,
    Domain,
    Effect,
    Expression,
    Fluent,
    ForallEffect,
    Formula,
    Imply,
    Not,
    Or,
    Preference,
    Problem,
    Quantified,
    SetAtom,
    Typed,
    When,
)

TOTAL_COST = "total-cost"
"""The function that a metric over action costs is about."""


@dataclass(frozen=True)
class Task:
    """A domain and a problem that fit; :func:`nesy.languages.pddl.check.checked_task` makes it."""

    domain: Domain
    problem: Problem
    diagnostics: tuple[str, ...] = field(default=(), compare=False)
    """What was read leniently, each with how to mend it."""

    @property
    def language(self) -> str:
        """The language's name in the registry."""
        return "pddl"

    def to_json(self) -> dict[str, Any]:
        """The task as JSON data."""
        from nesy.languages.pddl.printer import domain_text, problem_text

        return {"domain": domain_text(self.domain), "problem": problem_text(self.problem)}

    @cached_property
    def objects(self) -> Mapping[str, Typed]:
        """Constants and objects, by name."""
        return MappingProxyType({o.name: o for o in (*self.domain.constants, *self.problem.objects)})

    @cached_property
    def ancestors(self) -> Mapping[str, frozenset[str]]:
        """Each type with the types above it and itself."""
        return MappingProxyType({name: _above(name, self.domain.types) for name in (OBJECT, *_types(self.domain))})

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The objects of each type, in the order of declaration."""
        found: dict[str, list[str]] = {name: [] for name in self.ancestors}
        for name, typed in self.objects.items():
            for above in frozenset().union(*(self.ancestors[t] for t in typed.types)):
                found[above].append(name)
        return MappingProxyType({name: tuple(names) for name, names in found.items()})

    def values_of(self, variable: Typed) -> tuple[str, ...]:
        """The objects that a variable ranges over."""
        if len(variable.types) == 1:
            return self.members[variable.types[0]]
        return tuple(dict.fromkeys(o for t in variable.types for o in self.members[t]))

    def is_a(self, name: str, types: tuple[str, ...]) -> bool:
        """Whether an object has one of the types."""
        own = frozenset().union(*(self.ancestors[t] for t in self.objects[name].types))
        return not own.isdisjoint(types)

    @cached_property
    def derived(self) -> frozenset[str]:
        """The derived predicates."""
        return frozenset(axiom.head.name for axiom in self.domain.axioms)

    @cached_property
    def fluents(self) -> frozenset[str]:
        """The predicates that some action changes."""
        return frozenset(
            e.atom.predicate for a in self.domain.actions for e in atomic_effects(a.effect) if isinstance(e, SetAtom)
        )

    @cached_property
    def changing_functions(self) -> frozenset[str]:
        """The numeric functions that some action changes, the total cost aside."""
        found = (e.fluent.name for a in self.domain.actions for e in atomic_effects(a.effect) if isinstance(e, Change))
        return frozenset(found) - {TOTAL_COST}

    @property
    def uses_costs(self) -> bool:
        """Whether the metric is the total cost."""
        return self.problem.metric is not None and any(a for a in self.domain.actions if _costs(a))

    @cached_property
    def features(self) -> frozenset[str]:
        """The requirements that the task really uses, whatever it declares."""
        found = {":strips", *self.domain.beyond, *self.problem.beyond}
        if self.domain.types or any(v.types != (OBJECT,) for a in self.domain.actions for v in a.parameters):
            found.add(":typing")
        if self.domain.axioms:
            found.add(":derived-predicates")
        if self.changing_functions or self._compares_numbers():
            found.add(":numeric-fluents" if self.changing_functions else ":action-costs")
        if any(_costs(a) for a in self.domain.actions):
            found.add(":action-costs")
        for formula in self._formulas():
            found |= _used(formula, positive=True)
        if any(isinstance(e, When) for a in self.domain.actions for e in _parts(a.effect)):
            found.add(":conditional-effects")
        if any(isinstance(e, ForallEffect) for a in self.domain.actions for e in _parts(a.effect)):
            found.add(":conditional-effects")
        if self.problem.metric is not None and not _is_total_cost(self.problem.metric.expression):
            found.add(":numeric-fluents")
        return frozenset(found)

    def _formulas(self) -> Iterator[Formula]:
        yield self.problem.goal
        for action in self.domain.actions:
            yield action.precondition
            yield from (e.condition for e in _parts(action.effect) if isinstance(e, When))
        yield from (axiom.body for axiom in self.domain.axioms)

    def _compares_numbers(self) -> bool:
        return any(isinstance(f, Compare) for formula in self._formulas() for f in subformulas(formula))


def subformulas(formula: Formula) -> Iterator[Formula]:
    """A formula and all that it holds, from the top."""
    yield formula
    match formula:
        case Not(body) | Quantified(_, _, body) | Preference(_, body):
            yield from subformulas(body)
        case And(operands) | Or(operands):
            for operand in operands:
                yield from subformulas(operand)
        case Imply(antecedent, consequent):
            yield from subformulas(antecedent)
            yield from subformulas(consequent)
        case _:
            pass


def fluents_of(expression: Expression) -> Iterator[Fluent]:
    """The numeric functions of an expression."""
    if isinstance(expression, Fluent):
        yield expression
    elif isinstance(expression, Arithmetic):
        for operand in expression.operands:
            yield from fluents_of(operand)


def _parts(effect: Effect) -> Iterator[Effect]:
    yield effect
    match effect:
        case Both(effects):
            for part in effects:
                yield from _parts(part)
        case When(_, inner) | ForallEffect(_, inner):
            yield from _parts(inner)
        case _:
            pass


def atomic_effects(effect: Effect) -> Iterator[SetAtom | Change]:
    """The atoms that an effect sets and the numbers that it changes, whatever their conditions."""
    return (e for e in _parts(effect) if isinstance(e, SetAtom | Change))


def _costs(action: Action) -> bool:
    return any(isinstance(e, Change) and e.fluent.name == TOTAL_COST for e in atomic_effects(action.effect))


def _is_total_cost(expression: Expression) -> bool:
    return isinstance(expression, Fluent) and expression.name == TOTAL_COST


def _used(formula: Formula, positive: bool) -> set[str]:
    """The requirements of a formula; ``positive`` says whether it stands under an even number of negations."""
    match formula:
        case Atom("="):
            return {":equality"} if positive else {":equality", ":negative-preconditions"}
        case Not(body):
            return {":negative-preconditions"} | _used(body, not positive)
        case Or(operands):
            return {":disjunctive-preconditions"}.union(*(_used(o, positive) for o in operands))
        case Imply(antecedent, consequent):
            return {":disjunctive-preconditions"} | _used(antecedent, not positive) | _used(consequent, positive)
        case And(operands):
            return set().union(*(_used(o, positive) for o in operands))
        case Quantified(quantifier, _, body):
            name = ":universal-preconditions" if quantifier == "forall" else ":existential-preconditions"
            return {name} | _used(body, positive)
        case Preference(_, body):
            return {":preferences"} | _used(body, positive)
        case _:
            return set()


def _types(domain: Domain) -> list[str]:
    return list(dict.fromkeys([*domain.types, *(p for parents in domain.types.values() for p in parents)]))


def _above(name: str, types: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found, waiting = {name, OBJECT}, [name]
    while waiting:
        for parent in types.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return frozenset(found)
