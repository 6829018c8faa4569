"""Bounded: at most so many calls at work at one time."""

from __future__ import annotations

import asyncio

from nesy.models.base import Call, LanguageModel, Sample
from nesy.models.wrappers.base import Wrapper


class Bounded(Wrapper):
    """A model of which at most ``limit`` calls are at work at one time; others wait, first come, first served.

    Args:
        inner: the model.
        limit: the number of calls.

    Raises:
        ValueError: if the limit lets no call through.
    """

    def __init__(self, inner: LanguageModel, limit: int) -> None:
        if limit < 1:
            raise ValueError(f"the number of calls at one time is 1 or more, not {limit}")
        super().__init__(inner)
        self.limit = limit
        self._slots: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    async def complete(self, call: Call) -> list[Sample]:
        """The inner model's samples, as soon as there is room for the call."""
        async with self._here():
            return await self.inner.complete(call)

    def _here(self) -> asyncio.Semaphore:
        """The slots on the running event loop; a forked process has a loop of its own."""
        loop = asyncio.get_running_loop()
        if self._slots is None or self._slots[0] is not loop:
            self._slots = (loop, asyncio.Semaphore(self.limit))
        return self._slots[1]
