"""What docs/qpl.md says of every operator, over lists of rows: a second opinion that shares no SQL with nesy.

It takes plans whose names are settled, and the texts of one column to be compared by bytes, ``LIKE`` without case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from nesy.languages.qpl.plan import Plan, PlanStep
from nesy.languages.qpl.syntax import (
    And,
    Arithmetic,
    Between,
    Call,
    Column,
    Comparison,
    Expression,
    In,
    IsNull,
    Like,
    Literal,
    Not,
    Nulls,
    Operator,
    Or,
)

Row = tuple[Any, ...]
Names = Mapping[tuple[int | None, str], Any]
"""The value of every column in scope, by its step and key."""


@dataclass
class Given:
    """The rows of a step."""

    rows: list[Row]
    ordered: bool = False


def evaluate(plan: Plan, tables: Mapping[str, Sequence[Row]]) -> Given:
    """The rows of a plan's last step."""
    found: dict[int, Given] = {}
    for step in plan.steps:
        inputs = [Given(list(tables[step.table.name]))] if step.table else [found[n] for n in step.step.inputs]
        found[step.number] = _STEPS[step.step.operator](step, inputs)
    return found[plan.last.number]


# -- operators ---------------------------------------------------------------------------------------------------------


def _chosen(step: PlanStep, inputs: list[Given]) -> Given:
    predicate = step.step.predicate
    kept = [r for r in inputs[0].rows if predicate is None or _value(predicate, _names(step, r)) is True]
    return Given(
        _distinct(step, [_outputs(step, _names(step, r)) for r in kept]), inputs[0].ordered and not _once(step)
    )


def _aggregated(step: PlanStep, inputs: list[Given]) -> Given:
    groups: dict[Row, list[Names]] = {} if step.step.group_by else {(): []}
    for row in inputs[0].rows:
        names = _names(step, row)
        groups.setdefault(tuple(_value(key, names) for key in step.step.group_by), []).append(names)
    rows = []
    for key, members in groups.items():
        own = dict(zip(((c.step, c.name) for c in step.step.group_by), key, strict=True))
        rows.append(tuple(_of_group(output.expression, own, members) for output in step.step.outputs))
    return Given(_distinct(step, rows))


def _joined(step: PlanStep, inputs: list[Given]) -> Given:
    pairs = [_names(step, one, two) for one in inputs[0].rows for two in inputs[1].rows]
    predicate = step.step.predicate
    kept = [names for names in pairs if predicate is None or _value(predicate, names) is True]
    return Given(_distinct(step, [_outputs(step, names) for names in kept]))


def _united(step: PlanStep, inputs: list[Given]) -> Given:
    rows: list[Row] = []
    for source, given in zip(step.sources, inputs, strict=True):
        side = step.side(source)
        rows += [_outputs(side, _names(side, row)) for row in given.rows]
    return Given(_distinct(step, rows))


def _matched(step: PlanStep, inputs: list[Given]) -> Given:
    main, other = inputs[step.main].rows, inputs[1 - step.main].rows
    kept = []
    for row in main:
        pairs = [_names(step, *((row, two) if step.main == 0 else (two, row))) for two in other]
        verdicts = [_is_partner(step, names) for names in pairs]
        if step.step.operator is Operator.INTERSECT:
            keeps = True in verdicts
        else:
            keeps = not any(v is True or (v is None and step.step.nulls is Nulls.UNKNOWN) for v in verdicts)
        if keeps:
            kept.append(_outputs(step, _names_of(step, step.main, row)))
    return Given(_distinct(step, kept))


def _is_partner(step: PlanStep, names: Names) -> bool | None:
    equal = step.step.nulls is Nulls.EQUAL
    if step.step.predicate is not None:
        return _value(step.step.predicate, names, equal)
    first, second = step.sources
    tests = []
    for column in step.step.match:
        one, two = step.partner(column, first), step.partner(column, second)
        tests.append(Comparison("=", Column(one.key, first.step), Column(two.key, second.step)))
    return _value(And(tuple(tests)), names, equal)


def _sorted(step: PlanStep, inputs: list[Given]) -> Given:
    given, rows = inputs[0], list(inputs[0].rows)
    keys = [(key.column, key.descending) for key in step.step.order_by]
    if step.step.operator is not Operator.TOP or not given.ordered:
        for index in reversed(range(len(rows[0]) if rows else 0)):
            rows.sort(key=lambda row: _rank(row[index]))
        for column, descending in reversed(keys):
            rows.sort(key=lambda row: _rank(_value(column, _names(step, row))), reverse=descending)
    shown = [(tuple(_value(c, _names(step, row)) for c, _ in keys), _outputs(step, _names(step, row))) for row in rows]
    if _once(step):
        firsts = {row: key for key, row in reversed(shown)}
        shown = [(key, row) for row, key in dict.fromkeys((row, firsts[row]) for _, row in shown)]
    count = step.step.rows
    if count is not None:
        end = min(count, len(shown))
        while step.step.with_ties and 0 < end < len(shown) and shown[end][0] == shown[end - 1][0]:
            end += 1
        shown = shown[:end]
    ordered = step.step.operator is not Operator.TOP or (given.ordered and not _once(step))
    return Given([row for _, row in shown], ordered)


