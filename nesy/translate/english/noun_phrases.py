"""Noun phrases: determiners, quantifiers, names, pronouns, possessives."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.chart import Found
from nesy.translate.english.closed_words import (
    ARTICLE,
    COPULA,
    DIRECTIONS,
    DOMAIN_NOUNS,
    END,
    EVERYONE,
    NAME,
    NUMBER,
    OPEN,
    POSSESSIVE,
    PRONOUN,
    QUANTIFIER,
    QUANTIFIER_PRONOUNS,
    ROUGHLY,
    THE,
    THIS,
    word_set,
)  # fmt: skip
from nesy.translate.english.counted_phrases import MANY, CountedPhrases, count_of, is_named, owned_by
from nesy.translate.english.nominals import INTENSIFIERS, RARE
from nesy.translate.english.opposites import exclude_each_other
from nesy.translate.english.senses import ADJECTIVE, BASE, NOUN, SINGULAR, VERB
from nesy.translate.english.syntax import (
    Apposed,
    Bare,
    Definite,
    IsA,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    NounPhrase,
    Opaque,
    Piece,
    Possessed,
    Pronoun,
    Quantified,
    Says,
)  # fmt: skip

ORDINALS: Final = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "last"})
_NO_PEOPLE: Final = ORDINALS | word_set(
    "left right upper lower inner outer front back same other former latter next main whole entire"
)
"""Adjectives with which ``the`` means no people by itself."""
_OF_NAMED: Final = {"all": "and", "each": "and", "none": "neither", "any": "or", "some": "or"}
"""How individuals are joined that are listed after ``of``."""


class NounPhrases(CountedPhrases, ABC):
    """Noun phrases."""

    __slots__ = ()

    def noun_phrases(self, place: int) -> Found[NounPhrase]:
        """A noun phrase, or several joined."""
        return self.joined("noun phrases", place, self.one_noun_phrase, JoinedNouns)

    def one_noun_phrase(self, place: int) -> Found[NounPhrase]:
        """A noun phrase that is not joined, with its owner's ``'s``."""
        return self.once(("noun phrase", place), lambda: self._parted(place))

    def _parted(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``red and green apples`` as red apples and green apples."""
        for end, phrase, cost in self._owned(place):
            each = _parts_of(phrase)
            yield end, phrase if each is None else JoinedNouns("and", each), cost
            for last, named, more in self.with_name_behind(end, phrase):
                yield last, named, cost + more
            if isinstance(phrase, Quantified) and phrase.quantifier in ("every", "no") and self.kind(end) == ",":
                yield from self._with_exception_between_commas(end, phrase, cost)

    def _with_exception_between_commas(
        self, comma: int, phrase: Quantified, cost: float
    ) -> Iterator[tuple[int, NounPhrase, float]]:
        """``everyone, except for Tom,``."""
        if self.lower(comma + 1) in ("except", "but"):
            start = comma + 2 + (self.lower(comma + 2) == "for")
            for end, excepted, more in self.noun_phrases(start):
                if self.kind(end) == ",":
                    exception = Says((), (Piece("except", excepted),), kind="p")
                    nominal = replace(phrase.nominal, posts=(*phrase.nominal.posts, exception))
                    yield end + 1, replace(phrase, nominal=nominal), cost + more

    def _owned(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        for end, phrase, cost in self._simple(place):
            yield end, phrase, cost
            if self.kind(end) == "'s":
                long_owner = 0.6 if getattr(getattr(phrase, "nominal", None), "posts", ()) else 0.0
                for last, nominal, more in self.nominals(end + 1):
                    owned = _owned_by_each(phrase, nominal) or Possessed(phrase, nominal)
                    yield last, owned, cost + more + long_owner
                    if self.kind(last) is NAME and not nominal.posts and not nominal.plural:
                        yield last + 1, Apposed(Named((self.words[last].text,)), IsA(owned)), cost + more - 0.2
        yield from self.named_beside(place)

    def _simple(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        kind, lower = self.kind(place), self.lower(place)
        if kind is NAME:
            yield place + 1, Named((self.words[place].text,)), 0.0
            yield from self.name_between_commas(place)
            yield from self._bare(place)
        elif kind is ARTICLE:
            yield from self.amount(place)
            for end, nominal, cost in self.nominals(place + 1):
                yield end, Quantified("a", nominal), cost + (1.0 if nominal.plural else 0.0)
        elif kind is THE:
            yield from self._the(place)
        elif kind is THIS:
            yield from self._this(place)
        elif kind is QUANTIFIER:
            yield from self._quantified(place, lower)
        elif kind is EVERYONE:
            yield from self._everyone(place)
        elif kind is PRONOUN:
            yield place + 1, Pronoun(lower), 0.0
            if lower == "one" and self.lower(place + 1) == "another":
                yield place + 2, Opaque(("one another",)), -0.1
            if lower == "one":
                yield from self.number(place)
        elif kind == "not" and (self.lower(place + 1), self.lower(place + 2)) in (("a", "single"), ("one", "single")):
            for end, nominal, cost in self.nominals(place + 3):
                yield end, Quantified("no", nominal), cost
        elif kind == "not" and self.lower(place + 1) in ("all", "every", "everyone", "everything", "everybody"):
            for end, phrase, cost in self._simple(place + 1):
                if isinstance(phrase, Quantified) and phrase.quantifier == "every":
                    yield end, replace(phrase, quantifier="not every"), cost
        elif kind == "only":
            yield from self._only(place)
        elif kind is NUMBER:
            yield from self.number(place)
        elif kind in ("both", "neither"):
            yield from self._of_two(place)
        elif lower in ("today", "tomorrow", "yesterday") and self.kind(place + 1) is COPULA:
            yield place + 1, Named((lower,)), 0.3
        if DIRECTIONS.fullmatch(lower) and self.kind(place + 1) is NAME:
            yield place + 2, Named((f"{lower} {self.words[place + 1].text}",)), 0.0
        if kind is OPEN or self.is_gerund(place) or (lower in INTENSIFIERS and self.senses(place + 1, ADJECTIVE)):
            yield from self._bare(place)
        if lower == "what":
            for end, said, cost in self.verb_phrases(place + 1, "finite"):
                yield end, Quantified("every", Nominal(("thing",), (), (said,), False, True)), cost + 0.3
            for end, done, cost in self.gapped(place + 1):
                yield end, Quantified("every", Nominal(("thing",), (), (done,), False, True)), cost + 0.3
        if lower == "her":
            yield place + 1, Pronoun("her"), 0.1
        if lower in ROUGHLY and self.kind(place + 1) is NUMBER:
            yield from self.roughly(place, lower)
        if kind is POSSESSIVE:
            for end, nominal, cost in self.nominals(place + 1):
                owned = Possessed(Pronoun(lower), nominal)
                yield end, owned, cost
                if self.kind(end) is NAME and not nominal.posts and not nominal.plural:
                    yield end + 1, Apposed(Named((self.words[end].text,)), IsA(owned)), cost - 0.2
        yield from self.counted(place)

    def _only(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``only students``, ``only two students``, ``only those who …``, ``only Tom and Ann``."""
        count = count_of(self.lower(place + 1)) if self.kind(place + 1) in (NUMBER, PRONOUN) else 0
        for end, nominal, cost in self.nominals(place + 2) if count else ():
            yield end, Quantified("exactly", nominal, count), cost - 0.1
        for end, nominal, cost in self.nominals(place + 1):
            yield end, Quantified("only", nominal), cost
        for end, those, cost in self._this(place + 1) if self.lower(place + 1) in ("those", "people") else ():
            if isinstance(those, Quantified):
                yield end, replace(those, quantifier="only"), cost - 0.1
        for end, phrase, cost in self.noun_phrases(place + 1):
            if is_named(phrase):
                if isinstance(phrase, JoinedNouns):
                    phrase = replace(phrase, connective="or")
                    cost -= 0.1
                being_it = Nominal(("thing",), (), (IsA(phrase),), False, True)
                yield end, Quantified("only", being_it), cost

    def _the(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        if self.lower(place + 1) == "one" and self.lower(place + 2) in ("who", "that", "which"):
            for end, posts, cost in self.posts(place + 2):
                yield end, Quantified("the only", Nominal(("person",), (), posts, False, True)), cost
        if (self.lower(place + 1), self.lower(place + 2)) == ("only", "one"):
            for end, posts, cost in self.posts(place + 3):
                yield end, Quantified("the only", Nominal(("person",), (), posts, False, True)), cost
        if self.lower(place + 1) == "only":
            for end, nominal, cost in self.nominals(place + 2):
                yield end, Quantified("the only", nominal), cost
        yield from self._chosen_of(place)
        decade = place + 1 + (self.lower(place + 1) in ("early", "late", "mid"))
        if self.kind(decade) is NUMBER and self.lower(decade).endswith("0s"):
            yield decade + 1, Opaque(tuple(self.lower(i) for i in range(place + 1, decade + 1))), 0.0
        if self.kind(place + 1) is NAME:
            yield place + 2, Named((self.words[place + 1].text,)), 0.05
        if DIRECTIONS.fullmatch(self.lower(place + 1)) and self.kind(place + 2) is NAME:
            yield place + 3, Named((f"{self.lower(place + 1)} {self.words[place + 2].text}",)), 0.0
        start = self.after_number(place + 1)
        for end, nominal, cost in self.nominals(start) if start > place + 1 else ():
            if nominal.plural:
                yield end, Definite(nominal), cost - 0.1
        for end, nominal, cost in self.nominals(place + 1):
            yield end, Definite(nominal), cost
            if nominal.joined == "or" and len(nominal.adjectives) == 2:
                yield end, JoinedNouns("or", tuple(map(Definite, _each(nominal)))), cost - 0.1
        if self.senses(place + 1, ADJECTIVE) and self.lower(place + 1) not in _NO_PEOPLE:
            end = place + 2
            people = Bare(Nominal(("person",), (self.lower(place + 1),), (), True, True))
            many = self.lower(end) in ("are", "were", "have", "do") or bool(self.senses(end, VERB, BASE))
            many = many or (self.kind(end) in ("and", "or") and self.kind(end + 1) is THE)
            yield end, people, 0.7 if many else 1.5

    def _chosen_of(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``the tallest of the boys``, ``the larger of the two``, ``the second largest of``, ``the first of``."""
        start = place + 1 + (self.lower(place + 1) in ORDINALS or self.kind(place + 1) is NUMBER)
        is_ordinal = start > place + 1 and self.lower(start) == "of"
        chosen = start - is_ordinal
        compares = self.senses(chosen, ADJECTIVE, "superlative") or self.senses(chosen, ADJECTIVE, "comparative")
        if self.lower(chosen + 1) != "of" or not (compares or is_ordinal):
            return
        words = tuple(self.lower(i) for i in range(place + 1, chosen + 1))
        for end, of, cost in self.one_noun_phrase(chosen + 2):
            if isinstance(of, Definite | Possessed) and of.nominal.plural and not of.nominal.domain:
                one = replace(owned_by(of), adjectives=(*words, *of.nominal.adjectives), plural=False)
                yield end, Definite(one), cost
            elif not isinstance(of, Opaque | Pronoun):
                yield end, Definite(Nominal(words, posts=(Says((), (Piece("of", of),), kind="p"),))), cost + 0.1

    def _this(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        if self.lower(place) in ("those", "these") and self.lower(place + 1) in ("who", "that", "which"):
            for end, posts, cost in self.posts(place + 1):
                yield end, Quantified("every", Nominal(("person",), (), posts, True, True)), cost
        if self.lower(place) == "those":
            for end, posts, cost in self.posts(place + 1):
                yield end, Quantified("every", Nominal(("person",), (), posts, True, True)), cost + 0.2
        for end, nominal, cost in self.nominals(place + 1):
            yield end, Definite(nominal), cost + 0.1
        yield place + 1, Pronoun("it" if self.lower(place) in ("this", "that") else "they"), 1.0

    def _quantified(self, place: int, quantifier: str) -> Iterator[tuple[int, NounPhrase, float]]:
        start = place + 1
        owner = next((self.lower(i) for i in (start, start + 1) if self.kind(i) is POSSESSIVE), "")
        if self.lower(start) == "of" and self.kind(start + 1) in (THE, THIS, POSSESSIVE):
            start += 2
        elif self.kind(start) in (THE, THIS, POSSESSIVE) and quantifier == "all":
            start += 1
        if quantifier == "each" and self.lower(start) == "other":
            yield start + 1, Opaque(("each other",)), 0.0
        if quantifier in _OF_NAMED:
            yield from self.of_named(place + 1, _OF_NAMED[quantifier])
        if quantifier in ("all", "each", "none"):
            start = self.after_number(start)
        quantifier = {"all": "every", "each": "every", "none": "no"}.get(quantifier, quantifier)
        for end, owned, cost in self.one_noun_phrase(place + 2) if self.lower(place + 1) == "of" else ():
            if isinstance(owned, Possessed) and not isinstance(owned.owner, Pronoun):
                yield end, Quantified(quantifier, owned_by(owned)), cost - 0.1
        for end, nominal, cost in self.nominals(start):
            if owner:
                nominal = owned_by(Possessed(Pronoun(owner), nominal))
            singular = quantifier in ("every",) and self.lower(place) in ("every", "each")
            yield end, Quantified(quantifier, nominal), cost + (1.0 if singular and nominal.plural else 0.0)
        if self.lower(place) == "all" and self.kind(place + 1) in (END, ",", "and", "or"):
            yield place + 1, Quantified("every", Nominal(("person",), domain=True)), 0.4
        if self.lower(place) in ("all", "none", "some", "many", "most", "few", "each"):
            for end, posts, cost in self.posts(start):
                yield end, Quantified(quantifier, Nominal(("person",), (), posts, True, True)), cost + 0.6

    def _of_two(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        """``both (of the) twins``, ``neither of the two bridges``, ``neither bridge``."""
        yield from self.of_named(place + 1, "and" if self.kind(place) == "both" else "neither")
        is_of = self.lower(place + 1) == "of" and self.kind(place + 2) in (THE, THIS, POSSESSIVE)
        both = self.kind(place) == "both"
        for end, owned, cost in self.one_noun_phrase(place + 2) if self.lower(place + 1) == "of" else ():
            if isinstance(owned, Possessed) and owned.nominal.plural:
                yield end, Quantified("every" if both else "no", owned_by(owned)), cost - 0.1
        start = place + 3 if is_of else place + 1 + (both and self.kind(place + 1) in (THE, THIS))
        start = self.after_number(start)
        for end, nominal, cost in self.nominals(start):
            pairs = any(self.kind(i) in ("and", "nor") for i in range(start, end + 1))
            if nominal.plural is (both or is_of) and not nominal.domain and not pairs:
                yield end, Quantified("every" if both else "no", nominal), cost + 0.1
            elif both and nominal.plural and nominal.joined == "and" and len(nominal.adjectives) == 2:
                yield end, JoinedNouns("and", tuple(map(Bare, _each(nominal)))), cost - 0.2

    def _everyone(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        quantifier, domain = QUANTIFIER_PRONOUNS[self.lower(place)]
        is_else = self.lower(place + 1) == "else"
        nominal = Nominal((domain,), ("else",) * is_else, (), False, True)
        start = place + 1 + is_else
        yield start, Quantified(quantifier, nominal), 0.0
        for end, posts, cost in self.posts(start):
            yield end, Quantified(quantifier, replace(nominal, posts=posts)), cost - 0.25
        for sense in self.senses(start, ADJECTIVE):
            described = replace(nominal, adjectives=(sense.lemma,))
            yield start + 1, Quantified(quantifier, described), sense.cost + 0.3
            for end, posts, cost in self.posts(start + 1):
                yield end, Quantified(quantifier, replace(described, posts=posts)), cost + sense.cost + 0.3

    def _bare(self, place: int) -> Iterator[tuple[int, NounPhrase, float]]:
        if self.lower(place + 1) == "of" and self.lower(place) in MANY:
            yield from self.amount(place)
        counted = self.kind(place + 1) is NUMBER or (self.lower(place), self.lower(place + 1)) == ("number", "one")
        if self.kind(place) is OPEN and counted and not self.senses(place + 2, NOUN):
            for sense in [s for s in self.senses(place, NOUN, SINGULAR) if s.cost < RARE and s.lemma != "least"]:
                yield place + 2, Named((f"{self.lower(place)} {self.lower(place + 1)}",)), sense.cost + 0.1
        for end, nominal, cost in self.nominals(place):
            if self.kind(place) is NAME and end == place + 1:
                continue
            if nominal.domain and not nominal.plural and self.lower(place) in DOMAIN_NOUNS:
                yield end, Opaque((self.lower(place),)), cost + 0.5
                continue
            described = 0.8 * (self.kind(place) is NAME and len(nominal.head) == 1 and bool(nominal.posts))
            yield end, Bare(nominal), cost + (0.1 if nominal.plural else 0.2) + described
        if self.is_gerund(place):
            for end, phrase, cost in self.verb_phrases(place, "gerund"):
                if not isinstance(phrase, JoinedVerbs) or phrase.connective != "and":
                    yield end, Opaque(self.lemmas(place, end)), cost + 0.1


def _owned_by_each(owner: NounPhrase, nominal: Nominal) -> Quantified | None:
    """``every dog's tail`` as every tail of a dog; None where the owner has no such quantifier."""
    if not isinstance(owner, Quantified) or owner.quantifier not in ("every", "no", "any", "some", "not every", "only"):
        return None
    return Quantified(owner.quantifier, of_one(owner, nominal))


def of_one(owner: Quantified, nominal: Nominal) -> Nominal:
    """``a dog's tail`` as a tail of a dog."""
    of = Says((), (Piece("of", Quantified("a", replace(owner.nominal, plural=False))),), kind="p")
    return replace(nominal, posts=(of, *nominal.posts))


def _each(nominal: Nominal) -> tuple[Nominal, ...]:
    """The nominal with each of its adjectives alone."""
    return tuple(replace(nominal, adjectives=(word,), joined="") for word in nominal.adjectives)


def _parts_of(phrase: NounPhrase) -> tuple[NounPhrase, ...] | None:
    """A plural once with each of its adjectives, where no one thing has them all; None for anything else."""
    if not isinstance(phrase, Bare | Quantified) or not phrase.nominal.plural or phrase.nominal.joined != "and":
        return None
    if (isinstance(phrase, Quantified) and phrase.count) or not exclude_each_other(phrase.nominal.adjectives):
        return None
    return tuple(replace(phrase, nominal=nominal) for nominal in _each(phrase.nominal))
