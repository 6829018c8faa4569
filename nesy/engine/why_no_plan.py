"""Says why a task has no plan: goals that nothing gives, goals that exclude each other, or an exhausted search."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from nesy.engine.why_goal import why_goal
from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget, LimitReached
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.grounding.ground import GOAL_FACT
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
    found = list(why_goal(task, budget)) if missing or GOAL_FACT in grounded.facts else []
    yield from (reason for reason in found if isinstance(reason, str))
    facts = [str(reason) for reason in found if not isinstance(reason, str)]
    if not found:
        facts = [name for fact in missing if (name := grounded.facts[fact]) != GOAL_FACT]
    yield from _out_of_reach(task, facts, budget)
    if found or missing:
        return
    for one, two in exclusive_goals(grounded, budget):
        if one == two and grounded.facts[one] == GOAL_FACT:
            yield "what each alternative of the goal asks for never holds together"
        elif one == two:
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
