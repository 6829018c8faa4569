"""Coordination: ``and``, ``or``, ``either … or``, ``both … and``, ``neither … nor``, lists with commas."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Iterator
from typing import TypeVar

from nesy.translate.english.chart import Chart, Found
from nesy.translate.english.joining_costs import cost_of_joining
from nesy.translate.english.shared_words import (
    with_alternatives,
    with_shared_objects,
    with_shared_of,
    with_shared_place,
    with_shared_the,
    with_shared_verb,
    without_other,
)
from nesy.translate.english.syntax import Denied, JoinedNouns, Named

T = TypeVar("T")
_LATE_AND = 0.15
"""The cost of ``and`` after ``neither A nor B``, where it can join B to what follows."""
_LONG_AND = (("as", "well", "as"), ("along", "with"), ("together", "with"))
"""What joins nouns like ``and``."""
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
        self.step()
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
        if word in ("and", "but", ","):
            self.step()
        if name.startswith("noun phrases") and (after := self._after_long_and(place)):
            for other_end, other, other_cost in self._paired_or_one(name + " later", after, more, more, join):
                last = self.comma(other_end) if place > end else other_end
                yield _made(join, "and", (*parts, other), last, cost + other_cost)
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

    def _after_long_and(self, place: int) -> int:
        """The place after ``as well as`` and the like; 0 where nothing of the sort stands."""
        for words in _LONG_AND:
            if tuple(self.lower(place + i) for i in range(len(words))) == words:
                return place + len(words)
        return 0

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
                other += _LATE_AND * (connective == "neither" and _is_joined(second))
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
    parts = with_shared_place(parts)
    if join is JoinedNouns:
        parts = with_shared_the(parts)
    joined = join(connective, with_shared_of(without_other(with_shared_verb(with_shared_objects(parts)))))
    return end, joined, cost + cost_of_joining(joined)


def _is_joined(phrase: object) -> bool:
    return getattr(phrase, "connective", "") == "and"
