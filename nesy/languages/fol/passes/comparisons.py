"""Reads comparisons written as ``<=(a, b)`` and chains such as ``a < b < c``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import OPERANDS, calls, make
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
    named = [make("NAME", t.value, t) if _is_prefix(tokens, i) else t for i, t in enumerate(tokens)]
    result = list(tokens)
    for call in reversed(calls(named)):
        if named[call.name] is not tokens[call.name] and len(call.arguments) == 2 and call.end < len(tokens):
            (a, b), (c, d) = call.arguments
            result[call.name : call.end + 1] = [*tokens[a:b], tokens[call.name], *tokens[c:d]]
    return result


def _is_prefix(tokens: Sequence[Token], index: int) -> bool:
    """Whether a comparison sign stands before its arguments."""
    if tokens[index].type not in _SIGNS or index + 1 >= len(tokens) or tokens[index + 1].type != "LPAR":
        return False
    return not index or tokens[index - 1].type not in OPERANDS | {"RPAR"}


def _chains(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens with ``a < b < c`` made ``(a < b ∧ b < c)``."""
    signs = [i for i, t in enumerate(tokens) if t.type in _SIGNS]
    result = list(tokens)
    while signs:
        last = signs.pop()
        chain = [last]
        while signs and _is_sum(tokens[signs[-1] + 1 : chain[0]]):
            chain.insert(0, signs.pop())
        if len(chain) > 1:
            start, end = _edge(tokens, chain[0], -1), _edge(tokens, last, 1)
            result[start:end] = _conjunction(tokens, chain, start, end)
    return result


def _conjunction(tokens: Sequence[Token], chain: Sequence[int], start: int, end: int) -> list[Token]:
    """The comparisons of a chain side by side."""
    edges = [start, *(sign + 1 for sign in chain), end + 1]
    parts: list[Token] = [make("LPAR", "(", tokens[start])]
    for number, sign in enumerate(chain):
        parts += [make("AND", "∧", tokens[sign])] if number else []
        parts += [*tokens[edges[number] : sign], tokens[sign], *tokens[sign + 1 : edges[number + 2] - 1]]
    return [*parts, make("RPAR", ")", tokens[end - 1])]


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
