"""Reads comparisons written as ``<=(a, b)`` and chains such as ``a < b < c``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import calls, make
from nesy.repair import Repair

_SIGNS = frozenset({"COMPARE", "EQ", "NEQ"})
_SUMS = frozenset({"NAME", "QUOTED", "FREE", "NUMBER", "PLUS", "MINUS", "TIMES", "LPAR", "RPAR", "COMMA"})


def comparisons(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with prefix comparisons made infix and chains cut into conjunctions.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> "".join(comparisons(tokenize("1 < n < f(3)"))[0])
    '(1<n∧n<f(3))'
    >>> "".join(comparisons(tokenize("<=(n, 3)"))[0])
    'n<=3'
    """
    result = _chains(_infix(tokens))
    if len(result) == len(tokens):
        return tokens, ()
    return result, (Repair("comparisons", "a prefix or chained comparison was spelled out", "", 0.95),)


def _infix(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens with ``<=(a, b)`` made ``a <= b``."""
    for index in range(len(tokens) - 1):
        operand_before = index and tokens[index - 1].type in ("NAME", "QUOTED", "FREE", "NUMBER", "RPAR")
        if tokens[index].type not in _SIGNS or tokens[index + 1].type != "LPAR" or operand_before:
            continue
        named = [*tokens[:index], make("NAME", "compare", tokens[index]), *tokens[index + 1 :]]
        call = next((c for c in calls(named) if c.name == index and len(c.arguments) == 2), None)
        if call is not None and call.end < len(tokens):
            (a, b), (c, d) = call.arguments
            return _infix([*tokens[:index], *tokens[a:b], tokens[index], *tokens[c:d], *tokens[call.end + 1 :]])
    return tokens


def _chains(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens with ``a < b < c`` made ``(a < b ∧ b < c)``."""
    signs = [i for i, t in enumerate(tokens) if t.type in _SIGNS]
    for first, second in zip(signs, signs[1:], strict=False):
        if not _is_sum(tokens[first + 1 : second]):
            continue
        start, end = _edge(tokens, first, -1), _edge(tokens, second, 1)
        middle = tokens[first + 1 : second]
        chain = [*tokens[start:second], make("AND", "∧", tokens[second]), *middle, *tokens[second:end]]
        left, right = make("LPAR", "(", tokens[start]), make("RPAR", ")", tokens[end - 1])
        return [*tokens[:start], left, *chain, right, *tokens[end:]]
    return tokens


def _is_sum(tokens: Sequence[Token]) -> bool:
    level = 0
    for token in tokens:
        level += (token.type == "LPAR") - (token.type == "RPAR")
        if token.type not in _SUMS or level < 0 or (token.type == "COMMA" and not level):
            return False
    return bool(tokens) and not level


def _edge(tokens: Sequence[Token], sign: int, step: int) -> int:
    """Where the sum beside a comparison sign begins (step -1) or ends (step 1)."""
    index = sign + step
    level = 0
    while 0 <= index < len(tokens) and tokens[index].type in _SUMS:
        level += ((tokens[index].type == "LPAR") - (tokens[index].type == "RPAR")) * step
        if level < 0 or (tokens[index].type == "COMMA" and not level):
            break
        index += step
    return index + 1 if step < 0 else index
