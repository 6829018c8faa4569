"""Shrinking of unsatisfiable cores by deletion."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Refute = Callable[[Sequence[int]], Sequence[int] | bool]
"""Given premises by index: a core of them if they are unsatisfiable, True if satisfiable, False if undecided."""


def shrink(core: Sequence[int], refute: Refute) -> tuple[tuple[int, ...], bool]:
    """A smaller core, and whether it is minimal, that is, whether no premise of it can be spared.

    An undecided check keeps its premise and gives up the claim of minimality.

    >>> shrink([0, 1, 2, 3], lambda some: some if {1, 3} <= set(some) else True)
    ((1, 3), True)
    """
    kept, minimal = sorted(core), True
    for index in sorted(core):
        if index not in kept:
            continue
        answer = refute([i for i in kept if i != index])
        if isinstance(answer, bool):
            minimal &= answer
        else:
            kept = sorted(answer)
    return tuple(kept), minimal
