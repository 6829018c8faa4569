"""Document: a text of several formulas, cut into entries by its dialect before any formula is parsed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from lark import Token

from nesy.languages.fol.tokens import tokenize

Tokenizer: TypeAlias = Callable[[str], list[Token]]
"""The text of one formula to the terminals of ``grammars/fol.lark``, with their offsets in that text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One formula of a document, still as text."""

    formula: str
    """The formula as it is written."""
    start: int
    """Offset of ``formula`` in the document."""
    role: str = "premise"
    """``premise``, ``conclusion``, ``prose``, or for rule programs ``fact``, ``rule``, ``conclusion``."""
    text: str = ""
    """The sentence that the formula translates, where the dialect gives it."""
    name: str = ""
    """The name that the source gives; empty for a plain number."""
    tokenize: Tokenizer = tokenize
    """The lexer of ``formula``."""


_ANSWER = re.compile(r"\W*(?:answer\W*)?(?:true|false|unknown|uncertain|undetermined|yes|no|[?])?\W*", re.I)


def is_answer(formula: str) -> bool:
    """Whether a text states an answer where a formula belongs.

    >>> is_answer("Answer: Unknown."), is_answer("Dog(rex)")
    (True, False)
    """
    return _ANSWER.fullmatch(formula) is not None


@dataclass(frozen=True, slots=True)
class Document:
    """What a dialect makes of a text."""

    dialect: str
    entries: tuple[Entry, ...]
    declared: frozenset[tuple[str, int]] = frozenset()
    """Predicates with arity that the text declares before using them."""
    rules: bool = False
    """True for facts, rules and a query, whose meaning is forward chaining."""
    drops_prose: bool = False
    """True for what models write: a line that is no formula is left out, with a repair that quotes it."""
