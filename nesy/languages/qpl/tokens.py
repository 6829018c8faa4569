"""The lexer of QPL: emits the terminals of ``grammars/qpl.lark`` and is lenient about blanks, case and line breaks."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from nesy.errors import InputTooLarge, ParseError
from nesy.spans import Span


class Token(NamedTuple):
    """A terminal of the grammar, the text that spells it, and its place.

    Plain tuples of these stand for tokens in what is done for each: they take a tenth of the time to make.
    """

    type: str
    text: str
    start: int
    end: int


Spelled: TypeAlias = tuple[str, str, int, int]
"""The values of a :class:`Token`."""
MAX_LENGTH = 100_000
"""Characters of a program; longer ones are refused."""
COUNT_STAR = "countstar"
"""The word for the number of rows."""
_LONGEST = 19
"""Digits of a whole number of 64 bits."""
_SHORT = 4
"""Characters of a number that every database holds, whatever they are."""


def _any_case(pattern: str) -> str:
    """A pattern whose small letters stand for capitals too.

    ``re`` passes over an alternative by its first character only where that is written as a set.
    """
    return re.sub(r"(?<!\\)[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", pattern)


OPENINGS: Mapping[str, str] = MappingProxyType(
    {
        "scantable[": "SCAN",
        "filter[": "FILTER",
        "aggregate[": "AGGREGATE",
        "join[": "JOIN",
        "union[": "UNION",
        "intersect[": "INTERSECT",
        "except[": "EXCEPT",
        "sort[": "SORT",
        "topsort[": "TOP_SORT",
        "top[": "TOP",
        "predicate[": "PREDICATE",
        "groupby[": "GROUP_BY",
        "orderby[": "ORDER_BY",
        "exceptcolumns[": "EXCEPT_COLUMNS",
        "output[": "OUTPUT",
    }
)
"""What begins an operation or a clause, small and without blanks, and its terminal."""
_OPENING = (
    r"(?:scan\s+table|filter|aggregate|join|union|intersect|except|sort|topsort|top"
    r"|predicate|groupby|orderby|exceptcolumns|output)\s*\["
)
_SETTING = (
    r"(?:distinct|withties)\s*\[\s*(?:true|false)\s*\]|nulls\s*\[\s*(?:differ|equal|unknown)\s*\]"
    r"|rows\s*\[\s*\d{1,9}\s*\]"
)
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "SIGN": r"[=\[\](),;\n+*/-]",
        "PREFIX": r"#\d+\s*\.\s*",
        "STEP": r"#\d+",
        "STRING": r"'(?:[^'\x00]|'')*'",
        "QUOTED": r'"(?:[^"\x00]|"")+"|`[^`\x00]+`',
        "COMPARE": r"<=|>=|<>|!=|<|>",
        "OPENING": _any_case(_OPENING),
        "SETTING": _any_case(_SETTING),
        "CALL": _any_case(r"(?:count|sum|avg|min|max)\s*\("),
        "IS_NULL": _any_case(r"is\s+(?:not\s+)?null\b"),
        "PHRASE": _any_case(r"(?:not\s+)?(?:like|between)\b|(?:not\s+)?in\s*\("),
        "NAME": r"(?:[^\W\d]|\d+_)\w*(?:(?<=_)\(\w+\)\w*)?",
        "NUMBER": r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?",
        "END": r"\Z",
        "UNKNOWN": r"[\s\S]",
    }
)
_TOKEN = re.compile(r"[ \t\r]*(?:" + "|".join(f"(?P<{kind}>{text})" for kind, text in _KINDS.items()) + ")")
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "=": "EQ",
        "[": "OPEN",
        "]": "CLOSE",
        "(": "LPAR",
        ")": "RPAR",
        ",": "COMMA",
        ";": "SEP",
        "\n": "SEP",
        "+": "PLUS",
        "-": "MINUS",
        "*": "TIMES",
        "/": "DIVIDE",
    }
)
_WORDS: Mapping[str, str] = MappingProxyType(
    {"and": "AND", "or": "OR", "not": "NOT", "as": "AS", "asc": "DIRECTION", "desc": "DIRECTION"}
)
_SETTINGS: Mapping[str, str] = MappingProxyType({"d": "DISTINCT", "w": "WITH_TIES", "n": "NULLS", "r": "ROWS"})
_PHRASES: Mapping[str, str] = MappingProxyType({"e": "LIKE", "n": "BETWEEN", "(": "IN"})
_OPERANDS = frozenset({"NAME", "QUOTED", "NUMBER", "STRING", "RPAR"})
_AFTER_OPERAND = frozenset({*_OPERANDS, "IS_NULL"})
_RESERVED = frozenset({*_WORDS, "distinct"})
_PLACED = frozenset({"SEP", "TIMES", "PHRASE", "NUMBER"})
"""What is one terminal or another, or none, by what stands before it."""


def tokenize(text: str) -> list[Spelled]:
    """The tokens of a program, typed by the terminals of the grammar.

    A line break ends a step like ``;`` does where a step may end; elsewhere it is a blank. Names that stand next to
    each other are one name with a blank (``Official Name``).

    Raises:
        ParseError: at a character that begins nothing, a string that is not closed, or a number that no database has.
        InputTooLarge: beyond :data:`MAX_LENGTH` characters.

    >>> [kind for kind, *_ in tokenize("#1 = Scan Table [ t ] Output [ a ]")]
    ['STEP', 'EQ', 'SCAN', 'NAME', 'CLOSE', 'OUTPUT', 'NAME', 'CLOSE']
    """
    if len(text) > MAX_LENGTH:
        raise InputTooLarge(f"a program of {len(text)} characters", hint=f"the limit is {MAX_LENGTH}")
    if not text.isascii():
        _check_characters(text)
    tokens: list[Spelled] = []
    last = "SEP"
    for found in _TOKEN.finditer(text):
        kind: str = found.lastgroup or ""
        start, end = found.span(found.lastindex or 0)
        part = text[start:end]
        if kind == "NAME":
            placed = last == "NAME" or last == "SEP" or part.lower() in _RESERVED
        elif kind == "SIGN":
            kind = _SIGNS[part]
            placed = kind in _PLACED or last == "SEP"
        elif kind == "OPENING":
            kind = OPENINGS.get(part) or OPENINGS["".join(part.split()).lower()]
            placed = last == "SEP"
        elif kind == "SETTING":
            kind = _SETTINGS[part[0].lower()]
            placed = last == "SEP"
        elif kind == "END":
            break
        elif kind == "UNKNOWN":
            raise _unknown(text, start)
        else:
            placed = kind in _PLACED or (last == "SEP" and kind != "STEP")
        if placed:
            _place(tokens, kind, part, start, end, text)
            last = tokens[-1][0] if tokens else "SEP"
        else:
            tokens.append((kind, part, start, end))
            last = kind
    if tokens and tokens[-1][0] == "SEP":
        tokens.pop()
    return tokens


def _place(tokens: list[Spelled], kind: str, text: str, at: int, end: int, source: str) -> None:
    """Add a token, as the terminal that it is at its place."""
    last = tokens[-1][0] if tokens else "SEP"
    if kind == "SEP":
        if last == "SEP" or (text == "\n" and last != "CLOSE"):
            return
    elif kind == "TIMES":
        if last == "CALL":
            kind, text = "NAME", COUNT_STAR
    elif kind == "NAME":
        kind = _word(text, last)
        if kind == "NAME" and last == "NAME":
            _, before, start, _ = tokens[-1]
            tokens[-1] = ("NAME", f"{before} {text}", start, end)
            return
    elif kind == "PHRASE":
        kind = _PHRASES[text[-1].lower()]
        if kind != "IN" and last not in _OPERANDS:
            *negation, word = text.split()
            if negation:
                tokens.append(("NOT", negation[0], at, at + len(negation[0])))
            kind, at, text = "NAME", at + len(text) - len(word), word
    elif kind == "NUMBER":
        if last == "MINUS" and (len(tokens) < 2 or tokens[-2][0] not in _OPERANDS):
            _, _, at, _ = tokens.pop()
            text = f"-{text}"
        _check_number(source, text, at, end)
    if last == "SEP" and kind != "STEP" and tokens and tokens[-1][1] == "\n":
        tokens.pop()
    tokens.append((kind, text, at, end))


def _word(text: str, last: str) -> str:
    word = text.lower()
    if last == "CALL" and word == "distinct":
        return "ONLY_DISTINCT"
    kind = _WORDS.get(word, "NAME")
    return kind if kind == "NOT" or last in _AFTER_OPERAND else "NAME"


def _unknown(text: str, at: int) -> ParseError:
    character = text[at]
    if text.startswith("```", at):
        message = "a fence of a code block"
        return ParseError(message, source=text, span=Span(at, at + 3), hint="leave it out: a program is steps alone")
    if character in "'\"`":
        return ParseError(
            "a quotation that is not closed",
            source=text,
            span=Span(at, len(text)),
            hint=f"write a {character} inside it twice",
        )
    return ParseError(f"{character!r} begins nothing here", source=text, span=Span(at, at + 1))


def _check_number(source: str, number: str, start: int, end: int) -> None:
    if len(number) <= _SHORT:
        return
    digits = number.lstrip("-")
    held = len(digits) <= _LONGEST and int(number) < 2**63 if digits.isdigit() else math.isfinite(float(number))
    if not held:
        raise ParseError(
            f"{number[:20]}… is beyond the numbers that databases have",
            source=source,
            span=Span(start, end),
            hint="whole numbers have at most 64 bits, others at most 308 digits before the point",
        )


def _check_characters(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as err:
        message = f"{text[err.start]!r} is half of a character"
        span = Span(err.start, err.start + 1)
        raise ParseError(message, source=text, span=span, hint="write the whole character, or leave it out") from err
