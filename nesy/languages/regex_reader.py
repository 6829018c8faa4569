"""Reads the text of a regular expression, as grammars write terminals, into a tree."""

from __future__ import annotations

import re
from typing import NoReturn

from nesy.errors import Unsupported
from nesy.languages.regular import EMPTY, LAST, Class, Node, Ranges, alt, complement, repeat, seq, union
from nesy.spans import Span

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_HEX = {"x": 2, "u": 4, "U": 8}
_COUNT = re.compile(r"\{(\d{1,4})(,?)(\d{0,4})\}")


def parse_regex(text: str) -> Node:
    """The tree of a regular expression: characters, escapes, classes, ``.``, groups, ``|`` and ``* + ? {n,m}``.

    Raises:
        Unsupported: for anything else, such as lookaround, anchors, flags or classes like ``\\w``.

    >>> from nesy.languages.regular import matches
    >>> [matches(parse_regex("a(b|c){2}[^d]?"), t) for t in ("abcx", "abcd", "ab")]
    [True, False, False]
    """
    reader = _Reader(text)
    node = reader.alternation()
    if reader.position < len(text):
        reader.refuse("is not opened")
    return node


class _Reader:
    """Reads from a position on."""

    __slots__ = ("position", "text")

    def __init__(self, text: str) -> None:
        self.text, self.position = text, 0

    def alternation(self) -> Node:
        options = [self._sequence()]
        while self._next() == "|":
            self.position += 1
            options.append(self._sequence())
        return alt(*options)

    def refuse(self, why: str) -> NoReturn:
        span = Span(self.position, min(self.position + 1, len(self.text)))
        hint = "use characters, escapes, classes, groups, |, and * + ? {n,m}"
        raise Unsupported(
            f"this part of a regular expression {why}", source=self.text.replace("\n", " "), span=span, hint=hint
        )

    def _next(self) -> str:
        return self.text[self.position : self.position + 1]

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._next() not in ("", "|", ")"):
            parts.append(self._counted(self._atom()))
        return seq(*parts)

    def _atom(self) -> Node:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return Class(self._class())
        if character in ("*", "+", "?", "{", "^", "$"):
            self.refuse("is not supported here")
        if character == ".":
            self.position += 1
            return Class(complement(((10, 10),)))
        point = self._point()
        return Class(((point, point),))

    def _group(self) -> Node:
        self.position += 3 if self.text.startswith("(?:", self.position) else 1
        if self._next() == "?":
            self.refuse("is not supported")
        node = self.alternation()
        if self._next() != ")":
            self.refuse("is not closed")
        self.position += 1
        return node

    def _counted(self, node: Node) -> Node:
        while True:
            count = _COUNT.match(self.text, self.position)
            if count:
                least = int(count[1])
                most = (int(count[3]) if count[3] else None) if count[2] else least
                self.position = count.end()
            elif self._next() and self._next() in "*+?":
                least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[self._next()]
                self.position += 1
            else:
                return node
            if self._next() in ("?", "+"):
                self.refuse("is a lazy or possessive count, which is not supported")
            if most is not None and most < least:
                self.refuse("follows a count whose end is before its beginning")
            node = repeat(node, least, most) if node != EMPTY else EMPTY

    def _class(self) -> Ranges:
        self.position += 1
        negated = self._next() == "^"
        self.position += negated
        ranges: list[tuple[int, int]] = []
        while self._next() != "]" or not ranges:
            low = high = self._point()
            if self._next() == "-" and self.text[self.position + 1 : self.position + 2] not in ("]", ""):
                self.position += 1
                high = self._point()
            if high < low:
                self.refuse("follows a range whose end is before its beginning")
            ranges.append((low, high))
        self.position += 1
        return complement(union(ranges)) if negated else union(ranges)

    def _point(self) -> int:
        """The code point of one character, escaped or not."""
        character = self._next()
        if not character:
            self.refuse("is not finished")
        self.position += 1
        if character != "\\":
            return ord(character)
        escaped = self._next()
        if escaped in _HEX:
            return self._hexadecimal(_HEX[escaped])
        if not escaped or (escaped.isalnum() and escaped not in _ESCAPES):
            self.refuse("is not supported")
        self.position += 1
        return ord(_ESCAPES.get(escaped, escaped))

    def _hexadecimal(self, length: int) -> int:
        digits = self.text[self.position + 1 : self.position + 1 + length]
        if not re.fullmatch(f"[0-9a-fA-F]{{{length}}}", digits) or int(digits, 16) > LAST:
            self.refuse("is no code point")
        self.position += 1 + length
        return int(digits, 16)
