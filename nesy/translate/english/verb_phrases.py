"""Verb phrases: verbs with their objects and adjuncts, auxiliaries, and what follows ``is``."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.chart import STARTS_NOUN_PHRASE, Found
from nesy.translate.english.closed_words import (
    ADVERB_WORD,
    BE,
    COPULA,
    DITRANSITIVE,
    DO,
    EVERYONE,
    HAVE,
    MODAL,
    NAME,
    NUMBER,
    OPEN,
    PARTICLES,
    PREPOSITION,
    PRONOUN,
    QUANTIFIER,
    RELATIVE,
    TIMES,
    word_set,
)  # fmt: skip
from nesy.translate.english.nominals import GAP, INTENSIFIERS, bare_object
from nesy.translate.english.noun_phrases import ROUGHLY, NounPhrases
from nesy.translate.english.senses import (
    ADJECTIVE,
    ADVERB,
    BASE,
    GERUND,
    NOUN,
    PARTICIPLE,
    PAST,
    THIRD,
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

FINITE: Final = "finite"
INFINITIVE: Final = "infinitive"
GERUNDIAL: Final = "gerund"
PERFECT: Final = "perfect"
GAPPED: Final = "gapped"
PREDICATE: Final = "predicate"

_FORMS: Final = {
    FINITE: (THIRD, BASE, PAST), GAPPED: (THIRD, BASE, PAST), INFINITIVE: (BASE,), GERUNDIAL: (GERUND,),
    PERFECT: (PARTICIPLE,),
}  # fmt: skip
_MODALS: Final = {"can": "can", "could": "can", "may": "can", "might": "can", "must": "must", "should": "must"}
_STATES: Final = frozenset(
    {"on", "off", "up", "down", "in", "out", "over", "away", "back", "together", "outside", "inside"}
)
"""Particles that say by themselves how a thing is: ``the light is on``."""
_NEVER: Final = frozenset({"never", "not"})
_NOUN_STARTS: Final = STARTS_NOUN_PHRASE | {QUANTIFIER, EVERYONE, OPEN, BE, HAVE, "not", "only"}


class VerbPhrases(NounPhrases, ABC):
    """Verb phrases."""

    __slots__ = ()

    def verb_phrases(self, place: int, form: str) -> Found[VerbPhrase]:
        """Verb phrases of a form, joined ones too."""
        if form is PREDICATE:
            return self.joined(
                form, place, lambda i: self.one_verb_phrase(i, PREDICATE), JoinedVerbs, self._later_predicate
            )
        if form is FINITE:
            return self.joined(form, place, lambda i: self.one_verb_phrase(i, FINITE), JoinedVerbs, self._later_finite)
        if form is INFINITIVE:
            return self.joined(
                form, place, lambda i: self.one_verb_phrase(i, form), JoinedVerbs, self._later_infinitive
            )
        if form is PERFECT:
            return self.joined(form, place, lambda i: self.one_verb_phrase(i, form), JoinedVerbs, self._later_perfect)
        return self.joined(form, place, lambda i: self.one_verb_phrase(i, form), JoinedVerbs)

    def _later_perfect(self, place: int) -> Found[VerbPhrase]:
        """After ``has won a prize or``: another participle, or a verb of its own."""
        found = [*self.one_verb_phrase(place, PERFECT)]
        return found + [(end, phrase, cost + 0.5) for end, phrase, cost in self._later_finite(place)]

    def _later_infinitive(self, place: int) -> Found[VerbPhrase]:
        """After ``can be a member or``: another infinitive, or loosely a predicate or a verb of its own."""
        found = [*self.one_verb_phrase(place, INFINITIVE)]
        for form in (PREDICATE, FINITE):
            found += [(end, phrase, cost + 0.7) for end, phrase, cost in self.one_verb_phrase(place, form)]
        return found

    def _later_finite(self, place: int) -> Found[VerbPhrase]:
        """After a verb and ``or``: another verb, with a pronoun for the subject before it or not."""
        if self.kind(place) is PRONOUN and self.lower(place) in ("he", "she", "it", "they"):
            found = self.verb_phrases(place + 1, FINITE)
            return [(end, phrase, cost + 0.4) for end, phrase, cost in found]
        found = [(end, phrase, cost + _late_past(phrase)) for end, phrase, cost in self.one_verb_phrase(place, FINITE)]
        return [*found, *self._inverted(place)]

    def _inverted(self, place: int) -> Found[VerbPhrase]:
        """``nor is it popular``, ``nor can he swim``: the auxiliary before the pronoun."""
        if self.kind(place) not in (COPULA, MODAL, DO) or self.kind(place + 1) is not PRONOUN:
            return []
        form = PREDICATE if self.kind(place) is COPULA else INFINITIVE
        return [(end, phrase, cost + 0.3) for end, phrase, cost in self.one_verb_phrase(place + 2, form)]

    def _later_predicate(self, place: int) -> Found[VerbPhrase]:
        """After ``is a student and``: another predicate, or a verb of its own."""
        found = [*self.one_verb_phrase(place, PREDICATE)]
        base = 0.1 + 0.6 * (bool(self.senses(place, VERB, BASE)) and not self.senses(place, VERB, PAST))
        found += [(end, phrase, cost + base) for end, phrase, cost in self._later_finite(place)]
        return found

    def one_verb_phrase(self, place: int, form: str) -> Found[VerbPhrase]:
        """Verb phrases of a form that are not joined."""
        return self.once(("verb phrase", form, place), lambda: self._with_exception(place, form))

    def _with_exception(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        """A verb phrase, and what its last object is not: ``likes cats but not dogs``."""
        for end, phrase, cost in self._verb_phrase(place, form):
            yield end, phrase, cost
            start = self.comma(end)
            if self.kind(start) != "but" or self.kind(start + 1) != "not" or not isinstance(phrase, Says):
                continue
            if not phrase.pieces or not _is_thing(phrase.pieces[-1]):
                continue
            last = phrase.pieces[-1]
            for stop, thing, more in self.noun_phrases(start + 2):
                other = replace(phrase, pieces=(*phrase.pieces[:-1], replace(last, phrase=thing)))
                yield stop, JoinedVerbs("and", (phrase, Denied(other))), cost + more - 0.1
            if self.lower(start + 2) == last.preposition:
                for stop, piece, more in self.prepositional_pieces(start + 2):
                    other = replace(phrase, pieces=(*phrase.pieces[:-1], piece))
                    yield stop, JoinedVerbs("and", (phrase, Denied(other))), cost + more - 0.1

    def _verb_phrase(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        if form is PREDICATE:
            yield from self._predicate(place)
            return
        kind = self.kind(place)
        finite = form in (FINITE, GAPPED)
        yield from self._after_adverb(place, form)
        if finite and kind is COPULA:
            yield from self._copula(place, form)
        elif finite and kind is MODAL:
            yield from self._modal(place, form)
        elif kind is BE and self.lower(place) in _BE[form]:
            yield from self._negatable(place + 1, PREDICATE)
        elif kind is HAVE:
            yield from self._have(place, form)
        elif kind is DO:
            yield from self._do(place, form)
        elif kind is OPEN:
            yield from self._main_verb(place, form)

    def _after_adverb(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        lower = self.lower(place)
        if lower in _NEVER:
            for end, phrase, cost in self.one_verb_phrase(place + 1, form):
                yield end, Denied(phrase), cost + (0.5 if lower == "not" and form is FINITE else 0.0)
        elif lower == "only" or (self.kind(place) is ADVERB_WORD and lower not in INTENSIFIERS):
            late = 0.2 if lower in ("abroad", "here", "there", "twice") else 0.0
            for end, phrase, cost in self.one_verb_phrase(place + 1, form):
                yield end, adjoined(phrase, Piece("", Opaque((lower,)))), cost + late
        else:
            for sense in self.senses(place, ADVERB):
                for end, phrase, cost in self.one_verb_phrase(place + 1, form):
                    yield end, adjoined(phrase, Piece("", Opaque((sense.lemma,)))), cost + sense.cost

    def _negatable(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        """What follows an auxiliary; ``not`` denies all that is joined after it, unless a part is denied itself."""
        if self.lower(place) in _NEVER:
            for end, phrase, cost in self._denied(place + 1, form):
                joined = -0.04 if isinstance(phrase, JoinedVerbs) else 0.0
                yield end, Denied(phrase), cost + (1.0 if _has_denied_part(phrase) else joined)
            place_of_not = 0.2
            if form is PREDICATE:
                for end, phrase, cost in self.verb_phrases(place, form):
                    yield end, phrase, cost + place_of_not
            return
        if self.lower(place) == "both" and self.kind(place + 1) in (COPULA, BE):
            place += 1
        yield from self.verb_phrases(place, form)

    def _denied(self, place: int, form: str) -> Found[VerbPhrase]:
        """What ``not`` reaches: joined phrases of the same form, but none after ``but``."""
        later = None
        if self.kind(place) == "both":
            later = self._later_predicate if form is PREDICATE else self._later_infinitive
        return self.joined(f"denied {form}", place, lambda i: self.one_verb_phrase(i, form), JoinedVerbs, later)

    def _copula(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        past = self.lower(place) in ("was", "were")
        if form is GAPPED:
            yield from self._gapped_predicate(place + 1)
            return
        for end, phrase, cost in self._negatable(place + 1, PREDICATE):
            several = 0.6 if self.lower(place) in ("is", "was") and _is_several(phrase) else 0.0
            yield end, (_in_past(phrase) if past else phrase), cost + several

    def _gapped_predicate(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        denied = self.lower(place) == "not"
        start = place + 1 if denied else place
        for kind, forms in ((ADJECTIVE, ()), (VERB, (PARTICIPLE, GERUND))):
            for sense in self.senses(start, kind, *forms):
                for end, pieces, cost in self.pieces_of(start + 1, gap=True):
                    head = self.lower(start) if sense.form == PARTICIPLE else sense.lemma
                    says = Says((head,), pieces, passive=sense.form == PARTICIPLE, kind=kind)  # type: ignore[arg-type]
                    yield end, Denied(says) if denied else says, cost + sense.cost

    def _modal(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        modal = _MODALS.get(self.lower(place), "")
        inner = GAPPED if form is GAPPED else INFINITIVE
        start = place + 1
        if form is GAPPED:
            for end, phrase, cost in self._gapped_after_auxiliary(start):
                yield end, with_modal(phrase, modal), cost
            return
        for end, phrase, cost in self._negatable(start, inner):
            if modal == "must" and isinstance(phrase, Denied):
                modal = "can"  # what must not be done is not allowed
            yield end, with_modal(phrase, modal), cost

    def _gapped_after_auxiliary(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        denied = self.lower(place) == "not"
        start = place + 1 if denied else place
        for sense in self.senses(start, VERB, BASE):
            for end, pieces, cost in self.pieces_of(start + 1, gap=True):
                says = Says((sense.lemma,), pieces)  # type: ignore[arg-type]
                yield end, Denied(says) if denied else says, cost + sense.cost

    def _have(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        lower = self.lower(place)
        if lower not in _HAVE[form]:
            return
        gap = form is GAPPED
        if not gap and form is not PERFECT:
            for end, phrase, cost in self._negatable(place + 1, PERFECT):
                yield end, _in_past(phrase), cost
        for end, pieces, cost in self.pieces_of(place + 1, gap=gap):
            yield end, Says(("have",), pieces, past=lower == "had"), cost + (0.0 if pieces else 1.0)  # type: ignore[arg-type]

    def _do(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        gap = form is GAPPED
        if form is FINITE:
            past = self.lower(place) == "did"
            for end, phrase, cost in self._negatable(place + 1, INFINITIVE):
                yield end, (_in_past(phrase) if past else phrase), cost
        elif gap:
            yield from self._gapped_after_auxiliary(place + 1)
        elif form is not INFINITIVE or self.lower(place) != "do":
            return
        for end, pieces, cost in self.pieces_of(place + 1, gap=gap):
            if pieces:
                yield end, Says(("do",), pieces, past=self.lower(place) == "did"), cost + 0.1  # type: ignore[arg-type]

    def _main_verb(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        gap = form is GAPPED
        for sense in self.senses(place, VERB, *_FORMS[form]):
            past = sense.form == PAST
            for end, pieces, cost in self.pieces_of(place + 1, gap=gap):
                total = cost + sense.cost + _second_object(sense.lemma, pieces)
                yield end, Says((sense.lemma,), pieces, past=past), total  # type: ignore[arg-type]

    # -- objects and adjuncts ----------------------------------------------------------------

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
            if objects and piece.preposition == "of":
                cost += 0.1
            for last, more, other in self._sequence(
                end, objects + is_object, rest_gap, passed or bool(piece.preposition)
            ):
                yield last, (piece, *more), cost + other

    def _one_piece(self, place: int, objects: int, gap: bool) -> Iterator[tuple[int, Piece, float, int, bool]]:
        kind, lower = self.kind(place), self.lower(place)
        counts = lower == "at" and self.lower(place + 1) in ("least", "most")
        counts = counts or (lower in ROUGHLY and self.kind(place + 1) is NUMBER)
        if (kind in _NOUN_STARTS or counts or lower in ("both", "either", "neither")) and objects < 2:
            for end, phrase, cost in self.noun_phrases(place):
                extra = 0.8 if objects or (gap and not objects) else 0.0
                if objects and isinstance(phrase, Bare):
                    extra += 0.7
                yield end, Piece("", phrase), cost + extra, 1, False
        if kind is PREPOSITION or lower in ("both", "either", "neither"):
            yield from self._preposition(place, gap)
        if end := self._frequency(place):
            yield end, Piece("", Opaque(self.lemmas(place, end))), -0.2, 0, False
        if lower == "every" and self.lower(place + 1) == "time":
            for end, _, cost in self.clauses(place + 2):
                yield end, Piece("", Opaque((lower, "time", *self.lemmas(place + 2, end)))), cost - 0.1, 0, False
        if lower in ("every", "each", "last", "next", "this", "all"):
            for end, nominal, cost in self.bare_nominals(place + 1):
                if nominal.head[-1] in TIMES:
                    yield end, Piece("", Opaque((lower, *nominal.head))), cost - 0.1, 0, False
        for sense in self.senses(place, ADVERB):
            yield place + 1, Piece("", Opaque((sense.lemma,))), sense.cost + 0.05, 0, False
        if kind is ADVERB_WORD and lower not in INTENSIFIERS:
            yield place + 1, Piece("", Opaque((lower,))), 0.05, 0, False
        for end, lemmas, cost in self._complement(place):
            yield end, Piece("", Opaque(lemmas)), cost, 0, False

    def _frequency(self, place: int) -> int:
        """Where ``at least once a week``, ``three times per day`` ends; 0 if there is none."""
        start = place + 2 if self.lower(place) == "at" and self.lower(place + 1) in ("least", "most") else place
        if self.lower(start) in ("once", "twice"):
            start += 1
        elif self.kind(start) is NUMBER and self.lower(start + 1) in ("times", "time"):
            start += 2
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
        if lower == "to":
            for end, _, cost in self.verb_phrases(place + 1, INFINITIVE):
                yield end, ("to", *self.lemmas(place + 1, end)), cost - (0.02 if self._joins(place, end) else 0.0)
        elif lower == "that" or lower == "whether" or (self.kind(place) is RELATIVE and lower not in ("who", "which")):
            for end, _, cost in self.clauses(place + 1):
                yield end, self.lemmas(place, end), cost + 0.2
            if self.lower(place + 1) == "to":
                for end, _, cost in self.verb_phrases(place + 2, INFINITIVE):
                    yield end, (lower, *self.lemmas(place + 2, end)), cost + 0.2
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

    # -- after "is" --------------------------------------------------------------------------

    def _predicate(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        kind, lower = self.kind(place), self.lower(place)
        if lower in _NEVER:
            for end, phrase, cost in self.one_verb_phrase(place + 1, PREDICATE):
                yield end, Denied(phrase), cost
            return
        if kind is BE and lower == "being":
            yield from self.verb_phrases(place + 1, PREDICATE)
        if lower == "first" and self.senses(place + 1, VERB, PARTICIPLE):
            for end, phrase, cost in self.one_verb_phrase(place + 1, PREDICATE):
                yield end, adjoined(phrase, Piece("", Opaque(("first",)))), cost
        if kind in _NOUN_STARTS:
            for end, thing, cost in self.one_noun_phrase(place):
                if isinstance(thing, Bare) and not thing.nominal.plural:
                    cost += 0.6
                elif isinstance(thing, Possessed | Definite | Named):
                    cost += 0.3
                if not isinstance(thing, Opaque):
                    yield end, IsA(thing), cost
        yield from self._adjectival(place)
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
        if lower == "to":
            for end, _, cost in self.verb_phrases(place + 1, INFINITIVE):
                yield end, Says(("to", *self.lemmas(place + 1, end)), kind="p"), cost + 0.2

    def _measured(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``15``, ``exactly 15 years old``, ``18 or older``, ``60 dollars``: a number with what it counts."""
        start = place + (self.lower(place) == "exactly")
        if self.kind(start) is not NUMBER:
            return
        number = self.lower(start)
        yield start + 1, Says(("be", number), kind="a"), 0.5
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

    def _adjectival(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        if self.lower(place) in ("more", "less", "most", "least"):
            for sense in self.senses(place + 1, ADJECTIVE):
                for end, pieces, cost in self.pieces_of(place + 2, gap=False):
                    head = (self.lower(place), sense.lemma)
                    yield end, Says(head, pieces, kind="a"), cost + sense.cost  # type: ignore[arg-type]
        for sense in self.senses(place, ADJECTIVE):
            lemma = self.lower(place) if sense.form else sense.lemma
            if lemma in ("able", "unable") and self.lower(place + 1) == "to":
                continue
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                yield end, Says((lemma,), pieces, kind="a"), cost + sense.cost + bare_object(pieces)  # type: ignore[arg-type]
        for sense in self.senses(place, VERB, PARTICIPLE):
            for end, pieces, cost in self.pieces_of(place + 1, gap=False):
                says = Says((self.lower(place),), pieces, passive=True)  # type: ignore[arg-type]
                yield end, says, cost + sense.cost + bare_object(pieces)
        if self.is_gerund(place):
            yield from self.one_verb_phrase(place, GERUNDIAL)


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
_HAVE: Final = {
    FINITE: ("has", "have", "had"), GAPPED: ("has", "have", "had"), INFINITIVE: ("have",), GERUNDIAL: ("having",),
    PERFECT: ("had",),
}  # fmt: skip
_BE: Final = {
    FINITE: (), GAPPED: (), INFINITIVE: ("be",), GERUNDIAL: ("being",), PERFECT: ("been",),
}  # fmt: skip


def _is_object(piece: Piece) -> bool:
    return not piece.preposition and _is_thing(piece)


def _is_thing(piece: Piece) -> bool:
    """Whether a piece is an object, or a preposition with one."""
    return piece.phrase is not None and not isinstance(piece.phrase, Opaque)


def _second_object(verb: str, pieces: tuple[object, ...]) -> float:
    """The cost of two objects after a verb that takes one."""
    objects = sum(
        isinstance(p, Piece) and p.preposition == "" and not isinstance(p.phrase, Opaque | None) for p in pieces
    )
    return 1.5 if objects > 1 and verb not in DITRANSITIVE else 0.0


def _starts_with_object(pieces: tuple[object, ...]) -> bool:
    first = pieces[0]
    return isinstance(first, Piece) and first.preposition == "" and not isinstance(first.phrase, Opaque)


def _is_several(phrase: VerbPhrase) -> bool:
    """Whether a part of a predicate is a bare plural, which does not agree with ``is``."""
    if isinstance(phrase, IsA):
        return isinstance(phrase.phrase, Bare) and phrase.phrase.nominal.plural
    if isinstance(phrase, Denied):
        return _is_several(phrase.phrase)
    return isinstance(phrase, JoinedVerbs) and any(_is_several(part) for part in phrase.parts)


def _late_past(phrase: VerbPhrase) -> float:
    """The cost of a past tense after another verb: it may be a participle that shares its ``is``."""
    return 0.03 if isinstance(phrase, Says) and phrase.past and not phrase.passive else 0.0


def _has_denied_part(phrase: VerbPhrase) -> bool:
    return isinstance(phrase, JoinedVerbs) and any(isinstance(part, Denied) for part in phrase.parts[1:])


def adjoined(phrase: VerbPhrase, piece: Piece) -> VerbPhrase:
    """The phrase with an adjunct; joined phrases each take it."""
    if isinstance(phrase, Says):
        return replace(phrase, pieces=(*phrase.pieces, piece))
    if isinstance(phrase, Denied):
        return Denied(adjoined(phrase.phrase, piece))
    if isinstance(phrase, JoinedVerbs):
        return JoinedVerbs(phrase.connective, tuple(adjoined(part, piece) for part in phrase.parts))
    return phrase


def with_modal(phrase: VerbPhrase, modal: str) -> VerbPhrase:
    """The phrase under ``can`` or ``must``; joined phrases each take it."""
    if not modal:
        return phrase
    if isinstance(phrase, Says):
        return replace(phrase, modal=phrase.modal or modal)
    if isinstance(phrase, Denied):
        return Denied(with_modal(phrase.phrase, modal))
    if isinstance(phrase, JoinedVerbs):
        return JoinedVerbs(phrase.connective, tuple(with_modal(part, modal) for part in phrase.parts))
    return phrase


def _in_past(phrase: VerbPhrase) -> VerbPhrase:
    if isinstance(phrase, Says):
        return replace(phrase, past=True)
    if isinstance(phrase, Denied):
        return Denied(_in_past(phrase.phrase))
    if isinstance(phrase, JoinedVerbs):
        return JoinedVerbs(phrase.connective, tuple(_in_past(part) for part in phrase.parts))
    return phrase
