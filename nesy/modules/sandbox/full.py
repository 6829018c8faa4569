"""The full tier: CPython children of a warm process, locked in by the kernel."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from typing import Any, ClassVar

from nesy.modules.sandbox.base import (
    DEFAULT_LIMITS,
    Limits,
    NoSafeSandbox,
    Outcome,
    Program,
    Raised,
    Returned,
    Sandbox,
    Stopped,
    Tier,
    patiently,
)
from nesy.modules.sandbox.inside.plain import as_json
from nesy.modules.sandbox.launch import start
from nesy.modules.types import Json

_START_SECONDS = 60.0
_GRACE_SECONDS = 5.0
_FRAME_SPARE = 65536
_HINT = "nesy.modules.sandbox.available_tiers() tells what this machine offers"


class FullSandbox(Sandbox):
    """CPython with math, sympy and networkx, one locked-up process per call.

    Args:
        command: what starts the warm process.

    Raises:
        NoSafeSandbox: if the warm process does not come up.
    """

    tier: ClassVar[Tier] = "full"

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._closed = False
        self._zygote = self._start()

    @property
    def pid(self) -> int:
        """The process id of the warm process, which is also its process group."""
        return self._zygote.pid

    def run(
        self,
        program: Program,
        calls: Sequence[Sequence[Json]],
        *,
        limits: Limits = DEFAULT_LIMITS,
        seed: int = 0,
        patience: int | None = None,
    ) -> list[Outcome]:
        """Call the program's entry once for each list of arguments, each in a fresh process."""
        with self._lock:
            return patiently(lambda arguments: self._call(program, arguments, limits, seed), calls, patience)

    def close(self) -> None:
        """End the warm process and all that it started."""
        with self._lock:
            self._closed = True
            _end(self._zygote)

    def _start(self) -> subprocess.Popen[bytes]:
        with tempfile.TemporaryFile() as errors:
            zygote = start(self._command, errors)
            try:
                _receive(zygote, time.monotonic() + _START_SECONDS, _FRAME_SPARE)
            except (EOFError, OSError, ValueError) as err:
                _end(zygote)
                errors.seek(0)
                said = errors.read(4000).decode(errors="replace").strip().splitlines()
                why = said[-1] if said else type(err).__name__
                raise NoSafeSandbox(f"the full sandbox did not start: {why}", hint=_HINT) from err
        return zygote

    def _call(self, program: Program, arguments: Sequence[Json], limits: Limits, seed: int) -> Outcome:
        if self._closed:
            raise NoSafeSandbox("the sandbox is closed", hint="open another one")
        frame_bytes = 16 * limits.output_bytes + _FRAME_SPARE
        request = {
            "source": program.source,
            "entry": program.entry,
            "arguments": list(arguments),
            "seconds": limits.seconds,
            "memory_mib": limits.memory_mib,
            "output_bytes": limits.output_bytes,
            "frame_bytes": frame_bytes,
            "seed": seed,
        }
        try:
            body = json.dumps(request, allow_nan=False).encode()
        except (TypeError, ValueError, RecursionError) as err:
            return Stopped("not-json", f"the arguments: {err}")
        return self._exchange(body, frame_bytes, limits)

    def _exchange(self, body: bytes, frame_bytes: int, limits: Limits) -> Outcome:
        if self._zygote.poll() is not None:
            _end(self._zygote)
            self._zygote = self._start()
        deadline = time.monotonic() + limits.seconds + _GRACE_SECONDS
        try:
            _send(self._zygote, body, deadline)
            answer = _receive(self._zygote, deadline, 8 * frame_bytes + _FRAME_SPARE)
        except (EOFError, OSError, ValueError) as err:
            _end(self._zygote)
            return Stopped("killed", f"the sandbox's process was lost: {type(err).__name__}")
        return read_answer(answer, limits)


def read_answer(answer: dict[str, Any], limits: Limits) -> Outcome:
    """Read what a child wrote; the text may be anything that hostile code chose to write.

    >>> read_answer({"ended": "closed", "said": '{"returned": 1}{"returned": 2}'}, Limits())
    Stopped(reason='forbidden', detail='not one frame of a result')
    """
    if answer["ended"] == "time":
        return Stopped("time", f"{limits.seconds:g} s")
    if answer["ended"] == "output":
        return Stopped("output", "more than one frame")
    if not answer["said"]:
        return Stopped("killed", "the process ended without a result")
    try:
        return _read_frame(json.loads(answer["said"], parse_constant=_refuse), limits)
    except (KeyError, TypeError, ValueError, RecursionError):
        return Stopped("forbidden", "not one frame of a result")


def _read_frame(frame: dict[str, Any], limits: Limits) -> Outcome:
    if set(frame) == {"returned", "printed"}:
        if max(len(json.dumps(frame["returned"])), len(_text(frame["printed"]))) > limits.output_bytes:
            return Stopped("output", "a result beyond the limit")
        return Returned(_json(frame["returned"]), frame["printed"])
    if set(frame) == {"raised", "message", "traceback"}:
        most = limits.output_bytes
        return Raised(*(_text(frame[part])[:most] for part in ("raised", "message", "traceback")))
    if set(frame) == {"stopped", "detail"} and frame["stopped"] in ("memory", "output", "not-json"):
        return Stopped(frame["stopped"], _text(frame["detail"])[:200])
    if set(frame) == {"unsafe"}:
        return Stopped("killed", f"the process could not be locked up: {frame['unsafe']}"[:200])
    raise ValueError("an unknown frame")


def _text(value: object) -> str:
    if type(value) is not str:
        raise TypeError("not a text")
    return value


def _json(value: Any) -> Json:
    found: Any = as_json(value)
    return found  # type: ignore[no-any-return]


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _send(zygote: subprocess.Popen[bytes], body: bytes, deadline: float) -> None:
    assert zygote.stdin is not None  # noqa: S101 - it is PIPE
    descriptor = zygote.stdin.fileno()
    os.set_blocking(descriptor, False)
    left = memoryview(struct.pack(">Q", len(body)) + body)
    while left:
        if not select.select([], [descriptor], [], max(0.0, deadline - time.monotonic()))[1]:
            raise TimeoutError("the sandbox does not read")
        left = left[os.write(descriptor, left) :]


def _receive(zygote: subprocess.Popen[bytes], deadline: float, most: int) -> dict[str, Any]:
    size = struct.unpack(">Q", _read(zygote, 8, deadline))[0]
    if size > most:
        raise ValueError("an answer beyond the limit")
    found: dict[str, Any] = json.loads(_read(zygote, size, deadline))
    return found


def _read(zygote: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    assert zygote.stdout is not None  # noqa: S101 - it is PIPE
    descriptor, data = zygote.stdout.fileno(), bytearray()
    while len(data) < size:
        if not select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError("the sandbox does not answer")
        piece = os.read(descriptor, size - len(data))
        if not piece:
            raise EOFError("the sandbox's process ended")
        data += piece
    return bytes(data)


def _end(zygote: subprocess.Popen[bytes]) -> None:
    if zygote.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(zygote.pid, signal.SIGKILL)
        zygote.wait()
    for stream in (zygote.stdin, zygote.stdout):
        if stream is not None:
            stream.close()
