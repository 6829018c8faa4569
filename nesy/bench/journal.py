"""Journal: the JSON-lines file of a run's results, which survives a kill and can be added to."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Collection
from pathlib import Path
from types import TracebackType

from nesy.bench.result import Result
from nesy.errors import BadDataFile, CannotResume

FILE = "results.jsonl"


class Journal:
    """The results of one run, open for adding; one process at a time.

    Each result is written as one whole line at once. A line that a kill has cut short is removed
    when the journal is opened again, so its problem runs again.

    Args:
        folder: where ``results.jsonl`` lies or is made.
        ids: the run's problems.
        resume: whether there may be results already.

    Raises:
        CannotResume: if another run is writing here, if there are results and ``resume`` is not set,
            or if a line is not a result of one of the problems, or is one twice.
    """

    __slots__ = ("_fd", "done")

    def __init__(self, folder: Path, ids: Collection[str], *, resume: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            self._lock(path)
            self.done: dict[str, Result] = self._read(path, ids, resume)
        except BaseException:
            os.close(self._fd)
            raise

    def _lock(self, path: Path) -> None:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            raise CannotResume(f"another run is writing to {path}", hint="wait for it, or give another folder") from err

    def _read(self, path: Path, ids: Collection[str], resume: bool) -> dict[str, Result]:
        body = path.read_bytes()
        if body and not resume:
            raise CannotResume(f"{path} already holds results", hint="add --resume, or give another folder")
        whole = body.rfind(b"\n") + 1
        os.ftruncate(self._fd, whole)
        done: dict[str, Result] = {}
        for number, line in enumerate(body[:whole].splitlines(), 1):
            result = _parse(line, f"{path}, line {number}")
            if result.id not in ids or result.id in done:
                what = "repeats" if result.id in done else "is none of"
                raise CannotResume(f"{path}, line {number}: {result.id!r} {what} the run's problems")
            done[result.id] = result
        return done

    def add(self, result: Result) -> None:
        """Write one result; it is in the file when this returns."""
        line = json.dumps(result.to_json(), ensure_ascii=False, separators=(",", ":")) + "\n"
        # Half a surrogate pair, which JSON can spell and UTF-8 cannot, is written as JSON's escape.
        rest = memoryview(line.encode("utf-8", "backslashreplace"))
        while rest:
            rest = rest[os.write(self._fd, rest) :]
        self.done[result.id] = result

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _parse(line: bytes, place: str) -> Result:
    try:
        return Result.from_json(json.loads(line))
    except (ValueError, TypeError, AttributeError, RecursionError) as err:
        message = err.message if isinstance(err, BadDataFile) else f"not a result: {err}"
        raise CannotResume(f"{place}: {message}", hint="remove the line, or start in another folder") from err