_STEPS: Mapping[Operator, Callable[[PlanStep, list[Given]], Given]] = {
    Operator.SCAN: _chosen,
    Operator.FILTER: _chosen,
    Operator.AGGREGATE: _aggregated,
    Operator.JOIN: _joined,
    Operator.UNION: _united,
    Operator.INTERSECT: _matched,
    Operator.EXCEPT: _matched,
    Operator.SORT: _sorted,
    Operator.TOP_SORT: _sorted,
    Operator.TOP: _sorted,
}


def _once(step: PlanStep) -> bool:
    return step.step.operator is Operator.UNION if step.step.distinct is None else step.step.distinct


def _distinct(step: PlanStep, rows: list[Row]) -> list[Row]:
    return list(dict.fromkeys(rows)) if _once(step) else rows


def _names(step: PlanStep, *rows: Row) -> Names:
    return {
        (source.step, column.key): value
        for source, row in zip(step.sources, rows, strict=True)
        for column, value in zip(source.columns, row, strict=True)
    }


def _names_of(step: PlanStep, index: int, row: Row) -> Names:
    source = step.sources[index]
    return {(source.step, column.key): value for column, value in zip(source.columns, row, strict=True)}


def _outputs(step: PlanStep, names: Names) -> Row:
    return tuple(_value(output.expression, names) for output in step.step.outputs)


def _rank(value: Any) -> tuple[int, Any]:
    if value is None:
        return 0, 0
    return (2, value.encode()) if isinstance(value, str) else (1, value)


# -- expressions -------------------------------------------------------------------------------------------------------


def _of_group(expression: Expression, key: Names, members: list[Names]) -> Any:
    if isinstance(expression, Call):
        return _called(expression, members)
    if isinstance(expression, Arithmetic):
        one, two = (_of_group(part, key, members) for part in (expression.left, expression.right))
        return _computed(expression.operator, one, two)
    return _value(expression, key)


def _called(call: Call, members: list[Names]) -> Any:
    if call.argument is None:
        return len(members)
    values = [value for names in members if (value := _value(call.argument, names)) is not None]
    if call.distinct:
        values = list(dict.fromkeys(values))
    if call.function == "COUNT":
        return len(values)
    if not values:
        return None
    if call.function in ("MIN", "MAX"):
        return (min if call.function == "MIN" else max)(values, key=_rank)
    return sum(values) / (len(values) if call.function == "AVG" else 1) if call.function == "AVG" else sum(values)


def _value(expression: Expression, names: Names, nulls_equal: bool = False) -> Any:
    """The value of an expression; a condition's may be None, for unknown."""
    match expression:
        case Column(name, step):
            return names[step, name]
        case Literal(value):
            return value
        case Arithmetic(operator, left, right):
            return _computed(operator, _value(left, names), _value(right, names))
        case Comparison("=", Column() as left, Column() as right) if nulls_equal:
            return names[left.step, left.name] == names[right.step, right.name]
        case Comparison(operator, left, right):
            return _compared(operator, _value(left, names), _value(right, names))
        case IsNull(operand, negated):
            return (_value(operand, names) is None) is not negated
        case Like(operand, pattern, negated):
            return _denied(_like(_value(operand, names), str(pattern.value)), negated)
        case In(operand, values, negated):
            value = _value(operand, names)
            return _denied(_either(_compared("=", value, v.value) for v in values), negated)
        case Between(operand, low, high, negated):
            value, least, most = (_value(part, names) for part in (operand, low, high))
            return _denied(_both([_compared(">=", value, least), _compared("<=", value, most)]), negated)
        case Not(operand):
            return _denied(_value(operand, names, nulls_equal), True)
        case And(operands):
            return _both(_value(o, names, nulls_equal) for o in operands)
        case Or(operands):
            return _either(_value(o, names, nulls_equal) for o in operands)
    raise AssertionError(f"{expression!r} stands outside an Aggregate")


def _computed(operator: str, one: Any, two: Any) -> Any:
    if one is None or two is None or (operator == "/" and two == 0):
        return None
    if operator == "/":
        whole = isinstance(one, int) and isinstance(two, int)
        return (abs(one) // abs(two)) * (1 if (one < 0) is (two < 0) else -1) if whole else one / two
    return {"+": one + two, "-": one - two, "*": one * two}[operator]


def _compared(operator: str, one: Any, two: Any) -> bool | None:
    if one is None or two is None:
        return None
    a, b = _rank(one), _rank(two)
    return {"=": a == b, "<>": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]


def _like(value: Any, pattern: str) -> bool | None:
    if value is None:
        return None
    parts = {"%": ".*", "_": "."}
    expression = "".join(parts.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(expression, str(value), re.IGNORECASE | re.ASCII | re.DOTALL) is not None


def _denied(value: bool | None, negated: bool) -> bool | None:
    return value if value is None or not negated else not value


def _both(values: Any) -> bool | None:
    return reduce(lambda a, b: False if a is False or b is False else None if a is None or b is None else True, values)


def _either(values: Any) -> bool | None:
    return reduce(lambda a, b: True if a is True or b is True else None if a is None or b is None else False, values)
