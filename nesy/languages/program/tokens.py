"""The lexer of programs of calls: emits the terminals of ``grammars/program.lark`` and is lenient about layout.

Blanks, comments, line breaks in brackets, a comma before a closing bracket, and Python's spelling of strings and
constants are read as what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from lark import Token

from nesy.errors import InputTooLarge, ParseError
from nesy.spans import Span

MAX_LENGTH = 100_000
"""Characters of a program; longer ones are refused."""

_TOKEN = re.compile(
    r"""(?:[ \t\r]|\#[^\n]*)*(?:(?P<NAME>[A-Za-z_À-ÖØ-öø-ɏ][A-Za-z0-9_À-ÖØ-öø-ɏ]*)
    |(?P<NUMBER>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.]))
    |(?P<STRING>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<SIGN>[=,:()\[\]{}\n;])
    |(?P<END>\Z))""",
    re.X,
)
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "=": "EQ",
        ",": "COMMA",
        ":": "COLON",
        "(": "LPAR",
        ")": "RPAR",
        "[": "LSQB",
        "]": "RSQB",
        "{": "LBRACE",
        "}": "RBRACE",
        "\n": "SEP",
        ";": "SEP",
    }
)
_WORDS: Mapping[str, str] = MappingProxyType(
    {"return": "RETURN", "true": "TRUE", "false": "FALSE", "null": "NULL", "none": "NULL"}
)
_OPENING, _CLOSING = frozenset({"LPAR", "LSQB", "LBRACE"}), frozenset({"RPAR", "RSQB", "RBRACE"})
_LONGEST_NAME, _MOST_DIGITS = 64, 30


def tokenize(text: str) -> list[Token]:
    """The tokens of a program, typed by the terminals of the grammar.

    Raises:
        ParseError: at a character that begins nothing, a string that is not closed, or a name that is too long.
        InputTooLarge: beyond :data:`MAX_LENGTH` characters.

    >>> [token.type for token in tokenize("x1 = f(1,)  # one\\nreturn True")]
    ['NAME', 'EQ', 'NAME', 'LPAR', 'NUMBER', 'RPAR', 'SEP', 'RETURN', 'TRUE']
    """
    if len(text) > MAX_LENGTH:
        raise InputTooLarge(f"a program of {len(text)} characters", hint=f"the limit is {MAX_LENGTH}")
    tokens: list[Token] = []
    at = depth = 0
    while True:
        found = _TOKEN.match(text, at)
        if found is None:
            raise _unknown(text, at)
        kind = found.lastgroup or ""
        if kind == "END":
            break
        token = _typed(kind, found[kind], found.start(kind), text)
        depth += (token.type in _OPENING) - (token.type in _CLOSING)
        _add(tokens, token, depth)
        at = found.end()
    if tokens and tokens[-1].type == "SEP":
        tokens.pop()
    return tokens


def _add(tokens: list[Token], token: Token, depth: int) -> None:
    """Add a token, unless it is a line break where no line can end."""
    last = tokens[-1].type if tokens else "SEP"
    if token.type == "SEP" and (depth > 0 or last == "SEP"):
        return
    if token.type in _CLOSING and last == "COMMA":
        tokens.pop()
    tokens.append(token)


def _typed(kind: str, text: str, start: int, source: str) -> Token:
    end = start + len(text)
    if kind == "SIGN":
        kind = _SIGNS[text]
    elif kind == "NAME":
        kind = _WORDS.get(text.lower()) or "NAME"
    if kind == "NAME" and len(text) > _LONGEST_NAME:
        message = f"a name has {_LONGEST_NAME} characters at most"
        raise ParseError(message, source=source, span=Span(start, end))
    if kind == "NUMBER" and sum(c.isdigit() for c in text) > _MOST_DIGITS:
        raise ParseError(f"a number has {_MOST_DIGITS} digits at most", source=source, span=Span(start, end))
    return Token(kind, text, start_pos=start, end_pos=end)


def _unknown(text: str, at: int) -> ParseError:
    begun = re.compile(r"(?:[ \t\r]|#[^\n]*)*").match(text, at)
    at = begun.end() if begun else at
    if text[at] in "'\"":
        line = text.find("\n", at)
        span = Span(at, line if line >= 0 else len(text))
        hint = "strings end on their line; write \\n for a line break and \\ before a quotation mark"
        return ParseError("a string that is not closed", source=text, span=span, hint=hint)
    computed = "give what is computed a line of its own, with a call" if text[at] in "+-*/%<>.!&|" else None
    return ParseError(f"{text[at]!r} begins nothing here", source=text, span=Span(at, at + 1), hint=computed)
