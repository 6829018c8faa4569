"""Widens a quantifier whose variable occurs free to its right: ``∀x P(x) → Q(x)``."""

from __future__ import annotations

from nesy.languages.fol.syntax import And, Exists, Forall, Formula, Iff, Implies, Or, Xor
from nesy.languages.fol.walk import free_variables, with_subformulas
from nesy.repair import Repair


def extend_quantifier_scope(formula: Formula) -> tuple[Formula, tuple[Repair, ...]]:
    """The formula with leading quantifiers reaching over the operands that use their variable.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(extend_quantifier_scope(parse_formula("∀x P(x) → Q(x)"))[0])
    ∀x (P(x) → Q(x))
    """
    if not free_variables(formula):
        return formula, ()
    widened = _widen(formula)
    if widened == formula:
        return formula, ()
    repair = Repair("extend_quantifier_scope", "a quantifier was widened", "", 0.97, str(formula), str(widened))
    return widened, (repair,)


def _widen(formula: Formula) -> Formula:
    formula = with_subformulas(formula, _widen)
    first, rest = _operands(formula)
    if not isinstance(first, Forall | Exists):
        return formula
    if not any(first.variable in free_variables(operand) for operand in rest):
        return formula
    return type(first)(first.variable, _widen(_with_first(formula, first.body)), first.sort)


def _operands(formula: Formula) -> tuple[Formula | None, tuple[Formula, ...]]:
    match formula:
        case And(operands) | Or(operands):
            return operands[0], operands[1:]
        case Xor(left, right) | Implies(left, right) | Iff(left, right):
            return left, (right,)
        case _:
            return None, ()


def _with_first(formula: Formula, first: Formula) -> Formula:
    match formula:
        case And(operands):
            return And((first, *operands[1:]))
        case Or(operands):
            return Or((first, *operands[1:]))
        case Xor(_, right) | Implies(_, right) | Iff(_, right):
            return type(formula)(first, right)
        case _:
            return formula
