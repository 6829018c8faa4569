"""Says why a task has no plan: goals that nothing gives, goals that exclude each other, or an exhausted search."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget, LimitReached
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.grounding.lacking import Giver, givers
from nesy.provers.planning.heuristics.unreachable import exclusive_goals, unreachable_facts

_SECONDS = 5.0
_MOST = 20
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
    missing = [f.fact for f in unreachable_facts(grounded) if f.fact in grounded.goal]
    if missing:
        yield from _out_of_reach(task, [grounded.facts[fact] for fact in missing], budget)
        return
    for one, two in exclusive_goals(grounded, budget):
        if one == two:
            yield f"{grounded.facts[one]} never holds in a state that can be reached"
        else:
            yield f"{grounded.facts[one]} and {grounded.facts[two]} never hold together"


def _out_of_reach(task: Task, goals: list[str], budget: Budget) -> Iterator[str]:
    """The actions that could give each goal, then those that could give what these lack, and so on."""
    waiting, seen = deque(goals), set(goals)
    while waiting:
        name = waiting.popleft()
        yield f"{name} never holds, even if nothing is ever deleted"
        if name.startswith("(not "):
            continue
        found = givers(task, tuple(name.strip("()").split()), budget)
        if not found:
            yield f"  no action gives {name}"
        for giver in found:
            yield f"  {giver.action} would give it, {_lacks(giver)}"
            following = [lack for lack in giver.lacks if "?" not in lack and lack not in seen]
            seen.update(following)
            waiting.extend(following)


def _lacks(giver: Giver) -> str:
    if not giver.lacks:
        return "but its condition never holds with these objects"
    return f"and lacks {', '.join(giver.lacks)}"
