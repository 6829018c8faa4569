"""Frames: JSON values on a pipe, each behind its length in four big-endian bytes."""

from __future__ import annotations

import json
import os
import select
import time
from typing import Any

_HEADER = 4
MAX_FRAME = 256 * 1024 * 1024
"""Bytes in one frame; a longer one is not read."""


def encode(value: Any) -> bytes:
    """The bytes of one frame.

    >>> encode({"a": 1})
    b'\\x00\\x00\\x00\\x07{"a":1}'
    """
    body = json.dumps(value, separators=(",", ":")).encode()
    return len(body).to_bytes(_HEADER, "big") + body


def write_frame(fd: int, value: Any, deadline: float | None = None) -> None:
    """Write one frame to a file descriptor.

    Raises:
        TimeoutError: at the deadline (of ``time.monotonic``), which needs a non-blocking descriptor.
        BrokenPipeError: if nobody reads any more.
    """
    rest = memoryview(encode(value))
    while rest:
        _await(fd, select.POLLOUT, deadline)
        rest = rest[os.write(fd, rest) :]


def read_frame(fd: int, deadline: float | None = None) -> Any:
    """The value of the next frame.

    Raises:
        TimeoutError: at the deadline (of ``time.monotonic``).
        EOFError: if the other side has closed the pipe.
        ValueError: if the frame is longer than :data:`MAX_FRAME` or not JSON.
    """
    length = int.from_bytes(_read(fd, _HEADER, deadline), "big")
    if length > MAX_FRAME:
        raise ValueError(f"a frame of {length} bytes is over the limit of {MAX_FRAME}")
    return json.loads(_read(fd, length, deadline))


def _read(fd: int, length: int, deadline: float | None) -> bytes:
    parts = []
    while length:
        _await(fd, select.POLLIN, deadline)
        part = os.read(fd, min(length, 1 << 20))
        if not part:
            raise EOFError("the pipe is closed")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _await(fd: int, event: int, deadline: float | None) -> None:
    if deadline is None:
        return
    poll = select.poll()
    poll.register(fd, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise TimeoutError("the deadline has passed")
