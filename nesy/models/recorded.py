"""Recorded: a model whose outputs were written down before, so that they can be executed without a model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nesy.errors import BadAnswerFile, FileMissing, InputUnreadable, UnknownName
from nesy.models.base import Call, Capabilities, LanguageModel, Prompt, Sample

_KEYS = ("id", "index")
_OUTPUTS = ("samples", "raw_logic_programs", "generations")


@dataclass(frozen=True, slots=True)
class Recorded(LanguageModel):
    """Replays recorded outputs by the problem's id.

    >>> model = Recorded("demo", {"p1": ("Dog(rex)",)})
    >>> model.generate([Prompt(problem_id="p1")])[0][0].text
    'Dog(rex)'
    """

    name: str
    outputs: Mapping[str, tuple[str, ...]]
    """The recorded texts of each problem, by its id, in the order in which they were sampled."""

    @property
    def problem_ids(self) -> tuple[str, ...]:
        """The problems that the recording knows, in its order."""
        return tuple(self.outputs)

    @property
    def capabilities(self) -> Capabilities:
        """Several samples, and nothing else: what was recorded cannot be changed."""
        return Capabilities(many=True, stop=False)

    def samples_by_default(self, prompt: Prompt) -> int:
        """All that are recorded for the prompt's problem.

        Raises:
            UnknownName: if the recording holds nothing for it.
        """
        return len(self._texts(prompt.problem_id, 0))

    async def complete(self, call: Call) -> list[Sample]:
        """The recorded outputs of the call's problem, from the call's first to its last.

        Raises:
            UnknownName: if the recording holds nothing for the problem, or too few outputs.
        """
        return [Sample(text) for text in self._texts(call.prompt.problem_id, call.first + call.n)[call.first :]]

    def _texts(self, problem: str, n: int) -> tuple[str, ...]:
        """The first ``n`` outputs of a problem; all of them for 0."""
        if problem not in self.outputs:
            raise UnknownName(
                f"the recording {self.name} holds nothing for problem {problem!r}",
                hint="problems are found by their id; `problem_ids` lists those of the recording",
            )
        texts = self.outputs[problem]
        if n > len(texts):
            raise UnknownName(f"the recording {self.name} holds {len(texts)} outputs for {problem!r}, not {n}")
        return texts[:n] if n else texts


def load_recording(path: str | Path, name: str = "") -> Recorded:
    """The recording in a file of JSON lines.

    A line has the problem's ``id`` (or ``index``) and its outputs: ``samples`` (nesy's own name),
    ``raw_logic_programs`` (Logic-LM; Pan et al. 2023) or ``generations`` (LINC; Olausson et al. 2023).

    Args:
        path: the file.
        name: what answers call the model; the file's name without its ending if none is given.

    Raises:
        FileMissing: if there is no such file.
        InputUnreadable: if it is not UTF-8 text.
        BadAnswerFile: if a line is not such a record, or a problem occurs twice.
    """
    file = Path(path)
    outputs: dict[str, tuple[str, ...]] = {}
    for number, record in _records(file):
        key, texts = _parse_record(record, f"{file}, line {number}")
        if key in outputs:
            raise BadAnswerFile(f"{file}, line {number}: problem {key!r} is recorded twice")
        outputs[key] = texts
    return Recorded(name or file.stem, MappingProxyType(outputs))


def _records(file: Path) -> Iterator[tuple[int, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, PermissionError) as err:
        raise FileMissing(f"{file} is not a file that can be read", hint="check the path") from err
    except UnicodeDecodeError as err:
        raise InputUnreadable(f"{file} is not UTF-8 text", hint="save it as UTF-8") from err
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as err:
                raise BadAnswerFile(f"{file}, line {number} is not JSON: {err}") from err


def _parse_record(record: Any, place: str) -> tuple[str, tuple[str, ...]]:
    if not isinstance(record, dict):
        raise BadAnswerFile(f"{place} is not a record", expected=("an object with an id and outputs",))
    key = next((record[k] for k in _KEYS if k in record), None)
    if not isinstance(key, str | int) or isinstance(key, bool):
        raise BadAnswerFile(f"{place} names no problem", expected=_KEYS)
    texts = next((record[k] for k in _OUTPUTS if k in record), None)
    if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
        raise BadAnswerFile(f"{place} holds no list of outputs", expected=_OUTPUTS)
    return str(key), tuple(texts)
