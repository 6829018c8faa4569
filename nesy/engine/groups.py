"""Groups programs that mean the same: logical equivalence, not equal text."""

from __future__ import annotations

from collections.abc import Sequence

from nesy.engine.execute import Run
from nesy.languages.fol.signature import signature
from nesy.languages.fol.theory import Theory
from nesy.provers.base import Limits
from nesy.provers.equivalence import equivalent

LIMITS = Limits(seconds=1.0)
"""Bounds on one comparison; what is not settled within them counts as different."""


def group_runs(runs: Sequence[Run], limits: Limits = LIMITS) -> tuple[int, ...]:
    """The number of each run's group, from 1 in the order of their first members; 0 for what was not executed.

    Two programs are equivalent if they have the same names, each one's premises entail the other's, and
    under them the conclusions are equivalent.
    """
    leaders: list[Theory] = []
    numbers: list[int] = []
    for run in runs:
        number = 0 if run.theory is None else _leader(run.theory, leaders, limits)
        if number is None:
            assert run.theory is not None  # noqa: S101 - only an executed run has no leader yet
            leaders.append(run.theory)
            number = len(leaders)
        numbers.append(number)
    return tuple(numbers)


def _leader(theory: Theory, leaders: Sequence[Theory], limits: Limits) -> int | None:
    return next((n for n, leader in enumerate(leaders, 1) if _same(theory, leader, limits)), None)


def _same(left: Theory, right: Theory, limits: Limits) -> bool:
    if str(left) == str(right):
        return True
    return signature(left).symbols == signature(right).symbols and equivalent(left, right, limits) is True
