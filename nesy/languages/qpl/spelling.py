"""A settled step in the schema's own spelling, as grammars made from the schema have it."""

from __future__ import annotations

from dataclasses import replace

from nesy.languages.qpl.plan import PlanStep
from nesy.languages.qpl.syntax import Column, Step, with_columns


def spelled(plan: PlanStep, written: Step) -> Step:
    """The step with table and column names as the schema and the steps before it spell them.

    Args:
        plan: the settled step.
        written: the step as the program has it; its clauses are kept.
    """
    several = len(plan.sources) > 1

    def named(column: Column) -> Column:
        return Column(plan.found(column).name, column.step if several else None)

    groups = plan.step.group_by[: len(written.group_by)]
    predicate = plan.step.predicate
    return replace(
        written,
        table=plan.table.name if plan.table else "",
        predicate=None if predicate is None else with_columns(predicate, named),
        group_by=tuple(map(named, groups)),
        order_by=tuple(replace(key, column=named(key.column)) for key in plan.step.order_by),
        match=tuple(map(named, plan.step.match)),
        outputs=tuple(replace(o, expression=with_columns(o.expression, named)) for o in plan.step.outputs),
    )
