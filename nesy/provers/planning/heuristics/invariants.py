"""Invariants: groups of facts of which exactly one holds in every reachable state, and what goals imply by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.ground_task import GroundOperator, GroundTask
from nesy.provers.planning.mask import facts_of, mask_of

_MOST_STEPS = 2_000


def exactly_one_groups(task: GroundTask, together: Sequence[int], budget: Budget) -> tuple[int, ...]:
    """Groups of facts, as masks, of which exactly one holds in every reachable state.

    A group grows from a fact of the initial state: whenever an operator may delete its member, one of the operator's
    added facts that excludes all members must belong to it as well.

    Args:
        task: the grounded task.
        together: which facts may hold together, from :func:`~nesy.provers.planning.heuristics.mutex.compatible_facts`.
        budget: time and memory.

    Raises:
        LimitReached: if the budget is used up first.

    >>> from nesy.provers.planning.ground_task import ConditionalEffect
    >>> from nesy.provers.planning.heuristics.mutex import compatible_facts
    >>> move = GroundOperator("(move a b)", (0,), (ConditionalEffect((), (1,), (0,)),), 1)
    >>> task = GroundTask(("(at a)", "(at b)"), frozenset({0}), (1,), (move,), uses_costs=False)
    >>> budget = Budget(seconds=1, memory_mib=100)
    >>> exactly_one_groups(task, compatible_facts(task, budget), budget)
    (3,)
    """
    deleters: dict[int, list[tuple[int, int]]] = {}
    for operator in task.operators:
        for condition, adds, deletes in _changes(operator):
            for fact in facts_of(deletes & ~adds):
                if all(together[fact] >> needed & 1 for needed in facts_of(condition)):
                    deleters.setdefault(fact, []).append((condition, adds))
    initial, groups = mask_of(task.initial), []
    for fact in sorted(task.initial - task.derived):
        budget.check()
        found = _grow(1 << fact, deleters, together, [_MOST_STEPS])
        groups += [group for group in found if (group & initial).bit_count() == 1]
    return tuple(dict.fromkeys(groups))


def _changes(operator: GroundOperator) -> list[tuple[int, int, int]]:
    """For the unconditional effects and for each conditional one: when it takes place, what is added, what deleted."""
    plain = [e for e in operator.effects if not e.condition]
    needs, adds = mask_of(operator.precondition), mask_of(f for e in plain for f in e.add)
    changes = [(needs, adds, mask_of(f for e in plain for f in e.delete))]
    changes += [
        (needs | mask_of(e.condition), adds | mask_of(e.add), mask_of(e.delete))
        for e in operator.effects
        if e.condition
    ]
    return changes


def _grow(
    group: int, deleters: dict[int, list[tuple[int, int]]], together: Sequence[int], steps: list[int]
) -> Iterator[int]:
    """The group with all facts that it needs to be left only for one of its own, in all ways within the steps."""
    steps[0] -= 1
    leaving = next(
        (adds for fact in facts_of(group) for _, adds in deleters.get(fact, ()) if not adds & group),
        None,
    )
    if leaving is None:
        yield group
        return
    for fact in facts_of(leaving):
        if steps[0] > 0 and not together[fact] & group:
            yield from _grow(group | 1 << fact, deleters, together, steps)


def implied_facts(
    task: GroundTask, facts: Iterable[int], groups: Sequence[int], together: Sequence[int]
) -> frozenset[int]:
    """The given facts and those that hold in every reachable state in which they hold, as far as can be shown.

    A fact is implied if all others of its group are excluded: each is mutually exclusive with a known fact, or could
    come to hold beside the known facts only after a state that is impossible.

    Args:
        task: the grounded task.
        facts: what is known to hold.
        groups: from :func:`exactly_one_groups`.
        together: from :func:`~nesy.provers.planning.heuristics.mutex.compatible_facts`.
    """
    changes = [change for operator in task.operators for change in _last_steps(operator)]
    known, initial, derived = mask_of(facts), mask_of(task.initial), mask_of(task.derived)
    changed = True
    while changed:
        changed = False
        for group in groups:
            if group & known:
                continue
            left = [
                fact
                for fact in facts_of(group)
                if not _excluded(known & ~derived | 1 << fact, initial, changes, together)
            ]
            if len(left) == 1:
                known |= 1 << left[0]
                changed = True
    return frozenset(facts_of(known))


def _last_steps(operator: GroundOperator) -> list[tuple[int, int, int]]:
    """As :func:`_changes`, with all that the operator may add along with each change."""
    perhaps = mask_of(fact for effect in operator.effects for fact in effect.add)
    return [(condition, perhaps, deletes) for condition, _, deletes in _changes(operator)]


def _excluded(facts: int, initial: int, changes: list[tuple[int, int, int]], together: Sequence[int]) -> bool:
    """Whether no reachable state has all the facts: two exclude each other, or each last step to them is impossible."""
    if not _compatible(facts, together):
        return True
    if facts & initial == facts:
        return False
    return not any(
        adds & facts and not deletes & ~adds & facts and _compatible(needs | facts & ~adds, together)
        for needs, adds, deletes in changes
    )


def _compatible(facts: int, together: Sequence[int]) -> bool:
    return all(together[fact] & facts == facts for fact in facts_of(facts))
