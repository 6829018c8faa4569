"""Binding: all that binds one model to grammars, kept as long as the model is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nesy.models.constrained.masks import Masks
from nesy.models.constrained.matcher import Matchers
from nesy.models.constrained.tokenizer import model_tokenizer


class Binding:
    """A model's tokenizer as llguidance reads it, the grammars compiled for it, and their masks.

    Raises:
        Unsupported: if llguidance cannot read the tokenizer.
        MissingDependency: if llguidance is not installed.
    """

    def __init__(self, tokenizer: Any, vocabulary: int, eos: Sequence[int]) -> None:
        self.tokenizer = model_tokenizer(tokenizer, vocabulary, eos)
        self.matchers = Matchers(self.tokenizer)
        self.masks = Masks(self.tokenizer)

    def text(self, tokens: Sequence[int]) -> str:
        """What the matchers have read, without the bytes of an unfinished last character."""
        read: bytes = self.tokenizer.decode_bytes(list(tokens))
        return read.decode("utf-8", errors="ignore")
