"""A link: what is taken for granted between two predicates or names of a problem."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.languages.fol.syntax import Formula


@dataclass(frozen=True, slots=True)
class Link:
    """What is taken for granted between two predicates or names."""

    formula: Formula
    reason: str
