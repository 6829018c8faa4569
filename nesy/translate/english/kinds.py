"""Words for kinds: a kind of bird is a bird, a plane of type X an X plane, and the violin is a type of instrument."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nesy.translate.english.closed_words import word_set
from nesy.translate.english.syntax import (
    Apposed,
    Bare,
    Definite,
    IsA,
    Named,
    Nominal,
    NounPhrase,
    Quantified,
    Says,
    Statement,
    VerbPhrase,
)

_KINDS: Final = word_set("kind type sort species subspecies breed variety genre form category")
"""Nouns with which ``a N of bird`` is a bird."""
_TYPES: Final = word_set("type kind class model brand")
"""Nouns with which something ``of N X`` is an X."""


def as_kind(nominal: Nominal) -> Nominal:
    """``a kind of bird that sings`` as ``a bird that sings``, ``a plane of type X`` as ``an X plane``."""
    name, others = _type_of(nominal)
    if name:
        return replace(nominal, head=(name, *nominal.head), posts=others)
    kind = _of_which(nominal)
    if nominal.head[-1] not in _KINDS or not isinstance(kind, Bare | Quantified):
        return nominal
    if isinstance(kind, Quantified) and kind.quantifier != "a":
        return nominal
    inner = kind.nominal
    adjectives = (*nominal.head[:-1], *nominal.adjectives, *inner.adjectives)
    return replace(inner, adjectives=adjectives, posts=(*inner.posts, *nominal.posts[1:]))


def with_type(clause: Statement) -> Statement:
    """``all planes are of type X`` as ``all planes are X planes``."""
    subject, phrase = clause.subject, clause.phrase
    if not isinstance(phrase, Says) or phrase.head or not isinstance(subject, Bare | Definite | Quantified | Named):
        return clause
    name, others = _type_of(Nominal(("thing",), posts=(phrase,)))
    if not name or others:
        return clause
    own = () if isinstance(subject, Named) or subject.nominal.domain else subject.nominal.head
    return Statement(subject, IsA(Quantified("a", Nominal((name, *own)))))


def is_of_kind(subject: NounPhrase, phrase: VerbPhrase) -> bool:
    """Whether ``the N`` is all of its kind, since it is said to be a kind: ``the violin is a type of instrument``."""
    said = phrase.phrase if isinstance(phrase, IsA) else None
    if not isinstance(subject, Definite) or subject.nominal.posts or not isinstance(said, Quantified):
        return False
    return said.quantifier == "a" and said.nominal.head[-1] in _KINDS and isinstance(_of_which(said.nominal), Bare)


def _type_of(nominal: Nominal) -> tuple[str, tuple[VerbPhrase, ...]]:
    """X where ``of type X`` follows the noun, and what follows it else; empty where it does not."""
    for post in nominal.posts:
        of = post.pieces[0].phrase if isinstance(post, Says) and _is_of(post) and len(post.pieces) == 1 else None
        if not isinstance(of, Apposed) or not isinstance(of.phrase, Named) or not isinstance(of.said, IsA):
            continue
        said = of.said.phrase
        if isinstance(said, Quantified) and any(said.nominal == Nominal((word,)) for word in _TYPES):
            return " ".join(of.phrase.words).lower(), tuple(other for other in nominal.posts if other is not post)
    return "", nominal.posts


def _of_which(nominal: Nominal) -> NounPhrase | None:
    """What stands behind ``of``, right behind the noun."""
    first = nominal.posts[0] if nominal.posts else None
    return first.pieces[0].phrase if isinstance(first, Says) and _is_of(first) else None


def _is_of(post: Says) -> bool:
    return not post.head and post.pieces[0].preposition == "of"
