"""The reader of programs of calls: a text to its syntax tree, through the tables of ``grammars/program.lark``."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from lark import Token

from nesy.errors import InputTooLarge, ParseError
from nesy.languages.lalr import Lalr, StuckError
from nesy.languages.program.mistakes import explain
from nesy.languages.program.syntax import Argument, Call, Line, ListOf, Literal, ObjectOf, Program, Reference, Value
from nesy.languages.program.tokens import tokenize
from nesy.resources import content_text
from nesy.spans import Span

MAX_LINES = 200
"""Lines of a program."""
MAX_DEPTH = 50
"""Levels of lists and objects in a value."""


def read_program(text: str) -> Program:
    """The syntax tree of a program.

    Raises:
        ParseError: where the text is no program: what is wrong, the span, and what would fit there.
        InputTooLarge: beyond the limits of length, lines or depth.

    >>> read_program("x1 = add(a, 2)\\nreturn x1").lines[0].call.function
    'add'
    """
    tokens = tokenize(text)
    _check_size(tokens)
    try:
        lines, result = _parser().parse(tokens)
    except StuckError as stuck:
        raise explain(text, tokens, stuck) from None
    except ParseError as err:
        err.source = text
        raise
    return Program(lines, result, text)


def _check_size(tokens: Iterable[Token]) -> None:
    depth = lines = 0
    for token in tokens:
        lines += token.type == "SEP"
        depth += (token.type in ("LSQB", "LBRACE")) - (token.type in ("RSQB", "RBRACE"))
        if depth > MAX_DEPTH:
            raise InputTooLarge(f"a value of more than {MAX_DEPTH} levels")
    if lines > MAX_LINES:
        raise InputTooLarge(f"a program of {lines} lines", hint=f"the limit is {MAX_LINES}")


@lru_cache(maxsize=1)
def _parser() -> Lalr:
    return Lalr(content_text("grammars", "program.lark"), _Builder())


class _Builder:
    """Makes the tree; each method is a rule or alias of the grammar."""

    def start(self, program: Any) -> Any:
        return program

    def program(self, *parts: Any) -> tuple[tuple[Line, ...], Value]:
        lines = tuple(p for p in parts if isinstance(p, Line))
        return lines, next(p for p in parts if not isinstance(p, Line | Token))

    def line(self, name: Token, _: Token, call: Call, __: Token) -> Line:
        return Line(str(name), call, _span(name))

    def call(self, name: Token, *parts: Any) -> Call:
        return Call(str(name), tuple(p for p in parts if isinstance(p, Argument)), _span(name))

    def argument(self, value: Value) -> Argument:
        return Argument(value, None, value.span)

    def named(self, name: Token, _: Token, value: Value) -> Argument:
        return Argument(value, str(name), Span(name.start_pos or 0, value.span.end))

    def reference(self, name: Token) -> Reference:
        return Reference(str(name), _span(name))

    def string(self, token: Token) -> Literal:
        return Literal(_string(token), _span(token))

    def number(self, token: Token) -> Literal:
        value = json.loads(token)
        if isinstance(value, float) and not math.isfinite(value):
            raise ParseError("this number is too large", span=_span(token))
        return Literal(value, _span(token))

    def true(self, token: Token) -> Literal:
        return Literal(True, _span(token))

    def false(self, token: Token) -> Literal:
        return Literal(False, _span(token))

    def null(self, token: Token) -> Literal:
        return Literal(None, _span(token))

    def list(self, *parts: Any) -> ListOf:
        return ListOf(tuple(p for p in parts if not isinstance(p, Token)), _around(parts))

    def object(self, *parts: Any) -> ObjectOf:
        pairs = [p for p in parts if not isinstance(p, Token)]
        keys = [str(_string(key)) for key, _ in pairs]
        for number, (key, _) in enumerate(pairs):
            if keys[number] in keys[:number]:
                raise ParseError(f"the key {keys[number]!r:.60} stands here twice", span=_span(key))
        return ObjectOf(tuple(zip(keys, (value for _, value in pairs), strict=True)), _around(parts))

    def pair(self, key: Token, _: Token, value: Value) -> tuple[Token, Value]:
        return key, value


def _string(token: Token) -> str:
    """The text that a JSON string, or one of Python's with single quotation marks, spells."""
    try:
        text: str = json.loads(token) if token.startswith('"') else ast.literal_eval(str(token))
        text.encode()
    except (ValueError, SyntaxError) as err:
        hint = "a string is JSON: write \\\\ for a backslash, and \\u with four digits"
        raise ParseError("this string is not well formed", span=_span(token), hint=hint) from err
    return text


def _span(token: Token) -> Span:
    return Span(token.start_pos or 0, token.end_pos or 0)


def _around(parts: tuple[Any, ...]) -> Span:
    return Span(_span(parts[0]).start, _span(parts[-1]).end)
