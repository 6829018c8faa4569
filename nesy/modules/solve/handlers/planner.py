"""The handlers of planning: ``plan`` finds a validated plan, ``validate`` judges one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nesy.engine.plan_result import PlanResult
from nesy.engine.planning import plan as find_plan
from nesy.engine.planning import validate as validate_plan
from nesy.errors import CallFailed
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.read import read_domain, read_plan, read_problem
from nesy.languages.pddl.task import Task
from nesy.modules.solve.function import Result, Setting, handler
from nesy.modules.types import Json
from nesy.proofs.planning.validate import PlanStatus


def _task(domain: Json, problem: Json) -> Task:
    """The task of two texts; a text is never taken for a file's path."""
    return checked_task(read_domain(str(domain)), read_problem(str(problem)))


def _plan(arguments: Sequence[Json], setting: Setting) -> Result:
    found: PlanResult = find_plan(_task(*arguments), seconds=setting.seconds)
    if found.plan is None:
        error = CallFailed("; ".join([f"there is no plan, {found.status.value}: {found.reason}", *found.notes]))
        error.evidence = found
        raise error
    return Result([str(step) for step in found.plan.steps], found)


def _validate(arguments: Sequence[Json], _: Setting) -> Result:
    domain, problem, steps = arguments
    given: Any = steps
    found = validate_plan(_task(domain, problem), read_plan("\n".join(map(str, given))))
    if found.status not in (PlanStatus.VALID, PlanStatus.INVALID):
        raise CallFailed(f"the plan cannot be judged: {found}")
    return Result(found.status is PlanStatus.VALID, found)


PLAN = handler(
    "plan(domain: str, problem: str) -> list[str]",
    "A validated plan for a PDDL domain and problem, given as texts: its actions, such as (grasp cup).",
)(_plan)
VALIDATE = handler(
    "validate(domain: str, problem: str, steps: list[str]) -> bool",
    "Whether actions, in order, are a valid plan for a PDDL domain and problem.",
)(_validate)
