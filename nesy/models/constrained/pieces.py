"""Pieces: what the end of a cut-off program can be put together from, and what each piece costs.

They are the grammar's literals, the names and calls that the text already holds, and single bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

CALL = 0.8
"""The cost of a call such as ``Dog(rex)`` that the text holds."""
NAME = 0.9
"""The cost of a name that the text holds."""
DECLARED = 0.95
"""The cost of a name that only the grammar holds."""
END = 1.0
"""The cost of a closing bracket or quote."""
LINE = 1.5
"""The cost of the end of a line."""
OPEN = 1.9
"""The cost of a name with the parenthesis that the text always puts behind it."""
OTHER = 2.0
"""The cost of another literal or mark."""
BLANK = 2.5
"""The cost of a blank."""
FRESH = 4.0
"""The cost of a byte of a name that is new."""

_GRAMMAR = re.compile(r'(?P<string>"(?:[^"\\\n]|\\.)*")|/(?:[^/\\\n]|\\.)+/|//[^\n]*')
_TERMINAL = re.compile(r"^(?P<name>[A-Z_]+): (?P<body>.*)$", re.M)
_PART = re.compile(r'(?P<string>"(?:[^"\\\n]|\\.)*")(?P<optional>\?)?|(?P<name>[A-Z_]+)(?P<left_out>\?)?|\S')
_BLANKS = re.compile(r"/\[ [^\]]*\](?:\{(?P<least>\d+),\d+\}|(?P<sign>[*+?]))?/")
_WORD = re.compile(r"[^\W\d]\w*'{0,8}")
_CALL = re.compile(r"[^\W\d]\w*\([^()\n]{0,80}\)")
_QUOTED = re.compile(r"(?<!\w)'[^'\\\n]{1,80}'|\"[^\"\\\n]{1,80}\"")
_LAST_WORD = re.compile(r"[^\W\d]\w*\Z")
_NAMES = re.compile(r"'[^'\n]+'|\"[^\"\n]+\"|[^\W_]\w*'*")
_LONGEST = 4096
_FORCED = 5
"""A string of the grammar that is longer than this is no word of the writer's where a text holds it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to add."""

    text: bytes
    cost: float
    shape: str
    """The text with every name made ``a``: ends of one shape differ in their names only."""

    @property
    def is_word(self) -> bool:
        """Whether it begins like a name, so that it would go on with a name before it."""
        return self.shape.startswith("a")


@dataclass(frozen=True, slots=True)
class Brackets:
    """What a text leaves open."""

    depth: int = 0
    """Brackets."""
    quote: str = ""
    """The quotation mark of an open quotation."""
    last: str = ""
    """The text's last character."""

    @property
    def in_word(self) -> bool:
        """Whether the text ends in a character of a name."""
        return self.last.isalnum() or self.last == "_"

    @property
    def open(self) -> int:
        """How many closing marks are due."""
        return self.depth + bool(self.quote)

    def after(self, text: str) -> Brackets:
        """What is open behind more text.

        >>> Brackets().after("f(x', 'a(")
        Brackets(depth=1, quote="'", last='(')
        """
        depth, quote, last = self.depth, self.quote, self.last
        for c in text:
            if quote:
                quote = "" if c == quote and last != "\\" else quote
            elif c == '"' or (c == "'" and not (last.isalnum() or last in "_'")) or (c == "'" and last == ""):
                quote = c
            elif c in "([{":
                depth += 1
            elif c in ")]}":
                depth = max(0, depth - 1)
            last = c
        return Brackets(depth, quote, last)


def pieces(grammar: str, text: str) -> list[Piece]:
    """All pieces, each text once, the most welcome first.

    >>> [p.text for p in pieces('start: "∀" NAME', "Dog(rex) & Do")][:2]
    [b'Dog(rex)', b'rex']
    """
    found: dict[bytes, Piece] = {}
    strings = _strings(grammar)
    for string in strings:
        text = text.replace(string, " ") if len(string) > _FORCED else text
    literals = [_piece(string, _cost_of_literal(string)) for string in (*strings, *_phrases(grammar))]
    for piece in sorted((*_of_text(text), *literals, *_bytes()), key=lambda p: p.cost):
        if len(piece.text) <= _LONGEST:
            found.setdefault(piece.text, piece)
    return list(found.values())


