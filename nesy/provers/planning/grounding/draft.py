"""Operators before their atoms are facts: a literal is an atom's number, or its bitwise complement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from nesy.languages.pddl.syntax import PlanStep
from nesy.provers.planning.grounding.conditions import Alternatives, GroundAtom

Literals: TypeAlias = frozenset[int]


@dataclass(frozen=True, slots=True)
class Draft:
    """An operator over literals.

    Args:
        step: the action; None for an operator that only notes that the goal holds.
        precondition: what must hold.
        effects: for each condition, what becomes so.
        cost: not yet an integer.
    """

    step: PlanStep | None
    precondition: Literals
    effects: tuple[tuple[Literals, tuple[int, ...]], ...]
    cost: Fraction

    def conditions(self) -> Iterator[Literals]:
        """The precondition and the conditions of the effects."""
        yield self.precondition
        for when, _ in self.effects:
            yield when


class Numbers:
    """The numbers of atoms.

    >>> numbers = Numbers({("p",): 0})
    >>> numbers.literal(("p",), False), numbers.literal(("q",), True), numbers.atoms[1]
    (-1, 1, ('q',))
    """

    def __init__(self, of: dict[GroundAtom, int]) -> None:
        self.of = of
        self.atoms = list(of)

    def literal(self, atom: GroundAtom, value: bool) -> int:
        """A literal; an atom that has no number gets one."""
        number = self.of.setdefault(atom, len(self.atoms))
        if number == len(self.atoms):
            self.atoms.append(atom)
        return number if value else ~number

    def literals(self, alternatives: Alternatives) -> tuple[Literals, ...]:
        """Alternatives with numbers in place of atoms."""
        return tuple(frozenset(self.literal(atom, value) for atom, value in literals) for literals in alternatives)


def atom_of(literal: int) -> int:
    """The number of the atom that a literal is about.

    >>> atom_of(3), atom_of(~3)
    (3, 3)
    """
    return literal if literal >= 0 else ~literal


def consistent(literals: Iterable[int]) -> bool:
    """Whether no atom is to hold and not to hold."""
    found = frozenset(literals)
    return not any(~literal in found for literal in found if literal < 0)


def smallest(alternatives: Iterable[Literals]) -> tuple[Literals, ...]:
    """The alternatives without those that hold another one; of very many only the doubles go.

    >>> smallest([frozenset({1, 2}), frozenset({1})])
    (frozenset({1}),)
    """
    found = tuple(dict.fromkeys(alternatives))
    if len(found) < 2 or len(found) > 200:
        return found
    kept: list[Literals] = []
    for candidate in sorted(found, key=len):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return tuple(kept)
