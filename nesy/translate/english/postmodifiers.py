"""What modifies a noun from after it: relative clauses, participles, prepositional phrases."""

from __future__ import annotations

import re
from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.agreement import Agreement
from nesy.translate.english.chart import AUXILIARIES, STARTS_NOUN_PHRASE, Found
from nesy.translate.english.closed_words import (
    ADVERB_WORD,
    EVERYONE,
    NAME,
    NUMBER,
    OPEN,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    QUANTIFIER,
    RELATIVE,
    THE,
    word_set,
)  # fmt: skip
from nesy.translate.english.joining import Joining
from nesy.translate.english.senses import (
    ADJECTIVE,
    ADVERB,
    BASE,
    GERUND,
    PARTICIPLE,
    THIRD,
    VERB,
)
from nesy.translate.english.shared_words import with_shared_adjuncts
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    Denied,
    Gap,
    IsA,
    JoinedNouns,
    JoinedVerbs,
    Named,
    OfOwned,
    OfSubject,
    Opaque,
    Piece,
    Placed,
    Possessed,
    Quantified,
    Says,
    VerbPhrase,
)
from nesy.translate.english.verb_forms import adjoined

GAP: Final = Gap()
_YEAR: Final = re.compile(r"[12]\d{3}")
_ALONE: Final = word_set("abroad here there home behind above below inside outside within")
"""What may stand by itself behind a preposition: ``from behind``."""
_PARTICIPIAL: Final = 0.3
"""The cost of a participle after its noun."""


