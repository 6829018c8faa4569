"""Nouns with what stands before them: adjectives, participles, other nouns."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from nesy.translate.english.chart import Found
from nesy.translate.english.closed_words import (
    ADVERB_WORD,
    ARTICLE,
    DOMAIN_NOUNS,
    NAME,
    NUMBER,
    OPEN,
    PREPOSITION,
    THE,
)  # fmt: skip
from nesy.translate.english.postmodifiers import Postmodifiers
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
    Nominal,
)
from nesy.translate.english.verb_forms import in_past
from nesy.translate.english.word_list import word_list

INTENSIFIERS: Final = frozenset({"very", "really", "quite", "so", "extremely", "highly", "incredibly"})
_SILENT_INTENSIFIERS: Final = frozenset({"very", "really", "quite", "so"})


_FIRST: Final = frozenset({"first", "second", "third", "last", "only"})
"""Adjectives with which an infinitive after the noun tells what was done: ``the first woman to win``."""
RARE: Final = 0.3
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


class Nominals(Postmodifiers, ABC):
    """Nouns with what stands before them."""

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
        elif word.lower == "being" and (run.adjectives or run.compound):
            yield place + 1, self._nominal(run, "being", plural=False), run.cost
        elif word.lower == "one" and run.adjectives and not run.compound and (noun := self._noun_before(place)):
            yield place + 1, self._nominal(run, noun, plural=False), run.cost
        elif word.kind is NAME:
            after_noun = 1.0 if run.compound and self.kind(place - 1) is OPEN else 0.0 if run.compound else 0.3
            after_noun += 0.5 * bool(run.adjectives)
            name = word.text if word.lower == "a" else word.lower
            yield place + 1, self._nominal(run, name, plural=False), run.cost + after_noun
            yield from self._run(place + 1, _add_noun(run, name, 0.1))
        elif word.kind is NUMBER:
            is_price = word.lower[0] in "$€£" and not (place and self.kind(place - 1) in (ARTICLE, THE))
            yield from self._run(place + 1, _add_adjective(run, word.lower, 1.0 if is_price else 0.2))
            if self.kind(place + 1) in ("and", "or") and self._is_ordinal(place) and self._is_ordinal(place + 2):
                both = f"{word.lower} {self.kind(place + 1)} {self.lower(place + 2)}"
                yield from self._run(place + 3, _add_adjective(run, both, 0.2))
        elif word.kind is OPEN:
            yield from self._open(place, run)
        elif word.kind is PREPOSITION and word.lower in _PREPOSITION_ADJECTIVES:
            yield from self._run(place + 1, _add_adjective(run, word.lower, 0.4))
        elif word.lower in _DEGREES:
            yield from self._run(place + 1, _add_adjective(run, word.lower, 0.3))
            for adjective, end, cost in self._adjectives_before_noun(place):
                yield from self._after_adjective(end, _add_adjective(run, adjective, cost))
        elif word.lower == "ever" and run.adjectives[-1:] and run.adjectives[-1] in _FIRST:
            yield from self._run(place + 1, run)
        elif word.kind is ADVERB_WORD and word.lower in INTENSIFIERS:
            yield from self._run(place + 1, replace(run, cost=run.cost + 0.1))

    def _is_ordinal(self, place: int) -> bool:
        return self.kind(place) is NUMBER and self.lower(place).endswith(("st", "nd", "rd", "th"))

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
        if place and self.kind(place - 1) in (ARTICLE, THE) and self.kind(place + 1) not in (OPEN, NAME):
            for sense in self.senses(place, VERB, PARTICIPLE):
                yield place + 1, self._nominal(run, self.lower(place), plural=False), run.cost + sense.cost + 1.2
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
        return any(sense.cost < RARE for sense in self.senses(place, VERB, THIRD))

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


def _add_noun(run: _Run, lemma: str, cost: float) -> _Run:
    return replace(run, compound=(*run.compound, lemma), cost=run.cost + cost)


def _add_adjective(run: _Run, word: str, cost: float) -> _Run:
    return replace(run, adjectives=(*run.adjectives, word), cost=run.cost + cost)
