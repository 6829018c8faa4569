"""Where the arguments of predicates and functions lie in a sequence of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lark import Token

NAMES = frozenset({"NAME", "QUOTED"})
OPERANDS = frozenset({"NAME", "QUOTED", "FREE", "NUMBER"})


@dataclass(frozen=True, slots=True)
class Call:
    """One ``name(argument, …)``, as indices into the tokens."""

    name: int
    end: int
    """Index of the closing parenthesis, or the number of tokens if there is none."""
    arguments: tuple[tuple[int, int], ...]
    """Half-open ranges, one an argument."""


def make(kind: str, value: str, near: Token) -> Token:
    """A token that a repair adds at the place of another one."""
    return Token(kind, value, start_pos=near.start_pos, end_pos=near.end_pos)


def closings(tokens: Sequence[Token]) -> dict[int, int]:
    """For each opening parenthesis the index of the one that closes it, or the number of tokens."""
    opened: list[int] = []
    closed: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "LPAR":
            opened.append(index)
        elif token.type == "RPAR" and opened:
            closed[opened.pop()] = index
    return closed | dict.fromkeys(opened, len(tokens))


def calls(tokens: Sequence[Token]) -> tuple[Call, ...]:
    """The calls of the tokens that stand in no other call, from left to right.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> calls(tokenize("P(a, f(b)) & Q"))
    (Call(name=0, end=8, arguments=((2, 3), (4, 8))),)
    """
    found: list[Call] = []
    closed = closings(tokens)
    index = 0
    while index < len(tokens) - 1:
        bound = index and tokens[index - 1].type in ("FORALL", "EXISTS")
        if not bound and tokens[index].type in NAMES and tokens[index + 1].type == "LPAR":
            end = closed[index + 1]
            found.append(Call(index, end, _split(tokens, index + 2, end)))
            index = end
        index += 1
    return tuple(found)


def _split(tokens: Sequence[Token], start: int, end: int) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    level, first = 0, start
    for index in range(start, end):
        level += (tokens[index].type == "LPAR") - (tokens[index].type == "RPAR")
        if tokens[index].type == "COMMA" and not level:
            ranges.append((first, index))
            first = index + 1
    return (*ranges, (first, end))
