"""The repair passes in their declared order."""

from nesy.languages.fol.passes.balance_parentheses import balance_parentheses
from nesy.languages.fol.passes.base import FormulaPass, RepairOptions, TheoryPass, TokenPass
from nesy.languages.fol.passes.close_free_variables import close_free_variables
from nesy.languages.fol.passes.extend_quantifier_scope import extend_quantifier_scope
from nesy.languages.fol.passes.truth_value_arguments import truth_value_arguments

TOKEN_PASSES: tuple[TokenPass, ...] = (balance_parentheses,)
"""Tried in turn on the tokens of a formula that does not parse."""

PROGRAM_PASSES: tuple[FormulaPass, ...] = (truth_value_arguments,)
"""Run on each formula of a rule program, before the others."""

FORMULA_PASSES: tuple[FormulaPass, ...] = (extend_quantifier_scope, close_free_variables)
"""Run on each formula."""

THEORY_PASSES: tuple[TheoryPass, ...] = ()
"""Run on the whole theory."""

__all__ = ["FORMULA_PASSES", "PROGRAM_PASSES", "THEORY_PASSES", "TOKEN_PASSES", "RepairOptions"]
