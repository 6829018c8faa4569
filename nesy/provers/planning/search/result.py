"""What a search found out about a task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The outcome of a search.

    Args:
        status: ``solved``, ``unsolvable`` (proved, never guessed) or ``limit``.
        operators: the plan, by operator number; empty unless solved.
        cost: the sum of the operators' costs.
        optimal: whether no plan is cheaper (proved).
        expanded: states whose successors were generated.
        reason: how the outcome was reached, in one clause.
    """

    status: Literal["solved", "unsolvable", "limit"]
    operators: tuple[int, ...]
    cost: int
    optimal: bool
    expanded: int
    reason: str
