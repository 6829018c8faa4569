"""Nouns with what stands before them and after them."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from nesy.translate.english.chart import AUXILIARIES, STARTS_NOUN_PHRASE, Found
from nesy.translate.english.closed_words import (
    ADVERB_WORD,
    ARTICLE,
    DOMAIN_NOUNS,
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
)  # fmt: skip
from nesy.translate.english.joining import Joining
from nesy.translate.english.senses import (
    ADJECTIVE,
    ADVERB,
    BASE,
    GERUND,
    NOUN,
    PARTICIPLE,
    PAST,
    PLURAL,
    SINGULAR,
    THIRD,
    VERB,
)
from nesy.translate.english.syntax import (
    Bare,
    Denied,
    Gap,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    OfSubject,
    Opaque,
    Piece,
    Placed,
    Says,
    VerbPhrase,
)
from nesy.translate.english.verb_forms import in_past
from nesy.translate.english.word_list import word_list

INTENSIFIERS: Final = frozenset({"very", "really", "quite", "so", "extremely", "highly", "incredibly"})
_SILENT_INTENSIFIERS: Final = frozenset({"very", "really", "quite", "so"})


_FIRST: Final = frozenset({"first", "second", "third", "last", "only"})
"""Adjectives with which an infinitive after the noun tells what was done: ``the first woman to win``."""
_RARE: Final = 0.3
"""The cost from which on a sense of a word is rare."""
_DEGREES: Final = frozenset({"more", "most", "less", "least"})
_PREPOSITION_ADJECTIVES: Final = frozenset({"back", "down", "past", "inside", "outside", "off", "under", "over"})


@dataclass(frozen=True, slots=True)
class _Run:
    """The words before a noun, so far."""

    adjectives: tuple[str, ...] = ()
    compound: tuple[str, ...] = ()
    cost: float = 0.0
    joined: str = ""


class Nominals(Joining, ABC):
    """Nouns, relative clauses and other modifiers."""

    __slots__ = ()

    def nominals(self, place: int) -> Found[Nominal]:
        """A noun with its modifiers."""
        return self.once(("nominal", place), lambda: self._with_posts(place))

    def _with_posts(self, place: int) -> Iterator[tuple[int, Nominal, float]]:
        for end, nominal, cost in self.bare_nominals(place):
            yield end, nominal, cost
            if self.lower(end) == "to" and not _FIRST.isdisjoint(nominal.adjectives):
                for last, done, more in self.one_verb_phrase(end + 1, "infinitive"):
                    yield last, replace(nominal, posts=(in_past(done),)), cost + more
            disagreement = self._relative_disagreement(nominal, end)
            for last, posts, more in self.posts(end):
                yield last, replace(nominal, posts=posts), cost + more + disagreement

    def _relative_disagreement(self, nominal: Nominal, place: int) -> float:
        """The cost of a relative clause right after the noun whose verb has another number."""
        if self.lower(place) not in ("who", "which", "that") or nominal.domain:
            return 0.0
        verb = self.lower(place + 1)
        if verb in ("is", "was", "has", "does", "are", "were", "have", "do"):
            return 0.6 * ((verb in ("are", "were", "have", "do")) is not nominal.plural)
        forms = {sense.form for sense in self.senses(place + 1, VERB)}
        if self.senses(place + 1, NOUN) or PAST in forms or not forms & {BASE, THIRD}:
            return 0.0
        return 0.6 * ((BASE if nominal.plural else THIRD) not in forms)

    def bare_nominals(self, place: int) -> Found[Nominal]:
        """A noun with what stands before it."""
        return self.once(("bare nominal", place), lambda: self._run(place, _Run()))

    def _run(self, place: int, run: _Run) -> Iterator[tuple[int, Nominal, float]]:
        word = self.words[place]
        if len(run.adjectives) + len(run.compound) > 8:
            return
        if word.lower in DOMAIN_NOUNS and DOMAIN_NOUNS[word.lower] and word.kind is OPEN and not run.compound:
            plural = word.lower in ("people", "persons", "things", "individuals", "ones")
            head = (DOMAIN_NOUNS[word.lower],)
            yield place + 1, Nominal(head, run.adjectives, (), plural, True, run.joined), run.cost
        elif word.lower == "one" and run.adjectives and not run.compound and (noun := self._noun_before(place)):
            yield place + 1, self._nominal(run, noun, plural=False), run.cost
        elif word.kind is NAME:
            after_noun = 1.0 if run.compound and self.kind(place - 1) is OPEN else 0.0 if run.compound else 0.3
            after_noun += 0.5 * bool(run.adjectives)
            yield place + 1, self._nominal(run, word.lower, plural=False), run.cost + after_noun
            yield from self._run(place + 1, _add_noun(run, word.lower, 0.1))
        elif word.kind is NUMBER:
            is_price = word.lower[0] in "$€£" and not (place and self.kind(place - 1) in (ARTICLE, THE))
            yield from self._run(place + 1, _add_adjective(run, word.lower, 1.0 if is_price else 0.2))
        elif word.kind is OPEN:
            yield from self._open(place, run)
        elif word.kind is PREPOSITION and word.lower in _PREPOSITION_ADJECTIVES:
            yield from self._run(place + 1, _add_adjective(run, word.lower, 0.4))
        elif word.lower in _DEGREES:
            yield from self._run(place + 1, _add_adjective(run, word.lower, 0.3))
            for adjective, end, cost in self._adjectives_before_noun(place):
                yield from self._after_adjective(end, _add_adjective(run, adjective, cost))
        elif word.kind is ADVERB_WORD and word.lower in INTENSIFIERS:
            yield from self._run(place + 1, replace(run, cost=run.cost + 0.1))

    def _noun_before(self, place: int) -> str:
        """The noun that ``one`` stands for in ``a red vase or a blue one``: the last one before; empty if none is."""
        for before in range(place - 1, 0, -1):
            nouns, after = self.senses(before, NOUN), self.words[before + 1]
            if nouns and nouns[0].cost < 0.3 and after.kind is not OPEN and after.lower != "one":
                return nouns[0].lemma
        return ""

    def _nominal(self, run: _Run, head: str, *, plural: bool) -> Nominal:
        return Nominal((*run.compound, head), run.adjectives, (), plural, False, run.joined)

    def _open(self, place: int, run: _Run) -> Iterator[tuple[int, Nominal, float]]:
        for sense in self.senses(place, NOUN):
            if sense.lemma in ("other", "own") and self.lower(place) == sense.lemma:
                continue
            plural = sense.form == PLURAL
            if (
                sense.lemma == self.lower(place)
                and self._is_of_both_numbers(place)
                and plural is not self._are_many(place)
            ):
                continue
            extra = 0.7 if self.lower(place) in DOMAIN_NOUNS and run.compound else 0.0
            extra += 0.6 * (not plural and self._is_counted(place - 1))
            if plural and place and self.kind(place - 1) in ("and", "or") and self._may_be_verb(place):
                extra += 0.25
            if self._is_proper(place) and self.kind(place + 1) not in (OPEN, NAME):
                extra -= 0.4
            if run.compound and self._is_participle_with_object(place):
                extra += 0.5
            elif len(run.compound) > 1 and self._is_done_with(place - 1):
                extra += 0.4
            yield place + 1, self._nominal(run, sense.lemma, plural=plural), run.cost + sense.cost + extra
            if plural and self.kind(place + 1) == "'s" and place and self.kind(place - 1) in (ARTICLE, THE, OPEN):
                yield from self._run(place + 2, _add_noun(run, sense.lemma, sense.cost + 0.1))
            if not plural or sense.lemma == self.lower(place):
                yield from self._run(place + 1, _add_noun(run, sense.lemma, sense.cost + 0.1))
            else:
                counted = 0.5 * (place > 0 and self.kind(place - 1) is NUMBER)
                counted += 0.5 * bool(self.senses(place + 1, VERB, GERUND))
                yield from self._run(place + 1, _add_noun(run, sense.lemma, sense.cost + 0.5 + counted))
        for sense in self.senses(place, VERB, GERUND):
            yield place + 1, self._nominal(run, self.lower(place), plural=False), run.cost + sense.cost + 0.6
        for adjective, end, cost in self._adjectives_before_noun(place):
            if run.compound:
                cost += 0.7
            yield from self._after_adjective(end, _add_adjective(run, adjective, cost))

    def _is_proper(self, place: int) -> bool:
        """Whether a word is an adjective with a capital, which is a noun where no noun follows: ``speaks Dutch``."""
        word = self.words[place]
        return word.text != word.lower and word.lower in word_list().proper_adjectives

    def _may_be_verb(self, place: int) -> bool:
        """Whether a word is as often a verb in the singular as a plural: ``loves``, but not ``dogs``."""
        return any(sense.cost < _RARE for sense in self.senses(place, VERB, THIRD))

    def _is_counted(self, place: int) -> bool:
        """Whether a number other than one stands here, after which a noun is in the plural."""
        return place >= 0 and self.kind(place) is NUMBER and self.lower(place) not in ("1", "one")

    def _is_of_both_numbers(self, place: int) -> bool:
        """Whether a noun has one form for one and for many: ``deer``."""
        own = {sense.form for sense in self.senses(place, NOUN) if sense.lemma == self.lower(place)}
        return len(own) > 1

    def _are_many(self, place: int) -> bool:
        """Whether such a noun stands for many, by the word before it or the verb after it."""
        before = self.lower(place - 1) if place else ""
        if before in ("a", "an", "every", "each", "this", "that", "one"):
            return False
        if (
            before in ("all", "these", "those", "some", "many", "few", "no", "several")
            or self.kind(place - 1) is NUMBER
        ):
            return True
        after = place + 1
        if self.lower(after) in ("are", "were", "have", "do"):
            return True
        forms = {sense.form for sense in self.senses(after, VERB)}
        return BASE in forms and (not place or not self.senses(after, NOUN, SINGULAR))

    def _is_participle_with_object(self, place: int) -> bool:
        """Whether a word in ``-ing`` may have what follows as its own: ``a train ending at Elm``."""
        after = self.kind(place + 1)
        follows = after is PREPOSITION and self.lower(place + 1) != "of"
        return (follows or after in (ARTICLE, THE)) and bool(self.senses(place, VERB, GERUND))

    def _is_done_with(self, place: int) -> bool:
        """Whether a word in ``-ing`` may have the noun after it as its object: ``a student taking chemistry``."""
        forms = self.senses(place, VERB, GERUND)
        return bool(forms) and forms[0].cost < 0.3 and self.words[place].senses[0].form != GERUND

    def _after_adjective(self, place: int, run: _Run) -> Iterator[tuple[int, Nominal, float]]:
        yield from self._run(place, run)
        after = self.comma(place)
        if self.kind(after) in ("and", "or", "but") and self.lower(after + 1) != "other":
            joined = self.kind(after) if self.kind(after) in ("or", "and") else run.joined
            for adjective, end, cost in self._adjectives_before_noun(after + 1):
                yield from self._after_adjective(
                    end, replace(_add_adjective(run, adjective, cost + 0.1), joined=joined)
                )
        elif after > place:
            for adjective, end, cost in self._adjectives_before_noun(after):
                yield from self._after_adjective(end, _add_adjective(run, adjective, cost + 0.1))

    def _adjectives_before_noun(self, place: int) -> Iterator[tuple[str, int, float]]:
        """An adjective or a participle, with the adverb before it."""
        if self.lower(place) in _DEGREES:
            for sense in self.senses(place + 1, ADJECTIVE):
                yield f"{self.lower(place)} {sense.lemma}", place + 2, sense.cost
            return
        if self.lower(place) in ("other", "own"):
            yield self.lower(place), place + 1, 0.0
            return
        for sense in self.senses(place, ADJECTIVE):
            yield (self.lower(place) if sense.form else sense.lemma), place + 1, sense.cost
        for sense in self.senses(place, VERB, PARTICIPLE, GERUND):
            yield self.lower(place), place + 1, sense.cost + 0.15
        for sense in self.senses(place, ADVERB):
            for other in (*self.senses(place + 1, ADJECTIVE), *self.senses(place + 1, VERB, PARTICIPLE)):
                silent = self.lower(place) in _SILENT_INTENSIFIERS
                word = self.lower(place + 1)
                yield (word if silent else f"{sense.lemma} {word}"), place + 2, sense.cost + other.cost

    # -- after the noun ----------------------------------------------------------------------

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
        elif kind == "," and self.lower(place + 1) in ("who", "which"):
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
        if kind in STARTS_NOUN_PHRASE or kind in (QUANTIFIER, EVERYONE):
            for end, post, cost in self._gapped(place):
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
            yield end, Says((), (piece,), kind="p"), cost + attachment + nested

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
        for end, phrase, cost in self.noun_phrases(after):
            yield end, Piece(preposition, phrase), cost
            if preposition == "of" and isinstance(phrase, Named) and self.kind(end) == "'s":
                yield end + 1, Piece(preposition, phrase), cost + 0.1
        if self.lower(after) in ("abroad", "here", "there", "home"):
            yield after + 1, Piece(preposition, Opaque((self.lower(after),))), 0.0
        if self.is_gerund(after):
            for end, _, cost in self.verb_phrases(after, "gerund"):
                yield end, Piece(preposition, Opaque(self.lemmas(after, end))), cost
        if self.kind(after) is OPEN and preposition in ("than", "as", "at", "in"):
            for sense in self.senses(after, ADJECTIVE):
                yield after + 1, Piece(preposition, Opaque((sense.lemma,))), sense.cost + 0.8

    def _relative(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        word = self.lower(place)
        if word in ("who", "which", "that"):
            for end, phrase, cost in self.verb_phrases(place + 1, "finite"):
                yield end, phrase, cost - (0.03 if isinstance(phrase, JoinedVerbs) else 0.0)
        if word in ("who", "which", "that", "whom", "where", "when", "whose", "why"):
            for end, post, cost in self._gapped(place + 1):
                yield end, post, cost + 0.1
                if self.kind(end) == "and" and word in ("who", "that", "which"):
                    for last, more, extra in self.one_verb_phrase(end + 1, "finite"):
                        yield last, JoinedVerbs("and", (post, more)), cost + extra + 0.3

    def _joined_relatives(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``who sings and who dances``."""
        for end, first, cost in self._relative(place):
            joint = self.kind(end)
            if joint in ("and", "or") and self.lower(end + 1) in ("who", "which", "that"):
                for last, other, more in self._relative(end + 1):
                    yield last, JoinedVerbs(joint, (first, other)), cost + more

    def _after_preposition(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``with whom he lives``: the noun is the preposition's object."""
        for end, subject, cost in self.noun_phrases(place + 2):
            for last, phrase, more in self.one_verb_phrase(end, "finite"):
                if isinstance(phrase, Says):
                    pieces = (*phrase.pieces, Piece(self.lower(place), GAP))
                    yield last, OfSubject(subject, replace(phrase, pieces=pieces)), cost + more + 0.1

    def _gapped(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """A subject and a verb whose object is the noun."""
        for end, subject, cost in self.noun_phrases(place):
            if isinstance(subject, Bare) and not subject.nominal.plural:
                cost += 0.5
            if self.kind(end) is OPEN or self.kind(end) in AUXILIARIES:
                for last, phrase, more in self.one_verb_phrase(end, "gapped"):
                    yield last, OfSubject(subject, phrase), cost + more

    def _joined_participles(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``made and sold in Italy``: what begins with a preposition after the last belongs to all of them."""

        def one(at: int) -> Found[VerbPhrase]:
            return self.once(("one participial", at), lambda: self._participial(at))

        for end, phrase, cost in self.joined("participials", place, one, JoinedVerbs):
            yield end, _with_shared_adjuncts(phrase) if isinstance(phrase, JoinedVerbs) else phrase, cost

    def _participial(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """A participle with its objects, or an adjective with what depends on it."""
        for sense in self.senses(place, ADVERB):
            for end, post, cost in self._participial(place + 1):
                if isinstance(post, Says):
                    piece = Piece("", Opaque((sense.lemma,)))
                    yield end, replace(post, pieces=(*post.pieces, piece)), cost + sense.cost
        for sense in self.senses(place, VERB, PARTICIPLE):
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                total = cost + sense.cost + 0.3 + bare_object(pieces)
                yield end, Says((self.lower(place),), pieces, passive=True), total  # type: ignore[arg-type]
        if self.senses(place, VERB, GERUND):
            for end, phrase, cost in self.verb_phrases(place, "gerund"):
                yield end, phrase, cost + 0.3
        for sense in self.senses(place, ADJECTIVE):
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                if pieces:
                    total = cost + sense.cost + 0.5 + bare_object(pieces)
                    lemma = self.lower(place) if sense.form else sense.lemma
                    yield end, Says((lemma,), pieces, kind="a"), total  # type: ignore[arg-type]


def bare_object(pieces: tuple[object, ...]) -> float:
    """The cost of an object right after an adjective or a passive."""
    first = pieces[0] if pieces else None
    is_object = isinstance(first, Piece) and first.preposition == "" and not isinstance(first.phrase, Opaque)
    return 0.8 if is_object else 0.0


def _with_shared_adjuncts(phrase: JoinedVerbs) -> JoinedVerbs:
    *before, last = phrase.parts
    if not isinstance(last, Says) or not last.pieces or not last.pieces[0].preposition:
        return phrase
    bare = [part for part in before if isinstance(part, Says) and part.kind == "v" and not part.pieces]
    if len(bare) < len(before):
        return phrase
    return replace(phrase, parts=(*(replace(part, pieces=last.pieces) for part in bare), last))


def _join(connective: str, parts: tuple[Piece, ...]) -> Piece:
    """``in Paris or in Rome`` as ``in Paris or Rome``; what has another preposition keeps it."""
    own = parts[0].preposition
    phrases = tuple(
        part.phrase if part.preposition == own else Placed(part.preposition, part.phrase)
        for part in parts
        if part.phrase is not None
    )
    return Piece(own, JoinedNouns(connective, phrases))


def _add_noun(run: _Run, lemma: str, cost: float) -> _Run:
    return replace(run, compound=(*run.compound, lemma), cost=run.cost + cost)


def _add_adjective(run: _Run, word: str, cost: float) -> _Run:
    return replace(run, adjectives=(*run.adjectives, word), cost=run.cost + cost)


GAP: Final = Gap()
