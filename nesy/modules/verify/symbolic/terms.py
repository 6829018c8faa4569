"""Python's operations on integers and truth values, as terms of Z3."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import z3

Term: TypeAlias = Any
"""A term of sort Int or Bool: an integer or a truth value of Python."""
LARGEST_EXPONENT = 8
"""The largest exponent that is multiplied out."""


class OutOfReach(Exception):  # noqa: N818 - it says what a program is
    """What is met cannot be said in terms of integers and truth values; the message names it."""


def is_bool(term: Term) -> bool:
    """Whether a term is a truth value."""
    return bool(z3.is_bool(term))


def as_int(term: Term) -> Term:
    """A term as a number: true is 1."""
    return z3.If(term, z3.IntVal(1), z3.IntVal(0)) if is_bool(term) else term


def truth(term: Term) -> Term:
    """Whether a term is true: a number is, unless it is 0."""
    return term if is_bool(term) else term != 0


def choose(test: Term, yes: Term, no: Term) -> Term:
    """The one term or the other.

    Raises:
        OutOfReach: if one is a number and the other a truth value.
    """
    if yes.eq(no):
        return yes
    if is_bool(yes) != is_bool(no):
        raise OutOfReach("a value that is a number or a truth value, whichever comes")
    return z3.If(test, yes, no)


def floor_divide(left: Term, right: Term) -> Term:
    """``left // right`` for a right side that is not 0.

    Z3's remainder is never negative, and Python's has the divisor's sign.

    >>> signs = ((7, 2), (-7, 2), (7, -2), (-7, -2))
    >>> [constant(floor_divide(z3.IntVal(a), z3.IntVal(b))) for a, b in signs]
    [3, -4, -4, 3]
    """
    return z3.If(right > 0, left / right, (-left) / (-right))


def modulo(left: Term, right: Term) -> Term:
    """``left % right`` for a right side that is not 0.

    >>> signs = ((7, 2), (-7, 2), (7, -2), (-7, -2))
    >>> [constant(modulo(z3.IntVal(a), z3.IntVal(b))) for a, b in signs]
    [1, 1, -1, -1]
    """
    return left - right * floor_divide(left, right)


def power(left: Term, exponent: Term) -> Term:
    """``left ** exponent`` for a small exponent that is known.

    Raises:
        OutOfReach: for any other exponent.
    """
    known = constant(exponent)
    if known is None or not 0 <= known <= LARGEST_EXPONENT:
        raise OutOfReach("a power whose exponent is not a small constant")
    product = z3.IntVal(1)
    for _ in range(known):
        product = product * left
    return product


def constant(term: Term) -> int | None:
    """The number that a term is whatever the arguments are; None if there is no such number."""
    simple = z3.simplify(as_int(term))
    return int(simple.as_long()) if z3.is_int_value(simple) else None


ARITHMETIC: Mapping[type[ast.operator], Callable[[Term, Term], Term]] = MappingProxyType(
    {
        ast.Add: lambda left, right: left + right,
        ast.Sub: lambda left, right: left - right,
        ast.Mult: lambda left, right: left * right,
        ast.FloorDiv: floor_divide,
        ast.Mod: modulo,
        ast.Pow: power,
    }
)
DIVISIONS = (ast.FloorDiv, ast.Mod)
"""The operations that raise an exception for a right side of 0."""
LOGIC: Mapping[type[ast.operator], Callable[[Term, Term], Term]] = MappingProxyType(
    {ast.BitAnd: z3.And, ast.BitOr: z3.Or, ast.BitXor: z3.Xor}
)
"""The operations of two truth values that give a truth value."""
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Term, Term], Term]] = MappingProxyType(
    {
        ast.Eq: lambda left, right: left == right,
        ast.NotEq: lambda left, right: left != right,
        ast.Lt: lambda left, right: left < right,
        ast.LtE: lambda left, right: left <= right,
        ast.Gt: lambda left, right: left > right,
        ast.GtE: lambda left, right: left >= right,
    }
)


def absolute(term: Term) -> Term:
    """``abs`` of a term."""
    number = as_int(term)
    return z3.If(number < 0, -number, number)


def extreme(terms: Sequence[Term], better: Callable[[Term, Term], Term]) -> Term:
    """``min`` or ``max`` of several terms: the first one that no other betters."""
    best = terms[0]
    for term in terms[1:]:
        best = choose(better(as_int(term), as_int(best)), term, best)
    return best
