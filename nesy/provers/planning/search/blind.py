"""Uniform-cost search without a heuristic: optimal, and quickest on tiny tasks."""

from __future__ import annotations

from heapq import heappop, heappush

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.masks import MaskedTask
from nesy.provers.planning.search.found import Found
from nesy.provers.planning.search.tree import SearchTree


def blind_search(masked: MaskedTask, budget: Budget, *, max_expanded: int | None = None) -> Found:
    """Expand states in the order of their cost.

    Args:
        masked: the task.
        budget: time and memory.
        max_expanded: give up after so many states.

    Raises:
        LimitReached: if the budget is used up first.

    >>> from nesy.provers.planning.ground_task import GroundTask
    >>> blind_search(MaskedTask(GroundTask(("a",), frozenset(), (0,), (), False)), Budget(seconds=1, memory_mib=100))
    Found(plan=None, exhausted=True)
    """
    tree, goal, costs = SearchTree(masked.initial), masked.goal, masked.costs
    frontier = [(0, 0)]
    while frontier:
        cost, number = heappop(frontier)
        if cost > tree.cost[number]:
            continue
        state = tree.state[number]
        if state & goal == goal:
            return Found(tree.path(number), False)
        if budget.expanded == max_expanded:
            return Found(None, False)
        budget.check()
        budget.expanded += 1
        for operator in masked.applicable(state):
            after, way = masked.successor(state, operator), cost + costs[operator]
            known = tree.number.get(after)
            if known is None:
                heappush(frontier, (way, tree.add(after, parent=number, operator=operator, cost=way)))
            elif way < tree.cost[known]:
                tree.reopen(known, parent=number, operator=operator, cost=way)
                heappush(frontier, (way, known))
    return Found(None, True)
