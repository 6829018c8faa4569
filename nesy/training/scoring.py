"""Scoring: the execution accuracy of a model on held-out examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nesy.provers.base import Limits
from nesy.training.judgement import Judgement, Tally
from nesy.training.pair import Pair
from nesy.training.task import Task


@dataclass(frozen=True, slots=True)
class Judged:
    """One held-out example with what was written for it."""

    pair: Pair
    written: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Score:
    """An evaluation."""

    judged: tuple[Judged, ...]

    @property
    def tally(self) -> Tally:
        """How many programs were judged in which way."""
        return Tally.of(j.judgement for j in self.judged)


def score(pairs: Sequence[Pair], written: Sequence[str], task: Task, seconds: float) -> Score:
    """The programs judged one by one, each within ``seconds``."""
    limits = Limits(seconds)
    return Score(
        tuple(
            Judged(pair, program, task.judge(pair.program, program, limits))
            for pair, program in zip(pairs, written, strict=True)
        )
    )
