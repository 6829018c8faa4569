"""Turns ``Cold(Cat, False)`` into ``¬Cold(Cat)``, the truth values of Logic-LM's rule programs."""

from __future__ import annotations

from nesy.languages.fol.syntax import COMPARISONS, Apply, Atom, Constant, Equals, Formula, Not
from nesy.languages.fol.walk import map_atoms
from nesy.repair import Repair

_VALUES = {"true": True, "false": False}


def truth_value_arguments(formula: Formula) -> tuple[Formula, tuple[Repair, ...]]:
    """The formula with a last argument ``True`` or ``False`` read as the sign of its atom, which is no repair.

    ``Cold(Cat) = False`` is read in the same way and is one.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(truth_value_arguments(parse_formula("Cold(cat, False)"))[0])
    ¬Cold(cat)
    >>> print(truth_value_arguments(parse_formula("Cold(cat) = False"))[0])
    ¬Cold(cat)
    """
    signed = map_atoms(formula, _signed)
    mended = map_atoms(signed, _compared)
    if mended == signed:
        return signed, ()
    message = "an equation with a truth value is read as the sign of its atom"
    return mended, (Repair("truth_value_arguments", message, "", 0.97, str(signed), str(mended)),)


def _signed(atom: Formula) -> Formula:
    match atom:
        case Atom(predicate, (*arguments, Constant(word))) if word.lower() in _VALUES and predicate not in COMPARISONS:
            positive = Atom(predicate, tuple(arguments))
            return positive if _VALUES[word.lower()] else Not(positive)
    return atom


def _compared(atom: Formula) -> Formula:
    match atom:
        case Equals(Apply(name, arguments), Constant(word)) if word.lower() in _VALUES:
            positive = Atom(name, arguments)
            return positive if _VALUES[word.lower()] else Not(positive)
    return atom
