"""The child's side of a parallel run: answers items from standard input, and dies with its parent."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys

from nesy.bench.answering import run_item
from nesy.bench.item import Item
from nesy.bench.settings import RunSettings
from nesy.errors import MissingDependency
from nesy.provers.frames import read_frame, write_frame


def main() -> None:
    """Answer frames of items until standard input is closed.

    ``sys.argv[2]`` is the descriptor of a pipe of this process's own on which the parent writes
    nothing; the kernel ends the process as soon as the parent's end is closed, whatever code is running.
    """
    source, sink = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    _die_with_parent(int(sys.argv[2]))
    settings = RunSettings.from_json(read_frame(source))
    write_frame(sink, {"ready": True})
    while True:
        try:
            items = read_frame(source)
        except EOFError:
            return
        for data in items:
            try:
                write_frame(sink, {"result": run_item(Item.from_json(data), settings).to_json()})
            except MissingDependency as err:
                write_frame(sink, {"missing": err.message, "hint": err.hint})
                return


def _die_with_parent(lifeline: int) -> None:
    """Have the kernel end this process when the pipe's other end is closed, by SIGIO's default action."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    poll = select.poll()
    poll.register(lifeline, select.POLLHUP)
    if poll.poll(0):
        raise SystemExit(0)
