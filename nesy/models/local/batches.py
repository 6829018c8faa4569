"""Batches: gathers rows that wait at the same time, and has one thread draw them together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from nesy.errors import ModelFailed, NesyError
from nesy.models.base import Sample
from nesy.models.local.generation import Outcome
from nesy.models.local.row import Row

_PAUSE = 0.005


@dataclass(eq=False, slots=True)
class _Waiting:
    row: Row
    sample: asyncio.Future[Sample]


class Batches:
    """Draws rows in batches. All but the drawing itself happens on one event loop.

    Args:
        draw: draws a batch; it runs in the only thread there is.
        size: the most rows of a batch.
    """

    def __init__(self, draw: Callable[[Sequence[Row]], list[Outcome]], size: int) -> None:
        self._draw = draw
        self._size = size
        self._waiting: list[_Waiting] = []
        self._running: list[_Waiting] = []
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="nesy-local-model")
        self._task: asyncio.Task[None] | None = None

    async def samples(self, rows: Sequence[Row]) -> list[Sample]:
        """The rows' samples. If the wait is cancelled or one row fails, the rows left are given up.

        Raises:
            ModelFailed: if a sample cannot be drawn.
        """
        loop = asyncio.get_running_loop()
        waiting = [_Waiting(row, loop.create_future()) for row in rows]
        self._waiting += waiting
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._work())
        try:
            return await asyncio.gather(*(w.sample for w in waiting))
        finally:
            _give_up(waiting)

    async def close(self) -> None:
        """Give up what waits or runs, and end the thread."""
        for w in (*self._waiting, *self._running):
            if not w.sample.done():
                w.sample.set_exception(ModelFailed("the model was closed while it was at work"))
        _give_up([*self._waiting, *self._running])
        if self._task is not None:
            await self._task
        await asyncio.to_thread(self._worker.shutdown)

    async def _work(self) -> None:
        while self._waiting:
            await self._gather()
            batch = [w for w in self._waiting if not w.row.cancelled]
            self._running, self._waiting = batch[: self._size], batch[self._size :]
            if self._running:
                job = self._worker.submit(self._draw, [w.row for w in self._running])
                await asyncio.wait([asyncio.wrap_future(job)])
                _settle(self._running, job)
                self._running = []

    async def _gather(self) -> None:
        """Wait until the batch is full or nothing more has come for a moment."""
        seen = 0
        while seen < len(self._waiting) < self._size:
            seen = len(self._waiting)
            await asyncio.sleep(_PAUSE)


def _give_up(waiting: Sequence[_Waiting]) -> None:
    for w in waiting:
        w.row.cancelled = True
        w.sample.cancel()
        if w.sample.done() and not w.sample.cancelled():
            w.sample.exception()


def _settle(batch: Sequence[_Waiting], job: Future[list[Outcome]]) -> None:
    failure = job.exception()
    outcomes: list[Outcome] = [_failed(failure)] * len(batch) if failure is not None else job.result()
    for w, outcome in zip(batch, outcomes, strict=True):
        if w.sample.done():
            continue
        if isinstance(outcome, NesyError):
            w.sample.set_exception(outcome)
        elif outcome is not None:
            w.sample.set_result(outcome)


def _failed(err: BaseException) -> NesyError:
    if isinstance(err, NesyError):
        return err
    failure = ModelFailed(f"the model broke down while it was at work: {type(err).__name__}: {err}")
    failure.__cause__ = err
    return failure
