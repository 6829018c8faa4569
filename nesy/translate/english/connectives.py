"""Formulas joined: flat conjunctions and exclusive alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from nesy.languages.fol.syntax import (
    And,
    Formula,
    Not,
    Or,
    Xor,
)  # fmt: skip


def conjunction(parts: Sequence[Formula]) -> Formula:
    """The conjunction of one formula or more, flat."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Formula] = []
    for part in parts:
        if isinstance(part, And):
            flat.extend(part.operands)
        else:
            flat.append(part)
    return And(tuple(flat))


def counted(connective: str, parts: tuple[Formula, ...]) -> Formula:
    """How many of some formulas hold: ``at least 2``, ``at most 1``, ``exactly 1``.

    >>> from nesy.languages.fol.syntax import Atom
    >>> print(counted("at most 1", (Atom("P"), Atom("Q"))))
    ¬(P ∧ Q)
    """
    how, _, number = connective.rpartition(" ")
    count = int(number)
    if how == "exactly" and count == 1:
        return exactly_one(parts)
    least, more = _at_least(count, parts), _at_least(count + 1, parts)
    if how == "at least":
        return least or Not(conjunction([parts[0], Not(parts[0])]))
    few = None if more is None else Not(more)
    if how == "at most":
        return few or Or((parts[0], Not(parts[0])))
    return conjunction([part for part in (least, few) if part is not None])


def _at_least(count: int, parts: tuple[Formula, ...]) -> Formula | None:
    """That so many of the formulas hold; None where there are not so many."""
    if count > len(parts):
        return None
    chosen = [conjunction(some) for some in combinations(parts, count)]
    return chosen[0] if len(chosen) == 1 else Or(tuple(chosen))


def exactly_one(parts: tuple[Formula, ...]) -> Formula:
    """The exclusive alternative of two formulas or more."""
    if len(parts) == 2:
        return Xor(parts[0], parts[1])
    return Or(tuple(conjunction([part, *(Not(other) for other in parts if other is not part)]) for part in parts))
