"""Settles a program's names and types against a schema."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import is_

from nesy.errors import SchemaError
from nesy.languages.qpl.plan import Plan, PlanStep, Source
from nesy.languages.qpl.schema import PlanColumn, Schema, Table, Type, truth_of, united
from nesy.languages.qpl.syntax import (
    And,
    Arithmetic,
    Between,
    Call,
    Column,
    Comparison,
    Condition,
    Expression,
    In,
    IsNull,
    Like,
    Literal,
    Not,
    Operator,
    Or,
    OrderKey,
    Output,
    Program,
    Step,
    children,
    descendants,
)
from nesy.languages.qpl.text import expression_text
from nesy.spans import Span

RESERVED = "nesy_"
"""No column's name in SQL begins so; columns that a compiler adds have such names."""


def resolve(program: Program, schema: Schema) -> Plan:
    """The program with every name and type settled.

    Raises:
        SchemaError: at the first table, column or step that is not there, name that means two things, or type that
            does not go with its operator; the message lists what is in scope.

    >>> from nesy.languages.qpl.read import read_program
    >>> from nesy.languages.qpl.schema import Table, TableColumn
    >>> schema = Schema((Table("singer", (TableColumn("name", Type.TEXT), TableColumn("age", Type.INTEGER))),))
    >>> plan = resolve(read_program("#1 = Scan Table [ singer ] Output [ age + 1 AS next ]"), schema)
    >>> plan.last.columns
    (PlanColumn(name='next', key='next', type=<Type.INTEGER: 'integer'>, origins=(('singer', 'age'),)),)
    """
    steps: dict[int, PlanStep] = {}
    for step in program.steps:
        if step.number in steps:
            raise _error(program, f"two steps are numbered #{step.number}", step.span, "number them in order")
        steps[step.number] = _resolved(program, schema, step, steps)
    return Plan(program, schema, tuple(steps.values()))


def resolve_step(program: Program, step: Step, schema: Schema, before: Sequence[PlanStep]) -> PlanStep:
    """One more step, behind those that are settled.

    Raises:
        SchemaError: like :func:`resolve`.
    """
    return _resolved(program, schema, step, {s.number: s for s in before})


def _resolved(program: Program, schema: Schema, step: Step, before: dict[int, PlanStep]) -> PlanStep:
    if step.operator is Operator.SCAN:
        table = _table(program, schema, step)
        return _Scope(program, step, (Source(None, table.scanned, table.name),)).settled(schema, table)
    return _Scope(program, step, _sources(program, step, before)).settled(schema, None)


def _table(program: Program, schema: Schema, step: Step) -> Table:
    table = schema.table(step.table)
    if table is not None:
        return table
    names = [t.name for t in schema.tables]
    start = program.source.find(step.table, step.span.end)
    span = step.span if start < 0 else Span(start, start + len(step.table))
    reason = next((r for n, r in schema.unreadable if n.lower() == step.table.lower()), None)
    if reason is not None:
        raise _error(program, f"{step.table!r} cannot be read: {reason}", span, "mend it in the database")
    message = f"step #{step.number} scans {step.table!r}, which is no table of the database"
    raise _error(program, message, span, _nearest(step.table, names), names)


def _sources(program: Program, step: Step, before: dict[int, PlanStep]) -> tuple[Source, ...]:
    for number in step.inputs:
        if number not in before:
            known = [f"#{n}" for n in before]
            message = f"step #{step.number} reads #{number}, which is not a step before it"
            raise _error(program, message, step.span, "a step reads steps above it", known)
    if len(set(step.inputs)) < len(step.inputs):
        hint = f"scan the table again in a step of its own, so that columns of #{step.inputs[0]} can be told apart"
        raise _error(program, f"step #{step.number} reads #{step.inputs[0]} twice", step.span, hint)
    return tuple([Source(n, before[n].columns, before[n].name) for n in step.inputs])


