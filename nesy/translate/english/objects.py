"""Objects and adjuncts of a verb: noun phrases, prepositions with theirs, adverbs, times, complements."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from typing import Final

from nesy.translate.english.chart import STARTS_NOUN_PHRASE, Found
from nesy.translate.english.closed_words import (
    ADVERB_WORD,
    BE,
    EVERYONE,
    HAVE,
    NAME,
    NUMBER,
    OPEN,
    PARTICLES,
    PREPOSITION,
    QUANTIFIER,
    RELATIVE,
    ROUGHLY,
    THINKING,
    TIMES,
)  # fmt: skip
from nesy.translate.english.nominals import INTENSIFIERS, RARE
from nesy.translate.english.noun_phrases import NounPhrases
from nesy.translate.english.postmodifiers import GAP
from nesy.translate.english.senses import (
    ADJECTIVE,
    ADVERB,
    PARTICIPLE,
    THIRD,
    VERB,
)  # fmt: skip
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    Existence,
    Opaque,
    Piece,
    Quantified,
    Says,
    Statement,
)
from nesy.translate.english.verb_forms import INFINITIVE

_LINKING: Final = frozenset({"become", "seem", "get", "remain", "stay", "look", "feel", "appear", "grow"})
"""Verbs that a participle follows as an adjective: ``became tired``."""
_WHEN: Final = frozenset({"after", "before", "until", "till", "since"})
"""Prepositions behind which a clause may stand."""
NOUN_STARTS: Final = STARTS_NOUN_PHRASE | {QUANTIFIER, EVERYONE, OPEN, BE, HAVE, "not", "only"}


class Objects(NounPhrases, ABC):
    """What follows a verb."""

    __slots__ = ()

    def pieces_of(self, place: int, *, gap: bool) -> Found[tuple[object, ...]]:
        """The objects and adjuncts from a place on; with ``gap`` one of them is what a relative clause modifies."""
        return self.once(("pieces", place, gap), lambda: self._sequences(place, gap))

    def _sequences(self, place: int, gap: bool) -> Iterator[tuple[int, tuple[object, ...], float]]:
        yield from self._sequence(place, 0, gap)

    def _sequence(self, place: int, objects: int, gap: bool, passed: bool = False) -> Found[tuple[Piece, ...]]:
        return self.once(("sequence", place, objects, gap, passed), lambda: self._longer(place, objects, gap, passed))

    def _longer(
        self, place: int, objects: int, gap: bool, passed: bool
    ) -> Iterator[tuple[int, tuple[Piece, ...], float]]:
        if not gap:
            yield place, (), 0.0
        elif objects == 0:
            yield place, (Piece("", GAP),), 0.0
        for end, piece, cost, is_object, fills in self._one_piece(place, objects, gap):
            rest_gap = gap and not fills
            if is_object and passed:
                cost += 0.8
            if piece.preposition == "of":
                of_some = passed and isinstance(piece.phrase, Quantified | Bare)
                cost += 0.4 if of_some else 0.1 * (objects > 0)
            clause = 0.2 * _ends_with_verb(piece)
            for last, more, other in self._sequence(
                end, objects + is_object, rest_gap, passed or bool(piece.preposition)
            ):
                agent = 0.3 * (_is_by_some(piece) and bool(more) and more[0].preposition in ("from", "with"))
                yield last, (piece, *more), cost + other + agent + (clause if more and more[0].preposition else 0.0)

    def _one_piece(self, place: int, objects: int, gap: bool) -> Iterator[tuple[int, Piece, float, int, bool]]:
        kind, lower = self.kind(place), self.lower(place)
        counts = lower == "at" and self.lower(place + 1) in ("least", "most")
        counts = counts or (lower in ROUGHLY and self.kind(place + 1) is NUMBER)
        if (kind in NOUN_STARTS or counts or lower in ("both", "either", "neither")) and objects < 2:
            for end, phrase, cost in self.noun_phrases(place):
                extra = 0.8 if objects or (gap and not objects) else 0.0
                if objects and isinstance(phrase, Bare):
                    extra += 0.7
                yield end, Piece("", phrase), cost + extra, 1, False
        if kind is PREPOSITION or lower in ("both", "either", "neither"):
            yield from self._preposition(place, gap)
        if kind == "only" and self.kind(place + 1) is PREPOSITION:
            yield place + 1, Piece("", Opaque((lower,))), 0.05, 0, False
        if lower in _WHEN and self.kind(place + 1) in STARTS_NOUN_PHRASE | {OPEN, QUANTIFIER, EVERYONE}:
            for end, clause, cost in self.one_clause(place + 1):
                if isinstance(clause, Statement | Existence):
                    yield end, Piece("", Opaque((lower, *self.lemmas(place + 1, end)))), cost + 0.35, 0, False
        if end := self._frequency(place):
            yield end, Piece("", Opaque(self.lemmas(place, end))), -0.2, 0, False
        if lower == "every" and self.lower(place + 1) == "time":
            for end, _, cost in self.clauses(place + 2):
                yield end, Piece("", Opaque((lower, "time", *self.lemmas(place + 2, end)))), cost - 0.1, 0, False
        if lower in ("every", "each", "last", "next", "this", "all", "most", "some"):
            for end, nominal, cost in self.bare_nominals(place + 1):
                if nominal.head[-1] in TIMES:
                    yield end, Piece("", Opaque((lower, *nominal.adjectives, *nominal.head))), cost - 0.1, 0, False
        for sense in self.senses(place, ADVERB):
            yield place + 1, Piece("", Opaque((sense.lemma,))), sense.cost + 0.05, 0, False
        if kind is ADVERB_WORD and lower not in INTENSIFIERS:
            yield place + 1, Piece("", Opaque((lower,))), 0.05, 0, False
        if end := self.two_adverbs(place):
            yield end, Piece("", Opaque(tuple(self.lower(i) for i in range(place, end)))), 0.1, 0, False
        verb_before = 0.5 * (objects > 0 and lower == "to" and bool(self.senses(place - 1, VERB, THIRD)))
        for end, lemmas, cost in self._complement(place):
            yield end, Piece("", Opaque(lemmas)), cost + verb_before, 0, False

    def two_adverbs(self, place: int) -> int:
        """Where ``here and abroad``, ``well and often`` ends; 0 if there is none."""
        joined = self.kind(place + 1) in ("and", "or") and self._is_adverb(place) and self._is_adverb(place + 2)
        return place + 3 if joined else 0

    def _is_adverb(self, place: int) -> bool:
        closed = self.kind(place) is ADVERB_WORD and self.lower(place) not in INTENSIFIERS
        return closed or any(sense.cost < RARE for sense in self.senses(place, ADVERB))

    def _frequency(self, place: int) -> int:
        """Where ``at least once a week``, ``three times per day`` ends; 0 if there is none."""
        start = place + 2 if self.lower(place) == "at" and self.lower(place + 1) in ("least", "most") else place
        if self.lower(start) in ("once", "twice"):
            start += 1
        elif self.kind(start) is NUMBER and self.lower(start + 1) in ("times", "time"):
            start += 2
            if self.lower(start) not in ("a", "an", "per", "every", "each", "as", "more", "of"):
                return start
        else:
            return 0
        is_rate = self.lower(start) in ("a", "an", "per", "every", "each") and self.lower(start + 1) in TIMES
        return start + 2 if is_rate else 0

    def _preposition(self, place: int, gap: bool) -> Iterator[tuple[int, Piece, float, int, bool]]:
        for end, piece, cost in self.prepositional_pieces(place):
            yield end, piece, cost, 0, False
        if gap and self.kind(place) is PREPOSITION:
            yield place + 1, Piece(self.lower(place), GAP), 0.1, 0, True
        if self.lower(place) in PARTICLES:
            yield place + 1, Piece(self.lower(place), None), 0.3, 0, False

    def _complement(self, place: int) -> Iterator[tuple[int, tuple[str, ...], float]]:
        """An infinitive, a that-clause, an indirect question or an adjective, named by its words."""
        lower = self.lower(place)
        if place and any(sense.lemma in THINKING for sense in self.senses(place - 1, VERB)):
            for end, _, cost in self.clauses(place) if self.kind(place) in STARTS_NOUN_PHRASE else ():
                yield end, self.lemmas(place, end), cost + 0.3
        if lower == "to":
            for end, _, cost in self.verb_phrases(place + 1, INFINITIVE):
                yield end, ("to", *self.lemmas(place + 1, end)), cost - (0.02 if self._joins(place, end) else 0.0)
        elif lower == "that" or lower == "whether" or (self.kind(place) is RELATIVE and lower not in ("who", "which")):
            for end, _, cost in self.clauses(place + 1):
                yield end, self.lemmas(place, end), cost + 0.2
            if self.lower(place + 1) == "to":
                for end, _, cost in self.verb_phrases(place + 2, INFINITIVE):
                    yield end, (lower, *self.lemmas(place + 2, end)), cost + 0.2
        if place and any(sense.lemma in _LINKING for sense in self.senses(place - 1, VERB)):
            for sense in self.senses(place, VERB, PARTICIPLE):
                yield place + 1, (self.lower(place),), sense.cost + 0.3
        for sense in self.senses(place, ADJECTIVE):
            for end, _, cost in self.pieces_of(place + 1, gap=False):
                names = 0.1 * any(self.kind(inner) is NAME for inner in range(place + 1, end))
                yield end, (sense.lemma, *self.lemmas(place + 1, end)), cost + sense.cost + 0.6 + names
        if lower in INTENSIFIERS and self.senses(place + 1, ADJECTIVE):
            yield place + 2, (self.lower(place + 1),), 0.6
        elif lower in INTENSIFIERS and self.senses(place + 1, ADVERB):
            yield place + 2, (self.lower(place + 1),), 0.1

    def _joins(self, start: int, end: int) -> bool:
        return any(self.kind(place) in ("and", "or") for place in range(start, end))


def _ends_with_verb(piece: Piece) -> bool:
    """Whether an object ends with a verb in a relative clause, to which what follows belongs rather."""
    posts = piece.phrase.nominal.posts if isinstance(piece.phrase, Quantified | Definite | Bare) else ()
    return bool(posts) and isinstance(posts[-1], Says) and posts[-1].kind == "v" and not posts[-1].passive


def _is_by_some(piece: Piece) -> bool:
    """Whether a piece says that one of a kind does it: ``by a man``, of whom ``from Ohio`` behind it is said."""
    return piece.preposition == "by" and isinstance(piece.phrase, Quantified | Bare)


def is_thing(piece: Piece) -> bool:
    """Whether a piece is an object, or a preposition with one."""
    return piece.phrase is not None and not isinstance(piece.phrase, Opaque)
