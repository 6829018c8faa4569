"""The rules of matrix puzzles: which ninth values they allow after two whole rows and two values of the third.

The rules are those of RAVEN (Zhang et al., CVPR 2019): constant, progression, arithmetic, distribute-three. On places,
progression moves all objects along, and arithmetic is union or difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from nesy.bench.growth.puzzles.puzzle import Value

Rows: TypeAlias = Sequence[Sequence[Value]]
Rule: TypeAlias = Callable[[Rows], set[Value]]
PLACES = 4
"""Places of a panel in which objects can move."""


def constant(rows: Rows) -> set[Value]:
    """The third row's value, if no row changes.

    >>> constant([[1, 1, 1], [2, 2, 2], [5, 5]]), constant([[1, 1, 1], [2, 2, 3], [5, 5]])
    ({5}, set())
    """
    return set(rows[2]) if all(len(set(row)) == 1 for row in rows) else set()


def progression(rows: Rows) -> set[Value]:
    """What continues a step that is the same, and not zero, in every row.

    >>> progression([[1, 2, 3], [5, 6, 7], [2, 3]])
    {4}
    """
    a, b, c, d, e, f, g, h = _numbers(rows)
    step = b - a
    steady = step != 0 and {c - b, e - d, f - e, h - g} == {step}
    return {h + step} if steady else set()


def arithmetic(rows: Rows) -> set[Value]:
    """The sum or the difference of the first two values, if the third is that in both whole rows.

    >>> sorted(arithmetic([[2, 0, 2], [3, 0, 3], [4, 1]]))
    [3, 5]
    """
    a, b, c, d, e, f, g, h = _numbers(rows)
    found: set[Value] = set()
    if (a + b, d + e) == (c, f):
        found.add(g + h)
    if (a - b, d - e) == (c, f):
        found.add(g - h)
    return found


def distribute_three(rows: Rows) -> set[Value]:
    """The missing one of three values that each whole row has in some order.

    >>> distribute_three([[1, 2, 3], [3, 1, 2], [2, 3]])
    {1}
    """
    first, second, third = (set(row) for row in rows)
    return first - third if len(first) == 3 and first == second and len(third) == 2 and third < first else set()


def moved(places: Sequence[int], by: int) -> tuple[int, ...]:
    """The places after all objects moved along; the last is followed by the first."""
    return tuple(sorted((place + by) % PLACES for place in places))


def movement(rows: Rows) -> set[Value]:
    """What follows if all objects move along by the same number of places, in every row.

    >>> movement([[(0,), (1,), (2,)], [(1, 2), (2, 3), (0, 3)], [(3,), (0,)]])
    {(1,)}
    """
    places = _places(rows)
    pairs = [(row[n], row[n + 1]) for row in places for n in range(len(row) - 1)]
    steps = [by for by in range(1, PLACES) if all(moved(a, by) == b != a for a, b in pairs)]
    return {moved(places[2][1], by) for by in steps}


def place_arithmetic(rows: Rows) -> set[Value]:
    """The union or the difference of the first two sets of places, if the third is that in both whole rows.

    >>> place_arithmetic([[(0,), (1,), (0, 1)], [(2,), (0, 3), (0, 2, 3)], [(1, 2), (3,)]])
    {(1, 2, 3)}
    """
    first, second, third = ([set(places) for places in row] for row in _places(rows))
    found: set[Value] = set()
    if first[0] | first[1] == first[2] and second[0] | second[1] == second[2]:
        found.add(tuple(sorted(third[0] | third[1])))
    if first[0] - first[1] == first[2] and second[0] - second[1] == second[2]:
        found.add(tuple(sorted(third[0] - third[1])))
    return found


NUMBER_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "constant": constant,
        "progression": progression,
        "arithmetic": arithmetic,
        "distribute_three": distribute_three,
    }
)
PLACE_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "constant": constant,
        "movement": movement,
        "place_arithmetic": place_arithmetic,
        "distribute_three": distribute_three,
    }
)


def ninths(rows: Rows) -> set[Value]:
    """Every ninth value that some rule allows."""
    rules = PLACE_RULES if isinstance(rows[0][0], tuple) else NUMBER_RULES
    return {value for rule in rules.values() for value in rule(rows)}


def _numbers(rows: Rows) -> list[int]:
    return [value for row in rows for value in row if isinstance(value, int)]


def _places(rows: Rows) -> list[list[tuple[int, ...]]]:
    return [[value for value in row if isinstance(value, tuple)] for row in rows]
