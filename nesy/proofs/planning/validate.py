"""Validates plans step by step, whoever made them, with the causal links that hold them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from nesy.errors import CheckFailed
from nesy.languages.pddl.printer import formula_text, number_text
from nesy.languages.pddl.syntax import Atom, Formula, Not, PlanStep
from nesy.languages.pddl.task import TOTAL_COST, Task
from nesy.proofs.planning.execute import Changes, Instance, apply, instantiate
from nesy.proofs.planning.state import GroundAtom, Literal, Semantics, State

INITIAL = 0
"""The number that stands for the initial state where steps are numbered from 1."""
_BEYOND = frozenset(
    {":durative-actions", ":constraints", ":preferences", ":timed-initial-literals", ":processes", ":events"}
)


class PlanStatus(StrEnum):
    """What the validator says."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    """The task has a feature that the validator does not know, which is named."""


@dataclass(frozen=True, slots=True)
class Support:
    """A causal link: which step made a literal true that is needed."""

    atom: GroundAtom
    value: bool
    step: int
    """The step that made it so, from 1; 0 for the initial state."""

    def __str__(self) -> str:
        text = f"({' '.join(self.atom)})"
        by = "the initial state" if self.step == INITIAL else f"step {self.step}"
        return f"{text if self.value else f'(not {text})'} by {by}"


@dataclass(frozen=True, slots=True)
class TraceStep:
    """A step of a plan that was carried out."""

    number: int
    step: PlanStep
    supports: tuple[Support, ...]
    changes: Changes

    @property
    def added(self) -> tuple[str, ...]:
        """What became true."""
        return tuple(f"({' '.join(a)})" for a in self.changes.added)

    @property
    def deleted(self) -> tuple[str, ...]:
        """What became false."""
        return tuple(f"({' '.join(a)})" for a in self.changes.deleted)


@dataclass(frozen=True, slots=True)
class PlanFault:
    """Why a plan is not valid."""

    step: int
    """The step, from 1; one more than the plan has for a goal that is not reached."""
    message: str
    unmet: tuple[str, ...] = ()
    """The conditions that do not hold."""
    deleted_by: int | None = None
    """The step after which the first unmet atom no longer held; None if it never held."""


@dataclass(frozen=True)
class Validation:
    """What became of a plan."""

    status: PlanStatus
    trace: tuple[TraceStep, ...]
    """The steps that could be carried out."""
    goal_support: tuple[Support, ...] = ()
    cost: float = 0.0
    """The total cost; the number of steps where the task has none."""
    fault: PlanFault | None = None
    reason: str = ""
    """For an unknown status, the feature that the validator does not know."""

    def __bool__(self) -> bool:
        return self.status is PlanStatus.VALID

    @cached_property
    def _text(self) -> str:
        if self.status is PlanStatus.VALID:
            return f"valid: {len(self.trace)} steps, cost {number_text(self.cost)}"
        if self.status is PlanStatus.UNKNOWN:
            return f"unknown: {self.reason}"
        return f"invalid: {self.fault.message if self.fault else ''}"

    def __str__(self) -> str:
        return self._text

    def to_json(self) -> dict[str, Any]:
        """The validation as JSON data."""
        fault = self.fault
        return {
            "status": self.status.value,
            "cost": self.cost,
            "reason": self.reason,
            "trace": [
                {
                    "number": t.number,
                    "action": str(t.step),
                    "supports": [_support_json(s) for s in t.supports],
                    "added": list(t.added),
                    "deleted": list(t.deleted),
                }
                for t in self.trace
            ],
            "goal_support": [_support_json(s) for s in self.goal_support],
            "fault": None
            if fault is None
            else {
                "step": fault.step,
                "message": fault.message,
                "unmet": list(fault.unmet),
                "deleted_by": fault.deleted_by,
            },
        }


def validate(task: Task, plan: Sequence[PlanStep]) -> Validation:
    """Carry a plan out and say whether it reaches the goal.

    Args:
        task: the task.
        plan: its steps.

    >>> from nesy.languages.pddl.check import checked_task
    >>> from nesy.languages.pddl.read import read_domain, read_plan, read_problem
    >>> domain = "(define (domain d) (:predicates (p) (q)) (:action a :precondition (p) :effect (and (q) (not (p)))))"
    >>> problem = "(define (problem x) (:domain d) (:init (p)) (:goal (q)))"
    >>> task = checked_task(read_domain(domain), read_problem(problem))
    >>> print(validate(task, read_plan("(a)")))
    valid: 1 steps, cost 1
    >>> print(validate(task, read_plan("(a) (a)")).fault.message)
    step 2, (a): (p) does not hold; step 1, (a), made it false
    """
    beyond = sorted(task.features & _BEYOND)
    if beyond:
        return Validation(PlanStatus.UNKNOWN, (), reason=f"{', '.join(beyond)} cannot be validated")
    return _Run(task).run(plan)


class Validator:
    """Validates many plans of one domain's tasks quickly: actions with objects are worked out once."""

    def __init__(self, task: Task) -> None:
        self._run = _Run(task)

    def validate(self, plan: Sequence[PlanStep]) -> Validation:
        """Carry a plan out; see :func:`validate`."""
        return self._run.run(plan)


