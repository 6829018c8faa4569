"""Grounds a planning task: actions with objects, facts with numbers, complements for what must not hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import lcm

from nesy.errors import Unsupported
from nesy.languages.pddl.syntax import (
    Action,
    Both,
    Change,
    Effect,
    ForallEffect,
    PlanStep,
    SetAtom,
    When,
)
from nesy.languages.pddl.task import TOTAL_COST, Task
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator, GroundTask
from nesy.provers.planning.grounding.conditions import (
    ALWAYS,
    Alternatives,
    GroundAtom,
    Literal,
    Simplifier,
    conjoined,
    disjoined,
)
from nesy.provers.planning.grounding.reachable import reachable

GOAL_REACHED = ("goal-reached",)
"""The fact that stands for a goal with alternatives."""
_REFUSED = frozenset(
    {":durative-actions", ":constraints", ":preferences", ":timed-initial-literals", ":processes", ":events"}
    | {":numeric-fluents", ":derived-predicates"}
)


@dataclass(frozen=True, slots=True)
class Grounded:
    """A grounded task and how its operators are written in plans."""

    task: GroundTask
    steps: tuple[PlanStep | None, ...]
    """The action of each operator; None for one that only notes that the goal holds."""
    scale: int
    """What costs were multiplied with to be integers."""

    def plan(self, operators: tuple[int, ...]) -> tuple[PlanStep, ...]:
        """The plan that operators spell."""
        return tuple(step for number in operators if (step := self.steps[number]) is not None)


def ground(task: Task, *, seconds: float = 60.0, memory_mib: int = 4096) -> Grounded:
    """The task over numbered facts.

    Raises:
        Unsupported: for features that the built-in planner does not know, by name.
        LimitReached: at the limit of time or memory.
        InputTooLarge: if there are too many actions with objects.
    """
    refused = sorted(task.features & _REFUSED)
    if refused:
        names = ", ".join(refused)
        hint = "Fast Downward knows derived predicates; other features need an engine of unified-planning"
        raise Unsupported(f"the built-in planner does not support {names}", hint=hint)
    return _Grounder(task, Budget(seconds=seconds, memory_mib=memory_mib)).run()


@dataclass(slots=True)
class _Effects:
    """When an action makes each atom true or false, and what it costs."""

    true: dict[GroundAtom, list[Alternatives]] = field(default_factory=lambda: defaultdict(list))
    false: dict[GroundAtom, list[Alternatives]] = field(default_factory=lambda: defaultdict(list))
    cost: Fraction = Fraction(0)


@dataclass(slots=True)
class _Draft:
    """An operator over literals."""

    step: PlanStep | None
    precondition: frozenset[Literal]
    effects: list[tuple[frozenset[Literal], list[Literal]]]
    cost: Fraction


class _Grounder:
    def __init__(self, task: Task, budget: Budget) -> None:
        self.task, self.budget = task, budget
        found = reachable(task, budget)
        self.instances = found.instances
        self.simplify = Simplifier(task, found.atoms.__contains__)

    def run(self) -> Grounded:
        drafts = [d for n, (action, terms) in enumerate(self.instances) for d in self._drafts(n, action, terms)]
        goals = Simplifier(self.task, lambda _: True).alternatives(self.task.problem.goal, {})
        goal: frozenset[Literal]
        if len(goals) == 1:
            (goal,) = goals
        else:
            goal = frozenset([(GOAL_REACHED, True)])
            drafts += [_Draft(None, g, [(frozenset(), [(GOAL_REACHED, True)])], Fraction(0)) for g in goals]
        return self._numbered(drafts, goal)

    def _drafts(self, number: int, action: Action, terms: tuple[str, ...]) -> Iterator[_Draft]:
        if number % 500 == 0:
            self.budget.check()
        binding = {p.name: t for p, t in zip(action.parameters, terms, strict=True)}
        preconditions = self.simplify.alternatives(action.precondition, binding)
        if not preconditions:
            return
        effects = _Effects()
        self._collect(action.effect, binding, ALWAYS, effects)
        changes = list(self._changes(effects))
        if not changes:
            return
        cost = effects.cost if self.task.uses_costs else Fraction(1)
        step = PlanStep(action.name, terms)
        for precondition in preconditions:
            yield _Draft(step, precondition, _effective(changes, precondition), cost)

    def _collect(self, effect: Effect, binding: Mapping[str, str], when: Alternatives, into: _Effects) -> None:
        match effect:
            case SetAtom(atom, value):
                ground_atom = (atom.predicate, *(binding.get(a, a) for a in atom.arguments))
                (into.true if value else into.false)[ground_atom].append(when)
            case Both(effects):
                for part in effects:
                    self._collect(part, binding, when, into)
            case When(condition, inner):
                holds = conjoined([when, self.simplify.alternatives(condition, binding)])
                if holds:
                    self._collect(inner, binding, holds, into)
            case ForallEffect(variables, inner):
                for chosen in product(*(self.task.values_of(v) for v in variables)):
                    bound = dict(zip((v.name for v in variables), chosen, strict=True))
                    self._collect(inner, {**binding, **bound}, when, into)
            case Change(operator, fluent, amount) if fluent.name == TOTAL_COST:
                if operator != "increase" or when != ALWAYS:
                    raise Unsupported(
                        "the total cost can only be increased, and without a condition (:numeric-fluents)"
                    )
                into.cost += Fraction(self.simplify.number(amount, binding)).limit_denominator(10**6)
                if into.cost < 0:
                    raise Unsupported("an action with a negative cost")
            case Change():
                raise Unsupported("numbers that actions change are not supported (:numeric-fluents)")

    def _changes(self, effects: _Effects) -> Iterator[tuple[frozenset[Literal], Literal]]:
        """When each atom becomes true or false; adding goes before deleting."""
        for atom, parts in effects.true.items():
            for literals in disjoined(parts):
                yield literals, (atom, True)
        for atom, parts in effects.false.items():
            holds = disjoined(parts)
            if atom in effects.true:
                holds = conjoined([holds, _negated(disjoined(effects.true[atom]))])
            for literals in holds:
                if self.simplify.possible(atom):
                    yield literals, (atom, False)

    def _numbered(self, drafts: list[_Draft], goal: frozenset[Literal]) -> Grounded:
        relevant = self._relevant(drafts, goal)
        negated = {a for d in drafts for a, value in d.precondition if not value}
        negated |= {a for d in drafts for when, _ in d.effects for a, value in when if not value}
        negated |= {a for a, value in goal if not value}
        numbers: dict[Literal, int] = {}
        for atom in sorted(relevant):
            numbers[atom, True] = len(numbers)
            if atom in negated:
                numbers[atom, False] = len(numbers)
        denominators = [d.cost.denominator for d in drafts]
        scale = lcm(*denominators) if denominators else 1
        operators, steps = [], []
        for draft in drafts:
            operator = _operator(draft, numbers, scale)
            if operator.effects:
                operators.append(operator)
                steps.append(draft.step)
        names = tuple(_name(atom, value) for atom, value in numbers)
        initial = {n for (atom, value), n in numbers.items() if (atom in self.simplify.initial) is value}
        wanted = tuple(sorted(numbers[literal] for literal in goal))
        task = GroundTask(names, frozenset(initial), wanted, tuple(operators), self.task.uses_costs)
        return Grounded(task, tuple(steps), scale)

    def _relevant(self, drafts: list[_Draft], goal: frozenset[Literal]) -> set[GroundAtom]:
        """The atoms that some condition is about; no plan depends on the others."""
        found = {atom for atom, _ in goal}
        for draft in drafts:
            found.update(atom for atom, _ in draft.precondition)
            found.update(atom for when, _ in draft.effects for atom, _ in when)
        return found


def _effective(
    changes: list[tuple[frozenset[Literal], Literal]], precondition: frozenset[Literal]
) -> list[tuple[frozenset[Literal], list[Literal]]]:
    """The changes by their condition, as far as the precondition leaves it open."""
    found: dict[frozenset[Literal], list[Literal]] = defaultdict(list)
    for when, literal in changes:
        if any((atom, not value) in precondition for atom, value in when):
            continue
        found[when - precondition].append(literal)
    return list(found.items())


def _negated(alternatives: Alternatives) -> Alternatives:
    """What holds where none of the alternatives does."""
    return conjoined(tuple(frozenset([(atom, not value)]) for atom, value in literals) for literals in alternatives)


def _operator(draft: _Draft, numbers: Mapping[Literal, int], scale: int) -> GroundOperator:
    effects = []
    for when, literals in draft.effects:
        add = {numbers[x] for x in literals if x in numbers}
        delete = {numbers[atom, not value] for atom, value in literals if (atom, not value) in numbers}
        if add or delete - add:
            condition = tuple(sorted(numbers[x] for x in when))
            effects.append(ConditionalEffect(condition, tuple(sorted(add)), tuple(sorted(delete - add))))
    name = str(draft.step) if draft.step is not None else "(goal-reached)"
    precondition = tuple(sorted(numbers[x] for x in draft.precondition))
    return GroundOperator(name, precondition, tuple(effects), int(draft.cost * scale))


def _name(atom: GroundAtom, value: bool) -> str:
    text = f"({' '.join(atom)})"
    return text if value else f"(not {text})"
