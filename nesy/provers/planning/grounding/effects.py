"""What actions with objects change, in literals, and what they cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from nesy.errors import Unsupported
from nesy.languages.pddl.syntax import Action, Both, Change, Effect, ForallEffect, SetAtom, When
from nesy.languages.pddl.task import TOTAL_COST, fluents_of
from nesy.provers.planning.grounding.conditions import (
    ALWAYS,
    Alternatives,
    GroundAtom,
    Simplifier,
    conjoined,
    disjoined,
)
from nesy.provers.planning.grounding.draft import Literals, Numbers
from nesy.provers.planning.grounding.relations import Row, columns
from nesy.provers.planning.grounding.rule import Template

Changes: TypeAlias = tuple[tuple[Literals, tuple[int, ...]], ...]
"""For each condition, the literals that become so."""


@dataclass(slots=True)
class _Found:
    """When an action makes each atom true or false, and what it costs."""

    true: dict[GroundAtom, list[Alternatives]] = field(default_factory=lambda: defaultdict(list))
    false: dict[GroundAtom, list[Alternatives]] = field(default_factory=lambda: defaultdict(list))
    cost: Fraction = Fraction(0)


class Effects:
    """The effects of one action.

    Args:
        action: the action.
        numbers: of the atoms; those without one never hold.
        simplify: for conditions and costs.
    """

    def __init__(self, action: Action, numbers: Numbers, simplify: Simplifier) -> None:
        self._action, self._numbers, self._simplify = action, numbers, simplify
        self._names = [p.name for p in action.parameters]
        self._costs: dict[Row, Fraction] = {}
        parts = list(_parts(action.effect))
        self._plain = all(isinstance(part, SetAtom | Change) for part in parts)
        self._amounts = [part for part in parts if isinstance(part, Change)]
        used = {a for change in self._amounts for a in _arguments(change)}
        self._cost_key = columns([n for n, name in enumerate(self._names) if name in used])
        atoms = [part for part in parts if isinstance(part, SetAtom)]
        self._adds = [self._template(part) for part in atoms if part.value]
        self._deletes = [self._template(part) for part in atoms if not part.value]

    def of(self, terms: Row) -> tuple[Changes, Fraction]:
        """What changes, and the cost, with objects for the parameters.

        Raises:
            Unsupported: if numbers other than the cost change, or the cost depends on the state or is negative.
        """
        if self._plain:
            return self._plain_changes(terms), self._cost(terms)
        found = _Found()
        self._collect(self._action.effect, dict(zip(self._names, terms, strict=True)), ALWAYS, found)
        by_condition: dict[Literals, list[int]] = defaultdict(list)
        for literals, change in self._changes(found):
            (when,) = self._numbers.literals((literals,))
            by_condition[when].append(change)
        return tuple((when, tuple(changes)) for when, changes in by_condition.items()), found.cost

    def _template(self, part: SetAtom) -> Template:
        """The atom, of the objects of the parameters with the atom's own terms behind them."""
        own = (part.atom.predicate, *part.atom.arguments)
        places = [self._names.index(t) if t in self._names else len(self._names) + n for n, t in enumerate(own)]
        take = columns(places)
        return lambda terms: take(terms + own)

    def _plain_changes(self, terms: Row) -> Changes:
        of = self._numbers.of
        adds = [of[add(terms)] for add in self._adds]
        gone = (of.get(delete(terms)) for delete in self._deletes)
        changes = (*adds, *(~n for n in gone if n is not None and n not in adds))
        return ((frozenset(), changes),) if changes else ()

    def _cost(self, terms: Row) -> Fraction:
        key = self._cost_key(terms)
        cost = self._costs.get(key)
        if cost is None:
            found = _Found()
            for change in self._amounts:
                self._collect(change, dict(zip(self._names, terms, strict=True)), ALWAYS, found)
            cost = self._costs[key] = found.cost
        return cost

    def _collect(self, effect: Effect, binding: Mapping[str, str], when: Alternatives, into: _Found) -> None:
        match effect:
            case SetAtom(atom, value):
                ground_atom = (atom.predicate, *(binding.get(a, a) for a in atom.arguments))
                (into.true if value else into.false)[ground_atom].append(when)
            case Both(effects):
                for part in effects:
                    self._collect(part, binding, when, into)
            case When(condition, inner):
                holds = conjoined([when, self._simplify.alternatives(condition, binding)])
                if holds:
                    self._collect(inner, binding, holds, into)
            case ForallEffect(variables, inner):
                for number, chosen in enumerate(product(*(self._simplify.task.values_of(v) for v in variables))):
                    if number % 1000 == 0:
                        self._simplify.look()
                    bound = dict(zip((v.name for v in variables), chosen, strict=True))
                    self._collect(inner, {**binding, **bound}, when, into)
            case Change(operator, fluent, amount) if fluent.name == TOTAL_COST:
                if operator != "increase" or when != ALWAYS:
                    raise Unsupported(
                        "the total cost can only be increased, and without a condition (:numeric-fluents)"
                    )
                into.cost += Fraction(self._simplify.number(amount, binding)).limit_denominator(10**6)
                if into.cost < 0:
                    raise Unsupported(f"the action {self._action.name} has a negative cost")
            case Change():
                raise Unsupported("numbers that actions change are not supported (:numeric-fluents)")

    def _changes(self, found: _Found) -> Iterator[tuple[frozenset[tuple[GroundAtom, bool]], int]]:
        """When each atom becomes true or false; adding goes before deleting."""
        for atom, parts in found.true.items():
            for literals in disjoined(parts):
                yield literals, self._numbers.literal(atom, True)
        for atom, parts in found.false.items():
            holds = disjoined(parts)
            if atom in found.true:
                holds = conjoined([holds, _negated(disjoined(found.true[atom]))])
            for literals in holds:
                if self._simplify.possible(atom):
                    yield literals, self._numbers.literal(atom, False)


def effective(changes: Changes, precondition: Literals) -> Changes:
    """The changes by what their conditions ask beyond the precondition; those that it rules out are left out."""
    if len(changes) < 2 and not any(when for when, _ in changes):
        return changes
    found: dict[Literals, list[int]] = defaultdict(list)
    for when, literals in changes:
        if not any(~literal in precondition for literal in when):
            found[when - precondition].extend(literals)
    return tuple((when, tuple(literals)) for when, literals in found.items())


def _parts(effect: Effect) -> Iterator[Effect]:
    if isinstance(effect, Both):
        for part in effect.effects:
            yield from _parts(part)
    else:
        yield effect


def _arguments(change: Change) -> Iterator[str]:
    return (argument for fluent in fluents_of(change.amount) for argument in fluent.arguments)


def _negated(alternatives: Alternatives) -> Alternatives:
    """What holds where none of the alternatives does."""
    return conjoined(tuple(frozenset([(atom, not value)]) for atom, value in literals) for literals in alternatives)
