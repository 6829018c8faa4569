"""Slips of the pen: a word that no dictionary has, one letter off a word that another place of the problem has.

Two letters in the wrong order, and one written twice or once, are slips of a word of the dictionary as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from nesy.translate.english.closed_words import KINDS
from nesy.translate.english.senses import senses
from nesy.translate.english.word_list import word_list

_SHORTEST: Final = 5
"""Shorter words have too many neighbours."""
_SHORTEST_ALONE: Final = 7
"""The same where no other word of the problem is like it."""
_GUESSED: Final = 0.6
"""The cost of a sense that no list has."""
_BRITISH: Final = ("ise", "ised", "ises", "ising")
"""How words end that are listed with ``z``."""


def misspelled(problem: Sequence[tuple[str, ...]]) -> Mapping[str, str]:
    """Each word that is a slip of another word of the problem, with that word.

    Only a word without a capital that is neither listed nor formed from a listed one counts, beside exactly one
    listed word of the problem that differs by one letter, or by two neighbours in the wrong order; else beside exactly
    one word of the dictionary that has two neighbours in another order, or a letter twice or once.

    >>> misspelled([("Tom", "is", "a", "ligting", "designer"), ("All", "lighting", "is", "good")])
    {'ligting': 'lighting'}
    >>> misspelled([("Ann", "recieves", "a", "letter")])
    {'recieves': 'receives'}
    """
    words = {word for sentence in problem for word in sentence if len(word) >= _SHORTEST and word.isalpha()}
    plain = {word for word in words if word == word.lower() and word not in KINDS}
    listed = {word for word in plain if _is_listed(word)}
    found: dict[str, str] = {}
    for word in sorted(plain - listed):
        near = [other for other in sorted(listed) if _is_near(word, other)] or _near_in_dictionary(word)
        if len(near) == 1:
            found[word] = near[0]
    return found


@lru_cache(maxsize=4096)
def _is_listed(word: str) -> bool:
    known = word_list()
    return word in known.irregular or any(sense.lemma in known.classes for sense in senses(word))


def _is_formed(word: str) -> bool:
    """Whether a word is formed from a listed one of its class: ``receives``, not ``tenureed``."""
    known = word_list()
    return word in known.irregular or any(
        sense.kind in known.classes.get(sense.lemma, "") and sense.cost < _GUESSED for sense in senses(word)
    )


def are_near(one: str, other: str) -> bool:
    """Whether two long words are one slip apart, which is not how they end: unlike ``Robert``, ``Roberta``.

    >>> are_near("hofmann", "hoffmann"), are_near("philip", "phillip"), are_near("martin", "martina")
    (True, True, False)
    """
    shorter, longer = sorted((one, other), key=len)
    ends_otherwise = one[:-1] == other[:-1] or (longer[:-1] == shorter and longer[-1] in "aeio0123456789")
    return len(shorter) > _SHORTEST and not ends_otherwise and _is_near(one, other)


def _is_near(one: str, other: str) -> bool:
    """Whether two words with the same first letter are one slip apart."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    return one in _slips(other)


@lru_cache(maxsize=1024)
def _near_in_dictionary(word: str) -> list[str]:
    """The listed words that a word becomes with two neighbours in another order, or a letter twice or once."""
    if len(word) < _SHORTEST_ALONE or word.endswith(_BRITISH):
        return []
    places = range(1, len(word))
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in places if i + 1 < len(word)}
    once = {word[:i] + word[i + 1 :] for i in places if word[i] == word[i - 1]}
    twice = {word[:i] + word[i - 1] + word[i:] for i in range(2, len(word) + 1)}
    return sorted(other for other in (swapped | once | twice) - {word} if _is_formed(other))


@lru_cache(maxsize=1024)
def _slips(word: str) -> frozenset[str]:
    return frozenset(_each_slip(word))


def _each_slip(word: str) -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from (word + letter for letter in letters)
    for place in range(1, len(word)):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after[1:] for letter in letters)
        yield from (before + letter + after for letter in letters)
