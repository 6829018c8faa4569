"""Why a goal is out of reach: what nothing gives, and what always excludes what."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.heuristics.mutex import compatible_facts
from nesy.provers.planning.heuristics.relaxed import reachable, relax


@dataclass(frozen=True, slots=True)
class Achiever:
    """An operator that would make an unreachable fact true, and the facts of its condition that are out of reach.

    Axioms stand for the number after the last operator's.
    """

    operator: int
    lacks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnreachableFact:
    """A fact that never becomes true, even if nothing is ever deleted.

    Args:
        fact: its number.
        achievers: the operators that would give it; empty if there are none.
    """

    fact: int
    achievers: tuple[Achiever, ...]


def unreachable_facts(task: GroundTask) -> tuple[UnreachableFact, ...]:
    """The goal facts that are out of reach in the relaxation, then those that their achievers lack, and so on.

    Returns:
        Nothing if the relaxation reaches the goal; goal facts first, breadth first.

    >>> from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator
    >>> eat = GroundOperator("(eat)", (0,), (ConditionalEffect((), (1,), ()),), 1)
    >>> unreachable_facts(GroundTask(("(have cake)", "(fed)"), frozenset(), (1,), (eat,), uses_costs=False))
    (UnreachableFact(fact=1, achievers=(Achiever(operator=0, lacks=(0,)),)), UnreachableFact(fact=0, achievers=()))
    """
    relaxed = relax(task)
    reached = reachable(relaxed, task.initial)
    givers: dict[int, list[int]] = {}
    for index, adds in enumerate(relaxed.adds):
        for fact in adds:
            givers.setdefault(fact, []).append(index)
    agenda = deque(fact for fact in task.goal if fact not in reached)
    seen, found = set(agenda), []
    while agenda:
        fact = agenda.popleft()
        achievers = tuple(
            Achiever(relaxed.owner[index], tuple(f for f in relaxed.needs[index] if f not in reached))
            for index in givers.get(fact, ())
        )
        found.append(UnreachableFact(fact, achievers))
        for lacking in (f for a in achievers for f in a.lacks if f not in seen):
            seen.add(lacking)
            agenda.append(lacking)
    return tuple(found)


def exclusive_goals(task: GroundTask, budget: Budget) -> tuple[tuple[int, int], ...]:
    """Pairs of goal facts that no reachable state has together; a fact paired with itself never holds.

    Raises:
        LimitReached: if the budget is used up first.

    >>> from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator
    >>> move = GroundOperator("(move a b)", (0,), (ConditionalEffect((), (1,), (0,)),), 1)
    >>> task = GroundTask(("(at a)", "(at b)"), frozenset({0}), (0, 1), (move,), uses_costs=False)
    >>> exclusive_goals(task, Budget(seconds=1, memory_mib=100))
    ((0, 1),)
    """
    together = compatible_facts(task, budget)
    goal = tuple(dict.fromkeys(task.goal))
    return tuple((a, b) for i, a in enumerate(goal) for b in goal[i:] if not together[a] >> b & 1)
