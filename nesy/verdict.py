"""Verdict: the label of an answer and the status, in SZS words, that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from nesy.errors import BadAnswerFile, NesyError, NotOneTruthValue


class Label(Enum):
    """What is said of the conclusion. A problem that was not decided has no label at all."""

    TRUE = "TRUE"
    FALSE = "FALSE"
    UNCERTAIN = "UNCERTAIN"

    def __bool__(self) -> bool:
        raise NotOneTruthValue(
            f"{self.value} is one of three labels, not a boolean", hint="compare it: label is Label.TRUE"
        )


class Status(Enum):
    """Outcome in the words of the SZS ontology (Sutcliffe 2008), and what can go wrong before proving.

    ``SATISFIABLE`` means satisfiable both ways: one model of the premises makes the conclusion
    true and another one makes it false.
    """

    THEOREM = "Theorem"
    COUNTER_THEOREM = "CounterTheorem"
    SATISFIABLE = "Satisfiable"
    CONTRADICTORY_AXIOMS = "ContradictoryAxioms"
    TIMEOUT = "Timeout"
    MEMORY_OUT = "MemoryOut"
    GAVE_UP = "GaveUp"
    TRANSLATION_FAILED = "TranslationFailed"
    AMBIGUOUS = "Ambiguous"
    UNSUPPORTED = "Unsupported"

    @property
    def label(self) -> Label | None:
        """The only label that a verdict of this status can carry.

        >>> Status.THEOREM.label, Status.TIMEOUT.label
        (<Label.TRUE: 'TRUE'>, None)
        """
        return _LABELS.get(self)


_LABELS = {
    Status.THEOREM: Label.TRUE,
    Status.COUNTER_THEOREM: Label.FALSE,
    Status.SATISFIABLE: Label.UNCERTAIN,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, by whom, how fast and why so.

    >>> print(Verdict(Status.THEOREM, prover="z3", seconds=0.0042))
    TRUE (Theorem, z3, 4 ms)
    >>> bool(Verdict(Status.SATISFIABLE))
    Traceback (most recent call last):
    ...
    nesy.errors.NotOneTruthValue: a verdict has three labels and can have none, so it is not a boolean
    hint: compare it: verdict.label is Label.TRUE
    """

    status: Status
    """Outcome in SZS words; the label follows from it."""
    prover: str = ""
    """The backend that decided, or the last one that tried."""
    seconds: float = 0.0
    """Wall-clock seconds spent deciding."""
    semantics: str = "classical"
    """``classical``, ``rules-open`` or ``rules-closed``."""
    reasons: tuple[str, ...] = ()
    """Why this semantics and this status: the limit that fired, the sentence that was not read."""

    @property
    def label(self) -> Label | None:
        """TRUE, FALSE, UNCERTAIN, or None where nothing was decided."""
        return self.status.label

    def __bool__(self) -> bool:
        raise NotOneTruthValue(
            "a verdict has three labels and can have none, so it is not a boolean",
            hint="compare it: verdict.label is Label.TRUE",
        )

    def __str__(self) -> str:
        label = "NONE" if self.label is None else self.label.value
        parts = [self.status.value]
        if self.prover:
            parts += [self.prover, f"{round(self.seconds * 1000)} ms"]
        return f"{label} ({', '.join(parts)})"

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON data."""
        return {
            "label": None if self.label is None else self.label.value,
            "status": self.status.value,
            "prover": self.prover,
            "seconds": self.seconds,
            "semantics": self.semantics,
            "reasons": list(self.reasons),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        """The verdict that :meth:`to_json` wrote.

        Raises:
            BadAnswerFile: if the data is not a verdict or its label is not the one of its status.

        >>> v = Verdict(Status.TIMEOUT, "z3", 5.0, reasons=("wall limit of 5 s",))
        >>> Verdict.from_json(v.to_json()) == v
        True
        """
        try:
            verdict = cls(
                Status(data["status"]),
                data["prover"],
                float(data["seconds"]),
                data["semantics"],
                tuple(data["reasons"]),
            )
            stated = data["label"]
        except NesyError:
            raise
        except (KeyError, TypeError, ValueError) as err:
            raise BadAnswerFile(f"this is not a verdict: {err!r}") from err
        if stated != (None if verdict.label is None else verdict.label.value):
            raise BadAnswerFile(f"label {stated} does not belong to status {verdict.status.value}")
        return verdict
