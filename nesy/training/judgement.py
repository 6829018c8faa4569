"""Judgement: what became of one program that a model wrote, against the one that the data set holds to be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Judgement(Enum):
    """Only ``RIGHT`` counts towards the execution accuracy."""

    RIGHT = "right"
    """It does what the gold program does."""
    WRONG = "wrong"
    UNDECIDED = "undecided"
    """That was not found out within the limits."""
    UNREADABLE = "unreadable"
    """It is no program."""
    NO_GOLD = "no gold"
    """The gold program cannot be read, so nothing can be right."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many programs were judged in which way.

    >>> tally = Tally.of([Judgement.RIGHT, Judgement.WRONG, Judgement.RIGHT, Judgement.UNDECIDED])
    >>> tally.total, tally.accuracy
    (4, 0.5)
    """

    counts: tuple[tuple[str, int], ...]
    """Every judgement's name with its number, in the order of :class:`Judgement`."""

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Tally:
        """The tally of some judgements."""
        counted = Counter(judgements)
        return cls(tuple((j.value, counted[j]) for j in Judgement))

    @property
    def total(self) -> int:
        """All programs; none is left out."""
        return sum(count for _, count in self.counts)

    @property
    def accuracy(self) -> float:
        """The share of programs that are right; 0 if there are none."""
        return dict(self.counts)[Judgement.RIGHT.value] / max(1, self.total)

    def __str__(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in self.counts if count)
