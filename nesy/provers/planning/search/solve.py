"""Solves a grounded task: quick exits, then the search that fits what is asked."""

from __future__ import annotations

from nesy.provers.planning.budget import Budget, LimitReached
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.heuristics.ff import FF
from nesy.provers.planning.heuristics.landmarks import LandmarkCount, find_landmarks
from nesy.provers.planning.heuristics.lmcut import LMCut
from nesy.provers.planning.heuristics.relaxed import RelaxedTask, reachable, relax
from nesy.provers.planning.masks import MaskedTask
from nesy.provers.planning.search.astar import a_star
from nesy.provers.planning.search.blind import blind_search
from nesy.provers.planning.search.found import Found
from nesy.provers.planning.search.greedy import GreedySearch
from nesy.provers.planning.search.improve import improve
from nesy.provers.planning.search.result import SearchResult
from nesy.provers.planning.search.shorten import shorten

_TINY = 500


def solve(
    task: GroundTask, *, seconds: float, memory_mib: int = 2048, optimal: bool = False, anytime: bool = False
) -> SearchResult:
    """Look for a plan.

    Args:
        task: the grounded task.
        seconds: wall-clock limit.
        memory_mib: memory that the search may add to the process.
        optimal: return only a plan that is proved cheapest.
        anytime: after the first plan, look for cheaper ones until the limit.

    Returns:
        A plan, a proof that there is none, or the limit that fired.

    >>> from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator
    >>> move = GroundOperator("(move a b)", (0,), (ConditionalEffect((), (1,), (0,)),), 1)
    >>> task = GroundTask(("(at a)", "(at b)"), frozenset({0}), (1,), (move,), uses_costs=False)
    >>> solve(task, seconds=1)
    SearchResult(status='solved', operators=(0,), cost=1, optimal=True, expanded=1, reason='uniform-cost search')
    """
    budget = Budget(seconds=seconds, memory_mib=memory_mib)
    try:
        budget.check()
        relaxed = relax(task)
        if missing := set(task.goal) - reachable(relaxed, task.initial):
            return _out_of_reach(task, missing)
        masked = MaskedTask(task)
        tiny = blind_search(masked, budget, max_expanded=_TINY)
        if tiny.plan is not None or tiny.exhausted:
            return _result(masked, tiny, budget, "uniform-cost search", optimal=True)
        if optimal:
            bound = LMCut(relaxed, task.goal, masked.costs, budget)
            found = a_star(masked, bound.estimate, budget)
            return _result(masked, found, budget, "A* with LM-cut", optimal=True)
        first = _satisfice(masked, relaxed, budget)
        return improve(masked, relaxed, first, budget) if anytime and first.status == "solved" else first
    except LimitReached as limit:
        return _stopped(budget, f"{limit.message} was reached")
    except MemoryError:
        return _stopped(budget, "the process has no memory left")


def _satisfice(masked: MaskedTask, relaxed: RelaxedTask, budget: Budget) -> SearchResult:
    task = masked.task
    ff = FF(relaxed, task.goal, [1] * len(task.operators))
    landmarks = find_landmarks(task, relaxed, budget)
    count = None if landmarks is None else LandmarkCount(landmarks, masked.goal)
    found = GreedySearch(masked, ff, count, budget).run()
    return _result(masked, found, budget, "greedy best-first search with h_FF and landmarks", optimal=False)


def _result(masked: MaskedTask, found: Found, budget: Budget, how: str, *, optimal: bool) -> SearchResult:
    if found.plan is None:
        return SearchResult("unsolvable", (), 0, False, budget.expanded, f"{how} exhausted the state space")
    plan = found.plan if optimal else shorten(masked, found.plan)
    return SearchResult("solved", plan, masked.cost_of(plan), optimal, budget.expanded, how)


def _out_of_reach(task: GroundTask, missing: set[int]) -> SearchResult:
    names = ", ".join(sorted(task.facts[fact] for fact in missing)).replace("(GOAL)", "the goal")
    reason = f"{names} cannot be reached even if nothing is ever deleted"
    return SearchResult("unsolvable", (), 0, False, 0, reason)


def _stopped(budget: Budget, reason: str) -> SearchResult:
    return SearchResult("limit", (), 0, False, budget.expanded, reason)
