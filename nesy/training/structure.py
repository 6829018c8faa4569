"""Structure: the shape of a formula with its names abstracted, by which training and test sets are kept apart."""

from __future__ import annotations

from nesy.languages.fol.syntax import (
    And,
    Apply,
    Atom,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Term,
    Truth,
    Variable,
    Xor,
)

_SIGNS = {And: "∧", Or: "∨", Xor: "⊕", Iff: "↔"}


def structure(formula: Formula) -> str:
    """The shape of a formula: two formulas that differ in names or in the order of operands only have the same.

    Predicates, constants and functions keep their kind and arity only, so that it makes no difference whether
    a name occurs twice. A bound variable is the number of quantifiers around its own, and the operands of ∧,
    ∨, ⊕, ↔ and = are sorted, nested ∧ and ∨ flattened.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> structure(parse_formula("∀x (Dog(x) ∧ ∃y Likes(x, y) → Kind(x))"))
    '∀(→(∧(P(0),∃(P(0,1))),P(0)))'
    >>> structure(parse_formula("∀z (∃x Chases(z, x) ∧ Cat(z) → Red(z))"))
    '∀(→(∧(P(0),∃(P(0,1))),P(0)))'
    """
    return _shape(formula, {})


def _shape(formula: Formula, bound: dict[Variable, int]) -> str:
    match formula:
        case Atom(_, arguments):
            return f"P({','.join(_term(a, bound) for a in arguments)})"
        case Equals(left, right):
            return f"=({','.join(sorted((_term(left, bound), _term(right, bound))))})"
        case Truth(value):
            return "⊤" if value else "⊥"
        case Not(operand):
            return f"¬({_shape(operand, bound)})"
        case Implies(antecedent, consequent):
            return f"→({_shape(antecedent, bound)},{_shape(consequent, bound)})"
        case Forall(variable, body, sort) | Exists(variable, body, sort):
            sign = ("∀" if isinstance(formula, Forall) else "∃") + (":" if sort else "")
            return f"{sign}({_shape(body, {**bound, variable: len(bound)})})"
    operands = sorted(_shape(o, bound) for o in _operands(formula))
    return f"{_SIGNS[type(formula)]}({','.join(operands)})"


def _operands(formula: Formula) -> list[Formula]:
    """The operands of a commutative connective, through nested ones of the same kind where it is associative."""
    if isinstance(formula, And | Or):
        kind = type(formula)
        return [part for o in formula.operands for part in (_operands(o) if isinstance(o, kind) else [o])]
    assert isinstance(formula, Xor | Iff)  # noqa: S101 - every other kind has a case of its own
    return [formula.left, formula.right]


def _term(term: Term, bound: dict[Variable, int]) -> str:
    if isinstance(term, Variable):
        return str(bound.get(term, "free"))
    if isinstance(term, Apply):
        return f"f({','.join(_term(a, bound) for a in term.arguments)})"
    return "c"
