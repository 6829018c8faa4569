"""What follows ``is``: a noun, an adjective, a place, a measure."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from typing import Final

from nesy.translate.english.closed_words import (
    ADVERB_WORD,
    BE,
    NO_OBJECT,
    NUMBER,
    word_set,
)  # fmt: skip
from nesy.translate.english.nominals import INTENSIFIERS
from nesy.translate.english.objects import NOUN_STARTS, Objects, is_thing
from nesy.translate.english.postmodifiers import bare_object
from nesy.translate.english.roles import MADE
from nesy.translate.english.senses import (
    ADJECTIVE,
    ADVERB,
    NOUN,
    PARTICIPLE,
    VERB,
)  # fmt: skip
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    Denied,
    IsA,
    JoinedVerbs,
    Named,
    Opaque,
    Piece,
    Possessed,
    Says,
    VerbPhrase,
)
from nesy.translate.english.verb_forms import (
    GERUNDIAL,
    INFINITIVE,
    PREDICATE,
    adjoined,
    with_modal,
)

_BEYOND: Final = frozenset(
    {"older", "younger", "more", "less", "over", "under", "above", "below", "fewer", "higher", "lower"}
)
"""What stands after ``18 or``."""
_UNITS: Final = word_set(
    """
    dollar euro cent percent degree point year month week day hour minute second meter metre kilometer kilometre
    centimeter millimeter mile foot inch yard acre gram kilogram kg km cm mm ton tonne liter litre gallon
    ounce watt volt
    """
)
"""Nouns that measure: what ``is 60 dollars`` is not a thing of that kind."""
_STATES: Final = frozenset(
    {"on", "off", "up", "down", "in", "out", "over", "away", "back", "together", "outside", "inside"}
)
"""Particles that say by themselves how a thing is: ``the light is on``."""
_DUTIES: Final = {
    "required": "must", "obliged": "must", "obligated": "must", "allowed": "may", "permitted": "may",
}  # fmt: skip
"""What says with an infinitive what one must or may do."""
_NEVER: Final = frozenset({"never", "not"})


class PredicatesAfterIs(Objects, ABC):
    """What a subject is said to be."""

    __slots__ = ()

    def _predicate(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        kind, lower = self.kind(place), self.lower(place)
        if lower in _NEVER:
            for end, phrase, cost in self.one_verb_phrase(place + 1, PREDICATE):
                yield end, Denied(phrase), cost
            return
        if (lower, self.lower(place + 1)) == ("no", "longer"):
            for end, phrase, cost in self.one_verb_phrase(place + 2, PREDICATE):
                yield end, Denied(phrase), cost - 0.1
        if kind is BE and lower == "being":
            yield from self.verb_phrases(place + 1, PREDICATE)
        if lower == "first" and self.senses(place + 1, VERB, PARTICIPLE):
            for end, phrase, cost in self.one_verb_phrase(place + 1, PREDICATE):
                yield end, adjoined(phrase, Piece("", Opaque(("first",)))), cost
        if kind in NOUN_STARTS:
            for end, thing, cost in self.one_noun_phrase(place):
                if isinstance(thing, Bare) and not thing.nominal.plural:
                    cost += 0.6
                elif isinstance(thing, Possessed | Definite | Named):
                    cost += 0.3
                if not isinstance(thing, Opaque):
                    yield end, IsA(thing), cost
        yield from self._adjectival(place)
        if lower == "where":
            yield from self.places_of(place + 1)
        if lower == "too":
            yield from self._excessive(place)
        yield from self._measured(place)
        for end, piece, cost in self.prepositional_pieces(place):
            for last, more, other in self.pieces_of(end, gap=False):
                counts = self.lower(place + 1) in ("least", "most")
                objects = 0.8 * (not counts and any(isinstance(p, Piece) and _is_object(p) for p in more))
                yield last, Says((), (piece, *more), kind="p"), cost + other + objects  # type: ignore[arg-type]
        if lower in _STATES:
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                if not pieces or not _starts_with_object(pieces):
                    yield end, Says((lower,), pieces, kind="a"), cost + 0.3  # type: ignore[arg-type]
        yield from self._after_predicate_adverb(place)
        if lower in ("able", "unable") and self.lower(place + 1) == "to":
            for end, phrase, cost in self.verb_phrases(place + 2, INFINITIVE):
                ability = with_modal(phrase, "can")
                yield end, ability if lower == "able" else Denied(ability), cost
        if lower in _DUTIES and self.lower(place + 1) == "to":
            for end, phrase, cost in self.verb_phrases(place + 2, INFINITIVE):
                yield end, with_modal(phrase, _DUTIES[lower]), cost - 0.3
        if lower == "going" and self.lower(place + 1) == "to":
            for end, phrase, cost in self.verb_phrases(place + 2, INFINITIVE):
                yield end, phrase, cost - 0.4
        if lower == "to":
            for end, _, cost in self.verb_phrases(place + 1, INFINITIVE):
                yield end, Says(("to", *self.lemmas(place + 1, end)), kind="p"), cost + 0.2

    def _measured(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``15``, ``exactly 15 years old``, ``18 or older``, ``60 dollars``: a number with what it counts."""
        start = place + (self.lower(place) == "exactly")
        if self.kind(start) is not NUMBER:
            return
        number = self.lower(start)
        for end, pieces, cost in self.pieces_of(start + 1, gap=False):
            if not pieces or (isinstance(pieces[0], Piece) and pieces[0].preposition in ("in", "at", "as of", "by")):
                yield end, Says(("be", number), pieces, kind="a"), cost + 0.5  # type: ignore[arg-type]
        if self.lower(start + 1) == "per" and self.senses(start + 2, NOUN):
            yield start + 3, Says(("be", number, "per", self.senses(start + 2, NOUN)[0].lemma), kind="a"), 0.0
        if self.kind(start + 1) == "or" and self.lower(start + 2) in _BEYOND:
            yield start + 3, Says(("be", number, "or", self.lower(start + 2)), kind="a"), 0.1
        for unit in self.senses(start + 1, NOUN):
            said = ("be", number, unit.lemma)
            yield start + 2, Says(said, kind="a"), -0.1 if unit.lemma in _UNITS else 0.4
            if self.lower(start + 2) == "of":
                for end, nominal, cost in self.bare_nominals(start + 3):
                    yield end, Says((*said, "of", *nominal.head), kind="a"), 0.2 + cost
            for sense in self.senses(start + 2, ADJECTIVE):
                if not sense.form:
                    yield start + 3, Says((*said, sense.lemma), kind="a"), 0.1
                elif sense.form == "comparative" and self.lower(start + 3) == "than":
                    by = Piece("", Opaque((number, unit.lemma)))
                    for end, pieces, cost in self.pieces_of(start + 3, gap=False):
                        yield end, Says((self.lower(start + 2),), (*pieces, by), kind="a"), cost  # type: ignore[arg-type]
            if self.kind(start + 2) == "or" and self.lower(start + 3) in _BEYOND:
                yield start + 4, Says((*said, "or", self.lower(start + 3)), kind="a"), 0.1

    def _after_predicate_adverb(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        lower = self.lower(place)
        if self.kind(place) is ADVERB_WORD or lower == "only":
            if lower in ("here", "there", "abroad"):
                yield place + 1, Says((lower,), kind="a"), 0.0
            for end, phrase, cost in self.one_verb_phrase(place + 1, PREDICATE):
                silent = lower in INTENSIFIERS
                yield end, phrase if silent else adjoined(phrase, Piece("", Opaque((lower,)))), cost + 0.1
        for sense in self.senses(place, ADVERB):
            for end, phrase, cost in self.one_verb_phrase(place + 1, PREDICATE):
                yield end, adjoined(phrase, Piece("", Opaque((sense.lemma,)))), cost + sense.cost

    def _excessive(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``too young to drive``: young, and not able to drive."""
        for sense in self.senses(place + 1, ADJECTIVE) if self.lower(place + 2) == "to" else ():
            for end, phrase, cost in self.verb_phrases(place + 3, INFINITIVE):
                parts = (Says((sense.lemma,), kind="a"), Denied(with_modal(phrase, "can")))
                yield end, JoinedVerbs("and", parts), cost + sense.cost - 0.2

    def _adjectival(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        if self.lower(place) in ("more", "less", "most", "least"):
            for sense in self.senses(place + 1, ADJECTIVE):
                for end, pieces, cost in self.pieces_of(place + 2, gap=False):
                    head = (self.lower(place), sense.lemma)
                    yield end, Says(head, pieces, kind="a"), cost + sense.cost  # type: ignore[arg-type]
        done = bool(self.senses(place, VERB, PARTICIPLE))
        for sense in self.senses(place, ADJECTIVE):
            lemma = self.lower(place) if sense.form else sense.lemma
            if lemma in ("able", "unable") and self.lower(place + 1) == "to":
                continue
            if sense.form == "comparative" and self.lower(place + 1) == "of":
                continue
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                by = 0.4 * (done and any(isinstance(p, Piece) and p.preposition == "by" for p in pieces))
                total = cost + sense.cost + bare_object(pieces) + by
                yield end, Says((lemma,), pieces, kind="a"), total  # type: ignore[arg-type]
        for sense in self.senses(place, VERB, PARTICIPLE):
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                says = Says((self.lower(place),), pieces, passive=True)  # type: ignore[arg-type]
                rare = 0.6 * (sense.lemma in NO_OBJECT) + bare_object(pieces) * (self.lower(place) not in MADE)
                yield end, says, cost + sense.cost + rare
        if self.is_gerund(place):
            yield from self.one_verb_phrase(place, GERUNDIAL)


def _is_object(piece: Piece) -> bool:
    return not piece.preposition and is_thing(piece)


def _starts_with_object(pieces: tuple[object, ...]) -> bool:
    first = pieces[0]
    return isinstance(first, Piece) and first.preposition == "" and not isinstance(first.phrase, Opaque)
