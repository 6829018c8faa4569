"""Relaxed reachability: which actions, with which objects, can ever be done if nothing is ever deleted.

Bottom-up joins over the positive atoms that an action needs, after Helmert, "Concise finite-domain representations for
PDDL planning tasks" (2009). Other conditions are taken for true here, so that what is found is more than enough.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from nesy.errors import InputTooLarge
from nesy.languages.pddl.syntax import (
    Action,
    And,
    Atom,
    Both,
    Effect,
    ForallEffect,
    Formula,
    Quantified,
    SetAtom,
    When,
)
from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.grounding.conditions import GroundAtom

MAX_INSTANCES = 2_000_000
"""Actions with objects; more are refused."""


@dataclass(frozen=True, slots=True)
class Reachable:
    """What can be reached."""

    atoms: frozenset[GroundAtom]
    instances: tuple[tuple[Action, tuple[str, ...]], ...]
    """Actions with the objects of their parameters."""


def reachable(task: Task, budget: Budget) -> Reachable:
    """The atoms and actions that are reachable if nothing is deleted.

    Raises:
        LimitReached: at the budget's limit.
        InputTooLarge: beyond :data:`MAX_INSTANCES`.
    """
    return _Search(task, budget).run()


class _Rule:
    """An action's parameters and the positive atoms that it needs."""

    def __init__(self, task: Task, action: Action) -> None:
        self.action = action
        self.names = [p.name for p in action.parameters]
        self.needs = needed_atoms(action.precondition)
        self.ranges = {p.name: frozenset(task.values_of(p)) for p in action.parameters}
        self.adds = list(_added(task, action.effect, {}))
        bound = {a for atom in self.needs for a in atom.arguments}
        self.free = [n for n in self.names if n not in bound]


class _Search:
    def __init__(self, task: Task, budget: Budget) -> None:
        self.task, self.budget = task, budget
        self.rules = [_Rule(task, a) for a in task.domain.actions]
        self.by_predicate: dict[str, list[tuple[_Rule, int]]] = defaultdict(list)
        for rule in self.rules:
            for place, atom in enumerate(rule.needs):
                self.by_predicate[atom.predicate].append((rule, place))
        self.atoms: set[GroundAtom] = set()
        self.known: dict[str, list[GroundAtom]] = defaultdict(list)
        self.index: dict[tuple[str, int, str], list[GroundAtom]] = defaultdict(list)
        self.queue: deque[GroundAtom] = deque()
        self.found: dict[tuple[str, tuple[str, ...]], tuple[Action, tuple[str, ...]]] = {}

    def run(self) -> Reachable:
        for atom in self.task.problem.initial:
            self._add((atom.predicate, *atom.arguments))
        for rule in self.rules:
            if not rule.needs:
                self._complete(rule, {})
        while self.queue:
            self.budget.check()
            fact = self.queue.popleft()
            self._settle(fact)
            for rule, place in self.by_predicate.get(fact[0], ()):
                binding = _match(rule, rule.needs[place], fact, {})
                if binding is not None:
                    rest = [n for i, n in enumerate(rule.needs) if i != place]
                    self._join(rule, rest, binding)
        return Reachable(frozenset(self.atoms), tuple(self.found.values()))

    def _add(self, atom: GroundAtom) -> None:
        if atom not in self.atoms:
            self.atoms.add(atom)
            self.queue.append(atom)

    def _settle(self, atom: GroundAtom) -> None:
        """Make an atom available to joins; an atom still in the queue joins when its turn comes."""
        self.known[atom[0]].append(atom)
        for place, term in enumerate(atom[1:]):
            self.index[atom[0], place, term].append(atom)

    def _join(self, rule: _Rule, rest: Sequence[Atom], binding: dict[str, str]) -> None:
        if not rest:
            self._complete(rule, binding)
            return
        best, candidates = 0, None
        for i, atom in enumerate(rest):
            found = self._candidates(atom, binding)
            if candidates is None or len(found) < len(candidates):
                best, candidates = i, found
        left = [a for i, a in enumerate(rest) if i != best]
        for candidate in candidates or ():
            further = _match(rule, rest[best], candidate, binding)
            if further is not None:
                self._join(rule, left, further)

    def _candidates(self, atom: Atom, binding: Mapping[str, str]) -> Sequence[GroundAtom]:
        """The available atoms that may match, by the bound place with the fewest."""
        if atom.predicate == "=":
            return ()
        best: Sequence[GroundAtom] = self.known[atom.predicate]
        for place, term in enumerate(atom.arguments):
            value = binding.get(term) if term.startswith("?") else term
            if value is not None:
                found = self.index.get((atom.predicate, place, value), ())
                if len(found) < len(best):
                    best = found
        return best

    def _complete(self, rule: _Rule, binding: dict[str, str]) -> None:
        for chosen in product(*(sorted(rule.ranges[n]) for n in rule.free)):
            whole = {**binding, **dict(zip(rule.free, chosen, strict=True))}
            key = (rule.action.name, tuple(whole[n] for n in rule.names))
            if key in self.found:
                continue
            if len(self.found) >= MAX_INSTANCES:
                raise InputTooLarge(f"more than {MAX_INSTANCES:,} actions with objects")
            self.found[key] = (rule.action, key[1])
            if len(self.found) % 1000 == 0:
                self.budget.check()
            for predicate, terms, ranges in rule.adds:
                for values in product(*ranges.values()):
                    inner = {**whole, **dict(zip(ranges, values, strict=True))}
                    self._add((predicate, *(inner.get(t, t) for t in terms)))


def _match(rule: _Rule, atom: Atom, ground: GroundAtom, binding: dict[str, str]) -> dict[str, str] | None:
    found = binding
    copied = False
    for term, value in zip(atom.arguments, ground[1:], strict=True):
        if not term.startswith("?"):
            if term != value:
                return None
            continue
        bound = found.get(term)
        if bound is None:
            if term not in rule.ranges or value not in rule.ranges[term]:
                return None
            if not copied:
                found, copied = dict(found), True
            found[term] = value
        elif bound != value:
            return None
    return found


def needed_atoms(formula: Formula) -> list[Atom]:
    """The positive atoms of a conjunction that has no other variables than the action's."""
    match formula:
        case Atom(predicate) if predicate != "=":
            return [formula]
        case And(operands):
            return [atom for o in operands for atom in needed_atoms(o)]
        case Quantified("exists", variables, body):
            names = {v.name for v in variables}
            return [a for a in needed_atoms(body) if names.isdisjoint(a.arguments)]
        case _:
            return []


def _added(
    task: Task, effect: Effect, ranges: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, Sequence[str]]]]:
    """The atoms that an effect may add, with the ranges of the variables that it quantifies."""
    match effect:
        case SetAtom(atom, True):
            yield atom.predicate, atom.arguments, ranges
        case Both(effects):
            for part in effects:
                yield from _added(task, part, ranges)
        case When(_, inner):
            yield from _added(task, inner, ranges)
        case ForallEffect(variables, inner):
            yield from _added(task, inner, {**ranges, **{v.name: task.values_of(v) for v in variables}})
        case _:
            pass
