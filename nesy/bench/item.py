"""Item: one problem of a data set with its gold label and whatever else a run can start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nesy.errors import ParseError
from nesy.problem import Problem
from nesy.verdict import Label


@dataclass(frozen=True, slots=True)
class Item:
    """A problem to be answered and the answer that the data set holds to be right."""

    problem: Problem
    gold: Label
    formulas: tuple[str, ...] = ()
    """The data set's own formulas, the conclusion's last; empty if it has none."""
    samples: tuple[str, ...] = ()
    """A model's recorded outputs; empty outside a recorded run."""

    @property
    def id(self) -> str:
        """The data set's name for the problem."""
        return self.problem.id

    def program(self) -> str:
        """The gold formulas beside their sentences, as a text of the dialect ``pairs``.

        Where there are more or fewer formulas than sentences, the formulas stand alone.

        Raises:
            ParseError: if the formula of a statement is empty.
        """
        for number, formula in enumerate(self.formulas, 1):
            if not formula.strip():
                which = "the conclusion" if number == len(self.formulas) else f"premise {number}"
                raise ParseError(f"the formula of {which} is empty")
        texts = (*self.problem.premises, self.problem.question)
        if len(texts) != len(self.formulas):
            texts = ("",) * len(self.formulas)
        pairs = zip(texts, self.formulas, strict=True)
        return "\n".join(f"TEXT: {' '.join(text.split())}\nFOL: {' '.join(formula.split())}" for text, formula in pairs)

    def to_json(self) -> dict[str, Any]:
        """The item as JSON data."""
        return {
            "problem": self.problem.to_json(),
            "gold": self.gold.value,
            "formulas": list(self.formulas),
            "samples": list(self.samples),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Item:
        """The item that :meth:`to_json` wrote.

        >>> item = Item(Problem(("Rex is a dog.",), "Rex is a mammal."), Label.UNCERTAIN)
        >>> Item.from_json(item.to_json()) == item
        True
        """
        problem = Problem.from_json(data["problem"])
        return cls(problem, Label(data["gold"]), tuple(data["formulas"]), tuple(data["samples"]))
