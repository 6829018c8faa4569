"""Conditions with objects in place of variables, in negation normal form and then as alternatives of literals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import TypeAlias

from nesy.errors import Unsupported
from nesy.languages.pddl.syntax import (
    And,
    Arithmetic,
    Atom,
    Compare,
    Expression,
    Fluent,
    Formula,
    Imply,
    Not,
    Or,
    Preference,
    Quantified,
)
from nesy.languages.pddl.task import Task

GroundAtom: TypeAlias = tuple[str, ...]
"""A predicate and its objects."""
Literal: TypeAlias = tuple[GroundAtom, bool]
"""An atom that is to hold, or not to hold."""
Alternatives: TypeAlias = tuple[frozenset[Literal], ...]
"""Sets of literals; the condition holds where one of them does. None at all: never. An empty set: always."""

MAX_ALTERNATIVES = 10_000
"""Alternatives of one condition; more are refused."""
_MAX_PAIRS = 500_000
_LOOK_EVERY = 1000
ALWAYS: Alternatives = (frozenset(),)
NEVER: Alternatives = ()


def _pass() -> None:
    """No limit."""


class Simplifier:
    """Writes conditions of a task as alternatives; what no action and no axiom changes is decided on the spot.

    Args:
        task: the task.
        possible: whether a changing atom can ever hold; atoms that cannot are false.
        look: called now and then; raises where a limit is reached.
    """

    def __init__(self, task: Task, possible: Callable[[GroundAtom], bool], look: Callable[[], None] = _pass) -> None:
        self.task = task
        self.possible = possible
        self.look = look
        self._steps = 0
        self.changing = task.fluents | task.derived
        self.initial = frozenset((a.predicate, *a.arguments) for a in task.problem.initial)
        self.values = {(f.name, *f.arguments): v for f, v in task.problem.values}

    def alternatives(self, formula: Formula, binding: Mapping[str, str], *, positive: bool = True) -> Alternatives:
        """The alternatives of a condition, or of its negation.

        Raises:
            Unsupported: for preferences, numbers that change, or too many alternatives.
        """
        self._steps += 1
        if self._steps % _LOOK_EVERY == 0:
            self.look()
        match formula:
            case Atom():
                return self._atom(formula, binding, positive)
            case Not(body):
                return self.alternatives(body, binding, positive=not positive)
            case And(operands) | Or(operands):
                parts = (self.alternatives(o, binding, positive=positive) for o in operands)
                return conjoined(parts) if isinstance(formula, And) is positive else disjoined(parts)
            case Imply(antecedent, consequent):
                return self.alternatives(Or((Not(antecedent), consequent)), binding, positive=positive)
            case Quantified(quantifier, variables, body):
                ranges = [self.task.values_of(v) for v in variables]
                names = [v.name for v in variables]
                bound = ({**binding, **dict(zip(names, chosen, strict=True))} for chosen in product(*ranges))
                parts = (self.alternatives(body, b, positive=positive) for b in bound)
                return conjoined(parts) if (quantifier == "forall") is positive else disjoined(parts)
            case Compare(operator, left, right):
                holds = compare(operator, self.number(left, binding), self.number(right, binding))
                return ALWAYS if holds is positive else NEVER
            case Preference():
                raise Unsupported("preferences are not supported by the built-in planner (:preferences)")

    def number(self, expression: Expression, binding: Mapping[str, str]) -> float:
        """A number that no action changes.

        Raises:
            Unsupported: if an action changes it, or it has no value.
        """
        if isinstance(expression, Fluent):
            key = (expression.name, *(binding.get(a, a) for a in expression.arguments))
            if expression.name in self.task.changing_functions:
                message = f"conditions on {expression.name}, which actions change, are not supported (:numeric-fluents)"
                raise Unsupported(message, hint="use an engine of unified-planning that is numeric")
            if key not in self.values:
                raise Unsupported(f"({' '.join(key)}) has no value in :init")
            return self.values[key]
        if isinstance(expression, Arithmetic):
            return arithmetic(expression.operator, [self.number(o, binding) for o in expression.operands])
        return expression

    def _atom(self, atom: Atom, binding: Mapping[str, str], positive: bool) -> Alternatives:
        ground = (atom.predicate, *(binding.get(a, a) for a in atom.arguments))
        if atom.predicate == "=":
            holds: bool | None = ground[1] == ground[2]
        elif atom.predicate not in self.changing:
            holds = ground in self.initial
        else:
            holds = None if self.possible(ground) else False
        if holds is None:
            return (frozenset([(ground, positive)]),)
        return ALWAYS if holds is positive else NEVER


def conjoined(parts: Iterable[Alternatives]) -> Alternatives:
    """What holds where all parts do.

    Raises:
        Unsupported: beyond :data:`MAX_ALTERNATIVES`.
    """
    found: Alternatives = ALWAYS
    for part in parts:
        if not part:
            return NEVER
        if part == ALWAYS:
            continue
        if len(found) * len(part) > _MAX_PAIRS:
            raise Unsupported(f"a condition with more than {MAX_ALTERNATIVES:,} alternatives")
        joined = {one | two for one in found for two in part}
        found = tuple(s for s in joined if not _contradicts(s))
        if len(found) > MAX_ALTERNATIVES:
            raise Unsupported(f"a condition with more than {MAX_ALTERNATIVES:,} alternatives")
        if not found:
            return NEVER
    return _smallest(found)


def disjoined(parts: Iterable[Alternatives]) -> Alternatives:
    """What holds where one part does."""
    found: dict[frozenset[Literal], None] = {}
    for part in parts:
        if part == ALWAYS:
            return ALWAYS
        found.update(dict.fromkeys(part))
        if len(found) > MAX_ALTERNATIVES:
            raise Unsupported(f"a condition with more than {MAX_ALTERNATIVES:,} alternatives")
    return _smallest(tuple(found))


def compare(operator: str, left: float, right: float) -> bool:
    """Whether a comparison holds."""
    return {"<": left < right, "<=": left <= right, "=": left == right, ">=": left >= right, ">": left > right}[
        operator
    ]


def arithmetic(operator: str, values: Sequence[float]) -> float:
    """The value of an arithmetic expression.

    Raises:
        Unsupported: for a division by zero, or a number that is too large.
    """
    if operator == "-" and len(values) == 1:
        return -values[0]
    result = values[0]
    for value in values[1:]:
        if operator == "/" and value == 0:
            raise Unsupported("a division by zero")
        result = {"+": result + value, "-": result - value, "*": result * value, "/": result / (value or 1)}[operator]
    if not math.isfinite(result):
        raise Unsupported("a number that is too large")
    return result


def _contradicts(literals: frozenset[Literal]) -> bool:
    return any((atom, not value) in literals for atom, value in literals)


def _smallest(sets: Alternatives) -> Alternatives:
    """Without the sets that hold another one."""
    if len(sets) < 2 or len(sets) > 200:
        return sets
    ordered = sorted(sets, key=len)
    kept: list[frozenset[Literal]] = []
    for candidate in ordered:
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return tuple(kept)
