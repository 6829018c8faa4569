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
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nesy.provers.frames import read_frame, write_frame

_RETIRE_AFTER = 2000
_RETIRE_KILOBYTES = 400_000
_MAX_STDERR = 1_000_000
_STATUS = Path("/proc/self/status")

Handler = Callable[[dict[str, Any]], Iterator[dict[str, Any]]]
"""Takes a request and yields the parts of its answer, each as soon as it is known."""


def serve(handle: Handler) -> None:
    """Answer the frames on standard input until it is closed.

    The last argument of the command line is the descriptor of the lifeline, a pipe that the parent
    never writes to. An exception of the handler ends the process; the parent reads the reason on
    standard error.
    """
    _die_with_parent(int(sys.argv[-1]))
    source, sink = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_STDERR, _MAX_STDERR))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write_frame(sink, {"ready": True})
    answered = 0
    while True:
        try:
            request = read_frame(source)
        except EOFError:
            return
        answered += 1
        _bound(request["megabytes"], request["seconds"])
        for part in handle(request):
            write_frame(sink, {"part": part})
        write_frame(sink, {"retire": answered >= _RETIRE_AFTER or _peak() > _RETIRE_KILOBYTES})


def _bound(megabytes: int, seconds: float) -> None:
    """Bound address space and CPU time; the latter is a backstop for a parent that cannot stop us."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024, hard))
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds) + 2, hard))


def _die_with_parent(lifeline: int) -> None:
    """Let the kernel end this process as soon as the parent's end of the lifeline is closed.

    SIGIO's default action ends a process whatever native code it is in, which a thread that waits
    for the end of the pipe cannot do.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    poll = select.poll()
    poll.register(lifeline, select.POLLHUP)
    if poll.poll(0):
        raise SystemExit("the parent ended while this worker started")


def _peak() -> int:
    """Peak resident size in kilobytes.

    What the system counts for the process may be its parent's size from before this program was loaded, so
    where it is much, Linux is asked for the program's own.
    """
    counted = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if counted <= _RETIRE_KILOBYTES or not _STATUS.exists():
        return counted
    lines = _STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    own = next((line for line in lines if line.startswith("VmHWM:")), "")
    return int(own.split()[1]) if own else counted
