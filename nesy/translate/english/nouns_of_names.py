"""What the name of a thing says that it is: ``Lake Orr`` a lake, the ``Tolan Prize`` a prize."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nesy.translate.english.closed_words import word_set
from nesy.translate.english.senses import NOUN
from nesy.translate.english.stems import verb_of_agent
from nesy.translate.english.word_list import word_list

_BEFORE_NAMES: Final = word_set("fort lake mount cape castle camp river villa")
"""Nouns for things that stand before their names."""
_SURNAMES: Final = word_set(
    "king queen prince duke earl knight bishop pope page smith cook wright mason judge lord lady"
)
"""Nouns for people that are also their names."""


def noun_of_name(words: Sequence[str]) -> str:
    """The noun in a name of several words, in lower case, as the names of things have one; empty if there is none.

    It is the last word, or one like ``lake`` before the others.

    >>> noun_of_name(["fort", "rosa"]), noun_of_name(["tolan", "prize"]), noun_of_name(["ann", "baker"])
    ('fort', 'prize', '')
    """
    if len(words) > 1 and words[0] in _BEFORE_NAMES:
        return words[0]
    last = words[-1] if len(words) > 1 else ""
    return last if NOUN in word_list().classes.get(last, "") and not may_be_surname(last) else ""


def may_be_surname(noun: str) -> bool:
    """Whether a noun may be a surname, which says nothing: ``Baker``, ``King``."""
    return bool(verb_of_agent(noun)) or noun in _SURNAMES
