"""Words that go together in a library: where texts say one thing in many ways, the names of functions say it in few.

An association thesaurus is made from the texts themselves (Jing and Croft, *An association thesaurus for information
retrieval*, RIAO 1994); no list of synonyms is used.
"""

from __future__ import annotations

from collections.abc import Sequence

_SHARE = 0.2
"""The least share of a word's modules that must have the associated name."""
_LIFT = 5.0
"""How much more often than elsewhere."""
_MOST = 3
"""Names a word."""
_SEEN = 3
"""Modules that must have the word, and both."""


def associated(having: int, names: Sequence[int], every: int) -> list[tuple[int, float]]:
    """The names that go with a word, the strongest tie first: the modules named so, and their share of the word's.

    Args:
        having: the set of modules that have the word.
        names: for each word of names the set of modules that are named so.
        every: how many modules there are.
    """
    size, found = having.bit_count(), list[tuple[float, int]]()
    for named in names if size >= _SEEN else ():
        both = (having & named).bit_count()
        if both >= _SEEN and both >= _SHARE * size and both * every >= _LIFT * size * named.bit_count():
            found.append((both / size, named))
    return [(named, share) for share, named in sorted(found, reverse=True)[:_MOST]]
