"""Translation: the formal text aligned with the sentences, and every attempt that was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nesy.errors import BadAnswerFile
from nesy.exchange import Exchange, Usage
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
    """One try at translating: what was asked, what came back, what was wrong with it, what was repaired."""

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
    diagnostics: tuple[str, ...] = ()
    """What our own checks find fault with: what a refinement tells the model."""
    exchanges: tuple[Exchange, ...] = ()
    """Every prompt and sample that led to the program, in order."""
    sample: int = 0
    """Which of the samples asked for it is or refines, from 0."""
    round: int = 0
    """0 for a first draft, then the round of refinement."""
    kept: bool = True
    """Whether it speaks for its sample in the vote; a refinement that is no better is not kept."""
    group: int = 0
    """The number of its group among logically equivalent programs, from 1; 0 where none were formed."""

    @property
    def usage(self) -> Usage:
        """The tokens that the attempt cost; samples from a cache cost none."""
        return sum((e.usage for e in self.exchanges if not e.cached), Usage())

    def to_json(self) -> dict[str, Any]:
        """The attempt as JSON data."""
        data = {name: getattr(self, name) for name in self.__slots__}
        lists = {"repairs": [r.to_json() for r in self.repairs], "exchanges": [e.to_json() for e in self.exchanges]}
        return {**data, **lists, "diagnostics": list(self.diagnostics)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Attempt:
        """The attempt that :meth:`to_json` wrote; what an older version did not write has its default.

        >>> attempt = Attempt("Dog(rex)", diagnostics=("there is no conclusion",), round=1)
        >>> Attempt.from_json(attempt.to_json()) == attempt
        True
        """
        fields = {name: data[name] for name in cls.__slots__ if name in data}
        fields["repairs"] = tuple(Repair.from_json(r) for r in data["repairs"])
        fields["exchanges"] = tuple(Exchange.from_json(e) for e in data.get("exchanges", ()))
        fields["diagnostics"] = tuple(data.get("diagnostics", ()))
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Translation:
    """What a problem was translated to."""

    translator: str
    """``english``, ``formulas`` for text that was formal already, or a model's name."""
    sentences: tuple[Aligned, ...]
    attempts: tuple[Attempt, ...] = ()

    @property
    def usage(self) -> Usage:
        """The tokens that all attempts cost; samples from a cache cost none."""
        return sum((a.usage for a in self.attempts), Usage())

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
