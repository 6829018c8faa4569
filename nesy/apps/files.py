"""Reads the texts that commands are given, with a typed error for each way that can fail."""

from __future__ import annotations

import sys
from pathlib import Path

from nesy.errors import FileMissing, InputTooLarge, InputUnreadable

MAX_BYTES = 10_000_000
"""Bytes that a command reads from one file or from standard input."""


def read_text(argument: str) -> str:
    """The text that an argument stands for: itself, ``@FILE``, or ``-`` for standard input.

    Raises:
        FileMissing: if the file is not there or cannot be read.
        InputTooLarge, InputUnreadable: if it is too long or not UTF-8.

    >>> read_text("Rex is a dog.")
    'Rex is a dog.'
    """
    if argument == "-":
        return _decode(sys.stdin.buffer.read(MAX_BYTES + 1), "<standard input>")
    if argument.startswith("@"):
        return read_file(Path(argument[1:]))
    return argument


def read_file(path: Path) -> str:
    """The text of a file.

    Raises:
        FileMissing: if it is not there or cannot be read.
        InputTooLarge, InputUnreadable: if it is too long or not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as err:
        reason = err.strerror if isinstance(err, OSError) and err.strerror else str(err)
        raise FileMissing(f"{path} cannot be read: {reason}", hint="give the path of a text file") from err
    return _decode(data, str(path))


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise InputTooLarge(f"{name} is over the limit of {MAX_BYTES:,} bytes", hint="split it into several problems")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise InputUnreadable(
            f"{name} is not UTF-8: byte 0x{data[err.start]:02x} at offset {err.start}", hint="save it as UTF-8"
        ) from err
