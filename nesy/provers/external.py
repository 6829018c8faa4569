"""Runs an external program: bounded in time, memory and output, in its own process group, always reaped."""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nesy.provers import launch
from nesy.provers.base import Limits


@dataclass(frozen=True, slots=True)
class Run:
    """What a program printed and how it ended."""

    output: str
    """Standard output and error, up to the bound."""
    code: int
    """Exit status; negative for a signal."""
    timed_out: bool = False


def run_program(program: Path, arguments: Sequence[str], limits: Limits, output_bytes: int) -> Run:
    """Run a program without a shell and without input.

    It is killed with its whole process group at the wall limit, and when it prints more than
    ``output_bytes``; it also ends when this process does.
    """
    deadline = time.monotonic() + limits.seconds
    bounds = [str(limits.megabytes), str(math.ceil(limits.seconds) + 1), str(os.getpid())]
    process = subprocess.Popen(  # noqa: S603 - an argument list, no shell
        [sys.executable, "-I", "-S", str(launch.__file__), *bounds, str(program), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        bufsize=0,
    )
    assert process.stdout is not None  # noqa: S101 - it is PIPE
    output, ended = b"", False
    try:
        output, closed = _collect(process.stdout.fileno(), deadline, output_bytes)
        ended = closed and _ends(process, deadline)
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    timed_out = not ended and time.monotonic() >= deadline
    return Run(output.decode(errors="replace"), process.returncode, timed_out)


def _ends(process: subprocess.Popen[bytes], deadline: float) -> bool:
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def _collect(fd: int, deadline: float, bound: int) -> tuple[bytes, bool]:
    """The output until its end, its bound or the deadline, and whether it was its end."""
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    kept = bytearray()
    while len(kept) < bound and poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        part = os.read(fd, 1 << 16)
        if not part:
            return bytes(kept), True
        kept += part
    return bytes(kept[:bound]), False
