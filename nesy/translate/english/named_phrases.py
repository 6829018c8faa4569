"""Names with what stands beside them: ``the film Heat``, ``American actor Tom Hanks``, ``Portland, Oregon``."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.closed_words import (
    ARTICLE,
    COPULA,
    DO,
    END,
    HAVE,
    MODAL,
    NAME,
    OPEN,
    PREPOSITION,
    RELATIVES,
    THE,
    word_set,
)
from nesy.translate.english.nominals import Nominals
from nesy.translate.english.senses import NOUN, PAST, SINGULAR, THIRD, VERB
from nesy.translate.english.syntax import Apposed, IsA, JoinedNouns, Named, NounPhrase, Possessed, Quantified

_CALLED: Final = frozenset({"called", "named", "titled", "entitled"})
_SORTED: Final = word_set(
    "vitamin hepatitis grade type class plan option schedule section part appendix level size version category"
)
"""Nouns whose kinds letters name: ``vitamin C``."""
_AFTER_A_PLACE: Final = frozenset({END, COPULA, DO, HAVE, MODAL, PREPOSITION, "and", "or", ","})
_LETTERS: Final = frozenset("xyz")


class NamedPhrases(Nominals, ABC):
    """Names, alone and with nouns, letters and clauses beside them."""

    __slots__ = ()

    def named_beside(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """A name with a noun, a state or what it is beside it, and letters that name things."""
        yield from self._named_with_apposition(place)
        yield from self._titled(place)
        yield from self._place_in_state(place)
        yield from self._lettered(place)
        yield from self._owner_alone(place)
        yield from self._owned_by_two(place)

    def _owned_by_two(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``Ann and Tom's house``, which is theirs together; ``Ann's and Tom's cars``: those of each."""
        each = self.kind(place + 1) == "'s"
        other = place + 2 + each
        if self.kind(place) is not NAME or self.kind(other - 1) != "and" or self.kind(other) is not NAME:
            return
        first, second = self.words[place].text, self.words[other].text
        for end, nominal, cost in self.nominals(other + 2) if self.kind(other + 1) == "'s" else ():
            if each:
                owned = tuple(Possessed(Named((name,)), nominal) for name in (first, second))
                yield end, JoinedNouns("and", owned), cost - 0.2
            elif nominal.head[-1] not in RELATIVES:
                yield end, Possessed(Named((f"{first} and {second}",)), nominal), cost - 0.1

    def _owner_alone(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``eats at Wendy's``: a name that ends with ``'s``."""
        verb_follows = bool(self.senses(place + 2, VERB, THIRD))
        ends = self.kind(place + 2) in _AFTER_A_PLACE or verb_follows
        if self.kind(place) is NAME and self.kind(place + 1) == "'s" and ends:
            yield place + 2, Named((f"{self.words[place].text}'s",)), 0.5 + 0.3 * verb_follows

    def with_name_behind(self, end: int, phrase: NounPhrase) -> Iterator[tuple[int, NounPhrase, float]]:
        """``a dog, Rex``, ``his best friend, Bob`` at the end of a sentence: the name, and what it is."""
        is_thing = isinstance(phrase, Possessed) or (isinstance(phrase, Quantified) and phrase.quantifier == "a")
        if is_thing and tuple(self.kind(end + i) for i in range(3)) == (",", NAME, END):
            yield end + 2, Apposed(Named((self.words[end + 1].text,)), IsA(phrase)), 0.3
        if isinstance(phrase, Quantified) and phrase.quantifier == "number" and self.kind(end) == ",":
            yield from self._named_ones(end + 1, phrase)

    def _named_ones(self, place: int, counted: Quantified) -> Iterator[tuple[int, NounPhrase, float]]:
        """``two boys, Leo and Ned`` at the end of a sentence: as many names, each of a boy."""
        one = Quantified("a", replace(counted.nominal, plural=False))
        for end, listed, cost in self.noun_phrases(place) if self.kind(place) is NAME else ():
            if isinstance(listed, JoinedNouns) and listed.connective == "and" and self.kind(end) is END:
                names = [part for part in listed.parts if isinstance(part, Named)]
                if len(names) == counted.count == len(listed.parts):
                    yield end, replace(listed, parts=tuple(Apposed(name, IsA(one)) for name in names)), cost - 0.3

    def _titled(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``American actor Tom Hanks``, ``Acme director Ann``: the name, with what stands before it said of it."""
        if self.kind(place) not in (OPEN, NAME):
            return
        for end, nominal, cost in self.bare_nominals(place):
            if end == place + 1 and self.words[place].text != self.lower(place):
                continue
            last = () if self.senses(end - 1, VERB, PAST) else self.senses(end - 1, NOUN, SINGULAR)
            if self.kind(end) is NAME and last and not nominal.plural and not nominal.domain and end > place:
                being = IsA(Quantified("a", nominal))
                yield end + 1, Apposed(Named((self.words[end].text,)), being), cost + 0.5

    def _place_in_state(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``Portland, Oregon``."""
        if self.kind(place) is NAME and self.kind(place + 1) == "," and self.kind(place + 2) is NAME:
            end = self.comma(place + 3)
            if self.kind(end) not in ("and", "or", ","):
                yield end, Named((f"{self.words[place].text} {self.words[place + 2].text}",)), 0.2

    def _named_with_apposition(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """A name, or a noun, with its name after it: ``the film Heat``, ``the song "Yesterday"``."""
        if self.kind(place) is THE:
            for end, nominal, cost in self.bare_nominals(place + 1):
                if self.kind(end) is NAME and not nominal.domain:
                    named = Named((self.words[end].text,), nominal)
                    yield end + 1, named, cost + 0.2
                    for last, posts, more in self.posts(end + 1) if self.lower(end + 1) == "by" else ():
                        if len(posts) == 1:
                            yield last, Apposed(named, posts[0]), cost + more + 0.1
        if self.kind(place) in (ARTICLE, THE):
            for end, nominal, cost in self.bare_nominals(place + 1):
                if self.lower(end) in _CALLED and self.kind(end + 1) is NAME and not nominal.plural:
                    named = Named((self.words[end + 1].text,))
                    yield end + 2, Apposed(named, IsA(Quantified("a", nominal))), cost - 0.2

    def _lettered(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``place A``, ``the number x``: the letter names the thing."""
        start = place + (self.kind(place) in (ARTICLE, THE))
        if self.kind(place) is OPEN and self.lower(place) in _LETTERS:
            yield place + 1, Named((self.words[place].text,)), -0.2
        if self.kind(start) is OPEN and start > place and self.lower(start + 1) in _LETTERS:
            yield start + 2, Named((self.words[start + 1].text,)), -0.2
        if self.kind(place) is OPEN and self.kind(place + 1) is NAME and len(self.lower(place + 1)) == 1:
            letter = self.words[place + 1].text
            yield place + 2, Named((f"{self.lower(place)} {letter}" if self.lower(place) in _SORTED else letter,)), 0.0

    def name_between_commas(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``Tom, who is a pilot,``, ``Ann, Tom's wife,``: the name with what is said of it."""
        if self.kind(place + 1) == "," and self.lower(place + 2) == "who":
            for end, phrase, cost in self.verb_phrases(place + 3, "finite"):
                if self.kind(end) == ",":
                    yield end + 1, Apposed(Named((self.words[place].text,)), phrase), cost + 0.3
        for end, owned, cost in self.one_noun_phrase(place + 2) if self._is_owner_next(place + 1) else ():
            if isinstance(owned, Possessed) and self.kind(end) == ",":
                yield end + 1, Apposed(Named((self.words[place].text,)), IsA(owned)), cost + 0.1

    def _is_owner_next(self, comma: int) -> bool:
        """Whether a name with ``'s`` stands behind a comma."""
        return self.kind(comma) == "," and self.kind(comma + 1) is NAME and self.kind(comma + 2) == "'s"
