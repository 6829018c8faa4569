"""Programs of calls as a registered language. Entry point ``program`` of the group ``nesy.languages``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nesy.errors import BadAnswerFile
from nesy.languages.program.read import read_program
from nesy.languages.program.syntax import Program

__all__ = ["name", "program_from_json", "program_from_schema"]

name = "program"


def program_from_json(data: Mapping[str, Any]) -> Program:
    """The program that JSON data holds as ``{"text": ...}``.

    Raises:
        BadAnswerFile: if the data holds none.
        ParseError: if the text is no program.
    """
    text = data.get("text")
    if not isinstance(text, str):
        raise BadAnswerFile("this is not a program of calls: it has no text")
    return read_program(text)


program_from_schema = program_from_json
