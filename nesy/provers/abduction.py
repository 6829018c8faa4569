"""Finds literals that would decide an undecided conclusion. Runs in Z3's worker.

A literal decides the conclusion if the premises with the negated conclusion refute it, and may be assumed
if the premises do not. A model of the premises with the negated conclusion rules out, at once, every
literal that holds in it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Check = Callable[[Sequence[int], str], str]
"""``sat``, ``unsat`` or ``unknown`` of the premises with some candidates, by index, and a goal."""


@dataclass(slots=True)
class Abduction:
    """A search among candidate literals.

    Args:
        count: the number of candidates.
        check: asks the solver.
        holding: the candidates that hold in the solver's last model.
        out_of_time: whether the search has to end.
    """

    count: int
    check: Check
    holding: Callable[[], int]
    out_of_time: Callable[[], bool]
    complete: bool = True
    """Whether every candidate was settled."""
    _models: list[int] = field(default_factory=list)

    def smallest(self, against: str, wanted: str, most: int) -> list[tuple[int, ...]]:
        """Up to ``most`` sets of one candidate, or else of two, that refute one goal and allow the other.

        Args:
            against: the goal that must become impossible.
            wanted: the goal that must stay possible.
            most: how many sets are looked for.
        """
        self._models = []
        if self.check((), against) == "sat":
            self._models.append(self.holding())
        found: list[tuple[int, ...]] = []
        for size in (1, 2):
            for some in self._candidates(size):
                if self.out_of_time():
                    self.complete = False
                    return found
                if self._refuted(some, against) and self._allowed(some, wanted):
                    found.append(some)
                    if len(found) == most:
                        return found
            if found:
                return found
        return found

    def _candidates(self, size: int) -> Iterator[tuple[int, ...]]:
        for some in itertools.combinations(range(self.count), size):
            bits = sum(1 << i for i in some)
            if not any(model & bits == bits for model in self._models):
                yield some

    def _refuted(self, some: tuple[int, ...], goal: str) -> bool:
        answer = self.check(some, goal)
        if answer == "sat":
            self._models.append(self.holding())
        self.complete &= answer != "unknown"
        return answer == "unsat"

    def _allowed(self, some: tuple[int, ...], goal: str) -> bool:
        answer = self.check(some, goal)
        self.complete &= answer != "unknown"
        return answer == "sat"


def bits(values: Sequence[Any]) -> int:
    """The set of the positions of true values, as an integer.

    >>> bits([True, False, True])
    5
    """
    return sum(1 << position for position, value in enumerate(values) if value)
