"""The syntax tree of first-order logic: terms and formulas as frozen values.

A formula is one of :class:`Atom`, :class:`Equals`, :class:`Truth`, :class:`Not`, :class:`And`,
:class:`Or`, :class:`Xor`, :class:`Implies`, :class:`Iff`, :class:`Forall`, :class:`Exists`.
A term is one of :class:`Variable`, :class:`Constant`, :class:`Number`, :class:`Apply`.
Order comparisons are atoms named ``<``, ``<=``, ``>``, ``>=``; sums and products are applications
of ``+``, ``-``, ``*``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

COMPARISONS = ("<", "<=", ">", ">=")
ARITHMETIC = ("+", "-", "*")
MAX_NAME = 200
"""Characters in a name; the grammar bounds it too, so that constrained decoding ends."""

_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
"""Characters that no name holds: controls, format characters, blanks other than the space, half surrogate pairs.

The grammar excludes the same ones.
"""
_VARIABLE = re.compile(rf"[^\W\d]\w{{0,{MAX_NAME - 1}}}'{{0,8}}")


def _check_name(name: str, what: str) -> None:
    if not 0 < len(name) <= MAX_NAME or (not name.isprintable() and _UNPRINTABLE.search(name)):
        raise ValueError(f"{what} name {name[:40]!r} is empty, longer than {MAX_NAME} characters or not printable")


class _Printable:
    """Gives terms and formulas their canonical text as ``str()``."""

    __slots__ = ()

    def __str__(self) -> str:
        from nesy.languages.fol.printers.canonical import to_text  # the printer imports this module

        return to_text(self)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Variable(_Printable):
    """A variable, bound by the quantifier of the same name around it, or free.

    >>> Variable("not a name")
    Traceback (most recent call last):
    ...
    ValueError: variable name 'not a name' is not a letter followed by letters, digits, _ or '
    """

    name: str

    def __post_init__(self) -> None:
        if not _VARIABLE.fullmatch(self.name):
            raise ValueError(f"variable name {self.name!r} is not a letter followed by letters, digits, _ or '")


@dataclass(frozen=True, slots=True)
class Constant(_Printable):
    """A named individual. Two constants may denote the same individual."""

    name: str

    def __post_init__(self) -> None:
        _check_name(self.name, "constant")


@dataclass(frozen=True, slots=True)
class Number(_Printable):
    """A numeral; two different numerals denote different individuals.

    >>> Number(Fraction(5, 2)) == Number(Fraction("2.5"))
    True
    """

    value: Fraction

    def __post_init__(self) -> None:
        if not isinstance(self.value, Fraction):
            raise TypeError(f"a number's value is a Fraction, not {type(self.value).__name__}")


@dataclass(frozen=True, slots=True)
class Apply(_Printable):
    """A function applied to one term or more."""

    function: str
    arguments: tuple[Term, ...]

    def __post_init__(self) -> None:
        _check_name(self.function, "function")
        if not self.arguments:
            raise ValueError(f"function {self.function} has no arguments; use Constant")


Term: TypeAlias = Variable | Constant | Number | Apply


@dataclass(frozen=True, slots=True)
class Atom(_Printable):
    """A predicate applied to its arguments; with none it is a proposition."""

    predicate: str
    arguments: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        _check_name(self.predicate, "predicate")
        if self.predicate in COMPARISONS and len(self.arguments) != 2:
            raise ValueError(f"comparison {self.predicate} takes two arguments, not {len(self.arguments)}")


@dataclass(frozen=True, slots=True)
class Equals(_Printable):
    """Two terms that denote the same individual."""

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Truth(_Printable):
    """The constant true or the constant false."""

    value: bool


@dataclass(frozen=True, slots=True)
class Not(_Printable):
    """Negation."""

    operand: Formula


@dataclass(frozen=True, slots=True)
class And(_Printable):
    """Conjunction of two formulas or more."""

    operands: tuple[Formula, ...]

    def __post_init__(self) -> None:
        if len(self.operands) < 2:
            raise ValueError("a conjunction has two operands or more")


@dataclass(frozen=True, slots=True)
class Or(_Printable):
    """Inclusive disjunction of two formulas or more."""

    operands: tuple[Formula, ...]

    def __post_init__(self) -> None:
        if len(self.operands) < 2:
            raise ValueError("a disjunction has two operands or more")


@dataclass(frozen=True, slots=True)
class Xor(_Printable):
    """Exclusive disjunction of two formulas: exactly one of them holds."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Implies(_Printable):
    """Material implication."""

    antecedent: Formula
    consequent: Formula


@dataclass(frozen=True, slots=True)
class Iff(_Printable):
    """Equivalence."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Forall(_Printable):
    """Universal quantification of one variable, over everything or over a sort.

    A sort is a unary predicate: ``∀x:S. φ`` means ``∀x (S(x) → φ)``.
    """

    variable: Variable
    body: Formula
    sort: str | None = None


@dataclass(frozen=True, slots=True)
class Exists(_Printable):
    """Existential quantification of one variable, over everything or over a sort.

    A sort is a unary predicate: ``∃x:S. φ`` means ``∃x (S(x) ∧ φ)``.
    """

    variable: Variable
    body: Formula
    sort: str | None = None


Formula: TypeAlias = Atom | Equals | Truth | Not | And | Or | Xor | Implies | Iff | Forall | Exists

TRUE = Truth(True)
FALSE = Truth(False)


def number(value: int | str | Fraction) -> Number:
    """The numeral of an integer, a fraction or a decimal text.

    >>> number("2.50")
    Number(value=Fraction(5, 2))
    """
    return Number(Fraction(value))
