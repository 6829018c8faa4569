"""What several individuals are to each other, said of every two of them: ``Ann and Bob are siblings``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from nesy.translate.english.closed_words import COLLECTIVE
from nesy.translate.english.syntax import (
    Bare,
    Clause,
    Definite,
    Denied,
    IsA,
    JoinedClauses,
    JoinedNouns,
    Named,
    NounPhrase,
    Opaque,
    Piece,
    Says,
    Statement,
    VerbPhrase,
)

_EACH_OTHER = (Opaque(("each other",)), Opaque(("one another",)))
_MOST = 5
"""Individuals whose pairs are spelled out."""


def spelled_out(clause: Statement) -> Clause | None:
    """The statement about pairs that a statement about named individuals stands for; None for any other.

    >>> ann, bob = Named(("Ann",)), Named(("Bob",))
    >>> loving = Says(("love",), (Piece("", Opaque(("each other",))),))
    >>> len(spelled_out(Statement(JoinedNouns("and", (ann, bob)), loving)).parts)
    2
    """
    subject, phrase = clause.subject, clause.phrase
    said = phrase.phrase if isinstance(phrase, Denied) else phrase
    if not isinstance(subject, JoinedNouns) or subject.connective != "and" or not 1 < len(subject.parts) <= _MOST:
        return None
    if not all(map(_is_individual, subject.parts)) or (said is not phrase and len(subject.parts) > 2):
        return None
    pairs = [(one, _towards(said, other)) for one, other in permutations(subject.parts, 2)]
    if any(predicate is None for _, predicate in pairs):
        return None
    statements = (Statement(one, predicate) for one, predicate in pairs if predicate is not None)
    if said is phrase:
        return JoinedClauses("and", tuple(statements))
    return JoinedClauses("and", tuple(replace(s, phrase=Denied(s.phrase)) for s in statements))


def _is_individual(phrase: NounPhrase) -> bool:
    return isinstance(phrase, Named) or (isinstance(phrase, Definite) and not phrase.nominal.plural)


def _towards(phrase: VerbPhrase, other: NounPhrase) -> VerbPhrase | None:
    """``love each other`` as ``love Bob``, ``siblings`` as ``a sibling of Bob``."""
    if isinstance(phrase, IsA) and isinstance(phrase.phrase, Bare):
        nominal = phrase.phrase.nominal
        if nominal.head[-1] in COLLECTIVE and not nominal.posts:
            of = Says((), (Piece("of", other),), kind="p")
            return IsA(Bare(replace(nominal, posts=(of,), plural=False)))
    if isinstance(phrase, Says) and any(piece.phrase in _EACH_OTHER for piece in phrase.pieces):
        return replace(phrase, pieces=tuple(_with(phrase.pieces, other)))
    return None


def _with(pieces: tuple[Piece, ...], other: NounPhrase) -> Iterator[Piece]:
    for piece in pieces:
        yield replace(piece, phrase=other) if piece.phrase in _EACH_OTHER else piece
