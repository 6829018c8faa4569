"""Sums, differences and products of numerals as the numeral that they denote."""

from __future__ import annotations

from fractions import Fraction

from nesy.errors import Unsupported
from nesy.languages.fol.syntax import ARITHMETIC, Apply, Formula, Number, Term
from nesy.languages.fol.walk import map_terms


def fold_arithmetic(formula: Formula, name: str = "") -> Formula:
    """The formula with every ground sum, difference and product of numerals replaced by its value.

    Args:
        formula: the formula.
        name: of the statement that it comes from, for the error.

    Raises:
        Unsupported: if an operand is not a numeral; arithmetic with unknowns is not pure logic.

    >>> from nesy.languages.fol.syntax import Atom
    >>> two = Number(Fraction(2))
    >>> str(fold_arithmetic(Atom("P", (Apply("*", (two, Apply("+", (two, two)))),))))
    'P(8)'
    """
    return map_terms(formula, lambda term: fold_term(term, name))


def fold_term(term: Term, name: str = "") -> Term:
    """The term with every ground sum, difference and product of numerals replaced by its value.

    Raises:
        Unsupported: as :func:`fold_arithmetic`.
    """
    if not isinstance(term, Apply):
        return term
    arguments = tuple(fold_term(a, name) for a in term.arguments)
    if term.function not in ARITHMETIC or len(arguments) != 2:
        return Apply(term.function, arguments)
    left, right = arguments
    if not isinstance(left, Number) or not isinstance(right, Number):
        raise Unsupported(
            f"statement {name or '?'} computes with unknowns: {term}",
            expected=("sums, differences and products of numerals",),
            hint="write the relation between the quantities as a predicate",
        )
    return Number(_compute(term.function, left.value, right.value))


def _compute(function: str, left: Fraction, right: Fraction) -> Fraction:
    match function:
        case "+":
            return left + right
        case "-":
            return left - right
        case _:
            return left * right
