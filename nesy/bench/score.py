"""Scores results: accuracy over all problems with its interval, and what became of each of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nesy.bench.result import Result
from nesy.verdict import Status

_Z = 1.959963984540054
"""Quantile of the normal distribution for a two-sided interval of 95%."""
DEFINITE = (Status.THEOREM, Status.COUNTER_THEOREM)
NONE = "none"
"""Stands for the label of a problem that was not answered."""


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of a run. Every problem counts; one without an answer counts as wrong."""

    n_total: int
    n_answered: int
    """Problems that got a label."""
    n_right: int
    n_definite: int
    """Problems that were answered TRUE or FALSE."""
    n_proved: int
    """Those of them that have a proof which the kernel has checked."""
    interval: tuple[float, float]
    """Wilson's 95% interval of the accuracy."""
    confusion: Mapping[tuple[str, str], int]
    """How often a gold label met a label of ours; ``none`` where there is no answer."""
    statuses: Mapping[str, int]
    unanswered: Mapping[str, tuple[str, ...]]
    """The reasons why problems were not answered, each with the ids."""
    repairs: Mapping[str, int]
    """In how many problems each repair pass changed the program that decided."""
    defects: tuple[str, ...]
    """The ids of the problems at which nesy itself failed."""
    seconds: float
    """Sum of the problems' seconds."""
    n_guessed: int = 0
    """Problems without an answer for which a model guessed; no guess counts as an answer."""
    n_guessed_right: int = 0
    usage: Mapping[str, int] = field(default_factory=dict)
    """Tokens that a live model read and wrote."""

    @property
    def accuracy(self) -> float:
        """Right answers as a share of all problems."""
        return self.n_right / self.n_total if self.n_total else 0.0

    @property
    def accuracy_of_answered(self) -> float:
        """Right answers as a share of those that were given."""
        return self.n_right / self.n_answered if self.n_answered else 0.0

    def to_json(self) -> dict[str, Any]:
        """The score as JSON data."""
        return {
            "n_total": self.n_total,
            "n_answered": self.n_answered,
            "n_right": self.n_right,
            "n_definite": self.n_definite,
            "n_proved": self.n_proved,
            "accuracy": self.accuracy,
            "interval": list(self.interval),
            "accuracy_of_answered": self.accuracy_of_answered,
            "confusion": [{"gold": g, "label": o, "count": n} for (g, o), n in sorted(self.confusion.items())],
            "statuses": dict(self.statuses),
            "unanswered": {reason: list(ids) for reason, ids in self.unanswered.items()},
            "repairs": dict(self.repairs),
            "defects": list(self.defects),
            "seconds": round(self.seconds, 3),
            "n_guessed": self.n_guessed,
            "n_guessed_right": self.n_guessed_right,
            "usage": dict(self.usage),
        }


def score(results: Sequence[Result]) -> Score:
    """The figures of all results of a run.

    >>> from nesy.verdict import Label, Status
    >>> right = Result("1", Label.TRUE, Status.THEOREM)
    >>> silent = Result("2", Label.TRUE, Status.TIMEOUT, reasons=("wall limit of 10 s",))
    >>> s = score([right, silent])
    >>> s.n_total, s.n_answered, s.accuracy, dict(s.unanswered)
    (2, 1, 0.5, {'Timeout: wall limit of 10 s': ('2',)})
    """
    right = sum(r.right for r in results)
    return Score(
        len(results),
        sum(r.label is not None for r in results),
        right,
        sum(r.status in DEFINITE for r in results),
        sum(r.status in DEFINITE and r.proved for r in results),
        wilson(right, len(results)),
        Counter((r.gold.value, r.label.value if r.label is not None else NONE) for r in results),
        dict(Counter(r.status.value for r in results).most_common()),
        _unanswered(results),
        dict(Counter(name for r in results for name in sorted(set(r.repairs))).most_common()),
        tuple(r.id for r in results if r.defect),
        sum(r.seconds for r in results),
        sum(r.guess is not None for r in results),
        sum(r.guess is r.gold for r in results),
        _usage(results),
    )


def wilson(right: int, total: int) -> tuple[float, float]:
    """Wilson's score interval of a share, at 95% (Wilson 1927); (0, 1) for no trials.

    >>> low, high = wilson(9, 10)
    >>> round(low, 3), round(high, 3)
    (0.596, 0.982)
    """
    if total == 0:
        return 0.0, 1.0
    share, square = right / total, _Z * _Z / total
    centre = share + square / 2
    margin = _Z * math.sqrt((share * (1 - share) + square / 4) / total)
    return max(0.0, (centre - margin) / (1 + square)), min(1.0, (centre + margin) / (1 + square))


def _usage(results: Sequence[Result]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for result in results:
        total.update(result.usage)
    return dict(total)


def _unanswered(results: Sequence[Result]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for result in results:
        if result.label is None:
            groups.setdefault(why_unanswered(result), []).append(result.id)
    return {reason: tuple(ids) for reason, ids in sorted(groups.items(), key=lambda entry: -len(entry[1]))}


def why_unanswered(result: Result) -> str:
    """Status and reasons of a problem without an answer, in one line; the choice of semantics is no reason."""
    choice = f"{result.semantics}: "
    lines = [reason.splitlines()[0] for reason in result.reasons if reason and not reason.startswith(choice)]
    return f"{result.status.value}: {'; '.join(lines)[:300] or 'no reason was given'}"
