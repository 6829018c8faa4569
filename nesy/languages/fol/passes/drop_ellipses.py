"""Drops ``…`` and ``...`` that stand for operands or arguments that were left out."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.repair import Repair

_JOINTS = frozenset({"AND", "OR", "COMMA"})


def drop_ellipses(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens without ellipses and the connective or comma before each.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in drop_ellipses(tokenize("(P(a) & ... & P(b))"))[0]]
    ['(', 'P', '(', 'a', ')', '&', 'P', '(', 'b', ')', ')']
    """
    result: list[Token] = []
    index = dropped = 0
    while index < len(tokens):
        length = _length(tokens, index)
        if not length:
            result.append(tokens[index])
            index += 1
            continue
        dropped += 1
        index += length
        if result and result[-1].type in _JOINTS:
            result.pop()
        elif index < len(tokens) and tokens[index].type in _JOINTS:
            index += 1
    if not dropped:
        return tokens, ()
    return result, (Repair("drop_ellipses", "`...` was left out", "", 0.8),)


def _length(tokens: Sequence[Token], index: int) -> int:
    if tokens[index].value == "…":
        return 1
    end = index
    while end < len(tokens) and tokens[end].type == "DOT":
        end += 1
    return end - index if end - index >= 2 else 0