@dataclass(frozen=True, slots=True)
class _Scope:
    """A step and what its names can mean."""

    program: Program
    step: Step
    sources: tuple[Source, ...]

    def settled(self, schema: Schema, table: Table | None) -> PlanStep:
        """The step with every column found and every type checked."""
        step, settled, main = self.step, self._named(), 0
        match step.operator:
            case Operator.AGGREGATE:
                self._check_keys(settled)
            case Operator.UNION:
                self._check_both(settled)
            case Operator.INTERSECT | Operator.EXCEPT:
                main = self._main(settled)
                self._check_match(settled)
            case _:
                pass
        plan = PlanStep(settled, table, self.sources, (), main, _step_name(step, schema))
        for output in settled.outputs:
            if not isinstance(output.expression, Column):
                self._check_types(plan, output.expression)
        if settled.predicate is not None:
            self._check_types(plan, settled.predicate)
        columns = self._united(plan) if step.operator is Operator.UNION else _outputs(plan, step.outputs)
        return PlanStep(settled, table, self.sources, columns, main, plan.name)

    # -- names ---------------------------------------------------------------------------------------------------

    def _named(self) -> Step:
        """The step with every column found."""
        step, aggregates = self.step, self.step.operator is Operator.AGGREGATE
        outputs = tuple([self._output(o, aggregates) for o in step.outputs])
        predicate = None if step.predicate is None else self._condition(step.predicate)
        if step.operator is Operator.SCAN and predicate is step.predicate and all(map(is_, outputs, step.outputs)):
            return step
        keys = self._all(step.group_by)
        return Step(
            step.number,
            step.operator,
            step.inputs,
            outputs,
            step.table,
            predicate,
            _with_plain(keys, outputs) if aggregates else keys,
            step.order_by and tuple([OrderKey(self._column(key.column), key.descending) for key in step.order_by]),
            step.rows,
            step.with_ties,
            self._all(tuple([self._of_first(column) for column in step.match])),
            step.nulls,
            step.distinct,
            step.span,
        )

    def _all(self, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        return columns and tuple(map(self._column, columns))

    def _of_first(self, column: Column) -> Column:
        """A column that both inputs have, where none of them is named, as that of the first."""
        return Column(column.name, self.step.inputs[0], column.span) if column.step is None else column

    def _column(self, column: Column) -> Column:
        found = [(source, c) for source in self._searched(column) for c in source.named(column.name)]
        if len(found) == 1:
            source, plan_column = found[0]
            if plan_column.key == column.name and source.step == column.step:
                return column
            return Column(plan_column.key, source.step, column.span)
        if not found:
            raise self._missing(column)
        places = ", ".join(f"#{source.step}" for source, _ in found)
        hint = "write the step before it, as in " + f"#{found[0][0].step}.{column.name}"
        if len({source.step for source, _ in found}) == 1:
            hint = f"step {places.split(',')[0]} gives two columns of this name; name one of them with AS"
        message = f"in step #{self.step.number}, {column.name} could be a column of {places}"
        raise self._error(message, column.span, hint)

    def _searched(self, column: Column) -> Iterable[Source]:
        if column.step is None:
            return self.sources
        for source in self.sources:
            if source.step == column.step:
                return (source,)
        inputs = ", ".join(f"#{n}" for n in self.step.inputs) or "a table"
        message = f"step #{self.step.number} does not read #{column.step}; it reads {inputs}"
        raise self._error(message, column.span, f"only columns of {inputs} are in scope")

    def _missing(self, column: Column) -> SchemaError:
        names = [c.name for source in self._searched(column) for c in source.columns]
        owner = f"#{column.step}" if column.step is not None else self._owner()
        hint = _nearest(column.name, names)
        hint = _slip(column.name, names) or hint
        message = f"#{self.step.number} has no column {column.name}: {owner} has {_listed(names)}"
        return self._error(message, column.span, hint, names)

    def _owner(self) -> str:
        if self.step.operator is Operator.SCAN:
            return self.step.table
        return " and ".join(f"#{n}" for n in self.step.inputs)

    # -- expressions ---------------------------------------------------------------------------------------------

    def _output(self, output: Output, aggregates: bool) -> Output:
        expression = self._scalar(output.expression, aggregates)
        return output if expression is output.expression else Output(expression, output.alias)

    def _scalar(self, expression: Expression, aggregates: bool) -> Expression:
        match expression:
            case Column():
                return self._column(expression)
            case Arithmetic(_, left, right):
                return replace(expression, left=self._scalar(left, aggregates), right=self._scalar(right, aggregates))
            case Call(function, argument):
                if not aggregates:
                    message = f"step #{self.step.number} is no Aggregate, and {function} aggregates"
                    raise self._error(message, expression.span, "aggregate in a step of its own")
                if argument is not None and any(isinstance(e, Call) for e in descendants(argument)):
                    raise self._error("an aggregate of an aggregate", expression.span, "aggregate in two steps")
                return expression if argument is None else replace(expression, argument=self._scalar(argument, False))
            case _:
                return expression

    def _value(self, expression: Expression) -> Expression:
        """The right side of a comparison, where a word that is no column may be meant as a text."""
        try:
            return self._scalar(expression, False)
        except SchemaError as err:
            if isinstance(expression, Column) and expression.step is None and err.hint is None:
                err.hint = f"a text stands in single quotes: '{expression.name}'"
            raise

    def _condition(self, condition: Condition) -> Condition:
        match condition:
            case And(operands):
                return And(tuple(map(self._condition_of, operands)))
            case Or(operands):
                return Or(tuple(map(self._condition_of, operands)))
            case Not(operand):
                return Not(self._condition_of(operand))
            case Comparison(operator, left, right):
                one, two = self._scalar(left, False), self._value(right)
                return condition if one is left and two is right else Comparison(operator, one, two)
            case Between(operand, low, high):
                one, least, most = (self._scalar(part, False) for part in (operand, low, high))
                return Between(one, least, most, condition.negated)
            case IsNull(operand) | Like(operand) | In(operand):
                return replace(condition, operand=self._scalar(operand, False))

    def _condition_of(self, expression: Expression) -> Condition:
        if isinstance(expression, Column | Literal | Arithmetic | Call):
            raise AssertionError("the reader admits conditions only")
        return self._condition(expression)

    # -- checks --------------------------------------------------------------------------------------------------

    def _check_keys(self, step: Step) -> None:
        for output in step.outputs:
            for column in _outside_calls(output.expression):
                if column not in step.group_by:
                    message = f"step #{step.number} groups rows, and {column.name} may differ within a group"
                    raise self._error(message, column.span, "add it to GroupBy, or aggregate it")

    def _check_both(self, step: Step) -> None:
        """Both inputs of a Union have each of its columns."""
        for output in step.outputs:
            for column in _columns(output.expression):
                self._check_partners(column, "a Union matches columns by name", "name it with AS in the step before")

    def _check_match(self, step: Step) -> None:
        for column in step.match:
            self._check_partners(column, "both inputs need the column", "use Predicate, or name the column with AS")

    def _check_partners(self, column: Column, rule: str, hint: str) -> None:
        """Each other input has exactly one column of this one's name."""
        shown = next(c.name for s in self.sources if s.step == column.step for c in s.columns if c.key == column.name)
        for source in self.sources:
            found = () if source.step == column.step else source.named(shown)
            if source.step == column.step or len(found) == 1:
                continue
            names = [c.name for c in source.columns]
            what = "two columns" if found else "no"
            message = f"{rule}, and #{source.step} has {what} {shown}: it has {_listed(names)}"
            raise self._error(message, column.span, "name one of them with AS" if found else hint, names)

    def _main(self, step: Step) -> int:
        """Which input the rows of an Intersect or Except are of."""
        used = {c.step for o in step.outputs for c in _columns(o.expression)}
        if used <= {step.inputs[0]}:
            return 0
        if step.operator is Operator.INTERSECT and used == {step.inputs[1]}:
            return 1
        wrong = next(c for o in step.outputs for c in _columns(o.expression) if c.step != step.inputs[0])
        message = (
            f"step #{step.number} gives rows of #{step.inputs[0]}, and #{wrong.step}.{wrong.name} is not among them"
        )
        raise self._error(message, wrong.span, "use Join to have columns of both")

    def _united(self, plan: PlanStep) -> tuple[PlanColumn, ...]:
        """What a Union gives: each column of a type that both inputs have, from the columns of both."""
        kinds = [united(*each) for each in zip(*(side.output_types() for side in plan.sides()), strict=True)]
        taken, columns = set[str](), list[PlanColumn]()
        for n, (settled, output, kind) in enumerate(zip(plan.step.outputs, self.step.outputs, kinds, strict=True)):
            if kind is None:
                types = " with ".join(side.output_types()[n].value for side in plan.sides())
                message = f"step #{self.step.number} unites {types} in one column"
                raise self._error(message, _where(output.expression, self.step), "give each a column of its own")
            found = [plan.partner(c, source) for c in _columns(settled.expression) for source in plan.sources]
            name = _name(output)
            columns.append(PlanColumn(name, _unique(name, taken), kind, _origins(found)))
        return tuple(columns)

    def _check_types(self, plan: PlanStep, part: Expression) -> None:
        match part:
            case Column() | Literal():
                return
            case Arithmetic() | Call("SUM" | "AVG"):
                for child in children(part):
                    self._need(plan, child, _countable, "counts as a number")
            case Comparison(_, left, right):
                self._check_pair(plan, left, right)
            case Between(operand, low, high):
                self._check_pair(plan, operand, low)
                self._check_pair(plan, operand, high)
            case In(operand, values):
                for value in values:
                    self._check_pair(plan, operand, value)
            case Like(operand):
                self._need(plan, operand, lambda t: t is not Type.BINARY, "is text")
            case _:
                pass
        for child in children(part):
            self._check_types(plan, child)

    def _need(self, plan: PlanStep, part: Expression, fits: Callable[[Type], bool], what: str) -> None:
        kind = plan.type_of(part)
        if not fits(kind):
            message = f"step #{self.step.number}: {expression_text(part)} has the type {kind.value}, none that {what}"
            raise self._error(message, _where(part, self.step))

    def _check_pair(self, plan: PlanStep, left: Expression, right: Expression) -> None:
        one, two = plan.type_of(left), plan.type_of(right)
        if one is two or Type.UNKNOWN in (one, two):
            return
        hint = None
        if Type.TIME in (one, two) and (one.is_number or two.is_number):
            hint = "write a time as a string, as in '2014-12-31'"
        elif _is_no_truth(one, two, right) or _is_no_truth(two, one, left):
            hint = "compare it with 'true' or 'false'"
        elif Type.BINARY not in (one, two):
            return
        message = f"step #{self.step.number} compares {one.value} with {two.value}"
        raise self._error(message, _where(left, self.step), hint)

    def _error(self, message: str, span: Span, hint: str | None = None, expected: Sequence[str] = ()) -> SchemaError:
        return _error(self.program, message, span, hint, expected)


def _is_no_truth(kind: Type, beside: Type, other: Expression) -> bool:
    """Whether what stands beside a boolean is none, and spells none."""
    if kind is not Type.BOOLEAN:
        return False
    return truth_of(other.value) is None if isinstance(other, Literal) else not beside.is_number


def _countable(kind: Type) -> bool:
    return kind.is_number or kind in (Type.TEXT, Type.UNKNOWN, Type.BOOLEAN)


def _error(
    program: Program, message: str, span: Span, hint: str | None = None, expected: Sequence[str] = ()
) -> SchemaError:
    source = program.source or None
    return SchemaError(message, source=source, span=span, hint=hint, expected=tuple(expected)[:40])


def _nearest(name: str, names: Sequence[str]) -> str | None:
    folded = {n.lower(): n for n in names}
    close = difflib.get_close_matches(name.lower(), list(folded), n=1)
    return f"did you mean {folded[close[0]]}?" if close else None


def _slip(name: str, names: Sequence[str]) -> str | None:
    """What was meant by what is taken for a name: a direction, a NULL, two names, or a text."""
    words, known = name.lower().split(), {n.lower() for n in names}
    if words == ["null"]:
        return "write `IS NULL` or `IS NOT NULL`"
    if len(words) > 1 and words[0] in ("asc", "desc") and " ".join(words[1:]) in known:
        return f"the direction follows the column: {' '.join(name.split()[1:])} {words[0].upper()}"
    if len(words) > 1 and all(word in known for word in words):
        return f"write a comma between them: {' , '.join(name.split())}"
    return None


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:20])
    return f"{shown} and {len(names) - 20} more" if len(names) > 20 else shown


