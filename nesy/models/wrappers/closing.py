"""Closing: a model whose grammar-bound samples are whole programs, also where the model was cut off."""

from __future__ import annotations

from dataclasses import replace

from nesy.errors import MissingDependency
from nesy.languages.decoding import Grammar
from nesy.models.base import Call, Sample
from nesy.models.constrained.closer import close
from nesy.models.wrappers.base import Wrapper


class Closing(Wrapper):
    """Completes samples that a grammar bound and that ended for their length.

    A completed sample keeps what was added in ``closed`` and ends for ``stop``. What cannot be completed keeps
    the reason ``length``: a text that follows no prefix of the grammar, one whose end is too far, and every one
    where llguidance is not installed. A character that was cut in half, which shows as U+FFFD, is dropped first.
    """

    async def complete(self, call: Call) -> list[Sample]:
        """The inner model's samples, completed where they were cut off."""
        samples = await self.inner.complete(call)
        grammar = call.decoding.grammar
        return samples if grammar is None else [_whole(sample, grammar) for sample in samples]


def _whole(sample: Sample, grammar: Grammar) -> Sample:
    if sample.finish_reason != "length" or sample.constraint == "none":
        return sample
    text = sample.text.rstrip("\ufffd")
    try:
        end = close(grammar, text)
    except MissingDependency:
        return sample  # it stays marked as cut off
    return sample if end is None else replace(sample, text=text + end, finish_reason="stop", closed=end)
