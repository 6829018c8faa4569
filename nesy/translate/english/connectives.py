"""Formulas joined: flat conjunctions and exclusive alternatives."""

from __future__ import annotations

from collections.abc import Sequence

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


def exactly_one(parts: tuple[Formula, ...]) -> Formula:
    """The exclusive alternative of two formulas or more."""
    if len(parts) == 2:
        return Xor(parts[0], parts[1])
    return Or(tuple(conjunction([part, *(Not(other) for other in parts if other is not part)]) for part in parts))
