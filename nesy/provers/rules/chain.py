"""Forward chaining to the fixpoint, with provenance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from nesy.provers.rules.budget import Budget
from nesy.provers.rules.plan import Absent, Check, Plan, Range, Tables, plan
from nesy.provers.rules.program import Fact, Rule, RuleProgram, complement
from nesy.provers.rules.strata import strata

Origin: TypeAlias = tuple[Rule | str, tuple[int, ...]]
"""The rule and its frame, or the name of the premise that gives the fact, with an empty frame."""


@dataclass(slots=True)
class Derived:
    """All literals that follow, each with its shallowest derivation."""

    origins: dict[Fact, Origin] = field(default_factory=dict)
    levels: list[list[Fact]] = field(default_factory=lambda: [[]])
    """Literals by the depth of their derivation."""

    def contradiction(self) -> Fact | None:
        """The shallowest negated literal whose complement is derived too, if there is one."""
        origins = self.origins
        for level in self.levels:
            for fact in level:
                if fact[0] & 1 and complement(fact) in origins:
                    return fact
        return None


def chain(program: RuleProgram, budget: Budget, closed: bool) -> Derived:
    """Everything that the facts and rules give.

    Semi-naive: a rule fires on a literal when that literal becomes known, in order of depth, and
    joins only what is known by then. So an instance of a rule fires only on the last of its body to
    become known, and the first derivation of a literal is a shallowest one.

    Raises:
        Unsupported: if ``closed`` and the program is not stratified.
        LimitError: if the budget is used up.
    """
    derived = Derived()
    for fact, premise in program.facts.items():
        derived.origins[fact] = (premise, ())
    derived.levels[0].extend(derived.origins)
    for rules in strata(program) if closed else (program.rules,):
        _Saturation(rules, program.domain, derived, budget, closed).run()
    return derived


class _Saturation:
    """One run to the fixpoint of some rules over what is derived already."""

    __slots__ = ("_budget", "_closed", "_derived", "_domain", "_next", "_plans", "_rules", "_tables", "_triggers")

    def __init__(self, rules: Sequence[Rule], domain: range, derived: Derived, budget: Budget, closed: bool) -> None:
        self._rules = rules
        self._domain = domain
        self._derived = derived
        self._budget = budget
        self._closed = closed
        self._tables = Tables()
        self._triggers: dict[int, list[tuple[int, int]]] = {}
        self._plans: dict[tuple[int, int], Plan] = {}
        self._next: list[Fact] = []

    def run(self) -> None:
        """Fires every rule on every literal, shallow ones first."""
        self._start()
        levels, triggers, insert = self._derived.levels, self._triggers, self._tables.insert
        depth = 0
        while depth < len(levels):
            self._next = levels[depth + 1] if depth + 1 < len(levels) else []
            for fact in levels[depth]:
                self._spend(1)
                insert(fact)
                for trigger in triggers.get(fact[0], ()):
                    self._fire(trigger, fact)
            if self._next and depth + 1 == len(levels):
                levels.append(self._next)
            depth += 1

    def _start(self) -> None:
        """Lists what can set off each rule, and fires those that need nothing to be known."""
        levels = self._derived.levels
        for number, rule in enumerate(self._rules):
            waits = False
            for position, pattern in enumerate(rule.body):
                if not (self._closed and pattern[0] & 1):
                    self._triggers.setdefault(pattern[0], []).append((number, position))
                    waits = True
            if not waits:
                depth = 1 if rule.body else 0
                if depth == len(levels):
                    levels.append([])
                self._next = levels[depth]
                ready = plan(rule, None, self._tables, self._closed)
                self._join(ready, 0, ready.frame.copy())

    def _fire(self, trigger: tuple[int, int], fact: Fact) -> None:
        number, position = trigger
        for constant, value in zip(self._rules[number].body[position], fact, strict=True):
            if constant != value and constant >= 0:
                return
        ready = self._plans.get(trigger)
        if ready is None:
            ready = self._plans[trigger] = plan(self._rules[number], position, self._tables, self._closed)
        frame = ready.frame.copy()
        for position, slot in ready.binds:
            frame[slot] = fact[position]
        for position, slot in ready.repeats:
            if frame[slot] != fact[position]:
                return
        self._join(ready, 0, frame)

    def _join(self, ready: Plan, index: int, frame: list[int]) -> None:
        """Goes through the steps of a plan from ``index`` on, and derives the head at the end."""
        steps, count = ready.steps, len(ready.steps)
        while index < count:
            step = steps[index]
            index += 1
            if isinstance(step, Check):
                if step.literal(frame) not in self._tables.known:
                    return
            elif isinstance(step, Absent):
                if complement(step.literal(frame)) in self._derived.origins:
                    return
            elif isinstance(step, Range):
                self._spend(len(self._domain))
                for constant in self._domain:
                    frame[step.slot] = constant
                    self._join(ready, index, frame)
                return
            else:
                candidates = step.table.get(step.key(frame), ())
                self._spend(len(candidates))
                for fact in candidates:
                    for position, slot in step.binds:
                        frame[slot] = fact[position]
                    if all(frame[slot] == fact[position] for position, slot in step.repeats):
                        self._join(ready, index, frame)
                return
        head = ready.head(frame)
        if head not in self._derived.origins:
            self._derived.origins[head] = (ready.rule, tuple(frame[: len(ready.rule.variables)]))
            self._next.append(head)

    def _spend(self, candidates: int) -> None:
        budget = self._budget
        budget.left -= candidates + 1
        if budget.left < 0:
            budget.look(len(self._derived.origins))
