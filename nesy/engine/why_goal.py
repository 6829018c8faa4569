"""Says what stands in the way of a goal that is more than a conjunction of facts: its parts, one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from nesy.errors import InputTooLarge, Unsupported
from nesy.languages.pddl.printer import formula_text
from nesy.languages.pddl.syntax import And, Atom, Formula, Imply, Not, Or, Quantified, SetAtom
from nesy.languages.pddl.task import Task, atomic_effects
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.grounding.reachable import reachable

MAX_PARTS: Final = 5000
"""Parts of a goal with objects for its variables; a larger one is not explained."""


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom that is to hold, or not to hold."""

    atom: Atom
    positive: bool

    def __str__(self) -> str:
        text = formula_text(self.atom)
        return text if self.positive else f"(not {text})"


@dataclass(frozen=True, slots=True)
class All:
    """Parts that are all wanted."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return f"(and {' '.join(map(str, self.parts))})" if self.parts else "()"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Parts of which one is wanted."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return f"(or {' '.join(map(str, self.parts))})" if self.parts else "(or)"


Part: TypeAlias = Literal | All | AnyOf


def why_goal(task: Task, budget: Budget) -> Iterator[str | Literal]:
    """What is wrong with a goal that no state can satisfy: lines, and literals of facts that are out of reach.

    Args:
        task: the task; only what its actions can add and delete, each by itself, counts.
        budget: the limit of the look at what can be reached.

    Raises:
        LimitReached: at the budget's limit.
    """
    try:
        goal = _Expansion(task).part(task.problem.goal, {}, positive=True)
    except (InputTooLarge, Unsupported):
        return
    yield from _Reach.of(task, budget).reasons(goal)


class _Expansion:
    """Puts objects for variables and pushes negations down to the atoms."""

    def __init__(self, task: Task) -> None:
        self.task, self.left = task, MAX_PARTS

    def part(self, formula: Formula, binding: Mapping[str, str], *, positive: bool) -> Part:
        """A formula, or its negation."""
        self.left -= 1
        if self.left < 0:
            raise InputTooLarge(f"a goal of more than {MAX_PARTS} parts")
        match formula:
            case Atom(predicate, arguments):
                return Literal(Atom(predicate, tuple(binding.get(a, a) for a in arguments)), positive)
            case Not(body):
                return self.part(body, binding, positive=not positive)
            case And(operands) | Or(operands):
                parts = tuple(self.part(o, binding, positive=positive) for o in operands)
                return _joined(parts, conjunction=isinstance(formula, And) is positive)
            case Imply(antecedent, consequent):
                return self.part(Or((Not(antecedent), consequent)), binding, positive=positive)
            case Quantified(quantifier, variables, body):
                values = itertools.product(*map(self.task.values_of, variables))
                names = [v.name for v in variables]
                parts = tuple(
                    self.part(body, {**binding, **dict(zip(names, chosen, strict=True))}, positive=positive)
                    for chosen in values
                )
                return _joined(parts, conjunction=(quantifier == "forall") is positive)
            case _:
                raise Unsupported(f"{formula_text(formula)} is not explained")


def _joined(parts: tuple[Part, ...], *, conjunction: bool) -> Part:
    """One part of several, with those of the same kind inside it taken out of their parentheses."""
    kind: type[All | AnyOf] = All if conjunction else AnyOf
    flat = (inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))
    found = tuple(dict.fromkeys(flat))
    return found[0] if len(found) == 1 else kind(found)


@dataclass(frozen=True, slots=True)
class _Reach:
    """What can hold, and what can stop to hold, if nothing else ever stops to."""

    task: Task
    holds: frozenset[Atom]
    """At first."""
    reached: frozenset[Atom]
    deleted: frozenset[str]
    """The predicates of which actions delete atoms."""

    @staticmethod
    def of(task: Task, budget: Budget) -> _Reach:
        """For a task."""
        holds = frozenset(task.problem.initial)
        found = frozenset(Atom(name, tuple(terms)) for name, *terms in reachable(task, budget).atoms)
        effects = (e for a in task.domain.actions for e in atomic_effects(a.effect))
        deletes = frozenset(e.atom.predicate for e in effects if isinstance(e, SetAtom) and not e.value)
        return _Reach(task, holds, holds | found, deletes)

    def possible(self, part: Part) -> bool:
        """Whether nothing is seen that rules a part out."""
        match part:
            case Literal(Atom("=", (one, two)), positive):
                return (one == two) is positive
            case Literal(atom, True):
                return atom in self.reached
            case Literal(atom, False):
                kept = atom in self.holds and atom.predicate not in self.deleted
                return not kept or atom.predicate in self.task.derived
            case All(parts):
                return all(map(self.possible, parts)) and not any(self.clashes(parts))
            case AnyOf(parts):
                return any(map(self.possible, parts))
        raise TypeError(f"{part} is no part of a goal")

    def clashes(self, parts: tuple[Part, ...]) -> Iterator[str]:
        """The literals among some parts that contradict each other, and alternatives that contradict literals."""
        wanted = [p for p in parts if isinstance(p, Literal)]
        against = {Literal(p.atom, not p.positive): p for p in wanted}
        for literal in wanted:
            if literal.positive and literal in against:
                yield f"{literal} and {against[literal]} contradict each other"
        for part in parts:
            if isinstance(part, AnyOf) and (blocked := self._blocked(part, against)):
                rule = "rules" if len(blocked) == 1 else "rule"
                yield f"{' and '.join(map(str, blocked))} {rule} out {part}"

    def _blocked(self, choice: AnyOf, against: Mapping[Literal, Literal]) -> tuple[Literal, ...]:
        """The wanted literals that rule out all alternatives that were possible; none if one is left."""
        found: list[Literal] = []
        for part in filter(self.possible, choice.parts):
            inside = part.parts if isinstance(part, All) else (part,)
            hits = [against[p] for p in inside if isinstance(p, Literal) and p in against]
            if not hits:
                return ()
            found += hits[:1]
        return tuple(dict.fromkeys(found))

    def reasons(self, part: Part) -> Iterator[str | Literal]:
        """Why a part is not possible."""
        match part:
            case Literal():
                if not self.possible(part):
                    yield self._fixed(part)
            case All(parts):
                for inner in parts:
                    yield from self.reasons(inner)
                yield from self.clashes(parts)
            case AnyOf(parts):
                if not self.possible(part):
                    yield f"no alternative of {part} can hold" if parts else "an empty alternative never holds"
                    for inner in parts:
                        yield from self.reasons(inner)

    def _fixed(self, literal: Literal) -> str | Literal:
        """Why a literal never holds; the literal itself if actions could give it."""
        atom = literal.atom
        if atom.predicate == "=":
            same = atom.arguments[0] == atom.arguments[1]
            return f"{literal} never holds: {'an object is itself' if same else 'these are two objects'}"
        if not literal.positive:
            return f"{literal} never holds: {formula_text(atom)} holds at first, and no action deletes it"
        if atom.predicate in self.task.fluents | self.task.derived:
            return literal
        return f"{literal} never holds: it does not hold at first, and no action gives it"
