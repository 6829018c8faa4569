"""What a translation strategy is: a way of getting a program for a problem out of a language model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from nesy.exchange import Exchange, Usage
from nesy.languages.decoding import Grammar
from nesy.models.base import Decoding, LanguageModel
from nesy.problem import Problem


@dataclass(frozen=True, slots=True)
class Draft:
    """One program, and every exchange with the model that led to it."""

    text: str
    """The program, in any dialect that the language's reader knows; empty if there is none."""
    exchanges: tuple[Exchange, ...] = ()
    """In order; the last one is what a refinement goes on from."""
    grammar: Grammar | None = None
    """What the last stage was bound by, for a refinement of the whole program; None if it was not."""
    error: str = ""
    """Why there is no program; empty if there is one."""

    @property
    def usage(self) -> Usage:
        """The tokens of all exchanges that were not read from a cache."""
        return sum((e.usage for e in self.exchanges if not e.cached), Usage())


@dataclass(frozen=True, slots=True)
class Drafting:
    """How drafts are to be made."""

    model: LanguageModel
    decoding: Decoding = field(default_factory=Decoding)
    """Its grammar is ignored: the strategy chooses one for each stage."""
    n: int | None = None
    """Programs wanted; None for the model's own number."""
    constrain: bool = True
    """Bind the model to the language's grammar, as far as it can be bound."""


class Strategy(Protocol):
    """A way of getting programs for a problem out of a model."""

    @property
    def name(self) -> str:
        """The name by which it is chosen, such as ``direct``."""

    @property
    def prompts(self) -> str:
        """The prompt files that it uses with the hash of their contents, such as ``fol/direct@1a2b3c4d5e6f``."""

    async def drafts(self, problem: Problem, drafting: Drafting) -> list[Draft]:
        """The drafts, on the models' event loop. A stage that fails leaves a draft that says why.

        Raises:
            ModelFailed: if the model gives no samples.
        """
