"""h_FF: the cost of one plan of the delete relaxation, whose first steps are preferred.

Hoffmann & Nebel, The FF planning system, 2001; best supporters by h_add as in Keyder & Geffner, 2008.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from nesy.provers.planning.heuristics.relaxed import RelaxedTask
from nesy.provers.planning.mask import facts_of

_NEVER = 1 << 60


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the relaxation says about a state.

    Args:
        cost: the cost of the relaxed plan, or None if even the relaxation has none (then there is no plan).
        applicable: the operators that are applicable; complete unless ``cost`` is None.
        preferred: those among them that the relaxed plan uses.
    """

    cost: int | None
    applicable: tuple[int, ...] = ()
    preferred: tuple[int, ...] = ()


class FF:
    """The heuristic h_FF for one task.

    Args:
        relaxed: the task without deletes.
        goal: the facts to reach.
        costs: the price of each operator, not negative.

    >>> from nesy.provers.planning.heuristics.relaxed import relax
    >>> from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator, GroundTask
    >>> step = lambda i: GroundOperator(f"(step {i})", (i,), (ConditionalEffect((), (i + 1,), (i,)),), 1)
    >>> task = GroundTask(tuple("abcd"), frozenset({0}), (3,), (step(0), step(1), step(2)), uses_costs=False)
    >>> FF(relax(task), task.goal, [1, 1, 1]).estimate(0b0001)
    Estimate(cost=3, applicable=(0,), preferred=(0,))
    """

    __slots__ = ("_base", "_goal", "_missing", "_nobody", "_price", "_relaxed", "_unreached")

    def __init__(self, relaxed: RelaxedTask, goal: tuple[int, ...], costs: Sequence[int]) -> None:
        n_facts = len(relaxed.needed_by)
        self._relaxed, self._goal, self._price = relaxed, goal, [*costs, 0]
        self._base = [self._price[owner] for owner in relaxed.owner]
        self._missing = [len(needs) for needs in relaxed.needs]
        self._unreached, self._nobody = [_NEVER] * n_facts, [-1] * n_facts

    def estimate(self, state: int) -> Estimate:
        """Evaluate a state."""
        supporter, applicable = self._explore(state)
        if any(supporter[fact] == -1 for fact in self._goal):
            return Estimate(None)
        plan = self._relaxed_plan(supporter)
        return Estimate(
            sum(self._price[number] for number in plan), tuple(applicable), tuple(plan.intersection(applicable))
        )

    def _explore(self, state: int) -> tuple[list[int], list[int]]:
        """Best supporters by h_add (-2 for facts of the state, -1 for facts not reached) and applicable operators.

        Facts are settled in the order of their cost, as in Dijkstra's algorithm, bucket by bucket.
        """
        needed_by, adds = self._relaxed.needed_by, self._relaxed.adds
        missing, total = self._missing.copy(), self._base.copy()
        cost, supporter = self._unreached.copy(), self._nobody.copy()
        start = facts_of(state)
        for fact in start:
            cost[fact], supporter[fact] = 0, -2
        applicable = [*self._relaxed.free]
        for fact in start:
            for index in needed_by[fact]:
                missing[index] -= 1
                if not missing[index]:
                    applicable.append(index)
        buckets: dict[int, list[int]] = {}
        order: list[int] = []
        done = applicable
        unmet = {fact for fact in self._goal if cost[fact]}
        while True:
            for index in done:
                price = total[index]
                for fact in adds[index]:
                    if cost[fact] > price:
                        cost[fact], supporter[fact] = price, index
                        if price in buckets:
                            buckets[price].append(fact)
                        else:
                            buckets[price] = [fact]
                            heappush(order, price)
            if not order or not unmet:
                break
            distance = heappop(order)
            done = []
            for fact in buckets.pop(distance):
                if cost[fact] != distance:
                    continue
                unmet.discard(fact)
                for index in needed_by[fact]:
                    total[index] += distance
                    missing[index] -= 1
                    if not missing[index]:
                        done.append(index)
        n_operators = self._relaxed.n_operators
        return supporter, [index for index in applicable if index < n_operators]

    def _relaxed_plan(self, supporter: list[int]) -> set[int]:
        needs, owner = self._relaxed.needs, self._relaxed.owner
        agenda, seen, plan = [*self._goal], set(self._goal), set()
        while agenda:
            index = supporter[agenda.pop()]
            if index >= 0:
                plan.add(owner[index])
                for fact in needs[index]:
                    if fact not in seen:
                        seen.add(fact)
                        agenda.append(fact)
        return plan
