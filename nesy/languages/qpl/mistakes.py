"""Says what is wrong at a token that fits nowhere, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from nesy.errors import ParseError
from nesy.languages.lalr import StuckError
from nesy.languages.qpl.tokens import Spelled, Token
from nesy.spans import Span

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "SCAN": "Scan Table [",
        "FILTER": "Filter [",
        "AGGREGATE": "Aggregate [",
        "JOIN": "Join [",
        "UNION": "Union [",
        "INTERSECT": "Intersect [",
        "EXCEPT": "Except [",
        "SORT": "Sort [",
        "TOP_SORT": "TopSort [",
        "TOP": "Top [",
        "PREDICATE": "Predicate [",
        "GROUP_BY": "GroupBy [",
        "ORDER_BY": "OrderBy [",
        "ROWS": "Rows [ 3 ]",
        "EXCEPT_COLUMNS": "ExceptColumns [",
        "OUTPUT": "Output [",
        "DISTINCT": "Distinct [ true ]",
        "WITH_TIES": "WithTies [ true ]",
        "NULLS": "Nulls [ equal ]",
        "CLOSE": "]",
        "SEP": ";",
        "STEP": "a step (#1)",
        "PREFIX": "a step's column (#1.name)",
        "NAME": "a name",
        "QUOTED": "a quoted name",
        "NUMBER": "a number",
        "STRING": "a string",
        "EQ": "=",
        "COMPARE": "a comparison",
        "COMMA": ",",
        "LPAR": "(",
        "RPAR": ")",
        "PLUS": "+",
        "MINUS": "-",
        "TIMES": "*",
        "DIVIDE": "/",
        "CALL": "an aggregate",
        "ONLY_DISTINCT": "DISTINCT",
        "IS_NULL": "IS NULL",
        "DIRECTION": "ASC or DESC",
        "$END": "the end",
    }
)
_CLAUSES = frozenset({"PREDICATE", "GROUP_BY", "ORDER_BY", "ROWS", "EXCEPT_COLUMNS", "DISTINCT", "WITH_TIES", "NULLS"})


def explain(text: str, tokens: Sequence[Spelled], stuck: StuckError) -> ParseError:
    """The error for a program whose reading stopped at a token."""
    end = len(text)
    token = Token("$END", "", end, end) if stuck.kind == "$END" else Token(*stuck.token)
    number = _step(map(Token._make, tokens), token.start)
    where = f" in step #{number}" if number else ""
    return ParseError(
        f"{_what(token, stuck)}{where}",
        source=text,
        span=Span(token.start, token.end),
        expected=sorted({_WORDS.get(kind, kind) for kind in stuck.expected}),
        hint=_hint(token, stuck),
    )


def _what(token: Token, stuck: StuckError) -> str:
    if token.type == "$END":
        return "the program ends too early"
    if token.type in _CLAUSES and stuck.expected & {"OUTPUT", "SEP"}:
        word = _WORDS[token.type].split(" [")[0]
        return f"the clause {word} does not belong here"
    return f"{token.text.strip() or 'a line break'!r} does not fit here"


def _hint(token: Token, stuck: StuckError) -> str | None:
    if token.type == "STRING" and "NAME" in stuck.expected:
        return "names stand without quotes or in double quotes"
    if token.type == "NAME" and token.text.lower() == "null":
        return "write `IS NULL` or `IS NOT NULL`"
    if token.type in ("CLOSE", "AND", "OR", "RPAR") and "IS_NULL" in stuck.expected:
        return "a condition compares: write `column = value` or `column IS NULL`"
    if token.type in _CLAUSES:
        return "clauses come in this order: Predicate, GroupBy, Rows, OrderBy, WithTies, Nulls, Distinct, Output"
    if "OUTPUT" in stuck.expected and token.type in ("SEP", "$END"):
        return "every step ends with Output [ ... ]"
    return None


def _step(tokens: Iterable[Token], start: int) -> int | None:
    """The number of the step in which an offset lies."""
    number, before = None, "SEP"
    for token in tokens:
        if token.start > start:
            break
        if token.type == "STEP" and before == "SEP":
            number = int(token.text[1:])
        before = token.type
    return number
