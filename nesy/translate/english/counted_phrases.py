"""Noun phrases that count or measure: ``two dogs``, ``at least one of``, ``a lot of``, ``about 20``."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.closed_words import NUMBER, NUMERALS, OWNERS, POSSESSIVE, THE, THIS
from nesy.translate.english.named_phrases import NamedPhrases
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    JoinedNouns,
    Named,
    Nominal,
    NounPhrase,
    Opaque,
    Piece,
    Possessed,
    Pronoun,
    Quantified,
    Says,
)

_AMOUNTS: Final = (("a", "lot", "of"), ("lots", "of"), ("a", "number", "of"), ("plenty", "of"), ("a", "few"),
                   ("a", "couple", "of"), ("a", "variety", "of"), ("hundreds", "of"), ("thousands", "of"),
                   ("dozens", "of"), ("millions", "of"))  # fmt: skip
MANY: Final = frozenset(first for first, *_ in _AMOUNTS) - {"a"}
_SEVERAL: Final = (("a", "few"), ("a", "couple", "of"), ("a", "number", "of"), ("a", "variety", "of"))
_SIGNS: Final = frozenset("$€£")
"""Of currencies; an amount that begins with one counts no noun."""
_SMALL: Final = 12
"""Up to so many, a number after ``the`` counts; beyond, it can be a year or a name."""
_COUNTS: Final = (("at", "least"), ("at", "most"), ("exactly",), ("more", "than"), ("less", "than"), ("fewer", "than"))


class CountedPhrases(NamedPhrases, ABC):
    """Noun phrases with numbers and amounts."""

    __slots__ = ()

    def of_named(self, place: int, connective: str) -> Iterator[tuple[int, NounPhrase, float]]:
        """``none of Tom, Ann and Bob``, ``at least one of Tom and Ann``."""
        for end, listed, cost in self.noun_phrases(place + 1) if self.lower(place) == "of" else ():
            if isinstance(listed, JoinedNouns) and is_named(listed):
                yield end, replace(listed, connective=connective), cost - 0.2

    def after_number(self, place: int) -> int:
        """The place after a small number: ``three`` in ``all three towers``."""
        return place + (self.kind(place) is NUMBER and 0 < count_of(self.lower(place)) <= _SMALL)

    def number(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``three dogs``, ``one of Ann's friends``, ``one or more legs``."""
        lower = self.lower(place)
        yield place + 1, Opaque((lower,)), 0.1
        count = count_of(lower)
        for end, nominal, cost in self.nominals(place + 1):
            if self.lower(end) == "or" and self.lower(end + 1) in ("more", "less", "fewer", "above", "over"):
                yield end + 2, Opaque((lower, *nominal.head, "or", self.lower(end + 1))), cost - 0.2
            if not count:
                yield end, Bare(replace(nominal, adjectives=(lower, *nominal.adjectives))), cost + (lower[0] in _SIGNS)
            else:
                yield end, Quantified("number", nominal, count), cost
        yield from self._range(place, count)
        if count > 1 and self.lower(place + 1) == "of" and self.kind(place + 2) in (THE, THIS, POSSESSIVE):
            for end, nominal, cost in self.nominals(self.after_number(place + 3)):
                if nominal.plural:
                    yield end, Quantified("number", nominal, count), cost
        for end, owned, cost in self.one_noun_phrase(place + 2) if count > 1 and self.lower(place + 1) == "of" else ():
            if isinstance(owned, Possessed) and owned.nominal.plural:
                yield end, Quantified("number", owned_by(owned), count), cost - 0.1
        if lower == "one":
            yield from self.of_named(place + 1, "or")
        if lower == "one" and self.lower(place + 1) == "of":
            for end, phrase, cost in self.one_noun_phrase(place + 2):
                if isinstance(phrase, Definite | Possessed) and phrase.nominal.plural:
                    yield end, Quantified("some", replace(owned_by(phrase), plural=False)), cost
                elif isinstance(phrase, Named) and phrase.words[0].endswith("s"):
                    yield end, Quantified("a", one_of(phrase)), cost
                elif isinstance(phrase, Quantified) and phrase.quantifier == "number":
                    yield end, Quantified("some", replace(phrase.nominal, plural=False)), cost
                elif isinstance(phrase, Quantified | Bare):
                    of = Says((), (Piece("of", phrase),), kind="p")
                    yield end, Quantified("a", Nominal(("one",), posts=(of,))), cost
        if lower == "one" and self.lower(place + 1) != "of":
            for end, posts, cost in self.posts(place + 1):
                yield end, Quantified("a", Nominal(("person",), (), posts, False, True)), cost + 0.2

    def _range(self, place: int, count: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``one or more legs``; ``4 to 6 legs``, whose numbers belong to the name."""
        if count and (self.lower(place + 1), self.lower(place + 2)) == ("or", "more"):
            for end, nominal, cost in self.nominals(place + 3):
                many = Quantified("some", nominal) if count == 1 else Quantified("at least", nominal, count)
                yield end, many, cost - 0.2
        if count and self.lower(place + 1) in ("to", "or") and count_of(self.lower(place + 2)) > count:
            for end, nominal, cost in self.nominals(place + 3):
                words = tuple(self.lower(i) for i in range(place, place + 3))
                yield end, Bare(replace(nominal, adjectives=(" ".join(words), *nominal.adjectives))), cost - 0.2

    def counted(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``at least two dogs``."""
        for words in _COUNTS:
            if tuple(self.lower(place + i) for i in range(len(words))) == words:
                start = place + len(words)
                if self.kind(start) is NUMBER or self.lower(start) == "one":
                    count = count_of(self.lower(start))
                    if count and words[0] in ("at", "exactly"):
                        yield from self.of_named(start + 1, f"{' '.join(words)} {count}")
                    for end, nominal, cost in self.nominals(start + 1):
                        if count:
                            yield end, Quantified(" ".join(words), nominal, count), cost
                    if self.lower(start + 1) == "of" and self.kind(start + 2) in (THE, THIS, POSSESSIVE):
                        for end, nominal, cost in self.nominals(self.after_number(start + 3)):
                            if count and nominal.plural:
                                one = replace(nominal, plural=False)
                                yield end, Quantified(" ".join(words), one, count), cost - 0.3
                    yield start + 1, Opaque((*words, self.lower(start))), 0.4

    def amount(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``a lot of money``: the amount is a modifier."""
        for words in _AMOUNTS:
            if tuple(self.lower(place + i) for i in range(len(words))) == words:
                for end, nominal, cost in self.nominals(place + len(words)):
                    if nominal.plural:
                        several = "several" if words in _SEVERAL else "many"
                        yield end, Quantified(several, nominal), cost - 0.1
                        continue
                    amount = "lot" if words[1] in ("lot", "of") else words[1]
                    yield end, Bare(replace(nominal, adjectives=(amount, *nominal.adjectives))), cost

    def roughly(self, place: int, word: str) -> Iterator[tuple[int, NounPhrase, float]]:
        """``over 400 copies``, ``about $5 tickets``."""
        for end, nominal, cost in self.nominals(place + 2):
            number = self.lower(place + 1)
            if count := count_of(number):
                yield end, Quantified("more than" if word == "over" else word, nominal, count), cost - 0.1
            else:
                amount = replace(nominal, adjectives=(word, number, *nominal.adjectives))
                yield end, Bare(amount), cost - 0.1 + (number[0] in _SIGNS)


def is_named(phrase: NounPhrase) -> bool:
    """Whether a phrase names one individual, or several joined by ``and``."""
    if isinstance(phrase, JoinedNouns):
        return phrase.connective == "and" and all(map(is_named, phrase.parts))
    return isinstance(phrase, Named) or (isinstance(phrase, Definite) and not phrase.nominal.plural)


def one_of(named: Named) -> Nominal:
    """One of those that share a name: of ``the Great Lakes``."""
    return Nominal((named.words[0].lower().removeprefix("the ").removesuffix("s"),))


def owned_by(phrase: Definite | Possessed) -> Nominal:
    """``Ann's books`` as books of Ann, ``his books`` as books of him; the noun of ``the books`` as it is."""
    if isinstance(phrase, Definite):
        return phrase.nominal
    whose = phrase.owner
    if isinstance(whose, Pronoun):
        whose = Pronoun(OWNERS.get(whose.word, whose.word))
    owner = Says((), (Piece("of", whose),), kind="p")
    return replace(phrase.nominal, posts=(owner, *phrase.nominal.posts))


def count_of(word: str) -> int:
    """The whole number that a word or numeral stands for; 0 if none."""
    digits = word.replace(",", "")
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        return int(digits)
    return NUMERALS.get(word, 0)
