"""The dialects of first-order logic that the reader knows, and how a text shows its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nesy.languages.fol.dialects import lines, pairs, program, prover9, smtlib, tptp, tptp_formulas
from nesy.languages.fol.document import Document, Tokenizer
from nesy.languages.fol.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one dialect is recognised and cut into entries."""

    recognises: Callable[[str], bool]
    split: Callable[[str], Document]
    tokenize: Tokenizer = tokenize
    """The lexer of a formula on its own."""


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "smtlib": Dialect(smtlib.recognises, smtlib.split, smtlib.tokenize),
        "tptp": Dialect(tptp.recognises, tptp.split, tptp_formulas.tokenize),
        "prover9": Dialect(prover9.recognises, prover9.split, prover9.tokenize),
        "program": Dialect(program.recognises, program.split),
        "pairs": Dialect(pairs.recognises, pairs.split),
        "lines": Dialect(lines.recognises, lines.split),
    }
)
"""In the order in which they are tried."""


def detect(text: str) -> str:
    """The name of the first dialect that recognises a text.

    >>> detect("Dog(rex)\\n|- Mammal(rex)")
    'lines'
    """
    name = next(name for name, dialect in DIALECTS.items() if dialect.recognises(text))
    return "lines" if name in ("smtlib", "tptp") and lines.has_goal_line(text) else name
