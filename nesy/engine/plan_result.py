"""What planning found: a validated plan, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nesy import registry
from nesy.languages.pddl.printer import number_text, plan_text
from nesy.languages.pddl.syntax import PlanStep
from nesy.languages.pddl.task import Task
from nesy.proofs.planning.validate import Support, TraceStep, Validation


class PlanningStatus(StrEnum):
    """How planning ended."""

    SOLVED = "solved"
    UNSOLVABLE = "unsolvable"
    """Proved: there is no plan."""
    LIMIT = "limit"
    """The limit of time or memory was reached."""
    MISSING = "missing"
    """The instruction needs a thing that is not in the scene."""
    AMBIGUOUS = "ambiguous"
    """The instruction leaves open which thing is meant."""
    UNREAD = "unread"
    """The instruction could not be read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that nesy has validated, whoever found it."""

    steps: tuple[PlanStep, ...]
    validation: Validation

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """Each step with what supports it and what it changes."""
        return self.validation.trace

    @property
    def goal_support(self) -> tuple[Support, ...]:
        """Which step makes each part of the goal true."""
        return self.validation.goal_support

    @property
    def cost(self) -> float:
        """The total cost; the number of steps where the task has none."""
        return self.validation.cost

    def __str__(self) -> str:
        return plan_text(self.steps).rstrip("\n")


@dataclass(frozen=True, slots=True)
class PlanResult:
    """The outcome of planning."""

    status: PlanningStatus
    plan: Plan | None
    """The plan; None unless solved."""
    planner: str
    """Who was asked: ``nesy``, ``fast-downward``, or an engine of unified-planning."""
    choice: str
    """Why this planner, in one clause."""
    reason: str
    """How the outcome was reached, in one clause."""
    optimal: bool
    """Whether the planner proved that no plan is cheaper."""
    seconds: float
    """Wall-clock seconds, reading and grounding included."""
    task: Task | None
    """The task; None if an instruction gave none."""
    notes: tuple[str, ...] = ()
    """Why there is no plan, line by line; or what was assumed about an instruction."""
    attempts: tuple[Any, ...] = ()
    """What a language model wrote, with the faults that were found."""

    def explain(self) -> str:
        """The plan with its causal links, or why there is none."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.plan is None:
            yield f"{self.status.value}: {self.reason}"
            yield from self.notes
            return
        best = ", optimal" if self.optimal else ""
        size = f"{len(self.plan.steps)} steps, cost {number_text(self.plan.cost)}{best}"
        yield f"{size}, found by {self.planner}, validated"
        yield from self.notes
        for step in self.plan.trace:
            yield f"{step.number:>3}. {step.step}"
            yield from (f"       needs {support}" for support in step.supports)
            yield from (f"       gives {atom}" for atom in step.added)
            yield from (f"       ends  {atom}" for atom in step.deleted)
        yield from (f"goal: {support}" for support in self.plan.goal_support)

    def __str__(self) -> str:
        return str(self.plan) if self.plan is not None else f"{self.status.value}: {self.reason}"

    def _repr_html_(self) -> str:
        page: str = registry.load("nesy.views", "plan-page")(self)
        return page

    def to_json(self) -> dict[str, Any]:
        """The result as JSON data."""
        return {
            "format": 1,
            "language": "pddl",
            "status": self.status.value,
            "plan": None if self.plan is None else [str(s) for s in self.plan.steps],
            "validation": None if self.plan is None else self.plan.validation.to_json(),
            "planner": self.planner,
            "choice": self.choice,
            "reason": self.reason,
            "optimal": self.optimal,
            "seconds": self.seconds,
            "task": None if self.task is None else self.task.to_json(),
            "notes": list(self.notes),
            "attempts": [attempt.to_json() for attempt in self.attempts],
        }
