"""How a written planning problem compares with the one that was meant: parseable, solvable, equivalent."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.errors import NesyError
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.read import read_problem
from nesy.languages.pddl.syntax import Domain
from nesy.languages.pddl.task import Task
from nesy.provers.planning.grounding.ground import GOAL_REACHED, Grounded, ground
from nesy.provers.planning.search import solve
from nesy.translate.planning.equivalence import complete_goal, equivalent, shape_of


@dataclass(frozen=True, slots=True)
class ProblemComparison:
    """What is known of a written problem.

    Args:
        parseable: whether it can be read and fits the domain.
        solvable: whether it has a plan; None if that was not found out.
        equivalent: whether it is the problem that was meant, up to names; None if that was not found out, as for goals
            with alternatives.
        reason: what stands in the way of the first of these that does not hold.
    """

    parseable: bool
    solvable: bool | None
    equivalent: bool | None
    reason: str = ""


def compare_problems(domain: Domain, written: str, meant: Task, *, seconds: float = 10.0) -> ProblemComparison:
    """Compare a problem's text with the task that was meant, in the manner of Planetarium (Zuo et al., 2024).

    Args:
        domain: the domain of both.
        written: the problem in PDDL.
        meant: the task that was meant.
        seconds: wall-clock limit of each step.

    Raises:
        MissingDependency: if networkx is not installed.
    """
    try:
        task = checked_task(domain, read_problem(written))
    except NesyError as err:
        return ProblemComparison(False, False, False, err.message)
    try:
        first = ground(task, seconds=seconds)
        same = _same(task, first, meant, ground(meant, seconds=seconds), seconds)
    except (TimeoutError, NotImplementedError) as err:
        return ProblemComparison(True, None, None, str(err))
    found = solve(first.task, seconds=seconds)
    solvable = {"solved": True, "unsolvable": False, "limit": None}[found.status]
    return ProblemComparison(True, solvable, same, "" if solvable else found.reason)


def same_task(first: Task, second: Task, *, seconds: float = 10.0) -> bool | None:
    """Whether two tasks of one domain are the same up to names; None if that was not found out.

    Args:
        first: a task.
        second: another task.
        seconds: wall-clock limit of each step.

    Raises:
        MissingDependency: if networkx is not installed.
    """
    try:
        return _same(first, ground(first, seconds=seconds), second, ground(second, seconds=seconds), seconds)
    except (TimeoutError, NotImplementedError):
        return None


def _same(task: Task, first: Grounded, meant: Task, second: Grounded, seconds: float) -> bool | None:
    goals = [complete_goal(grounded.task, seconds=seconds) for grounded in (first, second)]
    if any(GOAL_REACHED in goal for goal in goals):
        return None
    constants = frozenset(typed.name for typed in task.domain.constants)
    return equivalent(shape_of(task, goals[0]), shape_of(meant, goals[1]), constants=constants)
