"""The reader of QPL: a text to its syntax tree, through the tables of ``grammars/qpl.lark``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from nesy.errors import InputTooLarge
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
from nesy.languages.qpl.tokens import COUNT_STAR, Token, tokenize
from nesy.resources import content_text
from nesy.spans import Span

MAX_DEPTH = 100
"""Levels of an expression; deeper ones are refused, so that every recursive pass is safe."""
MAX_STEPS = 200
"""Steps of a program."""


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
    return Lalr(content_text("grammars", "qpl.lark"), _Builder())


def _span(token: Token) -> Span:
    return Span(token.start_pos, token.end_pos)


class _Clause(tuple[str, Any]):
    """A clause of a step: a field of :class:`Step` and its value."""

    __slots__ = ()


class _Builder:
    """Makes the tree; each method is a rule or alias of the grammar."""

    def start(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return steps

    def program(self, *parts: Any) -> tuple[Step, ...]:
        return tuple(p for p in parts if isinstance(p, Step))

    def step(self, number: Token, _: Token, fields: dict[str, Any]) -> Step:
        return Step(number=_number(number), span=_span(number), **fields)

    def scan(self, _: Token, table: Token, __: Token, *clauses: _Clause) -> dict[str, Any]:
        return {"operator": Operator.SCAN, "inputs": (), "table": _text(table), **dict(clauses)}

    def filter(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.FILTER, parts)

    def aggregate(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.AGGREGATE, parts)

    def join(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.JOIN, parts)

    def union(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.UNION, parts)

    def intersect(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.INTERSECT, parts)

    def except_(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.EXCEPT, parts)

    def sort(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.SORT, parts)

    def top_sort(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.TOP_SORT, parts)

    def top(self, *parts: Any) -> dict[str, Any]:
        return _operation(Operator.TOP, parts)

    def predicate(self, _: Token, condition: Condition, __: Token) -> _Clause:
        return _Clause(("predicate", condition))

    def columns(self, _: Token, *parts: Any) -> _Clause:
        return _Clause(("match", _without_tokens(parts)))

    def group_by(self, _: Token, *parts: Any) -> _Clause:
        return _Clause(("group_by", _without_tokens(parts)))

    def order_by(self, _: Token, *parts: Any) -> _Clause:
        return _Clause(("order_by", _without_tokens(parts)))

    def output(self, _: Token, *parts: Any) -> _Clause:
        return _Clause(("outputs", _without_tokens(parts)))

    def rows(self, token: Token) -> _Clause:
        return _Clause(("rows", int(token[token.index("[") + 1 : -1])))

    def with_ties(self, token: Token) -> _Clause:
        return _Clause(("with_ties", "true" in token.lower()))

    def nulls(self, token: Token) -> _Clause:
        return _Clause(("nulls", Nulls(token[token.index("[") + 1 : -1].strip().rstrip("]").strip().lower())))

    def distinct(self, token: Token) -> _Clause:
        return _Clause(("distinct", "true" in token.lower()))

    def key(self, column: Column, direction: Token | None = None) -> OrderKey:
        return OrderKey(column, direction is not None and direction.strip().lower() == "desc")

    def item(self, expression: Scalar, _: Token | None = None, alias: Token | None = None) -> Output:
        return Output(expression, None if alias is None else _text(alias))

    def either(self, left: Condition, _: Token, right: Condition) -> Or:
        return Or((*left.operands, right) if isinstance(left, Or) else (left, right))

    def both(self, left: Condition, _: Token, right: Condition) -> And:
        return And((*left.operands, right) if isinstance(left, And) else (left, right))

    def negation(self, _: Token, operand: Condition) -> Not:
        return Not(operand)

    def compare(self, left: Scalar, sign: Token, right: Scalar) -> Comparison:
        operator = sign.strip()
        return Comparison("<>" if operator == "!=" else operator, left, right)

    def is_null(self, operand: Scalar, sign: Token) -> IsNull:
        return IsNull(operand, "not" in sign.lower())

    def like(self, operand: Scalar, sign: Token, pattern: Token) -> Like:
        return Like(operand, self.string(pattern), "not" in sign.lower())

    def in_(self, operand: Scalar, sign: Token, *values: Any) -> In:
        return In(operand, _without_tokens(values), "not" in sign.lower())

    def between(self, operand: Scalar, sign: Token, low: Scalar, _: Token, high: Scalar) -> Between:
        return Between(operand, low, high, "not" in sign.lower())

    def arithmetic(self, left: Scalar, sign: Token, right: Scalar) -> Arithmetic:
        return Arithmetic(sign.strip(), left, right)

    def call(self, function: Token, *parts: Any) -> Call:
        argument = next(p for p in parts if not isinstance(p, Token))
        name, distinct = function[: function.index("(")].strip().upper(), parts[0] is not argument
        if isinstance(argument, Call) and argument.argument is None and name == "COUNT" and not distinct:
            return argument
        return Call(name, argument, distinct, _span(function))

    def group(self, _: Token, inside: Expression, __: Token) -> Expression:
        return inside

    def number(self, token: Token) -> Literal:
        text = str(token)
        return Literal(int(text) if text.lstrip("-").isdigit() else float(text), _span(token))

    def string(self, token: Token) -> Literal:
        return Literal(token[1:-1].replace("''", "'"), _span(token))

    def column(self, *parts: Token) -> Column | Call:
        name, span = _text(parts[-1]), _span(parts[-1])
        if name.lower() == COUNT_STAR and parts[-1].type == "NAME":
            return Call("COUNT", None, span=span)
        return Column(name, _number(parts[0]) if len(parts) == 2 else None, span)


def _operation(operator: Operator, parts: Sequence[Any]) -> dict[str, Any]:
    inputs = tuple(_number(p) for p in parts if isinstance(p, Token) and p.type == "STEP")
    return {"operator": operator, "inputs": inputs, **dict(p for p in parts if isinstance(p, _Clause))}


def _without_tokens(parts: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(p for p in parts if not isinstance(p, Token))


def _number(token: Token) -> int:
    return int(token.strip().lstrip("#").rstrip(". \t"))


def _text(token: Token) -> str:
    if token.type != "QUOTED":
        return str(token)
    return token[1:-1].replace('""', '"') if token[0] == '"' else token[1:-1]


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
