"""The desk of a sample file: a thread that reads and writes it, and the samples that are being fetched."""

from __future__ import annotations

import asyncio
import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

from nesy.models.base import Sample
from nesy.models.wrappers.sample_file import Kept, SampleFile

T = TypeVar("T")

Flight: TypeAlias = "asyncio.Future[Sample | None]"
"""A sample that is being fetched; None if whoever fetches it gave up."""


class SampleDesk:
    """One file in one process. All but the constructor is called on the models' event loop.

    The file is closed with :meth:`close`, or else when the desk is no longer used.

    Raises:
        FileMissing: if the file cannot be opened or made.
        BadDataFile: if it is no file of samples.
    """

    def __init__(self, path: Path) -> None:
        self.flights: dict[bytes, Flight] = {}
        """The samples that are being fetched, by their keys."""
        self._process = os.getpid()
        self._file = SampleFile(path)
        self._thread = ThreadPoolExecutor(1, "nesy-cache")
        self._dispose = weakref.finalize(self, _dispose, self._process, self._thread, self._file)

    def here(self) -> SampleDesk:
        """The desk itself, or a new one for the file if it was closed or belongs to the parent process."""
        usable = self._dispose.alive and self._process == os.getpid()
        return self if usable else SampleDesk(self._file.path)

    async def read(self, keys: Sequence[bytes]) -> dict[bytes, Sample]:
        """The samples of those keys that the file holds.

        Raises:
            BadDataFile: if the file is damaged.
            ModelFailed: if it cannot be used.
        """
        return await self._done(lambda: self._file.read(keys)) if keys else {}

    async def write(self, kept: Sequence[Kept]) -> None:
        """Add samples. They are written even if whoever waits is cancelled.

        Raises:
            BadDataFile: if the file is damaged.
            ModelFailed: if it cannot be used.
        """
        await self._done(lambda: self._file.write(kept))

    @contextmanager
    def fetching(self, keys: Iterable[bytes]) -> Iterator[dict[bytes, Flight]]:
        """A flight for each key, to be settled inside; one that was not is given up at the end."""
        loop = asyncio.get_running_loop()
        flights: dict[bytes, Flight] = {key: loop.create_future() for key in keys}
        self.flights |= flights
        try:
            yield flights
        finally:
            for key, flight in flights.items():
                del self.flights[key]
                if not flight.done():
                    flight.set_result(None)
                flight.exception()  # asked for here, since nobody else may be waiting

    async def close(self) -> None:
        """Close the file when what is under way is written. The desk can be left open, too."""
        if self._dispose.alive and self._process == os.getpid():
            await self._done(self._file.close)
            self._dispose()

    async def _done(self, work: Callable[[], T]) -> T:
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))


def _dispose(process: int, thread: ThreadPoolExecutor, file: SampleFile) -> None:
    """Let go of the thread and the file; a forked child leaves its parent's alone."""
    if process == os.getpid():
        thread.shutdown(wait=False)
        file.close()
