"""Compiles a plan to one SQL statement: a common table expression a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nesy.languages.qpl.plan import Plan, PlanStep, Source
from nesy.languages.qpl.schema import PlanColumn, Type
from nesy.languages.qpl.syntax import Column, Condition, Nulls, Operator, Output, Step
from nesy.provers.sql.dialect import Collation, Dialect, quoted_name
from nesy.provers.sql.expressions import Writer
from nesy.provers.sql.matching import matching

ORDER = "nesy_order"
"""The column that carries an order from a step to the next."""
RANK = "nesy_rank"


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
    SELECT "age"
    FROM "singer"
    WHERE "age" > 20
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
        """A statement whose body may read every step by its :func:`step_name`, several times."""
        return self._with(self.plan.steps, body, shared=True)

    def order(self, step: PlanStep) -> str:
        """The clause that gives a step's rows in order where the step is read by name; may be empty."""
        return f"\nORDER BY {quoted_name(ORDER)}" if self.plan.keeps_order(step) else ""

    def keys(self, step: PlanStep) -> list[str]:
        """The keys that a step orders by, as ORDER BY has them."""
        writer = self._writer(step)
        return [self._key(writer, key.column, key.descending) for key in step.step.order_by]

    def condition(self, step: PlanStep, condition: Condition) -> str:
        """A condition over a step's input."""
        return self._writer(step).write(condition)

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
        return f"SELECT {', '.join(shown)}\nFROM {quoted_name(self._name(source))}"

    def folded(self, columns: Sequence[PlanColumn], place: Callable[[Column], str]) -> list[str]:
        """Values of these columns, each at its place, as the collation compares them."""
        given = PlanStep(Step(0, Operator.FILTER, (), ()), None, (Source(None, tuple(columns)),), tuple(columns))
        writer = Writer(given, self.dialect, self.collation, place)
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
        return f"{quoted_name(step_name(step))} AS {how}(\n{_indented(self.select(step))}\n)"

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
            tail = self._group_by([writer.folded(c) for c in step.step.group_by])
        if step.step.is_distinct:
            return self._distinct(step, outputs, f"{self._from(step, writer)}{where}{tail}")
        return f"SELECT {', '.join(outputs)}{self._from(step, writer)}{where}{tail}"

    def _outputs(self, step: PlanStep, writer: Writer) -> list[str]:
        return [self._output(step, writer, o, c.key) for o, c in zip(step.step.outputs, step.columns, strict=True)]

    def _output(self, step: PlanStep, writer: Writer, output: Output, key: str) -> str:
        text, name = writer.write(output.expression), quoted_name(key)
        if not isinstance(output.expression, Column):
            return f"{text} AS {name}"
        if step.step.operator is Operator.AGGREGATE and self._folds(step):
            text = f"MIN({text})"
        return text if output.expression.name == key and text.endswith(name) else f"{text} AS {name}"

    def _from(self, step: PlanStep, writer: Writer) -> str:
        if step.table is not None:
            return f"\nFROM {quoted_name(step.table.name)}"
        names = [quoted_name(self._name(source)) for source in step.sources]
        if step.step.operator is not Operator.JOIN:
            return f"\nFROM {names[step.main]}"
        if step.step.predicate is None:
            return f"\nFROM {names[0]} CROSS JOIN {names[1]}"
        return f"\nFROM {names[0]} JOIN {names[1]} ON {writer.write(step.step.predicate)}"

    def _where(self, step: PlanStep, writer: Writer) -> str:
        if step.step.operator in (Operator.INTERSECT, Operator.EXCEPT):
            other = quoted_name(self._name(step.sources[1 - step.main]))
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
            name = quoted_name(self._name(step.sources[0]))
            source = f"\nFROM (\n{_indented(ranks)}\n) AS {name}\nWHERE {quoted_name(RANK)} <= {step.step.rows}"
        tail = f"\nORDER BY {order}{rows}" if final or rows else ""
        return f"SELECT {', '.join(outputs)}{source}{tail}"

    def _sorted_distinct(self, step: PlanStep, writer: Writer, order: str, rows: str, final: bool) -> str:
        number = (
            f"ROW_NUMBER() OVER (ORDER BY {order}) AS {quoted_name(ORDER)}" if order else f"1 AS {quoted_name(ORDER)}"
        )
        inside = f"SELECT {', '.join([*self._outputs(step, writer), number])}{self._from(step, writer)}"
        shown = [f"MIN({quoted_name(c.key)}) AS {quoted_name(c.key)}" for c in step.columns]
        first = f"MIN({quoted_name(ORDER)})"
        if self.plan.keeps_order(step) and not final:
            shown.append(f"{first} AS {quoted_name(ORDER)}")
        given = f"SELECT {', '.join(shown)}\nFROM (\n{_indented(inside)}\n) AS given{self._group_by(self._row(step))}"
        return f"{given}\nORDER BY {first}{rows}" if final or rows else given

    def _order(self, step: PlanStep, writer: Writer) -> str:
        """What the rows are ordered by: the keys, an order that is passed on, and then every column of the input."""
        if step.step.operator is Operator.TOP and self._passes(step):
            return quoted_name(ORDER)
        used = {(key.column.step, key.column.name) for key in step.step.order_by}
        keys = self.keys(step)
        rest = [c for c in step.sources[0].columns if (step.sources[0].step, c.key) not in used]
        keys += [self._key(writer, Column(c.key, step.sources[0].step), False) for c in rest]
        return ", ".join([*keys, *self._spellings(step)])

    def _spellings(self, step: PlanStep) -> list[str]:
        """Keys by which texts that the collation takes for equal are ordered all the same."""
        if self.collation is Collation.DATABASE:
            return []
        names = [quoted_name(c.key) for c in step.sources[0].columns if c.type is Type.TEXT]
        return [f"{name} COLLATE BINARY" if self.dialect.own_nocase else name for name in names]

    def _key(self, writer: Writer, column: Column, descending: bool) -> str:
        direction = " DESC" if descending else ""
        nulls = "" if self.dialect.nulls_smallest else " NULLS LAST" if descending else " NULLS FIRST"
        return f"{writer.folded(column)}{direction}{nulls}"

    # -- names -----------------------------------------------------------------------------------------------------

    def _writer(self, step: PlanStep, only: Source | None = None) -> Writer:
        """The writer of a step's expressions; for one side of a Union, columns are found by name in that side."""
        several = len(step.sources) > 1

        def place(column: Column) -> str:
            if only is not None and column.step != only.step:
                shown = step.found(column).name.lower()
                return quoted_name(next(c.key for c in only.columns if c.name.lower() == shown))
            if several and only is None:
                return f"{quoted_name(step_name(self.plan.step(column.step or 0)))}.{quoted_name(column.name)}"
            return quoted_name(column.name)

        return Writer(step, self.dialect, self.collation, place, nulls_equal=step.step.nulls is Nulls.EQUAL)

    def _name(self, source: Source) -> str:
        return step_name(self.plan.step(source.step or 0))

    def _passes(self, step: PlanStep) -> bool:
        return self.plan.keeps_order(self.plan.step(step.step.inputs[0]))

    def _folds(self, step: PlanStep) -> bool:
        return self.collation is not Collation.DATABASE and any(c.type is Type.TEXT for c in step.columns)


def step_name(step: PlanStep) -> str:
    """The name of a step in SQL.

    >>> from nesy.languages.qpl.syntax import Step
    >>> step_name(PlanStep(Step(3, Operator.JOIN, (1, 2), ()), None, (), ()))
    'Join_3'
    """
    return f"{step.step.operator}_{step.step.number}"


def _indented(text: str) -> str:
    return "  " + text.replace("\n", "\n  ")
