"""Masks: which tokens the grammars of a batch of rows allow next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nesy.models.constrained.tokenizer import llguidance


class Masks:
    """The masks of one tokenizer, computed for several matchers at once in threads of llguidance.

    Not for several threads.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._words = (tokenizer.vocab_size + 31) // 32
        self._executor: Any = llguidance().LLExecutor()

    def rule_out(self, scores: Any, matchers: Sequence[Any]) -> None:
        """Set the scores of what the grammars do not allow to minus infinity, in place.

        Args:
            scores: a tensor, matchers x vocabulary.
            matchers: the rows' matchers, in the same order.
        """
        import numpy as np
        import torch
        from llguidance.numpy import fill_next_token_bitmask_par

        bits = np.zeros((len(matchers), self._words), dtype=np.int32)
        fill_next_token_bitmask_par(self._executor, [(m, i) for i, m in enumerate(matchers)], bits)
        marks = np.unpackbits((~bits).view(np.uint8), axis=1, count=scores.shape[1], bitorder="little")
        scores.masked_fill_(torch.from_numpy(marks.view(np.bool_)).to(scores.device), float("-inf"))

    def consume(self, matchers: Sequence[Any], tokens: Sequence[int]) -> None:
        """Let each matcher read the token that its row goes on with; one that cannot is in an error state then."""
        self._executor.consume_token_par(list(zip(matchers, tokens, strict=True)))
