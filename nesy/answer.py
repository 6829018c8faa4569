"""Answer: what users hold. The problem, its translation, the program, the verdict and the evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from nesy import registry
from nesy.errors import BadAnswerFile
from nesy.evidence import Countermodel, Evidence, Worlds, evidence_from_json, evidence_to_json
from nesy.problem import Problem
from nesy.translation import Translation
from nesy.verdict import Label, Verdict

FORMAT = 1
"""Version of the JSON form."""


class Program(Protocol):
    """A parsed program of any language."""

    @property
    def language(self) -> str:
        """The language's name in the registry."""

    def to_json(self) -> dict[str, Any]:
        """The program as JSON data."""


@dataclass(frozen=True, slots=True)
class Unproved:
    """What a model says by plain reasoning. It is no verdict, has no evidence and is never counted as proved."""

    label: Label | None
    """What the model says; None if it did not say one of the labels."""
    text: str
    """The model's reasoning."""
    model: str

    def __str__(self) -> str:
        said = "nothing that is a label" if self.label is None else self.label.value
        return f"unproved: {self.model} says {said}"

    def to_json(self) -> dict[str, Any]:
        """The guess as JSON data."""
        return {"label": None if self.label is None else self.label.value, "text": self.text, "model": self.model}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Unproved:
        """The guess that :meth:`to_json` wrote.

        Raises:
            BadAnswerFile: if the data is not one.

        >>> guess = Unproved(Label.TRUE, "Dogs bark.", "m")
        >>> Unproved.from_json(guess.to_json()) == guess
        True
        """
        try:
            label = None if data["label"] is None else Label(data["label"])
            return cls(label, data["text"], data["model"])
        except (KeyError, TypeError, ValueError) as err:
            raise BadAnswerFile(f"this is not an unproved answer: {err!r}") from err


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with everything it rests on."""

    problem: Problem
    translation: Translation
    program: Program | None
    """The program that was executed; None where translation failed."""
    verdict: Verdict
    evidence: Evidence | None
    seconds: float = 0.0
    """Wall-clock seconds from text to verdict."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Limits, semantics asked for, vote and version that the answer was made with."""
    votes: Mapping[str, float] = field(default_factory=dict)
    """Weight of each label where several samples voted."""
    unproved: Unproved | None = None
    """The model's own opinion, where the verdict has no label and such a fallback was asked for."""

    @property
    def label(self) -> Label | None:
        """The verdict's label."""
        return self.verdict.label

    @property
    def proof(self) -> Any:
        """The checked proof of the conclusion, of its negation or of ⊥; None if the evidence is another."""
        return self.evidence if isinstance(self.evidence, registry.load("nesy.evidence", "proof")) else None

    @property
    def countermodel(self) -> Countermodel | None:
        """A world in which the premises hold and the conclusion does not, if one was built."""
        return self.evidence.conclusion_false if isinstance(self.evidence, Worlds) else None

    def why(self) -> str:
        """The evidence in English, made from the user's own sentences."""
        told: str = registry.load("nesy.views", "why")(self)
        return told

    def without(self, *numbers: int) -> Answer:
        """The answer that is left when the premises of these numbers, which count from 1, are dropped.

        Raises:
            NotAProblem: if there is no premise of that number, or nothing was translated.
        """
        left: Answer = registry.load("nesy.tools", "without")(self, *numbers)
        return left

    def sensitivity(self, most: int = 64) -> Any:
        """Which premises matter: the minimal sets that the verdict rests on, at most ``most`` of them."""
        return registry.load("nesy.tools", "sensitivity")(self, most)

    def missing(self, most: int = 3) -> Any:
        """Smallest assumptions that would decide an UNCERTAIN, at most ``most`` for each label; hypotheses all."""
        return registry.load("nesy.tools", "missing")(self, most)

    def __str__(self) -> str:
        return str(self.verdict) if self.unproved is None else f"{self.verdict}; {self.unproved}"

    def _repr_html_(self) -> str:
        shown: str = registry.load("nesy.views", "notebook")(self)
        return shown

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON data; ``Answer.from_json`` reads it back."""
        return {
            "format": FORMAT,
            "problem": self.problem.to_json(),
            "translation": self.translation.to_json(),
            "program": None if self.program is None else {"language": self.program.language, **self.program.to_json()},
            "verdict": self.verdict.to_json(),
            "evidence": None if self.evidence is None else evidence_to_json(self.evidence),
            "seconds": self.seconds,
            "settings": dict(self.settings),
            "votes": dict(self.votes),
            "unproved": None if self.unproved is None else self.unproved.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | str) -> Answer:
        """The answer that :meth:`to_json` wrote, from its data or its text.

        Raises:
            BadAnswerFile: if it is not an answer of this format.
        """
        if isinstance(data, str):
            data = _loads(data)
        if not isinstance(data, Mapping) or data.get("format") != FORMAT:
            raise BadAnswerFile(f"this is not an answer of format {FORMAT}")
        missing = [key for key in ("problem", "translation", "verdict") if not isinstance(data.get(key), Mapping)]
        if missing:
            raise BadAnswerFile(f"the answer lacks {', '.join(missing)}")
        evidence = data.get("evidence")
        return cls(
            Problem.from_json(data["problem"]),
            Translation.from_json(data["translation"]),
            _program(data.get("program")),
            Verdict.from_json(data["verdict"]),
            None if evidence is None else evidence_from_json(evidence),
            float(data.get("seconds", 0.0)),
            dict(data.get("settings", {})),
            dict(data.get("votes", {})),
            None if data.get("unproved") is None else Unproved.from_json(data["unproved"]),
        )


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as err:
        raise BadAnswerFile(f"this is not JSON: {err}") from err


def _program(data: Mapping[str, Any] | None) -> Program | None:
    if data is None:
        return None
    language = registry.load("nesy.languages", str(data.get("language")))
    program: Program = language.program_from_json(data)
    return program
