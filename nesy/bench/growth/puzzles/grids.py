"""Grids of one attribute's values that follow a rule, and that no rule explains otherwise."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from nesy.bench.growth.puzzles.puzzle import Attribute, Value
from nesy.bench.growth.puzzles.rules import PLACES, moved, ninths

Grid: TypeAlias = list[list[Value]]
RANGES: Mapping[Attribute, range] = MappingProxyType(
    {"number": range(1, PLACES + 1), "shape": range(5), "size": range(6), "colour": range(10)}
)
"""The values of each attribute but ``slots``."""
RULES: Mapping[Attribute, tuple[str, ...]] = MappingProxyType(
    {
        "slots": ("constant", "movement", "place_arithmetic", "distribute_three"),
        "number": ("constant", "progression", "arithmetic", "distribute_three"),
        "shape": ("constant", "progression", "distribute_three"),
        "size": ("constant", "progression", "arithmetic", "distribute_three"),
        "colour": ("constant", "progression", "arithmetic", "distribute_three"),
    }
)
"""The rules that may govern each attribute, as in RAVEN."""


def any_value(attribute: Attribute, chance: random.Random) -> Value:
    """A value of an attribute."""
    if attribute == "slots":
        return tuple(sorted(chance.sample(range(PLACES), chance.choice(RANGES["number"]))))
    return chance.choice(RANGES[attribute])


def draw_grid(attribute: Attribute, rule: str, chance: random.Random) -> Grid:
    """Three whole rows that follow a rule, and whose first eight values no rule explains with another ninth."""
    while True:
        grid = _ROWS[rule](attribute, chance)
        fits = attribute == "slots" or all(value in RANGES[attribute] for row in grid for value in row)
        if fits and () not in grid[0] + grid[1] + grid[2] and explains_only(grid):
            return grid


def explains_only(grid: Sequence[Sequence[Value]]) -> bool:
    """Whether some rule explains the first eight values, and every rule that does gives the ninth."""
    return ninths([grid[0], grid[1], grid[2][:2]]) == {grid[2][2]}


def misleads(grid: Sequence[Sequence[Value]]) -> bool:
    """Whether some rule explains the first eight values with another ninth."""
    return not ninths([grid[0], grid[1], grid[2][:2]]) <= {grid[2][2]}


def _constant(attribute: Attribute, chance: random.Random) -> Grid:
    return [[any_value(attribute, chance)] * 3 for _ in range(3)]


def _progression(attribute: Attribute, chance: random.Random) -> Grid:
    step, values = chance.choice((-2, -1, 1, 2)), RANGES[attribute]
    starts = [chance.choice(values) for _ in range(3)]
    return [[start + n * step for n in range(3)] for start in starts]


def _arithmetic(attribute: Attribute, chance: random.Random) -> Grid:
    sign, values = chance.choice((-1, 1)), RANGES[attribute]
    pairs = [(chance.choice(values), chance.choice(values)) for _ in range(3)]
    return [[a, b, a + sign * b] for a, b in pairs]


def _distribute_three(attribute: Attribute, chance: random.Random) -> Grid:
    three = list(dict.fromkeys(any_value(attribute, chance) for _ in range(40)))[:3]
    return [chance.sample(three, 3) for _ in range(3)]


def _movement(attribute: Attribute, chance: random.Random) -> Grid:
    by, starts = chance.choice((-1, 1)), [any_value(attribute, chance) for _ in range(3)]
    return [[moved(s, n * by) for n in range(3)] for s in starts if isinstance(s, tuple)]


def _place_arithmetic(attribute: Attribute, chance: random.Random) -> Grid:
    union = chance.random() < 0.5
    rows: Grid = []
    for _ in range(3):
        a, b = (
            set(places)
            for places in (any_value(attribute, chance), any_value(attribute, chance))
            if isinstance(places, tuple)
        )
        rows.append([tuple(sorted(places)) for places in (a, b, a | b if union else a - b)])
    return rows


_ROWS: Mapping[str, Callable[[Attribute, random.Random], Grid]] = MappingProxyType(
    {
        "constant": _constant,
        "progression": _progression,
        "arithmetic": _arithmetic,
        "distribute_three": _distribute_three,
        "movement": _movement,
        "place_arithmetic": _place_arithmetic,
    }
)
