"""What happened to a library's modules: needs that were met by reuse or by growing, and uses in programs.

Each event is a line of ``usage.jsonl`` in the library's folder, outside of every module's hash.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nesy.errors import BadDataFile

FILE = "usage.jsonl"


@dataclass(frozen=True, slots=True)
class Event:
    """One need or one program.

    Args:
        what: ``reused``, ``admitted`` or ``rejected`` for a need; ``program`` for a program of calls.
        keys: the modules that met the need, or that the program called.
        solved: whether the need was met, or the program's result was right.
        calls: calls of a language model that it took.
    """

    what: str
    keys: tuple[str, ...]
    solved: bool
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """All events of a library, the oldest first."""

    events: tuple[Event, ...] = ()

    def count(self, what: str) -> int:
        """How many events are of a kind."""
        return sum(event.what == what for event in self.events)

    @property
    def needs(self) -> int:
        """How many needs there were."""
        return len(self.events) - self.count("program")

    @property
    def reuse_share(self) -> float | None:
        """The share of needs that were met without a model; None if there was no need."""
        return self.count("reused") / self.needs if self.needs else None

    def utility(self) -> dict[str, float]:
        """For each module its uses times its success; the blame for a failed program is shared among its modules.

        >>> Usage((Event("program", ("a", "b"), False), Event("program", ("a",), True))).utility()
        {'a': 1.3333333333333333, 'b': 0.0}
        """
        uses, right, blame = Counter[str](), Counter[str](), defaultdict[str, float](float)
        for event in self.events:
            for key in set(event.keys):
                uses[key] += 1
                right[key] += event.solved
                blame[key] += 0 if event.solved else 1 / len(set(event.keys))
        return {key: uses[key] * right[key] / (right[key] + blame[key]) for key in sorted(uses)}


def record(folder: Path, event: Event) -> None:
    """Append an event in one write, so that several processes may do so at once."""
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(file, (json.dumps(asdict(event)) + "\n").encode())
    finally:
        os.close(file)


def read_usage(folder: Path) -> Usage:
    """The events of a library, none if its folder has none; a line that a killed process left unfinished is no event.

    Raises:
        BadDataFile: if a finished line is not an event.
    """
    path = folder / FILE
    if not path.is_file():
        return Usage()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
        return Usage(tuple(_event(json.loads(line)) for line in lines))
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise BadDataFile(f"this is no record of uses: {err}", source_name=str(path)) from err


def _event(row: dict[str, Any]) -> Event:
    return Event(str(row["what"]), tuple(map(str, row["keys"])), row["solved"] is True, int(row["calls"]))


def idle(usage: Usage, keys: Sequence[str], least: float) -> list[tuple[str, float]]:
    """Of some modules those whose utility is below a bound, with it; a module that was never used has none."""
    known = usage.utility()
    return [(key, known.get(key, 0.0)) for key in keys if known.get(key, 0.0) < least]
