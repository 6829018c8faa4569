"""What solving a task led to: the program, and what every step of it was given and gave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from nesy import registry
from nesy.errors import BadAnswerFile, NesyError
from nesy.languages.program.read import read_program
from nesy.languages.program.syntax import Program
from nesy.languages.program.text import program_text
from nesy.modules.types import Json
from nesy.translation import Attempt

FORMAT = 1
"""Version of the JSON form."""


class StepStatus(StrEnum):
    """How a step ended."""

    DONE = "done"
    FAILED = "failed"
    NOT_RUN = "not run"


class SolvedStatus(StrEnum):
    """How solving ended."""

    SOLVED = "solved"
    FAILED = "failed"
    """The program was accepted, and a step of it failed."""
    REJECTED = "rejected"
    """No program was accepted; nothing ran."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a program as it was executed."""

    number: int
    """From 1."""
    name: str
    text: str
    """The line."""
    function: str
    key: str
    """``name@hash`` of the module, or ``handler:name``."""
    doc: str
    needs: tuple[str, ...]
    """The inputs and earlier lines that its arguments refer to."""
    status: StepStatus
    arguments: Mapping[str, Json] = field(default_factory=dict)
    """The values of its arguments, by parameter; empty if it did not run."""
    value: Json = None
    error: str = ""
    """Why there is no value; empty if there is one."""
    seconds: float = 0.0
    """Wall-clock seconds of the call."""
    evidence: Any = None
    """What the value, or the failure, rests on; None for a module, whose value is all."""

    def __str__(self) -> str:
        told = shown_value(self.value) if self.status is StepStatus.DONE else f"{self.status.value}: {self.error}"
        return f"{self.text}\n  {told}"


@dataclass(frozen=True, slots=True)
class Solved:
    """What solving a task led to."""

    status: SolvedStatus
    reason: str
    """Why it is not solved; empty if it is."""
    value: Json
    """What the program returns; None unless solved."""
    task: str
    program: Program | None
    """None if rejected."""
    trace: tuple[Step, ...] = ()
    inputs: Mapping[str, Json] = field(default_factory=dict)
    attempts: tuple[Attempt, ...] = ()
    """Every program that the model wrote, with its faults."""
    model: str = ""
    seconds: float = 0.0
    """Wall-clock seconds, writing included."""

    @property
    def calls(self) -> int:
        """How many times the model was called."""
        return sum(len(attempt.exchanges) for attempt in self.attempts)

    def step(self, name: str) -> Step:
        """The step of that name.

        Raises:
            KeyError: if there is none.
        """
        for step in self.trace:
            if step.name == name:
                return step
        raise KeyError(name)

    def __str__(self) -> str:
        from nesy.modules.solve.text import solved_text

        return solved_text(self)

    def _repr_html_(self) -> str:
        page: str = registry.load("nesy.views", "solved-page")(self)
        return page

    def to_json(self) -> dict[str, Any]:
        """The result as JSON data, with the evidence of every step."""
        from nesy.modules.solve.evidence import evidence_to_json

        steps = []
        for step in self.trace:
            data = {name: getattr(step, name) for name in Step.__slots__}
            steps.append({**data, "needs": list(step.needs), "evidence": evidence_to_json(step.evidence)})
        return {
            "format": FORMAT,
            "language": "program",
            "task": self.task,
            "status": self.status.value,
            "reason": self.reason,
            "value": self.value,
            "program": None if self.program is None else program_text(self.program),
            "inputs": dict(self.inputs),
            "trace": steps,
            "attempts": [attempt.to_json() for attempt in self.attempts],
            "model": self.model,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Solved:
        """The result that :meth:`to_json` wrote.

        Raises:
            BadAnswerFile: if the data is not one.
            CheckFailed: if a plan in it is not valid.
        """
        from nesy.modules.solve.evidence import evidence_from_json

        try:
            if data["format"] != FORMAT or data["language"] != "program":
                raise ValueError(f"format {data['format']!r} of {data['language']!r}")
            steps = [
                Step(
                    **{
                        **s,
                        "needs": tuple(s["needs"]),
                        "status": StepStatus(s["status"]),
                        "evidence": evidence_from_json(s["evidence"]),
                    }
                )
                for s in data["trace"]
            ]
            program = None if data["program"] is None else read_program(data["program"])
            told = SolvedStatus(data["status"]), data["reason"], data["value"], data["task"]
            attempts = tuple(map(Attempt.from_json, data["attempts"]))
            return cls(*told, program, tuple(steps), data["inputs"], attempts, data["model"], data["seconds"])
        except (KeyError, TypeError, ValueError, AttributeError) as err:
            message = err.message if isinstance(err, NesyError) else repr(err)
            raise BadAnswerFile(f"this is not a solved task: {message}") from err

    def save(self) -> str:
        """The result as JSON text."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1)


def shown_value(value: Json, most: int = 200) -> str:
    """A value on one line, cut where it is long.

    >>> shown_value(["a", 1]), shown_value("x" * 9, 5)
    ('["a", 1]', '"xxx…')
    """
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else f"{text[: most - 1]}…"
