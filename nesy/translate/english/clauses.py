"""Clauses: subjects with what is said of them, "there is", and what stands before and beside them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.chart import AUXILIARIES, Found
from nesy.translate.english.closed_words import (
    ADVERB_WORD,
    BE,
    COPULA,
    DO,
    END,
    HAVE,
    MODAL,
    NAME,
    OPEN,
)
from nesy.translate.english.fronted import Fronted, compared
from nesy.translate.english.senses import ADJECTIVE, PARTICIPLE, VERB
from nesy.translate.english.shared_words import with_alternatives
from nesy.translate.english.syntax import (
    Apposed,
    Bare,
    Clause,
    Definite,
    Denied,
    Existence,
    IsA,
    JoinedClauses,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    NounPhrase,
    Opaque,
    Opposite,
    Piece,
    Possessed,
    Pronoun,
    Proposition,
    Quantified,
    Says,
    Statement,
    VerbPhrase,
)  # fmt: skip
from nesy.translate.english.verb_forms import (
    FINITE,
    GERUNDIAL,
    INFINITIVE,
    MODALS,
    PERFECT,
    PREDICATE,
    adjoined,
    in_past,
    with_modal,
)

_OPPOSITES: Final = (
    (("it", "is", "not", "the", "case", "that"), True), (("it", "is", "not", "true", "that"), True),
    (("it", "is", "untrue", "that"), True), (("it", "is", "false", "that"), True),
    (("it", "is", "true", "that"), False),
    (("it", "is", "the", "case", "that"), False), (("it", "is", "a", "fact", "that"), False),
)  # fmt: skip


_KNOWN: Final = frozenset({"known", "clear", "certain", "obvious", "evident", "true"})
"""What is said of a clause that is so: ``it is known that``."""
_DUTY: Final = {
    "forbidden": ("may", True), "prohibited": ("may", True), "allowed": ("may", False), "permitted": ("may", False),
    "required": ("must", False), "necessary": ("must", False), "mandatory": ("must", False),
}  # fmt: skip
"""What is said with ``it is … to``: the modal verb, and whether it is denied."""


class Clauses(Fronted, ABC):
    """Clauses over the phrases of one sentence."""

    __slots__ = ()

    @abstractmethod
    def conditional(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """A condition and what follows from it."""

    def clauses(self, place: int) -> Found[Clause]:
        """A clause, or several joined; ``but not both`` after alternatives is part of it."""
        return self.once(("clauses", place), lambda: self._with_exclusion(place))

    def _with_exclusion(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        for end, clause, cost in self.joined("joined clauses", place, self.one_clause, JoinedClauses):
            yield end, clause, cost
            yield from self.shortened(end, clause, cost)
            start = self.comma(end)
            if (self.lower(start), self.lower(start + 1), self.lower(start + 2)) == ("but", "not", "both"):
                exclusive = with_alternatives(clause, "xor")
                if exclusive is not None:
                    yield start + 3, exclusive, cost - 0.1

    def one_clause(self, place: int) -> Found[Clause]:
        """A clause that is not joined to others."""
        return self.once(("clause", place), lambda: self._clause(place))

    def _clause(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        lower = self.lower(place)
        if lower == "that":
            yield from self.one_clause(place + 1)
        if lower == "if":
            yield from self.conditional(place)
        if lower == "either":
            yield from self._alternative(place)
        if (lower, self.lower(place + 1)) == ("do", "not"):
            for end, phrase, cost in self.verb_phrases(place + 2, INFINITIVE):
                yield end, Statement(Pronoun("you"), Denied(with_modal(phrase, "may"))), cost
        if lower == "there":
            yield from self._existence(place + 1)
        if lower == "it":
            yield from self._wrapped(place)
        yield from self.with_something_in_front(place)
        yield from self._statement(place)

    def _alternative(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Either fish or fowl``, without a subject: it is said of everything."""
        everything = Quantified("every", Nominal(("thing",), domain=True))
        if place:
            return
        for end, phrase, cost in self.verb_phrases(place, PREDICATE):
            if self.kind(end) is END:
                yield end, Statement(everything, phrase), cost + 1.0

    def _wrapped(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        if self.kind(place + 1) is COPULA:
            for end, named, cost in self.one_noun_phrase(place + 2):
                if isinstance(named, Named | Definite) and self.lower(end) in ("who", "that"):
                    for last, said, more in self._relative(end):
                        yield last, Statement(named, said), cost + more
        seems = self.lower(place + 1) in ("seems", "appears") and self.lower(place + 2) == "that"
        is_so = self.kind(place + 1) is COPULA and self.lower(place + 3) == "that"
        if seems or (is_so and (self.senses(place + 2, ADJECTIVE) or self.senses(place + 2, VERB, PARTICIPLE))):
            start = place + (3 if seems else 4)
            for end, clause, cost in self.one_clause(start):
                known = is_so and self.lower(place + 2) in _KNOWN
                yield end, clause if known else Proposition(self.lemmas(place + 1, end)), cost + 0.2
        if self.kind(place + 1) is COPULA and self.lower(place + 2) in _DUTY and self.lower(place + 3) == "to":
            for end, phrase, cost in self.verb_phrases(place + 4, INFINITIVE):
                modal, denied = _DUTY[self.lower(place + 2)]
                said = with_modal(phrase, modal)
                yield end, Statement(Pronoun("you"), Denied(said) if denied else said), cost - 0.4
        for words, denies in _OPPOSITES:
            if tuple(self.lower(place + i) for i in range(len(words))) == words:
                for end, clause, cost in self._clauses_with_that(place + len(words)):
                    yield end, Opposite(clause) if denies else clause, cost

    def _clauses_with_that(self, place: int) -> Found[Clause]:
        """``Ann sings or that Bob dances``, behind ``it is not true that``: both belong to what is not true."""
        return self.once(("clauses with that", place), lambda: self._joined_with_that(place))

    def _joined_with_that(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        for end, clause, cost in self.clauses(place):
            yield end, clause, cost
            joint = self.comma(end)
            if self.kind(joint) in ("and", "or") and self.lower(joint + 1) == "that":
                for last, other, more in self._clauses_with_that(joint + 2):
                    same = isinstance(other, JoinedClauses) and other.connective == self.kind(joint)
                    rest = other.parts if same and isinstance(other, JoinedClauses) else (other,)
                    yield last, JoinedClauses(self.kind(joint), (clause, *rest)), cost + more - 0.3

    def _existence(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        start = place
        while self.kind(start) in (MODAL, HAVE, DO, "not"):
            start += 1
        if (self.lower(start), self.lower(start + 1)) == ("used", "to"):
            start += 2
        if self.kind(start) not in (COPULA, BE) and self.lower(start) not in ("exists", "exist"):
            return
        negative = "not" in (self.lower(start - 1), self.lower(start + 1))
        after = start + 1 + (self.lower(start + 1) == "not")
        after += self.kind(after) is ADVERB_WORD and self.lower(after) in ("once", "always", "sometimes", "often")
        for end, phrase, cost in self.noun_phrases(after):
            yield end, Existence(phrase, negative), cost

    def _named_subject(self, place: int) -> Iterator[tuple[int, NounPhrase, VerbPhrase, float]]:
        """``The band's first album, Blue Rooms, …``: the name, with what is said of it."""
        for end, subject, cost in self.one_noun_phrase(place):
            is_named = self.kind(end) == "," and self.kind(end + 1) is NAME and self.kind(end + 2) == ","
            if is_named and isinstance(subject, Definite | Possessed | Quantified):
                yield end + 3, Named((self.words[end + 1].text,)), IsA(subject), cost + 0.1

    def _statement(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        for end, name, identity, cost in self._named_subject(place):
            for last, phrase, more in self.verb_phrases(end, FINITE):
                yield last, Statement(name, JoinedVerbs("and", (identity, phrase))), cost + more
        yield from self._exemplified(place)
        yield from self._some_but_not_all(place)
        for end, subject, cost in self.noun_phrases(place):
            yield from self._but_not(end, subject, cost)
            yield from self._not_both(end, subject, cost)
            yield from self._like(end, subject, cost)
            for start, said, extra in self._apposition(end):
                of_all = 1.0 * (said is not None and isinstance(subject, JoinedNouns))
                for last, phrase, more in self._with_late_apposition(start):
                    total = (
                        of_all
                        + cost
                        + extra
                        + more
                        + self.disagreement(subject, start)
                        + _past_of_many(subject, phrase)
                    )
                    whole: VerbPhrase = phrase if said is None else JoinedVerbs("and", (said, phrase))
                    yield last, Statement(subject, whole), total

    def _some_but_not_all(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Some but not all students passed``: some did, and not all."""
        if tuple(self.lower(place + i) for i in range(4)) != ("some", "but", "not", "all"):
            return
        for end, students, cost in self.one_noun_phrase(place + 3):
            if not isinstance(students, Quantified):
                continue
            some, every = replace(students, quantifier="some"), replace(students, quantifier="not every")
            for last, phrase, more in self.verb_phrases(end, FINITE):
                yield last, JoinedClauses("and", (Statement(some, phrase), Statement(every, phrase))), cost + more

    def _exemplified(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Planets such as Mars are rocky``: Mars is, and it is a planet; between commas, all planets are."""
        for end, nominal, cost in self.bare_nominals(place):
            such = self.comma(end)
            if not nominal.plural or (self.lower(such), self.lower(such + 1)) != ("such", "as"):
                continue
            for start, examples, more in self.noun_phrases(such + 2):
                for last, phrase, extra in self.verb_phrases(self.comma(start), FINITE):
                    of_all = self.kind(end) == "," and self.kind(start) == ","
                    subject = Bare(nominal) if of_all else examples
                    parts = (Statement(subject, phrase), Statement(examples, IsA(Bare(nominal))))
                    yield last, JoinedClauses("and", parts), cost + more + extra - 0.2

    def _like(self, place: int, subject: NounPhrase, cost: float) -> Iterator[tuple[int, Clause, float]]:
        """``Max, like Lena, sings``: both do; ``unlike Lena``: she does not."""
        if self.kind(place) != "," or self.lower(place + 1) not in ("like", "unlike"):
            return
        for end, other, more in self.one_noun_phrase(place + 2):
            for last, phrase, extra in self.verb_phrases(end + 1, FINITE) if self.kind(end) == "," else ():
                both = compared(Statement(subject, phrase), other, self.lower(place + 1))
                yield last, both, cost + more + extra

    def _not_both(self, place: int, subject: NounPhrase, cost: float) -> Iterator[tuple[int, Clause, float]]:
        """``Tom and Ann are not both tall``: it is not so that they are."""
        is_denied = self.lower(place + 1) == "not" and self.kind(place + 2) == "both"
        if not isinstance(subject, JoinedNouns) or subject.connective != "and" or not is_denied:
            return
        kind, modal = self.kind(place), MODALS.get(self.lower(place), "")
        form = {COPULA: PREDICATE, HAVE: PERFECT}.get(kind, INFINITIVE)
        for last, phrase, more in self.verb_phrases(place + 3, form) if kind in AUXILIARIES else ():
            yield last, Opposite(Statement(subject, with_modal(phrase, modal))), cost + more - 0.3

    def _but_not(self, place: int, subject: NounPhrase, cost: float) -> Iterator[tuple[int, Clause, float]]:
        """``Tom, but not Ann, passed``."""
        if tuple(self.lower(place + i) for i in range(3)) != (",", "but", "not"):
            return
        for end, other, more in self.one_noun_phrase(place + 3):
            for last, phrase, extra in self.verb_phrases(end + 1, FINITE) if self.kind(end) == "," else ():
                parts = (Statement(subject, phrase), Statement(other, Denied(phrase)))
                yield last, JoinedClauses("and", parts), cost + more + extra

    def _with_late_apposition(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        """A verb phrase, and what is said of the name at its end after a comma: ``… to Rose School, a big school``."""
        for end, phrase, cost in self.verb_phrases(place, FINITE):
            yield end, phrase, cost
            if self.kind(end) == "," and self.is_gerund(end + 1):
                for last, done, more in self.verb_phrases(end + 1, GERUNDIAL):
                    if self.kind(last) is END:
                        yield last, JoinedVerbs("and", (phrase, in_past(done))), cost + more + 0.1
            yield from self._with_late_adjunct(end, phrase, cost)
            if self.kind(end) != "," or self.kind(end - 1) is not NAME:
                continue
            for last, said, more in self._said_after_comma(end + 1):
                if self.kind(last) is END:
                    named = with_last_name(phrase, said)
                    if named is not None:
                        yield last, named, cost + more + 0.4

    def _with_late_adjunct(self, end: int, phrase: VerbPhrase, cost: float) -> Iterator[tuple[int, VerbPhrase, float]]:
        """``…, with Tom``, ``…, based in Texas``, ``… but not in public`` at the end of a sentence."""
        start = self.comma(end)
        if self.kind(start) == "but" and self.kind(start + 1) == "not":
            for last, piece, more in self.prepositional_pieces(start + 2):
                if isinstance(phrase, Says) and phrase.kind == "v":
                    yield last, JoinedVerbs("and", (phrase, Denied(adjoined(phrase, piece)))), cost + more + 0.2
        if self.kind(end) != ",":
            return
        place = start + (self.kind(start) is ADVERB_WORD)
        for last, piece, more in self.prepositional_pieces(place):
            if self.kind(last) is END and isinstance(phrase, Says | Denied):
                yield last, adjoined(phrase, piece), cost + more + 0.6
            elif self.kind(last) is END and isinstance(phrase, IsA):
                yield last, JoinedVerbs("and", (phrase, Says((), (piece,), kind="p"))), cost + more + 0.6
        for last, said, more in self._participial(start) if self.kind(start) is OPEN else ():
            if self.kind(last) is END and isinstance(phrase, IsA):
                yield last, JoinedVerbs("and", (phrase, said)), cost + more + 0.2

    def _said_after_comma(self, place: int) -> Iterator[tuple[int, VerbPhrase, float]]:
        yield from self._participial(place)
        if self.lower(place) in ("who", "which"):
            yield from self.verb_phrases(place + 1, FINITE)
        if self.lower(place) == "whose":
            yield from self.of_owned(place + 1)
        for end, thing, cost in self.one_noun_phrase(place):
            if isinstance(thing, Quantified | Definite):
                yield end, IsA(thing), cost
        if self.lower(place) == "where":
            yield from self.places_of(place + 1)

    def _apposition(self, place: int) -> Iterator[tuple[int, VerbPhrase | None, float]]:
        """The place of the verb, after what is said of the subject between commas, if anything."""
        yield place, None, 0.0
        if self.lower(place) in ("all", "each", "both"):
            yield place + 1, None, 0.2
        if self.kind(place) != ",":
            return
        if self.kind(place + 1) in (COPULA, MODAL, HAVE):
            yield place + 1, None, 1.0
        if self.lower(place + 1) in ("who", "which"):
            for end, phrase, cost in self.verb_phrases(place + 2, FINITE):
                if self.kind(end) == ",":
                    yield end + 1, phrase, cost + 0.2
        if self.lower(place + 1) == "whose":
            for end, phrase, cost in self.of_owned(place + 2):
                if self.kind(end) == ",":
                    yield end + 1, phrase, cost + 0.2
        for end, thing, cost in self.one_noun_phrase(place + 1):
            if self.kind(end) == "," and isinstance(thing, Quantified | Definite):
                yield end + 1, IsA(thing), cost + 0.3
        for end, said, cost in self._participial(place + 1) if self.kind(place + 1) is OPEN else ():
            if self.kind(end) == ",":
                yield end + 1, said, cost + 0.3


def with_last_name(phrase: VerbPhrase, said: VerbPhrase) -> VerbPhrase | None:
    """The predicate with more said of the name at its end; None where no name ends it."""
    if (
        isinstance(phrase, IsA)
        and isinstance(phrase.phrase, Quantified | Bare | Definite)
        and phrase.phrase.nominal.posts
    ):
        nominal = phrase.phrase.nominal
        last_post = with_last_name(nominal.posts[-1], said)
        if last_post is None:
            return None
        return IsA(replace(phrase.phrase, nominal=replace(nominal, posts=(*nominal.posts[:-1], last_post))))
    if isinstance(phrase, JoinedVerbs) and phrase.connective == "and":
        last_part = with_last_name(phrase.parts[-1], said)
        return None if last_part is None else replace(phrase, parts=(*phrase.parts[:-1], last_part))
    last = phrase.pieces[-1] if isinstance(phrase, Says) and phrase.pieces else None
    if not isinstance(phrase, Says) or last is None or not isinstance(last.phrase, Named):
        return None
    pieces = (*phrase.pieces[:-1], Piece(last.preposition, Apposed(last.phrase, said)))
    return replace(phrase, pieces=pieces)


def _past_of_many(subject: NounPhrase, phrase: VerbPhrase) -> float:
    """The cost of something that happened to bare plurals: ``flowers pruned in May`` may be those that were pruned."""
    many = isinstance(subject, Bare | Opaque) or (
        isinstance(subject, JoinedNouns) and any(isinstance(part, Bare) for part in subject.parts)
    )
    return 0.5 * (many and isinstance(phrase, Says) and phrase.past and not phrase.passive)
