"""Grammar: what a language model may write, in the form that constrains its decoder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """A grammar for constrained decoding, in lark's notation as far as llguidance reads it.

    It is either the language's own grammar with a start rule for whole programs, or one made for a single
    problem, which admits the declared names only.
    """

    language: str
    """The language's name in the registry; its ``program_from_schema`` turns JSON data into a program."""
    lark: str
    """The grammar's text; its start rule is ``start``."""
    schema: str = ""
    """A JSON schema whose instances spell the same programs, for servers that take no grammar; may be empty."""
    specialised: bool = False
    """True if only a problem's own names are admitted."""

    @property
    def hash(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of what a decoder is given.

        >>> Grammar("fol", 'start: "a"').hash
        '1f2ceddd26cf'
        """
        return hashlib.sha256(f"{self.lark}\0{self.schema}".encode()).hexdigest()[:12]
