"""A language model that a test writes: a function from messages and sample index to text."""

import asyncio
from collections.abc import Callable

from nesy.errors import ModelFailed
from nesy.exchange import Message, Usage
from nesy.models.base import Call, Capabilities, LanguageModel, Sample

Script = Callable[[tuple[Message, ...], int], str]


class Scripted(LanguageModel):
    """Replies as its script says, counts and keeps its calls, and fails on demand.

    A script fails a call by raising ``ModelFailed``; ``fails`` does it for calls by their number, from 0.
    """

    def __init__(self, script: Script, *, fails: Callable[[int], bool] | None = None, seconds: float = 0.0):
        self.name = "scripted"
        self.script = script
        self.fails = fails
        self.seconds = seconds
        self.calls: list[Call] = []
        self.samples_given = 0
        self.at_work = 0
        self.most_at_work = 0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(many=True, seed=True, grammars=("scripted",))

    async def complete(self, call: Call) -> list[Sample]:
        number = len(self.calls)
        self.calls.append(call)
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.at_work -= 1
        if self.fails is not None and self.fails(number):
            raise ModelFailed(f"call {number} fails on demand")
        texts = [self.script(call.prompt.messages, i) for i in range(call.first, call.first + call.n)]
        self.samples_given += len(texts)
        bound = "none" if call.decoding.grammar is None else "scripted"
        return [Sample(text, usage=Usage(100 if i == 0 else 0, 10), constraint=bound) for i, text in enumerate(texts)]


def fixed(*texts: str) -> Script:
    """A script by sample index alone; the texts are gone through again and again."""
    return lambda _, index: texts[index % len(texts)]
