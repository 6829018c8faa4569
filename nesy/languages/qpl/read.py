"""The reader of QPL: a text to its syntax tree, through the tables of ``grammars/qpl.lark``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from nesy.errors import InputTooLarge, ParseError
from nesy.languages.lalr import Lalr, StuckError
from nesy.languages.qpl.mistakes import explain
from nesy.languages.qpl.syntax import (
    And,
    Arithmetic,
    Between,
    Call,
    Column,
    Comparison,
    Condition,
    Expression,
    In,
    IsNull,
    Like,
    Literal,
    Not,
    Nulls,
    Operator,
    Or,
    OrderKey,
    Output,
    Program,
    Scalar,
    Step,
    children,
)
from nesy.languages.qpl.tokens import COUNT_STAR, OPENINGS, Token, tokenize
from nesy.resources import content_text
from nesy.spans import Span

MAX_DEPTH = 100
"""Levels of an expression; deeper ones are refused, so that every recursive pass is safe."""
MAX_STEPS = 200
"""Steps of a program."""
_LONGEST = 19
"""Digits of a whole number of 64 bits."""
_SHORT = 4
"""Characters of a number that every database holds, whatever they are."""
_SILENT = frozenset({*OPENINGS.values(), "CLOSE", "SEP", "COMMA", "LPAR", "RPAR", "AND", "OR", "NOT", "AS"})
"""Terminals that say nothing beyond the rule that they are read by."""


def read_program(text: str) -> Program:
    """The syntax tree of a program.

    Raises:
        ParseError: where the text is no program: what is wrong, the span, and what would fit there.
        InputTooLarge: beyond the limits of length, steps or depth.

    >>> program = read_program("#1 = Scan Table [ singer ] Output [ Name ] ; #2 = Top [ #1 ] Rows [ 3 ] Output [ a ]")
    >>> [step.operator.value for step in program.steps]
    ['Scan', 'Top']
    """
    tokens = tokenize(text)
    _check_numbers(text, tokens)
    try:
        steps: tuple[Step, ...] = _parser().parse(tokens)
    except StuckError as stuck:
        raise explain(text, tokens, stuck) from None
    if len(steps) > MAX_STEPS:
        raise InputTooLarge(f"a program of {len(steps)} steps", hint=f"the limit is {MAX_STEPS}")
    if len(tokens) > MAX_DEPTH:
        _check_depth(steps)
    return Program(steps, text)


@lru_cache(maxsize=1)
def _parser() -> Lalr:
    return Lalr(content_text("grammars", "qpl.lark"), _Builder(), silent=_SILENT)


def _span(token: Token) -> Span:
    return Span(token.start_pos, token.end_pos)


_Clause: TypeAlias = tuple[str, Any]
"""A clause of a step: a field of :class:`Step` and its value."""


class _Builder:
    """Makes the tree; each method is a rule or alias of the grammar."""

    def start(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return steps

    def program(self, *steps: Step) -> tuple[Step, ...]:
        return steps

    def step(self, number: Token, _: Token, fields: dict[str, Any]) -> Step:
        return Step(number=_number(number), span=_span(number), **fields)

    def scan(self, table: Token, *clauses: _Clause) -> dict[str, Any]:
        return {"operator": Operator.SCAN, "inputs": (), "table": _text(table), **dict(clauses)}

    def filter(self, *parts: Any) -> dict[str, Any]:
        return _unary(Operator.FILTER, *parts)

    def aggregate(self, *parts: Any) -> dict[str, Any]:
        return _unary(Operator.AGGREGATE, *parts)

    def join(self, *parts: Any) -> dict[str, Any]:
        return _binary(Operator.JOIN, *parts)

    def union(self, *parts: Any) -> dict[str, Any]:
        return _binary(Operator.UNION, *parts)

    def intersect(self, *parts: Any) -> dict[str, Any]:
        return _binary(Operator.INTERSECT, *parts)

    def except_(self, *parts: Any) -> dict[str, Any]:
        return _binary(Operator.EXCEPT, *parts)

    def sort(self, *parts: Any) -> dict[str, Any]:
        return _unary(Operator.SORT, *parts)

    def top_sort(self, *parts: Any) -> dict[str, Any]:
        return _unary(Operator.TOP_SORT, *parts)

    def top(self, *parts: Any) -> dict[str, Any]:
        return _unary(Operator.TOP, *parts)

    def predicate(self, condition: Condition) -> _Clause:
        return "predicate", condition

    def columns(self, *columns: Column) -> _Clause:
        return "match", columns

    def group_by(self, *columns: Column) -> _Clause:
        return "group_by", columns

    def order_by(self, *keys: OrderKey) -> _Clause:
        return "order_by", keys

    def output(self, *items: Output) -> _Clause:
        return "outputs", items

    def rows(self, token: Token) -> _Clause:
        return "rows", int(token[token.index("[") + 1 : -1])

    def with_ties(self, token: Token) -> _Clause:
        return "with_ties", "true" in token.lower()

    def nulls(self, token: Token) -> _Clause:
        return "nulls", Nulls(token[token.index("[") + 1 : -1].strip().rstrip("]").strip().lower())

    def distinct(self, token: Token) -> _Clause:
        return "distinct", "true" in token.lower()

    def key(self, column: Column, direction: Token | None = None) -> OrderKey:
        return OrderKey(column, direction is not None and direction.strip().lower() == "desc")

    def item(self, expression: Scalar, alias: Token | None = None) -> Output:
        return Output(expression, None if alias is None else _text(alias))

    def either(self, left: Condition, right: Condition) -> Or:
        return Or((*left.operands, right) if isinstance(left, Or) else (left, right))

    def both(self, left: Condition, right: Condition) -> And:
        return And((*left.operands, right) if isinstance(left, And) else (left, right))

    def negation(self, operand: Condition) -> Not:
        return Not(operand)

    def compare(self, left: Scalar, sign: Token, right: Scalar) -> Comparison:
        operator = sign.strip()
        return Comparison("<>" if operator == "!=" else operator, left, right)

    def is_null(self, operand: Scalar, sign: Token) -> IsNull:
        return IsNull(operand, "not" in sign.lower())

    def like(self, operand: Scalar, sign: Token, pattern: Token) -> Like:
        return Like(operand, self.string(pattern), "not" in sign.lower())

    def in_(self, operand: Scalar, sign: Token, *values: Literal) -> In:
        return In(operand, values, "not" in sign.lower())

    def between(self, operand: Scalar, sign: Token, low: Scalar, high: Scalar) -> Between:
        return Between(operand, low, high, "not" in sign.lower())

    def arithmetic(self, left: Scalar, sign: Token, right: Scalar) -> Arithmetic:
        return Arithmetic(sign.strip(), left, right)

    def call(self, function: Token, *parts: Any) -> Call:
        argument: Scalar = parts[-1]
        name, distinct = function[: function.index("(")].strip().upper(), len(parts) > 1
        if isinstance(argument, Call) and argument.argument is None and name == "COUNT" and not distinct:
            return argument
        return Call(name, argument, distinct, _span(function))

    def number(self, token: Token) -> Literal:
        text = str(token)
        return Literal(int(text) if text.lstrip("-").isdigit() else float(text), _span(token))

    def string(self, token: Token) -> Literal:
        return Literal(token[1:-1].replace("''", "'"), _span(token))

    def column(self, name: Token) -> Column | Call:
        if name.type == "NAME" and name.lower() == COUNT_STAR:
            return Call("COUNT", None, span=_span(name))
        return Column(_text(name), None, _span(name))

    def column_of(self, prefix: Token, name: Token) -> Column | Call:
        column = self.column(name)
        return Column(column.name, _number(prefix), column.span) if isinstance(column, Column) else column


def _unary(operator: Operator, given: Token, *clauses: _Clause) -> dict[str, Any]:
    return {"operator": operator, "inputs": (_number(given),), **dict(clauses)}


def _binary(operator: Operator, one: Token, two: Token, *clauses: _Clause) -> dict[str, Any]:
    return {"operator": operator, "inputs": (_number(one), _number(two)), **dict(clauses)}


def _number(token: Token) -> int:
    return int(token[1:].rstrip(". \t\r\n"))


def _text(token: Token) -> str:
    if token.type == "NAME":
        return str(token)
    return token[1:-1].replace('""', '"') if token[0] == '"' else token[1:-1]


def _check_numbers(text: str, tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type == "NUMBER" and len(token) > _SHORT and not _is_held(token):
            raise ParseError(
                f"{token[:20]}… is beyond the numbers that databases have",
                source=text,
                span=_span(token),
                hint="whole numbers have at most 64 bits, others at most 308 digits before the point",
            )


def _is_held(token: Token) -> bool:
    digits = token.lstrip("-")
    if digits.isdigit():
        return len(digits) <= _LONGEST and int(token) < 2**63
    return math.isfinite(float(token))


def _check_depth(steps: Sequence[Step]) -> None:
    for step in steps:
        level: list[Expression] = [o.expression for o in step.outputs]
        level += [] if step.predicate is None else [step.predicate]
        for _ in range(MAX_DEPTH):
            level = [child for expression in level for child in children(expression)]
            if not level:
                break
        else:
            message = f"an expression in step #{step.number} with more than {MAX_DEPTH} levels"
            raise InputTooLarge(message, hint="split it over several steps")
