"""Greedy best-first search with deferred evaluation, h_FF, landmarks and preferred operators.

The set-up of LAMA's first iteration (Richter & Westphal, The LAMA planner, 2010).
"""

from __future__ import annotations

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.heuristics.ff import FF, Estimate
from nesy.provers.planning.heuristics.landmarks import LandmarkCount
from nesy.provers.planning.masks import MaskedTask
from nesy.provers.planning.search.found import Found
from nesy.provers.planning.search.open_lists import Alternation
from nesy.provers.planning.search.tree import SearchTree


class GreedySearch:
    """One run of greedy best-first search.

    Args:
        masked: the task.
        ff: h_FF with unit costs.
        landmarks: the landmark count, or None to go by h_FF alone.
        budget: time and memory.
    """

    __slots__ = ("_best", "_budget", "_ff", "_landmarks", "_masked", "_n", "_open", "_reached", "_tree")

    def __init__(self, masked: MaskedTask, ff: FF, landmarks: LandmarkCount | None, budget: Budget) -> None:
        self._masked, self._ff, self._landmarks, self._budget = masked, ff, landmarks, budget
        self._tree = SearchTree(masked.initial)
        n_heuristics = 1 if landmarks is None else 2
        self._open = Alternation(n_heuristics, n_heuristics)
        self._n = max(1, len(masked.costs))
        self._best = [1 << 60] * n_heuristics
        self._reached = [masked.initial]

    def run(self) -> Found:
        """Search until a plan is found or no state is left.

        Raises:
            LimitReached: if the budget is used up first.
        """
        masked, tree = self._masked, self._tree
        number = 0
        while True:
            self._budget.check()
            if tree.state[number] & masked.goal == masked.goal:
                return Found(tree.path(number), False)
            estimate = self._ff.estimate(tree.state[number])
            if estimate.cost is not None:
                self._budget.expanded += 1
                self._expand(number, estimate)
            following = self._next()
            if following is None:
                return Found(None, True)
            number = following

    def _expand(self, number: int, estimate: Estimate) -> None:
        keys = self._keys(number, estimate)
        if any(key < best for key, best in zip(keys, self._best, strict=True)):
            self._best = [min(pair) for pair in zip(keys, self._best, strict=True)]
            self._open.favour()
        offset = number * self._n
        for operators, queues in (
            (estimate.applicable, self._open.queues[: len(keys)]),
            (estimate.preferred, self._open.queues[len(keys) :]),
        ):
            for queue, key in zip(queues, keys, strict=True):
                for operator in operators:
                    queue.push(key, offset + operator)

    def _keys(self, number: int, estimate: Estimate) -> list[int]:
        assert estimate.cost is not None  # noqa: S101 - only states with an estimate are expanded
        if self._landmarks is None:
            return [estimate.cost]
        return [estimate.cost, self._landmarks.left(reached=self._reached[number], state=self._tree.state[number])]

    def _next(self) -> int | None:
        """The number of the next new state, or None if there is none."""
        tree, masked = self._tree, self._masked
        while (entry := self._open.pop()) is not None:
            parent, operator = divmod(entry, self._n)
            state = masked.successor(tree.state[parent], operator)
            if state not in tree.number:
                self._reached.append(self._reached[parent] | state)
                return tree.add(
                    state, parent=parent, operator=operator, cost=tree.cost[parent] + masked.costs[operator]
                )
        return None
