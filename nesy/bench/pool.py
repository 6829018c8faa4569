"""Answers items in several worker processes; one that crashes or hangs costs its item and nothing else."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from nesy.bench.item import Item
from nesy.bench.result import Result
from nesy.bench.settings import RunSettings
from nesy.errors import MissingDependency, ProverFailed
from nesy.provers.frames import read_frame, write_frame
from nesy.verdict import Status

_BOOT: Final = "import sys; sys.path.append(sys.argv[1]); from nesy.bench.worker import main; main()"
_CHUNK: Final = 16
_START_SECONDS: Final = 60.0
_GRACE_SECONDS: Final = 60.0
"""What an item may take beyond the limit that the engine itself keeps."""


def run_parallel(items: Sequence[Item], settings: RunSettings, workers: int) -> Iterator[Result]:
    """The results of the items, as they come in, from a number of worker processes.

    The workers end when the iterator does, and when this process does, even if it is killed.

    Raises:
        MissingDependency: if no item can be answered on this machine.
        ProverFailed: if no worker comes up.
    """
    waiting = deque(items)
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
        crew = [_Worker(settings) for _ in range(min(workers, len(items)))]
        for worker in crew:
            stack.callback(worker.kill)
        for worker in crew:
            worker.await_ready()
            selector.register(worker.fd, selectors.EVENT_READ, worker)
            worker.give(_take(waiting, workers))
        while any(worker.open for worker in crew):
            for worker in _ready(selector, crew):
                yield from worker.collect()
                if not worker.open and worker.alive and waiting:
                    worker.give(_take(waiting, workers))
                elif not worker.alive:
                    selector.unregister(worker.fd)
                    waiting.extendleft(reversed(worker.open))
                    worker.open.clear()
                    if waiting:
                        worker.restart()
                        selector.register(worker.fd, selectors.EVENT_READ, worker)
                        worker.give(_take(waiting, workers))


def _take(waiting: deque[Item], workers: int) -> list[Item]:
    """The next items for one worker: fewer towards the end, so that all finish together."""
    size = max(1, min(_CHUNK, len(waiting) // (4 * workers)))
    return [waiting.popleft() for _ in range(min(size, len(waiting)))]


def _ready(selector: selectors.BaseSelector, crew: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have something to say, or are past their time."""
    events = selector.select(timeout=1.0)
    now = time.monotonic()
    ready = [key.data for key, _ in events]
    return ready + [w for w in crew if w.open and now > w.deadline and w not in ready]


class _Worker:
    """One child process with the items that it has been given and has not answered yet."""

    def __init__(self, settings: RunSettings) -> None:
        self._settings = settings
        self.open: deque[Item] = deque()
        self.alive = False
        self.deadline = 0.0
        self._start()

    def _start(self) -> None:
        root = str(Path(__file__).parents[2])
        # A pipe that nobody writes to: it closes when this process ends, however it ends.
        theirs, self._lifeline = os.pipe()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-c", _BOOT, root, str(theirs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(theirs,),
            start_new_session=True,
            bufsize=0,
        )
        os.close(theirs)
        assert self._process.stdin and self._process.stdout  # noqa: S101 - both are PIPE
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self.fd = self._stdout.fileno()
        self.alive = True
        write_frame(self._stdin.fileno(), self._settings.to_json())

    def await_ready(self) -> None:
        try:
            read_frame(self.fd, time.monotonic() + _START_SECONDS)
        except (EOFError, TimeoutError) as err:
            self.kill()
            raise ProverFailed("a worker of the run did not start") from err

    def restart(self) -> None:
        self.kill()
        self._start()
        self.await_ready()

    def give(self, items: Sequence[Item]) -> None:
        self.open.extend(items)
        self._extend_deadline()
        # A worker that has died meanwhile shows itself when its answers are collected.
        with contextlib.suppress(BrokenPipeError):
            write_frame(self._stdin.fileno(), [item.to_json() for item in items])

    def _extend_deadline(self) -> None:
        if self.open:
            programs = max(1, len(self.open[0].samples))
            self.deadline = time.monotonic() + programs * self._settings.seconds + _GRACE_SECONDS

    def collect(self) -> Iterator[Result]:
        """What the worker has answered: one result, or what its end means for the item it was at."""
        late = bool(self.open) and time.monotonic() > self.deadline
        try:
            frame: dict[str, Any] = read_frame(self.fd, time.monotonic() if late else None)
        except (EOFError, TimeoutError):
            yield from self._lost(late)
            return
        if "missing" in frame:
            raise MissingDependency(frame["missing"], hint=frame["hint"])
        self.open.popleft()
        self._extend_deadline()
        yield Result.from_json(frame["result"])

    def _lost(self, late: bool) -> Iterator[Result]:
        self.kill()
        if not self.open:
            return
        code = self._process.returncode
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"exited with {code}"
        item = self.open.popleft()
        if late:
            reason = f"the worker was {_GRACE_SECONDS:g} s over the limit and was ended"
            yield Result.failed(item, Status.TIMEOUT, reason, "WorkerLate")
        else:
            yield Result.failed(item, Status.GAVE_UP, f"the worker process {how}", "WorkerDied")

    def kill(self) -> None:
        """End the process and whatever it has started in its own process group, and reap it."""
        if not self.alive:
            return
        self.alive = False
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._lifeline)
        self._stdin.close()
        self._stdout.close()
