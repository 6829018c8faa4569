"""Reads data files: JSON lines, or one JSON array, bounded in size and with a typed error for each flaw."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nesy.errors import BadDataFile, FileMissing
from nesy.spans import Span

MAX_LINE: Final = 16_000_000
"""Bytes in one line."""
MAX_ARRAY: Final = 64_000_000
"""Bytes in a file that is one JSON array."""
MAX_RECORDS: Final = 2_000_000
"""Records in one file."""


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object of a data file."""

    data: dict[str, Any]
    place: str
    """The file's name and the line, or the number in the array."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """The records of one file and the hash of its bytes."""

    name: str
    sha256: str
    records: tuple[Record, ...]


def read_data_file(path: Path) -> DataFile:
    """The records of a file of JSON lines, or of one JSON array of objects.

    Raises:
        FileMissing: if it cannot be opened.
        BadDataFile: if a line is too long, is not JSON or is not an object, or if there is no record at all.
    """
    digest = hashlib.sha256()
    records: list[Record] = []
    try:
        with path.open("rb") as stream:
            first = stream.readline(MAX_LINE + 1)
            if first.lstrip().startswith(b"["):
                body = first + stream.read(MAX_ARRAY + 1 - len(first))
                digest.update(body)
                records = _array(body, path.name)
            else:
                line, number = first, 1
                while line:
                    digest.update(line)
                    records += _line(line, number, path.name)
                    line, number = stream.readline(MAX_LINE + 1), number + 1
    except (OSError, ValueError) as err:
        if isinstance(err, BadDataFile):
            raise
        reason = err.strerror if isinstance(err, OSError) and err.strerror else str(err)
        raise FileMissing(f"{path} cannot be read: {reason}", hint="give the path of a data file") from err
    if not records:
        raise BadDataFile("there is no record in this file", source_name=path.name, hint="write one JSON object a line")
    return DataFile(path.name, digest.hexdigest(), tuple(records))


def _line(line: bytes, number: int, name: str) -> list[Record]:
    place = f"{name}, line {number}"
    if len(line) > MAX_LINE:
        raise BadDataFile(f"the line is over the limit of {MAX_LINE:,} bytes", source_name=place)
    if not line.strip():
        return []
    if number > MAX_RECORDS:
        raise BadDataFile(f"there are more than {MAX_RECORDS:,} lines", source_name=name, hint="split the file")
    return [Record(_object(_loads(line, place), place), place)]


def _array(body: bytes, name: str) -> list[Record]:
    if len(body) > MAX_ARRAY:
        raise BadDataFile(
            f"the array is over the limit of {MAX_ARRAY:,} bytes", source_name=name, hint="write one object a line"
        )
    values = _loads(body, name)
    places = (f"{name}, entry {number}" for number in range(1, len(values) + 1))
    return [Record(_object(value, place), place) for value, place in zip(values, places, strict=True)]


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadDataFile(f"this is {type(value).__name__}, not a JSON object", source_name=place)
    return value


def _loads(body: bytes, place: str) -> Any:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        message = f"byte 0x{body[err.start]:02x} at offset {err.start} is not UTF-8"
        raise BadDataFile(message, source_name=place, hint="save it as UTF-8") from err
    try:
        return json.loads(text)
    except json.JSONDecodeError as err:
        start = max(0, err.pos - 40)
        excerpt = text[start : err.pos + 40].replace("\n", " ")
        at = err.pos - start
        raise BadDataFile(f"not JSON: {err.msg}", source=excerpt, span=Span(at, at + 1), source_name=place) from err
    except (ValueError, RecursionError) as err:
        raise BadDataFile(f"not JSON that can be read: {err}", source_name=place) from err
