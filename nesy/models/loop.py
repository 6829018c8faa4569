"""The event loop on which the models of a process run.

Connections belong to the loop that opened them, so one loop in a thread of its own serves callers
with and without a loop, and outlives each call.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from collections.abc import Coroutine
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")


@lru_cache(maxsize=1)
def _loop(process: int) -> asyncio.AbstractEventLoop:
    """The loop of a process; a forked child gets its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="nesy-models", daemon=True)
    thread.start()
    atexit.register(_stop, process, loop, thread)
    return loop


def _stop(process: int, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    if process != os.getpid():
        return
    loop.call_soon_threadsafe(loop.stop)
    thread.join(timeout=5)
    if not thread.is_alive():
        loop.close()


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result of work on the models' loop. If the wait is interrupted, the work is cancelled.

    Raises:
        RuntimeError: if called on that loop, which would wait for itself.

    >>> async def double(number: int) -> int:
    ...     return 2 * number
    >>> run(double(21))
    42
    """
    loop = _loop(os.getpid())
    if _running() is loop:
        work.close()
        raise RuntimeError("a model cannot wait for its own event loop; await `complete` or `samples` there")
    future = asyncio.run_coroutine_threadsafe(work, loop)
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


async def arun(work: Coroutine[Any, Any, T]) -> T:
    """The result of work on the models' loop, for a caller on any loop."""
    loop = _loop(os.getpid())
    if _running() is loop:
        return await work
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))


def cancel_all() -> None:
    """Cancel all work on the models' loop; those who wait for it see ``CancelledError``."""
    loop = _loop(os.getpid())

    def cancel() -> None:
        for task in asyncio.all_tasks(loop):
            task.cancel()

    loop.call_soon_threadsafe(cancel)


def _running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
