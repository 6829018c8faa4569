"""Why an atom can never hold: the actions that could give it, and what each of them lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nesy.languages.pddl.syntax import Action, Atom, Both, Effect, ForallEffect, SetAtom, When
from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.grounding.conditions import GroundAtom
from nesy.provers.planning.grounding.reachable import needed_atoms, reachable


@dataclass(frozen=True, slots=True)
class Giver:
    """An action that could give an atom."""

    action: str
    """As it would stand in a plan; a variable is any object."""
    lacks: tuple[str, ...]
    """What it needs and never gets; empty if it is kept from it by a condition that is no plain atom."""


def givers(task: Task, atom: GroundAtom, budget: Budget) -> tuple[Giver, ...]:
    """The actions whose effect could give an atom, each with the needed atoms that nothing ever makes true.

    Raises:
        LimitReached: at the budget's limit.
    """
    reached = reachable(task, budget).atoms
    found = []
    for action in task.domain.actions:
        for effect in _adds(action.effect):
            binding = _bound(action, effect, atom, task)
            if binding is None:
                continue
            needs = [
                Atom(n.predicate, tuple(binding.get(a, a) for a in n.arguments))
                for n in needed_atoms(action.precondition)
            ]
            lacks = [f"({' '.join((n.predicate, *n.arguments))})" for n in needs if not _matches(n, reached)]
            shown = " ".join((action.name, *(binding.get(p.name, p.name) for p in action.parameters)))
            found.append(Giver(f"({shown})", tuple(lacks)))
    return tuple(dict.fromkeys(found))


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


def _bound(action: Action, added: Atom, wanted: GroundAtom, task: Task) -> dict[str, str] | None:
    """What the action's parameters must be for an added atom to be the wanted one."""
    if added.predicate != wanted[0] or len(added.arguments) != len(wanted) - 1:
        return None
    types = {p.name: p.types for p in action.parameters}
    binding: dict[str, str] = {}
    for term, value in zip(added.arguments, wanted[1:], strict=True):
        if term not in types:
            if not term.startswith("?") and term != value:
                return None
            continue
        if binding.setdefault(term, value) != value or not task.is_a(value, types[term]):
            return None
    return binding


def _matches(atom: Atom, reached: frozenset[GroundAtom]) -> bool:
    """Whether some reached atom has the same predicate and the same objects where the atom has objects."""
    if all(not a.startswith("?") for a in atom.arguments):
        return (atom.predicate, *atom.arguments) in reached
    return any(
        other[0] == atom.predicate
        and len(other) == len(atom.arguments) + 1
        and all(a.startswith("?") or a == v for a, v in zip(atom.arguments, other[1:], strict=True))
        for other in reached
    )
