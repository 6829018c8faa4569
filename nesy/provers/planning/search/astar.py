"""A*, plain and weighted."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.masks import MaskedTask
from nesy.provers.planning.search.found import Found
from nesy.provers.planning.search.tree import SearchTree


def a_star(
    masked: MaskedTask,
    estimate: Callable[[int], int | None],
    budget: Budget,
    *,
    weight: int = 1,
    admissible: bool = True,
    below: int | None = None,
) -> Found:
    """Expand states in the order of cost so far plus weighted estimate; among equals, the one closer to the goal.

    With an admissible estimate and weight 1, the plan is optimal. If no plan is found, there is none that costs less
    than ``below``.

    Args:
        masked: the task.
        estimate: the cost from a state to the goal; None if the goal is out of reach.
        budget: time and memory.
        weight: how much the estimate counts.
        admissible: whether the estimate never exceeds the true cost, so that it may prune.
        below: look only for plans that cost less than this.

    Raises:
        LimitReached: if the budget is used up first.
    """
    tree, goal, costs = SearchTree(masked.initial), masked.goal, masked.costs
    estimates: dict[int, int | None] = {}
    frontier: list[tuple[int, int, int, int]] = []

    def file(number: int, cost: int) -> None:
        ahead = estimates[number]
        if ahead is not None and (below is None or cost + (ahead if admissible else 0) < below):
            heappush(frontier, (cost + weight * ahead, ahead, cost, number))

    estimates[0] = estimate(masked.initial)
    file(0, 0)
    while frontier:
        _, _, cost, number = heappop(frontier)
        if cost > tree.cost[number]:
            continue
        state = tree.state[number]
        if state & goal == goal:
            return Found(tree.path(number), False)
        budget.expanded += 1
        for operator in masked.applicable(state):
            budget.check()
            after, way = masked.successor(state, operator), cost + costs[operator]
            known = tree.number.get(after)
            if known is None:
                known = tree.add(after, parent=number, operator=operator, cost=way)
                estimates[known] = estimate(after)
            elif way < tree.cost[known]:
                tree.reopen(known, parent=number, operator=operator, cost=way)
            else:
                continue
            file(known, way)
    return Found(None, True)
