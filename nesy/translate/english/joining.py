"""Coordination: ``and``, ``or``, ``either … or``, ``both … and``, ``neither … nor``, lists with commas."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from nesy.translate.english.chart import Chart, Found
from nesy.translate.english.closed_words import INTRANSITIVE
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    Denied,
    IsA,
    JoinedClauses,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Opaque,
    Piece,
    Placed,
    Possessed,
    Quantified,
    Says,
    Statement,
)

T = TypeVar("T")
_LATE_AND = 0.15
"""The cost of ``and`` after ``neither A nor B``, where it can join B to what follows."""
_PAIRS = {"either": ("or", "either"), "neither": ("nor", "neither"), "both": ("and", "both")}


class Joining(Chart, ABC):
    """Phrases of one class joined by conjunctions."""

    __slots__ = ()

    def joined(
        self,
        name: str,
        place: int,
        one: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
        later: Callable[[int], Found[T]] | None = None,
    ) -> Found[T]:
        """One phrase or several joined; ``later`` finds those after the first where they may differ."""
        more = later or one
        return self.once((name, place), lambda: self._alternatives(name, place, one, more, join))

    def _alternatives(
        self,
        name: str,
        place: int,
        one: Callable[[int], Found[T]],
        more: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
    ) -> Iterator[tuple[int, T, float]]:
        """Alternatives joined by ``or``, each of which may be joined by ``and``."""
        for end, first, cost in self._conjoined(name, place, one, more, join):
            yield end, first, cost
            yield from self._more_alternatives(name, end, (first,), cost, more, join)

    def _more_alternatives(
        self,
        name: str,
        end: int,
        parts: tuple[T, ...],
        cost: float,
        more: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
    ) -> Iterator[tuple[int, T, float]]:
        place = self.comma(end)
        if self.kind(place) != "or" or len(parts) > 8:
            return
        for other_end, other, other_cost in self._conjoined(name + " later", place + 1, more, more, join):
            joined = (*parts, other)
            total = cost + other_cost + 0.05
            yield _made(join, "or", joined, other_end, total)
            yield from self._more_alternatives(name, other_end, joined, total, more, join)

    def _conjoined(
        self,
        name: str,
        place: int,
        one: Callable[[int], Found[T]],
        more: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
    ) -> Found[T]:
        return self.once((name, "and", place), lambda: self._lists(name, place, one, more, join))

    def _lists(
        self,
        name: str,
        place: int,
        one: Callable[[int], Found[T]],
        more: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
    ) -> Iterator[tuple[int, T, float]]:
        for end, first, cost in self._paired_or_one(name, place, one, more, join):
            yield end, first, cost
            yield from self._rest_of_list(name, end, (first,), cost, more, join)
            place = self.comma(end)
            if isinstance(first, Denied) and self.kind(place) == "nor" and not name.startswith("denied"):
                for last, other, extra in more(place + 1):
                    yield _made(join, "and", (first, Denied(other)), last, cost + extra)  # type: ignore[arg-type]

    def _rest_of_list(
        self,
        name: str,
        end: int,
        parts: tuple[T, ...],
        cost: float,
        more: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
    ) -> Iterator[tuple[int, T, float]]:
        """``, B, C and D`` after the parts so far; the last conjunction says how the list is joined."""
        if len(parts) > 12:
            return
        place = self.comma(end)
        word = self.kind(place)
        if (
            word == "and"
            or (word == "but" and not name.startswith(("denied", "noun phrases")))
            or (word in ("while", "whereas") and name.startswith("joined clauses"))
            or (word == "not" and place > end)
        ):
            again = place if word == "not" else place + 1
            if place == end and getattr(parts[-1], "connective", "") in ("either", "neither", "xor"):
                cost += _LATE_AND
            for other_end, other, other_cost in self._paired_or_one(name + " later", again, more, more, join):
                joined, total = (*parts, other), cost + other_cost + 0.05
                yield _made(join, "and", joined, other_end, total)
                yield from self._rest_of_list(name, other_end, joined, total, more, join)
        elif place > end and word not in ("or", "nor"):
            for other_end, other, other_cost in self._paired_or_one(name + " later", place, more, more, join):
                if self.kind(other_end) in ("and", "or", ",") or isinstance(other, Named):
                    yield from self._list_goes_on(name, other_end, (*parts, other), cost + other_cost, more, join)

    def _list_goes_on(
        self,
        name: str,
        end: int,
        parts: tuple[T, ...],
        cost: float,
        more: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
    ) -> Iterator[tuple[int, T, float]]:
        place = self.comma(end)
        if self.kind(place) == "or":
            for other_end, other, other_cost in self._paired_or_one(name + " later", place + 1, more, more, join):
                yield _made(join, "or", (*parts, other), other_end, cost + other_cost)
        else:
            yield from self._rest_of_list(name, end, parts, cost, more, join)
            if place == end and len(parts) > 2 and all(isinstance(part, Named) for part in parts):
                yield _made(join, "and", parts, end, cost + 0.6)

    def _paired_or_one(
        self,
        name: str,
        place: int,
        one: Callable[[int], Found[T]],
        more: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
    ) -> Iterator[tuple[int, T, float]]:
        yield from one(place)
        pair = _PAIRS.get(self.kind(place))
        if pair is None:
            return
        conjunction, connective = pair
        for end, first, cost in self._conjoined(name + " paired", place + 1, one, more, join):
            middle = self.comma(end)
            if self.kind(middle) != conjunction and not (connective == "neither" and self.kind(middle) == "or"):
                if connective == "both":
                    yield end, first, cost + (0.0 if _is_joined(first) else 1.5)
                elif connective == "either" and (exclusive := with_alternatives(first, connective)) is not None:
                    yield end, exclusive, cost + 0.3
                continue
            for last, second, other in self._conjoined(name + " later", middle + 1, more, more, join):
                yield from self._longer_pair(name, last, (first, second), cost + other, pair, more, join)

    def _longer_pair(
        self,
        name: str,
        end: int,
        parts: tuple[T, ...],
        cost: float,
        pair: tuple[str, str],
        more: Callable[[int], Found[T]],
        join: Callable[[str, tuple[T, ...]], T],
    ) -> Iterator[tuple[int, T, float]]:
        """``either A or B``, and ``or C`` after it."""
        yield _made(join, pair[1], parts, end, cost - 0.1)
        place = self.comma(end)
        if self.kind(place) == pair[0] and pair[0] != "and" and len(parts) < 8:
            for last, other, more_cost in self._conjoined(name + " later", place + 1, more, more, join):
                yield from self._longer_pair(name, last, (*parts, other), cost + more_cost, pair, more, join)


def _made(
    join: Callable[[str, tuple[T, ...]], T], connective: str, parts: tuple[T, ...], end: int, cost: float
) -> tuple[int, T, float]:
    joined = join(connective, with_shared_of(without_other(with_shared_verb(with_shared_objects(parts)))))
    return end, joined, cost + _unlike(joined)


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
    *before, last = (part.phrase if isinstance(part, IsA) else part for part in parts)
    of = last.nominal.posts[:1] if isinstance(last, Bare) and not last.nominal.plural else ()
    if not of or not isinstance(of[0], Says) or of[0].head or of[0].pieces[0].preposition != "of":
        return parts
    if not isinstance(before[0], Definite) or any(not isinstance(b, Bare) for b in before[1:]):
        return parts
    if any(b.nominal.posts or b.nominal.plural for b in before if isinstance(b, Bare | Definite)):
        return parts
    each = (*(replace(b, nominal=replace(b.nominal, posts=of)) for b in before), Definite(last.nominal))  # type: ignore[type-var, union-attr]
    return tuple(IsA(one) for one in each) if isinstance(parts[0], IsA) else each  # type: ignore[return-value]


def without_other(parts: tuple[T, ...]) -> tuple[T, ...]:
    """``cats and other pets`` as cats and pets."""
    last = parts[-1]
    thing = last.phrase if isinstance(last, IsA) else last
    if not isinstance(thing, Bare | Quantified) or thing.nominal.adjectives[:1] != ("other",):
        return parts
    if isinstance(thing, Quantified) and not thing.nominal.plural:
        return parts
    plain = replace(thing, nominal=replace(thing.nominal, adjectives=thing.nominal.adjectives[1:]))
    return (*parts[:-1], IsA(plain) if isinstance(last, IsA) else plain)  # type: ignore[return-value]


def _with_verb(part: T, first: Says) -> T:
    if not isinstance(part, Says) or part.head or not part.pieces or not part.pieces[0].preposition:
        return part
    own = part.pieces[0].preposition
    same = [place for place, piece in enumerate(first.pieces) if piece.preposition == own]
    is_short = same[-1:] == [len(first.pieces) - 1] and len(part.pieces) == 1
    if not same or not (is_short or part.kind == "v"):
        return part
    return replace(first, pieces=(*first.pieces[: same[-1]], *part.pieces))  # type: ignore[return-value]


def _takes(part: object, last: Says) -> bool:
    """Whether a verb without objects takes those of the last verb that it is joined to."""
    if not isinstance(part, Says) or part.kind != "v" or last.kind != "v" or not last.pieces:
        return False
    if part.passive is not last.passive or (part.passive and last.pieces[0].preposition != "by"):
        return False
    first = last.pieces[0]
    is_object = first.preposition == "" and isinstance(first.phrase, Named | Definite | Quantified)
    return part.passive or (is_object and part.head[-1] not in INTRANSITIVE)


def _unlike(phrase: object) -> float:
    """The cost of joining a bare noun to one with a determiner, or to a noun with a long modifier before it."""
    if isinstance(phrase, Piece) and isinstance(phrase.phrase, JoinedNouns):
        unlike = any(isinstance(part, Opaque) for part in phrase.phrase.parts)
        others = phrase.phrase.connective == "and" and any(isinstance(part, Placed) for part in phrase.phrase.parts)
        return 0.3 * unlike + 0.4 * others
    if isinstance(phrase, JoinedClauses) and phrase.connective == "or":
        return 0.25 * _is_one_verb(phrase.parts[0])
    if isinstance(phrase, JoinedVerbs) and any(map(_lacks_verb, phrase.parts)):
        return 3.0
    if isinstance(phrase, JoinedVerbs) and _lacks_modal(phrase.parts):
        return 0.3
    if isinstance(phrase, JoinedVerbs) and isinstance(phrase.parts[0], IsA):
        return 0.6 * any(_goes_on(phrase.parts[0], part) for part in phrase.parts[1:])
    if isinstance(phrase, JoinedVerbs) and _is_a_noun_behind_a_preposition(phrase.parts):
        return 0.3
    if isinstance(phrase, JoinedVerbs) and isinstance(phrase.parts[0], Says) and phrase.parts[0].kind == "a":
        later = Named | Bare if phrase.parts[0].pieces and phrase.parts[0].pieces[-1].preposition == "than" else Named
        return 0.5 * any(isinstance(part, IsA) and isinstance(part.phrase, later) for part in phrase.parts[1:])
    if isinstance(phrase, JoinedVerbs) and isinstance(phrase.parts[0], Says) and phrase.parts[0].passive:
        several = any(isinstance(part, IsA) and isinstance(part.phrase, Bare) for part in phrase.parts[1:])
        return 0.6 if several else 0.3 * any(isinstance(part, IsA) for part in phrase.parts[1:])
    if not isinstance(phrase, JoinedNouns):
        return 0.0
    first, *later = phrase.parts
    cost = 0.4 * (len({part.nominal.domain for part in phrase.parts if isinstance(part, Quantified)}) > 1)
    owned = isinstance(first, Possessed) and all(isinstance(part, Bare) for part in later)
    if not isinstance(first, Bare | Opaque | JoinedNouns) and any(isinstance(part, Bare) for part in later):
        cost += 0.1 if owned or _shares_quantifier(phrase.parts) else 0.4
    modified = [p for p in phrase.parts[:-1] if isinstance(p, Bare | Definite | Quantified) and p.nominal.posts]
    if any(
        isinstance(post, Says) and post.kind == "v" and _ends_with_bare(post)
        for p in modified
        for post in p.nominal.posts
    ):
        cost += 0.25
    cost += 0.4 * any(isinstance(part, Opaque) and len(part.lemmas) > 1 for part in later) * isinstance(first, Bare)
    plural = {part.nominal.plural for part in phrase.parts if isinstance(part, Bare) and not owned}
    if phrase.connective != "and":
        plural |= {part.nominal.plural for part in phrase.parts if isinstance(part, Definite)}
    return cost + 0.15 * bool(modified) + 0.3 * (len(plural) > 1)


def _lacks_verb(phrase: object) -> bool:
    """Whether adjuncts were not given the verb of the part before: ``plays in Rome and for Ann``."""
    if not isinstance(phrase, Says) or phrase.kind != "v" or phrase.head:
        return False
    return bool(phrase.pieces) and bool(phrase.pieces[0].preposition)


def _is_one_verb(clause: object) -> bool:
    """Whether a clause ends with a single verb, which may be a plural: ``the lab tests``."""
    phrase = clause.phrase if isinstance(clause, Statement) else None
    return isinstance(phrase, Says) and phrase.kind == "v" and not (phrase.pieces or phrase.modal or phrase.past)


def _lacks_modal(parts: tuple[object, ...]) -> bool:
    """Whether a verb that ``can`` goes with is joined to one without it: ``can read and write``."""
    first, *later = parts
    if not isinstance(first, Says) or not first.modal:
        return False
    return any(isinstance(p, Says) and p.kind == "v" and not (p.modal or p.passive or p.past) for p in later)


def _shares_quantifier(parts: tuple[object, ...]) -> bool:
    """Whether the quantifier of the first may go with the others: ``no tests or scans``, ``a letter or parcel``."""
    first, *later = parts
    if isinstance(first, Quantified) and first.quantifier == "a":
        return all(isinstance(part, Bare) and not part.nominal.plural for part in later)
    plural = isinstance(first, Quantified) and first.quantifier in ("no", "every", "any") and first.nominal.plural
    return plural and all(isinstance(part, Bare) for part in later)


def _ends_with_bare(phrase: Says) -> bool:
    """Whether the last object is a bare noun, to which another may be joined: ``who like jazz or blues``."""
    return bool(phrase.pieces) and isinstance(phrase.pieces[-1].phrase, Bare)


def _is_a_noun_behind_a_preposition(parts: tuple[object, ...]) -> bool:
    """Whether a noun may go with the preposition before: ``is about a detective or a doctor``."""
    first, *later = parts
    if not isinstance(first, Says) or first.kind != "p" or first.head or not first.pieces:
        return False
    if first.pieces[-1].preposition not in ("about", "of", "for", "from", "by", "against"):
        return False
    object_kind = type(first.pieces[-1].phrase)
    return any(isinstance(part, IsA) and type(part.phrase) is object_kind for part in later)


def _goes_on(first: IsA, part: object) -> bool:
    """Whether a part is a preposition with its object that goes with the noun before: ``a member of A or of B``."""
    if not isinstance(part, Says) or part.head or not part.pieces:
        return False
    posts = getattr(getattr(first.phrase, "nominal", None), "posts", ())
    last = posts[-1] if posts else None
    before = last.pieces[-1].preposition if isinstance(last, Says) and last.pieces else ""
    return part.pieces[0].preposition in ("of", before)


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


def _is_joined(phrase: object) -> bool:
    return getattr(phrase, "connective", "") == "and"
