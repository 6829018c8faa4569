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


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Index of the parenthesis that closes the one at ``opening``, or the number of tokens."""
    level = 0
    for index in range(opening, len(tokens)):
        level += (tokens[index].type == "LPAR") - (tokens[index].type == "RPAR")
        if not level:
            return index
    return len(tokens)


def calls(tokens: Sequence[Token]) -> tuple[Call, ...]:
    """The calls of the tokens that stand in no other call, from left to right.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> calls(tokenize("P(a, f(b)) & Q"))
    (Call(name=0, end=8, arguments=((2, 3), (4, 8))),)
    """
    found: list[Call] = []
    index = 0
    while index < len(tokens) - 1:
        if tokens[index].type in NAMES and tokens[index + 1].type == "LPAR":
            end = closing(tokens, index + 1)
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
