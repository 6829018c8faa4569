"""Theory: the premises and the conclusion of one logical question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nesy.errors import NotAProblem
from nesy.languages.fol.syntax import Formula
from nesy.repair import Repair


@dataclass(frozen=True, slots=True)
class Statement:
    """One formula with where it came from."""

    formula: Formula
    name: str
    """``1``, ``2``, … for premises, ``conclusion``; or the name that the source gives."""
    text: str = ""
    """The sentence, or the formula as it was written."""

    def to_json(self) -> dict[str, Any]:
        """The statement as JSON data, its formula as canonical text."""
        return {"name": self.name, "formula": str(self.formula), "text": self.text}


@dataclass(frozen=True, slots=True)
class Theory:
    """Premises, a conclusion, and the repairs that reading them took.

    A theory without a conclusion can be checked for consistency only.
    """

    premises: tuple[Statement, ...]
    conclusion: Statement | None = None
    rules: bool = False
    """True when the source is a rule program (facts, rules, query), whose meaning is forward chaining."""
    repairs: tuple[Repair, ...] = ()
    """What the repair passes changed, in order."""

    @property
    def language(self) -> str:
        """The language's name in the registry."""
        return "fol"

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The premises' formulas, in order."""
        return tuple(p.formula for p in self.premises)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The premises and, if there is one, the conclusion."""
        return self.premises if self.conclusion is None else (*self.premises, self.conclusion)

    @property
    def trust(self) -> float:
        """The product of the repairs' trust: 1.0 for a theory that was read as it stood."""
        product = 1.0
        for repair in self.repairs:
            product *= repair.trust
        return product

    def without(self, *numbers: int) -> Theory:
        """The theory without the premises of these numbers, which count from 1.

        Raises:
            NotAProblem: if there is no premise of that number.
        """
        for n in numbers:
            if not 1 <= n <= len(self.premises):
                raise NotAProblem(f"there is no premise {n}", hint=f"premises are numbered 1 to {len(self.premises)}")
        return replace(self, premises=tuple(p for i, p in enumerate(self.premises, 1) if i not in numbers))

    def with_conclusion(self, formula: Formula, text: str = "") -> Theory:
        """The same premises with another conclusion."""
        return replace(self, conclusion=Statement(formula, "conclusion", text))

    def to_json(self) -> dict[str, Any]:
        """The theory as JSON data; ``nesy.languages.fol.language.program_from_json`` reads it back."""
        return {
            "premises": [p.to_json() for p in self.premises],
            "conclusion": None if self.conclusion is None else self.conclusion.to_json(),
            "rules": self.rules,
            "repairs": [r.to_json() for r in self.repairs],
        }

    def __str__(self) -> str:
        lines = [str(p.formula) for p in self.premises]
        if self.conclusion is not None:
            lines.append(f"⊢ {self.conclusion.formula}")
        return "\n".join(lines)
