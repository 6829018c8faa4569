"""Writes trees of rules in GBNF, the notation of llama.cpp."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from nesy.errors import Unsupported
from nesy.languages.regular import LAST, Alt, Class, Node, Ranges, Ref, Repeat, Seq, complement

MOST = 2000
"""The largest count that llama.cpp takes."""

_COUNTS = {(0, None): "*", (1, None): "+", (0, 1): "?"}
_IN_STRING = {ord(c): f"\\{e}" for c, e in zip('\n\r\t\\"', 'nrt\\"', strict=True)}
_IN_CLASS = _IN_STRING | {ord("["): "\\[", ord("]"): "\\]", ord("^"): "\\x5E", ord("-"): "\\x2D"}
_WIDTHS = {2: "x", 4: "u", 8: "U"}
_DIGITS = "0123456789abcdefABCDEF"


def rule_text(name: str, body: Node, names: Mapping[str, str]) -> str:
    """One rule, on a line.

    Args:
        name: the rule's name in GBNF.
        body: what it stands for.
        names: the GBNF name of each rule that the body mentions.

    Raises:
        Unsupported: if it counts further than llama.cpp does.

    >>> print(rule_text("number", Repeat(Class(((48, 57),)), 1, 18), {}), end="")
    number ::= [0-9]{1,18}
    """
    return f"{name} ::= {_text(body, names)}\n"


def _text(node: Node, names: Mapping[str, str]) -> str:
    match node:
        case Ref(name):
            return names[name]
        case Class(ranges):
            point = _only_point(node)
            return _string([point]) if point is not None else _class(ranges)
        case Repeat(part, least, most):
            grouped = isinstance(part, Alt | Seq | Repeat)
            return (f"({_text(part, names)})" if grouped else _text(part, names)) + _count(least, most)
        case Alt(options):
            return " | ".join(_text(option, names) for option in options)
        case Seq(parts):
            return " ".join(_sequence(parts, names)) or '""'


def _sequence(parts: tuple[Node, ...], names: Mapping[str, str]) -> Iterator[str]:
    """The parts' texts; single characters in a row are one string."""
    for single, group in groupby(parts, lambda part: _only_point(part) is not None):
        if single:
            yield _string([point for part in group if (point := _only_point(part)) is not None])
        else:
            yield from (f"({_text(p, names)})" if isinstance(p, Alt) else _text(p, names) for p in group)


def _only_point(node: Node) -> int | None:
    match node:
        case Class(((low, high),)) if low == high:
            return low
    return None


def _count(least: int, most: int | None) -> str:
    if max(least, most or 0) > MOST:
        raise Unsupported(f"llama.cpp counts to {MOST:,} at most, not to {max(least, most or 0):,}")
    bounds = f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"
    return _COUNTS.get((least, most), bounds)


def _string(points: list[int]) -> str:
    return f'"{_joined([_escaped(point, _IN_STRING) for point in points])}"'


def _class(ranges: Ranges) -> str:
    """A class, negated if it holds the last code point."""
    negated = ranges[-1][1] == LAST
    shown = complement(ranges) if negated else ranges
    if not shown:
        return "[\\x00-\\U0010FFFF]"
    pieces = [
        piece
        for low, high in shown
        for piece in (_escaped(low, _IN_CLASS), *(("-", _escaped(high, _IN_CLASS)) if high > low else ()))
    ]
    return f"[{'^' if negated else ''}{_joined(pieces)}]"


def _escaped(point: int, special: Mapping[int, str]) -> str:
    character = chr(point)
    if point in special:
        return special[point]
    if character.isprintable() and (character == " " or not character.isspace()):
        return character
    return _hexadecimal(point, 2 if point < 0x100 else 4 if point < 0x10000 else 8)


def _hexadecimal(point: int, digits: int) -> str:
    return f"\\{_WIDTHS[digits]}{point:0{digits}X}"


def _joined(pieces: list[str]) -> str:
    """The pieces in a row, with a hexadecimal escape at full length where a digit follows: some readers go on."""
    written = ""
    for piece, after in zip(pieces, [*pieces[1:], ""], strict=True):
        runs_on = piece[:2] in ("\\x", "\\u") and after[:1] in _DIGITS and after
        written += _hexadecimal(int(piece[2:], 16), 8) if runs_on else piece
    return written
