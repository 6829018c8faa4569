"""From a row of the result back to the rows of tables that it comes from.

Rows are told apart by their values: what is found are all base rows that make a row equal to the one asked about.
Why-provenance in the sense of Buneman, Khanna and Tan, "Why and Where: A Characterization of Data Provenance" (2001).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nesy.languages.qpl.plan import PlanStep, Source
from nesy.languages.qpl.schema import PlanColumn
from nesy.languages.qpl.syntax import Column, Nulls, Operator, Output
from nesy.provers.sql.base import Backend, QueryLimits, Row
from nesy.provers.sql.compile import Compiler, step_name
from nesy.provers.sql.dialect import quoted_name, quoted_text
from nesy.provers.sql.matching import condition_of


@dataclass(frozen=True, slots=True)
class BaseRow:
    """A row of a table of the database."""

    table: str
    columns: tuple[str, ...]
    values: Row
    step: int
    """The number of the Scan that read it."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a row comes from."""

    rows: tuple[BaseRow, ...]
    complete: bool
    """False if there are more base rows than were asked for."""


def lineage(backend: Backend, compiler: Compiler, row: Row, limits: QueryLimits, most: int = 100) -> Lineage:
    """The base rows behind a row of the last step.

    Args:
        backend: where the plan ran.
        compiler: its compiler.
        row: the row's values.
        limits: for each statement.
        most: how many base rows to give.
    """
    found: dict[BaseRow, None] = {}
    for base in _Search(backend, compiler, QueryLimits(limits.seconds, most + 1)).behind(compiler.plan.last, row):
        found[base] = None
        if len(found) > most:
            break
    return Lineage(tuple(found)[:most], len(found) <= most)


@dataclass(frozen=True, slots=True)
class _Search:
    backend: Backend
    compiler: Compiler
    limits: QueryLimits

    def behind(self, step: PlanStep, row: Row) -> Iterator[BaseRow]:
        """The base rows behind a row of a step."""
        match step.step.operator:
            case Operator.SCAN:
                yield from self._scanned(step, row)
            case Operator.AGGREGATE:
                yield from self._grouped(step, row)
            case Operator.UNION:
                for source in step.sources:
                    same = self._same([self._in(source, c.name) for c in step.columns], row)
                    yield from self._all(source, same)
            case Operator.JOIN:
                for given in self._given(step, row, step.sources):
                    cut = len(step.sources[0].columns)
                    yield from self._each(step.sources[0], [given[:cut]])
                    yield from self._each(step.sources[1], [given[cut:]])
            case Operator.INTERSECT | Operator.EXCEPT:
                yield from self._matched(step, row)
            case _:
                yield from self._each(step.sources[0], self._given(step, row, step.sources))

    def _scanned(self, step: PlanStep, row: Row) -> Iterator[BaseRow]:
        names = tuple(c.name for c in step.sources[0].columns)
        for values in self._given(step, row, step.sources):
            yield BaseRow(step.step.table, names, values, step.number)

    def _grouped(self, step: PlanStep, row: Row) -> Iterator[BaseRow]:
        source = step.sources[0]
        keys = [source.column(c.name) for c in step.step.group_by]
        for values in self._given(step, row, [Source(source.step, tuple(keys))]):
            yield from self._all(source, self._same([quoted_name(k.key) for k in keys], values))

    def _matched(self, step: PlanStep, row: Row) -> Iterator[BaseRow]:
        main, other = step.sources[step.main], step.sources[1 - step.main]
        for values in self._given(step, row, [main]):
            yield from self._each(main, [values])
            if step.step.operator is Operator.INTERSECT:
                yield from self._each(other, self._partners(step, main, other, values))

    def _partners(self, step: PlanStep, main: Source, other: Source, values: Row) -> Sequence[Row]:
        """The rows of the other input that match a row of the main one."""
        columns = tuple(PlanColumn(f"{n}", f"c{n}", c.type) for n, c in enumerate((*main.columns, *other.columns)))
        outputs = tuple(Output(Column(c.key, s.step)) for s in (main, other) for c in s.columns)
        join = replace(step.step, operator=Operator.JOIN, outputs=outputs, distinct=None, predicate=condition_of(step))
        if step.step.nulls is Nulls.UNKNOWN:
            join = replace(join, nulls=Nulls.DIFFER)
        text = self.compiler.select(PlanStep(join, None, step.sources, columns))
        mine = self._same([quoted_name(c.key) for c in columns[: len(main.columns)]], values)
        theirs = ", ".join(quoted_name(c.key) for c in columns[len(main.columns) :])
        return self._rows(f"SELECT DISTINCT {theirs} FROM (\n{text}\n) AS joined WHERE {mine}")

    def _given(self, step: PlanStep, row: Row, sources: Sequence[Source]) -> Sequence[Row]:
        """The input rows, as columns of the sources, from which the step makes this row."""
        extra = [(source, c) for source in sources for c in source.columns]
        columns = [PlanColumn(f"nesy_{n}", f"nesy_{n}", c.type) for n, (_, c) in enumerate(extra)]
        outputs = [Output(Column(c.key, source.step)) for source, c in extra]
        wide = replace(
            step,
            step=replace(step.step, outputs=(*step.step.outputs, *outputs), distinct=False),
            columns=(*step.columns, *columns),
        )
        same = self._same([quoted_name(c.key) for c in step.columns], row)
        shown = ", ".join(quoted_name(c.key) for c in columns)
        inside = self.compiler.select(wide)
        if not columns:
            return self._rows(f"SELECT 1 FROM (\n{inside}\n) AS given WHERE {same} LIMIT 1") and [()]
        return self._rows(f"SELECT DISTINCT {shown} FROM (\n{inside}\n) AS given WHERE {same}")

    def _all(self, source: Source, condition: str) -> Iterator[BaseRow]:
        shown = ", ".join(quoted_name(c.key) for c in source.columns)
        name = quoted_name(step_name(self._step(source)))
        yield from self._each(source, self._rows(f"SELECT DISTINCT {shown} FROM {name} WHERE {condition}"))

    def _each(self, source: Source, rows: Sequence[Row]) -> Iterator[BaseRow]:
        for row in rows:
            yield from self.behind(self._step(source), row)

    def _step(self, source: Source) -> PlanStep:
        return self.compiler.plan.step(source.step or 0)

    def _in(self, source: Source, name: str) -> str:
        return quoted_name(next(c.key for c in source.columns if c.name.lower() == name.lower()))

    def _same(self, columns: Sequence[str], values: Row) -> str:
        same = self.compiler.dialect.same
        return " AND ".join(f"{c} {same} {_literal(v)}" for c, v in zip(columns, values, strict=True)) or "1 = 1"

    def _rows(self, body: str) -> Sequence[Row]:
        return self.backend.fetch(self.compiler.with_all(body), self.limits).rows


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    return quoted_text(str(value))
