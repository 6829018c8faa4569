"""The kinds of repair passes; each pass is one function in a file of its own name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from lark import Token

from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.repair import Repair

TokenPass: TypeAlias = Callable[[Sequence[Token]], tuple[Sequence[Token], tuple[Repair, ...]]]
"""Mends the tokens of a formula that does not parse; returns them as they are if it has nothing to mend."""

FormulaPass: TypeAlias = Callable[[Formula], tuple[Formula, tuple[Repair, ...]]]
"""Mends one parsed formula."""


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """Which repairs reading may make."""

    repair: bool = True
    """False turns every pass off: what does not parse or does not fit is an error."""
    drop: bool = False
    """Leave out lines of a model's output that are no formula."""
    meaning: bool = False
    """Change what a formula says that can be read as it stands: a lost sign, an exclusive or, a generic guard."""
    link: bool = True
    """Link near-duplicate symbols."""
    link_threshold: float = 0.8
    """Similarity, 0 to 1, from which two symbols are linked."""

    @classmethod
    def for_models(cls) -> RepairOptions:
        """All repairs: what a model wrote is taken less literally than what a person wrote.

        >>> RepairOptions.for_models().drop, RepairOptions().drop
        (True, False)
        """
        return cls(drop=True, meaning=True)


TheoryPass: TypeAlias = Callable[[Theory, RepairOptions], Theory]
"""Mends what only the statements together show; adds its repairs to the theory's own."""


def located(repairs: tuple[Repair, ...], where: str) -> tuple[Repair, ...]:
    """The repairs, with the name of the statement they were made in."""
    return tuple(replace(r, where=where) for r in repairs)


def with_formulas(theory: Theory, formulas: Sequence[Formula], repairs: tuple[Repair, ...]) -> Theory:
    """The theory with new formulas for its statements, conclusion last, and further repairs."""
    statements = [replace(s, formula=f) for s, f in zip(theory.statements, formulas, strict=True)]
    conclusion: Statement | None = statements.pop() if theory.conclusion is not None else None
    return replace(theory, premises=tuple(statements), conclusion=conclusion, repairs=theory.repairs + repairs)
