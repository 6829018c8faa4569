"""What to look at in a query's run: an empty step, a tie, a value that is nowhere, a NULL that decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from nesy.languages.qpl.plan import Plan, PlanStep
from nesy.languages.qpl.schema import Type
from nesy.languages.qpl.syntax import (
    Arithmetic,
    Between,
    Call,
    Column,
    Comparison,
    Expression,
    Like,
    Literal,
    Nulls,
    children,
    descendants,
)
from nesy.languages.qpl.text import expression_text
from nesy.provers.sql.base import Backend, QueryLimits
from nesy.provers.sql.compile import Compiler
from nesy.provers.sql.expressions import spells_number
from nesy.provers.sql.facts import Facts, Wanted, absent, column_of, presence_texts, reads_steps
from nesy.provers.sql.trace import StepRows


class FlagKind(StrEnum):
    """The kinds of flags."""

    EMPTY = "empty"
    """The first step that gives no rows."""
    TIE = "tie"
    """A TopSort left out a row with the same keys as the last one that it took."""
    UNKNOWN_VALUE = "unknown-value"
    """A literal that equals no value of the column it is compared with, or a pattern that matches none.

    The values are those of the table that the column comes from, whatever earlier steps left out; of a column that an
    earlier step computes or unites, those that the step reads.
    """
    NULL = "null"
    """An Except compared with NULL, where its three forms differ."""
    TEXT_AS_NUMBER = "text-as-number"
    """Sums or averages of text: each text counts as the number that it begins with."""
    NUMBER_AS_TEXT = "number-as-text"
    """An order comparison of texts with a number: the spellings are compared, so that '95' is more than '120'."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a reader of the result should know."""

    kind: FlagKind
    step: int
    message: str

    def __str__(self) -> str:
        return f"#{self.step}: {self.message}"


def flags(backend: Backend, compiler: Compiler, steps: Sequence[StepRows], limits: QueryLimits) -> tuple[Flag, ...]:
    """The flags of a run, in the order of steps.

    Raises:
        QueryStopped, QueryFailed: like :meth:`Backend.fetch`.
    """
    facts = [given.facts for given in steps]
    first_empty = next((n for n, f in enumerate(facts) if not f.count), None)
    nowhere = _nowhere(backend, compiler, facts, limits)
    found: list[Flag] = []
    for n, plan in enumerate(compiler.plan.steps):
        if n == first_empty:
            found.append(Flag(FlagKind.EMPTY, plan.number, "the first step without rows"))
        if facts[n].tied:
            found.append(
                Flag(FlagKind.TIE, plan.number, "a row that was left out has the same keys; WithTies keeps it")
            )
        if facts[n].met_null:
            found.append(Flag(FlagKind.NULL, plan.number, _null_message(plan)))
        found += [_unknown_value(compiler.plan, plan, wanted) for wanted in nowhere[n]]
        computed = [o.expression for o in plan.step.outputs if not isinstance(o.expression, Column)]
        if computed:
            found += _texts_as_numbers(plan, computed)
        if plan.step.predicate is not None:
            found += _numbers_as_texts(plan, plan.step.predicate)
    return tuple(found)


def _nowhere(
    backend: Backend, compiler: Compiler, facts: Sequence[Facts], limits: QueryLimits
) -> list[tuple[Wanted, ...]]:
    """For each step the literals that occur nowhere; those of steps without rows are tested here, all at once."""
    steps = compiler.plan.steps
    untested = [n for n, fact in enumerate(facts) if not fact.count and fact.absent is None]
    texts = {n: presence_texts(compiler, steps[n]) for n in untested}
    late: dict[int, tuple[Wanted, ...]] = {}
    if tests := [text for given in texts.values() for text in given]:
        statement = f"SELECT {', '.join(tests)}"
        if any(reads_steps(compiler.plan, steps[n]) for n in untested):
            statement = compiler.with_all(statement)
        values = iter(backend.fetch(statement, limits).rows[0])
        late = {n: absent(steps[n], list(islice(values, len(given)))) for n, given in texts.items()}
    return [late.get(n, fact.absent or ()) for n, fact in enumerate(facts)]


def _unknown_value(plan: Plan, step: PlanStep, wanted: Wanted) -> Flag:
    column = column_of(wanted)
    stored = plan.stored(step, column)
    name = ".".join(stored.origins[0]) if stored else step.found(column).name
    if isinstance(wanted, Like):
        message = f"nothing in {name} is like {expression_text(wanted.pattern)}"
    else:
        message = f"{expression_text(wanted.right)} occurs nowhere in {name}"
    return Flag(FlagKind.UNKNOWN_VALUE, step.number, message)


def _null_message(plan: PlanStep) -> str:
    other = f"#{plan.step.inputs[1 - plan.main]}"
    if plan.step.nulls is Nulls.UNKNOWN:
        return f"{other} holds NULL, so that no row is certain to be missing from it"
    return f"{other} holds NULL, which equals nothing here; SQL's NOT IN would give no rows (Nulls [ unknown ])"


def _texts_as_numbers(plan: PlanStep, computed: Sequence[Expression]) -> Iterator[Flag]:
    counted = [
        operand
        for expression in computed
        for e in descendants(expression)
        if isinstance(e, Arithmetic) or (isinstance(e, Call) and e.function in ("SUM", "AVG"))
        for operand in children(e)
    ]
    for operand in counted:
        if isinstance(operand, Column) and plan.found(operand).type is Type.TEXT:
            name = plan.found(operand).name
            yield Flag(
                FlagKind.TEXT_AS_NUMBER, plan.number, f"{name} is text; each counts as the number it begins with"
            )


def _numbers_as_texts(plan: PlanStep, predicate: Expression) -> Iterator[Flag]:
    """Texts and numbers of which a comparison asks which is more; one of the two is a literal."""
    for left, right in _ordered(predicate):
        kinds = plan.type_of(left), plan.type_of(right)
        literal = left if isinstance(left, Literal) else right
        if Type.TEXT in kinds and any(k.is_number for k in kinds) and _spells(literal):
            shown = f"{expression_text(left)} and {expression_text(right)}"
            message = f"{shown} are compared as texts, by which '95' is more than '120'"
            yield Flag(FlagKind.NUMBER_AS_TEXT, plan.number, message)


def _ordered(predicate: Expression) -> Iterator[tuple[Expression, Expression]]:
    for part in descendants(predicate):
        match part:
            case Comparison("<" | "<=" | ">" | ">=", left, right):
                yield left, right
            case Between(operand, low, high):
                yield operand, low
                yield operand, high


def _spells(literal: Expression) -> bool:
    """Whether a literal is compared by its spelling: a number, or a string that spells none."""
    return isinstance(literal, Literal) and not (isinstance(literal.value, str) and spells_number(literal.value))
