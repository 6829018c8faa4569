"""Says what is wrong at a token of a program of calls that fits nowhere, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lark import Token

from nesy.errors import ParseError
from nesy.languages.lalr import StuckError
from nesy.spans import Span

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "NAME": "a name",
        "STRING": "a string",
        "NUMBER": "a number",
        "TRUE": "true",
        "FALSE": "false",
        "NULL": "null",
        "RETURN": "return",
        "EQ": "=",
        "COMMA": ",",
        "COLON": ":",
        "LPAR": "(",
        "RPAR": ")",
        "LSQB": "[",
        "RSQB": "]",
        "LBRACE": "{",
        "RBRACE": "}",
        "SEP": "a line break",
        "$END": "the end",
    }
)
_VALUES = frozenset({"STRING", "NUMBER", "TRUE", "FALSE", "NULL", "LSQB", "LBRACE"})


def explain(text: str, tokens: Sequence[Token], stuck: StuckError) -> ParseError:
    """The error for a program whose reading stopped at a token."""
    token = stuck.token
    at_end = token.type == "$END"
    start = len(text) if at_end else token.start_pos
    span = Span(start, start if at_end else token.end_pos)
    before = next((t.type for t in reversed(tokens) if (t.start_pos or 0) < start), "SEP")
    expected = sorted({_WORDS[kind] for kind in stuck.expected})
    hint = _hint(token, before, stuck.expected)
    return ParseError(_what(token), source=text, span=span, expected=expected, hint=hint)


def _what(token: Token) -> str:
    if token.type == "$END":
        return "the program ends too early"
    if token.type == "SEP":
        return "the line ends too early"
    return f"{str(token)[:60]!r} does not fit here"


def _hint(token: Token, before: str, expected: frozenset[str]) -> str | None:
    if token.type == "$END":
        return "the last line is `return` and a value" if expected & {"RETURN", "SEP"} else None
    if token.type == "LPAR":
        return "give the inner call a line of its own, and write its name here"
    if before == "EQ" and token.type in _VALUES and "NAME" in expected:
        return "a line calls a function; write a plain value where it is used"
    if token.type == "LSQB":
        return "parts of a value are taken by a function; there is no indexing"
    if token.type == "COLON":
        return "there are no blocks, conditions or loops: a program is a list of calls"
    if before == "SEP" and token.type in ("NAME", "RETURN") and expected == {"$END"}:
        return "nothing stands behind the line with `return`"
    return None
