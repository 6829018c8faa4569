"""Verb phrases: verbs with their objects, auxiliaries, negation."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.chart import Found
from nesy.translate.english.closed_words import (
    ADVERB_WORD,
    BE,
    COPULA,
    DITRANSITIVE,
    DO,
    HAVE,
    MODAL,
    NO_OBJECT,
    OPEN,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
)  # fmt: skip
from nesy.translate.english.nominals import INTENSIFIERS, RARE
from nesy.translate.english.objects import is_thing
from nesy.translate.english.predicates_after_is import PredicatesAfterIs
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
    Denied,
    Gap,
    IsA,
    JoinedNouns,
    JoinedVerbs,
    Opaque,
    Piece,
    Quantified,
    Says,
    VerbPhrase,
)
from nesy.translate.english.verb_forms import (
    FINITE,
    GAPPED,
    GERUNDIAL,
    INFINITIVE,
    MODALS,
    PERFECT,
    PREDICATE,
    adjoined,
    in_past,
    under_modal,
    with_modal,
)
from nesy.translate.english.word_list import word_list

_ONE: Final = frozenset({"is", "was", "has"})
_MANY: Final = frozenset({"are", "were", "have"})
"""Auxiliaries of one and of several."""
_FORMS: Final = {
    FINITE: (THIRD, BASE, PAST), GAPPED: (THIRD, BASE, PAST), INFINITIVE: (BASE,), GERUNDIAL: (GERUND,),
    PERFECT: (PARTICIPLE,),
}  # fmt: skip
_HAVE: Final = {
    FINITE: ("has", "have", "had"), GAPPED: ("has", "have", "had"), INFINITIVE: ("have",), GERUNDIAL: ("having",),
    PERFECT: ("had",),
}  # fmt: skip
_BE: Final = {
    FINITE: (), GAPPED: (), INFINITIVE: ("be",), GERUNDIAL: ("being",), PERFECT: ("been",),
}  # fmt: skip
_DAYS: Final = frozenset({"yesterday", "today", "tomorrow", "tonight"})
"""Adverbs that stand behind a verb, not before it."""
_NEEDS_OBJECT: Final = frozenset({"free", "own", "contain", "include", "possess", "cool", "empty", "equal"})
"""Verbs that say nothing without an object, though they are written like words of another class."""
_NEVER: Final = frozenset({"never", "not"})


class VerbPhrases(PredicatesAfterIs, ABC):
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
        if self._is_subject_again(place):
            return [(end, phrase, cost + 0.4) for end, phrase, cost in self.verb_phrases(place + 1, FINITE)]
        found = [*self.one_verb_phrase(place, INFINITIVE)]
        for form in (PREDICATE, FINITE):
            found += [(end, phrase, cost + 0.7) for end, phrase, cost in self.one_verb_phrase(place, form)]
        return found

    def _later_finite(self, place: int) -> Found[VerbPhrase]:
        """After a verb and ``or``: another verb, with a pronoun for the subject before it or not."""
        if self._is_subject_again(place):
            return [(end, phrase, cost + 0.4) for end, phrase, cost in self.verb_phrases(place + 1, FINITE)]
        found = [
            (end, phrase, cost + _late_past(phrase) + self._late_number(place))
            for end, phrase, cost in self.one_verb_phrase(place, FINITE)
        ]
        if self.kind(place) is PREPOSITION:
            found += [
                (end, Says((), pieces, kind="v"), cost + 0.3)  # type: ignore[arg-type]
                for end, pieces, cost in self.pieces_of(place, gap=False)
                if pieces
            ]
        if self.kind(place - 1) == "nor" and self.is_gerund(place):
            found += [
                (end, Says((), (Piece("", Opaque(self.lemmas(place, end))),)), cost + 0.1)
                for end, _, cost in self.verb_phrases(place, GERUNDIAL)
            ]
        return [*found, *self._inverted(place)]

    def _late_number(self, place: int) -> float:
        """The cost of a verb of another number than the auxiliary before it: ``who are serious … and studies``."""
        forms = {sense.form for sense in self.senses(place, VERB)} & {THIRD, BASE, PAST}
        before = next((self.lower(i) for i in range(place - 1, -1, -1) if self.lower(i) in _ONE | _MANY), "")
        return 0.4 * (forms == {THIRD} and before in _MANY) + 0.5 * (forms == {BASE} and before in _ONE)

    def _is_subject_again(self, place: int) -> bool:
        """Whether a pronoun stands before a later verb: ``can swim or he sinks``."""
        return self.kind(place) is PRONOUN and self.lower(place) in ("he", "she", "it", "they")

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
        for end, phrase, cost in self._later_finite(place):
            is_noun = end == place + 1 and any(sense.cost < RARE for sense in self.senses(place, NOUN))
            past = isinstance(phrase, Says) and phrase.past and not phrase.passive
            found.append((end, phrase, cost + base + 0.45 * is_noun + 0.2 * past))
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
            if not phrase.pieces or not is_thing(phrase.pieces[-1]):
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
            yield from self._need(place, form)

    def _need(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``needs to pay``, which is what must be done, and ``need not pay``."""
        if (self.lower(place), self.lower(place + 1)) == ("need", "not") and form in (FINITE, GAPPED):
            for end, phrase, cost in self.verb_phrases(place + 2, INFINITIVE):
                yield end, Denied(with_modal(phrase, "must")), cost - 0.2
        needs = any(sense.lemma == "need" for sense in self.senses(place, VERB, *_FORMS[form]))
        if needs and self.lower(place + 1) == "to" and form is not GAPPED:
            for end, phrase, cost in self.verb_phrases(place + 2, INFINITIVE):
                yield end, with_modal(phrase, "must"), cost - 0.2

    def _after_adverb(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        lower = self.lower(place)
        if (lower, self.lower(place + 1)) == ("no", "longer"):
            for end, phrase, cost in self.one_verb_phrase(place + 2, form):
                yield end, Denied(phrase), cost - 0.1
        elif lower == "then" and self.kind(place - 1) in (MODAL, COPULA, HAVE, RELATIVE):
            for end, phrase, cost in self.one_verb_phrase(place + 1, form):
                yield end, phrase, cost + 0.1
        elif lower in _NEVER:
            for end, phrase, cost in self.one_verb_phrase(place + 1, form):
                yield end, Denied(phrase), cost + (0.5 if lower == "not" and form is FINITE else 0.0)
        elif end_of_two := self.two_adverbs(place):
            words = Opaque(tuple(self.lower(i) for i in range(place, end_of_two)))
            for end, phrase, cost in self.one_verb_phrase(end_of_two, form):
                yield end, adjoined(phrase, Piece("", words)), cost + 0.1
        elif lower == "only" or (self.kind(place) is ADVERB_WORD and lower not in INTENSIFIERS):
            late = 0.2 if lower in ("abroad", "here", "there", "twice") else 0.6 if lower in _DAYS else 0.0
            for end, phrase, cost in self.one_verb_phrase(place + 1, form):
                yield end, adjoined(phrase, Piece("", Opaque((lower,)))), cost + late
        else:
            after_verb = 0.1 * (place > 0 and bool(self.senses(place - 1, VERB)))
            for sense in self.senses(place, ADVERB):
                for end, phrase, cost in self.one_verb_phrase(place + 1, form):
                    yield end, adjoined(phrase, Piece("", Opaque((sense.lemma,)))), cost + sense.cost + after_verb

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
            yield end, (in_past(phrase) if past else phrase), cost + several

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
        modal = MODALS.get(self.lower(place), "")
        inner = GAPPED if form is GAPPED else INFINITIVE
        start = place + 1
        if form is GAPPED:
            for end, phrase, cost in self._gapped_after_auxiliary(start):
                yield end, with_modal(phrase, modal), cost
            return
        for end, phrase, cost in self._negatable(start, inner):
            is_forbidden = modal == "must" and isinstance(phrase, Denied)
            yield end, with_modal(phrase, "may") if is_forbidden else under_modal(phrase, self.lower(place)), cost

    def _gapped_after_auxiliary(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        denied = self.lower(place) == "not"
        start = place + 1 if denied else place
        for end, says, cost in self._gapped_perfect(start + 1) if self.lower(start) == "have" else ():
            yield end, Denied(says) if denied else says, cost
        for sense in self.senses(start, VERB, BASE):
            for end, pieces, cost in self.pieces_of(start + 1, gap=True):
                says = Says((sense.lemma,), pieces)  # type: ignore[arg-type]
                yield end, Denied(says) if denied else says, cost + sense.cost

    def _have(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        lower = self.lower(place)
        if lower not in _HAVE[form]:
            return
        gap = form is GAPPED
        if gap:
            yield from self._gapped_perfect(place + 1)
        if self.lower(place + 1) == "to" and not gap:
            for end, phrase, cost in self.verb_phrases(place + 2, INFINITIVE):
                yield end, with_modal(phrase, "must"), cost - 0.1
        if not gap and form is not PERFECT:
            for end, phrase, cost in self._negatable(place + 1, PERFECT):
                yield end, in_past(phrase), cost
        for end, pieces, cost in self.pieces_of(place + 1, gap=gap):
            yield end, Says(("have",), pieces, past=lower == "had"), cost + (0.0 if pieces else 1.0)  # type: ignore[arg-type]

    def _gapped_perfect(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``that Ann has read``, ``that Ann has not been reading``."""
        denied = self.lower(place) in _NEVER
        start = place + denied
        if self.lower(start) == "been":
            found = [*self._gapped_predicate(start + 1)]
        else:
            start += self.kind(start) is ADVERB_WORD or bool(self.senses(start, ADVERB))
            found = [
                (end, Says((sense.lemma,), pieces, past=True), cost + sense.cost)  # type: ignore[arg-type]
                for sense in self.senses(start, VERB, PARTICIPLE)
                for end, pieces, cost in self.pieces_of(start + 1, gap=True)
            ]
        yield from ((end, Denied(says) if denied else says, cost) for end, says, cost in found)

    def _do(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        gap = form is GAPPED
        if form is FINITE:
            past = self.lower(place) == "did"
            for end, phrase, cost in self._negatable(place + 1, INFINITIVE):
                yield end, (in_past(phrase) if past else phrase), cost
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
                total += 1.0 * (sense.lemma in _NEEDS_OBJECT and not pieces)
                total += 0.6 * (sense.lemma in NO_OBJECT and _starts_with_bare(pieces))
                total += 0.8 * (sense.lemma in NO_OBJECT and _has_gap_for_object(pieces))
                if sense.lemma == "speak" and (spoken := _no_language(pieces)) is not None:
                    yield end, Denied(Says((sense.lemma,), spoken, past=past)), total - 0.1
                    continue
                if past and sense.lemma in ("allow", "permit") and not pieces:
                    yield end, Says((self.lower(place),), passive=True), total
                    continue
                yield end, Says((sense.lemma,), pieces, past=past), total  # type: ignore[arg-type]


def _second_object(verb: str, pieces: tuple[object, ...]) -> float:
    """The cost of two objects after a verb that takes one."""
    objects = sum(
        isinstance(p, Piece) and p.preposition == "" and not isinstance(p.phrase, Opaque | None) for p in pieces
    )
    return 1.5 if objects > 1 and verb not in DITRANSITIVE else 0.0


def _no_language(pieces: tuple[object, ...]) -> tuple[Piece, ...] | None:
    """The objects of ``speaks no French``, which is not to speak French; None for any others."""
    own = tuple(piece for piece in pieces if isinstance(piece, Piece))
    thing = own[0].phrase if own and not own[0].preposition else None
    if not isinstance(thing, Quantified) or thing.quantifier != "no":
        return None
    is_language = thing.nominal.head[-1] in word_list().proper_adjectives and not thing.nominal.plural
    return (replace(own[0], phrase=Bare(thing.nominal)), *own[1:]) if is_language else None


def _has_gap_for_object(pieces: tuple[object, ...]) -> bool:
    return any(isinstance(p, Piece) and not p.preposition and isinstance(p.phrase, Gap) for p in pieces)


def _starts_with_bare(pieces: tuple[object, ...]) -> bool:
    first = pieces[0] if pieces else None
    return isinstance(first, Piece) and not first.preposition and isinstance(first.phrase, Bare)


def _is_several(phrase: VerbPhrase) -> bool:
    """Whether a part of a predicate is a bare plural, which does not agree with ``is``."""
    if isinstance(phrase, IsA):
        things = phrase.phrase.parts if isinstance(phrase.phrase, JoinedNouns) else (phrase.phrase,)
        return any(isinstance(thing, Bare) and thing.nominal.plural for thing in things)
    if isinstance(phrase, Denied):
        return _is_several(phrase.phrase)
    return isinstance(phrase, JoinedVerbs) and any(_is_several(part) for part in phrase.parts)


def _late_past(phrase: VerbPhrase) -> float:
    """The cost of a past tense after another verb: it may be a participle that shares its ``is``."""
    return 0.03 if isinstance(phrase, Says) and phrase.past and not phrase.passive else 0.0


def _has_denied_part(phrase: VerbPhrase) -> bool:
    return isinstance(phrase, JoinedVerbs) and any(isinstance(part, Denied) for part in phrase.parts[1:])
