"""h²: pairs of facts that can hold together, over-approximated.

Haslum & Geffner, Admissible heuristics for optimal planning, 2000.
"""

from __future__ import annotations

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.ground_task import GroundOperator, GroundTask
from nesy.provers.planning.mask import facts_of, mask_of


def compatible_facts(task: GroundTask, budget: Budget) -> list[int]:
    """For each fact, the mask of the facts that may hold together with it in a reachable state.

    A fact that is missing from its own mask never holds; two facts that are missing from each other's masks are
    mutually exclusive. Derived facts are taken to go with all others; their masks have every bit.

    Raises:
        LimitReached: if the budget is used up first.

    >>> from nesy.provers.planning.ground_task import ConditionalEffect
    >>> move = GroundOperator("(move a b)", (0,), (ConditionalEffect((), (1,), (0,)),), 1)
    >>> task = GroundTask(("(at a)", "(at b)"), frozenset({0}), (1,), (move,), uses_costs=False)
    >>> [bin(mask) for mask in compatible_facts(task, Budget(seconds=1, memory_mib=100))]
    ['0b1', '0b10']
    """
    rows = [row for operator in task.operators for row in _rows(operator)]
    initial, n_facts = mask_of(task.initial), len(task.facts)
    derived = mask_of(task.derived)
    together = [
        -1 if derived >> fact & 1 else initial | derived if initial >> fact & 1 else derived for fact in range(n_facts)
    ]
    changed = True
    while changed:
        changed = False
        for needs, need_mask, adds, add_mask, kept in rows:
            budget.check()
            beside = -1
            for fact in needs:
                beside &= together[fact]
            if beside & need_mask != need_mask:
                continue
            for fact in adds:
                new = (_all_reached(together, beside, n_facts) & kept | add_mask) & ~together[fact]
                if new:
                    changed = True
                    together[fact] |= new
                    for other in facts_of(new):
                        together[other] |= 1 << fact
    return together


def _all_reached(together: list[int], beside: int, n_facts: int) -> int:
    """``beside`` itself, or for an operator without precondition all facts that can hold."""
    return beside if beside >= 0 else mask_of(fact for fact in range(n_facts) if together[fact] >> fact & 1)


def _rows(operator: GroundOperator) -> list[tuple[tuple[int, ...], int, tuple[int, ...], int, int]]:
    """For each condition: what is needed, what is added, what else may be added with it and what may survive."""
    plain = [e for e in operator.effects if not e.condition]
    conditional = [e for e in operator.effects if e.condition]
    adds = tuple({f for e in plain for f in e.add})
    deletes = {f for e in plain for f in e.delete}
    perhaps = mask_of((*adds, *(f for e in conditional for f in e.add)))
    rows = [(operator.precondition, adds, perhaps if conditional else mask_of(adds), deletes)]
    rows += [(operator.precondition + e.condition, e.add, perhaps, deletes.union(e.delete)) for e in conditional]
    return [(needs, mask_of(needs), made, beside, ~mask_of(gone)) for needs, made, beside, gone in rows if made]
