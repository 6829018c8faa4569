"""Runs a plan and keeps, of every step, how many rows it gave and the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nesy.languages.qpl.plan import Plan, PlanStep
from nesy.languages.qpl.syntax import Column, Nulls, Operator, descendants
from nesy.provers.sql.base import Backend, QueryLimits, Row, Rows
from nesy.provers.sql.compile import RANK, Compiler, step_name
from nesy.provers.sql.dialect import quoted_name


@dataclass(frozen=True, slots=True)
class StepRows:
    """What a step gave."""

    count: int
    first: tuple[Row, ...]
    tied: bool = False
    """For TopSort: a row that was left out has the keys of the last one taken."""
    met_null: bool = False
    """For Except: a compared column of the other input holds NULL."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The result and every step."""

    result: Rows
    steps: tuple[StepRows, ...]


def run(backend: Backend, compiler: Compiler, limits: QueryLimits) -> Rows:
    """The result alone, from one statement.

    Raises:
        QueryStopped, QueryFailed: like :meth:`Backend.fetch`.
    """
    return backend.fetch(compiler.statement(), limits)


def trace(backend: Backend, compiler: Compiler, limits: QueryLimits, first: int) -> Trace:
    """The result and the first rows of every step.

    SQLite, whose columns hold values of any type, answers in one statement that gives the rows of all steps one
    behind the other; other systems answer one statement a step.

    Raises:
        QueryStopped, QueryFailed: like :meth:`Backend.fetch`.
    """
    if backend.name == "sqlite":
        return _together(backend, compiler, limits, first)
    return _one_by_one(backend, compiler, limits, first)


def _together(backend: Backend, compiler: Compiler, limits: QueryLimits, first: int) -> Trace:
    plan = compiler.plan
    width = max(len(step.columns) for step in plan.steps)
    parts = [_part(compiler, step, width, limits.rows + 1 if step is plan.last else first) for step in plan.steps]
    statement = compiler.with_all("\nUNION ALL\n".join(f"SELECT * FROM (\n{part}\n)" for part in parts))
    bound = limits.rows + 1 + first * len(plan.steps)
    given: dict[int, list[Row]] = {}
    for row in backend.fetch(statement, QueryLimits(limits.seconds, bound)).rows:
        given.setdefault(row[0], []).append(row)
    steps = tuple(_step_rows(given.get(s.number, []), len(s.columns), first) for s in plan.steps)
    rows = [row[4 : 4 + len(plan.last.columns)] for row in given.get(plan.last.number, [])]
    return Trace(Rows(tuple(rows[: limits.rows]), len(rows) > limits.rows), steps)


def _part(compiler: Compiler, step: PlanStep, width: int, rows: int) -> str:
    """A step's rows, behind its number, its count and what there is to flag, padded to one width."""
    name = quoted_name(step_name(step))
    columns = [quoted_name(c.key) for c in step.columns] + ["NULL"] * (width - len(step.columns))
    head = [str(step.number), f"(SELECT COUNT(*) FROM {name})", tie_test(compiler, step), null_test(compiler, step)]
    return f"SELECT {', '.join([*head, *columns])} FROM {name}{compiler.order(step)} LIMIT {rows}"


def _step_rows(rows: Sequence[Row], width: int, first: int) -> StepRows:
    if not rows:
        return StepRows(0, ())
    return StepRows(rows[0][1], tuple(row[4 : 4 + width] for row in rows[:first]), bool(rows[0][2]), bool(rows[0][3]))


def _one_by_one(backend: Backend, compiler: Compiler, limits: QueryLimits, first: int) -> Trace:
    result = run(backend, compiler, limits)
    steps = []
    for step in compiler.plan.steps:
        if step is compiler.plan.last and not result.truncated:
            count, rows = len(result.rows), result.rows[:first]
        else:
            part = QueryLimits(limits.seconds, first)
            rows = backend.fetch(compiler.statement(step.number), part).rows
            count = _value(backend, compiler, f"SELECT COUNT(*) FROM {quoted_name(step_name(step))}", limits)
        tests = [tie_test(compiler, step), null_test(compiler, step)] if count else ["0", "0"]
        tied, null = (t != "0" and bool(_value(backend, compiler, f"SELECT {t}", limits)) for t in tests)
        steps.append(StepRows(count, rows, tied, null))
    return Trace(result, tuple(steps))


def _value(backend: Backend, compiler: Compiler, body: str, limits: QueryLimits) -> Any:
    return backend.fetch(compiler.with_all(body), limits).rows[0][0]


def tie_test(compiler: Compiler, step: PlanStep) -> str:
    """SQL that is 1 if a TopSort left out a row with the keys of the last one that it took; ``0`` for other steps."""
    rows = step.step.rows
    if step.step.operator is not Operator.TOP_SORT or step.step.with_ties or not rows:
        return "0"
    ranked = f"({compiler.places(step)}) AS ranked WHERE {quoted_name(RANK)} <= {rows}"
    return f"(SELECT CASE WHEN COUNT(*) > {rows} THEN 1 ELSE 0 END FROM {ranked})"


def null_test(compiler: Compiler, step: PlanStep) -> str:
    """SQL that is 1 if the other input of an Except has NULL where it is compared; ``0`` for other steps."""
    if step.step.operator is not Operator.EXCEPT or step.step.nulls is Nulls.EQUAL:
        return "0"
    other = step.sources[1 - step.main]
    compared = [] if step.step.predicate is None else list(descendants(step.step.predicate))
    keys = {c.name for c in compared if isinstance(c, Column) and c.step == other.step}
    keys |= {step.partner(c, other).key for c in step.step.match}
    if not keys:
        return "0"
    null = " OR ".join(f"{quoted_name(key)} IS NULL" for key in sorted(keys))
    return f"(SELECT CASE WHEN COUNT(*) > 0 THEN 1 ELSE 0 END FROM {_input(compiler.plan, step, 1)} WHERE {null})"


def _input(plan: Plan, step: PlanStep, index: int) -> str:
    return quoted_name(step_name(plan.step(step.step.inputs[index])))
