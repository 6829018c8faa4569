"""Planning: a task in PDDL, or an instruction over a scene, to a validated plan."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nesy.engine.plan_result import Plan, PlanningStatus, PlanResult
from nesy.engine.why_no_plan import why_no_plan
from nesy.errors import CheckFailed, FileMissing, InputUnreadable, NesyError, NotAProblem
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.printer import domain_text, problem_text
from nesy.languages.pddl.read import read_domain, read_plan, read_problem
from nesy.languages.pddl.syntax import Domain, PlanStep
from nesy.languages.pddl.task import Task
from nesy.proofs.planning.validate import PlanStatus, Validation
from nesy.proofs.planning.validate import validate as validate_plan
from nesy.provers.planning.budget import LimitReached
from nesy.provers.planning.choice import FAST_DOWNWARD, OWN, Choice, choose_planner
from nesy.provers.planning.fast_downward import fast_downward_driver, run_fast_downward
from nesy.provers.planning.grounding.ground import ground
from nesy.provers.planning.search import solve
from nesy.provers.planning.unified import run_unified
from nesy.translate.planning.writer import USUAL, Sampling

if TYPE_CHECKING:
    from nesy.engine.instruction import Instruction
    from nesy.models.base import LanguageModel
    from nesy.translate.planning.scene import Scene

AUTO = "auto"
PLANNERS = (AUTO, OWN, FAST_DOWNWARD)
"""The planners by name; any other name is an engine of unified-planning."""


def pddl(*, domain: str | Path, problem: str | Path) -> Task:
    """A planning task, read and checked.

    Args:
        domain: a file's path, or the text itself.
        problem: a file's path, or the text itself.

    Raises:
        FileMissing, InputUnreadable: if a file cannot be read.
        ParseError: where a text is no PDDL.
        PlanningError: if names, types or arities do not fit.

    >>> task = pddl(
    ...     domain="(define (domain d) (:predicates (p) (q)) (:action a :precondition (p) :effect (q)))",
    ...     problem="(define (problem x) (:domain d) (:init (p)) (:goal (q)))")
    >>> print(plan(task, seconds=5).plan)
    (a)
    """
    return checked_task(_named(read_domain, domain), _named(read_problem, problem))


def plan(
    task: Task | str,
    *,
    seconds: float = 10.0,
    planner: str = AUTO,
    memory_mib: int = 2048,
    optimal: bool = False,
    anytime: bool = False,
    scene: str | Path | Scene | None = None,
    domain: str | Path | Domain | None = None,
    model: LanguageModel | None = None,
    samples: int = 1,
    sampling: Sampling = USUAL,
) -> PlanResult:
    """Find a plan and validate it.

    Args:
        task: a task of :func:`pddl`; or an instruction in plain words, with ``domain`` and ``scene`` or ``model``.
        seconds: wall-clock limit.
        planner: ``auto``, ``nesy``, ``fast-downward``, or an engine of unified-planning.
        memory_mib: memory limit.
        optimal: return only a plan that is proved cheapest.
        anytime: look for cheaper plans until the limit.
        scene: for an instruction, the things that are there, as YAML or JSON.
        domain: for an instruction, the domain.
        model: for an instruction, writes the goal, or the whole problem where no scene is given; without it, plain
            instructions over a scene are read by rules.
        samples: how often the model writes; the task that most samples say, up to names, counts.
        sampling: how the model is asked.

    Raises:
        NotAProblem: if an instruction comes without a domain, or with neither a scene nor a model.
        Unsupported: if the planner does not know a feature of the task, which is named.
        MissingDependency: if the planner is not installed.
        CheckFailed: if an external planner's plan is not valid; it is never returned.
    """
    began = time.perf_counter()
    if isinstance(task, str):
        read = _read(task, scene, domain, model, samples, sampling)
        if read.task is None:
            return _unread(read, model, began)
        found = _solved(read.task, began, seconds, planner, memory_mib, optimal, anytime)
        return replace(found, notes=(*read.notes, *found.notes), attempts=read.attempts)
    return _solved(task, began, seconds, planner, memory_mib, optimal, anytime)


def validate(task: Task, plan: str | Path | Sequence[PlanStep]) -> Validation:
    """Whether a plan is valid: else the step, the unmet condition and who made it false.

    Args:
        task: the task.
        plan: its text, a file's path, or its steps.

    Raises:
        ParseError: if the text is no plan.
    """
    if isinstance(plan, Path):
        plan = _text(plan)
    return validate_plan(task, read_plan(plan) if isinstance(plan, str) else plan)


def _solved(
    task: Task, began: float, seconds: float, planner: str, memory_mib: int, optimal: bool, anytime: bool
) -> PlanResult:
    left = max(0.0, seconds - (time.perf_counter() - began))
    chosen = _chosen(task, planner, optimal)
    if chosen.planner != OWN:
        return _foreign(task, chosen, began, left, memory_mib, optimal, anytime)
    try:
        grounded = ground(task, seconds=left, memory_mib=memory_mib)
        if planner == AUTO:
            chosen = _sized(task, len(grounded.task.operators), chosen, optimal)
            if chosen.planner != OWN:
                left = max(0.0, seconds - (time.perf_counter() - began))
                return _foreign(task, chosen, began, left, memory_mib, optimal, anytime)
        left = max(0.0, seconds - (time.perf_counter() - began))
        found = solve(grounded.task, seconds=left, memory_mib=memory_mib, optimal=optimal, anytime=anytime)
    except LimitReached as limit:
        return _result(task, PlanningStatus.LIMIT, None, chosen, f"{limit.message} was reached", False, began)
    status = PlanningStatus(found.status)
    if status is not PlanningStatus.SOLVED:
        notes = why_no_plan(task, grounded.task) if status is PlanningStatus.UNSOLVABLE else ()
        return _result(task, status, None, chosen, found.reason, False, began, notes)
    steps = grounded.plan(found.operators)
    return _result(task, status, _checked(task, steps, OWN), chosen, found.reason, found.optimal, began)


def _chosen(task: Task, planner: str, optimal: bool) -> Choice:
    if planner == AUTO:
        installed = fast_downward_driver() is not None
        return choose_planner(task.features, 0, optimal=optimal, fast_downward=installed)
    return Choice(planner, "it was asked for")


def _sized(task: Task, operators: int, chosen: Choice, optimal: bool) -> Choice:
    installed = fast_downward_driver() is not None
    return choose_planner(task.features, operators, optimal=optimal, fast_downward=installed) if installed else chosen


def _foreign(
    task: Task, chosen: Choice, began: float, left: float, memory_mib: int, optimal: bool, anytime: bool
) -> PlanResult:
    texts = domain_text(task.domain), problem_text(task.problem)
    if chosen.planner == FAST_DOWNWARD:
        found = run_fast_downward(*texts, seconds=left, memory_mib=memory_mib, optimal=optimal, anytime=anytime)
    else:
        found = run_unified(chosen.planner, *texts, seconds=left, memory_mib=memory_mib)
    status = PlanningStatus(found.status)
    checked = _checked(task, read_plan("\n".join(found.steps)), found.planner) if found.status == "solved" else None
    return _result(task, status, checked, chosen, found.reason, found.optimal and checked is not None, began)


def _checked(task: Task, steps: tuple[PlanStep, ...], planner: str) -> Plan:
    """The plan, validated; a task with features that the validator does not know gives none.

    Raises:
        CheckFailed: if the plan is not valid.
    """
    validation = validate_plan(task, steps)
    if validation.status is not PlanStatus.VALID:
        raise CheckFailed(f"the plan of {planner} did not survive validation: {validation}")
    return Plan(steps, validation)


def _result(
    task: Task,
    status: PlanningStatus,
    found: Plan | None,
    chosen: Choice,
    reason: str,
    optimal: bool,
    began: float,
    notes: tuple[str, ...] = (),
) -> PlanResult:
    seconds = time.perf_counter() - began
    notes = (*task.diagnostics, *notes)
    return PlanResult(status, found, chosen.planner, chosen.reason, reason, optimal, seconds, task, notes)


def _read(
    instruction: str,
    scene: str | Path | Scene | None,
    domain: str | Path | Domain | None,
    model: LanguageModel | None,
    samples: int,
    sampling: Sampling,
) -> Instruction:
    if domain is None:
        message = "an instruction is planned for in a domain"
        raise NotAProblem(message, hint="pass domain= and scene=, or read a task with nesy.pddl")
    from nesy.engine.instruction import read_instruction

    known = domain if isinstance(domain, Domain) else _named(read_domain, domain)
    return read_instruction(instruction, scene, known, model, samples, sampling)


def _unread(read: Instruction, model: LanguageModel | None, began: float) -> PlanResult:
    """The outcome of an instruction that gave no task."""
    choice = f"read by {'the built-in reader' if model is None else model.name}"
    seconds = time.perf_counter() - began
    return PlanResult(read.status, None, "", choice, read.reason, False, seconds, None, read.notes, read.attempts)


def _named(read: Any, source: str | Path) -> Any:
    """What a reader makes of a text or a file; errors name the file."""
    if isinstance(source, str) and "(" in source:
        return read(source)
    try:
        return read(_text(Path(source)))
    except NesyError as err:
        err.source_name = err.source_name or str(source)
        raise


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as err:
        raise InputUnreadable(f"{path} is not UTF-8", hint="save it as UTF-8") from err
    except (OSError, ValueError) as err:
        raise FileMissing(f"{path} cannot be read: {err}", hint="give a file's path or the text itself") from err
