"""A writer of modules that replies from recordings: by task and attempt, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter

from nesy.bench.growth.completions import Completions, Reply
from nesy.models.base import Call, Capabilities, LanguageModel, Sample
from nesy.modules.signature import Signature


class RecordedWriter(LanguageModel):
    """Replies to one task after the other; :meth:`begin` names the next.

    Args:
        completions: what it may say.
    """

    def __init__(self, completions: Completions) -> None:
        self.name = "recorded-writer"
        self.replies: list[Reply] = []
        """What was said to the task at hand."""
        self._completions = completions
        self._signature: Signature | None = None
        self._chance = random.Random()  # noqa: S311 - replies, not secrets

    @property
    def capabilities(self) -> Capabilities:
        """One sample a call, not bound by grammars."""
        return Capabilities(replays=True)

    def begin(self, signature: Signature, seed: str) -> None:
        """Take a task; its replies depend on the seed alone."""
        self.replies = []
        self._signature, self._chance = signature, random.Random(seed)  # noqa: S311 - the same

    async def complete(self, call: Call) -> list[Sample]:
        """The reply for the attempt that the conversation has come to."""
        assert self._signature is not None, "begin() names the task"  # noqa: S101 - the benchmark's own order
        attempt = Counter(message.role for message in call.prompt.messages)["assistant"]
        samples = []
        for _ in range(call.n):
            reply = self._completions.draw(self._signature, attempt, self._chance)
            self.replies.append(reply)
            samples.append(Sample(f"```python\n{reply.text}\n```"))
        return samples


class OneReply(LanguageModel):
    """A writer that says one thing.

    Args:
        source: what it says.
    """

    def __init__(self, source: str) -> None:
        self.name = "recorded-writer"
        self._text = f"```python\n{source}\n```"

    @property
    def capabilities(self) -> Capabilities:
        """Fixed samples, not bound by grammars."""
        return Capabilities(many=True, replays=True)

    async def complete(self, call: Call) -> list[Sample]:
        """The one reply, ``n`` times."""
        return [Sample(self._text)] * call.n
