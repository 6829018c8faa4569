"""The syntax tree of PDDL.

Source: PDDL 2.1 (Fox and Long 2003), 2.2 (Edelkamp and Hoffmann 2004), 3.0 (Gerevini and Long 2006), 3.1 (Kovacs 2011).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nesy.spans import Span

NOWHERE = Span(0, 0)
OBJECT = "object"
"""The type that all others are below."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A name with its types: any one of them (``either``)."""

    name: str
    types: tuple[str, ...] = (OBJECT,)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Atom:
    """A predicate of terms; a term that begins with ``?`` is a variable. ``=`` is a predicate, too."""

    predicate: str
    arguments: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    operand: Formula


@dataclass(frozen=True, slots=True)
class And:
    """Conjunction; of nothing it is true."""

    operands: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """Disjunction; of nothing it is false."""

    operands: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Imply:
    """Implication."""

    antecedent: Formula
    consequent: Formula


@dataclass(frozen=True, slots=True)
class Quantified:
    """``forall`` or ``exists``."""

    quantifier: str
    variables: tuple[Typed, ...]
    body: Formula


@dataclass(frozen=True, slots=True)
class Fluent:
    """The value of a numeric function."""

    name: str
    arguments: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+``, ``-``, ``*`` or ``/`` of expressions; ``-`` may have one."""

    operator: str
    operands: tuple[Expression, ...]


Expression: TypeAlias = float | Fluent | Arithmetic


@dataclass(frozen=True, slots=True)
class Compare:
    """``<``, ``<=``, ``=``, ``>=`` or ``>`` between numbers."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Preference:
    """A condition that a plan may break at a cost (PDDL 3). It is read, and refused by whoever cannot weigh it."""

    name: str
    body: Formula


Formula: TypeAlias = Atom | Not | And | Or | Imply | Quantified | Compare | Preference


@dataclass(frozen=True, slots=True)
class SetAtom:
    """An atom becomes true, or false."""

    atom: Atom
    value: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A numeric function changes: ``assign``, ``increase``, ``decrease``, ``scale-up`` or ``scale-down``."""

    operator: str
    fluent: Fluent
    amount: Expression


@dataclass(frozen=True, slots=True)
class When:
    """An effect that takes place if its condition holds before the action."""

    condition: Formula
    effect: Effect


@dataclass(frozen=True, slots=True)
class ForallEffect:
    """An effect for all values of its variables."""

    variables: tuple[Typed, ...]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Both:
    """Several effects at once."""

    effects: tuple[Effect, ...] = ()


Effect: TypeAlias = SetAtom | Change | When | ForallEffect | Both


@dataclass(frozen=True, slots=True)
class Signature:
    """A declared predicate or function with its parameters."""

    name: str
    parameters: tuple[Typed, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Action:
    """An action schema."""

    name: str
    parameters: tuple[Typed, ...]
    precondition: Formula
    effect: Effect
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Axiom:
    """A derived predicate: its head holds where its body does."""

    head: Signature
    body: Formula


@dataclass(frozen=True, slots=True)
class Domain:
    """What can be said and done."""

    name: str
    requirements: frozenset[str] = frozenset()
    types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Each declared type's parents."""
    constants: tuple[Typed, ...] = ()
    predicates: tuple[Signature, ...] = ()
    functions: tuple[Signature, ...] = ()
    actions: tuple[Action, ...] = ()
    axioms: tuple[Axiom, ...] = ()
    beyond: tuple[str, ...] = ()
    """Features that are read and not kept: ``:durative-actions``, ``:constraints``, ``:timed-initial-literals``."""
    source: str = field(default="", compare=False, repr=False)

    def action(self, name: str) -> Action | None:
        """The action of a name."""
        return next((a for a in self.actions if a.name == name), None)


@dataclass(frozen=True, slots=True)
class Metric:
    """What a plan is to make small, or large."""

    minimize: bool
    expression: Expression


@dataclass(frozen=True, slots=True)
class Problem:
    """Objects, what holds at first, and what is wanted."""

    name: str
    domain: str
    objects: tuple[Typed, ...] = ()
    initial: tuple[Atom, ...] = ()
    values: tuple[tuple[Fluent, float], ...] = ()
    goal: Formula = field(default_factory=And)
    metric: Metric | None = None
    requirements: frozenset[str] = frozenset()
    beyond: tuple[str, ...] = ()
    source: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PlanStep:
    """An action with its arguments."""

    action: str
    arguments: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        return f"({' '.join((self.action, *self.arguments))})"
