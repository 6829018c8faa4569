"""A conclusion about ``a dog`` or ``dogs``: any dog, or some dog.

"A dog is loud" is taken to follow where it does of an arbitrary dog, and where there is a loud dog; it is taken
to be false where it is of an arbitrary dog. "Dogs are loud" is only read of an arbitrary dog.
"""

from __future__ import annotations

from nesy.languages.fol.syntax import And, Atom, Constant, Exists, Forall, Formula, Implies
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import substitute
from nesy.translate.english.connectives import conjunction
from nesy.translate.english.syntax import Bare, Clause, Conditional, Quantified
from nesy.translate.english.syntax import Statement as Said


def is_generic(tree: Clause) -> bool:
    """Whether a sentence is about ``a N`` or ``Ns``, or its condition is."""
    if isinstance(tree, Conditional):
        return not tree.reversed and is_generic(tree.condition)
    if not isinstance(tree, Said):
        return False
    return isinstance(tree.subject, Bare) or is_singular(tree)


def is_singular(tree: Clause) -> bool:
    """Whether a sentence is about ``a N``, which may be some one N."""
    return isinstance(tree, Said) and isinstance(tree.subject, Quantified) and tree.subject.quantifier == "a"


def arbitrary(theory: Theory) -> Theory | None:
    """The theory that asks the conclusion of an arbitrary individual; None where it is no rule about a noun."""
    asked = theory.conclusion
    if asked is None or not isinstance(asked.formula, Forall) or not isinstance(asked.formula.body, Implies):
        return None
    noun, condition = _parted(asked.formula.body.antecedent)
    if not isinstance(noun, Atom):
        return None
    one = Constant(f"any_{noun.predicate.lower()}")
    given = substitute(noun, {asked.formula.variable: one})
    consequent = asked.formula.body.consequent
    said: Formula = consequent if condition is None else Implies(condition, consequent)
    premise = Statement(given, "presupposed any", f"the question is about an arbitrary {noun.predicate}")
    conclusion = Statement(substitute(said, {asked.formula.variable: one}), "conclusion", asked.text)
    return Theory((*theory.premises, premise), conclusion)


def existential(theory: Theory) -> Theory | None:
    """The theory that asks whether there is such an individual; None where the conclusion is conditional."""
    asked = theory.conclusion
    if asked is None or not isinstance(asked.formula, Forall) or not isinstance(asked.formula.body, Implies):
        return None
    body = asked.formula.body
    formula = Exists(asked.formula.variable, conjunction([body.antecedent, body.consequent]))
    return Theory(theory.premises, Statement(formula, "conclusion", asked.text))


def _parted(antecedent: Formula) -> tuple[Formula, Formula | None]:
    """The noun's atom, which comes first, and what else the antecedent says."""
    if not isinstance(antecedent, And):
        return antecedent, None
    first, *rest = antecedent.operands
    return first, conjunction(rest)
