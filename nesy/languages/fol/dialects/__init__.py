"""The dialects of first-order logic that the reader knows, and how a text shows its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nesy.languages.fol.dialects import lines, pairs, program
from nesy.languages.fol.document import Document


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one dialect is recognised and cut into entries."""

    recognises: Callable[[str], bool]
    split: Callable[[str], Document]


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "program": Dialect(program.recognises, program.split),
        "pairs": Dialect(pairs.recognises, pairs.split),
        "lines": Dialect(lambda text: True, lines.split),
    }
)
"""In the order in which they are tried."""


def detect(text: str) -> str:
    """The name of the first dialect that recognises a text.

    >>> detect("Dog(rex)\\n|- Mammal(rex)")
    'lines'
    """
    return next(name for name, dialect in DIALECTS.items() if dialect.recognises(text))
