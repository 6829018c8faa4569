"""Says what is wrong at a token that fits nowhere, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from nesy.errors import ParseError
from nesy.languages.lalr import StuckError
from nesy.languages.qpl.tokens import OPENINGS, Spelled, Token
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


_OPENING_KINDS = frozenset(OPENINGS.values())
_FOR_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "limit": "write `Rows [ 3 ]` before OrderBy in a TopSort, or in a step `Top [ #1 ] Rows [ 3 ]`",
        "where": "conditions stand in `Predicate [ … ]`",
        "on": "conditions stand in `Predicate [ … ]`",
        "having": "filter the groups in a step of its own: `#3 = Filter [ #2 ] Predicate [ … ]`",
        "group": "write `GroupBy [ … ]` in an Aggregate",
        "order": "write `OrderBy [ … ]` in a Sort or TopSort",
        "select": "a step chooses its columns in `Output [ … ]`, and begins as in `#1 = Scan Table [ … ]`",
        "scan": "write `Scan Table [ name ]`",
        "rows": "write a whole number: `Rows [ 3 ]`",
        "is": "write `= 'value'`, or `IS NULL`",
        "not": "write `NOT IN (1 , 2)`, with the values in parentheses",
        "in": "write `IN (1 , 2)`, with the values in parentheses",
        "null": "write `IS NULL` or `IS NOT NULL`",
    }
)
"""What to write for words that other languages have, or that stand elsewhere."""
_LEAVE_OUT = "leave it out: a program is steps alone"
_FIRST = re.compile(r"#\d+\s*=")
_WHOLE = re.compile(r"output\s*\[[^\[\]]*\]\Z", re.IGNORECASE)
_CONTINUED = re.compile(r"\s*(?:[;#\]]|\Z|```)")
"""What may stand behind a step without being prose, though nothing or the wrong thing may follow it."""
_OUTSIDE = "a program is steps alone, such as `#1 = Scan Table [ singer ] Output [ name ]`; leave out what is around it"


def prose_around(text: str, wrong: ParseError) -> ParseError | None:
    """The error for text before or after a program, if that is where the reading stopped, or without a program.

    >>> wrong = ParseError("':' begins nothing here", source="Plan:\\n#1 = ...", span=Span(4, 5))
    >>> print(prose_around("Plan:\\n#1 = ...", wrong))
    text before the first step
    1 | Plan:
      | ^^^^^
    hint: leave it out: a program is steps alone
    """
    at = wrong.span.start if wrong.span else 0
    first = _FIRST.search(text)
    if first and at < first.start():
        return _surplus("text before the first step", text, 0, first.start(), _LEAVE_OUT)
    end = text.rfind("]") + 1
    if first and at >= end and _WHOLE.search(text[:end]) and not _CONTINUED.match(text, end):
        return _surplus("text after the last step", text, end, len(text), _LEAVE_OUT)
    if text.strip() and not re.search(r"[#\[]", text):
        return _surplus("there is no step in this text", text, 0, len(text), _OUTSIDE)
    return None


def _surplus(message: str, text: str, start: int, end: int, hint: str) -> ParseError:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    span = Span(start, start + len(text[start:end].rstrip()))
    return ParseError(message, source=text, span=span, hint=hint)


def explain(text: str, tokens: Sequence[Spelled], stuck: StuckError) -> ParseError:
    """The error for a program whose reading stopped at a token."""
    end = len(text)
    token = Token("$END", "", end, end) if stuck.kind == "$END" else Token(*stuck.token)
    before = Token("SEP", "", 0, 0)
    for other in map(Token._make, tokens):
        if other.start >= token.start:
            break
        before = other
    number = _step(map(Token._make, tokens), token.start)
    where = f" in step #{number}" if number else ""
    return ParseError(
        f"{_what(token, stuck)}{where}",
        source=text,
        span=Span(token.start, token.end),
        expected=sorted({_WORDS.get(kind, kind) for kind in stuck.expected}),
        hint=_hint(token, before, stuck.expected),
    )


def _what(token: Token, stuck: StuckError) -> str:
    if token.type == "$END":
        return "the program ends too early"
    if token.type in _CLAUSES and stuck.expected & {"OUTPUT", "SEP"}:
        word = _WORDS[token.type].split(" [")[0]
        return f"the clause {word} does not belong here"
    return f"{token.text.strip() or 'a line break'!r} does not fit here"


def _hint(token: Token, before: Token, expected: frozenset[str]) -> str | None:
    kind, word = token.type, token.text.lower().split()[:1]
    if expected == {"STEP"}:
        return "steps are numbered `#1`, `#2`, …" if kind == "NUMBER" else _OUTSIDE
    if kind == "STRING" and "NAME" in expected:
        return "names stand without quotes or in double quotes"
    if kind in _CLAUSES:
        return "clauses come in this order: Predicate, GroupBy, Rows, OrderBy, WithTies, Nulls, Distinct, Output"
    if expected == {"STRING"}:
        return "a pattern is a text in single quotes, such as 'A%'"
    last = before.text.lower().split()[-2:]
    if last[-2:] == ["is", "not"] or (last[-1:] == ["is"] and kind == "NOT"):
        return "write `<> 'value'`, or `IS NOT NULL`"
    if kind in ("STRING", "NUMBER") and last[-1:] == ["is"]:
        return _FOR_WORDS["is"]
    if word and word[0] in _FOR_WORDS and kind in ("NAME", "NOT"):
        return _FOR_WORDS[word[0]]
    return _hint_for_sign(token, before, expected)


def _hint_for_sign(token: Token, before: Token, expected: frozenset[str]) -> str | None:
    kind = token.type
    if kind == "EQ" and before.type in ("EQ", "COMPARE"):
        return "write a single ="
    if (
        kind in ("MINUS", "PLUS", "DIVIDE")
        and before.type == "NAME"
        and "CLOSE" in expected
        and "COMMA" not in expected
    ):
        return "a name with signs stands in double quotes"
    if kind == "TIMES":
        return "name each column; `countstar` counts rows"
    if kind == "COMMA" and "AND" in expected and "IS_NULL" not in expected:
        return "write `BETWEEN 1 AND 3`"
    if kind == "STEP" and expected <= {"NUMBER", "STRING"}:
        return "IN takes literals; use Intersect or Join to compare with another step"
    if kind == "CLOSE" and expected == {"COMMA"}:
        return "write both steps that are read: `[ #1 , #2 ]`"
    if kind == "CLOSE" and before.type in ("AND", "OR", "NOT"):
        return f"a condition follows {before.text}"
    if kind == "CLOSE" and before.type == "AS":
        return "write a name after AS"
    if kind == "LPAR" and "CLOSE" not in expected:
        return "tables, conditions and columns stand in brackets: `[ … ]`"
    if kind in ("CLOSE", "AND", "OR", "RPAR") and "IS_NULL" in expected:
        return "a condition compares: write `column = value` or `column IS NULL`"
    if kind == "$END" and "CLOSE" in expected:
        return "close the bracket with ]"
    if "OUTPUT" in expected and kind in ("SEP", "$END"):
        return "every step ends with Output [ ... ]"
    return "close the bracket before with ]" if kind in _OPENING_KINDS and "CLOSE" in expected else None


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
