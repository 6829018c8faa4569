"""The content of a predicate: the words that tell it from others, whatever their inflection and order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nesy.translate.english.closed_words import word_set
from nesy.translate.english.predicates import Phrase
from nesy.translate.english.senses import ADVERB
from nesy.translate.english.stems import inflected_from, verb_of_agent
from nesy.translate.english.word_list import word_list

_LIGHT: Final = word_set(
    """
    a an the be being been is are was were do doing get to that so very lot some any all such of for about with by in on
    at into onto upon as own also would will once often always sometimes usually ever currently
    now already again both his her their its our my your kind type sort new
    """
)
"""Words that are left out where predicates are compared loosely."""
_KEPT_ADVERBS: Final = word_set("not never only almost not no without hardly barely before after early late")
SEPARATORS: Final = word_set(
    """
    not no never only or either neither almost can must than without except before after under over above below against
    """
)
"""Words that are never left out: with one of them, a phrase says something else."""


def content_words(words: Iterable[str]) -> frozenset[str]:
    """The words without inflection, small words and adverbs of time and manner.

    >>> sorted(content_words(("once", "stayed", "in", "prison")))
    ['prison', 'stay']
    """
    single = [part for word in words for part in word.replace("-", " ").split()]
    return frozenset(inflected_from(word) for word in single if word not in _LIGHT and not _is_adverb(word))


def content_of(phrase: Phrase) -> frozenset[str]:
    """The content words of a predicate; those of all its words, if it has no others."""
    return content_words(phrase.words) or frozenset(phrase.words)


def doing_of(phrase: Phrase) -> frozenset[str]:
    """The content of a noun for who does something as that of the verb; empty if it is no such noun.

    >>> sorted(doing_of(Phrase(("football", "player"), kind="n")))
    ['football', 'play']
    """
    if phrase.kind != "n" or not phrase.head:
        return frozenset()
    *before, noun = phrase.head
    verb = verb_of_agent(noun)
    return content_words((*before, verb)) | content_words(_rest(phrase)) if verb else frozenset()


def has_object(phrase: Phrase) -> bool:
    """Whether something is done to an object: what is done is another thing than what is undergone."""
    named = (piece[0] for piece in phrase.rest if piece)
    return "" in phrase.roles or any(word not in _LIGHT and not _is_adverb(word) for word in named)


def separators(phrase: Phrase) -> frozenset[str]:
    """The words of a phrase that are never left out: what denies, compares and counts."""
    words = {part for word in phrase.words for part in word.split()}
    return frozenset(word for word in words if word in SEPARATORS or word.isdigit())


def _rest(phrase: Phrase) -> tuple[str, ...]:
    return tuple(word for piece in phrase.rest for word in piece)


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _KEPT_ADVERBS and word_list().classes.get(word, ADVERB) == ADVERB
