"""The bounds that forward chaining keeps while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter

from nesy.provers.base import Limits
from nesy.verdict import Status

STRIDE = 5_000
"""Candidates between two looks at the clock; some milliseconds."""
LITERALS_PER_MEGABYTE = 1_000
"""A derived literal took 0.3 to 0.4 kB with its provenance and index entries; its text takes the rest."""


class LimitError(Exception):
    """A bound that was reached: the status that it means and its words. The engine turns it into a verdict."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(slots=True)
class Budget:
    """Wall-clock seconds and derived literals that are left for one question."""

    limits: Limits
    started: float = field(default_factory=perf_counter)
    left: int = STRIDE
    """Candidates until the next look; callers subtract and call :meth:`look` below zero."""

    @property
    def seconds(self) -> float:
        """Wall-clock seconds since the start."""
        return perf_counter() - self.started

    def look(self, literals: int = 0) -> None:
        """Checks both bounds, given the number of literals derived so far.

        Raises:
            LimitError: if one of them is reached.
        """
        self.left = STRIDE
        if self.seconds > self.limits.seconds:
            raise LimitError(Status.TIMEOUT, f"wall limit of {self.limits.seconds:g} s")
        if literals > self.limits.megabytes * LITERALS_PER_MEGABYTE:
            raise LimitError(
                Status.MEMORY_OUT, f"memory limit of {self.limits.megabytes} MB: {literals:,} literals derived"
            )
