"""Reads s-expressions with their places: the surface of PDDL. Names are in lower case, as PDDL knows no other."""

from __future__ import annotations

import re
from typing import TypeAlias

from nesy.errors import InputTooLarge, ParseError
from nesy.spans import Span

MAX_LENGTH = 20_000_000
"""Characters of a file."""
MAX_NAME = 1000
"""Characters of a name or number."""
MAX_DEPTH = 200
"""Levels of parentheses."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_TOKEN = re.compile(
    r"[ \t\r\n\f\ufeff]*(?:;[^\n]*[ \t\r\n\f]*)*([()]|\??[^\s();?:\ufeff]+(?::+(?![a-z]))?|[?:]+[^\s();?:]*|\Z)"
)


class Word(str):
    """A name, a keyword or a number, with its place."""

    __slots__ = ("start",)

    start: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.start + len(self))


class Group(list["Sexp"]):
    """Expressions in parentheses."""

    __slots__ = ("end", "start")

    start: int
    end: int

    @property
    def span(self) -> Span:
        """From the opening parenthesis to behind the closing one."""
        return Span(self.start, self.end)

    @property
    def head(self) -> str:
        """The word it begins with; empty if there is none."""
        return self[0] if self and isinstance(self[0], Word) else ""


Sexp: TypeAlias = Word | Group


def read_sexps(text: str) -> list[Sexp]:
    """The expressions of a text, one behind the other; comments begin with ``;``.

    Raises:
        ParseError: at a parenthesis without its partner.
        InputTooLarge: beyond :data:`MAX_LENGTH`, :data:`MAX_NAME` or :data:`MAX_DEPTH`.

    >>> read_sexps("(On A ?x) ; a comment")
    [['on', 'a', '?x']]
    """
    if len(text) > MAX_LENGTH:
        raise InputTooLarge(f"a text of {len(text):,} characters", hint=f"the limit is {MAX_LENGTH:,}")
    if (control := _CONTROL.search(text)) is not None:
        what = f"a control character (U+{ord(control.group()):04X})"
        raise ParseError(what, source=text, span=Span(*control.span()), hint="delete it")
    top: list[Sexp] = []
    stack: list[Group] = []
    current: list[Sexp] = top
    lower = text.lower() if text.isascii() else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for found in _TOKEN.finditer(lower):
        piece = found[1]
        if piece == "(":
            group = Group()
            group.start = found.start(1)
            current.append(group)
            stack.append(group)
            if len(stack) > MAX_DEPTH:
                deep = Span(group.start, group.start + 1)
                raise InputTooLarge(f"more than {MAX_DEPTH} levels of parentheses", source=text, span=deep)
            current = group
        elif piece == ")":
            if not stack:
                raise ParseError(
                    "a parenthesis that nothing opens", source=text, span=Span(found.start(1), found.end(1))
                )
            stack.pop().end = found.end(1)
            current = stack[-1] if stack else top
        elif piece:
            word = Word(piece)
            word.start = found.start(1)
            if len(piece) > MAX_NAME:
                long = Span(word.start, word.start + 1)
                raise InputTooLarge(f"a name of {len(piece):,} characters", source=text, span=long)
            current.append(word)
    if stack:
        place = stack[-1].start
        raise ParseError(
            "a parenthesis that is not closed", source=text, span=Span(place, place + 1), hint="write ) for it"
        )
    return top
