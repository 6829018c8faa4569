"""The warm process of the full tier: for each call it forks a child that locks itself up and computes.

It reads requests from standard input and writes one answer for each to standard output, both as a length
(8 bytes, big-endian) and JSON. What a child writes is passed on as text and never interpreted here.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import select
import signal
import struct
import time
from pathlib import Path
from typing import Any

from .child import compute
from .landlock import forbid_new_privileges, landlock_version, read_only
from .seccomp import filter_program


def main(paths: list[str], preload: list[str]) -> None:
    """Warm up, give up file access, and answer until the host closes the pipe."""
    for name in preload:
        importlib.import_module(name)
    base = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    forbid_new_privileges()
    if landlock_version():
        read_only(paths)
    program = filter_program()
    gc.collect()
    gc.freeze()
    _send({"ready": True})
    while (request := _receive()) is not None:
        _send(_answer({**request, "base_bytes": base}, program))


def _answer(request: dict[str, Any], program: bytes) -> dict[str, Any]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        compute(request, program, writing)
    os.close(writing)
    try:
        said, ended = _listen(reading, request["seconds"], request["frame_bytes"])
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(reading)
    return {"said": said.decode("utf-8", "replace"), "ended": ended}


def _listen(reading: int, seconds: float, most: int) -> tuple[bytes, str]:
    """What the child wrote, and why listening ended: ``closed``, ``time`` or ``output``."""
    said, deadline = bytearray(), time.monotonic() + seconds
    while True:
        left = deadline - time.monotonic()
        ready = select.select([reading, 0], [], [], max(0.0, left))[0] if left > 0 else []
        if not ready:
            return bytes(said), "time"
        if reading not in ready:
            raise EOFError("the host is gone: it sends nothing while it waits for an answer")
        piece = os.read(reading, 65536)
        said += piece
        if not piece:
            return bytes(said), "closed"
        if len(said) > most:
            return b"", "output"


def _receive() -> dict[str, Any] | None:
    head = _read(8)
    if len(head) < 8:
        return None
    found: dict[str, Any] = json.loads(_read(struct.unpack(">Q", head)[0]))
    return found


def _read(size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (piece := os.read(0, size - len(data))):
        data += piece
    return bytes(data)


def _send(answer: dict[str, Any]) -> None:
    body = json.dumps(answer).encode()
    left = memoryview(struct.pack(">Q", len(body)) + body)
    while left:
        left = left[os.write(1, left) :]
