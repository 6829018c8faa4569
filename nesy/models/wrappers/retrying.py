"""Retrying: tries a call again after a failure that may pass."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import SystemRandom

from nesy.errors import ModelFailed
from nesy.models.base import Call, LanguageModel, Sample
from nesy.models.wrappers.base import Wrapper

PATIENCE = 300.0
"""Seconds; a server that asks for a longer wait is given up."""


class Retrying(Wrapper):
    """A model whose calls are tried again, after longer and longer waits, while their failure may pass.

    Wait ``k`` is drawn evenly from 0 to ``min(most, base * 2 ** k)`` seconds ("full jitter", Brooker 2015), so that
    calls that failed together don't come back together; it is never shorter than the server asks for. A call for
    several samples of a model that draws them one at a time is tried sample by sample, so that what was drawn is
    kept.

    Args:
        inner: the model.
        retries: tries after the first one.
        base: seconds of the first wait at most.
        most: seconds of any wait at most.
        sleep: what waits.

    Raises:
        ValueError: if a number is negative.
    """

    def __init__(
        self,
        inner: LanguageModel,
        retries: int,
        base: float = 0.5,
        most: float = 60.0,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        if min(retries, base, most) < 0:
            raise ValueError("retries and waits are 0 or more")
        super().__init__(inner)
        self.retries, self.base, self.most = retries, base, most
        self._sleep, self._uniform = sleep, SystemRandom().uniform

    async def complete(self, call: Call) -> list[Sample]:
        """The inner model's samples.

        Raises:
            ModelFailed: if they cannot be had, or not within the tries; the last failure says how many there were.
        """
        if call.n == 1 or self.inner.capabilities.many:
            return await self._tried(call)
        parts = [call.part(call.first + i, 1) for i in range(call.n)]
        done = await asyncio.gather(*map(self._tried, parts), return_exceptions=True)
        for result in done:
            if isinstance(result, BaseException):
                raise result
        return [sample for result in done if not isinstance(result, BaseException) for sample in result]

    async def _tried(self, call: Call) -> list[Sample]:
        for tries in range(1, self.retries + 2):
            try:
                return await self.inner.complete(call)
            except ModelFailed as err:
                if not err.transient:
                    raise
                if tries > self.retries or (err.retry_after or 0.0) > PATIENCE:
                    raise _given_up(err, tries) from err
                wait = self._wait(tries - 1, err.retry_after)
            await self._sleep(wait)
        raise AssertionError("unreachable")

    def _wait(self, failures: int, least: float | None) -> float:
        """Seconds to wait after so many failures before this one."""
        longest = min(self.most, self.base * 2.0 ** min(failures, 64))
        return max(least or 0.0, self._uniform(0.0, longest))


def _given_up(err: ModelFailed, tries: int) -> ModelFailed:
    """The last failure, with the number of tries; its own wait, if that is what was too long."""
    asks = f"; it asks to be called again in {err.retry_after:g} s" if (err.retry_after or 0.0) > PATIENCE else ""
    after = f" (tried {tries} times)" if tries > 1 else ""
    return ModelFailed.passing(f"{err.message}{after}{asks}", retry_after=err.retry_after, hint=err.hint)
