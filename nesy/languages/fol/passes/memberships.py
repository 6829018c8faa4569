"""Reads ``x ∈ y`` as ``In(x, y)`` and brackets around a list of terms as one term."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from lark import Token

from nesy.languages.fol.passes.calls import NAMES, OPERANDS, closings, make
from nesy.repair import Repair

LIST = "[]"
"""The function name that a bracketed list carries until it is distributed."""
_SIGNS = {"∈": False, "∉": True, "\\in": False, "\\notin": True}
_MOST_SIGNS = 100
_BEFORE_LIST = frozenset({"COMMA", "LPAR", "EQ", "NEQ", "UNKNOWN"})


def memberships(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with membership signs made atoms and bracketed lists made calls of :data:`LIST`.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in memberships(tokenize("a ∈ B"))[0]]
    ['In', '(', 'a', ',', 'B', ')']
    """
    result = _mark_lists(tokens)
    index = rewritten = 0
    while index < len(result) and rewritten < _MOST_SIGNS:
        if result[index].type == "UNKNOWN" and result[index].value in _SIGNS:
            result, index = _rewrite(result, index)
            rewritten += 1
        index += 1
    if len(result) == len(tokens):
        return tokens, ()
    return result, (Repair("memberships", "a list or a membership sign was spelled out", "", 0.85),)


def _mark_lists(tokens: Sequence[Token]) -> list[Token]:
    closed = closings(tokens)
    commas = list(accumulate((t.type == "COMMA" for t in tokens), initial=0))
    result: list[Token] = []
    for index, token in enumerate(tokens):
        bracket = token.type == "LPAR" and token.value in "[{"
        if bracket and index and tokens[index - 1].type in _BEFORE_LIST and commas[closed[index]] > commas[index]:
            result.append(make("QUOTED", LIST, token))
        result.append(token)
    return result


def _rewrite(tokens: list[Token], sign: int) -> tuple[list[Token], int]:
    start, end = _term_before(tokens, sign), _term_behind(tokens, sign)
    if start is None or end is None:
        return tokens, sign
    near = tokens[sign]
    atom = [make("NOT", "¬", near)] if _SIGNS[near.value] else []
    atom += [make("NAME", "In", near), make("LPAR", "(", near), *tokens[start:sign]]
    atom += [make("COMMA", ",", near), *tokens[sign + 1 : end], make("RPAR", ")", near)]
    return [*tokens[:start], *atom, *tokens[end:]], start + len(atom) - 1


def _term_before(tokens: Sequence[Token], sign: int) -> int | None:
    if not sign:
        return None
    if tokens[sign - 1].type in OPERANDS:
        return sign - 1
    level = 0
    for index in range(sign - 1, 0, -1):
        level += (tokens[index].type == "RPAR") - (tokens[index].type == "LPAR")
        if not level:
            is_call = tokens[index].type == "LPAR" and tokens[index - 1].type in NAMES
            return index - 1 if is_call else None
    return None


def _term_behind(tokens: Sequence[Token], sign: int) -> int | None:
    first = sign + 1
    if first >= len(tokens) or tokens[first].type not in OPERANDS:
        return None
    if first + 1 < len(tokens) and tokens[first + 1].type == "LPAR":
        return min(closings(tokens)[first + 1] + 1, len(tokens))
    return first + 1
