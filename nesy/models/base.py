"""The protocol of language models: prompts in, samples out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from nesy.problem import Problem


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is shown, and the problem that it is about."""

    problem: Problem
    text: str = ""
    """The prompt's text; a recording needs none."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One completion."""

    text: str
    finish_reason: str = "stop"
    """``stop``, ``length``, or what the model's server says."""


class Model(Protocol):
    """A language model. Entry-point group ``nesy.models``."""

    @property
    def name(self) -> str:
        """The name that answers carry."""

    def generate(self, prompts: Sequence[Prompt], *, n: int | None = None) -> list[list[Sample]]:
        """``n`` samples a prompt, in the order of the prompts; None for the model's own number.

        Raises:
            UnknownName: if a recording holds nothing for a prompt's problem.
        """
