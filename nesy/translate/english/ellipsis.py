"""Clauses that leave out what the clause before says: ``but Ann is not``, ``and so does Ann``, ``and Bob coffee``."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nesy.translate.english.chart import AUXILIARIES, Found
from nesy.translate.english.closed_words import COPULA, END, MODAL, NAME, PREPOSITION
from nesy.translate.english.syntax import (
    Clause,
    Denied,
    IsA,
    JoinedClauses,
    JoinedVerbs,
    Named,
    Opaque,
    Piece,
    Says,
    Statement,
    VerbPhrase,
)
from nesy.translate.english.verb_forms import PREDICATE, under_modal
from nesy.translate.english.verb_phrases import VerbPhrases

_JOINS: Final = frozenset({"and", "or", "but", "while", "whereas", ";"})
_BOUNDARIES: Final = frozenset({END, ",", ";", "and", "or", "but", "then", "if", "unless"})


class Ellipsis(VerbPhrases, ABC):
    """Clauses whose predicate stands in the clause before."""

    __slots__ = ()

    def shortened(self, place: int, clause: Clause, cost: float) -> Iterator[tuple[int, Clause, float]]:
        """A clause with another behind it that leaves out the verb or all of the predicate."""
        last = clause.parts[-1] if isinstance(clause, JoinedClauses) and clause.connective == "and" else clause
        before = clause.parts[:-1] if isinstance(clause, JoinedClauses) else ()
        comma = self.comma(place)
        start = comma + (self.kind(comma) in _JOINS)
        if not isinstance(last, Statement) or start == place:
            return
        found = [*self.elliptic(start, last)]
        if self.kind(start) is NAME and (start == comma or self.kind(comma) == "and"):
            found += self._gapped_clause(start, last)
        if self.kind(comma) == "but" and self.kind(start) == "not":
            found += self._excepted(start + 1, last)
        for end, other, more in found:
            connective = "or" if self.kind(comma) == "or" else "and"
            whole = JoinedClauses(connective, (*before, last, other))
            yield end, whole, cost + more + 0.05
            yield from self.shortened(end, whole, cost + more)

    def elliptic(self, place: int, clause: Clause) -> Iterator[tuple[int, Clause, float]]:
        """``Ann is not``, ``so does Ann``: what the clause before says, of another subject."""
        if not isinstance(clause, Statement):
            return
        phrase = _affirmed(clause.phrase)
        inverted = self.lower(place) if self.lower(place) in ("so", "neither", "nor") else ""
        if inverted and self._stands_for(place + 1, phrase):
            for end, subject, cost in self.noun_phrases(place + 2):
                said = self._under_auxiliary(place + 1, phrase)
                yield end, Statement(subject, said if inverted == "so" else Denied(said)), cost - 0.2
            return
        for end, subject, cost in self.noun_phrases(place):
            denied = self.lower(end + 1) == "not"
            last = end + 1 + denied
            last += denied and self.lower(last) == "either"
            if self._stands_for(end, phrase) and self.kind(last) in _BOUNDARIES:
                said = self._under_auxiliary(end, phrase)
                yield last, Statement(subject, Denied(said) if denied else said), cost - 0.2

    def _stands_for(self, place: int, phrase: VerbPhrase) -> bool:
        """Whether the auxiliary at a place can stand for a predicate."""
        if self.kind(place) is COPULA:
            return _follows_is(phrase)
        return self.kind(place) in AUXILIARIES and not (self.lower(place) in ("do", "does", "did") and _is(phrase))

    def _under_auxiliary(self, place: int, phrase: VerbPhrase) -> VerbPhrase:
        return under_modal(phrase, self.lower(place)) if self.kind(place) is MODAL else phrase

    def _excepted(self, place: int, clause: Statement) -> Iterator[tuple[int, Clause, float]]:
        """``Tom passed but not Ann``."""
        for end, subject, cost in self.noun_phrases(place) if self.kind(place) is not PREPOSITION else ():
            if isinstance(subject, Named) and isinstance(clause.phrase, Says) and not clause.phrase.pieces:
                yield end, Statement(subject, Denied(clause.phrase)), cost + 0.1

    def _gapped_clause(self, place: int, clause: Statement) -> Iterator[tuple[int, Clause, float]]:
        """``Ann is tall, and Bob short``, ``Ann likes tea and Bob coffee``: the verb is that of the clause before."""
        for end, phrase, cost in self._gapped_phrases(place + 1, clause.phrase):
            if self.kind(end) in (END, ",", "and"):
                yield end, Statement(Named((self.words[place].text,)), phrase), cost

    def _gapped_phrases(self, place: int, phrase: VerbPhrase) -> Found[VerbPhrase]:
        if isinstance(phrase, IsA) or (isinstance(phrase, Says) and phrase.kind in ("a", "p")):
            kind = getattr(phrase, "kind", "")
            found = self.one_verb_phrase(place, PREDICATE)
            return [item for item in found if type(item[1]) is type(phrase) and getattr(item[1], "kind", "") == kind]
        if not isinstance(phrase, Says) or phrase.passive or len(phrase.pieces) != 1:
            return []
        (piece,) = phrase.pieces
        if piece.preposition:
            pieces = self.prepositional_pieces(place) if self.lower(place) == piece.preposition else ()
            return [(end, replace(phrase, pieces=(other,)), cost) for end, other, cost in pieces]
        objects = self.one_noun_phrase(place) if _is_object(piece) else ()
        return [(end, replace(phrase, pieces=(Piece("", thing),)), cost) for end, thing, cost in objects]


def _affirmed(phrase: VerbPhrase) -> VerbPhrase:
    return phrase.phrase if isinstance(phrase, Denied) else phrase


def _is(phrase: VerbPhrase) -> bool:
    """Whether a predicate stands after ``is`` and is no verb form: a noun, an adjective, a place."""
    if isinstance(phrase, JoinedVerbs):
        return all(map(_is, phrase.parts))
    return isinstance(phrase, IsA) or (isinstance(phrase, Says) and phrase.kind in ("a", "p") and not phrase.modal)


def _follows_is(phrase: VerbPhrase) -> bool:
    """Whether a predicate can stand after ``is``; the progressive cannot be told from the simple form."""
    if isinstance(phrase, JoinedVerbs):
        return all(map(_follows_is, phrase.parts))
    return _is(phrase) or ((isinstance(phrase, Says) and not phrase.modal and not phrase.past) or _is_passive(phrase))


def _is_passive(phrase: VerbPhrase) -> bool:
    return isinstance(phrase, Says) and phrase.passive


def _is_object(piece: Piece) -> bool:
    return piece.phrase is not None and not isinstance(piece.phrase, Opaque)
