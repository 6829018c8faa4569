"""Search by types and words: the modules of fitting types whose words weigh most."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from nesy.modules.index import Index
from nesy.modules.postings import heaviest
from nesy.modules.record import Case
from nesy.modules.signature import Signature
from nesy.modules.vectors import Neighbours
from nesy.modules.words import content_words

_WORDS = 16
"""Words of a query that are looked up."""
_PREFIX = 4
"""The least length of the beginning by which a word that no module has is looked up."""
_NAME = 1.0
"""What a word adds if it stands in the name as well."""
_NEAR = 1.5
"""What a word adds that is near to one of the text, times their cosine."""
_SCALE = 4
"""Weights are whole numbers: this many to one unit of inverse document frequency."""


def candidates(
    index: Index, text: str, shapes: Sequence[int] | None = None, neighbours: Neighbours | None = None
) -> Iterator[str]:
    """The keys of the modules of some shapes, those whose words are most like a text first, each as it is asked for.

    Args:
        index: where to look.
        text: what the function should do; may be empty.
        shapes: numbers of :meth:`~nesy.modules.index.Index.shapes`; None for all.
        neighbours: words that mean nearly the same count as well; None for the text's own words alone.
    """
    among = index.everything()
    if shapes is not None:
        among = 0
        for shape in shapes:
            among |= index.of_shape(shape)
    seen: set[str] = set()
    for row in heaviest(_weighted(index, text, neighbours), among):
        key = index.key_of(row)
        if key not in seen:
            yield key
        seen.add(key)


def _weighted(index: Index, text: str, neighbours: Neighbours | None) -> list[tuple[int, int]]:
    """Sets of modules and their weights: with a word of the text, in their name, or with a name that goes with it."""
    every, found = index.everything().bit_count(), list[tuple[int, float]]()
    for word in content_words(text)[:_WORDS]:
        query = _query(index, word)
        rows = index.having(query)
        found += [(rows, 1.0), (index.having(f"name: {query}"), _NAME), *index.kin(query)]
        found += _near(index, rows, neighbours.of(word, index.vocabulary())) if neighbours is not None else ()
    weighed = ((rows, round(_SCALE * share * math.log(1 + every / (1 + rows.bit_count())))) for rows, share in found)
    return [(rows, weight) for rows, weight in weighed if rows and weight]


def _near(index: Index, having: int, near: Sequence[tuple[str, float]]) -> Iterator[tuple[int, float]]:
    """The modules without a word that have one near to it, by the nearest that they have; in their name as well."""
    seen = having
    for word, cosine in near:
        rows = index.having(f'"{word}"')
        yield rows & ~seen, _NEAR * cosine
        yield index.having(f'name: "{word}"') & ~having, _NEAR * cosine
        seen |= rows


def _query(index: Index, word: str) -> str:
    """The FTS5 query of a word; of its beginning, if no module has the word."""
    if index.having(f'"{word}"') or len(word) <= _PREFIX:
        return f'"{word}"'
    return f'"{word[: max(_PREFIX, len(word) - 3)]}"*'


def compatible_shapes(index: Index, cases: Sequence[Case], wanted: Signature | None = None) -> list[int] | None:
    """The shapes that take the arguments of the positive cases and can return their results; None for all.

    Args:
        index: where to look.
        cases: examples of calls.
        wanted: a head whose types the module must fit as well.
    """
    positive = [case for case in cases if not case.negative]
    if not positive and wanted is None:
        return None
    return [
        number
        for number, shape in index.shapes().items()
        if all(shape.takes(c.inputs) and shape.returns.holds(c.expected) for c in positive)
        and (wanted is None or shape.fits(wanted))
    ]
