"""Sets of facts as integers: bit ``i`` of a state says whether fact ``i`` holds."""

from __future__ import annotations

from collections.abc import Iterable


def mask_of(facts: Iterable[int]) -> int:
    """The set of facts as an integer.

    >>> mask_of((0, 3))
    9
    """
    mask = 0
    for fact in facts:
        mask |= 1 << fact
    return mask


def facts_of(mask: int) -> list[int]:
    """The facts in a mask, in ascending order.

    >>> facts_of(9)
    [0, 3]
    """
    facts = []
    while mask:
        lowest = mask & -mask
        facts.append(lowest.bit_length() - 1)
        mask ^= lowest
    return facts
