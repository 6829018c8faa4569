"""Imports programs of the published Spider-QPL data so that they mean what their SQL means, and says what changed.

The published text leaves open how Except and Intersect treat NULL and duplicates, which SQL's EXCEPT, INTERSECT and
NOT IN settle differently; and its compiler took no notice of step labels in joins that are not equalities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from nesy.bench.query.gold import GoldSql
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.syntax import Column, Comparison, Nulls, Operator, Program, Step, descendants, with_columns

_INVERSE = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Imported:
    """A program as it was imported."""

    program: Program
    changes: tuple[str, ...]
    """What was changed and why, one sentence each."""


def import_program(text: str, gold: GoldSql, agrees: Callable[[Program], bool] | None = None) -> Imported:
    """The program with SQL's meaning written out.

    Args:
        text: the published program.
        gold: its SQL.
        agrees: whether a program gives the SQL's rows; with it, labels of joins that are not equalities are
            exchanged where only that makes the program agree.

    Raises:
        ParseError: if the text is no program.
    """
    program = read_program(text)
    changes: list[str] = []
    steps = list(program.steps)
    for index, made, why in _explicit(steps, gold):
        steps[index] = made
        changes.append(f"#{made.number}: {why}")
    program = replace(program, steps=tuple(steps))
    if agrees is None or agrees(program):
        return Imported(program, tuple(changes))
    for other, number in _relabelled(program):
        if agrees(other):
            return Imported(other, (*changes, f"#{number}: the step labels of its comparison were exchanged"))
    return Imported(program, tuple(changes))


def _explicit(steps: list[Step], gold: GoldSql) -> Iterator[tuple[int, Step, str]]:
    """Set operators with the treatment of NULL and duplicates that the SQL has."""
    excepts = [i for i, s in enumerate(steps) if s.operator is Operator.EXCEPT]
    meets = [i for i, s in enumerate(steps) if s.operator is Operator.INTERSECT]
    if "except" in gold.set_operators and excepts:
        last = excepts.pop()
        yield last, replace(steps[last], nulls=Nulls.EQUAL, distinct=True), "SQL's EXCEPT: NULLs equal, rows once"
    if "not in" in gold.set_operators:
        for i in excepts:
            yield (
                i,
                replace(steps[i], nulls=Nulls.UNKNOWN),
                "SQL's NOT IN: rows that NULL leaves open are dropped",
            )
    if "intersect" in gold.set_operators and meets:
        last = meets[-1]
        yield last, replace(steps[last], nulls=Nulls.EQUAL, distinct=True), "SQL's INTERSECT: NULLs equal, rows once"


def _relabelled(program: Program) -> Iterator[tuple[Program, int]]:
    for index, step in enumerate(program.steps):
        if step.operator is not Operator.JOIN or step.predicate is None:
            continue
        unequal = [e for e in descendants(step.predicate) if isinstance(e, Comparison) and e.operator in _INVERSE]
        if unequal:
            one, two = step.inputs

            def exchanged(column: Column, one: int = one, two: int = two) -> Column:
                return replace(column, step={one: two, two: one}.get(column.step or 0, column.step))

            made = replace(step, predicate=with_columns(step.predicate, exchanged))
            yield replace(program, steps=(*program.steps[:index], made, *program.steps[index + 1 :])), step.number
