"""Says why a task has no plan: goals that nothing gives, goals that exclude each other, or an exhausted search."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget, LimitReached
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.grounding.lacking import Giver, givers
from nesy.provers.planning.heuristics.unreachable import exclusive_goals, unreachable_facts

_SECONDS = 5.0
_MOST = 12
"""Lines of an explanation."""


def why_no_plan(task: Task, grounded: GroundTask) -> tuple[str, ...]:
    """The reasons, a line each; a search that exhausted the state space has said so already.

    Args:
        task: the task.
        grounded: the same, grounded, whose search found that there is no plan.
    """
    budget = Budget(seconds=_SECONDS, memory_mib=1024)
    try:
        return tuple(islice(_lines(task, grounded, budget), _MOST))
    except LimitReached:
        return ()


def _lines(task: Task, grounded: GroundTask, budget: Budget) -> Iterator[str]:
    missing = unreachable_facts(grounded)
    for fact in missing:
        name = grounded.facts[fact.fact]
        if fact.fact not in grounded.goal:
            continue
        yield f"{name} never holds, even if nothing is ever deleted"
        yield from _could_give(task, name, budget)
    if not missing:
        for one, two in exclusive_goals(grounded, budget):
            if one == two:
                yield f"{grounded.facts[one]} never holds in a state that can be reached"
            else:
                yield f"{grounded.facts[one]} and {grounded.facts[two]} never hold together"


def _could_give(task: Task, name: str, budget: Budget) -> Iterator[str]:
    if name.startswith("(not "):
        return
    atom = tuple(name.strip("()").split())
    found = givers(task, atom, budget)
    if not found:
        yield f"  no action gives {name}"
    for giver in found:
        yield f"  {giver.action} would give it, {_lacks(giver)}"


def _lacks(giver: Giver) -> str:
    if not giver.lacks:
        return "but its condition never holds with these objects"
    return f"and lacks {', '.join(giver.lacks)}"
