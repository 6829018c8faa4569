"""Reads recordings of model outputs, one JSON record a line: nesy's own, Logic-LM's and LINC's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nesy.errors import BadAnswerFile, BadDataFile, FileMissing, InputUnreadable
from nesy.exchange import Message
from nesy.models.base import Sample
from nesy.models.records import messages_from_json, sample_from_json

OUTPUTS: Mapping[str, str] = MappingProxyType(
    {"samples": "nesy", "raw_logic_programs": "logic-lm", "generations": "linc"}
)
"""The field that holds a record's outputs, and whose format it is."""
_IDS = ("id", "index")


@dataclass(frozen=True, slots=True)
class Recording:
    """One record: samples of one conversation, or of one problem if no messages were recorded."""

    problem_id: str
    """The problem's id; empty if there is none, which only a record with messages may have."""
    samples: tuple[Sample, ...]
    messages: tuple[Message, ...] = ()
    settings: str = ""
    """The decoding settings as JSON text with sorted keys; empty if they were not recorded."""
    first: int | None = None
    """The first sample's index; None in a record that holds all samples of its problem."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The samples' texts."""
        return tuple(sample.text for sample in self.samples)


def record_format(record: Mapping[str, Any]) -> str:
    """Whose format a record has: ``nesy``, ``logic-lm`` or ``linc``; empty if none of them.

    >>> record_format({"index": 4, "generations": []})
    'linc'
    """
    return next((name for field, name in OUTPUTS.items() if field in record), "")


def read_recording_file(file: Path, *, ignore_cut_line: bool = False) -> Iterator[tuple[str, Recording]]:
    """The records of a file, each with its place for messages.

    Args:
        file: the file.
        ignore_cut_line: pass over a last line without an end that is not JSON, as a killed run may leave one.

    Raises:
        FileMissing: if there is no such file.
        InputUnreadable: if it is not UTF-8 text.
        BadAnswerFile: if a line is not a record.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, PermissionError) as err:
        raise FileMissing(f"{file} is not a file that can be read", hint="check the path") from err
    except UnicodeDecodeError as err:
        raise InputUnreadable(f"{file} is not UTF-8 text", hint="save it as UTF-8") from err
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        place = f"{file}, line {number}"
        if line.strip():
            try:
                data = json.loads(line)
            except (ValueError, RecursionError) as err:
                if number < len(lines):
                    raise BadAnswerFile(f"{place} is not JSON: {err}") from err
                if ignore_cut_line:
                    return
                hint = "a run that was killed may leave it; remove the line, or load the file with ignore_cut_line=True"
                raise BadAnswerFile(f"{place} is cut short: {err}", hint=hint) from err
            yield place, parse_record(data, place)


def parse_record(record: Any, place: str) -> Recording:
    """The recording that a JSON record holds.

    Raises:
        BadAnswerFile: if it is not one.
    """
    if not isinstance(record, dict):
        raise BadAnswerFile(f"{place} is not a record", expected=("an object with an id and outputs",))
    try:
        messages = messages_from_json(record.get("messages", []))
        return Recording(
            _problem(record, place, bool(messages)), recorded_samples(record, place), messages, *_asked(record)
        )
    except BadDataFile as err:
        raise BadAnswerFile(f"{place}: {err.message}", expected=err.expected) from err


def _problem(record: Mapping[str, Any], place: str, optional: bool) -> str:
    key = next((record[k] for k in _IDS if k in record), "" if optional else None)
    if not isinstance(key, str | int) or isinstance(key, bool):
        raise BadAnswerFile(f"{place} names no problem", expected=_IDS)
    return str(key)


def recorded_samples(record: Mapping[str, Any], place: str) -> tuple[Sample, ...]:
    """The outputs of a record: texts, or in nesy's own format also samples with all their fields.

    Raises:
        BadAnswerFile: if it holds no list of them.
        BadDataFile: if one of them is not a sample.
    """
    field = next((f for f in OUTPUTS if f in record), None)
    outputs = record[field] if field is not None else None
    kinds = (str, dict) if field == "samples" else (str,)
    if not isinstance(outputs, list) or not all(isinstance(o, kinds) for o in outputs):
        hint = f"it has {', '.join(map(repr, list(record)[:12])) or 'no fields'}"
        raise BadAnswerFile(f"{place} holds no list of outputs", expected=tuple(OUTPUTS), hint=hint)
    return tuple(Sample(o) if isinstance(o, str) else sample_from_json(o) for o in outputs)


def _asked(record: Mapping[str, Any]) -> tuple[str, int | None]:
    """The settings as text, and the index of the first sample."""
    first, decoding = record.get("first"), record.get("decoding")
    if first is not None and (type(first) is not int or first < 0):
        raise BadDataFile(f"'first' is the index of a sample, not {first!r}")
    return "" if decoding is None else json.dumps(decoding, sort_keys=True), first
