"""Reads files of one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nesy.errors import BadDataFile


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object and where it stands."""

    place: str
    """The file's name and the line's number, from 1."""
    data: dict[str, Any]

    def text(self, key: str) -> str:
        """The string under a key.

        Raises:
            BadDataFile: if there is none.

        >>> Record("a.jsonl:1", {"id": "q1"}).text("id")
        'q1'
        """
        value = self.data.get(key)
        if not isinstance(value, str):
            said = f"has {json.dumps(value)[:60]} for" if key in self.data else "lacks"
            raise BadDataFile(f"this record {said} {key!r}, which is a string", source_name=self.place)
        return value


def read_json_lines(path: Path) -> Iterator[Record]:
    """The records of a file; empty lines are passed over.

    Raises:
        BadDataFile: if the file cannot be read as UTF-8, or a line is no JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise BadDataFile(f"this file cannot be read: {err}", source_name=path.name) from err
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _record(line, f"{path.name}:{number}")


def _record(line: str, place: str) -> Record:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as err:
        raise BadDataFile(f"this line is no JSON: {err}", source_name=place) from err
    if not isinstance(data, dict):
        raise BadDataFile("this line is no JSON object", source_name=place)
    return Record(place, data)
