"""Curriculum: the order in which a run sees its examples, fixed before it starts, so that it can be resumed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

_POOL = 8
"""Batches that are drawn together, so that examples of like length share a batch."""
_START = 0.1
"""The share of the examples, the shortest ones, that is in play at first."""


def order_of_examples(
    lengths: Sequence[int], *, steps: int, batch: int, seed: int, shortest_first: float = 0.0
) -> list[int]:
    """The number of each step's examples, one step after the other: ``steps * batch`` numbers.

    Without ``shortest_first`` every example comes once before any comes again. With it examples are drawn at
    random from the shortest ones, whose share grows evenly until, after that share of the steps, all are in play
    (Platanios et al. 2019). Batches hold examples of like length either way.

    >>> sorted(order_of_examples([3, 1, 2], steps=3, batch=1, seed=0))
    [0, 1, 2]
    """
    draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    ranked = sorted(range(len(lengths)), key=lambda i: (lengths[i], i))
    whole = _rounds(len(lengths), draw)
    order: list[int] = []
    for first in range(0, steps, _POOL):
        number = batch * min(_POOL, steps - first)
        share = min(1.0, _START + (1 - _START) * first / (shortest_first * steps)) if shortest_first else 1.0
        if share < 1.0:
            most = max(min(number, len(ranked)), int(share * len(ranked)))
            pool = [ranked[draw.randrange(most)] for _ in range(number)]
        else:
            pool = [next(whole) for _ in range(number)]
        order += _grouped(pool, lengths, batch, draw)
    return order


def _grouped(pool: list[int], lengths: Sequence[int], batch: int, draw: random.Random) -> list[int]:
    """The same examples, those of like length next to one another and the batches in any order."""
    pool.sort(key=lambda i: lengths[i])
    batches = [pool[i : i + batch] for i in range(0, len(pool), batch)]
    draw.shuffle(batches)
    return [i for part in batches for i in part]


def _rounds(number: int, draw: random.Random) -> Iterator[int]:
    while True:
        numbers = list(range(number))
        draw.shuffle(numbers)
        yield from numbers
