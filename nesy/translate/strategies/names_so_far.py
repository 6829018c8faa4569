"""The names that formulas use, as a prompt shows them."""

from __future__ import annotations

from collections.abc import Sequence

from nesy.errors import NesyError
from nesy.languages.fol.declaration import Declaration
from nesy.languages.fol.read import read_formula
from nesy.languages.fol.signature import Symbol, symbols
from nesy.languages.fol.syntax import ARITHMETIC, COMPARISONS

_BUILT_IN = frozenset({*COMPARISONS, *ARITHMETIC})


def names_so_far(formulas: Sequence[str]) -> tuple[str, ...]:
    """The predicates and functions with their places, then the constants, each in the order of first use.

    A name has its first use only; a formula that cannot be read adds none.

    >>> names_so_far(["∀x (Dog(x) → Likes(x, rex))", "Dog(", "Likes(rex)"])
    ('Dog(x)', 'Likes(x, y)', 'rex')
    """
    first: dict[str, Symbol] = {}
    for formula in formulas:
        for symbol in _symbols(formula):
            first.setdefault(symbol.name, symbol)
    ordered = sorted(first.values(), key=lambda s: s.kind == "constant")
    return tuple(str(Declaration(symbol)) for symbol in ordered)


def _symbols(formula: str) -> list[Symbol]:
    try:
        found = symbols(read_formula(formula))
    except NesyError:
        return []
    return sorted((s for s in found if s.name not in _BUILT_IN), key=lambda s: (formula.find(s.name), s))
