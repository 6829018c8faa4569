"""Masks: which tokens the grammars of a batch of rows allow next."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from nesy.models.constrained.tokenizer import llguidance


class Masks:
    """The masks of one tokenizer, computed for several matchers at once in threads of llguidance.

    Once tokens are consumed, the next masks are computed beside the model's next pass. Not for several threads.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._words = (tokenizer.vocab_size + 31) // 32
        self._executor: Any = llguidance().LLExecutor()
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="nesy-masks")
        self._ahead: tuple[tuple[Any, ...], Future[Any]] | None = None

    def rule_out(self, scores: Any, rows: Sequence[int], matchers: Sequence[Any]) -> None:
        """Set the scores of what the grammars do not allow to minus infinity, in place.

        Args:
            scores: a tensor, rows x vocabulary.
            rows: the rows that are bound.
            matchers: their matchers, in the same order.
        """
        import numpy as np
        import torch

        bits = ~self._bits(tuple(matchers))
        marks = np.unpackbits(bits.view(np.uint8), axis=1, count=scores.shape[1], bitorder="little")
        banned = torch.from_numpy(marks.view(np.bool_)).to(scores.device)
        if len(rows) == scores.shape[0]:
            scores.masked_fill_(banned, float("-inf"))
        else:
            scores[list(rows)] = scores[list(rows)].masked_fill(banned, float("-inf"))

    def consume(self, matchers: Sequence[Any], tokens: Sequence[int]) -> None:
        """Let each matcher read the token that its row goes on with; one that cannot is in an error state then."""
        self._executor.consume_token_par(list(zip(matchers, tokens, strict=True)))

    def prepare(self, matchers: Sequence[Any]) -> None:
        """Begin to compute the masks that these matchers will be asked for next."""
        held = tuple(matchers)
        self._ahead = (held, self._aside.submit(self._computed, held)) if held else None

    def close(self) -> None:
        """End the thread."""
        self._ahead = None
        self._aside.shutdown()

    def _bits(self, matchers: tuple[Any, ...]) -> Any:
        """Which tokens are allowed, matchers x words of 32 tokens."""
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return self._computed(matchers)
        held, bits = ahead[0], ahead[1].result()
        place = {id(m): i for i, m in enumerate(held)}
        if not all(id(m) in place for m in matchers):
            return self._computed(matchers)
        return bits if len(held) == len(matchers) else bits[[place[id(m)] for m in matchers]]

    def _computed(self, matchers: tuple[Any, ...]) -> Any:
        import numpy as np
        from llguidance.numpy import fill_next_token_bitmask_par

        bits = np.zeros((len(matchers), self._words), dtype=np.int32)
        fill_next_token_bitmask_par(self._executor, [(m, i) for i, m in enumerate(matchers)], bits)
        return bits
