"""Drops operators that a plan does not need."""

from __future__ import annotations

from nesy.provers.planning.masks import MaskedTask


def shorten(masked: MaskedTask, plan: tuple[int, ...]) -> tuple[int, ...]:
    """Remove each operator that the plan works without, together with those that then cannot be applied.

    Greedy action elimination (Nakhost & Müller, Action elimination and plan neighborhood graph search, 2010).

    Args:
        masked: the task.
        plan: a valid plan.

    Returns:
        A valid plan, which is a subsequence of the given one.
    """
    position = 0
    while position < len(plan):
        shorter = _without(masked, plan, position)
        if shorter is None:
            position += 1
        else:
            plan = shorter
    return plan


def _without(masked: MaskedTask, plan: tuple[int, ...], dropped: int) -> tuple[int, ...] | None:
    state, kept = masked.initial, []
    for position, operator in enumerate(plan):
        needs = masked.needs[operator]
        if position != dropped and state & needs == needs:
            state = masked.successor(state, operator)
            kept.append(operator)
    return tuple(kept) if state & masked.goal == masked.goal else None
