"""The base of the parser: a sentence's words, and what has been found from each place on.

Every rule returns all the phrases that it finds from a place on, each with its end and its cost, and keeps
the cheapest for each end. The cost counts what is unusual: a rare class of a word, a failure of agreement, a
long attachment. A rule asks others for the phrases that follow; what each found is kept, so that no phrase
is parsed twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias, TypeVar

from nesy.errors import ParseError
from nesy.translate.english.closed_words import (
    ARTICLE,
    COPULA,
    DO,
    END,
    HAVE,
    MODAL,
    NAME,
    NUMBER,
    OPEN,
    POSSESSIVE,
    PRONOUN,
    THE,
    THIS,
)  # fmt: skip
from nesy.translate.english.name_finding import Word
from nesy.translate.english.senses import GERUND, VERB, Sense
from nesy.translate.english.syntax import Clause, Nominal, NounPhrase, VerbPhrase

T = TypeVar("T")
Found: TypeAlias = list[tuple[int, T, float]]
"""Phrases with their ends and costs, the cheapest first."""

MAX_STEPS: Final = 20_000
"""Rules tried, and parts joined, in one sentence."""
MAX_DEPTH: Final = 150
"""Rules inside each other."""
_KEPT: Final = 16
_SILENT: Final = frozenset({ARTICLE, THE, THIS, POSSESSIVE, COPULA, DO, HAVE, PRONOUN, ",", "'s"})


class Chart(ABC):
    """The words of one sentence and the phrases found so far."""

    __slots__ = ("depth", "found", "furthest", "steps", "words")

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words
        self.found: dict[tuple[object, ...], Found[object]] = {}
        self.steps = 0
        self.depth = 0
        self.furthest = 0

    def kind(self, place: int) -> str:
        """The kind of the word at a place; END beyond the sentence."""
        return self.words[place].kind if place < len(self.words) else END

    def lower(self, place: int) -> str:
        """The word at a place in lower case."""
        return self.words[place].lower if place < len(self.words) else ""

    def senses(self, place: int, kind: str, *forms: str) -> list[Sense]:
        """The senses of a class, and of certain forms, that an open word has."""
        if self.kind(place) is not OPEN:
            return []
        return [s for s in self.words[place].senses if s.kind == kind and (not forms or s.form in forms)]

    def is_gerund(self, place: int) -> bool:
        """Whether the word is a form in ``-ing`` of a verb, ``being`` and ``having`` too."""
        return bool(self.senses(place, VERB, GERUND)) or self.lower(place) in ("being", "having")

    def once(self, key: tuple[object, ...], rule: Callable[[], Iterable[tuple[int, T, float]]]) -> Found[T]:
        """What a rule finds, computed once.

        Raises:
            ParseError: if the sentence takes too many steps.
        """
        known = self.found.get(key)
        if known is None:
            self.step()
            if self.depth > MAX_DEPTH:
                raise ParseError("phrases are nested too deeply", hint="split the sentence")
            self.depth += 1
            self.found[key] = []
            known = self.found[key] = _cheapest(rule())
            self.depth -= 1
            if known and known[0][0] > self.furthest:
                self.furthest = max(end for end, _, _ in known)
        return known  # type: ignore[return-value]

    def step(self) -> None:
        """Counts a step.

        Raises:
            ParseError: if there are too many.
        """
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise ParseError("the sentence has too many readings", hint="split it")

    def lemmas(self, start: int, end: int) -> tuple[str, ...]:
        """The content words of a span as lemmas."""
        return tuple(
            word.senses[0].lemma if word.kind is OPEN and word.senses else word.lower
            for word in self.words[start:end]
            if word.kind not in _SILENT and word.lower not in ("to", "that")
        )

    def comma(self, place: int) -> int:
        """The place after a comma, if one stands here."""
        return place + 1 if self.kind(place) == "," else place

    @abstractmethod
    def noun_phrases(self, place: int) -> Found[NounPhrase]:
        """Noun phrases, joined ones too."""

    @abstractmethod
    def one_noun_phrase(self, place: int) -> Found[NounPhrase]:
        """Noun phrases that are not joined."""

    @abstractmethod
    def nominals(self, place: int) -> Found[Nominal]:
        """Nouns with their modifiers."""

    @abstractmethod
    def verb_phrases(self, place: int, form: str) -> Found[VerbPhrase]:
        """Verb phrases of a form, joined ones too."""

    @abstractmethod
    def one_verb_phrase(self, place: int, form: str) -> Found[VerbPhrase]:
        """Verb phrases of a form that are not joined."""

    @abstractmethod
    def pieces_of(self, place: int, *, gap: bool) -> Found[tuple[object, ...]]:
        """The objects and adjuncts of a verb."""

    @abstractmethod
    def one_clause(self, place: int) -> Found[Clause]:
        """Clauses that are not joined."""

    @abstractmethod
    def clauses(self, place: int) -> Found[Clause]:
        """Clauses."""


def _cheapest(found: Iterable[tuple[int, T, float]]) -> Found[T]:
    best: dict[int, tuple[int, T, float]] = {}
    for item in found:
        known = best.get(item[0])
        if known is None or item[2] < known[2]:
            best[item[0]] = item
    if len(best) < 2:
        return list(best.values())
    return sorted(best.values(), key=lambda item: (item[2], -item[0]))[:_KEPT]


STARTS_NOUN_PHRASE: Final = frozenset({NAME, ARTICLE, THE, THIS, NUMBER, POSSESSIVE, PRONOUN})
AUXILIARIES: Final = frozenset({COPULA, DO, HAVE, MODAL})
