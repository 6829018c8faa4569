"""Generation: samples for a batch of rows, in one run of the model."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Any

from nesy.errors import ModelFailed, NesyError
from nesy.exchange import Message, Usage
from nesy.models.base import Sample
from nesy.models.constrained.binding import Binding
from nesy.models.local.reading import read
from nesy.models.local.rendering import prompt_tokens
from nesy.models.local.row import Progress, Row
from nesy.models.local.stepper import Stepper
from nesy.models.local.text import text_of
from nesy.models.local.weights import Weights

Outcome = Sample | NesyError | None
"""A sample, why there is none, or None for a row that was cancelled."""


class Generation:
    """Draws samples from a model in memory. It serves one thread."""

    def __init__(self, weights: Weights, max_tokens: int) -> None:
        self._weights = weights
        self._max_tokens = max_tokens
        self._binding: Binding | None = None

    def draw(self, rows: Sequence[Row]) -> list[Outcome]:
        """What becomes of each row. Memory that runs out halves the batch, down to single rows."""
        try:
            return self._draw(rows)
        except (RuntimeError, MemoryError) as err:
            if isinstance(err, NesyError) or not _out_of_memory(err):
                raise
            shortage = str(err).partition("\n")[0]
        gc.collect()
        give_back_memory()
        if len(rows) == 1:
            return [
                ModelFailed(
                    f"the memory does not suffice for a single sample: {shortage}",
                    hint="ask for fewer tokens (max_tokens), or load the model with dtype='bfloat16'",
                )
            ]
        half = (len(rows) + 1) // 2
        return [*self.draw(rows[:half]), *self.draw(rows[half:])]

    def _draw(self, rows: Sequence[Row]) -> list[Outcome]:
        started = self._started(rows)
        going = [p for p in started if isinstance(p, Progress)]
        if going:
            self._run(going)
        return [self._outcome(p) if isinstance(p, Progress) else p for p in started]

    def _started(self, rows: Sequence[Row]) -> list[Progress | NesyError | None]:
        """The rows with their prompts read; rows of one conversation share one reading."""
        read: dict[tuple[Message, ...], list[int]] = {}
        started: list[Progress | NesyError | None] = []
        for row in rows:
            try:
                if row.messages not in read:
                    read[row.messages] = prompt_tokens(self._weights.tokenizer, row.messages)
                started.append(None if row.cancelled else self._start(row, read[row.messages]))
            except NesyError as err:
                started.append(err)
        return started

    def _start(self, row: Row, prompt: list[int]) -> Progress:
        limit = row.decoding.max_tokens or self._max_tokens
        context = self._weights.context
        if context is not None:
            taken = 1 if self._weights.seq2seq else len(prompt)
            if len(prompt) > context or taken >= context:
                raise ModelFailed(
                    f"the prompt has {len(prompt)} tokens, and the model attends to {context}",
                    hint="shorten the problem or the prompt's examples",
                )
            limit = min(limit, context - taken)
        grammar = row.decoding.grammar
        return Progress(row, prompt, limit, self._bound().matchers.start(grammar) if grammar else None)

    def _bound(self) -> Binding:
        if self._binding is None:
            weights = self._weights
            self._binding = Binding(weights.tokenizer, weights.vocabulary, weights.eos)
        return self._binding

    def _run(self, rows: Sequence[Progress]) -> None:
        """Let the model write all rows to their ends."""
        import torch

        stepper = Stepper(self._weights, rows, self._binding)
        with torch.inference_mode():
            self._weights.model.generate(
                **read([row.prompt for row in rows], self._weights),
                max_new_tokens=max(row.limit for row in rows),
                logits_processor=_listed("LogitsProcessorList", stepper.process),
                stopping_criteria=_listed("StoppingCriteriaList", stepper.ended),
            )

    def _outcome(self, row: Progress) -> Outcome:
        if row.error is not None or row.finish == "cancelled":
            return row.error
        asked = row.row.decoding
        return Sample(
            text_of(row, self._weights, self._binding),
            row.finish,
            row.logprob if asked.logprobs else None,
            Usage(len(row.prompt) if row.row.first else 0, len(row.tokens)),
            "none" if row.matcher is None else "llguidance",
        )


def _listed(kind: str, function: Callable[..., Any]) -> Any:
    import transformers

    return getattr(transformers, kind)([function])


def _out_of_memory(err: BaseException) -> bool:
    import torch

    said = str(err).lower()
    return isinstance(err, (MemoryError, torch.OutOfMemoryError)) or any(
        phrase in said for phrase in ("out of memory", "can't allocate memory", "not enough memory")
    )


def give_back_memory() -> None:
    """Return what torch keeps on an accelerator for later use."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
