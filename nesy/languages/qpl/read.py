"""The reader of QPL: a text to its syntax tree, through the tables of ``grammars/qpl.lark``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from nesy.errors import InputTooLarge, ParseError
from nesy.languages.lalr import Lalr, StuckError
from nesy.languages.qpl.mistakes import explain, prose_around
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
from nesy.languages.qpl.tokens import COUNT_STAR, OPENINGS, Spelled, tokenize
from nesy.resources import content_text
from nesy.spans import Span

MAX_DEPTH = 100
"""Levels of an expression; deeper ones are refused, so that every recursive pass is safe."""
MAX_STEPS = 200
"""Steps of a program."""
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
    try:
        tokens = tokenize(text)
        steps = _parsed(text, tokens)
    except ParseError as wrong:
        raise prose_around(text, wrong) or wrong from None
    if len(steps) > MAX_STEPS:
        raise InputTooLarge(f"a program of {len(steps)} steps", hint=f"the limit is {MAX_STEPS}")
    if len(tokens) > MAX_DEPTH:
        _check_depth(steps)
    return Program(steps, text)


def _parsed(text: str, tokens: Sequence[Spelled]) -> tuple[Step, ...]:
    try:
        steps: tuple[Step, ...] = _parser().parse(tokens, [token[0] for token in tokens])
    except StuckError as stuck:
        raise explain(text, tokens, stuck) from None
    return steps


@lru_cache(maxsize=1)
def _parser() -> Lalr:
    return Lalr(content_text("grammars", "qpl.lark"), _Builder(), silent=_SILENT)


def _span(token: Spelled) -> Span:
    return Span(token[2], token[3])


_Clause: TypeAlias = tuple[str, Any]
"""A clause of a step: a field of :class:`Step` and its value."""


class _Builder:
    """Makes the tree; each method is a rule or alias of the grammar."""

    def start(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return steps

    def program(self, *steps: Step) -> tuple[Step, ...]:
        return steps

    def step(self, number: Spelled, _: Spelled, fields: dict[str, Any]) -> Step:
        return Step(number=_number(number), span=_span(number), **fields)

    def scan(self, table: Spelled, *clauses: _Clause) -> dict[str, Any]:
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

    def rows(self, token: Spelled) -> _Clause:
        return "rows", int(_setting(token))

    def with_ties(self, token: Spelled) -> _Clause:
        return "with_ties", _setting(token) == "true"

    def nulls(self, token: Spelled) -> _Clause:
        return "nulls", Nulls(_setting(token))

    def distinct(self, token: Spelled) -> _Clause:
        return "distinct", _setting(token) == "true"

    def key(self, column: Column, direction: Spelled | None = None) -> OrderKey:
        return OrderKey(column, direction is not None and direction[1].lower() == "desc")

    def item(self, expression: Scalar, alias: Spelled | None = None) -> Output:
        return Output(expression, None if alias is None else _text(alias))

    def either(self, left: Condition, right: Condition) -> Or:
        return Or((*left.operands, right) if isinstance(left, Or) else (left, right))

    def both(self, left: Condition, right: Condition) -> And:
        return And((*left.operands, right) if isinstance(left, And) else (left, right))

    def negation(self, operand: Condition) -> Not:
        return Not(operand)

    def compare(self, left: Scalar, sign: Spelled, right: Scalar) -> Comparison:
        operator = sign[1]
        return Comparison("<>" if operator == "!=" else operator, left, right)

    def is_null(self, operand: Scalar, sign: Spelled) -> IsNull:
        return IsNull(operand, "not" in sign[1].lower())

    def like(self, operand: Scalar, sign: Spelled, pattern: Spelled) -> Like:
        return Like(operand, self.string(pattern), "not" in sign[1].lower())

    def in_(self, operand: Scalar, sign: Spelled, *values: Literal) -> In:
        return In(operand, values, "not" in sign[1].lower())

    def between(self, operand: Scalar, sign: Spelled, low: Scalar, high: Scalar) -> Between:
        return Between(operand, low, high, "not" in sign[1].lower())

    def arithmetic(self, left: Scalar, sign: Spelled, right: Scalar) -> Arithmetic:
        return Arithmetic(sign[1], left, right)

    def call(self, function: Spelled, *parts: Any) -> Call:
        argument: Scalar = parts[-1]
        name, distinct = function[1][:-1].rstrip().upper(), len(parts) > 1
        if isinstance(argument, Call) and argument.argument is None and name == "COUNT" and not distinct:
            return argument
        return Call(name, argument, distinct, _span(function))

    def number(self, token: Spelled) -> Literal:
        text = token[1]
        return Literal(int(text) if text.lstrip("-").isdigit() else float(text), _span(token))

    def string(self, token: Spelled) -> Literal:
        return Literal(token[1][1:-1].replace("''", "'"), _span(token))

    def column(self, name: Spelled, step: int | None = None) -> Column | Call:
        kind, text, start, end = name
        if kind == "NAME" and text.lower() == COUNT_STAR:
            return Call("COUNT", None, span=Span(start, end))
        return Column(text if kind == "NAME" else _unquoted(text), step, Span(start, end))

    def column_of(self, prefix: Spelled, name: Spelled) -> Column | Call:
        return self.column(name, _number(prefix))


def _unary(operator: Operator, given: Spelled, *clauses: _Clause) -> dict[str, Any]:
    return {"operator": operator, "inputs": (_number(given),), **dict(clauses)}


def _binary(operator: Operator, one: Spelled, two: Spelled, *clauses: _Clause) -> dict[str, Any]:
    return {"operator": operator, "inputs": (_number(one), _number(two)), **dict(clauses)}


def _number(token: Spelled) -> int:
    return int(token[1][1:].rstrip(". \t\r\n"))


def _setting(token: Spelled) -> str:
    """What stands in brackets."""
    text = token[1]
    return text[text.index("[") + 1 : -1].strip().lower()


def _text(token: Spelled) -> str:
    kind, text, _, _ = token
    return text if kind == "NAME" else _unquoted(text)


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"') if text[0] == '"' else text[1:-1]


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
