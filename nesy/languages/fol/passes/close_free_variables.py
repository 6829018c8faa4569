"""Binds free variables in front: ``Dog(x) → Mammal(x)`` becomes ``∀x (Dog(x) → Mammal(x))``."""

from __future__ import annotations

from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.walk import close, free_variables
from nesy.repair import Repair


def close_free_variables(formula: Formula) -> tuple[Formula, tuple[Repair, ...]]:
    """The universal closure of a formula with free variables.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(close_free_variables(parse_formula("Dog(x) -> Mammal(x)"))[0])
    ∀x (Dog(x) → Mammal(x))
    """
    free = free_variables(formula)
    if not free:
        return formula, ()
    closed = close(formula)
    names = ", ".join(v.name for v in free)
    repair = Repair("close_free_variables", f"{names} was free, now for all", "", 0.9, str(formula), str(closed))
    return closed, (repair,)