def _columns(expression: Expression) -> list[Column]:
    return [e for e in descendants(expression) if isinstance(e, Column)]


def _outside_calls(expression: Expression) -> list[Column]:
    if isinstance(expression, Call):
        return []
    if isinstance(expression, Column):
        return [expression]
    return [c for child in children(expression) for c in _outside_calls(child)]


def _with_plain(keys: Sequence[Column], outputs: Sequence[Output]) -> tuple[Column, ...]:
    """GroupBy's columns and, behind them, the plain output columns."""
    return tuple(dict.fromkeys([*keys, *(o.expression for o in outputs if isinstance(o.expression, Column))]))


def _where(expression: Expression, step: Step) -> Span:
    return next((e.span for e in descendants(expression) if isinstance(e, Column | Literal | Call)), step.span)


def _outputs(plan: PlanStep, written: Sequence[Output]) -> tuple[PlanColumn, ...]:
    """What any other step gives."""
    taken, columns = set[str](), list[PlanColumn]()
    for settled, output in zip(plan.step.outputs, written, strict=True):
        expression, name = settled.expression, _name(output)
        key = _unique(name, taken)
        if isinstance(expression, Column):
            found = plan.found(expression)
            same = found.key == key and found.name == name
            columns.append(found if same else PlanColumn(name, key, found.type, found.origins))
        else:
            origins = _origins([plan.found(c) for c in _columns(expression)])
            columns.append(PlanColumn(name, key, plan.type_of(expression), origins))
    return tuple(columns)


def _origins(columns: Iterable[PlanColumn]) -> tuple[tuple[str, str], ...]:
    """The table columns that the values of these come from."""
    return tuple(dict.fromkeys(origin for column in columns for origin in column.origins))


def _name(output: Output) -> str:
    return output.alias or _default_name(output.expression)


def _default_name(expression: Expression) -> str:
    match expression:
        case Column(name):
            return name
        case Call("COUNT", None):
            return "Count_Star"
        case Call(function, Column(name), distinct):
            return f"{function.title()}_{'Dist_' if distinct else ''}{name}"
        case _:
            return expression_text(expression)


def _step_name(step: Step, schema: Schema) -> str:
    name = f"{step.operator}_{step.number}"
    while name.lower() in schema.names:
        name += "_"
    return name


def _unique(name: str, taken: set[str]) -> str:
    folded = name.lower()
    if folded.startswith(RESERVED):
        name, folded = f"_{name}", f"_{folded}"
    key, alone, count = name, folded, 1
    while alone in taken:
        count += 1
        key, alone = f"{name}_{count}", f"{folded}_{count}"
    taken.add(alone)
    return key
