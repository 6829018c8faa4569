"""A program whose names and types are settled against a schema."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nesy.languages.qpl.schema import PlanColumn, Schema, Table, Type
from nesy.languages.qpl.syntax import (
    Arithmetic,
    Call,
    Column,
    Expression,
    Literal,
    Operator,
    Program,
    Step,
    with_columns,
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a step reads: a table, or what an earlier step gives."""

    step: int | None
    """None for a table."""
    columns: tuple[PlanColumn, ...]
    name: str = ""
    """In SQL."""

    def column(self, key: str) -> PlanColumn:
        """The column of this key.

        Raises:
            KeyError: if there is none.
        """
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def named(self, name: str) -> tuple[PlanColumn, ...]:
        """The columns that a name means: those spelled so or, without any, those spelled so but for case.

        >>> source = Source(1, (PlanColumn("x", "x", Type.TEXT), PlanColumn("X", "X_2", Type.TEXT)))
        >>> [column.key for column in source.named("X")]
        ['X_2']
        """
        exact = tuple([c for c in self.columns if c.name == name])
        if exact:
            return exact
        folded = name.lower()
        return tuple([c for c in self.columns if c.name.lower() == folded])


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step whose every :class:`Column` names a source's step and a column's key."""

    step: Step
    table: Table | None
    sources: tuple[Source, ...]
    columns: tuple[PlanColumn, ...]
    main: int = 0
    """For Intersect and Except: which source the rows are of."""
    name: str = ""
    """The step's name in SQL, which no table of the schema has."""

    @property
    def number(self) -> int:
        """The step's number."""
        return self.step.number

    def source(self, step: int | None) -> Source:
        """The source of this step number.

        Raises:
            KeyError: if there is none.
        """
        for source in self.sources:
            if source.step == step:
                return source
        raise KeyError(step)

    def found(self, column: Column) -> PlanColumn:
        """What a column of the step's expressions is."""
        return self.source(column.step).column(column.name)

    def partner(self, column: Column, source: Source) -> PlanColumn:
        """The column of a source that Union and ExceptColumns take for the same as a column of the step."""
        found = self.found(column)
        return found if column.step == source.step else source.named(found.name)[0]

    def side(self, source: Source) -> PlanStep:
        """A Union as one of its inputs meets it: every column is that of this input."""

        def there(column: Column) -> Column:
            return replace(column, name=self.partner(column, source).key, step=source.step)

        outputs = tuple([replace(o, expression=with_columns(o.expression, there)) for o in self.step.outputs])
        return replace(self, step=replace(self.step, outputs=outputs), sources=(source,))

    def sides(self) -> tuple[PlanStep, ...]:
        """A Union as each of its inputs meets it; any other step as it is."""
        return tuple(map(self.side, self.sources)) if self.step.operator is Operator.UNION else (self,)

    def output_types(self) -> tuple[Type, ...]:
        """The types of the outputs, of a Union with the values of its first input."""
        return tuple([self.type_of(o.expression) for o in self.step.outputs])

    def type_of(self, expression: Expression) -> Type:
        """The type of an expression of the step; a condition is boolean."""
        match expression:
            case Column():
                return self.found(expression).type
            case Literal(value):
                return Type.TEXT if isinstance(value, str) else Type.INTEGER if isinstance(value, int) else Type.REAL
            case Call("COUNT"):
                return Type.INTEGER
            case Call("AVG"):
                return Type.REAL
            case Call("SUM", argument) if argument is not None:
                return Type.INTEGER if self.type_of(argument) is Type.INTEGER else Type.REAL
            case Call(_, argument) if argument is not None:
                return self.type_of(argument)
            case Arithmetic(_, left, right):
                both = {self.type_of(left), self.type_of(right)}
                return Type.INTEGER if both == {Type.INTEGER} else Type.REAL
            case _:
                return Type.BOOLEAN


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in order; the last one gives the result."""

    program: Program
    schema: Schema
    steps: tuple[PlanStep, ...]

    @property
    def last(self) -> PlanStep:
        """The step that gives the result."""
        return self.steps[-1]

    def step(self, number: int) -> PlanStep:
        """The step of this number.

        Raises:
            KeyError: if there is none.
        """
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)

    def stored(self, step: PlanStep, column: Column) -> PlanColumn | None:
        """The table's column whose values a column of a step's expressions has; None if they are computed or united."""
        if step.table is not None:
            return step.found(column)
        earlier = self.step(step.source(column.step).step or 0)
        if earlier.step.operator is Operator.UNION:
            return None
        keys = [c.key for c in earlier.columns]
        given = earlier.step.outputs[keys.index(column.name)].expression
        return self.stored(earlier, given) if isinstance(given, Column) else None

    def keeps_order(self, step: PlanStep) -> bool:
        """Whether the step's rows come in an order: it sorts, or it passes on an order that it was given."""
        match step.step.operator:
            case Operator.SORT | Operator.TOP_SORT:
                return True
            case Operator.FILTER | Operator.TOP if not step.step.is_distinct:
                return self.keeps_order(self.step(step.step.inputs[0]))
            case _:
                return False
