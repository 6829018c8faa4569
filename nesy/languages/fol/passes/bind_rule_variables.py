"""Binds the variables of a fact or rule, which stand for everything in the rule dialect."""

from __future__ import annotations

from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.walk import close
from nesy.repair import Repair


def bind_rule_variables(formula: Formula) -> tuple[Formula, tuple[Repair, ...]]:
    """The universal closure; the dialect has no quantifiers, so that no repair is due.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(bind_rule_variables(parse_formula("Dog($x) >>> Mammal($x)"))[0])
    ∀x (Dog(x) → Mammal(x))
    """
    return close(formula), ()
