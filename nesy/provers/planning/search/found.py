"""What one search algorithm returns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """The end of one search.

    Args:
        plan: the operators, or None.
        exhausted: whether all states that could matter have been seen, so that no plan means that there is none.
    """

    plan: tuple[int, ...] | None
    exhausted: bool
