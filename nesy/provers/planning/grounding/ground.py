"""Grounds a planning task: actions and axioms with objects, facts with numbers, complements for what must not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from nesy.errors import Unsupported
from nesy.languages.pddl.syntax import Action, PlanStep
from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.grounding.conditions import Simplifier
from nesy.provers.planning.grounding.derived import Derivations
from nesy.provers.planning.grounding.draft import Draft, Literals, Numbers
from nesy.provers.planning.grounding.effects import Effects, effective
from nesy.provers.planning.grounding.matches import Matches, grouped
from nesy.provers.planning.grounding.numbering import numbered
from nesy.provers.planning.grounding.reachable import reachable
from nesy.provers.planning.grounding.relations import Row
from nesy.provers.planning.grounding.rule import Rule

GOAL_REACHED = ("GOAL",)
"""The fact that stands for a goal with alternatives; no name of a file has capitals."""
GOAL_FACT = f"({GOAL_REACHED[0]})"
"""Its text."""
_REFUSED = frozenset(
    {":durative-actions", ":constraints", ":preferences", ":timed-initial-literals", ":processes", ":events"}
    | {":numeric-fluents"}
)
_LOOK_EVERY = 500


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
        PlanningError: if a derived predicate depends on its own negation.
    """
    refused = sorted(task.features & _REFUSED)
    if refused:
        names = ", ".join(refused)
        raise Unsupported(
            f"the built-in planner does not support {names}", hint="name an engine of unified-planning that does"
        )
    return _Grounder(task, Budget(seconds=seconds, memory_mib=memory_mib)).run()


class _Grounder:
    def __init__(self, task: Task, budget: Budget) -> None:
        self.task, self.budget, self.uses_costs = task, budget, task.uses_costs
        self.found = reachable(task, budget)
        self.numbers = Numbers(self.found.atoms)
        self.simplify = Simplifier(task, frozenset(self.found.atoms).__contains__, budget.check)

    def run(self) -> Grounded:
        drafts = [draft for action, rules in self.found.actions for draft in self._drafts(action, rules)]
        derivations = Derivations(self.task, self.found, self.numbers, self.simplify)
        goals = Simplifier(self.task, lambda _: True, self.budget.check).alternatives(self.task.problem.goal, {})
        alternatives = self.numbers.literals(goals)
        goal: Literals
        if len(alternatives) == 1:
            (goal,) = alternatives
        else:
            reached = self.numbers.literal(GOAL_REACHED, True)
            goal = frozenset([reached])
            drafts += [Draft(None, g, ((frozenset(), (reached,)),), Fraction(0)) for g in alternatives]
        ground_task, kept, scale = numbered(self.task, drafts, goal, self.numbers, derivations)
        return Grounded(ground_task, tuple(draft.step for draft in kept), scale)

    def _drafts(self, action: Action, rules: tuple[Rule, ...]) -> Iterator[Draft]:
        effects = Effects(action, self.numbers, self.simplify)
        one = Fraction(1)
        for number, (terms, preconditions) in enumerate(self._instances(action, rules)):
            if number % _LOOK_EVERY == 0:
                self.budget.check()
            changes, cost = effects.of(terms)
            if not changes:
                continue
            step = PlanStep(action.name, terms)
            for precondition in preconditions:
                due = effective(changes, precondition)
                yield Draft(step, precondition, due, cost if self.uses_costs else one)

    def _instances(self, action: Action, rules: tuple[Rule, ...]) -> Iterator[tuple[Row, tuple[Literals, ...]]]:
        """The action's objects with the alternatives of its condition."""
        able = [rule for rule in rules if rule.satisfiable]
        matches = [Matches(rule, action.parameters, self.numbers, self.simplify) for rule in able]
        if len(able) == 1 and not able[0].existential:
            return ((terms, alternatives) for _, terms, alternatives in matches[0])
        return grouped(matches, self.budget.check)
