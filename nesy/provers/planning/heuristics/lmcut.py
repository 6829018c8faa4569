"""LM-cut: a lower bound from disjunctive operator landmarks of the delete relaxation.

Helmert & Domshlak, Landmarks, critical paths and abstractions, 2009. The effects of one operator share its cost, which
keeps the bound admissible for conditional effects (Röger, Pommerening & Helmert, 2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.heuristics.relaxed import RelaxedTask
from nesy.provers.planning.mask import facts_of

_NEVER = 1 << 60


class LMCut:
    """The LM-cut heuristic for one task.

    Args:
        relaxed: the task without deletes.
        goal: the facts to reach.
        costs: the cost of each operator.
        budget: checked between cuts, since one evaluation of a large task is long.

    >>> from nesy.provers.planning.heuristics.relaxed import relax
    >>> from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator, GroundTask
    >>> step = lambda i: GroundOperator(f"(step {i})", (i,), (ConditionalEffect((), (i + 1,), (i,)),), 2)
    >>> task = GroundTask(tuple("abcd"), frozenset({0}), (3,), (step(0), step(1), step(2)), uses_costs=True)
    >>> LMCut(relax(task), task.goal, [2, 2, 2], Budget(seconds=1, memory_mib=100)).estimate(0b0001)
    6
    """

    __slots__ = (
        "_adds",
        "_budget",
        "_cost",
        "_costs",
        "_finish",
        "_left",
        "_needed_by",
        "_needs",
        "_owner",
        "_supporter",
    )

    def __init__(self, relaxed: RelaxedTask, goal: tuple[int, ...], costs: Sequence[int], budget: Budget) -> None:
        start, self._finish = len(relaxed.needed_by), len(relaxed.needed_by) + 1
        useful = [index for index, adds in enumerate(relaxed.adds) if adds]
        self._needs = [relaxed.needs[index] or (start,) for index in useful] + [goal or (start,)]
        self._adds = [relaxed.adds[index] for index in useful] + [(self._finish,)]
        self._owner = [relaxed.owner[index] for index in useful] + [len(costs)]
        self._costs = [*costs, 0]
        self._budget = budget
        self._needed_by: list[list[int]] = [[] for _ in range(self._finish + 1)]
        for index, needs in enumerate(self._needs):
            for fact in needs:
                self._needed_by[fact].append(index)
        self._left: list[int] = []
        self._cost: list[int] = []
        self._supporter: list[int] = []

    def estimate(self, state: int) -> int | None:
        """A lower bound of the cost from a state to the goal; None if the goal is out of reach."""
        start = [*facts_of(state), self._finish - 1]
        self._left = self._costs.copy()
        self._h_max(start)
        if self._cost[self._finish] == _NEVER:
            return None
        bound = 0
        while self._cost[self._finish]:
            self._budget.check()
            cut = self._cut(start, self._goal_zone())
            owners = {self._owner[index] for index in cut}
            price = min(self._left[owner] for owner in owners)
            bound += price
            for owner in owners:
                self._left[owner] -= price
            self._cheapen(owners)
        return bound

    def _h_max(self, start: list[int]) -> None:
        """Cost of each fact by its dearest precondition, and that precondition for each relaxed operator."""
        cost, left = [_NEVER] * (self._finish + 1), self._left
        supporter, missing = [-1] * len(self._needs), [len(needs) for needs in self._needs]
        for fact in start:
            cost[fact] = 0
        queue = [(0, fact) for fact in start]
        while queue:
            distance, settled = heappop(queue)
            if cost[settled] < distance:
                continue
            for index in self._needed_by[settled]:
                missing[index] -= 1
                if missing[index]:
                    continue
                supporter[index] = settled
                price = distance + left[self._owner[index]]
                for fact in self._adds[index]:
                    if cost[fact] > price:
                        cost[fact] = price
                        heappush(queue, (price, fact))
        self._cost, self._supporter = cost, supporter

    def _cheapen(self, owners: set[int]) -> None:
        """Bring the costs up to date after some operators have become cheaper."""
        cost, supporter, left, owner = self._cost, self._supporter, self._left, self._owner
        queue: list[tuple[int, int]] = []
        for index, by in enumerate(supporter):
            if by >= 0 and owner[index] in owners:
                self._lower(index, cost[by] + left[owner[index]], queue)
        while queue:
            distance, settled = heappop(queue)
            if cost[settled] < distance:
                continue
            for index in self._needed_by[settled]:
                if supporter[index] == settled:
                    supporter[index] = dearest = max(self._needs[index], key=cost.__getitem__)
                    self._lower(index, cost[dearest] + left[owner[index]], queue)

    def _lower(self, index: int, price: int, queue: list[tuple[int, int]]) -> None:
        cost = self._cost
        for fact in self._adds[index]:
            if cost[fact] > price:
                cost[fact] = price
                heappush(queue, (price, fact))

    def _goal_zone(self) -> set[int]:
        """The facts from which operators that cost nothing lead to the goal, each through its dearest precondition."""
        free_ways: dict[int, list[int]] = {}
        for index, by in enumerate(self._supporter):
            if by >= 0 and not self._left[self._owner[index]]:
                for fact in self._adds[index]:
                    free_ways.setdefault(fact, []).append(by)
        zone, agenda = {self._finish}, [self._finish]
        while agenda:
            for fact in free_ways.get(agenda.pop(), ()):
                if fact not in zone:
                    zone.add(fact)
                    agenda.append(fact)
        return zone

    def _cut(self, start: list[int], zone: set[int]) -> list[int]:
        """The relaxed operators that lead from outside the goal zone into it."""
        reached, agenda, cut = set(start), [*start], []
        while agenda:
            fact = agenda.pop()
            for index in self._needed_by[fact]:
                if self._supporter[index] != fact:
                    continue
                if not zone.isdisjoint(self._adds[index]):
                    cut.append(index)
                    continue
                new = [added for added in self._adds[index] if added not in reached]
                reached.update(new)
                agenda.extend(new)
        return cut
