"""The repair passes in their declared order."""

from nesy.languages.fol.passes.balance_parentheses import balance_parentheses
from nesy.languages.fol.passes.base import FormulaPass, RepairOptions, TheoryPass, TokenPass
from nesy.languages.fol.passes.bind_rule_variables import bind_rule_variables
from nesy.languages.fol.passes.bridge_kinds import bridge_kinds
from nesy.languages.fol.passes.capital_variables import capital_variables
from nesy.languages.fol.passes.close_conclusion import close_conclusion
from nesy.languages.fol.passes.close_free_variables import close_free_variables
from nesy.languages.fol.passes.comparisons import comparisons
from nesy.languages.fol.passes.distribute_lists import distribute_lists
from nesy.languages.fol.passes.drop_ellipses import drop_ellipses
from nesy.languages.fol.passes.drop_generic_guards import drop_generic_guards
from nesy.languages.fol.passes.drop_restated_declarations import drop_restated_declarations
from nesy.languages.fol.passes.empty_arguments import empty_arguments
from nesy.languages.fol.passes.english_clauses import english_clauses
from nesy.languages.fol.passes.extend_quantifier_scope import extend_quantifier_scope
from nesy.languages.fol.passes.inclusive_or import inclusive_or
from nesy.languages.fol.passes.join_words import join_words
from nesy.languages.fol.passes.link_by_sentences import link_by_sentences
from nesy.languages.fol.passes.link_similar_names import link_similar_names
from nesy.languages.fol.passes.memberships import memberships
from nesy.languages.fol.passes.missing_conjunctions import missing_conjunctions
from nesy.languages.fol.passes.negative_quantifiers import negative_quantifiers
from nesy.languages.fol.passes.placeholder_truth_values import placeholder_truth_values
from nesy.languages.fol.passes.quantified_arguments import quantified_arguments
from nesy.languages.fol.passes.signs_of_sentences import signs_of_sentences
from nesy.languages.fol.passes.trailing_quantifiers import trailing_quantifiers
from nesy.languages.fol.passes.truth_value_arguments import truth_value_arguments

TOKEN_PASSES: tuple[TokenPass, ...] = (
    negative_quantifiers,
    trailing_quantifiers,
    english_clauses,
    drop_ellipses,
    empty_arguments,
    memberships,
    join_words,
    comparisons,
    missing_conjunctions,
    quantified_arguments,
    balance_parentheses,
)
"""Tried in turn on the tokens of a formula that does not parse."""

PROGRAM_PASSES: tuple[FormulaPass, ...] = (truth_value_arguments, capital_variables)
"""Run on each formula of a rule program, before the others."""

RULE_PASSES: tuple[FormulaPass, ...] = (bind_rule_variables,)
"""Run on each fact and rule of a rule program."""

FORMULA_PASSES: tuple[FormulaPass, ...] = (distribute_lists, extend_quantifier_scope, close_free_variables)
"""Run on each premise."""

CONCLUSION_PASSES: tuple[FormulaPass, ...] = (distribute_lists, extend_quantifier_scope, close_conclusion)
"""Run on each conclusion."""

THEORY_PASSES: tuple[TheoryPass, ...] = (
    drop_restated_declarations,
    placeholder_truth_values,
    signs_of_sentences,
    inclusive_or,
    link_similar_names,
    link_by_sentences,
    drop_generic_guards,
    bridge_kinds,
)
"""Run on the whole theory."""

__all__ = [
    "CONCLUSION_PASSES",
    "FORMULA_PASSES",
    "PROGRAM_PASSES",
    "RULE_PASSES",
    "THEORY_PASSES",
    "TOKEN_PASSES",
    "RepairOptions",
]
