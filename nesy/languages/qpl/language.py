"""QPL as a registered language. Entry point ``qpl`` of the group ``nesy.languages``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nesy.errors import BadAnswerFile
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.syntax import Program

__all__ = ["name", "program_from_json", "program_from_schema"]

name = "qpl"


def program_from_json(data: Mapping[str, Any]) -> Program:
    """The program that JSON data holds as ``{"text": ...}``.

    Raises:
        BadAnswerFile: if the data holds none.
        ParseError: if the text is no program.
    """
    text = data.get("text")
    if not isinstance(text, str):
        raise BadAnswerFile("this is not a query plan: it has no text")
    return read_program(text)


program_from_schema = program_from_json
