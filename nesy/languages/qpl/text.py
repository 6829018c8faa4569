"""Prints programs in the canonical spelling, which ``grammars/qpl.lark`` and the reader both take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    OrderKey,
    Output,
    Program,
    Step,
)
from nesy.languages.qpl.tokens import COUNT_STAR

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_WORDS = ["and", "or", "not", "is", "null", "like", "in", "between", "as", "asc", "desc", "distinct"]
_RESERVED = frozenset([*_WORDS, "count", "sum", "avg", "min", "max", COUNT_STAR])
_LOOSENESS = {Or: 0, And: 1, Not: 2}


def program_text(program: Program) -> str:
    """A program, one step a line.

    >>> from nesy.languages.qpl.read import read_program
    >>> print(program_text(read_program("#1=scan table[t]output[a,b as c];#2=top[#1]rows[2]output[c]")))
    #1 = Scan Table [ t ] Output [ a , b AS c ] ;
    #2 = Top [ #1 ] Rows [ 2 ] Output [ c ]
    """
    return " ;\n".join(map(step_text, program.steps))


def step_text(step: Step) -> str:
    """A step on one line."""
    source = f"Table [ {name_text(step.table)} ]" if step.operator is Operator.SCAN else _inputs(step.inputs)
    clauses = " ".join(f"{word} [ {inside} ]" for word, inside in _clauses(step))
    return f"#{step.number} = {step.operator.value} {source} {clauses}"


def name_text(name: str) -> str:
    """A name, in double quotes where it could be read as something else."""
    if _PLAIN.fullmatch(name) and name.lower() not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def expression_text(expression: Expression) -> str:
    """An expression.

    >>> expression_text(And((IsNull(Column("a")), Or((Comparison("=", Column("b", 2), Literal("it's")),) * 2))))
    "a IS NULL AND (#2.b = 'it''s' OR #2.b = 'it''s')"
    """
    match expression:
        case Column(name, step):
            return name_text(name) if step is None else f"#{step}.{name_text(name)}"
        case Literal(value):
            return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)
        case Call(_, None):
            return COUNT_STAR
        case Call(function, argument, distinct) if argument is not None:
            return f"{function}({'DISTINCT ' if distinct else ''}{expression_text(argument)})"
        case Arithmetic(operator, left, right):
            tight = operator in "*/"
            return f"{_operand(left, tight)} {operator} {_operand(right, tight, right=True)}"
        case Comparison(operator, left, right):
            return f"{expression_text(left)} {operator} {expression_text(right)}"
        case And(operands) | Or(operands):
            sign = " AND " if isinstance(expression, And) else " OR "
            return sign.join(_within(operand, _LOOSENESS[type(expression)]) for operand in operands)
        case Not(operand):
            return f"NOT {_within(operand, 1)}"
        case _:
            return _tested(expression)


def _tested(expression: Expression) -> str:
    match expression:
        case IsNull(operand, negated):
            return f"{expression_text(operand)} IS {'NOT ' if negated else ''}NULL"
        case Like(operand, pattern, negated):
            return f"{expression_text(operand)} {_not(negated)}LIKE {expression_text(pattern)}"
        case In(operand, values, negated):
            return f"{expression_text(operand)} {_not(negated)}IN ({' , '.join(map(expression_text, values))})"
        case Between(operand, low, high, negated):
            ends = f"{expression_text(low)} AND {expression_text(high)}"
            return f"{expression_text(operand)} {_not(negated)}BETWEEN {ends}"
    raise AssertionError(f"{expression!r} is no expression")


def _not(negated: bool) -> str:
    return "NOT " if negated else ""


def _operand(operand: Expression, tight: bool, right: bool = False) -> str:
    text = expression_text(operand)
    looser = isinstance(operand, Arithmetic) and (right or (tight and operand.operator in "+-"))
    return f"({text})" if looser else text


def _within(operand: Expression, looseness: int) -> str:
    text = expression_text(operand)
    inner = {Or: 0, And: 1}.get(type(operand), 3)
    return f"({text})" if inner <= looseness else text


def _inputs(numbers: Sequence[int]) -> str:
    return f"[ {' , '.join(f'#{n}' for n in numbers)} ]"


def _clauses(step: Step) -> Iterator[tuple[str, str]]:
    if step.predicate is not None:
        yield "Predicate", expression_text(step.predicate)
    if step.match:
        yield "ExceptColumns", _listed(map(expression_text, step.match))
    if step.group_by:
        yield "GroupBy", _listed(map(expression_text, step.group_by))
    if step.rows is not None:
        yield "Rows", str(step.rows)
    if step.order_by:
        yield "OrderBy", _listed(map(_key, step.order_by))
    if step.with_ties:
        yield "WithTies", "true"
    if step.nulls is not Nulls.DIFFER:
        yield "Nulls", step.nulls.value
    if step.distinct is not None:
        yield "Distinct", "true" if step.distinct else "false"
    yield "Output", _listed(map(_output, step.outputs))


def _listed(texts: Iterator[str]) -> str:
    return " , ".join(texts)


def _key(key: OrderKey) -> str:
    return f"{expression_text(key.column)} {'DESC' if key.descending else 'ASC'}"


def _output(output: Output) -> str:
    text = expression_text(output.expression)
    return text if output.alias is None else f"{text} AS {name_text(output.alias)}"
