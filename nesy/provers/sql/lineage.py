"""From a row of the result back to the rows of tables that it comes from.

Rows are told apart by their values: what is found are all base rows that make a row equal to the one asked about.
Why-provenance in the sense of Buneman, Khanna and Tan, "Why and Where: A Characterization of Data Provenance" (2001).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from nesy.languages.qpl.plan import PlanStep, Source
from nesy.languages.qpl.schema import PlanColumn
from nesy.languages.qpl.syntax import Column, Nulls, Operator, Output
from nesy.provers.sql.base import Backend, QueryLimits, Row
from nesy.provers.sql.compile import Compiler
from nesy.provers.sql.dialect import quoted_name, quoted_text
from nesy.provers.sql.matching import condition_of

_ENDS: Final = (date.min, date.max, datetime.min, datetime.max)
"""As which Python has the infinite dates of DuckDB."""


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
        limits: for all statements together, if they are started.
        most: how many base rows to give.
    """
    found: dict[tuple[str, int, str], BaseRow] = {}
    search = _Search(backend, compiler, replace(limits, rows=most + 1))
    for base in search.behind(compiler.plan.last, row):
        # Lists and maps, which some systems have as values, cannot be hashed.
        found[base.table, base.step, repr(base.values)] = base
        if len(found) > most:
            break
    return Lineage(tuple(found.values())[:most], len(found) <= most and not search.cut)


