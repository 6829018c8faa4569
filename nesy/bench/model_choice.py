"""ModelChoice: the language model of a run and how it is asked, as a manifest keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nesy.models.base import Decoding


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A language model by name, and how it is asked. It holds no key."""

    name: str
    """As :func:`nesy.model` takes it, such as ``openai:gpt-5``."""
    base_url: str = ""
    """The server's address; empty for the kind's own."""
    samples: int = 1
    strategy: str = "auto"
    refine: int = 0
    constrain: bool = True
    temperature: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    arbitrate: bool = False
    fallback: bool = False

    @property
    def decoding(self) -> Decoding:
        """The settings of the decoder."""
        return Decoding(self.temperature, self.max_tokens, seed=self.seed)

    @property
    def asking(self) -> dict[str, Any]:
        """The arguments of :func:`nesy.ask` that the choice stands for, other than the model itself."""
        names = ("samples", "strategy", "refine", "constrain", "decoding", "arbitrate", "fallback")
        return {name: getattr(self, name) for name in names}

    def to_json(self) -> dict[str, Any]:
        """The choice as JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ModelChoice:
        """The choice that :meth:`to_json` wrote.

        >>> choice = ModelChoice("openai:gpt-5", samples=10, refine=2)
        >>> ModelChoice.from_json(choice.to_json()) == choice
        True
        """
        return cls(**data)
