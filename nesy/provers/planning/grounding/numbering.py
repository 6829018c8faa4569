"""Numbers the facts of a task: literals that some condition is about; a complement for each that must not hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from nesy.languages.pddl.task import Task
from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator, GroundTask
from nesy.provers.planning.grounding.conditions import GroundAtom
from nesy.provers.planning.grounding.derived import Derivations
from nesy.provers.planning.grounding.draft import Draft, Literals, Numbers, atom_of


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts of literals.

    Args:
        names: of the facts.
        literals: what each fact says.
        positive: the fact of each atom, -1 if it has none.
        negative: the fact of each atom's complement, -1 if it has none.
    """

    names: tuple[str, ...]
    literals: tuple[int, ...]
    positive: list[int]
    negative: list[int]

    def of(self, literal: int) -> int:
        return self.positive[literal] if literal >= 0 else self.negative[~literal]

    def many(self, literals: Literals) -> tuple[int, ...]:
        positive, negative = self.positive, self.negative
        return tuple(sorted([positive[x] if x >= 0 else negative[~x] for x in literals]))


def numbered(
    task: Task, drafts: Sequence[Draft], goal: Literals, numbers: Numbers, derivations: Derivations
) -> tuple[GroundTask, list[Draft], int]:
    """The task over facts.

    Returns:
        The ground task; the drafts of its operators, which are those that change something that matters; and what
        costs were multiplied with to be integers.
    """
    wanted = set(goal)
    for draft in drafts:
        wanted.update(*draft.conditions())
    wanted = derivations.needed(wanted)
    facts = _facts(wanted, numbers)
    denominators = {draft.cost.denominator for draft in drafts}
    scale = lcm(*denominators) if denominators else 1
    operators, kept = [], []
    for draft in drafts:
        effects = _effects(draft, facts)
        if effects:
            name = str(draft.step) if draft.step is not None else "(GOAL)"
            operators.append(GroundOperator(name, facts.many(draft.precondition), effects, int(draft.cost * scale)))
            kept.append(draft)
    strata = derivations.strata(wanted | {atom_of(x) for x in wanted}, facts.of)
    true = _initially(task, facts, numbers, derivations)
    ground = GroundTask(facts.names, true, facts.many(goal), tuple(operators), task.uses_costs, strata)
    return ground, kept, scale


def _facts(wanted: set[int], numbers: Numbers) -> _Facts:
    names: list[str] = []
    literals: list[int] = []
    positive, negative = [-1] * len(numbers.atoms), [-1] * len(numbers.atoms)
    for atom in sorted({atom_of(x) for x in wanted}, key=numbers.atoms.__getitem__):
        positive[atom] = len(names)
        names.append(_name(numbers.atoms[atom]))
        literals.append(atom)
        if ~atom in wanted:
            negative[atom] = len(names)
            names.append(f"(not {_name(numbers.atoms[atom])})")
            literals.append(~atom)
    return _Facts(tuple(names), tuple(literals), positive, negative)


def _initially(task: Task, facts: _Facts, numbers: Numbers, derivations: Derivations) -> frozenset[int]:
    """The facts that hold at first, as far as they are not derived."""
    initial = {(a.predicate, *a.arguments) for a in task.problem.initial}
    found = set()
    for fact, literal in enumerate(facts.literals):
        atom = atom_of(literal)
        if not derivations.is_derived(atom) and (numbers.atoms[atom] in initial) is (literal >= 0):
            found.add(fact)
    return frozenset(found)


def _effects(draft: Draft, facts: _Facts) -> tuple[ConditionalEffect, ...]:
    effects = []
    for when, literals in draft.effects:
        add = {fact for x in literals if (fact := facts.of(x)) >= 0}
        delete = {fact for x in literals if (fact := facts.of(~x)) >= 0} - add
        if add or delete:
            effects.append(ConditionalEffect(facts.many(when), tuple(sorted(add)), tuple(sorted(delete))))
    return tuple(effects)


def _name(atom: GroundAtom) -> str:
    return f"({' '.join(atom)})"
