"""Reads ``P()`` as the proposition ``P``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import calls
from nesy.repair import Repair


def empty_arguments(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens without parentheses that hold no argument.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in empty_arguments(tokenize("Rains() -> Wet(x)"))[0]]
    ['Rains', '->', 'Wet', '(', 'x', ')']
    """
    empty = [call for call in calls(tokens) if call.end == call.name + 2]
    if not empty:
        return tokens, ()
    dropped = {i for call in empty for i in (call.name + 1, call.name + 2)}
    kept = [t for i, t in enumerate(tokens) if i not in dropped]
    return kept, (Repair("empty_arguments", "`()` without arguments was dropped", "", 0.97),)
