"""Reads ``X``, ``Y`` and ``Z`` in a rule as variables, as in Prolog: ``Cold(X) >>> Green(X)``."""

from __future__ import annotations

from nesy.languages.fol.syntax import Constant, Formula, Implies, Term, Variable
from nesy.languages.fol.walk import map_terms
from nesy.repair import Repair

_LETTERS = frozenset("XYZ")


def capital_variables(formula: Formula) -> tuple[Formula, tuple[Repair, ...]]:
    """The rule with these letters made variables; facts are left as they are.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(capital_variables(parse_formula("Cold(X) >>> Green(X)"))[0])
    Cold(x) → Green(x)
    """
    if not isinstance(formula, Implies):
        return formula, ()
    changed = map_terms(formula, _variable)
    if changed == formula:
        return formula, ()
    repair = Repair("capital_variables", "X, Y and Z were read as variables", "", 0.97, str(formula), str(changed))
    return changed, (repair,)


def _variable(term: Term) -> Term:
    if isinstance(term, Constant) and term.name in _LETTERS:
        return Variable(term.name.lower())
    return term
