"""Compares two results as a benchmark should.

Order counts only where the query orders, and there only up to rows with equal keys; numbers are equal across types;
rows are a multiset; all columns of the gold result must be found. Two empty results are told apart from two equal ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import Any

from nesy.provers.sql.base import Row

_MOST = 5_000
"""Arrangements of columns that are tried."""


class Same(StrEnum):
    """How two results compare."""

    EQUAL = "equal"
    BOTH_EMPTY = "both empty"
    EXTRA_COLUMNS = "equal with extra columns"
    """The gold columns are among those given."""
    DIFFERENT = "different"


def compare(given: Sequence[Row], gold: Sequence[Row], *, ordered: bool = False, nocase: bool = False) -> Same:
    """How a result compares with the gold one.

    Args:
        given: rows.
        gold: rows.
        ordered: the rows must come in the same order.
        nocase: texts are equal with other upper and lower case and trailing blanks.

    >>> compare([(1, "a"), (2.0, "b")], [("b", 2), ("a", 1)]).value
    'equal'
    >>> compare([(1, "a")], [("a",)]).value, compare([], []).value
    ('equal with extra columns', 'both empty')
    """
    if not given or not gold:
        return Same.BOTH_EMPTY if not given and not gold else Same.DIFFERENT
    if len(given) != len(gold) or len(given[0]) < len(set(_columns(gold, nocase))):
        return Same.DIFFERENT
    one = [tuple(_plain(v, nocase) for v in row) for row in given]
    two = [tuple(_plain(v, nocase) for v in row) for row in gold]
    wanted = two if ordered else Counter(two)
    for places in islice(_arrangements(one, two), _MOST):
        shown = [tuple(row[i] for i in places) for row in one]
        if (shown if ordered else Counter(shown)) == wanted:
            return Same.EQUAL if len(one[0]) <= len(two[0]) else Same.EXTRA_COLUMNS
    return Same.DIFFERENT


def _columns(rows: Sequence[Row], nocase: bool) -> list[tuple[Any, ...]]:
    return [tuple(_plain(row[i], nocase) for row in rows) for i in range(len(rows[0]))]


def _arrangements(one: Sequence[Row], two: Sequence[Row]) -> Iterator[tuple[int, ...]]:
    """For each gold column a given column with the same values; two gold columns may share one if they are equal."""
    mine = [Counter(row[i] for row in one) for i in range(len(one[0]))]
    theirs = [Counter(row[i] for row in two) for i in range(len(two[0]))]
    fits = [[i for i, m in enumerate(mine) if m == t] for t in theirs]
    equal = [[row[i] for row in two] for i in range(len(two[0]))]

    def choose(chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(chosen) == len(fits):
            yield chosen
            return
        for i in fits[len(chosen)]:
            shared = [n for n, c in enumerate(chosen) if c == i]
            if all(equal[n] == equal[len(chosen)] for n in shared):
                yield from choose((*chosen, i))

    return choose(())


def _plain(value: Any, nocase: bool) -> Any:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return round(float(value), 6)
    if isinstance(value, str):
        return value.rstrip().lower() if nocase else value
    return value if value is None else str(value)
