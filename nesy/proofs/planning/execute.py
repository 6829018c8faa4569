"""Carries out actions: what they need, and what they change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nesy.errors import CheckFailed
from nesy.languages.pddl.syntax import (
    Action,
    And,
    Atom,
    Both,
    Change,
    Effect,
    ForallEffect,
    Formula,
    Not,
    PlanStep,
    SetAtom,
    When,
)
from nesy.languages.pddl.task import TOTAL_COST, Task
from nesy.proofs.planning.state import Binding, GroundAtom, Literal, Semantics, State, ground_atom


@dataclass(frozen=True, slots=True)
class Instance:
    """An action with its objects; the plain parts of its condition and effect are worked out beforehand."""

    action: Action
    binding: Binding
    needs: tuple[Literal, ...] | None
    """The literals that it needs, where its condition is a conjunction of literals."""
    add: tuple[GroundAtom, ...]
    delete: tuple[GroundAtom, ...]
    rest: tuple[tuple[Effect, Binding], ...]
    """Effects that depend on the state."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an action changed."""

    added: tuple[GroundAtom, ...]
    deleted: tuple[GroundAtom, ...]
    """Atoms that held before and do not hold after it."""


def instantiate(task: Task, semantics: Semantics, step: PlanStep) -> Instance | str:
    """An action of a plan with its objects; a text that says what is wrong if there is no such action."""
    action = task.domain.action(step.action)
    if action is None:
        return f"there is no action {step.action}"
    if len(step.arguments) != len(action.parameters):
        return f"{step.action} takes {len(action.parameters)} arguments, not {len(step.arguments)}"
    for parameter, name in zip(action.parameters, step.arguments, strict=True):
        if name not in task.objects:
            return f"there is no object {name}"
        if not task.is_a(name, parameter.types):
            own, wanted = " or ".join(task.objects[name].types), " or ".join(parameter.types)
            return f"{name} is a {own}, and {step.action} takes a {wanted} for {parameter.name}"
    binding = dict(zip((p.name for p in action.parameters), step.arguments, strict=True))
    add, delete, rest = _split(action.effect, binding, semantics)
    return Instance(action, binding, _literals(action.precondition, binding, task), add, delete, rest)


def apply(instance: Instance, state: State, semantics: Semantics) -> Changes:
    """Change the state as the action does; deletes happen before adds.

    Raises:
        CheckFailed: if a number that is needed has no value, or two effects set it differently.
    """
    add, delete = list(instance.add), list(instance.delete)
    values: dict[GroundAtom, float] = {}
    for effect, binding in instance.rest:
        for part, inner in _due(effect, binding, state, semantics):
            if isinstance(part, SetAtom):
                (add if part.value else delete).append(ground_atom(part.atom, inner))
            else:
                _change(part, inner, state, semantics, values)
    atoms = state.atoms
    deleted = tuple(a for a in delete if a in atoms and a not in add)
    added = tuple(a for a in add if a not in atoms)
    atoms.difference_update(delete)
    atoms.update(add)
    state.values.update(values)
    state.derived = None
    return Changes(added, deleted)


def _split(
    effect: Effect, binding: Binding, semantics: Semantics
) -> tuple[tuple[GroundAtom, ...], tuple[GroundAtom, ...], tuple[tuple[Effect, Binding], ...]]:
    add: list[GroundAtom] = []
    delete: list[GroundAtom] = []
    rest: list[tuple[Effect, Binding]] = []
    waiting: list[tuple[Effect, Binding]] = [(effect, binding)]
    while waiting:
        part, inner = waiting.pop(0)
        match part:
            case SetAtom(atom, value):
                (add if value else delete).append(ground_atom(atom, inner))
            case Both(effects):
                waiting += [(e, inner) for e in effects]
            case ForallEffect(variables, body):
                waiting += [(body, b) for b in semantics.bindings(variables, inner)]
            case _:
                rest.append((part, inner))
    return tuple(add), tuple(delete), tuple(rest)


def _literals(formula: Formula, binding: Binding, task: Task) -> tuple[Literal, ...] | None:
    match formula:
        case Atom(predicate) if predicate != "=" and predicate not in task.derived:
            return ((ground_atom(formula, binding), True),)
        case Not(Atom(predicate) as atom) if predicate != "=" and predicate not in task.derived:
            return ((ground_atom(atom, binding), False),)
        case And(operands):
            parts = [_literals(o, binding, task) for o in operands]
            return None if any(p is None for p in parts) else tuple(x for p in parts if p for x in p)
        case _:
            return None


def _due(
    effect: Effect, binding: Binding, state: State, semantics: Semantics
) -> Iterator[tuple[SetAtom | Change, Binding]]:
    """The effects that take place, decided in the state before the action."""
    match effect:
        case SetAtom() | Change():
            yield effect, binding
        case Both(effects):
            for part in effects:
                yield from _due(part, binding, state, semantics)
        case When(condition, inner):
            if semantics.holds(condition, binding, state):
                yield from _due(inner, binding, state, semantics)
        case ForallEffect(variables, inner):
            for bound in semantics.bindings(variables, binding):
                yield from _due(inner, bound, state, semantics)


def _change(
    change: Change, binding: Binding, state: State, semantics: Semantics, values: dict[GroundAtom, float]
) -> None:
    key = (change.fluent.name, *(binding.get(a, a) for a in change.fluent.arguments))
    amount = semantics.number(change.amount, binding, state)
    if change.operator == "assign":
        if values.get(key, amount) != amount:
            raise CheckFailed(f"two effects set ({' '.join(key)}) to different numbers")
        values[key] = amount
        return
    start = values.get(key, state.values.get(key, 0.0 if key == (TOTAL_COST,) else None))
    if start is None:
        raise CheckFailed(f"({' '.join(key)}) has no value", hint="give it one in :init")
    if change.operator == "scale-down" and amount == 0:
        raise CheckFailed(f"({' '.join(key)}) is divided by zero")
    values[key] = {
        "increase": start + amount,
        "decrease": start - amount,
        "scale-up": start * amount,
        "scale-down": start / (amount or 1),
    }[change.operator]
