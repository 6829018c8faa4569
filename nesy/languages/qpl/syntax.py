"""The syntax tree of the Query Plan Language (QPL).

Source: Eyal et al., "Semantic Decomposition of Question and SQL for Text-to-SQL Parsing" (Findings of EMNLP 2023).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from nesy.spans import Span

_NOWHERE = Span(0, 0)


class Operator(StrEnum):
    """What a step does."""

    SCAN = "Scan"
    FILTER = "Filter"
    AGGREGATE = "Aggregate"
    JOIN = "Join"
    UNION = "Union"
    INTERSECT = "Intersect"
    EXCEPT = "Except"
    SORT = "Sort"
    TOP_SORT = "TopSort"
    TOP = "Top"


class Nulls(StrEnum):
    """How Intersect and Except compare with NULL."""

    DIFFER = "differ"
    """NULL equals nothing: a semi-join or an anti-join. The default."""
    EQUAL = "equal"
    """Two NULLs are equal, as in SQL's INTERSECT and EXCEPT."""
    UNKNOWN = "unknown"
    """A comparison with NULL is unknown, and such rows are dropped, as in SQL's NOT IN."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, by name, of the step's input; ``step`` says of which one where it is written (``#2.name``)."""

    name: str
    step: int | None = None
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a string."""

    value: int | float | str
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left operator right``, where the operator is ``+``, ``-``, ``*`` or ``/``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """An aggregate: ``COUNT``, ``SUM``, ``AVG``, ``MIN`` or ``MAX``; ``COUNT`` of nothing counts rows."""

    function: str
    argument: Expression | None
    distinct: bool = False
    span: Span = field(default=_NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left operator right``, where the operator is ``=``, ``<>``, ``<``, ``<=``, ``>`` or ``>=``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class IsNull:
    """``operand IS NULL``."""

    operand: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """``operand LIKE pattern``, where ``%`` stands for any text and ``_`` for one character."""

    operand: Expression
    pattern: Literal
    negated: bool = False


@dataclass(frozen=True, slots=True)
class In:
    """``operand IN (values)``."""

    operand: Expression
    values: tuple[Literal, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """``operand BETWEEN low AND high``, both ends included."""

    operand: Expression
    low: Expression
    high: Expression
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class And:
    """Conjunction of two or more."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Disjunction of two or more."""

    operands: tuple[Expression, ...]


Scalar: TypeAlias = Column | Literal | Arithmetic | Call
Condition: TypeAlias = Comparison | IsNull | Like | In | Between | Not | And | Or
Expression: TypeAlias = Scalar | Condition


@dataclass(frozen=True, slots=True)
class Output:
    """A column that a step gives: an expression and its name, if one is written."""

    expression: Expression
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class OrderKey:
    """A column to order by."""

    column: Column
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A numbered step: one operator with its clauses."""

    number: int
    operator: Operator
    inputs: tuple[int, ...]
    """The numbers of the steps it reads: none for Scan, two for Join and the set operators, else one."""
    outputs: tuple[Output, ...]
    table: str = ""
    """For Scan."""
    predicate: Condition | None = None
    group_by: tuple[Column, ...] = ()
    order_by: tuple[OrderKey, ...] = ()
    rows: int | None = None
    """For Top and TopSort."""
    with_ties: bool = False
    match: tuple[Column, ...] = ()
    """The columns of ExceptColumns, which both inputs have."""
    nulls: Nulls = Nulls.DIFFER
    distinct: bool | None = None
    """None where nothing is written: then Union is distinct and the others are not."""
    span: Span = field(default=_NOWHERE, compare=False)

    @property
    def is_distinct(self) -> bool:
        """Whether equal rows are given once."""
        return self.operator is Operator.UNION if self.distinct is None else self.distinct


@dataclass(frozen=True, slots=True)
class Program:
    """Numbered steps; the last one gives the result."""

    steps: tuple[Step, ...]
    source: str = field(default="", compare=False)
    """The text that was read."""


def children(expression: Expression) -> tuple[Expression, ...]:
    """The direct parts of an expression, in order.

    >>> children(Comparison("=", Column("a"), Literal(1)))
    (Column(name='a', step=None, span=Span(start=0, end=0)), Literal(value=1, span=Span(start=0, end=0)))
    """
    return _CHILDREN[type(expression)](expression)


_CHILDREN: Mapping[type, Callable[[Any], tuple[Expression, ...]]] = MappingProxyType(
    {
        Column: lambda _: (),
        Literal: lambda _: (),
        Arithmetic: lambda e: (e.left, e.right),
        Comparison: lambda e: (e.left, e.right),
        Call: lambda e: () if e.argument is None else (e.argument,),
        IsNull: lambda e: (e.operand,),
        Not: lambda e: (e.operand,),
        Like: lambda e: (e.operand, e.pattern),
        In: lambda e: (e.operand, *e.values),
        Between: lambda e: (e.operand, e.low, e.high),
        And: lambda e: e.operands,
        Or: lambda e: e.operands,
    }
)


def descendants(expression: Expression) -> list[Expression]:
    """The expression and all that it holds, from the top.

    >>> [type(part).__name__ for part in descendants(Not(IsNull(Column("a"))))]
    ['Not', 'IsNull', 'Column']
    """
    found = [expression]
    for child in children(expression):
        found += descendants(child)
    return found


def with_columns(expression: Expression, change: Callable[[Column], Column]) -> Any:
    """The expression with every column changed.

    >>> with_columns(IsNull(Column("a")), lambda column: Column(column.name.upper())).operand.name
    'A'
    """
    match expression:
        case Column():
            return change(expression)
        case Literal():
            return expression
        case And(operands) | Or(operands):
            return type(expression)(tuple(with_columns(o, change) for o in operands))
        case _:
            parts = {n: getattr(expression, n) for n in _PARTS if hasattr(expression, n)}
            return replace(expression, **{n: with_columns(p, change) for n, p in parts.items() if p is not None})


_PARTS = ("operand", "left", "right", "argument", "low", "high")
"""The fields that hold expressions."""
