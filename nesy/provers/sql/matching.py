"""The condition of Intersect and Except: which rows have a partner in the other input."""

from __future__ import annotations

from collections.abc import Sequence

from nesy.languages.qpl.plan import PlanStep
from nesy.languages.qpl.syntax import And, Column, Comparison, Condition, IsNull, Nulls, Operator, Or
from nesy.provers.sql.expressions import Writer


def matching(step: PlanStep, writer: Writer, other: str) -> str:
    """The condition on the rows of the step's main source.

    Equalities become ``IN`` with guards against NULL, which SQLite answers from one look at the other input;
    everything else becomes a correlated ``EXISTS``.

    Args:
        step: an Intersect or Except.
        writer: writes its expressions.
        other: the other input, as SQL names it.
    """
    condition = condition_of(step)
    keep = step.step.operator is Operator.INTERSECT
    pairs = _pairs(condition, step)
    if pairs is None:
        return _general(step, writer, condition, other, keep)
    sides = [writer.pair(mine, theirs) for mine, theirs in pairs]
    mine, theirs = [one for one, _ in sides], [two for _, two in sides]
    match step.step.nulls:
        case Nulls.EQUAL if len(pairs) > 1:
            return _general(step, writer, condition, other, keep)
        case Nulls.EQUAL:
            return _equal(mine[0], theirs[0], other, keep)
        case Nulls.UNKNOWN if not keep:
            return _not_in(mine, theirs, other)
    if keep:
        return f"{_row(mine)} IN (SELECT {', '.join(theirs)} FROM {other})"
    nulls, present = [f"{one} IS NULL" for one in mine], [f"{two} IS NOT NULL" for two in theirs]
    inside = f"SELECT {', '.join(theirs)} FROM {other} WHERE {' AND '.join(present)}"
    anti = f"({' OR '.join(nulls)} OR {_row(mine)} NOT IN ({inside}))"
    if _mentions_null(condition):
        return f"{anti} AND NOT EXISTS (SELECT 1 FROM {other} WHERE {theirs[0]} IS NULL)"
    return anti


def condition_of(step: PlanStep) -> Condition:
    """The predicate; for ExceptColumns, that the columns of one name are equal."""
    if step.step.predicate is not None:
        return step.step.predicate
    main, partner = step.sources[step.main], step.sources[1 - step.main]
    equal: list[Condition] = []
    for column in step.step.match:
        mine, theirs = (step.partner(column, source).key for source in (main, partner))
        equal.append(Comparison("=", Column(mine, main.step), Column(theirs, partner.step)))
    return equal[0] if len(equal) == 1 else And(tuple(equal))


def _pairs(condition: Condition, step: PlanStep) -> list[tuple[Column, Column]] | None:
    """The equal columns, the main source's first, if the condition says nothing else."""
    match condition:
        case Or((IsNull(Column() as null, False), Comparison("=") as equal)) if _drops_for_null(step):
            found = _pairs(equal, step)
            return found if found is not None and found[0][1] == null else None
        case And(operands) if not any(isinstance(o, Or) for o in operands):
            parts = [_pairs(o, step) for o in operands if isinstance(o, Comparison)]
            if len(parts) < len(operands) or any(p is None for p in parts):
                return None
            return [pair for part in parts if part for pair in part]
        case Comparison("=", Column() as left, Column() as right) if left.step != right.step:
            main = step.sources[step.main].step
            return [(left, right) if left.step == main else (right, left)]
    return None


def _drops_for_null(step: PlanStep) -> bool:
    """Whether a NULL that is a partner of every row decides apart from the rows that are equal."""
    return step.step.operator is Operator.EXCEPT and step.step.nulls is not Nulls.EQUAL


def _mentions_null(condition: Condition) -> bool:
    return isinstance(condition, Or)


def _equal(mine: str, theirs: str, other: str, keep: bool) -> str:
    values = f"(SELECT {theirs} FROM {other} WHERE {theirs} IS NOT NULL)"
    null = f"EXISTS (SELECT 1 FROM {other} WHERE {theirs} IS NULL)"
    if keep:
        return f"({mine} IN {values} OR ({mine} IS NULL AND {null}))"
    return f"(({mine} IS NULL AND NOT {null}) OR ({mine} IS NOT NULL AND {mine} NOT IN {values}))"


def _not_in(mine: Sequence[str], theirs: Sequence[str], other: str) -> str:
    return f"{_row(mine)} NOT IN (SELECT {', '.join(theirs)} FROM {other})"


def _general(step: PlanStep, writer: Writer, condition: Condition, other: str, keep: bool) -> str:
    text = writer.write(condition)
    if step.step.nulls is Nulls.UNKNOWN and not keep:
        text = f"CASE WHEN NOT ({text}) THEN 0 ELSE 1 END = 1"
    return f"{'' if keep else 'NOT '}EXISTS (SELECT 1 FROM {other} WHERE {text})"


def _row(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
