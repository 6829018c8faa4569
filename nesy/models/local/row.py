"""Row: one sample that a local model has to draw, and how far it has come."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from nesy.errors import NesyError
from nesy.exchange import Message
from nesy.models.base import Decoding


@dataclass(eq=False, slots=True)
class Row:
    """One sample to be drawn. It can be cancelled from any thread."""

    messages: tuple[Message, ...]
    decoding: Decoding
    seed: int
    """What its tokens are drawn with, whatever other rows are drawn with it."""
    first: bool = True
    """True for the first sample of its call, which counts the prompt's tokens."""
    cancelled: bool = False


@dataclass(eq=False, slots=True)
class Progress:
    """A row while it is drawn."""

    row: Row
    prompt: list[int]
    """The tokens of the conversation."""
    limit: int
    """How many tokens may be written."""
    matcher: Any = None
    """The grammar's matcher, the row's own; None if nothing binds it."""
    tokens: list[int] = field(default_factory=list)
    """The tokens written, with the one that ended the text."""
    logprob: float = 0.0
    finish: str = ""
    """Why it ended: ``stop``, ``length``, ``cancelled`` or ``failed``; empty as long as it goes on."""
    error: NesyError | None = None
    draw: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.row.seed)  # noqa: S311 (samples, not secrets)

    def fail(self, error: NesyError) -> None:
        """End the row without a sample."""
        self.error, self.finish = error, "failed"
