"""Open lists of a best-first search: by bucket, and several in turn."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush


class BucketQueue:
    """A priority queue of integers with few distinct keys, first in, first out among equals.

    >>> queue = BucketQueue()
    >>> queue.push(2, 20); queue.push(1, 10); queue.push(1, 11)
    >>> [queue.pop() for _ in range(3)], len(queue)
    ([10, 11, 20], 0)
    """

    __slots__ = ("_buckets", "_keys", "_size")

    def __init__(self) -> None:
        self._buckets: dict[int, deque[int]] = {}
        self._keys: list[int] = []
        self._size = 0

    def push(self, key: int, entry: int) -> None:
        """Add an entry."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = deque()
            heappush(self._keys, key)
        bucket.append(entry)
        self._size += 1

    def pop(self) -> int:
        """Take out an entry with the least key."""
        key = self._keys[0]
        bucket = self._buckets[key]
        entry = bucket.popleft()
        if not bucket:
            del self._buckets[key]
            heappop(self._keys)
        self._size -= 1
        return entry

    def __len__(self) -> int:
        return self._size


class Alternation:
    """Queues that take turns; queues of preferred entries are favoured after each progress.

    Args:
        n_plain: the number of queues for all entries.
        n_preferred: the number of queues for preferred entries.
        boost: how many turns ahead the preferred queues are after progress.
    """

    __slots__ = ("_boost", "_n_plain", "_turns", "queues")

    def __init__(self, n_plain: int, n_preferred: int, boost: int = 1000) -> None:
        self.queues = [BucketQueue() for _ in range(n_plain + n_preferred)]
        self._turns = [0] * (n_plain + n_preferred)
        self._n_plain, self._boost = n_plain, boost

    def favour(self) -> None:
        """Give the preferred queues their advantage."""
        for which in range(self._n_plain, len(self._turns)):
            self._turns[which] -= self._boost

    def pop(self) -> int | None:
        """Take an entry from the queue whose turn it is, or None if all are empty."""
        turn = [(turns, which) for which, turns in enumerate(self._turns) if len(self.queues[which])]
        if not turn:
            return None
        _, which = min(turn)
        self._turns[which] += 1
        return self.queues[which].pop()