@dataclass(frozen=True, slots=True)
class _Search:
    backend: Backend
    compiler: Compiler
    limits: QueryLimits
    cut: list[str] = field(default_factory=list)
    """Statements that had more rows than were fetched."""

    def behind(self, step: PlanStep, row: Row) -> Iterator[BaseRow]:
        """The base rows behind a row of a step."""
        match step.step.operator:
            case Operator.SCAN:
                yield from self._scanned(step, row)
            case Operator.AGGREGATE:
                yield from self._grouped(step, row)
            case Operator.UNION:
                yield from self._united(step, row)
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
        for values in self._given(step, row, [replace(source, columns=tuple(keys))]):
            name = quoted_name(source.name)
            rows = self._rows(name, [quoted_name(c.key) for c in source.columns], self._same(keys, values, alike=True))
            yield from self._each(source, rows)

    def _united(self, step: PlanStep, row: Row) -> Iterator[BaseRow]:
        """From each input, the rows that give this one."""
        for source in step.sources:
            columns = _numbered(source.columns)
            also = [
                f"{quoted_name(c.key)} AS {quoted_name(n.key)}" for c, n in zip(source.columns, columns, strict=True)
            ]
            inside = f"(\n{self.compiler.side(step, source, also)}\n) AS given"
            same = self._same(step.columns, row, alike=step.step.is_distinct)
            yield from self._each(source, self._rows(inside, [quoted_name(c.key) for c in columns], same))

    def _matched(self, step: PlanStep, row: Row) -> Iterator[BaseRow]:
        main, other = step.sources[step.main], step.sources[1 - step.main]
        for values in self._given(step, row, [main]):
            yield from self._each(main, [values])
            if step.step.operator is Operator.INTERSECT:
                yield from self._each(other, self._partners(step, main, other, values))

    def _partners(self, step: PlanStep, main: Source, other: Source, values: Row) -> Sequence[Row]:
        """The rows of the other input that match a row of the main one."""
        columns = _numbered([*main.columns, *other.columns])
        outputs = tuple(Output(Column(c.key, s.step)) for s in (main, other) for c in s.columns)
        join = replace(step.step, operator=Operator.JOIN, outputs=outputs, distinct=None, predicate=condition_of(step))
        if step.step.nulls is Nulls.UNKNOWN:
            join = replace(join, nulls=Nulls.DIFFER)
        inside = f"(\n{self.compiler.select(PlanStep(join, None, step.sources, tuple(columns)))}\n) AS joined"
        cut = len(main.columns)
        return self._rows(inside, [quoted_name(c.key) for c in columns[cut:]], self._same(columns[:cut], values))

    def _given(self, step: PlanStep, row: Row, sources: Sequence[Source]) -> Sequence[Row]:
        """The input rows, as columns of the sources, from which the step makes this row."""
        extra = [(source, c) for source in sources for c in source.columns]
        columns = _numbered([c for _, c in extra])
        outputs = tuple(Output(Column(c.key, source.step)) for source, c in extra)
        once = step.step.is_distinct
        wide = replace(step.step, outputs=(*step.step.outputs, *outputs), distinct=False)
        if once and step.step.operator in (Operator.SORT, Operator.TOP_SORT, Operator.TOP):
            # Rows count behind Distinct: every row that is equal to one of the first ones gives it.
            wide = replace(wide, operator=Operator.FILTER, rows=None, order_by=())
        given = replace(step, step=wide, columns=(*step.columns, *columns))
        inside = f"(\n{self.compiler.select(given)}\n) AS given"
        same = self._same(step.columns, row, alike=once or step.step.operator is Operator.AGGREGATE)
        if not columns:
            return [() for _ in self._rows(inside, [], same)]
        return self._rows(inside, [quoted_name(c.key) for c in columns], same)

    def _each(self, source: Source, rows: Sequence[Row]) -> Iterator[BaseRow]:
        for row in rows:
            yield from self.behind(self._step(source), row)

    def _step(self, source: Source) -> PlanStep:
        return self.compiler.plan.step(source.step or 0)

    def _same(self, columns: Sequence[PlanColumn], values: Row, *, alike: bool = False) -> tuple[str, list[Any]]:
        """The condition that columns hold these values, with its parameters.

        Args:
            columns: the columns.
            values: a value for each.
            alike: as the collation compares texts, where a row stands for several; else to the letter.
        """
        parts = []
        for column, value in zip(columns, values, strict=True):
            placed = "?" if self.backend.takes_parameters else _literal(value)
            parts.append(self._equal(column, placed, value, alike))
        return " AND ".join(parts) or "1 = 1", list(values) if self.backend.takes_parameters else []

    def _equal(self, column: PlanColumn, placed: str, value: Any, alike: bool) -> str:
        same, name = self.compiler.dialect.same, quoted_name(column.key)
        if alike:
            (one,) = self.compiler.folded([column], lambda c: quoted_name(c.name))
            (two,) = self.compiler.folded([column], lambda _: placed)
            return f"{one} {same} {two}"
        if value in _ENDS:
            return f"({name} {same} {placed} OR ISINF({name}))"
        return f"{name}{self._to_the_letter()} {same} {placed}"

    def _rows(self, inside: str, shown: Sequence[str], condition: tuple[str, list[Any]]) -> Sequence[Row]:
        """The different rows of a table expression, to the letter, for which a condition holds."""
        where, parameters = condition
        body = f"SELECT {', '.join(shown) or '1'} FROM {inside} WHERE {where}"
        body += f" GROUP BY {', '.join(f'{name}{self._to_the_letter()}' for name in shown)}" if shown else " LIMIT 1"
        found = self.backend.fetch(self.compiler.with_all(body), self.limits, parameters)
        if found.truncated:
            self.cut.append(body)
        return found.rows

    def _to_the_letter(self) -> str:
        """What has SQLite tell apart texts that a column's collation takes for equal."""
        return " COLLATE BINARY" if self.compiler.dialect.own_nocase else ""


def _numbered(columns: Sequence[PlanColumn]) -> list[PlanColumn]:
    """Names for columns of inputs that no column of a step has."""
    return [PlanColumn(f"nesy_{n}", f"nesy_{n}", c.type) for n, c in enumerate(columns)]


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and not math.isfinite(value):
        return f"CAST('{value}' AS DOUBLE)"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    return quoted_text(str(value))
