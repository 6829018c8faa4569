"""Looks for cheaper plans until time is up or none can exist."""

from __future__ import annotations

from dataclasses import replace

from nesy.provers.planning.budget import Budget, LimitReached
from nesy.provers.planning.heuristics.ff import FF
from nesy.provers.planning.heuristics.relaxed import RelaxedTask
from nesy.provers.planning.masks import MaskedTask
from nesy.provers.planning.search.astar import a_star
from nesy.provers.planning.search.result import SearchResult
from nesy.provers.planning.search.shorten import shorten

_WEIGHTS = (5, 3, 2, 1)


def improve(masked: MaskedTask, relaxed: RelaxedTask, first: SearchResult, budget: Budget) -> SearchResult:
    """Run weighted A* with falling weights, each time for plans cheaper than the best so far.

    Args:
        masked: the task.
        relaxed: the task without deletes.
        first: a solved result.
        budget: time and memory; when it is used up, the best plan so far is returned.

    Returns:
        The cheapest plan found; it is optimal if the search for a cheaper one came to its end.
    """
    ff = FF(relaxed, masked.task.goal, masked.costs)
    best, weights = first, [*_WEIGHTS]
    try:
        while True:
            found = a_star(
                masked,
                lambda state: ff.estimate(state).cost,
                budget,
                weight=weights[0],
                admissible=False,
                below=best.cost,
            )
            expanded = budget.expanded
            if found.plan is None:
                reason = f"{first.reason}, then weighted A* until no cheaper plan was left"
                return replace(best, optimal=True, expanded=expanded, reason=reason)
            plan = shorten(masked, found.plan)
            reason = f"{first.reason}, then weighted A* with weight {weights[0]}"
            best = replace(best, operators=plan, cost=masked.cost_of(plan), expanded=expanded, reason=reason)
            weights = weights[1:] or weights
    except LimitReached as limit:
        return replace(best, expanded=budget.expanded, reason=f"{best.reason}, until {limit.message}")
