"""``Ann and Tom live in the same city``: there is a city in which both live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from nesy.translate.english.closed_words import word_set
from nesy.translate.english.rewriting import rewritten
from nesy.translate.english.syntax import (
    Definite,
    Denied,
    IsA,
    JoinedNouns,
    Named,
    Nominal,
    NounPhrase,
    Piece,
    Possessed,
    Pronoun,
    Says,
    Statement,
)
from nesy.translate.english.usage import nodes

_ATTRIBUTES: Final = word_set(
    """
    age height size colour color weight length width depth shape price cost type kind sort rank sex gender nationality
    religion temperature speed value style brand model make blood distance amount number
    """
)
"""What things have in common that are ``the same N`` without being one thing."""
_THINGS: Final = word_set(
    """
    person man woman boy girl thing object place city town village country building river lake mountain planet star food
    drink dish substance metal animal plant species language book film song company team band organization event
    """
)
"""What is one thing, or one kind, where two names for it are ``the same N``."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What several individuals share."""

    nominal: Nominal
    """The noun without ``same``."""
    clause: Statement
    """What is said of them, with ``the N`` for it."""
    denied: bool


def shared_by(clause: Statement) -> Shared | None:
    """What the subjects of a statement share, or its subject with whoever stands behind ``as``; None if nothing."""
    phrase = clause.phrase.phrase if isinstance(clause.phrase, Denied) else clause.phrase
    if not isinstance(phrase, Says | IsA):
        return None
    found = {node for node in nodes(phrase) if isinstance(node, Definite) and "same" in node.nominal.adjectives}
    same = next(iter(found)) if len(found) == 1 else None
    if same is None or same.nominal.plural:
        return None
    subject = clause.subject
    if isinstance(phrase, IsA) and phrase.phrase == same:
        if same.nominal.head[-1] not in _ATTRIBUTES:
            return None
        other = _behind_as(same.nominal)
        same = same if other is None else Definite(replace(same.nominal, posts=()))
        phrase = Says(("have",), (Piece("", same), *(() if other is None else (Piece("as", other),))))
    if same.nominal.posts:
        return None
    last = phrase.pieces[-1] if isinstance(phrase, Says) and phrase.pieces else None
    if isinstance(phrase, Says) and last is not None and last.preposition == "as" and last.phrase is not None:
        phrase, subject = replace(phrase, pieces=phrase.pieces[:-1]), JoinedNouns("and", (subject, last.phrase))
    if not isinstance(subject, JoinedNouns) or subject.connective != "and" or not all(map(_is_one, subject.parts)):
        return None
    nominal = replace(same.nominal, adjectives=tuple(a for a in same.nominal.adjectives if a != "same"))
    the_one = Definite(Nominal(nominal.head))
    phrase = rewritten(phrase, lambda node: the_one if node == same else node)
    return Shared(nominal, Statement(subject, phrase), isinstance(clause.phrase, Denied))


def identical(clause: Statement) -> tuple[NounPhrase, NounPhrase] | None:
    """The two that are said to be the same: ``Superman and Clark Kent are the same person``; None if none are."""
    subject, phrase = clause.subject, clause.phrase
    the_same = phrase.phrase if isinstance(phrase, IsA) else None
    if not isinstance(the_same, Definite) or the_same.nominal.adjectives != ("same",):
        return None
    if the_same.nominal.head[-1] not in _THINGS:
        return None
    if isinstance(subject, JoinedNouns) and subject.connective == "and" and not the_same.nominal.posts:
        return subject.parts if len(subject.parts) == 2 else None
    other = _behind_as(the_same.nominal)
    return None if other is None else (subject, other)


def _behind_as(nominal: Nominal) -> NounPhrase | None:
    """Tom, of ``the same age as Tom``."""
    post = nominal.posts[0] if len(nominal.posts) == 1 else None
    if isinstance(post, Says) and [piece.preposition for piece in post.pieces] == ["as"]:
        return post.pieces[0].phrase
    return None


def _is_one(phrase: NounPhrase) -> bool:
    if isinstance(phrase, Definite | Possessed):
        return not phrase.nominal.plural
    return isinstance(phrase, Named | Pronoun)