def remainders(known: list[Piece], text: str) -> list[Piece]:
    """What can complete the last word of a text to a known one; nothing if it is one already.

    >>> [p.text for p in remainders(pieces("", "Dog(rex) & Do"), "Dog(rex) & Do")]
    [b'g(rex)', b'g(']
    """
    match = _LAST_WORD.search(text)
    if match is None:
        return []
    begun = match.group().encode()
    if any(p.text == begun for p in known):
        return []
    ends = [(p, p.text[len(begun) :]) for p in known if p.is_word and p.text.startswith(begun)]
    return [Piece(end, p.cost, "~" + _shape(end.decode())) for p, end in ends]


def _of_text(text: str) -> Iterator[Piece]:
    """Calls and names that the text holds; the last word may be cut off and does not count."""
    last = _LAST_WORD.search(text)
    known = text[: last.start()] if last else text
    for call in dict.fromkeys(_CALL.findall(known)):
        yield _piece(call, CALL)
    for quotation in dict.fromkeys(_QUOTED.findall(known)):
        yield _piece(quotation, NAME)
    for match in _WORD.finditer(known):
        opens = known[match.end() : match.end() + 1] == "("
        yield _piece(match.group() + "(", OPEN) if opens else _piece(match.group(), NAME)


def _strings(grammar: str) -> list[str]:
    """The strings of a lark grammar."""
    found = dict.fromkeys(m["string"] or '""' for m in _GRAMMAR.finditer(grammar))
    return [text for string in found if (text := _unescaped(string))]


def _phrases(grammar: str) -> Iterator[str]:
    """The shortest texts of terminals that are several strings with blanks between them.

    >>> list(_phrases('SCAN: "Scan" GAP "Table" PAD "[" PAD\\nGAP: /[ ]{1,9}/\\nPAD: /[ ]{0,9}/'))
    ['Scan Table[']
    """
    bodies = {m["name"]: m["body"] for m in _TERMINAL.finditer(grammar)}
    for body in bodies.values():
        text, strings = "", 0
        for part in _PART.finditer(body):
            if part["string"] and not part["optional"]:
                text, strings = text + _unescaped(part["string"]), strings + 1
            elif part["name"] and (gap := _gap(bodies.get(part["name"], ""), bool(part["left_out"]))) is not None:
                text += gap
            else:
                break
        else:
            if strings > 1:
                yield text


def _gap(body: str, left_out: bool) -> str | None:
    """The shortest text of a terminal of blanks; None for any other terminal."""
    blanks = _BLANKS.fullmatch(body)
    if left_out:
        return ""
    return None if blanks is None else " " * int(blanks["least"] or blanks["sign"] in (None, "+"))


def _cost_of_literal(text: str) -> float:
    if _WORD.match(text):
        return DECLARED
    return END if text.strip() in (")", "]", "}") else OTHER


def _unescaped(string: str) -> str:
    """The text of a string; empty for one that only lark can read."""
    try:
        text = json.loads(string, strict=False)
    except json.JSONDecodeError:
        return ""
    return str(text)


def _bytes() -> Iterator[Piece]:
    for byte in range(256):
        character = chr(byte)
        if byte >= 128 or character.isalnum() or character == "_":
            yield Piece(bytes([byte]), FRESH, "a")
        elif character in ")]}'\"\n":
            yield Piece(bytes([byte]), LINE if character == "\n" else END, character)
        else:
            cost = BLANK if character == " " else OTHER if character.isprintable() else 2 * FRESH
            yield Piece(bytes([byte]), cost, character)


def _piece(text: str, cost: float) -> Piece:
    return Piece(text.encode(), cost, _shape(text))


def _shape(text: str) -> str:
    return _NAMES.sub("a", text)
