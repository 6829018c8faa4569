"""Gives a fact the sign that its sentence has: ``Needs(dog, bear) ::: The dog does not need the bear.``"""

from __future__ import annotations

from dataclasses import replace

from nesy.languages.fol.passes.base import RepairOptions
from nesy.languages.fol.sentence import clear_sign, mentions, names_negation, plainly_affirms
from nesy.languages.fol.syntax import And, Atom, Formula, Implies, Not, Or
from nesy.languages.fol.theory import Statement, Theory
from nesy.repair import Repair


def signs_of_sentences(theory: Theory, options: RepairOptions) -> Theory:
    """The theory with each premise that is one literal negated if its sentence clearly has the other sign.

    >>> from nesy.languages.fol.read import read_theory
    >>> models = RepairOptions.for_models()
    >>> text = "Facts:\\nNeeds(dog, bear) ::: The dog does not need the bear.\\nQuery:\\nNeeds(dog, cat)"
    >>> theory = read_theory(text, options=models)
    >>> print(theory.formulas[0])
    ¬Needs(dog, bear)
    """
    if not options.meaning:
        return theory
    mended = tuple(with_sign(p, p.text) for p in theory.premises)
    repairs = tuple(
        sign_repair("signs_of_sentences", old, new)
        for old, new in zip(theory.premises, mended, strict=True)
        if old != new
    )
    return replace(theory, premises=mended, repairs=theory.repairs + repairs) if repairs else theory


def with_sign(statement: Statement, sentence: str) -> Statement:
    """The statement with the sign of a sentence; a compound loses a negation that no word stands for."""
    sign, literal = True, statement.formula
    if isinstance(literal, Not):
        sign, literal = False, literal.operand
    if "(" in sentence or not sentence:
        return statement
    if not isinstance(literal, Atom):
        return _affirmed(statement, sentence)
    if not literal.arguments:
        return statement
    wanted = clear_sign(sentence)
    if (
        wanted is None
        or wanted == sign
        or names_negation(literal.predicate)
        or not mentions(sentence, literal.predicate)
    ):
        return statement
    formula: Formula = literal if wanted else Not(literal)
    return replace(statement, formula=formula)


def _affirmed(statement: Statement, sentence: str) -> Statement:
    """The statement without a negation of the whole, or of a side of its implication, that no word stands for.

    A double negation affirms, so it stays.
    """
    if not plainly_affirms(sentence):
        return statement
    match statement.formula:
        case Not(whole) if not isinstance(whole, Not):
            return replace(statement, formula=whole)
        case Implies(Not(And() | Or() as left), right):
            return replace(statement, formula=Implies(left, right))
        case Implies(left, Not(And() | Or() as right)):
            return replace(statement, formula=Implies(left, right))
    return statement


def sign_repair(name: str, old: Statement, new: Statement) -> Repair:
    """The repair that tells of a changed sign."""
    return Repair(name, "the sign was made that of the sentence", old.name, 0.9, str(old.formula), str(new.formula))
