"""What stands in front of a clause: adjuncts, participles, times, places, other clauses."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.chart import STARTS_NOUN_PHRASE
from nesy.translate.english.closed_words import ADVERB_WORD, COPULA, EVERYONE, OPEN, PREPOSITION, QUANTIFIER, TIMES
from nesy.translate.english.ellipsis import Ellipsis
from nesy.translate.english.roles import is_of_person, is_role
from nesy.translate.english.syntax import (
    Bare,
    Clause,
    Conditional,
    Definite,
    Denied,
    Existence,
    IsA,
    JoinedClauses,
    JoinedVerbs,
    Named,
    NounPhrase,
    Opaque,
    Piece,
    Pronoun,
    Quantified,
    Says,
    Statement,
)
from nesy.translate.english.verb_forms import GERUNDIAL, PREDICATE, adjoined, in_past

_EVEN: Final = ("even", "though")
_FRONTED: Final = frozenset({"in", "on", "at", "after", "before", "during", "since", "by", "until"})
"""Prepositions of what may stand before the subject without a comma."""
_PLACED: Final = frozenset({"in", "on", "at", "under", "near", "behind", "inside", "above", "below", "beside"})
"""Prepositions of places that may stand in front of ``is``."""

_AGAIN: Final = frozenset(map(Pronoun, ("they", "it", "he", "she")))
"""Subjects that take up what stands in front."""


class Fronted(Ellipsis, ABC):
    """Clauses with something in front of their subject."""

    __slots__ = ()

    def with_something_in_front(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """A clause with an adjunct, a participle, a time or another clause in front of it."""
        lower = self.lower(place)
        if self.kind(place) is PREPOSITION:
            yield from self._fronted(place)
        if lower == "for":
            yield from self._for_each(place + 1)
        if lower in ("like", "unlike"):
            yield from self._fronted_comparison(place)
        if lower in ("although", "because", "since", "though") or (lower, self.lower(place + 1)) == _EVEN:
            yield from self._fronted_clause(place + 1 + (lower == "even"))
        if self.kind(place) is ADVERB_WORD and self.kind(place + 1) == ",":
            yield from self.one_clause(place + 2)
        if lower in ("after", "before", "while", "when"):
            yield from self._fronted_gerund(place)
        if lower in ("after", "before", "until", "once"):
            yield from self._fronted_time_clause(place)
        if lower == "while":
            yield from self._meanwhile(place + 1)
        if self.kind(place) is OPEN:
            yield from self._fronted_participle(place)
        if lower in ("every", "each", "last", "next", "this") and self.lower(place + 1) != "time":
            yield from self._fronted_time(place)

    def _for_each(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``For everyone who has no car, they take a bus``; ``for every student who passes, there is a prize``."""
        for end, each, cost in self.one_noun_phrase(place):
            if not isinstance(each, Quantified) or each.quantifier not in ("every", "any") or self.kind(end) != ",":
                continue
            for last, clause, more in self.clauses(end + 1):
                if isinstance(clause, Statement) and clause.subject in _AGAIN:
                    yield last, Statement(replace(each, quantifier="every"), clause.phrase), cost + more - 0.3
                else:
                    there = Existence(replace(each, quantifier="a"))
                    yield last, Conditional(there, clause), cost + more

    def _fronted(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``In 2016, …``: the adjunct belongs to the predicate."""
        for end, piece, cost in self.prepositional_pieces(place):
            yield from self._found_there(self.comma(end), piece, cost)
            if self.kind(end) == ",":
                for last, clause, more in self.one_clause(end + 1):
                    if isinstance(clause, Statement) and piece.preposition == "as" and _is_role(piece):
                        assert piece.phrase is not None  # noqa: S101 - it is a role
                        both = JoinedVerbs("and", (IsA(piece.phrase), clause.phrase))
                        yield last, Statement(clause.subject, both), cost + more + 0.1
                    elif isinstance(clause, Statement) and piece.preposition in ("except", "except for"):
                        if isinstance(clause.subject, Quantified):
                            nominal = clause.subject.nominal
                            nominal = replace(nominal, posts=(*nominal.posts, Says((), (piece,), kind="p")))
                            yield last, Statement(replace(clause.subject, nominal=nominal), clause.phrase), cost + more
                    elif isinstance(clause, Statement):
                        yield last, Statement(clause.subject, adjoined(clause.phrase, piece)), cost + more + 0.2
            elif self.kind(end) in STARTS_NOUN_PHRASE | {QUANTIFIER, EVERYONE} and piece.preposition in _FRONTED:
                for last, clause, more in self.one_clause(end):
                    if isinstance(clause, Statement):
                        yield last, Statement(clause.subject, adjoined(clause.phrase, piece)), cost + more + 0.6

    def _found_there(self, place: int, piece: Piece, cost: float) -> Iterator[tuple[int, Clause, float]]:
        """``In the box there is a ball``, ``on the mat is a cat``: what is there."""
        start = place + (self.lower(place) == "there")
        if self.kind(start) is not COPULA or piece.preposition not in _PLACED:
            return
        denied = self.lower(start + 1) == "not"
        for end, thing, more in self.one_noun_phrase(start + 1 + denied):
            being = Says((), (piece,), kind="p")
            if isinstance(thing, Quantified | Bare):
                there = replace(thing.nominal, posts=(*thing.nominal.posts, being))
                yield end, Existence(replace(thing, nominal=there), denied), cost + more
            elif isinstance(thing, Named | Definite) and not denied:
                yield end, Statement(thing, being), cost + more + 0.2

    def _fronted_clause(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Although it rained, they won``, ``Because it rained, they lost``: both are so."""
        for end, before, cost in self.clauses(place):
            for last, clause, more in self.one_clause(end + 1) if self.kind(end) == "," else ():
                yield last, JoinedClauses("and", (before, clause)), cost + more + 0.1
        for end, phrase, cost in self.verb_phrases(place, PREDICATE) if self.kind(place) is OPEN else ():
            for last, clause, more in self.one_clause(end + 1) if self.kind(end) == "," else ():
                if isinstance(clause, Statement):
                    both = JoinedVerbs("and", (phrase, clause.phrase))
                    yield last, Statement(clause.subject, both), cost + more + 0.2

    def _meanwhile(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``While he was in Rome, Tom learned Italian``: both are so, and the pronoun is for who comes after it."""
        for end, before, cost in self.one_clause(place):
            for last, clause, more in self.one_clause(end + 1) if self.kind(end) == "," else ():
                if isinstance(before, Statement) and isinstance(clause, Statement):
                    late = isinstance(before.subject, Pronoun)
                    yield last, JoinedClauses("and", (clause, before) if late else (before, clause)), cost + more + 0.1

    def _fronted_comparison(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Unlike Lena, Max sings``."""
        for end, other, cost in self.one_noun_phrase(place + 1):
            for last, clause, more in self.one_clause(end + 1) if self.kind(end) == "," else ():
                if isinstance(clause, Statement):
                    yield last, compared(clause, other, self.lower(place)), cost + more

    def _fronted_gerund(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``After finishing school, Ann moved to Rome``: she did both."""
        for end, said, cost in self.verb_phrases(place + 1, GERUNDIAL):
            for last, clause, more in self.one_clause(end + 1) if self.kind(end) == "," else ():
                if isinstance(clause, Statement) and _happened(clause):
                    phrase = JoinedVerbs("and", (in_past(said), clause.phrase))
                    yield last, Statement(clause.subject, phrase), cost + more

    def _fronted_time_clause(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``After Ann arrived, Tom left``: both happened; ``before the bell rings, …`` belongs to the predicate."""
        for end, before, cost in self.one_clause(place + 1):
            for last, clause, more in self.one_clause(end + 1) if self.kind(end) == "," else ():
                if not isinstance(clause, Statement) or not isinstance(before, Statement):
                    continue
                if self.lower(place) in ("after", "once") and _happened(clause) and has_happened(before):
                    yield last, JoinedClauses("and", (before, clause)), cost + more + 0.1
                else:
                    piece = Piece("", Opaque((self.lower(place), *self.lemmas(place + 1, end))))
                    yield last, Statement(clause.subject, adjoined(clause.phrase, piece)), cost + more + 0.4

    def _fronted_time(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Every day Mia …``: the time belongs to the predicate."""
        for end, nominal, cost in self.bare_nominals(place + 1):
            if nominal.head[-1] in TIMES:
                piece = Piece("", Opaque((self.lower(place), *nominal.adjectives, *nominal.head)))
                for last, clause, more in self.one_clause(self.comma(end)):
                    if isinstance(clause, Statement):
                        yield last, Statement(clause.subject, adjoined(clause.phrase, piece)), cost + more

    def _fronted_participle(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Located in Ohio, the town …``: it is said of the subject."""
        for end, said, cost in self._participial(place):
            if self.kind(end) == ",":
                for last, clause, more in self.one_clause(end + 1):
                    if isinstance(clause, Statement):
                        yield (
                            last,
                            Statement(clause.subject, JoinedVerbs("and", (said, clause.phrase))),
                            cost + more + 0.3,
                        )


def _is_role(piece: Piece) -> bool:
    """Whether an adjunct in front says what the subject is: ``as a student``, but not ``as a result``."""
    return is_role(piece.phrase) and is_of_person(piece.phrase)


def compared(clause: Statement, other: NounPhrase, word: str) -> JoinedClauses:
    """What is said of the subject, and of another one too after ``like``, or not after ``unlike``."""
    its = clause.phrase if word == "like" else Denied(clause.phrase)
    return JoinedClauses("and", (clause, Statement(other, its)))


def _happened(clause: Statement) -> bool:
    """Whether a clause tells of something that one individual did."""
    return isinstance(clause.subject, Named | Definite | Pronoun) and has_happened(clause)


def has_happened(clause: Clause) -> bool:
    """Whether a clause tells of what happened: ``the train left``, not ``trains leave``."""
    phrase = clause.phrase if isinstance(clause, Statement) else None
    return isinstance(phrase, Says) and phrase.past
