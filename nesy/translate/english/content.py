"""The content of a predicate: the words that tell it from others, whatever their inflection and order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from itertools import takewhile
from typing import Final

from nesy.translate.english.closed_words import KINDS, PREPOSITION, word_set
from nesy.translate.english.predicates import Phrase
from nesy.translate.english.senses import ADVERB
from nesy.translate.english.stems import inflected_from, stem, verb_of_agent
from nesy.translate.english.word_list import word_list

_LIGHT: Final = word_set(
    """
    a an the be being been is are was were do doing get to that so very lot some any all such of for about with by in on
    at into onto upon as own also would will once often always sometimes usually ever currently
    now already again both his her their its our my your kind type sort new
    """
)
"""Words that are left out where predicates are compared loosely."""
_KEPT_ADVERBS: Final = word_set(
    "not never only almost nearly rarely seldom scarcely no without hardly barely before after early late"
)
PLACE_PREPOSITIONS: Final = word_set("in at on within inside")
"""Prepositions that say where something is, and are taken for one where phrases are compared loosely."""
SEPARATORS: Final = word_set(
    """
    not no never only or either neither almost nearly rarely seldom scarcely hardly barely can must than without
    except before after under over above below against
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


@lru_cache(maxsize=4096)
def behind_prepositions(phrase: Phrase, named: tuple[tuple[str, ...], ...] = ()) -> Mapping[str, Collection[str]]:
    """The stems behind each preposition of a phrase, one for all places; with the names of its arguments in order.

    >>> behind_prepositions(Phrase(("buy",), (("book", "about", "car"),)))
    {'about': {'car'}}
    """
    found: dict[str, set[str]] = {}
    pieces: list[tuple[str, tuple[str, ...]]] = list(zip(phrase.roles, named, strict=False))
    for piece in phrase.rest:
        starts = [place for place, word in enumerate(piece) if KINDS.get(word) is PREPOSITION]
        pieces += [(piece[start], piece[start + 1 :]) for start in starts]
    for preposition, words in pieces:
        if preposition:
            found.setdefault("in" if preposition in PLACE_PREPOSITIONS else preposition, set()).update(map(stem, words))
    return found


def differ_in_frequency(one: Phrase, other: Phrase) -> bool:
    """Whether both say how often, and not the same: ``every day``, ``every second day``."""
    often = [{piece for piece in phrase.rest if piece[:1] in (("every",), ("each",))} for phrase in (one, other)]
    return all(often) and often[0] != often[1]


@lru_cache(maxsize=16_384)
def are_objects_apart(one: Phrase, other: Phrase) -> bool:
    """Whether the object of one phrase is only spoken of in the other's: ``buys a car``, ``buys a book about cars``."""
    objects = object_of(one), object_of(other)
    behind = [{stem for stems in behind_prepositions(phrase).values() for stem in stems} for phrase in (one, other)]
    return all(objects) and objects[0] != objects[1] and (objects[0] in behind[1] or objects[1] in behind[0])


def object_of(phrase: Phrase) -> str:
    """The stem of the noun that is the direct object, without what follows a preposition in it."""
    for piece in phrase.rest:
        if piece and KINDS.get(piece[0]) is not PREPOSITION and piece[0] != "to":
            own = list(takewhile(lambda word: KINDS.get(word) is not PREPOSITION, piece))
            return stem(own[-1].split()[-1])
    return ""


def separators(phrase: Phrase) -> frozenset[str]:
    """The words of a phrase that are never left out: what denies, compares and counts."""
    words = {part for word in phrase.words for part in word.split()}
    return frozenset(word for word in words if word in SEPARATORS or word.isdigit())


def _rest(phrase: Phrase) -> tuple[str, ...]:
    return tuple(word for piece in phrase.rest for word in piece)


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _KEPT_ADVERBS and word_list().classes.get(word, ADVERB) == ADVERB
