"""Conditions of actions and axioms as alternatives of literals, before objects stand for their variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nesy.languages.pddl.syntax import And, Atom, Formula, Imply, Not, Or, Quantified, Typed

MOST_CLAUSES = 32
"""Alternatives of one condition; what would give more is left whole."""


@dataclass(frozen=True, slots=True)
class Residue:
    """A part of a condition that is left whole.

    Args:
        formula: the part.
        positive: whether it is to hold, or not to hold.
        scope: what its free variables are called in the clause.
    """

    formula: Formula
    positive: bool
    scope: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Clause:
    """A conjunction.

    Args:
        variables: those that stand for some object, beside the free ones.
        literals: atoms, equations among them, that are to hold or not to hold.
        residues: what else is to hold.
    """

    variables: tuple[Typed, ...] = ()
    literals: tuple[tuple[Atom, bool], ...] = ()
    residues: tuple[Residue, ...] = ()

    def joined(self, other: Clause) -> Clause:
        """Both conjunctions in one."""
        return Clause(self.variables + other.variables, self.literals + other.literals, self.residues + other.residues)


def clauses(
    formula: Formula, scope: Mapping[str, str], numbers: Iterator[int], *, positive: bool = True
) -> tuple[Clause, ...]:
    """The alternatives of a condition, or of its negation; existential variables become variables of the clause.

    Args:
        formula: the condition.
        scope: what its free variables are called; a name that is not in it stays.
        numbers: tell bound variables of the same name apart.
        positive: whether the condition is to hold, or not to hold.

    >>> from itertools import count
    >>> from nesy.languages.pddl.syntax import Atom, Not, Or
    >>> parts = clauses(Or((Atom("p"), Not(Atom("q")))), {}, count())
    >>> [(atom.predicate, value) for part in parts for atom, value in part.literals]
    [('p', True), ('q', False)]
    """
    match formula:
        case Atom(predicate, arguments):
            atom = Atom(predicate, tuple(scope.get(a, a) for a in arguments))
            return (Clause(literals=((atom, positive),)),)
        case Not(body):
            return clauses(body, scope, numbers, positive=not positive)
        case And(operands) | Or(operands):
            parts = [(clauses(o, scope, numbers, positive=positive), Residue(o, positive, scope)) for o in operands]
            if isinstance(formula, And) is positive:
                return _conjoined(parts)
            found = tuple(clause for part, _ in parts for clause in part)
            return found if len(found) <= MOST_CLAUSES else _whole(Residue(formula, positive, scope))
        case Imply(antecedent, consequent):
            return clauses(Or((Not(antecedent), consequent)), scope, numbers, positive=positive)
        case Quantified(quantifier, variables, body) if (quantifier == "exists") is positive:
            own, inner = renamed(variables, scope, numbers)
            return tuple(
                replace(c, variables=own + c.variables) for c in clauses(body, inner, numbers, positive=positive)
            )
        case _:
            return _whole(Residue(formula, positive, scope))


def renamed(
    variables: Sequence[Typed], scope: Mapping[str, str], numbers: Iterator[int]
) -> tuple[tuple[Typed, ...], dict[str, str]]:
    """Bound variables under names of their own, which hold a blank as no name in a file does, and the new scope."""
    names = {v.name: f"{v.name} {next(numbers)}" for v in variables}
    return tuple(replace(v, name=names[v.name]) for v in variables), {**scope, **names}


def _conjoined(parts: Sequence[tuple[tuple[Clause, ...], Residue]]) -> tuple[Clause, ...]:
    found: tuple[Clause, ...] = (Clause(),)
    for part, whole in parts:
        alternatives = part if len(found) * len(part) <= MOST_CLAUSES else _whole(whole)
        found = tuple(one.joined(two) for one in found for two in alternatives)
    return found


def _whole(residue: Residue) -> tuple[Clause, ...]:
    return (Clause(residues=(residue,)),)
