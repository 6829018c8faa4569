"""First-order logic as a registered language. Entry point ``fol`` of the group ``nesy.languages``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nesy.errors import BadAnswerFile, NesyError
from nesy.languages.fol.from_schema import program_from_schema
from nesy.languages.fol.parse import parse_formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.repair import Repair

__all__ = ["name", "program_from_json", "program_from_schema"]

name = "fol"


def program_from_json(data: Mapping[str, Any]) -> Theory:
    """The theory that ``Theory.to_json`` wrote.

    Raises:
        BadAnswerFile: if the data is not a theory.

    >>> from nesy.languages.fol.read import read_theory
    >>> theory = read_theory("Dog(rex)\\n|- Mammal(rex)")
    >>> program_from_json(theory.to_json()) == theory
    True
    """
    try:
        conclusion = data["conclusion"]
        return Theory(
            tuple(_statement(p) for p in data["premises"]),
            None if conclusion is None else _statement(conclusion),
            bool(data["rules"]),
            tuple(Repair.from_json(r) for r in data["repairs"]),
        )
    except (KeyError, TypeError, ValueError) as err:
        message = err.message if isinstance(err, NesyError) else repr(err)
        raise BadAnswerFile(f"this is not a theory: {message}") from err


def _statement(data: Mapping[str, Any]) -> Statement:
    return Statement(parse_formula(data["formula"]), data["name"], data["text"])
