"""Result: what became of one problem; one JSON line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nesy.bench.item import Item
from nesy.errors import BadDataFile
from nesy.verdict import Label, Status


@dataclass(frozen=True, slots=True)
class Result:
    """One problem's gold label beside the answer that it got."""

    id: str
    gold: Label
    status: Status
    seconds: float = 0.0
    """Wall-clock seconds from text to verdict."""
    prover: str = ""
    semantics: str = ""
    reasons: tuple[str, ...] = ()
    """Why this semantics and this status."""
    error: str = ""
    """The class of the error that ended the problem; empty if none did."""
    defect: bool = False
    """Whether that error is one that nesy should never raise, or a process that crashed."""
    proved: bool = False
    """Whether the evidence is a proof that the kernel has checked."""
    votes: Mapping[str, float] = field(default_factory=dict)
    repairs: tuple[str, ...] = ()
    """The passes that changed the program, one entry a change."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """Tokens that a live model read and wrote; those of cached samples are not counted."""
    guess: Label | None = None
    """What the model said without proof where nothing was decided. It never counts as an answer."""
    answer: Mapping[str, Any] | None = None
    """The whole answer as JSON data, if it was to be kept."""

    @property
    def label(self) -> Label | None:
        """The label of the answer; None if there is none."""
        return self.status.label

    @property
    def right(self) -> bool:
        """Whether the answer has the gold label."""
        return self.label is self.gold

    @classmethod
    def failed(cls, item: Item, status: Status, reason: str, error: str, seconds: float = 0.0) -> Result:
        """The result of a problem that could not be answered for a reason of nesy's own."""
        return cls(item.id, item.gold, status, seconds, reasons=(reason,), error=error, defect=True)

    def to_json(self) -> dict[str, Any]:
        """The result as JSON data; fields that say nothing are left out."""
        data: dict[str, Any] = {
            "id": self.id,
            "gold": self.gold.value,
            "label": self.label.value if self.label is not None else None,
            "status": self.status.value,
            "seconds": round(self.seconds, 6),
            "prover": self.prover,
            "semantics": self.semantics,
            "reasons": list(self.reasons),
        }
        optional = {
            "error": self.error,
            "defect": self.defect,
            "proved": self.proved,
            "votes": dict(self.votes),
            "repairs": list(self.repairs),
            "usage": dict(self.usage),
            "guess": None if self.guess is None else self.guess.value,
            "answer": self.answer,
        }
        return {**data, **{name: value for name, value in optional.items() if value}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Result:
        """The result that :meth:`to_json` wrote.

        Raises:
            BadDataFile: if the data is not a result.

        >>> result = Result("7", Label.TRUE, Status.TIMEOUT, 10.0, reasons=("wall limit of 10 s",))
        >>> Result.from_json(result.to_json()) == result
        True
        """
        try:
            result = cls(
                data["id"],
                Label(data["gold"]),
                Status(data["status"]),
                float(data["seconds"]),
                data["prover"],
                data["semantics"],
                tuple(data["reasons"]),
                data.get("error", ""),
                data.get("defect", False),
                data.get("proved", False),
                data.get("votes", {}),
                tuple(data.get("repairs", ())),
                data.get("usage", {}),
                None if data.get("guess") is None else Label(data["guess"]),
                data.get("answer"),
            )
            stated = data["label"]
        except (KeyError, TypeError, ValueError) as err:
            raise BadDataFile(f"this is not a result: {err!r}") from err
        if stated != (result.label.value if result.label is not None else None):
            raise BadDataFile(f"label {stated} does not belong to status {result.status.value}")
        return result
