"""Branch: what holds under the assumptions that a search for a proof has made so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from nesy.languages.fol.syntax import Atom, Equals, Forall, Formula, Term
from nesy.proofs.build.clauses import Clause, Literal


@dataclass(frozen=True, slots=True)
class Reason:
    """What a clause is an instance of."""

    step: int
    terms: tuple[Term, ...]


@dataclass(slots=True)
class Branch:
    """Literals, clauses, universal facts and ground terms. A case split works on a copy."""

    known: dict[Literal, int] = field(default_factory=dict)
    """Literals with the steps that show them."""
    clauses: dict[Clause, Reason] = field(default_factory=dict)
    universals: dict[int, Forall] = field(default_factory=dict)
    """Universal facts by step."""
    terms: dict[Term, int] = field(default_factory=dict)
    """Ground terms with their level: how many instances inside one another it takes to meet them."""
    instantiated: set[tuple[int, tuple[Term, ...]]] = field(default_factory=set)

    def copy(self) -> Branch:
        """An independent copy."""
        return Branch(
            dict(self.known), dict(self.clauses), dict(self.universals), dict(self.terms), set(self.instantiated)
        )

    def open_clauses(self) -> Iterator[tuple[list[Literal], Clause, Reason]]:
        """The clauses that no known literal satisfies, with the literals that are still open."""
        for clause, reason in list(self.clauses.items()):
            if not any(literal in self.known for literal in clause):
                yield [(a, s) for a, s in clause if (a, not s) not in self.known], clause, reason

    def atoms(self) -> list[Atom]:
        """The ground atoms that occur, apart from equations."""
        found: dict[Formula, None] = dict.fromkeys(atom for atom, _ in self.known)
        for clause in self.clauses:
            found.update(dict.fromkeys(atom for atom, _ in clause))
        return [atom for atom in found if isinstance(atom, Atom)]

    def clause_atoms(self) -> frozenset[Formula]:
        """The atoms, quantified parts among them, of all clauses."""
        return frozenset(atom for clause in self.clauses for atom, _ in clause)

    def equations(self) -> list[tuple[Equals, int]]:
        """The known equations with their steps."""
        return [(atom, i) for (atom, sign), i in self.known.items() if sign and isinstance(atom, Equals)]
