"""Wall-clock and memory bounds of a search, checked while it runs."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from nesy.errors import NesyError

_STATM = Path("/proc/self/statm")
_LOOK_EVERY = 0.05


class LimitReached(NesyError, TimeoutError):  # noqa: N818 - named for what it says
    """A search that used up its time or memory; the message names the limit."""

    __str__ = NesyError.__str__


class Budget:
    """Time and memory that a search may use, and the states that it has expanded.

    Args:
        seconds: wall-clock time from now on.
        memory_mib: memory that the process may take on top of what it holds now.

    >>> Budget(seconds=0, memory_mib=100).check()
    Traceback (most recent call last):
      ...
    nesy.provers.planning.budget.LimitReached: the time limit of 0 s
    """

    __slots__ = ("_base", "_deadline", "_memory_mib", "_next_look", "_seconds", "expanded")

    def __init__(self, *, seconds: float, memory_mib: int) -> None:
        now = time.monotonic()
        self._seconds, self._memory_mib = seconds, memory_mib
        self._deadline, self._next_look = now + seconds, now
        self._base = resident_mib()
        self.expanded = 0

    def check(self) -> None:
        """Return if there is time and memory left.

        Raises:
            LimitReached: if not.
        """
        now = time.monotonic()
        if now >= self._deadline:
            raise LimitReached(f"the time limit of {self._seconds:.3g} s")
        if now >= self._next_look:
            self._next_look = now + _LOOK_EVERY
            if resident_mib() - self._base > self._memory_mib:
                raise LimitReached(f"the memory limit of {self._memory_mib} MiB")


def resident_mib() -> float:
    """Memory that this process holds now; where the system does not say, the most that it held.

    >>> resident_mib() > 1
    True
    """
    if _STATM.exists():
        return int(_STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
