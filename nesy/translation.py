"""Translation: the formal text aligned with the sentences, and every attempt that was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nesy.errors import BadAnswerFile
from nesy.repair import Repair


@dataclass(frozen=True, slots=True)
class Aligned:
    """One sentence beside what it was translated to."""

    text: str
    """The sentence as the user wrote it; may be empty where a model added a formula."""
    formula: object | None
    """The formula, whose ``str()`` is canonical text; None where the sentence was not read."""
    role: str = "premise"
    """``premise`` or ``conclusion``."""
    problem: str = ""
    """Why the sentence was not read; empty if it was."""

    def to_json(self) -> dict[str, Any]:
        """The pair as JSON data."""
        formula = None if self.formula is None else str(self.formula)
        return {"text": self.text, "formula": formula, "role": self.role, "problem": self.problem}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at translating: what came back, what was wrong with it, what was repaired."""

    raw: str
    """The program as the translator wrote it; empty for the built-in reader."""
    error: str = ""
    """Why the attempt could not be used; empty if it could."""
    repairs: tuple[Repair, ...] = ()
    trust: float = 1.0
    """Weight in the vote, from the repairs and from the checks of the program; 0 to 1."""
    label: str = ""
    """The label that this attempt alone leads to; empty if undecided."""
    status: str = ""
    """The SZS status that this attempt alone leads to."""

    def to_json(self) -> dict[str, Any]:
        """The attempt as JSON data."""
        data = {name: getattr(self, name) for name in self.__slots__}
        return {**data, "repairs": [r.to_json() for r in self.repairs]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Attempt:
        """The attempt that :meth:`to_json` wrote."""
        fields = {name: data[name] for name in cls.__slots__}
        return cls(**{**fields, "repairs": tuple(Repair.from_json(r) for r in data["repairs"])})


@dataclass(frozen=True, slots=True)
class Translation:
    """What a problem was translated to."""

    translator: str
    """``english``, ``formulas`` for text that was formal already, or a model's name."""
    sentences: tuple[Aligned, ...]
    attempts: tuple[Attempt, ...] = ()

    @property
    def unread(self) -> tuple[Aligned, ...]:
        """The sentences that were not read."""
        return tuple(s for s in self.sentences if s.problem)

    def __str__(self) -> str:
        width = max((len(s.text) for s in self.sentences), default=0)
        return "\n".join(
            f"{s.text:<{width}} | {s.formula if s.formula is not None else '(not read) ' + s.problem}"
            for s in self.sentences
        )

    def to_json(self) -> dict[str, Any]:
        """The translation as JSON data."""
        return {
            "translator": self.translator,
            "sentences": [s.to_json() for s in self.sentences],
            "attempts": [a.to_json() for a in self.attempts],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Translation:
        """The translation that :meth:`to_json` wrote; its formulas come back as text.

        Raises:
            BadAnswerFile: if the data is not a translation.

        >>> t = Translation("english", (Aligned("Rex is a dog.", "Dog(rex)"),))
        >>> Translation.from_json(t.to_json()) == t
        True
        """
        try:
            sentences = tuple(Aligned(s["text"], s["formula"], s["role"], s["problem"]) for s in data["sentences"])
            return cls(data["translator"], sentences, tuple(Attempt.from_json(a) for a in data["attempts"]))
        except (KeyError, TypeError, ValueError) as err:
            raise BadAnswerFile(f"this is not a translation: {err!r}") from err
