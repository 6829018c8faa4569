"""Reading files that somebody else may have made: regular ones of bounded size, and never through a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from nesy.errors import BadDataFile

LARGEST = 16 << 20
"""Bytes that a file of a module may have."""


def read_text(path: Path, largest: int = LARGEST) -> str:
    """The text of a regular file; a pipe or a device is refused before anything is read from it.

    Args:
        path: the file.
        largest: bytes that it may have.

    Raises:
        BadDataFile: if it is no regular file, too large, not readable or not UTF-8.
    """
    # Without O_NONBLOCK, opening a pipe would wait for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise BadDataFile(f"{path.name} is no regular file", source_name=str(path))
            data = file.read(largest + 1)
        if len(data) > largest:
            raise BadDataFile(f"{path.name} has more than {largest} bytes", source_name=str(path))
        return data.decode()
    except (OSError, UnicodeDecodeError) as err:
        raise BadDataFile(f"{path.name} cannot be read: {err}", source_name=str(path)) from err
