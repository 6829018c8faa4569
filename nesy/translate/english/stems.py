"""Stems: what derived words have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_MIN_STEM: Final = 3
_ENDINGS: Final = (
    "ations", "ation", "ition", "ments", "ment", "ness", "ingly", "ically", "ally", "ably", "ibly", "tion", "sion",
    "ance", "ence", "able", "ible", "ers", "ors", "ing", "ity", "ous", "ive", "ful", "ist", "ism", "ian", "ant", "ent",
    "al", "ic", "ly", "er", "or", "ed", "en", "es", "y", "e", "s",
)  # fmt: skip


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a word, without its derivational endings.

    >>> stem("player") == stem("play"), stem("environmentally") == stem("environmental")
    (True, True)
    >>> stem("organ") == stem("organization")
    False
    """
    current = word
    for _ in range(2):
        ending = next((e for e in _ENDINGS if current.endswith(e) and len(current) - len(e) >= _MIN_STEM), "")
        if not ending:
            break
        current = current[: len(current) - len(ending)]
        if len(current) > _MIN_STEM and current[-1] == current[-2] and current[-1] not in "sl":
            current = current[:-1]
        if current.endswith("i") and len(current) > _MIN_STEM:
            current = current[:-1]
    return current


def derived(one: str, other: str) -> bool:
    """Whether two different words are forms of one, by the endings that English derives words with.

    >>> derived("player", "play"), derived("vegetarian", "vegetation"), derived("cook", "cooker")
    (True, False, True)
    """
    if one == other or min(len(one), len(other)) < _MIN_STEM:
        return False
    short, long = sorted((one, other), key=len)
    if stem(short) != stem(long):
        return False
    return long.startswith(short[:-1]) or len(stem(short)) >= len(short) - 2
