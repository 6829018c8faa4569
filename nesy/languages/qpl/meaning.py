"""Says in English what a step does, from the step itself."""

from __future__ import annotations

from collections.abc import Sequence

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
    Step,
)

_CALLS = {
    "COUNT": "the number of",
    "SUM": "the sum of",
    "AVG": "the average of",
    "MIN": "the least",
    "MAX": "the greatest",
}
_COMPARED = {
    "=": "is",
    "<>": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is greater than",
    ">=": "is at least",
}
_SIGNS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


def meaning(step: Step, main: int = 0) -> str:
    """An English sentence for a step.

    Args:
        step: as it is written.
        main: for Intersect and Except: which input the rows are of.

    >>> from nesy.languages.qpl.read import read_program
    >>> program = read_program(
    ...     "#1 = Scan Table [ singer ] Predicate [ Age > 20 AND Country = 'France' ] Output [ Name , Age ] ;"
    ...     "#2 = TopSort [ #1 ] Rows [ 1 ] OrderBy [ Age DESC ] Output [ Name ]")
    >>> for step in program.steps:
    ...     print(meaning(step))
    Read Name and Age of the rows of singer where Age is greater than 20 and Country is 'France'.
    Take the row of #1 with the greatest Age, and give Name.
    """
    match step.operator:
        case Operator.SCAN:
            text = _scan(step)
        case Operator.FILTER:
            text = _filter(step)
        case Operator.AGGREGATE:
            text = _aggregate(step)
        case Operator.JOIN:
            text = _join(step)
        case Operator.UNION:
            text = _union(step)
        case Operator.INTERSECT | Operator.EXCEPT:
            text = _matched(step, main)
        case Operator.SORT:
            text = _sort(step)
        case Operator.TOP_SORT | Operator.TOP:
            text = _top(step)
    once = ", each different row once" if step.is_distinct else ""
    return f"{text}{once}."


def _scan(step: Step) -> str:
    if all(isinstance(o.expression, Literal) for o in step.outputs):
        return f"Read {_outputs(step.outputs)} for every row of {step.table}{_where(step.predicate)}"
    return f"Read {_outputs(step.outputs)} of the rows of {step.table}{_where(step.predicate)}"


def _filter(step: Step) -> str:
    return f"Keep the rows of #{step.inputs[0]}{_where(step.predicate)}, and give {_outputs(step.outputs)}"


def _aggregate(step: Step) -> str:
    keys = [o.expression for o in step.outputs if isinstance(o.expression, Column)]
    named = list(dict.fromkeys(_value(c) for c in (*step.group_by, *keys)))
    if not named:
        return f"Compute {_outputs(step.outputs)} over all rows of #{step.inputs[0]}"
    return f"For each {_listed(named)} among the rows of #{step.inputs[0]}, give {_outputs(step.outputs)}"


def _join(step: Step) -> str:
    left, right = step.inputs
    pairs = f"every row of #{left} with every row of #{right}"
    if step.predicate is not None:
        pairs = f"the rows of #{left} and #{right}{_where(step.predicate)}"
    return f"Combine {pairs}, and give {_outputs(step.outputs)}"


def _union(step: Step) -> str:
    return f"Put the rows of #{step.inputs[0]} and #{step.inputs[1]} together, and give {_outputs(step.outputs)}"


def _matched(step: Step, main: int) -> str:
    left, right = step.inputs[main], step.inputs[1 - main]
    keep = "for which" if step.operator is Operator.INTERSECT else "except those for which"
    if step.predicate is not None:
        how = f"some row of #{right} has {_condition(step.predicate)}"
    else:
        how = f"#{right} has a row with the same {_listed([c.name for c in step.match])}"
    nulls = {
        Nulls.DIFFER: "",
        Nulls.EQUAL: " (two NULLs are equal)",
        Nulls.UNKNOWN: " (where a NULL leaves it open, the row is dropped)",
    }[step.nulls]
    return f"Keep the rows of #{left} {keep} {how}{nulls}, and give {_outputs(step.outputs)}"


def _sort(step: Step) -> str:
    return f"Sort the rows of #{step.inputs[0]} by {_listed(_keys(step.order_by))}, and give {_outputs(step.outputs)}"


def _top(step: Step) -> str:
    rows = step.rows or 0
    if not step.order_by:
        taken = "the first row" if rows == 1 else f"the first {rows} rows"
        return f"Take {taken} of #{step.inputs[0]}, and give {_outputs(step.outputs)}"
    ties = ", with all rows that tie with the last of them" if step.with_ties else ""
    if rows == 1 and len(step.order_by) == 1:
        key = step.order_by[0]
        extreme = f"the {'greatest' if key.descending else 'least'} {_value(key.column)}"
        return f"Take the row of #{step.inputs[0]} with {extreme}{ties}, and give {_outputs(step.outputs)}"
    taken = "the first row" if rows == 1 else f"the first {rows} rows"
    keys = _listed(_keys(step.order_by))
    return f"Take {taken} of #{step.inputs[0]} by {keys}{ties}, and give {_outputs(step.outputs)}"


def _keys(keys: Sequence[OrderKey]) -> list[str]:
    """The keys of an order, each with its direction in words."""
    return [f"{_value(k.column)} from the {'greatest' if k.descending else 'least'} on" for k in keys]


def _where(predicate: Condition | None) -> str:
    return "" if predicate is None else f" where {_condition(predicate)}"


def _outputs(outputs: Sequence[Output]) -> str:
    return _listed([_value(o.expression) + (f" as {o.alias}" if o.alias else "") for o in outputs])


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _value(expression: Expression) -> str:
    match expression:
        case Column(name, step):
            return name if step is None else f"#{step}'s {name}"
        case Literal(value):
            return repr(value)
        case Call(_, None):
            return "the number of rows"
        case Call(function, argument, distinct) if argument is not None:
            different = "different " if distinct else ""
            counted = _operand(argument)
            return f"{_CALLS[function]} {different}{counted}" + (" values" if function == "COUNT" else "")
        case Arithmetic(operator, left, right):
            first = _operand(left) if operator in "*/" else _value(left)
            return f"{first} {_SIGNS[operator]} {_operand(right)}"
        case _:
            return _condition(expression)


def _operand(expression: Expression) -> str:
    text = _value(expression)
    return f"({text})" if isinstance(expression, Arithmetic) else text


def _part(expression: Expression, apart: type[Or | And]) -> str:
    text = _condition(expression)
    return f"({text})" if isinstance(expression, apart | Not) else text


def _condition(expression: Expression) -> str:
    match expression:
        case Comparison(operator, left, right):
            return f"{_value(left)} {_COMPARED[operator]} {_value(right)}"
        case IsNull(operand, negated):
            return f"{_value(operand)} is {'known' if negated else 'NULL'}"
        case Like(operand, pattern, negated):
            return f"{_value(operand)} {'does not look' if negated else 'looks'} like {pattern.value!r}"
        case In(operand, values, negated):
            listed = ", ".join(map(_value, values))
            return f"{_value(operand)} is {'none' if negated else 'one'} of {listed}"
        case Between(operand, low, high, negated):
            return f"{_value(operand)} is {'not ' if negated else ''}between {_value(low)} and {_value(high)}"
        case Not(operand):
            return f"it is not so that {_condition(operand)}"
        case And(operands):
            return " and ".join(_part(o, Or) for o in operands)
        case Or(operands):
            return " or ".join(_part(o, And) for o in operands)
        case _:
            return _value(expression)
