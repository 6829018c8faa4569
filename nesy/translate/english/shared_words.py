"""Words of one joined phrase that belong to the others too: objects, verbs, what follows ``of``, ``either``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar, cast

from nesy.translate.english.closed_words import INTRANSITIVE, word_set
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    IsA,
    JoinedClauses,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Opaque,
    Piece,
    Quantified,
    Says,
    Statement,
)

T = TypeVar("T")
_PLACES = frozenset({"in", "at", "on", "near"})
_PLACED = word_set("live reside dwell stay born raised based located situated held grow")
"""Verbs that say little without a place."""
_TRANSITIVE: Final = word_set(
    """
    buy make sell produce use own build prepare wear contain include collect create repair design provide hold carry
    supply support promote manufacture consume import export grow develop distribute deliver keep raise cause
    treat mix serve
    """
)
"""Verbs that say little without an object, and so share that of a verb that is joined to them."""


def with_shared_objects(parts: tuple[T, ...]) -> tuple[T, ...]:
    """``wrote and directed the film``, ``built and owned by Ann``: what ends the last part belongs to all of them."""
    last = parts[-1]
    if not isinstance(last, Says) or not all(isinstance(p, Says) and not p.pieces for p in parts[:-1]):
        return parts
    if not all(_takes(part, last) for part in parts[:-1]):
        return parts
    return (*(replace(part, pieces=last.pieces) for part in parts[:-1]), last)  # type: ignore[type-var]


def with_shared_verb(parts: tuple[T, ...]) -> tuple[T, ...]:
    """``managed by Ann or by Bob``: what begins with a preposition of the first part has its verb too."""
    first = parts[0]
    if not isinstance(first, Says) or not first.head or not first.pieces:
        return parts
    return tuple(_with_verb(part, first) for part in parts)


def with_shared_of(parts: tuple[T, ...]) -> tuple[T, ...]:
    """``the founder and owner of the shop`` as the founder of the shop and the owner of the shop."""
    nouns: list[object] = [part.phrase if isinstance(part, IsA) else part for part in parts]
    first, last = nouns[0], nouns[-1]
    if not isinstance(first, Definite) or not isinstance(last, Bare) or last.nominal.plural:
        return parts
    between = [noun.nominal for noun in nouns[1:-1] if isinstance(noun, Bare)]
    of = last.nominal.posts[:1]
    if not of or not isinstance(of[0], Says) or of[0].head or of[0].pieces[0].preposition != "of":
        return parts
    if len(between) < len(nouns) - 2 or any(n.posts or n.plural for n in (first.nominal, *between)):
        return parts
    each: tuple[Definite | Bare, ...] = (
        Definite(replace(first.nominal, posts=of)),
        *(Bare(replace(n, posts=of)) for n in between),
        last,
    )
    if not isinstance(parts[0], IsA):
        return cast("tuple[T, ...]", each)
    return cast("tuple[T, ...]", tuple(map(IsA, each)))


def with_shared_the(parts: tuple[T, ...]) -> tuple[T, ...]:
    """``the trunk or head`` as the trunk or the head."""
    first, *later = parts
    if not isinstance(first, Definite) or first.nominal.plural or first.nominal.posts:
        return parts
    if not all(isinstance(part, Bare) and not part.nominal.plural and not part.nominal.posts for part in later):
        return parts
    return cast("tuple[T, ...]", (first, *(Definite(part.nominal) for part in later if isinstance(part, Bare))))


def without_other(parts: tuple[T, ...]) -> tuple[T, ...]:
    """``cats and other pets`` as cats and pets."""
    last = parts[-1]
    thing = last.phrase if isinstance(last, IsA) else last
    if not isinstance(thing, Bare | Quantified) or thing.nominal.adjectives[:1] != ("other",):
        return parts
    if isinstance(thing, Quantified) and not thing.nominal.plural:
        return parts
    plain = replace(thing, nominal=replace(thing.nominal, adjectives=thing.nominal.adjectives[1:]))
    rest: tuple[T, ...] = parts[:-1]
    return (*rest, IsA(plain) if isinstance(last, IsA) else plain)  # type: ignore[arg-type]


def _with_verb(part: T, first: Says) -> T:
    if not isinstance(part, Says) or part.head or not part.pieces:
        return part
    own = part.pieces[0].preposition
    if not own and not isinstance(part.pieces[0].phrase, Opaque):
        return part
    same = [place for place, piece in enumerate(first.pieces) if piece.preposition == own]
    is_short = same[-1:] == [len(first.pieces) - 1] and len(part.pieces) == 1
    if not same or not (is_short or part.kind == "v"):
        return part
    return replace(first, pieces=(*first.pieces[: same[-1]], *part.pieces))  # type: ignore[return-value]


def with_shared_place(parts: tuple[T, ...]) -> tuple[T, ...]:
    """``lives and works in Rome``: a verb that needs a place shares that of the last verb."""
    last = parts[-1]
    if not isinstance(last, Says) or last.kind != "v" or not last.pieces or last.pieces[0].preposition not in _PLACES:
        return parts
    return tuple(_with_place(part, last) for part in parts)


def _with_place(part: T, last: Says) -> T:
    if not isinstance(part, Says) or part.pieces or part.kind != "v" or part.head[-1] not in _PLACED:
        return part
    return replace(part, pieces=last.pieces[:1])


def with_shared_adjuncts(phrase: JoinedVerbs) -> JoinedVerbs:
    """Participles after a noun, ``made and sold in Italy``, ``making or selling cars``: what follows is shared."""
    *before, last = phrase.parts
    if not isinstance(last, Says) or not last.pieces:
        return phrase
    bare = [part for part in before if isinstance(part, Says) and part.kind == "v" and not part.pieces]
    if not last.pieces[0].preposition and any(part.head[-1] in INTRANSITIVE or part.passive for part in bare):
        return phrase
    if len(bare) < len(before):
        return phrase
    return replace(phrase, parts=(*(replace(part, pieces=last.pieces) for part in bare), last))


def _takes(part: object, last: Says) -> bool:
    """Whether a verb without objects takes those of the last verb that it is joined to."""
    if not isinstance(part, Says) or part.kind != "v" or last.kind != "v" or not last.pieces:
        return False
    if part.passive is not last.passive or (part.passive and last.pieces[0].preposition != "by"):
        return False
    first = last.pieces[0]
    is_object = first.preposition == "" and isinstance(first.phrase, Named | Definite | Quantified)
    is_object |= isinstance(first.phrase, Bare) and first.preposition == "" and part.head[-1] in _TRANSITIVE
    return part.passive or (is_object and part.head[-1] not in INTRANSITIVE)


def with_alternatives(phrase: T, connective: str) -> T | None:
    """``either choose A or B`` as ``choose either A or B``; None where nothing is joined by ``or``.

    Args:
        phrase: a clause or a phrase.
        connective: ``either``, or ``xor`` where ``but not both`` follows.
    """
    if isinstance(phrase, JoinedClauses | JoinedVerbs | JoinedNouns):
        joins = phrase.connective == "or" or (phrase.connective == "either" and connective == "xor")
        return replace(phrase, connective=connective) if joins else None
    if isinstance(phrase, Statement):
        said = with_alternatives(phrase.phrase, connective)
        if said is not None:
            return replace(phrase, phrase=said)
        subject = with_alternatives(phrase.subject, connective)
        return None if subject is None else replace(phrase, subject=subject)
    if isinstance(phrase, IsA):
        thing = with_alternatives(phrase.phrase, connective)
        return None if thing is None else replace(phrase, phrase=thing)
    if isinstance(phrase, Piece):
        things = with_alternatives(phrase.phrase, connective)
        return None if things is None else replace(phrase, phrase=things)
    if isinstance(phrase, Says):
        for index, piece in enumerate(phrase.pieces):
            chosen = with_alternatives(piece.phrase, connective)
            if chosen is not None:
                pieces = (*phrase.pieces[:index], replace(piece, phrase=chosen), *phrase.pieces[index + 1 :])
                return replace(phrase, pieces=pieces)
    return None
