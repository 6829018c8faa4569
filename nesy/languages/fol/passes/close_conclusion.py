"""Binds the free variables of a conclusion: with ∃ where it states a fact, with ∀ where it states a rule."""

from __future__ import annotations

from nesy.languages.fol.syntax import Exists, Formula, Iff, Implies, Not
from nesy.languages.fol.walk import close, free_variables
from nesy.repair import Repair


def close_conclusion(formula: Formula) -> tuple[Formula, tuple[Repair, ...]]:
    """The closure of a conclusion with free variables.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(close_conclusion(parse_formula("Won(us, x) & Olympics(x)"))[0])
    ∃x (Won(us, x) ∧ Olympics(x))
    >>> print(close_conclusion(parse_formula("Dog(x) -> Mammal(x)"))[0])
    ∀x (Dog(x) → Mammal(x))
    """
    free = free_variables(formula)
    if not free:
        return formula, ()
    closed = formula
    if isinstance(formula, Implies | Iff | Not):
        closed, word = close(formula), "for all"
    else:
        word = "there is"
        for variable in reversed(free):
            closed = Exists(variable, closed)
    names = ", ".join(v.name for v in free)
    repair = Repair("close_conclusion", f"{names} was free, now {word}", "", 0.8, str(formula), str(closed))
    return closed, (repair,)
