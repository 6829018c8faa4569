"""Turns ``Cold(Cat, False)`` into ``¬Cold(Cat)``, the truth values of Logic-LM's rule programs."""

from __future__ import annotations

from nesy.languages.fol.syntax import COMPARISONS, Atom, Constant, Equals, Formula, Not
from nesy.languages.fol.walk import map_atoms
from nesy.repair import Repair

_VALUES = {"true": True, "false": False}


def truth_value_arguments(formula: Formula) -> tuple[Formula, tuple[Repair, ...]]:
    """The formula with a last argument ``True`` or ``False`` read as the sign of its atom; no repair is due.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(truth_value_arguments(parse_formula("Cold(cat, False)"))[0])
    ¬Cold(cat)
    """
    return map_atoms(formula, _signed), ()


def _signed(atom: Formula) -> Formula:
    match atom:
        case Atom(predicate, (*arguments, Constant(word))) if word.lower() in _VALUES and predicate not in COMPARISONS:
            positive = Atom(predicate, tuple(arguments))
            return positive if _VALUES[word.lower()] else Not(positive)
        case Equals(left, right):
            return Equals(left, right)
    return atom
