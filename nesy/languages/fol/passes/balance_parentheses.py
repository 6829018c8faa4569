"""Adds the parentheses that were never closed and drops those that close nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lark import Token

from nesy.errors import NesyError
from nesy.languages.fol.parse import parse_tokens
from nesy.languages.fol.passes.calls import make
from nesy.repair import Repair

_BOUNDARIES = frozenset({"AND", "OR", "XOR", "IMPLIES", "IFF", "RPAR", "COMMA"})
_MOST_PLACES = 40
_MOST_TOKENS = 400


def balance_parentheses(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with every parenthesis matched; missing ones are added at the end, or else where the rest parses.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in balance_parentheses(tokenize("(P(a)"))[0]]
    ['(', 'P', '(', 'a', ')', ')']
    >>> "".join(balance_parentheses(tokenize("P(a -> Q(b)"))[0])
    'P(a)->Q(b)'
    """
    kept: list[Token] = []
    opened = dropped = 0
    for token in tokens:
        if token.type == "RPAR" and not opened:
            dropped += 1
            continue
        opened += (token.type == "LPAR") - (token.type == "RPAR")
        kept.append(token)
    if not opened and not dropped:
        return tokens, ()
    if not kept:
        return tokens, ()
    if dropped:
        message = f"dropped {dropped} `)` that closed nothing"
        return _closed(kept, opened), (Repair("balance_parentheses", message, "", 0.9),)
    at_end = _closed(kept, opened)
    for candidate in (at_end, *_elsewhere(kept, opened)):
        if _parses(candidate):
            place = "at the end" if candidate is at_end else "inside"
            return candidate, (Repair("balance_parentheses", f"added {opened} `)` {place}", "", 0.9),)
    return at_end, (Repair("balance_parentheses", f"added {opened} `)` at the end", "", 0.9),)


def _closed(tokens: list[Token], opened: int) -> list[Token]:
    return [*tokens, *(make("RPAR", ")", tokens[-1]) for _ in range(opened))]


def _elsewhere(tokens: list[Token], opened: int) -> Iterator[list[Token]]:
    """One parenthesis before a boundary, from the right, and the others at the end."""
    if len(tokens) > _MOST_TOKENS:
        return
    places = [i for i, t in enumerate(tokens) if i and t.type in _BOUNDARIES][-_MOST_PLACES:]
    for place in reversed(places):
        inserted = [*tokens[:place], make("RPAR", ")", tokens[place]), *tokens[place:]]
        yield _closed(inserted, opened - 1)


def _parses(tokens: Sequence[Token]) -> bool:
    try:
        parse_tokens(tokens, "")
    except NesyError:
        return False
    return True
