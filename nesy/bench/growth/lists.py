"""List functions that people write again and again, as needs; their texts are in ``datasets/growth/lists.yaml``."""

from __future__ import annotations

import random
import statistics
from itertools import accumulate, groupby, pairwise
from typing import Any

from nesy.bench.growth.need import Need, drawn, whole
from nesy.bench.growth.need_files import Maker, read_needs
from nesy.modules.types import Json


def list_needs() -> tuple[Need, ...]:
    """The needs of this family."""
    makers = {
        "chunk": Maker(_chunk, drawn(_items, whole(-1, 4))),
        "differences": Maker(lambda numbers: [b - a for a, b in pairwise(numbers)], drawn(_numbers)),
        "flatten": Maker(_flatten, drawn(_nested)),
        "median": Maker(lambda numbers: statistics.median(numbers) if numbers else None, drawn(_numbers)),
        "mode": Maker(lambda items: max(items, key=items.count) if items else None, drawn(_numbers)),
        "moving_average": Maker(_moving_average, drawn(_numbers, whole(0, 4))),
        "rotate": Maker(_rotate, drawn(_items, whole(-7, 7))),
        "run_length_decode": Maker(lambda runs: "".join(letter * count for letter, count in runs), drawn(_runs)),
        "run_length_encode": Maker(lambda text: [[c, len(list(run))] for c, run in groupby(text)], drawn(_text)),
        "running_total": Maker(lambda numbers: list(accumulate(numbers)), drawn(_numbers)),
        "second_largest": Maker(_second_largest, drawn(_numbers)),
        "transpose": Maker(_transpose, drawn(_table)),
        "unique": Maker(lambda items: [x for n, x in enumerate(items) if x not in items[:n]], drawn(_items)),
    }
    return read_needs("lists", makers)


def _chunk(items: list[Json], size: int) -> Json:
    return None if size < 1 else [items[n : n + size] for n in range(0, len(items), size)]


def _flatten(items: list[Json]) -> list[Json]:
    return [leaf for item in items for leaf in (_flatten(item) if isinstance(item, list) else [item])]


def _moving_average(numbers: list[float], width: int) -> Json:
    if width < 1:
        return None
    return [sum(numbers[n : n + width]) / width for n in range(len(numbers) - width + 1)]


def _rotate(items: list[Json], by: int) -> list[Json]:
    at = -by % len(items) if items else 0
    return items[at:] + items[:at]


def _second_largest(numbers: list[int]) -> int | None:
    return sorted(set(numbers))[-2] if len(set(numbers)) > 1 else None


def _transpose(rows: list[list[Json]]) -> Json:
    return [list(column) for column in zip(*rows, strict=True)] if len({*map(len, rows)}) < 2 else None


def _numbers(chance: random.Random) -> Json:
    return [chance.randint(-5, 9) for _ in range(chance.randrange(9))]


def _items(chance: random.Random) -> Json:
    kinds: list[Any] = [0, 1, 2, 3, "a", "b", [1]]
    return [chance.choice(kinds) for _ in range(chance.randrange(8))]


def _nested(chance: random.Random, depth: int = 3) -> Json:
    return [
        _nested(chance, depth - 1) if depth and chance.random() < 0.35 else chance.randint(0, 9)
        for _ in range(chance.randrange(5))
    ]


def _runs(chance: random.Random) -> Json:
    return [[chance.choice("abc"), chance.randint(1, 4)] for _ in range(chance.randrange(6))]


def _text(chance: random.Random) -> Json:
    return "".join(chance.choice("ab c") * chance.randint(1, 3) for _ in range(chance.randrange(6)))


def _table(chance: random.Random) -> Json:
    width, ragged = chance.randint(1, 3), chance.random() < 0.2
    return [[chance.randint(0, 9) for _ in range(width + (ragged and n % 2))] for n in range(chance.randrange(4))]
