"""Landmarks: facts that hold at some time in every plan.

The landmarks are all those of the delete relaxation, found by the fixed point of Keyder, Richter & Helmert,
Sound and complete landmarks for and/or graphs, 2010. Counting them guides the search as in LAMA
(Richter & Westphal, 2010).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.heuristics.relaxed import RelaxedTask
from nesy.provers.planning.mask import facts_of, mask_of


@dataclass(frozen=True, slots=True)
class Landmarks:
    """The fact landmarks of a task, as masks.

    Args:
        facts: all landmarks.
        before: for each landmark, those that must hold at some time before it first does.
        just_before: for each, those that must hold in the very state before it first does (greedy-necessary).
    """

    facts: int
    before: dict[int, int]
    just_before: dict[int, int]

    def ordered(self) -> tuple[int, ...]:
        """The landmarks in an order that respects ``before``."""
        return tuple(sorted(self.before, key=lambda fact: (self.before[fact].bit_count(), fact)))


def find_landmarks(task: GroundTask, relaxed: RelaxedTask, budget: Budget) -> Landmarks | None:
    """Compute the landmarks of the delete relaxation.

    Returns:
        The landmarks, or None if the goal is not even reachable in the relaxation.

    Raises:
        LimitReached: if the budget is used up first.

    >>> from nesy.provers.planning.heuristics.relaxed import relax
    >>> from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator
    >>> step = lambda i: GroundOperator(f"(step {i})", (i,), (ConditionalEffect((), (i + 1,), (i,)),), 1)
    >>> task = GroundTask(tuple("abcd"), frozenset({0}), (3,), (step(0), step(1), step(2)), uses_costs=False)
    >>> found = find_landmarks(task, relax(task), Budget(seconds=1, memory_mib=100))
    >>> [task.facts[i] for i in found.ordered()]
    ['a', 'b', 'c', 'd']
    """
    needed_for = _propagate(task, relaxed, budget)
    if any(fact not in needed_for for fact in task.goal):
        return None
    facts = 0
    for fact in task.goal:
        facts |= needed_for[fact]
    initial = mask_of(task.initial)
    before = {fact: needed_for[fact] & ~(1 << fact) for fact in facts_of(facts)}
    return Landmarks(facts, before, _just_before(relaxed, needed_for, facts, initial))


def _propagate(task: GroundTask, relaxed: RelaxedTask, budget: Budget) -> dict[int, int]:
    """For each fact that is reachable, the facts that every way to it makes true, itself included."""
    needed_for = {fact: 1 << fact for fact in task.initial}
    missing = [sum(fact not in needed_for for fact in needs) for needs in relaxed.needs]
    agenda = deque(index for index, left in enumerate(missing) if not left)
    waiting = set(agenda)
    while agenda:
        budget.check()
        index = agenda.popleft()
        waiting.discard(index)
        way = 0
        for fact in relaxed.needs[index]:
            way |= needed_for[fact]
        for fact in relaxed.adds[index]:
            known = needed_for.get(fact)
            new = (way if known is None else known & way) | 1 << fact
            if new == known:
                continue
            needed_for[fact] = new
            for dependent in relaxed.needed_by[fact]:
                missing[dependent] -= known is None
                if not missing[dependent] and dependent not in waiting:
                    waiting.add(dependent)
                    agenda.append(dependent)
    return needed_for


def _just_before(relaxed: RelaxedTask, needed_for: dict[int, int], facts: int, initial: int) -> dict[int, int]:
    """What all operators need that can be the first to make a landmark true."""
    shared: dict[int, int] = {}
    for needs, adds in zip(relaxed.needs, relaxed.adds, strict=True):
        made = [fact for fact in adds if facts >> fact & 1 and not initial >> fact & 1]
        if not made or any(fact not in needed_for for fact in needs):
            continue
        way, own = 0, mask_of(needs)
        for fact in needs:
            way |= needed_for[fact]
        for fact in made:
            if not way >> fact & 1:
                shared[fact] = shared.get(fact, facts) & own
    return shared


class LandmarkCount:
    """Counts the landmarks that a path has not yet reached or will need again.

    >>> marks = Landmarks(facts=0b11, before={0: 0, 1: 0b01}, just_before={1: 0b01})
    >>> count = LandmarkCount(marks, goal=0b10)
    >>> count.left(reached=0b01, state=0b01), count.left(reached=0b01, state=0b00), count.left(reached=0b11, state=0b10)
    (1, 2, 0)
    """

    __slots__ = ("_goal", "_needed", "landmarks")

    def __init__(self, landmarks: Landmarks, goal: int) -> None:
        self.landmarks, self._goal = landmarks, goal
        self._needed: dict[int, int] = {}

    def left(self, *, reached: int, state: int) -> int:
        """The number of landmarks to reach, given those that the path has reached and the state it ends in."""
        missing = self.landmarks.facts & ~reached
        needed = self._needed.get(missing)
        if needed is None:
            needed = self._needed[missing] = self._needed_for(missing)
        return missing.bit_count() + (reached & ~state & needed).bit_count()

    def _needed_for(self, missing: int) -> int:
        needed = self._goal
        for fact in facts_of(missing):
            needed |= self.landmarks.just_before.get(fact, 0)
        return needed