class _Run:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.semantics = Semantics(task)
        self.instances: dict[PlanStep, Instance | str] = {}

    def run(self, plan: Sequence[PlanStep]) -> Validation:
        state = self.semantics.initial()
        changed: dict[GroundAtom, int] = {}
        trace: list[TraceStep] = []
        for number, step in enumerate(plan, 1):
            instance = self.instances.get(step)
            if instance is None:
                instance = self.instances[step] = instantiate(self.task, self.semantics, step)
            if isinstance(instance, str):
                return self._invalid(trace, PlanFault(number, f"step {number}, {step}: {instance}"))
            try:
                fault = self._missing(instance, state, changed, plan, number)
                if fault is not None:
                    return self._invalid(trace, fault)
                supports = self._supports(instance, state, changed)
                changes = apply(instance, state, self.semantics)
            except CheckFailed as err:
                return self._invalid(trace, PlanFault(number, f"step {number}, {step}: {err.message}"))
            for atom in changes.added:
                changed[atom] = number
            for atom in changes.deleted:
                changed[atom] = number
            trace.append(TraceStep(number, step, supports, changes))
        return self._finished(trace, state, changed, plan)

    def _missing(
        self, instance: Instance, state: State, changed: dict[GroundAtom, int], plan: Sequence[PlanStep], number: int
    ) -> PlanFault | None:
        if instance.needs is not None:
            atoms = state.atoms
            if all((atom in atoms) is value for atom, value in instance.needs):
                return None
        faults = list(self.semantics.faults(instance.action.precondition, instance.binding, state))
        if not faults:
            return None
        return _fault(faults, changed, plan, number, f"step {number}, {plan[number - 1]}")

    def _supports(self, instance: Instance, state: State, changed: dict[GroundAtom, int]) -> tuple[Support, ...]:
        needs = instance.needs
        if needs is None:
            found = self.semantics.supports(instance.action.precondition, instance.binding, state)
            needs = tuple(dict.fromkeys(found))
        return tuple([Support(atom, value, changed.get(atom, INITIAL)) for atom, value in needs])

    def _finished(
        self, trace: list[TraceStep], state: State, changed: dict[GroundAtom, int], plan: Sequence[PlanStep]
    ) -> Validation:
        goal = self.task.problem.goal
        faults = list(self.semantics.faults(goal, {}, state))
        if faults:
            return self._invalid(trace, _fault(faults, changed, plan, len(plan) + 1, "the goal is not reached"))
        literals: dict[Literal, None] = dict.fromkeys(self.semantics.supports(goal, {}, state))
        support = tuple(Support(atom, value, changed.get(atom, INITIAL)) for atom, value in literals)
        cost = state.values.get((TOTAL_COST,), 0.0) if self.task.uses_costs else float(len(trace))
        return Validation(PlanStatus.VALID, tuple(trace), support, cost)

    def _invalid(self, trace: list[TraceStep], fault: PlanFault) -> Validation:
        return Validation(PlanStatus.INVALID, tuple(trace), fault=fault)


def _fault(
    faults: Sequence[Formula], changed: dict[GroundAtom, int], plan: Sequence[PlanStep], number: int, where: str
) -> PlanFault:
    texts = tuple(map(formula_text, faults))
    first = faults[0]
    atom = first.operand if isinstance(first, Not) else first
    by = changed.get((atom.predicate, *atom.arguments)) if isinstance(atom, Atom) else None
    told = "never did" if by is None else f"step {by}, {plan[by - 1]}, made it false"
    if isinstance(first, Not):
        told = "it holds from the start" if by is None else f"step {by}, {plan[by - 1]}, made it true"
        message = f"{where}: {texts[0]} does not hold; {told}"
    elif isinstance(atom, Atom):
        message = f"{where}: {texts[0]} does not hold" + ("; it never did" if by is None else f"; {told}")
    else:
        message = f"{where}: {texts[0]} does not hold"
    return PlanFault(number, message, texts, by)


def _support_json(support: Support) -> dict[str, Any]:
    return {"atom": f"({' '.join(support.atom)})", "value": support.value, "step": support.step}
