"""Grounds axioms: what makes each derived atom hold, and what suffices for it not to hold in the relaxation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from math import prod

from nesy.languages.pddl.strata import dependencies, levels
from nesy.languages.pddl.task import Task
from nesy.provers.planning.ground_task import Denial, GroundAxiom, Stratum
from nesy.provers.planning.grounding.conditions import Simplifier
from nesy.provers.planning.grounding.draft import Literals, Numbers, atom_of, consistent, smallest
from nesy.provers.planning.grounding.matches import Matches
from nesy.provers.planning.grounding.reachable import Reachable

_MOST_WAYS = 64
"""Ways in which a derived atom may not hold that are worked out; where there are more, it is taken for possible."""


class Derivations:
    """The ground axioms of a task.

    Args:
        task: the task.
        found: its axioms with objects.
        numbers: of the atoms.
        simplify: for conditions that are no literals.
    """

    def __init__(self, task: Task, found: Reachable, numbers: Numbers, simplify: Simplifier) -> None:
        self._numbers = numbers
        self._level = levels(task.domain)
        self._recursive = _recursive(task)
        self._bodies: dict[int, tuple[Literals, ...]] = {}
        every: dict[int, list[Literals]] = {}
        for axiom, rules in found.axioms:
            for rule in (rule for rule in rules if rule.satisfiable):
                for whole, _, bodies in Matches(rule, axiom.head.parameters, numbers, simplify):
                    every.setdefault(numbers.of[rule.heads[0](whole)], []).extend(bodies)
        self._bodies = {head: smallest(bodies) for head, bodies in every.items()}

    def is_derived(self, atom: int) -> bool:
        """Whether an atom is of a derived predicate."""
        return self._numbers.atoms[atom][0] in self._level

    def needed(self, literals: Iterable[int]) -> set[int]:
        """The literals, and those that the derived ones among them depend on."""
        found, waiting = set(literals), list(literals)
        while waiting:
            literal = waiting.pop()
            atom = atom_of(literal)
            if self.is_derived(atom):
                used = {x for body in self._bodies.get(atom, ()) for x in body}
                if literal < 0:
                    used |= {atom, *(x for way in self._ways(atom) for x in way)}
                waiting += used - found
                found |= used
        return found

    def strata(self, literals: Iterable[int], fact: Callable[[int], int]) -> tuple[Stratum, ...]:
        """The axioms that the literals need, in layers, with facts for literals."""
        layers: dict[int, tuple[list[GroundAxiom], list[Denial]]] = {}
        for literal in sorted(literals, key=lambda x: (atom_of(x), x)):
            atom = atom_of(literal)
            if not self.is_derived(atom):
                continue
            axioms, denials = layers.setdefault(self._level[self._numbers.atoms[atom][0]], ([], []))
            if literal >= 0:
                axioms += [GroundAxiom(fact(atom), _facts(b, fact)) for b in self._bodies.get(atom, ())]
            else:
                ways = tuple(_facts(way, fact) for way in self._ways(atom))
                denials.append(Denial(fact(literal), fact(atom), ways))
        return tuple(Stratum(tuple(axioms), tuple(denials)) for _, (axioms, denials) in sorted(layers.items()))

    def _ways(self, atom: int) -> tuple[Literals, ...]:
        """What suffices for a derived atom not to hold; more than suffices if it depends on itself."""
        bodies = self._bodies.get(atom, ())
        if self._numbers.atoms[atom][0] in self._recursive or prod(map(len, bodies)) > _MOST_WAYS:
            return (frozenset(),)
        chosen = (frozenset(~literal for literal in one) for one in product(*bodies))
        return smallest(way for way in chosen if consistent(way))


def _facts(literals: Literals, fact: Callable[[int], int]) -> tuple[int, ...]:
    return tuple(sorted(fact(literal) for literal in literals))


def _recursive(task: Task) -> frozenset[str]:
    """The derived predicates that depend on themselves."""
    uses = dependencies(task.domain)
    found = set()
    for name in uses:
        seen: set[str] = set()
        waiting = [*uses[name]]
        while waiting:
            used = waiting.pop()
            if used in uses and used not in seen:
                seen.add(used)
                waiting += uses[used]
        if name in seen:
            found.add(name)
    return frozenset(found)
