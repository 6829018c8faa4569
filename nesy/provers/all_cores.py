"""All minimal cores of a set of premises, and all smallest ways to break every one of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from nesy.provers.cores import Refute, shrink


@dataclass(frozen=True, slots=True)
class Cores:
    """Minimal cores of some premises, which are numbered from 0."""

    cores: tuple[tuple[int, ...], ...]
    """Each suffices, and none of its premises can be spared."""
    corrections: tuple[tuple[int, ...], ...]
    """Minimal sets of premises without which no core is left; smallest first."""
    complete: bool
    """Whether these are all cores and all corrections."""


def all_cores(premises: Sequence[int], refute: Refute, bound: int = 64, nodes: int = 2_000) -> Cores:
    """The minimal cores, found by taking away one premise of each core already known (Reiter 1987).

    Args:
        premises: the premises, by index.
        refute: whether some of them are unsatisfiable; see :data:`~nesy.provers.cores.Refute`. What is
            unsatisfiable must stay so when premises are added.
        bound: cores after which the search ends.
        nodes: sets of premises after which it ends.

    >>> unsatisfiable = ({0, 1}, {1, 2})
    >>> cores = all_cores(range(4), lambda some: next((tuple(u) for u in unsatisfiable if u <= set(some)), True))
    >>> cores.cores, cores.corrections, cores.complete
    (((0, 1), (1, 2)), ((1,), (0, 2)), True)
    """
    cores: list[tuple[int, ...]] = []
    corrections: list[frozenset[int]] = []
    complete = True
    waiting: deque[frozenset[int]] = deque([frozenset()])
    seen = {frozenset[int]()}
    while waiting:
        removed = waiting.popleft()
        if any(c <= removed for c in corrections):
            continue
        core = next((c for c in cores if removed.isdisjoint(c)), None)
        if core is None:
            rest = [p for p in premises if p not in removed]
            answer = refute(rest)
            if answer is True:
                corrections.append(removed)
                continue
            if answer is False or len(cores) == bound:
                complete = False
                continue
            core, minimal = shrink(list(answer) if not isinstance(answer, bool) else rest, refute)
            complete &= minimal
            cores.append(core)
        for premise in core:
            child = removed | {premise}
            if child not in seen and len(seen) < nodes:
                seen.add(child)
                waiting.append(child)
            complete &= child in seen
    ordered = sorted(corrections, key=lambda c: (len(c), sorted(c)))
    return Cores(tuple(sorted(cores, key=lambda c: (len(c), c))), tuple(tuple(sorted(c)) for c in ordered), complete)