class Postmodifiers(Joining, Agreement, ABC):
    """What stands after a noun and is said of it."""

    __slots__ = ()

    def posts(self, place: int) -> Found[tuple[VerbPhrase, ...]]:
        """What modifies a noun from after it."""
        return self.once(("posts", place), lambda: self._posts(place))

    def _posts(self, place: int) -> Iterator[tuple[int, tuple[VerbPhrase, ...], float]]:
        for end, post, cost in self.once(("post", place), lambda: self._post(place)):
            yield end, (post,), cost
            for last, more, other in self.posts(end):
                yield last, (post, *more), cost + other + 0.25

    def _post(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        kind = self.kind(place)
        if kind is PREPOSITION:
            yield from self._prepositional(place)
            if self.lower(place + 1) in ("whom", "which"):
                yield from self._after_preposition(place)
        elif kind is RELATIVE or self.lower(place) == "that":
            yield from self._relative(place)
            yield from self._joined_relatives(place)
        elif kind == "," and self.lower(place + 1) in ("who", "which", "whose"):
            for end, post, cost in self._relative(place + 1):
                yield self.comma(end), post, cost + 0.3
        elif kind is OPEN or kind in ("either", "both", "neither"):
            yield from self._joined_participles(place)
        elif kind == "not":
            for end, post, cost in self._post(place + 1):
                yield end, Denied(post), cost + 0.1
        elif kind == "but" and self.kind(place + 1) in (NAME, THE):
            for end, excepted, cost in self.noun_phrases(place + 1):
                yield end, Says((), (Piece("except", excepted),), kind="p"), cost + 0.2
        if self.lower(place) in ("having", "being"):
            for end, phrase, cost in self.verb_phrases(place, "gerund"):
                yield end, phrase, cost + 0.3
        if (kind in STARTS_NOUN_PHRASE and self.lower(place) != "that") or kind in (QUANTIFIER, EVERYONE):
            for end, post, cost in self.gapped(place):
                yield end, post, cost + 0.5
        if self.lower(place) == "to":
            verb_before = 0.5 * bool(self.senses(place - 1, VERB, THIRD))
            for end, _, cost in self.one_verb_phrase(place + 1, "infinitive"):
                yield end, Says(("to", *self.lemmas(place + 1, end)), kind="p"), cost + 0.4 + verb_before

    def _prepositional(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        attachment = 0.0 if self.lower(place) == "of" else 0.2
        for end, piece, cost in self.prepositional_pieces(place):
            within = {self.lower(i) for i in range(place + 1, end)}
            inside = within if self.kind(place + 1) is THE else within & {"who"}
            inside = inside - {"that"} if self._is_gapped_by_that(place, end) else inside
            superlative = any(self.lower(i) == "with" and self.kind(i + 1) is THE for i in range(place + 1, end))
            nested = 0.4 if inside & {"who", "that"} else 0.3 * bool(inside & {"with", "without"} and not superlative)
            nested += 0.3 * (self.lower(place) == "of" and _is_of_one_that_is(piece))
            yield end, Says((), (piece,), kind="p"), cost + attachment + nested + 0.4 * _is_time(piece)

    def _is_gapped_by_that(self, start: int, end: int) -> bool:
        """Whether ``that`` has a subject of its own behind it: ``the house that Ann bought``."""
        that = next((i for i in range(start, end) if self.lower(i) == "that"), end)
        return that + 1 < end and self.kind(that + 1) in (NAME, PRONOUN, THE, POSSESSIVE)

    def prepositional_pieces(self, place: int) -> Found[Piece]:
        """A preposition with its object; of several joined ones, the prepositions are the same."""
        return self.joined("prepositional", place, lambda i: self.once(("one p", i), lambda: self._pieces(i)), _join)

    def _pieces(self, place: int) -> Iterator[tuple[int, Piece, float]]:
        if self.kind(place) is not PREPOSITION and self.lower(place) != "like":
            return
        preposition = self.lower(place)
        after = place + 1
        if self.kind(after) is PREPOSITION and preposition not in ("than", "as", "like"):
            preposition, after = f"{preposition} {self.lower(after)}", after + 1
        if tuple(self.lower(after + i) for i in range(3)) == ("the", "age", "of") and self.kind(after + 3) is NUMBER:
            yield after + 4, Piece(preposition, Opaque((self.lower(after + 3),))), -0.1
        numbers = self.kind(after) is NUMBER and self.kind(after + 2) is NUMBER
        if preposition == "from" and numbers and self.lower(after + 1) in ("to", "until", "through"):
            yield after + 3, Piece(preposition, Opaque((self.lower(after), "to", self.lower(after + 2)))), -0.2
        for end, phrase, alone in self.noun_phrases(after):
            cost = (
                alone
                + 0.4 * _ends_with_time(phrase)
                + 1.0 * _excepts(phrase)
                + 0.4 * (preposition == "between" and _is_one(phrase))
            )
            cost += 0.5 * (preposition == "to" and self._is_infinitive(place, end))
            if preposition == "among" and isinstance(phrase, Quantified) and phrase.quantifier == "every":
                phrase = Bare(phrase.nominal)
            yield end, Piece(preposition, phrase), cost
            if preposition in ("than", "as") and self.kind(end) in AUXILIARIES and self.kind(end + 1) is not OPEN:
                yield end + 1, Piece(preposition, phrase), cost
            if preposition == "of" and isinstance(phrase, Named) and self.kind(end) == "'s":
                yield end + 1, Piece(preposition, phrase), cost + 0.1
        if self.kind(after) in ("and", "or") and self.kind(after + 1) is PREPOSITION:
            for end, phrase, cost in self.noun_phrases(after + 2):
                both = JoinedNouns(self.kind(after), (phrase, Placed(self.lower(after + 1), phrase)))
                yield end, Piece(preposition, both), cost + 0.1
        if self.lower(place + 1) in _ALONE:
            yield place + 2, Piece(self.lower(place), Opaque((self.lower(place + 1),))), 0.0
        manner = after + (self.kind(after) is ADVERB_WORD or bool(self.senses(after, ADVERB)))
        if self.is_gerund(manner):
            for end, _, cost in self.verb_phrases(manner, "gerund"):
                yield end, Piece(preposition, Opaque(self.lemmas(after, end))), cost
        if self.kind(after) is OPEN and preposition in ("than", "as", "at", "in"):
            for sense in self.senses(after, ADJECTIVE):
                yield after + 1, Piece(preposition, Opaque((sense.lemma,))), sense.cost + 0.8

    def _is_infinitive(self, place: int, end: int) -> bool:
        """Whether ``to`` and a single word behind a verb, which may be a noun, say what is done: ``loves to hike``."""
        after_verb = self.kind(place - 2) in ("and", "or") and bool(self.senses(place - 1, VERB, THIRD))
        return after_verb and end == place + 2 and bool(self.senses(place + 1, VERB, BASE))

    def _relative(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        word = self.lower(place)
        if word in ("who", "which", "that"):
            start = place + 1 + (self.lower(place + 1) in ("all", "each", "both"))
            for end, phrase, cost in self.verb_phrases(start, "finite"):
                yield end, phrase, cost - (0.03 if isinstance(phrase, JoinedVerbs) else 0.0)
            for after, piece, cost in self.prepositional_pieces(start) if self.kind(start) is PREPOSITION else ():
                for end, phrase, more in self.verb_phrases(self.comma(after), "finite"):
                    yield end, adjoined(phrase, piece), cost + more + 0.2
        if word == "where":
            yield from self.places_of(place + 1)
        if word == "whose":
            yield from self.of_owned(place + 1)
        if word in ("who", "which", "that", "whom", "where", "when", "why"):
            for end, post, cost in self.gapped(place + 1):
                yield end, post, cost + 0.1
                for last, another, extra in self.gapped(end + 1) if self.kind(end) in ("and", "or") else ():
                    yield last, JoinedVerbs(self.kind(end), (post, another)), cost + extra + 0.1
                if self.kind(end) == "and" and word in ("who", "that", "which"):
                    for last, also, extra in self.one_verb_phrase(end + 1, "finite"):
                        yield last, JoinedVerbs("and", (post, also)), cost + extra + 0.3

    def places_of(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``where livestock is kept``: it is kept in it."""
        for end, subject, cost in self.noun_phrases(place):
            for last, phrase, more in self.verb_phrases(end, "finite"):
                if isinstance(phrase, Says | Denied | JoinedVerbs):
                    yield last, OfSubject(subject, adjoined(phrase, Piece("in", GAP))), cost + more + 0.1

    def of_owned(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``whose dog barks``, ``whose dog Ann likes``."""
        for end, nominal, cost in self.nominals(place):
            for last, phrase, more in self.verb_phrases(end, "finite"):
                unlike = self.disagreement(Bare(nominal), end)
                joined = 0.03 * isinstance(phrase, JoinedVerbs)
                yield last, OfOwned(nominal, phrase), cost + more + unlike - joined
            for last, liked, more in self.gapped(end):
                yield last, OfOwned(nominal, liked), cost + more + 0.1

    def _joined_relatives(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``who sings and who dances``."""
        for end, first, cost in self._relative(place):
            start = self.comma(end)
            joint = self.kind(start)
            if joint in ("and", "or", "but") and self.lower(start + 1) in ("who", "which", "that", "whose"):
                for last, other, more in self._relative(start + 1):
                    yield last, JoinedVerbs("or" if joint == "or" else "and", (first, other)), cost + more

    def _after_preposition(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``with whom he lives``: the noun is the preposition's object."""
        for end, subject, cost in self.noun_phrases(place + 2):
            for last, phrase, more in self.one_verb_phrase(end, "finite"):
                if isinstance(phrase, Says | Denied):
                    within = adjoined(phrase, Piece(self.lower(place), GAP))
                    yield last, OfSubject(subject, within), cost + more + 0.1

    def gapped(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """A subject and a verb whose object is the noun."""
        for end, subject, cost in self.noun_phrases(place):
            if isinstance(subject, Bare) and not subject.nominal.plural:
                cost += 0.5
            if self.kind(end) is OPEN or self.kind(end) in AUXILIARIES:
                unlike = self.disagreement(subject, end)
                for last, phrase, more in self.one_verb_phrase(end, "gapped"):
                    yield last, OfSubject(subject, phrase), cost + more + unlike

    def _joined_participles(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``made and sold in Italy``: what begins with a preposition after the last belongs to all of them."""

        def one(at: int) -> Found[VerbPhrase]:
            return self.once(("one participial", at), lambda: self._participial(at))

        for end, phrase, cost in self.joined("participials", place, one, JoinedVerbs):
            if isinstance(phrase, JoinedVerbs):
                yield end, with_shared_adjuncts(phrase), cost - _PARTICIPIAL * (len(phrase.parts) - 1)
            else:
                yield end, phrase, cost

    def _participial(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """A participle with its objects, or an adjective with what depends on it."""
        for sense in self.senses(place, ADVERB):
            for end, post, cost in self._participial(place + 1):
                if isinstance(post, Says):
                    piece = Piece("", Opaque((sense.lemma,)))
                    yield end, replace(post, pieces=(*post.pieces, piece)), cost + sense.cost
        for sense in self.senses(place, VERB, PARTICIPLE):
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                total = cost + sense.cost + _PARTICIPIAL + bare_object(pieces)
                yield end, Says((self.lower(place),), pieces, passive=True), total  # type: ignore[arg-type]
        if self.senses(place, VERB, GERUND):
            for end, phrase, cost in self.verb_phrases(place, "gerund"):
                yield end, phrase, cost + _PARTICIPIAL
        for sense in self.senses(place, ADJECTIVE):
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                if pieces:
                    total = cost + sense.cost + 0.5 + bare_object(pieces)
                    lemma = self.lower(place) if sense.form else sense.lemma
                    yield end, Says((lemma,), pieces, kind="a"), total  # type: ignore[arg-type]


def _is_time(piece: Piece) -> bool:
    """Whether a piece says when, which is rarely said of a noun: ``from 2011 to 2013``, ``in 1990``."""
    lemmas = piece.phrase.lemmas if isinstance(piece.phrase, Opaque) else ()
    is_range = piece.preposition == "from" and lemmas[1:2] == ("to",)
    return is_range or (piece.preposition in ("in", "since") and len(lemmas) == 1 and bool(_YEAR.fullmatch(lemmas[0])))


def _excepts(phrase: object) -> bool:
    """Whether ``except`` stands behind ``the N``, where it is said of what ranges over more."""
    posts = phrase.nominal.posts if isinstance(phrase, Definite | Possessed) else ()
    return any(isinstance(post, Says) and any(p.preposition == "except" for p in post.pieces) for post in posts)


def _is_one(phrase: object) -> bool:
    """Whether a noun phrase is in the singular and not joined."""
    return isinstance(phrase, Named) or (isinstance(phrase, Bare | Definite | Quantified) and not phrase.nominal.plural)


def _is_of_one_that_is(piece: Piece) -> bool:
    """Whether a relative clause says what a thing behind ``of`` is: ``of a family that is not an heir``."""
    posts = (
        piece.phrase.nominal.posts if isinstance(piece.phrase, Quantified) and piece.phrase.quantifier == "a" else ()
    )
    last = posts[-1] if posts else None
    return isinstance(last.phrase if isinstance(last, Denied) else last, IsA)


def _ends_with_time(phrase: object) -> bool:
    """Whether a noun phrase ends with a time, to which what stands around it has a better claim."""
    posts = phrase.nominal.posts if isinstance(phrase, Bare | Definite | Possessed | Quantified) else ()
    return bool(posts) and isinstance(posts[-1], Says) and any(map(_is_time, posts[-1].pieces))


def bare_object(pieces: tuple[object, ...]) -> float:
    """The cost of an object right after an adjective or a passive."""
    first = pieces[0] if pieces else None
    is_object = isinstance(first, Piece) and first.preposition == "" and not isinstance(first.phrase, Opaque)
    return 0.8 if is_object else 0.0


def _join(connective: str, parts: tuple[Piece, ...]) -> Piece:
    """``in Paris or in Rome`` as ``in Paris or Rome``; what has another preposition keeps it."""
    own = parts[0].preposition
    phrases = tuple(
        part.phrase if part.preposition == own else Placed(part.preposition, part.phrase)
        for part in parts
        if part.phrase is not None
    )
    return Piece(own, JoinedNouns(connective, phrases))
