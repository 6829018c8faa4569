"""S-expressions with their places, read without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nesy.errors import InputTooLarge, ParseError
from nesy.spans import Span

MAX_NESTING = 400
"""Levels of parentheses."""

_PIECE = re.compile(r"""\s+|;[^\n]*|(?P<open>\()|(?P<close>\))|(?P<atom>\|[^|\\]*\||"(?:[^"]|"")*"|[^\s()|";]+)""")


@dataclass(frozen=True, slots=True)
class Expr:
    """A symbol, or a list of expressions, with its half-open range in the text."""

    text: str
    """The symbol; empty for a list."""
    parts: tuple[Expr, ...]
    start: int
    end: int

    @property
    def head(self) -> str | None:
        """The symbol at the front of a list; None for a symbol or another list."""
        return self.parts[0].text or None if self.parts else None

    @property
    def is_list(self) -> bool:
        """Whether this is a list, possibly empty."""
        return not self.text


def read_expressions(text: str) -> Iterator[Expr]:
    """The expressions of a text, one after the other.

    Raises:
        ParseError: where a parenthesis or a quote is not matched.
        InputTooLarge: if they are nested deeper than :data:`MAX_NESTING`.

    >>> [e.head for e in read_expressions("(assert p) (check-sat) ; done")]
    ['assert', 'check-sat']
    """
    opened: list[tuple[int, list[Expr]]] = []
    position = 0
    while position < len(text):
        match = _PIECE.match(text, position)
        if match is None:
            raise _mistake("unclosed", f"{text[position]!r} opens what nothing closes", text, position, "close it")
        position = match.end()
        if match["open"]:
            if len(opened) >= MAX_NESTING:
                raise _too_deep(text, match.start())
            opened.append((match.start(), []))
            continue
        if match["atom"]:
            expression = Expr(match["atom"], (), match.start(), match.end())
        elif match["close"]:
            if not opened:
                raise _mistake("unopened", "`)` closes nothing", text, match.start(), "remove it")
            start, parts = opened.pop()
            expression = Expr("", tuple(parts), start, match.end())
        else:
            continue
        if opened:
            opened[-1][1].append(expression)
        else:
            yield expression
    if opened:
        raise _mistake("unclosed", f"{len(opened)} opened and not closed", text, opened[-1][0], "add `)`")


def malformed(source: str, place: Expr, message: str, hint: str) -> ParseError:
    """The error at an expression of a wrong shape."""
    error = ParseError(message, source=source, span=Span(place.start, place.end), hint=hint)
    error.mistake = "misplaced"
    return error


def _mistake(mistake: str, message: str, source: str, offset: int, hint: str) -> ParseError:
    error = ParseError(message, source=source, span=Span(offset, offset + 1), hint=hint)
    error.mistake = mistake
    return error


def _too_deep(source: str, offset: int) -> InputTooLarge:
    return InputTooLarge(
        f"parentheses are nested deeper than {MAX_NESTING} levels",
        source=source,
        span=Span(offset, offset + 1),
        hint="name a part of it with a predicate of its own",
    )
