"""Clauses of a closed formula, whose quantified parts count as atoms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from nesy.languages.fol.syntax import (
    And,
    Atom,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Truth,
    Xor,
)

Literal: TypeAlias = tuple[Formula, bool]
"""An atom, or a quantified formula taken as one, and its sign."""
Clause: TypeAlias = frozenset[Literal]

MAX_CLAUSES = 200
"""Clauses of one formula; a formula with more is left to another builder."""


class TooManyClauses(Exception):  # noqa: N818 - control flow between builders, never shown
    """The clausal form is over :data:`MAX_CLAUSES`."""


def clauses_of(formula: Formula) -> tuple[Clause, ...]:
    """The clauses that are equivalent to a formula, without tautologies.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> [sorted((str(atom), sign) for atom, sign in c) for c in clauses_of(parse_formula("A → B"))]
    [[('A', False), ('B', True)]]
    """
    return tuple(dict.fromkeys(c for c in _clauses(formula, True) if not _is_tautology(c)))


def literal_of(formula: Formula) -> Literal | None:
    """The literal that a formula is; None if it is none.

    >>> literal_of(Not(Atom("A")))
    (Atom(predicate='A', arguments=()), False)
    """
    match formula:
        case Atom() | Equals() | Forall() | Exists():
            return formula, True
        case Not(operand):
            inner = literal_of(operand)
            return None if inner is None else (inner[0], not inner[1])
    return None


def formula_of(literal: Literal) -> Formula:
    """The formula that says a literal."""
    atom, sign = literal
    return atom if sign else Not(atom)


def _is_tautology(clause: Clause) -> bool:
    return any((atom, not sign) in clause for atom, sign in clause)


def _clauses(formula: Formula, sign: bool) -> list[Clause]:
    match formula:
        case Not(operand):
            return _clauses(operand, not sign)
        case And(operands) | Or(operands):
            parts = [_clauses(o, sign) for o in operands]
            return _joined(parts) if isinstance(formula, And) is sign else _distributed(parts)
        case Implies(left, right):
            if sign:
                return _distributed([_clauses(left, False), _clauses(right, True)])
            return _joined([_clauses(left, True), _clauses(right, False)])
        case Iff(left, right) | Xor(left, right):
            same = isinstance(formula, Iff) is sign
            first = _distributed([_clauses(left, False), _clauses(right, same)])
            return _joined([first, _distributed([_clauses(left, True), _clauses(right, not same)])])
        case Truth(value):
            return [] if value is sign else [frozenset()]
    return [frozenset({(formula, sign)})]


def _joined(parts: Iterable[list[Clause]]) -> list[Clause]:
    return [clause for part in parts for clause in part]


def _distributed(parts: list[list[Clause]]) -> list[Clause]:
    product: list[Clause] = [frozenset()]
    for part in parts:
        product = [left | right for left in product for right in part]
        if len(product) > MAX_CLAUSES:
            raise TooManyClauses
    return product
