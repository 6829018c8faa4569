"""Closing: a model whose grammar-bound samples are whole programs, also where the model was cut off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nesy.errors import MissingDependency
from nesy.languages.decoding import Grammar
from nesy.models.base import Call, Capabilities, LanguageModel, Prompt, Sample
from nesy.models.constrained.closer import close


class Closing(LanguageModel):
    """Completes samples that a grammar bound and that ended for their length.

    A completed sample keeps what was added in ``closed`` and ends for ``stop``. What cannot be completed keeps
    the reason ``length``: a text that follows no prefix of the grammar, one whose end is too far, and every one
    where llguidance is not installed. A character that was cut in half, which shows as U+FFFD, is dropped first.
    """

    def __init__(self, inner: LanguageModel) -> None:
        self.inner = inner
        self.name = inner.name

    @property
    def capabilities(self) -> Capabilities:
        """Those of the inner model."""
        return self.inner.capabilities

    @property
    def identity(self) -> str:
        """That of the inner model."""
        return self.inner.identity

    @property
    def settings(self) -> dict[str, Any]:
        """Those of the inner model."""
        return self.inner.settings

    def samples_by_default(self, prompt: Prompt) -> int:
        """As many as the inner model gives."""
        return self.inner.samples_by_default(prompt)

    async def complete(self, call: Call) -> list[Sample]:
        """The inner model's samples, completed where they were cut off."""
        samples = await self.inner.complete(call)
        grammar = call.decoding.grammar
        return samples if grammar is None else [_whole(sample, grammar) for sample in samples]

    async def aclose(self) -> None:
        """Close the inner model."""
        await self.inner.aclose()


def _whole(sample: Sample, grammar: Grammar) -> Sample:
    if sample.finish_reason != "length" or sample.constraint == "none":
        return sample
    text = sample.text.rstrip("\ufffd")
    try:
        end = close(grammar, text)
    except MissingDependency:
        return sample  # it stays marked as cut off
    return sample if end is None else replace(sample, text=text + end, finish_reason="stop", closed=end)
