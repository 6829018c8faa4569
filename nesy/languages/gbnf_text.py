"""Writes trees of rules in GBNF, the notation of llama.cpp."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from nesy.errors import Unsupported
from nesy.languages.regular import LAST, Alt, Class, Node, Ranges, Ref, Repeat, Seq, complement

MOST = 2000
"""The largest count that llama.cpp takes."""

_COUNTS = {(0, None): "*", (1, None): "+", (0, 1): "?"}
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


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
            return f'"{_escaped(point, _IN_STRING)}"' if point is not None else _class(ranges)
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
            points = (_only_point(part) for part in group)
            yield '"' + "".join(_escaped(point, _IN_STRING) for point in points if point is not None) + '"'
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


_IN_STRING = frozenset('"')
_IN_CLASS = frozenset('[]^-"')


def _class(ranges: Ranges) -> str:
    """A class, negated if it holds the last code point."""
    negated = ranges[-1][1] == LAST
    shown = complement(ranges) if negated else ranges
    if not shown:
        return "[\\x00-\\U0010FFFF]"
    spans = (_escaped(a, _IN_CLASS) + (f"-{_escaped(b, _IN_CLASS)}" if b > a else "") for a, b in shown)
    return f"[{'^' if negated else ''}{''.join(spans)}]"


def _escaped(point: int, special: frozenset[str]) -> str:
    character = chr(point)
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character in special or not character.isprintable() or (character.isspace() and character != " "):
        width = "x" if point < 0x100 else "u" if point < 0x10000 else "U"
        return f"\\{width}{point:0{ {'x': 2, 'u': 4, 'U': 8}[width] }X}"
    return character
