"""Worker processes that are kept warm, bounded in time and memory, and killed when over a bound."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

from nesy.errors import ProverFailed
from nesy.provers.base import Limits
from nesy.provers.frames import read_frame, write_frame
from nesy.verdict import Status

_START_SECONDS = 60.0
_BOOT = "import sys, importlib; sys.path.append(sys.argv[1]); importlib.import_module(sys.argv[2]).main()"
_OUT_OF_MEMORY = ("MemoryError", "out of memory", "bad_alloc", "max. memory exceeded")
_Z3_MEMOUT_EXIT = 101


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a question was not answered: the status to report and the limit that fired."""

    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answered: all the parts that arrived, and why no more came."""

    parts: dict[str, Any] = field(default_factory=dict)
    stopped: Stopped | None = None


class Worker:
    """One child process in a process group of its own, which runs an engine's ``main``.

    Args:
        module: the dotted name of the engine's module, such as ``nesy.provers.z3_worker``.

    Raises:
        ProverFailed: if the process does not come up.
    """

    __slots__ = ("__weakref__", "_errors", "_lifeline", "_process", "_stdin", "_stdout", "module")

    def __init__(self, module: str) -> None:
        self.module = module
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by kill()
        root = str(Path(__file__).parents[2])
        theirs, self._lifeline = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-c", _BOOT, root, module, str(theirs)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                start_new_session=True,
                pass_fds=(theirs,),
                bufsize=0,
            )
        finally:
            os.close(theirs)
        assert self._process.stdin and self._process.stdout  # noqa: S101 - both are PIPE
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        os.set_blocking(self._stdin.fileno(), False)
        self._await_ready()

    @property
    def pid(self) -> int:
        """Process id, which is also the id of its process group."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def _await_ready(self) -> None:
        try:
            read_frame(self._stdout.fileno(), time.monotonic() + _START_SECONDS)
        except (EOFError, TimeoutError) as err:
            said = self._last_words()
            self.kill()
            raise ProverFailed(f"the worker {self.module} did not start: {said}") from err

    def ask(self, request: dict[str, Any], limits: Limits) -> tuple[Reply, bool]:
        """Send one question and collect the parts of its answer.

        Returns:
            The reply, and whether the worker can be used again.
        """
        parts: dict[str, Any] = {}
        deadline = time.monotonic() + limits.seconds
        bounds = {"seconds": limits.seconds, "megabytes": limits.megabytes, "rlimit": limits.rlimit}
        try:
            write_frame(self._stdin.fileno(), {**request, **bounds}, deadline)
            while True:
                frame = read_frame(self._stdout.fileno(), deadline)
                if "retire" in frame:
                    return Reply(parts), not frame["retire"]
                parts.update(frame["part"])
        except TimeoutError:
            reason = f"wall limit of {limits.seconds:g} s"
            return Reply(parts, Stopped(Status.TIMEOUT, reason)), False
        except (EOFError, BrokenPipeError):
            return Reply(parts, self._post_mortem(limits)), False

    def _post_mortem(self, limits: Limits) -> Stopped:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        code, said = self._process.returncode, self._last_words()
        if code == _Z3_MEMOUT_EXIT or any(words in said for words in _OUT_OF_MEMORY):
            return Stopped(Status.MEMORY_OUT, f"memory limit of {limits.megabytes} MB")
        if code == -signal.SIGXCPU:
            return Stopped(Status.TIMEOUT, f"CPU limit of about {limits.seconds:g} s")
        how = f"was ended by {signal.Signals(-code).name}" if code is not None and code < 0 else f"exited with {code}"
        return Stopped(Status.GAVE_UP, f"the worker {self.module} {how}" + (f": {said}" if said else ""))

    def _last_words(self) -> str:
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - 4000))
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1][:400] if lines else ""

    def stop(self) -> None:
        """End the whole process group, from any thread; whoever waits for an answer sees the pipe close."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End the whole process group, reap it and close the pipes."""
        self.stop()
        self._process.wait()
        self._close()

    def forget(self) -> None:
        """Drop a worker that belongs to another process: called in the child of a fork."""
        self._process.returncode = 0  # not our child: Popen must neither wait for it nor warn about it
        self._close()

    def _close(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        for stream in (self._stdin, self._stdout, self._errors):
            with contextlib.suppress(OSError):
                stream.close()


class Pool:
    """Keeps workers warm between questions; safe to use from several threads and after a fork.

    Args:
        size: workers that may run at the same time; more questions wait. By default one per core.

    >>> with Pool() as pool:
    ...     reply = pool.ask("nesy.provers.z3_worker", {"op": "version"}, Limits(seconds=5))
    >>> reply.stopped, sorted(reply.parts)
    (None, ['version'])
    """

    def __init__(self, size: int | None = None) -> None:
        self._size = size or os.cpu_count() or 1
        self._reset()
        after_fork = weakref.WeakMethod(self._forget)
        os.register_at_fork(after_in_child=lambda: (method := after_fork()) and method())

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(self._size)
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._closed = False

    def ask(self, module: str, request: dict[str, Any], limits: Limits) -> Reply:
        """Put one question to a worker of the module; a worker that is over a limit is killed.

        Waiting for a free worker and starting one do not count against the limits.

        Raises:
            ProverFailed: if the worker does not come up or the pool is closed.
        """
        with self._lease(module) as lease:
            lease.reply, lease.reusable = lease.worker.ask(request, limits)
        return lease.reply

    def warm(self, module: str) -> None:
        """Start a worker of the module now, so that the first question finds it running."""
        with self._lease(module) as lease:
            lease.reusable = True

    def pids(self) -> tuple[int, ...]:
        """The process ids of all workers, idle and busy."""
        with self._lock:
            return tuple(w.pid for w in (*self._idle, *self._busy))

    @contextlib.contextmanager
    def _lease(self, module: str) -> Iterator[_Lease]:
        with self._slots:
            lease = _Lease(self._take(module))
            try:
                yield lease
            finally:
                self._give_back(lease)

    def _take(self, module: str) -> Worker:
        while True:
            with self._lock:
                if self._closed:
                    raise ProverFailed("the pool of workers is closed", hint="make a new Pool")
                worker = next((w for w in reversed(self._idle) if w.module == module), None)
                if worker is not None:
                    self._idle.remove(worker)
                    self._busy.add(worker)
            if worker is None:
                return self._start(module)
            if worker.alive:
                return worker
            self._give_back(_Lease(worker))

    def _start(self, module: str) -> Worker:
        worker = Worker(module)
        with self._lock:
            closed = self._closed
            self._busy.add(worker)
        if closed:
            worker.stop()
        return worker

    def _give_back(self, lease: _Lease) -> None:
        with self._lock:
            self._busy.discard(lease.worker)
            kept = lease.reusable and not self._closed
            if kept:
                self._idle.append(lease.worker)
        if not kept:
            lease.worker.kill()

    def close(self) -> None:
        """End all workers, those at work included; the pool takes no more questions."""
        with self._lock:
            self._closed = True
            idle, busy = [*self._idle], [*self._busy]
            self._idle.clear()
        for worker in idle:
            worker.kill()
        for worker in busy:
            worker.stop()

    def _forget(self) -> None:
        workers = [*self._idle, *self._busy]
        self._reset()
        for worker in workers:
            worker.forget()

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(slots=True)
class _Lease:
    """A worker in use; it is killed on return unless the question ended well."""

    worker: Worker
    reply: Reply = field(default_factory=Reply)
    reusable: bool = False


@lru_cache(maxsize=1)
def shared_pool() -> Pool:
    """The pool of this process, closed at exit."""
    pool = Pool()
    atexit.register(pool.close)
    return pool
