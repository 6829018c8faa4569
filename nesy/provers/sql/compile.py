"""Compiles a plan to one SQL statement: a common table expression a step."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from nesy.languages.qpl.plan import Plan, PlanStep, Source
from nesy.languages.qpl.resolve import RESERVED
from nesy.languages.qpl.schema import PlanColumn, Type
from nesy.languages.qpl.syntax import (
    Call,
    Column,
    Condition,
    Expression,
    Nulls,
    Operator,
    Output,
    Step,
    descendants,
    with_columns,
)
from nesy.provers.sql.dialect import Collation, Dialect, quoted_name
from nesy.provers.sql.expressions import Writer
from nesy.provers.sql.matching import matching

ORDER = f"{RESERVED}order"
"""The column that carries an order from a step to the next."""
RANK = f"{RESERVED}rank"
_QUOTED: Final = re.compile(r"""('[^']*'|"[^"]*")""")


_BARE: Final = (Operator.FILTER, Operator.AGGREGATE, Operator.UNION)
"""Operators that name their columns without what has them."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Writes plans in one dialect.

    >>> from nesy.languages.qpl.read import read_program
    >>> from nesy.languages.qpl.resolve import resolve
    >>> from nesy.languages.qpl.schema import Schema, Table, TableColumn
    >>> from nesy.provers.sql.dialect import SQLITE
    >>> schema = Schema((Table("singer", (TableColumn("age", Type.INTEGER),)),))
    >>> plan = resolve(read_program("#1 = Scan Table [ singer ] Predicate [ age > 20 ] Output [ age ]"), schema)
    >>> print(Compiler(plan, SQLITE).statement())
    SELECT "singer"."age"
    FROM "singer"
    WHERE "singer"."age" > 20
    """

    plan: Plan
    dialect: Dialect
    collation: Collation = Collation.DATABASE

    def statement(self, number: int | None = None) -> str:
        """The statement that gives the rows of a step, by default of the last one, in its order if it has one."""
        steps = self.plan.steps
        end = len(steps) - 1 if number is None else next(n for n, s in enumerate(steps) if s.number == number)
        return self._with(steps[:end], self.select(steps[end], final=True))

    def with_all(self, body: str) -> str:
        """A statement whose body may read every step by its name, several times."""
        return self._with(self.plan.steps, body, shared=True)

    def order(self, step: PlanStep) -> str:
        """The clause that gives a step's rows in order where the step is read by name; may be empty."""
        return f"\nORDER BY {quoted_name(ORDER)}" if self.plan.keeps_order(step) else ""

    def keys(self, step: PlanStep) -> list[str]:
        """The keys that a step orders by, as ORDER BY has them."""
        writer = self._writer(step)
        return [self._key(writer, key.column, key.descending) for key in step.step.order_by]

    def places(self, step: PlanStep) -> str:
        """A SELECT of the rank, by the keys of a TopSort, of every row that its Rows counts."""
        rank = f"RANK() OVER (ORDER BY {', '.join(self.keys(step))}) AS {quoted_name(RANK)}"
        writer = self._writer(step)
        if not step.step.is_distinct:
            return f"SELECT {rank}{self._from(step, writer)}"
        inside = f"SELECT {', '.join([*self._outputs(step, writer), rank])}{self._from(step, writer)}"
        return (
            f"SELECT {self._rank_of_first()}\nFROM (\n{_indented(inside)}\n) AS given{self._group_by(self._row(step))}"
        )

    def condition(self, step: PlanStep, condition: Condition) -> str:
        """A condition over a step's input."""
        return self._writer(step).write(condition)

    def condition_of_column(self, column: PlanColumn, condition: Condition) -> str:
        """A condition of a step as one over a table, every column being this one of the table's."""
        return self.condition(_reading([column]), with_columns(condition, lambda _: Column(column.key)))

    def select(self, step: PlanStep, *, final: bool = False) -> str:
        """A step as a SELECT over the steps before it.

        Args:
            step: one of the plan's steps.
            final: the rows come in the step's order; else an order is a column of its own.
        """
        match step.step.operator:
            case Operator.UNION:
                return self._union(step)
            case Operator.SORT | Operator.TOP_SORT | Operator.TOP:
                return self._sorted(step, final)
            case _:
                return self._plain(step, final)

    def side(self, step: PlanStep, source: Source, also: Sequence[str] = ()) -> str:
        """What one input of a Union gives to it, beside further columns of the input."""
        shown = [*self._outputs(step, self._writer(step, source)), *also]
        return f"SELECT {', '.join(shown)}\nFROM {quoted_name(source.name)}"

    def folded(self, columns: Sequence[PlanColumn], place: Callable[[Column], str]) -> list[str]:
        """Values of these columns, each at its place, as the collation compares them."""
        writer = Writer(_reading(columns), self.dialect, self.collation, place)
        return [writer.folded(Column(c.key)) for c in columns]

    def _with(self, steps: tuple[PlanStep, ...], body: str, *, shared: bool = False) -> str:
        if not steps:
            return body
        return "WITH " + ",\n".join(self._table(s, self._sharing(s) if shared else "") for s in steps) + f"\n{body}"

    def _sharing(self, step: PlanStep) -> str:
        """How a step is computed that is read several times; what costs little is computed again, with indexes."""
        cheap = step.step.operator in (Operator.SCAN, Operator.FILTER)
        if cheap and not (self.dialect.kept and (step.step.predicate or step.step.is_distinct)):
            return self.dialect.merged
        return self.dialect.kept

    def _table(self, step: PlanStep, how: str) -> str:
        return f"{quoted_name(step.name)} AS {how}(\n{_indented(self.select(step))}\n)"

    # -- one step --------------------------------------------------------------------------------------------------

    def _plain(self, step: PlanStep, final: bool) -> str:
        writer = self._writer(step)
        outputs = self._outputs(step, writer)
        carried = self.plan.keeps_order(step)
        if carried and not final:
            outputs.append(quoted_name(ORDER))
        where = self._where(step, writer)
        tail = f"\nORDER BY {quoted_name(ORDER)}" if carried and final else ""
        if step.step.operator is Operator.AGGREGATE:
            if not (step.step.group_by or any(map(_aggregates, step.step.outputs))):
                return f"SELECT {', '.join(outputs)}"
            tail = self._group_by([writer.folded(c) for c in step.step.group_by])
        if step.step.is_distinct:
            return self._distinct(step, outputs, f"{self._from(step, writer)}{where}{tail}")
        return f"SELECT {', '.join(outputs)}{self._from(step, writer)}{where}{tail}"

    def _outputs(self, step: PlanStep, writer: Writer) -> list[str]:
        written = writer.plan.step.outputs
        if step.step.operator is Operator.UNION:
            return [self._united(writer, o.expression, c) for o, c in zip(written, step.columns, strict=True)]
        one_of = step.step.operator is Operator.AGGREGATE and self._folds(step)
        return [self._output(writer, o.expression, c.key, one_of) for o, c in zip(written, step.columns, strict=True)]

    def _united(self, writer: Writer, expression: Expression, column: PlanColumn) -> str:
        """An output of one input of a Union, as a text if the other input has texts."""
        text, name, kind = writer.write(expression), quoted_name(column.key), writer.plan.type_of(expression)
        if kind is not column.type and column.type is Type.TEXT:
            number = f"CAST({text} AS {self.dialect.real})" if kind is Type.REAL else text
            return f"CAST({number} AS {self.dialect.text}) AS {name}"
        return text if text == name else f"{text} AS {name}"

    def _output(self, writer: Writer, expression: Expression, key: str, one_of: bool) -> str:
        """An output with its name; ``one_of`` texts that the collation takes for equal, if it is a plain column."""
        if not isinstance(expression, Column):
            return f"{writer.write(expression)} AS {quoted_name(key)}"
        text = writer.place(expression)
        if one_of:
            return f"MIN({text}) AS {quoted_name(key)}"
        return text if expression.name == key else f"{text} AS {quoted_name(key)}"

    def _from(self, step: PlanStep, writer: Writer) -> str:
        if step.table is not None:
            return f"\nFROM {quoted_name(step.table.name)}"
        names = [quoted_name(source.name) for source in step.sources]
        if writer.extremes:
            return f"\nFROM (\n{_indented(self._with_extremes(step, writer, names[0]))}\n) AS given"
        if step.step.operator is not Operator.JOIN:
            return f"\nFROM {names[step.main]}"
        if step.step.predicate is None:
            return f"\nFROM {names[0]} CROSS JOIN {names[1]}"
        return f"\nFROM {names[0]} JOIN {names[1]} ON {writer.write(step.step.predicate)}"

    def _with_extremes(self, step: PlanStep, writer: Writer, source: str) -> str:
        """The input of an Aggregate, each row beside what is least or greatest in its group."""
        keys = ", ".join(writer.folded(c) for c in step.step.group_by)
        over = f"OVER ({f'PARTITION BY {keys}' if keys else ''})"
        found = [
            f"{call.function}({writer.folded(call.argument)}) {over} AS {name}"
            for call, name in writer.extremes.items()
            if call.argument is not None
        ]
        return f"SELECT *, {', '.join(found)}\nFROM {source}"

    def _extremes(self, step: PlanStep) -> dict[Call, str]:
        """MIN and MAX of texts that the collation folds, each with the name of a column that helps to find it."""
        if self.collation is Collation.DATABASE or step.step.operator is not Operator.AGGREGATE:
            return {}
        parts = [part for o in step.step.outputs for part in descendants(o.expression)]
        calls = [p for p in parts if isinstance(p, Call) and p.function in ("MIN", "MAX")]
        texts = [c for c in dict.fromkeys(calls) if self.dialect.may_be_text(step.type_of(c))]
        return {call: quoted_name(f"{RESERVED}extreme_{n}") for n, call in enumerate(texts)}

    def _where(self, step: PlanStep, writer: Writer) -> str:
        if step.step.operator in (Operator.INTERSECT, Operator.EXCEPT):
            other = quoted_name(step.sources[1 - step.main].name)
            return f"\nWHERE {matching(step, writer, other)}"
        if step.step.predicate is None or step.step.operator is Operator.JOIN:
            return ""
        return f"\nWHERE {writer.write(step.step.predicate)}"

    def _group_by(self, keys: list[str]) -> str:
        return f"\nGROUP BY {', '.join(keys)}" if keys else ""

    def _distinct(self, step: PlanStep, outputs: list[str], rest: str) -> str:
        """Equal rows once; where the collation takes different texts for equal, the least of them stands for all."""
        if not self._folds(step):
            return f"SELECT DISTINCT {', '.join(outputs)}{rest}"
        inside = f"SELECT {', '.join(outputs)}{rest}"
        return self._least(step, inside)

    def _least(self, step: PlanStep, inside: str) -> str:
        shown = [f"MIN({quoted_name(c.key)}) AS {quoted_name(c.key)}" for c in step.columns]
        return f"SELECT {', '.join(shown)}\nFROM (\n{_indented(inside)}\n) AS given{self._group_by(self._row(step))}"

    def _row(self, step: PlanStep) -> list[str]:
        """The columns that a step gives, as the collation compares them."""
        return self.folded(step.columns, lambda c: quoted_name(c.name))

    def _union(self, step: PlanStep) -> str:
        parts = [self.side(step, source) for source in step.sources]
        folds = step.step.is_distinct and self._folds(step)
        union = ("\nUNION\n" if step.step.is_distinct and not folds else "\nUNION ALL\n").join(parts)
        return self._least(step, union) if folds else union

    def _sorted(self, step: PlanStep, final: bool) -> str:
        """Sort, TopSort and Top; equal keys are ordered by the other columns of the input."""
        writer = self._writer(step)
        order = self._order(step, writer)
        rows = "" if step.step.rows is None or step.step.with_ties else f"\nLIMIT {step.step.rows}"
        if step.step.is_distinct:
            return self._sorted_distinct(step, writer, order, rows, final)
        outputs, source = self._outputs(step, writer), self._from(step, writer)
        if not order:
            return f"SELECT {', '.join(outputs)}{source}{rows}"
        if self.plan.keeps_order(step) and not final:
            outputs.append(f"ROW_NUMBER() OVER (ORDER BY {order}) AS {quoted_name(ORDER)}")
        if step.step.with_ties:
            ranks = f"SELECT *, RANK() OVER (ORDER BY {', '.join(self.keys(step))}) AS {quoted_name(RANK)}{source}"
            name = quoted_name(step.sources[0].name)
            source = f"\nFROM (\n{_indented(ranks)}\n) AS {name}\nWHERE {quoted_name(RANK)} <= {step.step.rows}"
        tail = f"\nORDER BY {order}{rows}" if final or rows else ""
        return f"SELECT {', '.join(outputs)}{source}{tail}"

    def _sorted_distinct(self, step: PlanStep, writer: Writer, order: str, rows: str, final: bool) -> str:
        numbers = [f"ROW_NUMBER() OVER (ORDER BY {order}) AS {quoted_name(ORDER)}"]
        if step.step.with_ties:
            numbers.append(f"RANK() OVER (ORDER BY {', '.join(self.keys(step))}) AS {quoted_name(RANK)}")
        inside = f"SELECT {', '.join([*self._outputs(step, writer), *numbers])}{self._from(step, writer)}"
        shown = [f"MIN({quoted_name(c.key)}) AS {quoted_name(c.key)}" for c in step.columns]
        first = f"MIN({quoted_name(ORDER)})"
        if self.plan.keeps_order(step) and not final:
            shown.append(f"{first} AS {quoted_name(ORDER)}")
        grouped = f"\nFROM (\n{_indented(inside)}\n) AS given{self._group_by(self._row(step))}"
        if step.step.with_ties:
            return self._first_ranks(step, shown, grouped, final)
        given = f"SELECT {', '.join(shown)}{grouped}"
        return f"{given}\nORDER BY {first}{rows}" if final or rows else given

    def _first_ranks(self, step: PlanStep, shown: list[str], grouped: str, final: bool) -> str:
        """Of distinct rows, those whose rank is among the first ones."""
        order = quoted_name(ORDER)
        ranks = [f"MIN({order}) AS {order}", self._rank_of_first()]
        columns = shown[: len(step.columns)]
        keys = [quoted_name(c.key) for c in step.columns]
        carried = [order] if len(shown) > len(step.columns) else []
        inside = _indented(f"SELECT {', '.join([*columns, *ranks])}{grouped}")
        where = f"\nWHERE {quoted_name(RANK)} <= {step.step.rows}"
        tail = f"\nORDER BY ranked.{order}" if final else ""
        return f"SELECT {', '.join([*keys, *carried])}\nFROM (\n{inside}\n) AS ranked{where}{tail}"

    def _rank_of_first(self) -> str:
        """The rank of a group of equal rows: that of the first of them."""
        return f"RANK() OVER (ORDER BY MIN({quoted_name(RANK)})) AS {quoted_name(RANK)}"

    def _order(self, step: PlanStep, writer: Writer) -> str:
        """What the rows are ordered by: the keys, an order that is passed on, and then every column of the input."""
        if step.step.operator is Operator.TOP and self._passes(step):
            return f"{quoted_name(step.sources[0].name)}.{quoted_name(ORDER)}"
        used = {(key.column.step, key.column.name) for key in step.step.order_by}
        keys = self.keys(step)
        rest = [c for c in step.sources[0].columns if (step.sources[0].step, c.key) not in used]
        keys += [self._key(writer, Column(c.key, step.sources[0].step), False) for c in rest]
        return ", ".join([*keys, *self._spellings(step)])

    def _spellings(self, step: PlanStep) -> list[str]:
        """Keys by which texts that the collation takes for equal are ordered all the same."""
        if self.collation is Collation.DATABASE:
            return []
        source, place = step.sources[0], self._writer(step).place
        names = [place(Column(c.key, source.step)) for c in source.columns if self.dialect.may_be_text(c.type)]
        return [f"{name} COLLATE BINARY" if self.dialect.own_nocase else name for name in names]

    def _key(self, writer: Writer, column: Column, descending: bool) -> str:
        direction = " DESC" if descending else ""
        nulls = "" if self.dialect.nulls_smallest else " NULLS LAST" if descending else " NULLS FIRST"
        return f"{writer.folded(column)}{direction}{nulls}"

    # -- names -----------------------------------------------------------------------------------------------------

    def _writer(self, step: PlanStep, only: Source | None = None) -> Writer:
        """The writer of a step's expressions, for a Union of one input.

        Columns are named with what has them where a bare name could mean something else: beside another input, in
        ORDER BY, which takes an output's alias before a column, and in a table, where SQLite takes the quoted name of
        a column that is no longer there for a string.
        """
        plan = step if only is None else step.side(only)
        place = _bare if step.step.operator in _BARE else self._owned(plan)
        equal = step.step.nulls is Nulls.EQUAL
        return Writer(plan, self.dialect, self.collation, place, nulls_equal=equal, extremes=self._extremes(step))

    def _owned(self, plan: PlanStep) -> Callable[[Column], str]:
        owners = {source.step: f"{quoted_name(source.name)}." for source in plan.sources}
        return lambda column: owners[column.step] + quoted_name(column.name)

    def _passes(self, step: PlanStep) -> bool:
        return self.plan.keeps_order(self.plan.step(step.step.inputs[0]))

    def _folds(self, step: PlanStep) -> bool:
        return self.collation is not Collation.DATABASE and any(self.dialect.may_be_text(c.type) for c in step.columns)


def _reading(columns: Sequence[PlanColumn]) -> PlanStep:
    """A step that reads these columns."""
    return PlanStep(Step(0, Operator.FILTER, (), ()), None, (Source(None, tuple(columns)),), tuple(columns))


def _bare(column: Column) -> str:
    return quoted_name(column.name)


def _aggregates(output: Output) -> bool:
    return any(isinstance(part, Call) for part in descendants(output.expression))


def _indented(text: str) -> str:
    """The text with its lines moved right; a line break between quotes is no end of a line.

    >>> print(_indented("SELECT 'a\\nb'\\nFROM t"))
      SELECT 'a
    b'
      FROM t
    """
    parts = _QUOTED.split(text)
    parts[::2] = [part.replace("\n", "\n  ") for part in parts[::2]]
    return "  " + "".join(parts)
