"""What puzzles need: for each rule and attribute a function that gives the ninth value, or none."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from nesy.bench.growth.need import Inputs, Need
from nesy.bench.growth.puzzles.grids import RULES, Grid, any_value, draw_grid
from nesy.bench.growth.puzzles.puzzle import ATTRIBUTES, Attribute, Value, as_json
from nesy.bench.growth.puzzles.rules import NUMBER_RULES, PLACE_RULES, Rule
from nesy.modules.types import Json

Kind: TypeAlias = Callable[[Grid], bool]
_HEADS = {
    "constant": "constant(rows: list[list[any]]) -> any",
    "progression": "progression(rows: list[list[int]]) -> int | none",
    "arithmetic": "arithmetic(rows: list[list[int]]) -> int | none",
    "distribute_three": "distribute_three(rows: list[list[any]]) -> any",
    "movement": "movement(rows: list[list[list[int]]]) -> list[int] | none",
    "place_arithmetic": "place_arithmetic(rows: list[list[list[int]]]) -> list[int] | none",
}
_DOCS = {
    "constant": "the third {0} of the third row, where no row changes its {0}",
    "progression": "the {0} that comes next in the third row, where every row goes on by one and the same step",
    "arithmetic": "the third {0} of the last row, where in each row it is the sum, or the difference, of the other two",
    "distribute_three": "the {0} that the last row lacks, where all rows have the same three, in any order",
    "movement": "the next {0} of the last row, where objects move on along the four places 0 to 3, and 0 follows 3",
    "place_arithmetic": "the third {0} of the last row, where in each row they are the union, or the difference, of"
    " the first two",
}
_PROPERTIES = {
    "constant": ("result is None or all(value == row[0] for row in rows for value in row)",),
    "progression": ("result is None or rows[0][2] != rows[0][0]",),
    "arithmetic": ("result is None or result in (rows[2][0] + rows[2][1], rows[2][0] - rows[2][1])",),
    "distribute_three": ("result is None or result in rows[0] and result not in rows[2]",),
    "movement": ("result is None or len(result) == len(rows[2][0])",),
    "place_arithmetic": ("result is None or all(p in rows[2][0] + rows[2][1] for p in result)",),
}


def puzzle_needs() -> tuple[Need, ...]:
    """One need for each rule and attribute, and for each step or operation where a rule has several."""
    return tuple(_needs())


def _needs() -> Iterator[Need]:
    for attribute in ATTRIBUTES:
        for rule in RULES[attribute]:
            for kind, fits in _kinds(attribute, rule):
                yield _need(attribute, rule, kind, fits)


def _kinds(attribute: Attribute, rule: str) -> Iterator[tuple[str, Kind]]:
    """The kinds of grids that a rule has; a writer who sees one kind alone may overlook the others."""
    if rule == "progression":
        for step in (1, -1) if attribute == "number" else (1, -1, 2, -2):
            yield f" by {step}", partial(_goes_by, step)
    elif rule == "arithmetic":
        yield from ((" plus", _adds), (" minus", _subtracts))
    else:
        yield "", lambda _grid: True


def _goes_by(step: int, grid: Grid) -> bool:
    a, b = _ints(grid[0])[:2]
    return b - a == step


def _adds(grid: Grid) -> bool:
    return all(a + b == c for a, b, c in map(_ints, grid))


def _subtracts(grid: Grid) -> bool:
    return all(a - b == c for a, b, c in map(_ints, grid))


def _ints(row: list[Value]) -> list[int]:
    return [value for value in row if isinstance(value, int)]


def _need(attribute: Attribute, rule: str, kind: str, fits: Kind) -> Need:
    judge = (PLACE_RULES if attribute == "slots" else NUMBER_RULES)[rule]
    draw = partial(_draw, attribute, rule, fits, judge)
    noun = "places" if attribute == "slots" else attribute
    docs = (f"{_DOCS[rule].format('value')}; none where that is not so", _DOCS[rule].format(noun))
    name = f"{rule} of {noun}{kind}"
    edges = _edges(draw, random.Random(name))  # noqa: S311 - cases, not secrets
    return Need("puzzles", name, _HEADS[rule], docs, partial(_reference, judge), draw, edges, _PROPERTIES[rule])


def _draw(
    attribute: Attribute, rule: str, fits: Kind, judge: Rule, chance: random.Random, bad: bool | None = None
) -> Inputs:
    """Two rows and two values of the third, that follow the rule or, in one value, do not."""
    spoil = chance.random() < 0.4 if bad is None else bad
    while True:
        grid = draw_grid(attribute, rule, chance)
        rows = [grid[0], grid[1], grid[2][:2]]
        if not fits(grid):
            continue
        if not spoil:
            return (_as_json(rows),)
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = any_value(attribute, chance)
        if not judge(rows):
            return (_as_json(rows),)


def _edges(draw: Callable[..., Inputs], chance: random.Random) -> tuple[Inputs, ...]:
    """A grid that follows the rule, and six that in one value do not."""
    return (draw(chance, False), *(draw(chance, True) for _ in range(6)))


def _reference(judge: Rule, rows: list[list[Json]]) -> Json:
    found = judge([[tuple(map(_int, v)) if isinstance(v, list) else _int(v) for v in row] for row in rows])
    return as_json(min(found, key=repr)) if found else None


def _int(value: Json) -> int:
    if type(value) is not int:
        raise TypeError(f"not a whole number: {value!r}")
    return value


def _as_json(rows: Grid) -> list[Json]:
    return [[as_json(value) for value in row] for row in rows]
