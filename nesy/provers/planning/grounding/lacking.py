"""Why an atom can never hold: the actions and axioms that could give it, and what each of them lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nesy.languages.pddl.syntax import (
    And,
    Atom,
    Axiom,
    Both,
    Effect,
    ForallEffect,
    Formula,
    Quantified,
    SetAtom,
    Typed,
    When,
)
from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.grounding.conditions import GroundAtom
from nesy.provers.planning.grounding.reachable import reachable


@dataclass(frozen=True, slots=True)
class Giver:
    """An action or an axiom that could give an atom."""

    action: str
    """As it would stand in a plan, or ``(:derived ATOM)`` for an axiom; a variable is any object."""
    lacks: tuple[str, ...]
    """What it needs and never gets; empty if it is kept from it by a condition that is no plain atom."""


def givers(task: Task, atom: GroundAtom, budget: Budget) -> tuple[Giver, ...]:
    """The actions and axioms that could give an atom, each with the needed atoms that nothing ever makes true.

    Raises:
        LimitReached: at the budget's limit.
    """
    reached = frozenset(reachable(task, budget).atoms)
    reached |= {(a.predicate, *a.arguments) for a in task.problem.initial}
    found = [
        _giver(task, action.name, action.parameters, action.precondition, binding, reached)
        for action in task.domain.actions
        for effect in _adds(action.effect)
        if (binding := _bound(action.parameters, effect, atom, task)) is not None
    ]
    found += [
        _giver(task, ":derived", axiom.head.parameters, axiom.body, binding, reached, atom)
        for axiom in task.domain.axioms
        if (binding := _bound(axiom.head.parameters, _head(axiom), atom, task)) is not None
    ]
    return tuple(dict.fromkeys(found))


def _giver(
    task: Task,
    name: str,
    parameters: tuple[Typed, ...],
    condition: Formula,
    binding: dict[str, str],
    reached: frozenset[GroundAtom],
    derived: GroundAtom = (),
) -> Giver:
    needs = [Atom(n.predicate, tuple(binding.get(a, a) for a in n.arguments)) for n in _needed(condition)]
    types = {p.name: p.types for p in parameters}

    def met(need: Atom) -> bool:
        return any(
            all(
                a == v or (a in types and task.is_a(v, types[a]))
                for a, v in zip(need.arguments, other[1:], strict=True)
            )
            for other in reached
            if other[0] == need.predicate and len(other) == len(need.arguments) + 1
        )

    lacks = tuple(f"({' '.join((n.predicate, *n.arguments))})" for n in needs if not met(n))
    terms = [f"({' '.join(derived)})"] if derived else [binding.get(p.name, p.name) for p in parameters]
    return Giver(f"({' '.join((name, *terms))})", lacks)


def _head(axiom: Axiom) -> Atom:
    return Atom(axiom.head.name, tuple(p.name for p in axiom.head.parameters))


def _needed(formula: Formula) -> list[Atom]:
    """The positive atoms of a conjunction that have no other variables than the action's or axiom's."""
    match formula:
        case Atom(predicate) if predicate != "=":
            return [formula]
        case And(operands):
            return [atom for o in operands for atom in _needed(o)]
        case Quantified("exists", variables, body):
            names = {v.name for v in variables}
            return [a for a in _needed(body) if names.isdisjoint(a.arguments)]
        case _:
            return []


def _adds(effect: Effect) -> Iterator[Atom]:
    match effect:
        case SetAtom(atom, True):
            yield atom
        case Both(effects):
            for part in effects:
                yield from _adds(part)
        case When(_, inner) | ForallEffect(_, inner):
            yield from _adds(inner)
        case _:
            pass


def _bound(parameters: tuple[Typed, ...], added: Atom, wanted: GroundAtom, task: Task) -> dict[str, str] | None:
    """What the parameters must be for an atom over them to be the wanted one."""
    if added.predicate != wanted[0] or len(added.arguments) != len(wanted) - 1:
        return None
    types = {p.name: p.types for p in parameters}
    binding: dict[str, str] = {}
    for term, value in zip(added.arguments, wanted[1:], strict=True):
        if term not in types:
            if not term.startswith("?") and term != value:
                return None
            continue
        if binding.setdefault(term, value) != value or not task.is_a(value, types[term]):
            return None
    return binding
