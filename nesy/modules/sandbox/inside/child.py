"""The forked child of the full tier: it locks itself up, runs one call and writes one frame."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import sys
import traceback
from types import TracebackType
from typing import Any, NoReturn

from .plain import as_json
from .seccomp import compute_only

_TRACEBACK_CHARACTERS = 4000


class _BoundedText(io.TextIOBase):
    """Standard output that ends the process when more than ``most`` characters were printed."""

    def __init__(self, most: int, writing: int) -> None:
        self.most, self.writing, self.kept, self.size = most, writing, list[str](), 0

    def write(self, text: str) -> int:
        """Keep the text."""
        self.size += len(text)
        if self.size > self.most:
            _finish(self.writing, {"stopped": "output", "detail": "printed too much"})
        self.kept.append(str(text))
        return len(text)


def compute(request: dict[str, Any], program: bytes, writing: int) -> NoReturn:
    """Run one request in this process and end it."""
    try:
        printed = _lock_up(request, program, writing)
    except BaseException as err:  # noqa: BLE001 - told to the host; nothing has run
        _finish(writing, {"unsafe": f"{type(err).__name__}: {err}"})
    try:
        value = _call(request)
    except MemoryError:
        _finish(writing, {"stopped": "memory", "detail": f"{request['memory_mib']} MiB"})
    except BaseException as err:  # noqa: BLE001 - whatever the program raises is its outcome
        _finish(writing, _raised(err))
    _finish(writing, _returned(value, "".join(printed.kept), request["output_bytes"]))


def _lock_up(request: dict[str, Any], program: bytes, writing: int) -> _BoundedText:
    os.close(0)
    os.close(1)
    os.close(2)
    printed = _BoundedText(request["output_bytes"], writing)
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), printed, printed
    sys.__stdin__ = sys.__stdout__ = sys.__stderr__ = None  # type: ignore[misc]
    random.seed(request["seed"])
    memory = request["base_bytes"] + (request["memory_mib"] << 20)
    seconds = int(request["seconds"]) + 1
    for which, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(which, (most, most))
    compute_only(program)
    return printed


def _call(request: dict[str, Any]) -> object:
    names: dict[str, Any] = {"__name__": "module"}
    exec(compile(request["source"], "module.py", "exec"), names)  # noqa: S102 - locked up above
    entry = names.get(request["entry"])
    if entry is None:
        raise NameError(f"name {request['entry']!r} is not defined")
    return entry(*request["arguments"])


def _raised(err: BaseException) -> dict[str, str]:
    try:
        message = str(err)[:_TRACEBACK_CHARACTERS]
        shown = "".join(traceback.format_exception(type(err), err, _own_frames(err)))[-_TRACEBACK_CHARACTERS:]
    except BaseException as lie:  # noqa: BLE001 - the program's own __str__ ran
        message, shown = f"(its text raised {type(lie).__name__})", ""
    return {"raised": type(err).__name__, "message": message, "traceback": shown}


def _own_frames(err: BaseException) -> TracebackType | None:
    trace = err.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != "module.py":
        trace = trace.tb_next
    return trace


def _returned(value: object, printed: str, most: int) -> dict[str, Any]:
    try:
        plain = as_json(value)
        size = len(json.dumps(plain, allow_nan=False))
    except MemoryError:
        return {"stopped": "memory", "detail": "the result"}
    except BaseException as err:  # noqa: BLE001 - the program's own classes may raise anything
        return {"stopped": "not-json", "detail": f"{type(err).__name__}: {err}"[:200]}
    if size > most:
        return {"stopped": "output", "detail": f"a result of {size} bytes"}
    return {"returned": plain, "printed": printed}


def _finish(writing: int, frame: dict[str, Any]) -> NoReturn:
    left = memoryview(json.dumps(frame).encode())
    while left:
        left = left[os.write(writing, left) :]
    os._exit(0)
