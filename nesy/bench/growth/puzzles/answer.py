"""Answers puzzles with modules: each says of an attribute's grid which ninth value it expects, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from nesy.bench.growth.puzzles.puzzle import ATTRIBUTES, Attribute, Puzzle, as_json
from nesy.modules.record import Module
from nesy.modules.types import Json

Calls: TypeAlias = Callable[[Module, list[list[Json]]], list[Json]]
"""Calls a module on many lists of arguments; gives None for each that it does not answer."""
Place: TypeAlias = tuple[int, int, Attribute]
"""A puzzle, a part of its panels and an attribute."""


def answer_puzzles(puzzles: Sequence[Puzzle], modules: Sequence[Module], call: Calls) -> list[int | None]:
    """The only choice of each puzzle that agrees with what the modules expect; None where several or none do.

    Args:
        puzzles: what to answer.
        modules: those that say which ninth value they expect of a grid.
        call: runs a module.
    """
    grids = {
        (n, part, attribute): puzzle.grid(part, attribute)
        for n, puzzle in enumerate(puzzles)
        for part in range(len(puzzle.context[0]))
        for attribute in ATTRIBUTES
    }
    expected: dict[Place, list[Json]] = {place: [] for place in grids}
    for module in modules:
        places = [place for place, grid in grids.items() if module.signature.takes((grid,))]
        for place, value in zip(places, call(module, [[grids[p]] for p in places]), strict=True):
            if value is not None:
                expected[place].append(value)
    return [_best(n, puzzle, expected) for n, puzzle in enumerate(puzzles)]


def _best(number: int, puzzle: Puzzle, expected: Mapping[Place, Sequence[Json]]) -> int | None:
    """The only choice that no expectation is against."""
    fitting = [
        n
        for n, choice in enumerate(puzzle.choices)
        if all(
            not (values := expected[number, part, attribute]) or as_json(group.value(attribute)) in values
            for part, group in enumerate(choice)
            for attribute in ATTRIBUTES
        )
    ]
    return fitting[0] if len(fitting) == 1 else None
