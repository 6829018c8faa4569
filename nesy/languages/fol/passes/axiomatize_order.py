"""What numerals and comparisons mean, as plain first-order formulas."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, pairwise

from nesy.languages.fol.syntax import (
    COMPARISONS,
    Atom,
    Equals,
    Forall,
    Formula,
    Implies,
    Not,
    Number,
    Or,
    Term,
    Variable,
)
from nesy.languages.fol.walk import atoms, conjunction, map_atoms, terms


def axiomatize_order(formulas: Iterable[Formula]) -> tuple[Formula, ...]:
    """Axioms for what the formulas mention: numerals differ, and ``<`` is a strict total order that fits them.

    Returns:
        Irreflexivity, transitivity and totality of ``<`` with ``a < b`` for neighbouring numerals, if
        there is a comparison; else ``a ≠ b`` for each two numerals.

    >>> one, two = Number(Fraction(1)), Number(Fraction(2))
    >>> [str(a) for a in axiomatize_order([Equals(one, two)])]
    ['1 ≠ 2']
    """
    formulas = tuple(formulas)
    numerals = [Number(value) for value in sorted(_numerals(formulas))]
    if not any(isinstance(a, Atom) and a.predicate in COMPARISONS for f in formulas for a in atoms(f)):
        return tuple(Not(Equals(a, b)) for a, b in combinations(numerals, 2))
    return (*_strict_total_order(), *(_less(a, b) for a, b in pairwise(numerals)))


def only_strictly_less(formula: Formula) -> Formula:
    """The formula with every comparison written with ``<`` and ``=``.

    >>> a, b = Number(Fraction(1)), Variable("b")
    >>> str(only_strictly_less(Atom(">=", (a, b))))
    '?b < 1 ∨ ?b = 1'
    """
    return map_atoms(formula, _strict)


def _strict(atom: Formula) -> Formula:
    match atom:
        case Atom(">", (left, right)):
            return _less(right, left)
        case Atom("<=", (left, right)):
            return Or((_less(left, right), Equals(left, right)))
        case Atom(">=", (left, right)):
            return Or((_less(right, left), Equals(right, left)))
    return atom


def _numerals(formulas: tuple[Formula, ...]) -> set[Fraction]:
    return {t.value for f in formulas for t in terms(f) if isinstance(t, Number)}


def _less(left: Term, right: Term) -> Formula:
    return Atom("<", (left, right))


def _strict_total_order() -> tuple[Formula, ...]:
    x, y, z = Variable("x"), Variable("y"), Variable("z")
    transitive = Implies(conjunction((_less(x, y), _less(y, z))), _less(x, z))
    return (
        Forall(x, Not(_less(x, x))),
        Forall(x, Forall(y, Forall(z, transitive))),
        Forall(x, Forall(y, Or((_less(x, y), Equals(x, y), _less(y, x))))),
    )
