"""What a planner that is not ours returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ForeignPlan:
    """The outcome of an external planner; its plan is a claim that nesy has yet to validate.

    Args:
        planner: which planner was asked.
        status: ``solved``, ``unsolvable`` (the planner's claim) or ``limit``.
        steps: the plan as it was written, one ``(action argument ...)`` each; empty unless solved.
        optimal: whether the planner claims that no plan is cheaper.
        reason: how it ended, in one clause.
        output: what the planner printed.
    """

    planner: str
    status: Literal["solved", "unsolvable", "limit"]
    steps: tuple[str, ...]
    optimal: bool
    reason: str
    output: str


def plan_steps(text: str) -> tuple[str, ...]:
    """The steps in a plan file: its lines without comments, in lower case.

    >>> plan_steps("(Pick-Up a)\\n(wait )\\n; cost = 2 (unit cost)\\n")
    ('(pick-up a)', '(wait)')
    """
    lines = (" ".join(line.partition(";")[0].lower().split()) for line in text.splitlines())
    return tuple(line.replace(" )", ")") for line in lines if line)
