"""Runs a plan and keeps, of every step, how many rows it gave, the first of them, and what was tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

from nesy.languages.qpl.plan import PlanStep
from nesy.provers.sql.base import Backend, QueryLimits, Row, Rows
from nesy.provers.sql.compile import Compiler
from nesy.provers.sql.dialect import quoted_name
from nesy.provers.sql.facts import Facts, fact_texts, facts_of
from nesy.provers.sql.values import plain_row


@dataclass(frozen=True, slots=True)
class StepRows:
    """What a step gave."""

    facts: Facts
    first: tuple[Row, ...]


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

    SQLite and DuckDB compute every step once, in one statement. SQLite, whose columns hold values of any type, gives
    the rows of all steps one behind the other; DuckDB gives one row with a list a step. Other systems answer a
    statement for the result, one for all counts and tests, and one for the first rows of each step.

    Args:
        backend: the database.
        compiler: the plan's.
        limits: for all statements together, if they are started.
        first: rows to keep of a step.

    Raises:
        QueryStopped, QueryFailed: like :meth:`Backend.fetch`.
    """
    how = {"sqlite": _stacked, "duckdb": _nested}.get(backend.name, _one_by_one)
    return how(backend, compiler, limits, first)


def _stacked(backend: Backend, compiler: Compiler, limits: QueryLimits, first: int) -> Trace:
    """The steps' rows behind their numbers, padded to one width; the first row holds all facts as one text."""
    plan, texts = compiler.plan, _fact_texts(compiler)
    width = max(len(step.columns) for step in plan.steps)
    told = " || ' ' || ".join(chain.from_iterable(texts))
    parts = [f"SELECT 0, {', '.join([told, *['NULL'] * (width - 1)])}"]
    for step in plan.steps:
        columns = [quoted_name(c.key) for c in step.columns] + ["NULL"] * (width - len(step.columns))
        rows = limits.rows + 1 if step is plan.last else first
        parts.append(f"SELECT * FROM (\nSELECT {step.number}, {', '.join(columns)}{_first(compiler, step, rows)}\n)")
    statement = compiler.with_all("\nUNION ALL\n".join(parts))
    bound = limits.rows + 2 + first * len(plan.steps)
    head, *rest = backend.fetch(statement, limits.of_rows(bound)).rows
    given: dict[int, list[Row]] = {step.number: [] for step in plan.steps}
    for row in rest:
        given[row[0]].append(row)
    rows_of = [[row[1 : 1 + len(s.columns)] for row in given[s.number]] for s in plan.steps]
    facts = _facts(compiler, texts, list(map(int, head[1].split())))
    return _trace(facts, rows_of, limits, first)


def _nested(backend: Backend, compiler: Compiler, limits: QueryLimits, first: int) -> Trace:
    """One row: every fact, and every step's rows as a list."""
    plan, texts = compiler.plan, _fact_texts(compiler)
    lists = [_list(compiler, step, limits.rows + 1 if step is plan.last else first) for step in plan.steps]
    statement = compiler.with_all(f"SELECT {', '.join([*chain.from_iterable(texts), *lists])}")
    (row,) = backend.fetch(statement, limits).rows
    cut = len(row) - len(lists)
    rows_of = [list(map(plain_row, rows or ())) for rows in row[cut:]]
    return _trace(_facts(compiler, texts, row[:cut]), rows_of, limits, first)


def _one_by_one(backend: Backend, compiler: Compiler, limits: QueryLimits, first: int) -> Trace:
    result, texts = run(backend, compiler, limits), _fact_texts(compiler)
    values = backend.fetch(compiler.with_all(f"SELECT {', '.join(chain.from_iterable(texts))}"), limits).rows[0]
    inner = compiler.plan.steps[:-1]
    rows_of = [backend.fetch(compiler.statement(step.number), limits.of_rows(first)).rows for step in inner]
    return Trace(result, _steps(_facts(compiler, texts, values), [*rows_of, result.rows], first))


def _trace(facts: Sequence[Facts], rows_of: Sequence[Sequence[Row]], limits: QueryLimits, first: int) -> Trace:
    last = rows_of[-1]
    result = Rows(tuple(last[: limits.rows]), len(last) > limits.rows)
    return Trace(result, _steps(facts, rows_of, first))


def _steps(facts: Sequence[Facts], rows_of: Sequence[Sequence[Row]], first: int) -> tuple[StepRows, ...]:
    return tuple(StepRows(fact, tuple(rows[:first])) for fact, rows in zip(facts, rows_of, strict=True))


def _fact_texts(compiler: Compiler) -> list[list[str]]:
    return [fact_texts(compiler, step) for step in compiler.plan.steps]


def _facts(compiler: Compiler, texts: Sequence[Sequence[str]], values: Sequence[int]) -> list[Facts]:
    given = iter(values)
    return [facts_of(s, list(islice(given, len(t)))) for s, t in zip(compiler.plan.steps, texts, strict=True)]


def _first(compiler: Compiler, step: PlanStep, rows: int) -> str:
    return f" FROM {quoted_name(step.name)}{compiler.order(step)} LIMIT {rows}"


def _list(compiler: Compiler, step: PlanStep, rows: int) -> str:
    columns = ", ".join(quoted_name(c.key) for c in step.columns)
    given = f"SELECT *{_first(compiler, step, rows)}"
    return f"(SELECT LIST(ROW({columns}){compiler.order(step)}) FROM (\n{given}\n) AS given)"
