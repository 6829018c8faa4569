"""Encoding: examples as tokens, exactly as a local model is prompted later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nesy.exchange import Message
from nesy.models.local.rendering import prompt_tokens
from nesy.training.pair import Pair

IGNORED = -100
"""The label of a token that is no part of the program."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example as tokens."""

    prompt: tuple[int, ...]
    target: tuple[int, ...]
    """The program's tokens with the one that ends it."""

    @property
    def length(self) -> int:
        """All tokens."""
        return len(self.prompt) + len(self.target)

    def features(self, seq2seq: bool) -> dict[str, list[int]]:
        """The inputs and labels of a model; only the program's tokens are learnt."""
        if seq2seq:
            return {"input_ids": [*self.prompt], "labels": [*self.target]}
        ids = [*self.prompt, *self.target]
        return {"input_ids": ids, "labels": [IGNORED] * len(self.prompt) + [*self.target]}


def encode(tokenizer: Any, pair: Pair) -> Example:
    """The tokens of an example: the text as the user's only message, the program as the reply.

    Raises:
        ModelFailed: if the tokenizer's chat template refuses a single message.
    """
    prompt = prompt_tokens(tokenizer, (Message("user", pair.text),))
    target = tokenizer(pair.program, add_special_tokens=False)["input_ids"]
    return Example(tuple(prompt), (*target, tokenizer.eos_token_id))


def missing_symbols(tokenizer: Any, symbols: Iterable[str]) -> list[str]:
    """The characters that a tokenizer cannot spell."""
    return [c for c in symbols if c not in tokenizer.decode(tokenizer(c, add_special_tokens=False)["input_ids"])]


@dataclass(frozen=True, slots=True)
class Collator:
    """Pads examples to the longest of a batch, at their ends."""

    pad: int

    def __call__(self, features: Sequence[dict[str, list[int]]]) -> dict[str, Any]:
        """The batch as tensors, examples x tokens."""
        import torch

        ids = [f["input_ids"] for f in features]
        labels = [f["labels"] for f in features]
        return {
            "input_ids": torch.tensor(_padded(ids, self.pad)),
            "attention_mask": torch.tensor(_padded([[1] * len(row) for row in ids], 0)),
            "labels": torch.tensor(_padded(labels, IGNORED)),
        }


def _padded(rows: Sequence[list[int]], value: int) -> list[list[int]]:
    width = max(map(len, rows))
    return [row + [value] * (width - len(row)) for row in rows]
