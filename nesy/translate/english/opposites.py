"""Words that exclude each other."""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations
from typing import Final

from nesy.translate.english.closed_words import word_set


def _pairs(words: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair.split("/")) for pair in word_set(words))


CONTRARIES: Final = _pairs(
    """
    before/after above/below older/younger larger/smaller bigger/smaller higher/lower earlier/later more/fewer
    more/less taller/shorter longer/shorter heavier/lighter faster/slower cheaper/dearer better/worse
    north/south east/west northeast/southwest northwest/southeast left/right
    """
) | {frozenset(("left of", "right of")), frozenset(("in front of", "behind")), frozenset(("ahead of", "behind"))}
"""Words with which two phrases, else alike, exclude each other."""
COMPLEMENTS: Final = _pairs(
    """
    dead/alive asleep/awake male/female man/woman boy/girl open/closed single/married odd/even present/absent
    guilty/innocent true/false empty/full online/offline indoor/outdoor on/off pass/fail succeed/fail win/lose
    """
)
"""Words of which at most one holds of anything, whatever else is said."""
_SCALES: Final = _pairs(
    """
    tall/short big/small large/small long/short old/young old/new hot/cold warm/cool rich/poor good/bad hard/soft
    light/dark heavy/light fast/slow thick/thin wide/narrow high/low cheap/expensive dry/wet sweet/sour public/private
    domestic/foreign local/foreign harmful/beneficial strong/weak early/late left/right upper/lower inner/outer
    raw/cooked fresh/frozen urban/rural full-time/part-time
    """
)
_COLOURS: Final = word_set("red green blue yellow black white brown grey gray orange purple pink")
_PREFIXES: Final = ("un", "in", "im", "ir", "il", "dis", "non", "non-")


def exclude_each_other(words: Collection[str]) -> bool:
    """Whether adjectives are told of different things where a plural has them all: ``red and green apples``.

    >>> exclude_each_other(("tall", "short")), exclude_each_other(("young", "inexperienced"))
    (True, False)
    """
    pairs = [*combinations(words, 2)]
    return bool(pairs) and all(_are_apart(*pair) for pair in pairs)


def _are_apart(one: str, other: str) -> bool:
    if {one, other} <= _COLOURS or frozenset((one, other)) in COMPLEMENTS | _SCALES:
        return True
    return any(one == prefix + other or other == prefix + one for prefix in _PREFIXES)
