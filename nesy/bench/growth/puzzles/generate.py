"""Puzzles by seed, each with exactly one choice that the rules allow."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import product

from nesy.bench.growth.puzzles.grids import RANGES, RULES, Grid, any_value, draw_grid, misleads
from nesy.bench.growth.puzzles.puzzle import ATTRIBUTES, LAYOUTS, Attribute, Group, Layout, Panel, Puzzle, Value
from nesy.bench.growth.puzzles.rules import PLACES, ninths

_FACTORS = 3
"""Attributes in which the choices differ: 2 values of each make 8 choices."""


def generate_puzzles(number: int, seed: int) -> list[Puzzle]:
    """Puzzles of all layouts in turn, the same for the same seed.

    >>> [puzzle.layout for puzzle in generate_puzzles(3, seed=1)]
    ['centre', '2x2', 'left-right']
    """
    chance = random.Random(seed)  # noqa: S311 - puzzles, not secrets
    return [generate_puzzle(LAYOUTS[n % len(LAYOUTS)][0], chance, f"{seed}-{n}") for n in range(number)]


def generate_puzzle(layout: str, chance: random.Random, name: str) -> Puzzle:
    """One puzzle of a layout with exactly one answer."""
    while True:
        puzzle = _draw(layout, dict(LAYOUTS)[layout], chance, name)
        if allowed_choices(puzzle) == [puzzle.answer]:
            return puzzle


def allowed_choices(puzzle: Puzzle) -> list[int]:
    """The indices of the choices that every rule which explains an attribute allows."""
    return [n for n, choice in enumerate(puzzle.choices) if _allowed(puzzle, choice)]


def _allowed(puzzle: Puzzle, choice: Panel) -> bool:
    for part, attribute in product(range(len(choice)), ATTRIBUTES):
        values = [panel[part].value(attribute) for panel in puzzle.context]
        found = ninths([values[0:3], values[3:6], values[6:8]])
        if found and choice[part].value(attribute) not in found:
            return False
    return True


def _draw(name: str, layout: Layout, chance: random.Random, id_: str) -> Puzzle:
    rules: list[tuple[str, str]] = []
    governed: list[tuple[int, Attribute]] = []
    parts: list[list[Group]] = []
    for part in range(layout.parts):
        chosen = _choose_rules(layout, chance)
        parts.append(_nine_groups(layout, chosen, chance))
        rules += [(f"{part}.{attribute}", rule) for attribute, rule in chosen.items()]
        governed += [(part, attribute) for attribute in chosen]
    panels = list(zip(*parts, strict=True))
    choices = _choices(panels[8], governed, chance)
    return Puzzle(id_, name, tuple(panels[:8]), choices, choices.index(panels[8]), tuple(rules))


def _choose_rules(layout: Layout, chance: random.Random) -> dict[Attribute, str]:
    """A rule for each governed attribute; where objects can stand in several places, for their places or number."""
    arranged: list[Attribute] = [chance.choice(("slots", "number"))] if layout.places > 1 else []
    return {attribute: chance.choice(RULES[attribute]) for attribute in (*arranged, "shape", "size", "colour")}


def _nine_groups(layout: Layout, rules: Mapping[Attribute, str], chance: random.Random) -> list[Group]:
    grids = {attribute: draw_grid(attribute, rule, chance) for attribute, rule in rules.items()}
    places = _places(layout, grids, chance)
    flat = {name: [v for row in grids[name] for v in row if isinstance(v, int)] for name in ("shape", "size", "colour")}
    return [Group(*nine) for nine in zip(places, flat["shape"], flat["size"], flat["colour"], strict=True)]


def _places(layout: Layout, grids: Mapping[Attribute, Grid], chance: random.Random) -> list[tuple[int, ...]]:
    """The places of nine panels; where the number alone is governed, they are drawn so that they mislead nobody."""
    if layout.places == 1:
        return [(0,)] * 9
    if "slots" in grids:
        return [value for row in grids["slots"] for value in row if isinstance(value, tuple)]
    while True:
        rows: Grid = [[_some_places(number, chance) for number in row] for row in grids["number"]]
        if not misleads(rows):
            return [value for row in rows for value in row if isinstance(value, tuple)]


def _some_places(number: Value, chance: random.Random) -> tuple[int, ...]:
    return tuple(sorted(chance.sample(range(PLACES), number if isinstance(number, int) else len(number))))


def _choices(answer: Panel, governed: list[tuple[int, Attribute]], chance: random.Random) -> tuple[Panel, ...]:
    """The answer and seven others, by bisection: half of the choices have each value of each of three attributes.

    So every choice is as near to the others as any other (Hu et al., AAAI 2021, for I-RAVEN).
    """
    choices = [answer]
    for part, attribute in chance.sample(governed, _FACTORS):
        other = _other_value(answer[part], attribute, chance)
        choices += [_with(choice, part, attribute, other) for choice in choices]
    chance.shuffle(choices)
    return tuple(choices)


def _other_value(group: Group, attribute: Attribute, chance: random.Random) -> Value:
    """Another value of the attribute; another number comes with places for it."""
    if attribute == "number":
        number = chance.choice([n for n in RANGES["number"] if n != len(group.slots)])
        return _some_places(number, chance)
    while True:
        value = any_value(attribute, chance)
        if value != group.value(attribute):
            return value


def _with(panel: Panel, part: int, attribute: Attribute, value: Value) -> Panel:
    old = panel[part]
    slots = value if isinstance(value, tuple) else old.slots
    numbers = {name: value if name == attribute else old.value(name) for name in ("shape", "size", "colour")}
    group = Group(slots, *(n for n in numbers.values() if isinstance(n, int)))
    return (*panel[:part], group, *panel[part + 1 :])
