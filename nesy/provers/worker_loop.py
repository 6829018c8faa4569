"""The child's side of a worker: answers one question after another, and dies with its parent.

This module and those of the engines run in a process of their own; they import as little as they can.
"""

from __future__ import annotations

import fcntl
import math
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

from nesy.provers.frames import read_frame, write_frame

_RETIRE_AFTER = 2000
_RETIRE_KILOBYTES = 400_000
_MAX_STDERR = 1_000_000

Handler = Callable[[dict[str, Any]], Iterator[dict[str, Any]]]
"""Takes a request and yields the parts of its answer, each as soon as it is known."""


def serve(handle: Handler) -> None:
    """Answer the frames on standard input until it is closed.

    An exception of the handler ends the process; the parent reads the reason on standard error.
    """
    source, sink = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_STDERR, _MAX_STDERR))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    write_frame(sink, {"ready": True})
    answered = 0
    while True:
        try:
            request = read_frame(source)
        except EOFError:
            return
        answered += 1
        _bound(request["megabytes"], request["seconds"])
        _die_with_parent(source, True)
        for part in handle(request):
            write_frame(sink, {"part": part})
        _die_with_parent(source, False)
        write_frame(sink, {"retire": answered >= _RETIRE_AFTER or _peak() > _RETIRE_KILOBYTES})


def _bound(megabytes: int, seconds: float) -> None:
    """Bound address space and CPU time; the latter is a backstop for a parent that cannot stop us."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024, hard))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds) + 2, hard))


def _die_with_parent(source: int, armed: bool) -> None:
    """While armed, the kernel ends this process as soon as the parent's end of the pipe is closed.

    The parent sends nothing while a question is open, so any event on the pipe means that it is
    gone. SIGIO's default action ends a process whatever native code it is in.
    """
    flags = fcntl.fcntl(source, fcntl.F_GETFL)
    if armed:
        fcntl.fcntl(source, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(source, fcntl.F_SETFL, flags | os.O_ASYNC if armed else flags & ~os.O_ASYNC)
    if armed and _hung_up(source):
        raise SystemExit(0)


def _hung_up(source: int) -> bool:
    poll = select.poll()
    poll.register(source, select.POLLHUP)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


def _peak() -> int:
    """Peak resident size in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
