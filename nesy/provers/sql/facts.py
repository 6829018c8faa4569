"""What is counted and tested beside a step's rows, as SQL that reads steps by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from nesy.languages.qpl.plan import Plan, PlanStep
from nesy.languages.qpl.syntax import (
    Column,
    Comparison,
    Expression,
    In,
    Like,
    Literal,
    Not,
    Nulls,
    Operator,
    Or,
    children,
    descendants,
)
from nesy.provers.sql.compile import RANK, Compiler
from nesy.provers.sql.dialect import quoted_name

MOST_LITERALS = 100
"""Literals of a step that are looked for; those of a longer list are not."""
NONE = "0"
"""The SQL of a test that a step has not."""


Wanted = Comparison | Like
"""A column and a literal that one of its values should equal, or a pattern that one should match."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted and tested of a step."""

    count: int
    tied: bool = False
    """For TopSort: a row that was left out has the keys of the last one taken."""
    met_null: bool = False
    """For Except: a compared column of the other input holds NULL."""
    absent: tuple[Wanted, ...] | None = None
    """What no value of its column is; None where that was not tested."""


def fact_texts(compiler: Compiler, step: PlanStep) -> list[str]:
    """The SQL of a step's count and tests, in the order that :func:`facts_of` reads them."""
    count = f"(SELECT COUNT(*) FROM {quoted_name(step.name)})"
    return [count, tie_test(compiler, step), null_test(step), *_presences(compiler, step)]


def facts_of(step: PlanStep, values: Sequence[int]) -> Facts:
    """The facts of a step from the values of its :func:`fact_texts`."""
    count, tied, null, *found = values
    return Facts(count, bool(tied), bool(null), absent(step, found) if found else None)


def presence_texts(compiler: Compiler, step: PlanStep) -> list[str]:
    """For each literal that a step compares, SQL that is 0 if no value of its column is so."""
    return [_presence(compiler, step, wanted) for wanted in _all_wanted(step)]


def reads_steps(plan: Plan, step: PlanStep) -> bool:
    """Whether a step's :func:`presence_texts` look at the rows of steps; most look at tables alone."""
    return any(plan.stored(step, column_of(wanted)) is None for wanted in _all_wanted(step))


def absent(step: PlanStep, found: Sequence[int]) -> tuple[Wanted, ...]:
    """What no value of its column is, from the values of a step's :func:`presence_texts`."""
    return tuple(wanted for wanted, count in zip(_all_wanted(step), found, strict=True) if not count)


def tie_test(compiler: Compiler, step: PlanStep) -> str:
    """SQL that is 1 if a TopSort left out a row with the keys of the last one that it took; ``0`` for other steps."""
    rows = step.step.rows
    if step.step.operator is not Operator.TOP_SORT or step.step.with_ties or not rows:
        return NONE
    ranked = f"({compiler.places(step)}) AS ranked WHERE {quoted_name(RANK)} <= {rows}"
    return f"(SELECT CASE WHEN COUNT(*) > {rows} THEN 1 ELSE 0 END FROM {ranked})"


def null_test(step: PlanStep) -> str:
    """SQL that is 1 if the other input of an Except has NULL where it is compared; ``0`` for other steps."""
    if step.step.operator is not Operator.EXCEPT or step.step.nulls is Nulls.EQUAL:
        return NONE
    other = step.sources[1 - step.main]
    compared = [] if step.step.predicate is None else list(descendants(step.step.predicate))
    keys = {c.name for c in compared if isinstance(c, Column) and c.step == other.step}
    keys |= {step.partner(c, other).key for c in step.step.match}
    if not keys:
        return NONE
    null = " OR ".join(f"{quoted_name(key)} IS NULL" for key in sorted(keys))
    return f"(SELECT CASE WHEN COUNT(*) > 0 THEN 1 ELSE 0 END FROM {quoted_name(other.name)} WHERE {null})"


def _presences(compiler: Compiler, step: PlanStep) -> list[str]:
    """Tests of literals whose presence a row of the step does not show."""
    predicate = step.step.predicate
    if predicate is None:
        return []
    hides = step.step.operator is Operator.EXCEPT or any(map(_hides, descendants(predicate)))
    return presence_texts(compiler, step) if hides else []


def _hides(part: Expression) -> bool:
    """Whether a condition can hold although no value is as a literal in it."""
    if isinstance(part, Like):
        return part.negated
    return isinstance(part, (Or, In, Not)) or (isinstance(part, Comparison) and part.operator == "<>")


def _presence(compiler: Compiler, step: PlanStep, wanted: Wanted) -> str:
    """A look at the table, where the column is one of a table's: an earlier step may have left the value out."""
    stored = compiler.plan.stored(step, column_of(wanted))
    if stored is None:
        table, test = step.source(column_of(wanted).step).name, compiler.condition(step, wanted)
    else:
        table, test = stored.origins[0][0], compiler.condition_of_column(stored, wanted)
    return f"(SELECT COUNT(*) FROM (SELECT 1 FROM {quoted_name(table)} WHERE {test} LIMIT 1) AS found)"


def column_of(wanted: Wanted) -> Column:
    """The column that a literal or a pattern is looked for in."""
    return next(part for part in descendants(wanted) if isinstance(part, Column))


def _all_wanted(step: PlanStep) -> list[Wanted]:
    predicate = step.step.predicate
    return [] if predicate is None else list(islice(dict.fromkeys(_wanted(predicate)), MOST_LITERALS))


def _wanted(expression: Expression) -> Iterator[Wanted]:
    match expression:
        case Comparison("=" | "<>", Column() as column, Literal() as literal):
            yield Comparison("=", column, literal)
        case Comparison("=" | "<>", Literal() as literal, Column() as column):
            yield Comparison("=", column, literal)
        case Like(Column() as column, pattern):
            yield Like(column, pattern)
        case In(Column() as column, values):
            for value in values:
                yield Comparison("=", column, value)
        case _:
            for child in children(expression):
                yield from _wanted(child)
