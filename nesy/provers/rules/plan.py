"""Join plans: how a rule fires on one literal of its body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeAlias

from nesy.provers.rules.program import Fact, Pattern, Rule

Getter: TypeAlias = Callable[[Any], Any]
Pairs: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The literal, now ground, must be known."""

    literal: Getter


@dataclass(frozen=True, slots=True)
class Absent:
    """The negated literal, now ground, holds unless its complement is derived (negation as failure)."""

    literal: Getter


@dataclass(frozen=True, slots=True)
class Range:
    """The variable of this slot takes each constant in turn."""

    slot: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The literal takes each known fact that agrees with what is bound."""

    table: dict[Any, list[Fact]]
    key: Getter
    binds: Pairs
    """Position in the fact and slot that it binds."""
    repeats: Pairs
    """Position in the fact and slot, bound by this same literal, that must agree."""


Step: TypeAlias = Check | Absent | Range | Scan


@dataclass(frozen=True, slots=True)
class Plan:
    """How to fire a rule: take in the trigger, whose constants fit, then go through the steps, then make the head."""

    rule: Rule
    binds: Pairs
    repeats: Pairs
    frame: list[int]
    """A slot for each variable (-1 while unbound), then the relations and constants of the rule."""
    steps: tuple[Step, ...]
    head: Getter


@dataclass(slots=True)
class Tables:
    """The known facts, by relation and by every combination of arguments that some plan asks for."""

    known: set[Fact] = field(default_factory=set)
    extension: dict[int, list[Fact]] = field(default_factory=dict)
    indexes: dict[int, list[tuple[Getter, dict[Any, list[Fact]]]]] = field(default_factory=dict)
    _by_positions: dict[tuple[int, ...], dict[Any, list[Fact]]] = field(default_factory=dict)

    def insert(self, fact: Fact) -> None:
        """Makes a fact known."""
        self.known.add(fact)
        relation = fact[0]
        if relation in self.extension:
            self.extension[relation].append(fact)
        else:
            self.extension[relation] = [fact]
        for key, table in self.indexes.get(relation, ()):
            table.setdefault(key(fact), []).append(fact)

    def index(self, relation: int, positions: tuple[int, ...]) -> dict[Any, list[Fact]]:
        """The facts of a relation by what stands at the positions (0 is the relation itself)."""
        if positions == (0,):
            self.extension.setdefault(relation, [])
            return self.extension
        table = self._by_positions.get((relation, *positions))
        if table is None:
            table = self._by_positions[(relation, *positions)] = {}
            key = itemgetter(*positions)
            for fact in self.extension.get(relation, ()):
                table.setdefault(key(fact), []).append(fact)
            self.indexes.setdefault(relation, []).append((key, table))
        return table


def plan(rule: Rule, trigger: int | None, tables: Tables, closed: bool) -> Plan:
    """The plan for firing a rule on the body literal of index ``trigger``, or on nothing at all.

    The other positive literals follow, those with the fewest unbound variables first; negations as
    failure (only if ``closed``) are tested when they are ground; variables that nothing binds range
    over the domain.
    """
    frame = _Frame(len(rule.variables))
    binds: Pairs = ()
    repeats: Pairs = ()
    if trigger is not None:
        binds, repeats = frame.take_in(rule.body[trigger])
    rest = [p for i, p in enumerate(rule.body) if i != trigger]
    steps: list[Step] = []
    tests = [p for p in rest if closed and p[0] & 1]
    joins = [p for p in rest if not (closed and p[0] & 1)]
    while joins:
        chosen = min(joins, key=frame.cost) if len(joins) > 1 else joins[0]
        joins.remove(chosen)
        steps.append(frame.join(chosen, tables))
    for pattern in (*tests, rule.head):
        steps += [Range(slot) for slot in frame.bind_rest(pattern)]
    steps += [Absent(frame.getter(p)) for p in tests]
    return Plan(rule, binds, repeats, frame.cells, tuple(steps), frame.getter(rule.head))


class _Frame:
    """The cells of a plan and the slots that are bound so far."""

    __slots__ = ("_bound", "_places", "cells")

    def __init__(self, slots: int) -> None:
        self.cells = [-1] * slots
        self._bound: set[int] = set()
        self._places: dict[int, int] = {}

    def _place(self, entry: int) -> int:
        if entry < 0:
            return ~entry
        if entry not in self._places:
            self._places[entry] = len(self.cells)
            self.cells.append(entry)
        return self._places[entry]

    def getter(self, entries: Pattern) -> Getter:
        """What reads the ground literal off a frame."""
        if len(entries) == 1:
            place = self._place(entries[0])
            return lambda frame: (frame[place],)
        return itemgetter(*[self._place(e) for e in entries])

    def take_in(self, pattern: Pattern) -> tuple[Pairs, Pairs]:
        """Binds the unbound variables of a literal: where each stands first, and where again."""
        binds: dict[int, int] = {}
        repeats: list[tuple[int, int]] = []
        for position, entry in enumerate(pattern):
            if entry >= 0 or ~entry in self._bound:
                continue
            if ~entry in binds:
                repeats.append((position, ~entry))
            else:
                binds[~entry] = position
        self._bound |= binds.keys()
        return tuple((position, slot) for slot, position in binds.items()), tuple(repeats)

    def cost(self, pattern: Pattern) -> tuple[int, int]:
        """How far a literal is from ground, then how little its bound arguments narrow it."""
        unbound = [e for e in pattern if e < 0 and ~e not in self._bound]
        return len(set(unbound)), len(unbound) - len(pattern)

    def join(self, pattern: Pattern, tables: Tables) -> Step:
        """The step that joins a literal."""
        bound = tuple(i for i, e in enumerate(pattern) if i and (e >= 0 or ~e in self._bound))
        if len(bound) == len(pattern) - 1:
            return Check(self.getter(pattern))
        positions = bound or (0,)
        key = itemgetter(*[self._place(pattern[i]) for i in positions])
        return Scan(tables.index(pattern[0], positions), key, *self.take_in(pattern))

    def bind_rest(self, pattern: Pattern) -> list[int]:
        """Binds what is still unbound in a literal and returns those slots."""
        return [slot for _, slot in self.take_in(pattern)[0]]
