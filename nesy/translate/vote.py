"""Voting over several samples of one problem.

Samples of one model are not independent: where one fails to find a proof because a name does not
match, the others mostly fail in the same way. A definite answer shows a proof; Uncertain shows that
none was found. So each definite sample weighs the log-odds of its label's measured precision, times
its trust, while all the Uncertains together weigh their log-odds once, times their mean trust.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from nesy.errors import UnknownName
from nesy.languages.fol.signature import signature
from nesy.languages.fol.theory import Theory
from nesy.verdict import Label, Status, Verdict

METHODS = ("trust", "majority")

PRECISION: Mapping[Label, float] = MappingProxyType({Label.TRUE: 0.85, Label.FALSE: 0.99, Label.UNCERTAIN: 0.55})
"""How often a sample's label was right, over LINC's five FOLIO recordings (gpt-4 8-shot and gpt-3.5-turbo 1, 2, 4
and 8-shot; 86 problems with 10 samples each), read and repaired by this package and decided classically: TRUE 669
of 789, FALSE 379 of 382, UNCERTAIN 1,684 of 3,068. Measured on one half of the stories and applied to the other,
the votes differ in 2 problems of 430."""

BROKEN_VOCABULARY = 0.6
"""Factor for an Uncertain whose conclusion has a predicate that no premise has: the ratio of the odds that such an
Uncertain was right (207 of 464) to those of any other (1,477 of 2,604), on the same samples."""

_STATUS = MappingProxyType({status.label: status for status in Status if status.label is not None})


@dataclass(frozen=True, slots=True)
class Ballot:
    """One sample's vote.

    Raises:
        ValueError: if the label is not the one of the status, or trust is not in [0, 1].
    """

    label: Label | None
    """None where the sample decided nothing."""
    status: Status
    trust: float = 1.0
    """From the repairs and the checks of the sample's program."""

    def __post_init__(self) -> None:
        if self.label is not self.status.label:
            raise ValueError(f"{self.label} is not the label of {self.status.value}")
        if not 0.0 <= self.trust <= 1.0:
            raise ValueError(f"trust is {self.trust}, which is not in [0, 1]")


@dataclass(frozen=True, slots=True)
class Tally:
    """What the ballots come to."""

    label: Label | None
    """The winner; None if no ballot has a label."""
    status: Status
    """The winner's status, or the most frequent one if there is no winner."""
    weights: Mapping[Label, float]
    """The weight of each label that has a ballot."""
    margin: float
    """The winner's share of all weight minus the runner-up's, from 0 to 1; 0 without a winner."""
    method: str


def ballot_for(theory: Theory, verdict: Verdict) -> Ballot:
    """The vote of a decided theory; an Uncertain loses trust for a broken vocabulary.

    >>> from nesy.languages.fol.read import read_theory
    >>> ballot_for(read_theory("Dog(rex)\\n|- Animal(rex)"), Verdict(Status.SATISFIABLE)).trust
    0.6
    """
    broken = verdict.label is Label.UNCERTAIN and bool(signature(theory).unsupported)
    return Ballot(verdict.label, verdict.status, theory.trust * (BROKEN_VOCABULARY if broken else 1.0))


def tally(ballots: Sequence[Ballot], method: str = "trust", precision: Mapping[Label, float] = PRECISION) -> Tally:
    """Count the ballots.

    Ties go to a definite label before UNCERTAIN, and then to the label that was cast first.

    Args:
        ballots: one a sample, in the order of the samples; those without a label have no weight.
        method: ``trust``, or ``majority`` for one vote each.
        precision: for ``trust``, how often each label is right when a sample gives it.

    Raises:
        UnknownName: if there is no such method.

    >>> votes = [Ballot(Label.UNCERTAIN, Status.SATISFIABLE)] * 9 + [Ballot(Label.TRUE, Status.THEOREM, 0.9)]
    >>> tally(votes).label, tally(votes, "majority").label
    (<Label.TRUE: 'TRUE'>, <Label.UNCERTAIN: 'UNCERTAIN'>)
    """
    if method not in METHODS:
        raise UnknownName(f"there is no way to vote called {method!r}", expected=METHODS)
    cast = [b.label for b in ballots if b.label is not None]
    weights = _majority(cast) if method == "majority" else _trusted(ballots, precision)
    if not cast:
        statuses = Counter(b.status for b in ballots)
        status = max(statuses, key=lambda s: statuses[s], default=Status.TRANSLATION_FAILED)
        return Tally(None, status, MappingProxyType({}), 0.0, method)
    ranked = sorted(weights, key=lambda label: (-weights[label], label is Label.UNCERTAIN, cast.index(label)))
    total = sum(weights.values())
    lead = weights[ranked[0]] - (weights[ranked[1]] if len(ranked) > 1 else 0.0)
    margin = lead / total if total else 0.0
    return Tally(ranked[0], _STATUS[ranked[0]], MappingProxyType(weights), margin, method)


def _majority(cast: Sequence[Label]) -> dict[Label, float]:
    return {label: float(count) for label, count in Counter(cast).items()}


def _trusted(ballots: Sequence[Ballot], precision: Mapping[Label, float]) -> dict[Label, float]:
    weights: dict[Label, float] = {}
    for label in Label:
        trusts = [b.trust for b in ballots if b.label is label]
        if trusts:
            voices = sum(trusts) / len(trusts) if label is Label.UNCERTAIN else sum(trusts)
            weights[label] = voices * _log_odds(precision[label])
    return weights


def _log_odds(precision: float) -> float:
    """The weight of a label that is right with this probability; none for a label no better than its opposite."""
    bounded = min(max(precision, 0.5), 0.999)
    return math.log(bounded / (1.0 - bounded))
