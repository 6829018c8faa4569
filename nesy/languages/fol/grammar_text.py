"""The text of ``grammars/fol.lark`` as its definitions, from which decoding grammars are made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from nesy.resources import content_text

_COMMENT = re.compile(r"^[ \t]*//.*\n|^\n", re.M)
_DEFINITION = re.compile(r"^[?!]?(?P<name>\w+)[ \t]*:(?P<body>.*(?:\n[ \t]+.*)*)", re.M)
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)+/|->[ \t]*\w+|\w+|\S')
_START = re.compile(r"^start:.*\n", re.M)


@lru_cache(maxsize=1)
def grammar_text() -> str:
    """The grammar file without its comments."""
    return _COMMENT.sub("", content_text("grammars", "fol.lark"))


@lru_cache(maxsize=1)
def definitions() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The alternatives of every rule and terminal, each as its pieces, without aliases.

    >>> definitions()["iff"]
    (('implies',), ('iff', 'IFF', 'implies'))
    """
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for match in _DEFINITION.finditer(grammar_text()):
        alternatives: list[list[str]] = [[]]
        for piece in _PIECE.findall(match["body"]):
            if piece == "|":
                alternatives.append([])
            elif not piece.startswith("->"):
                alternatives[-1].append(piece)
        found[match["name"]] = tuple(map(tuple, alternatives))
    return MappingProxyType(found)


def starting_with(start: str) -> str:
    """The whole grammar with another start rule.

    >>> starting_with("program").count("start: program")
    1
    """
    return _START.sub(lambda _: f"start: {start}\n", grammar_text())


def terminals(*names: str) -> str:
    """The definitions of some terminals, as the file writes them, a line break behind each.

    >>> terminals("GOAL")
    'GOAL: "⊢" BLANK?\\n'
    """
    found = {m["name"]: m.group() for m in _DEFINITION.finditer(grammar_text())}
    return "".join(f"{found[name]}\n" for name in names)


def literal(text: str) -> str:
    """A text as a string of a lark grammar, whatever it holds.

    Only quotes, backslashes and control characters are escaped, in the way that lark and llguidance both
    read. Half a surrogate pair, which no text has, becomes a question mark.

    >>> print(literal('say "a\\\\b"'))
    "say \\"a\\\\b\\""
    """
    clean = text.encode("utf-8", "replace").decode()
    escaped = clean.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else _ESCAPES.get(c, f"\\u{ord(c):04x}") for c in escaped) + '"'


_ESCAPES: Mapping[str, str] = MappingProxyType({"\n": "\\n", "\t": "\\t"})
