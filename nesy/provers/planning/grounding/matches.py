"""What the rows of a rule say in literals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from nesy.errors import Unsupported
from nesy.languages.pddl.syntax import Typed
from nesy.provers.planning.grounding.conditions import MAX_ALTERNATIVES, Simplifier
from nesy.provers.planning.grounding.draft import Literals, Numbers, consistent, smallest
from nesy.provers.planning.grounding.normal_form import Residue
from nesy.provers.planning.grounding.relations import Row, columns
from nesy.provers.planning.grounding.rule import Rule


class Matches:
    """The rows that a rule has found, each with the objects of some parameters and the literals that it needs.

    Args:
        rule: the rule.
        parameters: what the rows are about.
        numbers: of the atoms; those without one never hold.
        simplify: for what is no literal.
    """

    def __init__(self, rule: Rule, parameters: Sequence[Typed], numbers: Numbers, simplify: Simplifier) -> None:
        self._rule, self._numbers, self._simplify = rule, numbers, simplify
        self._terms = columns([rule.place(p.name) for p in parameters])
        names = [{*residue.scope.values(), *(p.name for p in parameters)} for residue in rule.residues]
        self._places = [{name: rule.place(name) for name in of} for of in names]

    def __iter__(self) -> Iterator[tuple[Row, Row, tuple[Literals, ...]]]:
        """Each full row with the parameters' objects and the alternatives of what it needs."""
        rule, terms = self._rule, self._terms
        of, needs, avoids, residues = self._numbers.of, rule.needs, rule.avoids, rule.residues
        for row in rule.found:
            whole = rule.full(row)
            literals = [of[need(whole)] for need in needs]
            if avoids:
                literals += [~of[atom] for avoid in avoids if (atom := avoid(whole)) in of]
                if not consistent(literals):
                    continue
            plain = frozenset(literals)
            yield whole, terms(whole), self._with_residues(plain, whole) if residues else (plain,)

    def _with_residues(self, literals: Literals, whole: Row) -> tuple[Literals, ...]:
        parts = [self._residue(n, residue, whole) for n, residue in enumerate(self._rule.residues)]
        return conjoined([(literals,), *parts])

    def _residue(self, number: int, residue: Residue, whole: Row) -> tuple[Literals, ...]:
        places = self._places[number]
        binding = {name: whole[place] for name, place in places.items()}
        binding.update({name: whole[places[inner]] for name, inner in residue.scope.items()})
        found = self._simplify.alternatives(residue.formula, binding, positive=residue.positive)
        return self._numbers.literals(found)


def conjoined(parts: Sequence[tuple[Literals, ...]]) -> tuple[Literals, ...]:
    """The alternatives of what holds where all parts do.

    Raises:
        Unsupported: beyond :data:`~nesy.provers.planning.grounding.conditions.MAX_ALTERNATIVES`.
    """
    found: tuple[Literals, ...] = (frozenset(),)
    for part in parts:
        if len(found) * len(part) > MAX_ALTERNATIVES:
            raise Unsupported(f"a condition with more than {MAX_ALTERNATIVES:,} alternatives")
        found = tuple(joined for one, two in product(found, part) if consistent(joined := one | two))
    return smallest(found)


def grouped(matches: Sequence[Matches], look: Callable[[], None]) -> Iterator[tuple[Row, tuple[Literals, ...]]]:
    """The parameters' objects of all rows, once each, with all alternatives.

    Args:
        matches: of the rules for the alternatives of one condition.
        look: called now and then; it may stop the work.
    """
    found: dict[Row, list[Literals]] = {}
    for part in matches:
        for number, (_, terms, alternatives) in enumerate(part):
            if number % 500 == 0:
                look()
            found.setdefault(terms, []).extend(alternatives)
    for terms, every in found.items():
        if alternatives := smallest(every):
            yield terms, alternatives
