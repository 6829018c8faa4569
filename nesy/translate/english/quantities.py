"""Quantities: ``18 years old`` is ``at least 16 years old`` and not ``under 12``, by what the numbers say.

A predicate of one number says that a measure lies in an interval; two predicates of one measure imply each other
where one interval lies in the other, and exclude each other where they have no number in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import inf
from typing import Final

from nesy.languages.fol.syntax import Atom, Forall, Formula, Iff, Implies, Not, Variable
from nesy.translate.english.closed_words import NUMERALS, word_set
from nesy.translate.english.links import Link
from nesy.translate.english.predicates import Phrase, Predicates

_NUMBER: Final = re.compile(r"([$€£]?)(\d{1,15}(?:,\d{3})*(?:\.\d{1,9})?)(%?)")
_CURRENCY: Final = {"$": "dollar", "€": "euro", "£": "pound"}
_UNITS: Final = {
    "kg": "kilogram", "cm": "centimeter", "mm": "millimeter", "km": "kilometer", "lb": "pound", "hr": "hour",
    "min": "minute", "usd": "dollar", "eur": "euro", "percent": "%", "yr": "year",
}  # fmt: skip
_MORE: Final = word_set("more greater higher older taller heavier longer larger bigger later over above after")
_LESS: Final = word_set("less fewer lower younger shorter lighter smaller earlier under below before")
_MEASURED: Final = {
    "older": "old", "younger": "old", "taller": "tall", "shorter": "tall", "heavier": "heavy", "lighter": "heavy",
    "longer": "long", "age": "old", "aged": "old",
}  # fmt: skip
"""The measure that a word speaks of."""
_SMALL: Final = word_set("a an the of in be than or at to up no not exactly least most just since within for more less")
_DATED: Final = word_set("in after before since by later earlier")
_NO_MEASURE: Final = word_set("every each per first last next ago about around almost nearly between from")
_X: Final = Variable("x")


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from one bound to another."""

    low: Fraction | float
    high: Fraction | float
    with_low: bool = True
    with_high: bool = True

    def within(self, other: Interval) -> bool:
        """Whether every number of this one is in the other.

        >>> Interval(18, 18).within(Interval(16, inf)), Interval(16, inf).within(Interval(18, inf))
        (True, False)
        """
        above = self.low > other.low or (self.low == other.low and (other.with_low or not self.with_low))
        below = self.high < other.high or (self.high == other.high and (other.with_high or not self.with_high))
        return above and below

    def apart(self, other: Interval) -> bool:
        """Whether the two have no number in common.

        >>> Interval(15, 15).apart(Interval(15, inf, with_low=False))
        True
        """
        return self._before(other) or other._before(self)

    def _before(self, other: Interval) -> bool:
        return self.high < other.low or (self.high == other.low and not (self.with_high and other.with_low))


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a predicate says of a measure."""

    measure: frozenset[str]
    """Its words but for the number and what compares with it."""
    interval: Interval


def find_quantities(predicates: Predicates) -> tuple[Link, ...]:
    """The links between predicates of one number each that speak of the same measure."""
    known = [(name, phrase, quantity) for (name, arity), phrase in predicates.phrases.items() if arity == 1
             for quantity in (quantity_of(phrase),) if quantity is not None]  # fmt: skip
    return tuple(link for one, other in combinations(known, 2) for link in _links(one, other))


def quantity_of(phrase: Phrase) -> Quantity | None:
    """The quantity that a predicate of one number states, if it states one.

    >>> quantity_of(Phrase((), (("at", "least"), ("18", "year"), ("old",)), kind="p")).interval
    Interval(low=Fraction(18, 1), high=inf, with_low=True, with_high=True)
    >>> quantity_of(Phrase(("run",))) is None
    True
    """
    words = [part for word in phrase.words for part in word.split()]
    places = [i for i, word in enumerate(words) if _number(word) is not None]
    if len(places) != 1 or phrase.modal_words & {"can", "must", "never", "only"} or not _NO_MEASURE.isdisjoint(words):
        return None
    place = places[0]
    number = _number(words[place])
    assert number is not None  # noqa: S101 - it was looked for above
    value, unit = number
    before, after = words[:place], words[place + 1 :]
    if not _DATED.isdisjoint(before) and not (value.denominator == 1 and 1000 <= value < 3000 and not after):
        return None
    interval = _interval(before, after, value)
    if interval is None or (interval.low == interval.high and not (after or unit or _is_counted(phrase, before))):
        return None
    return Quantity(_measure(before, after, unit), interval)


def _is_counted(phrase: Phrase, before: list[str]) -> bool:
    """Whether a number at the end is one of a measure, and not a label as in ``lives in house 3``."""
    return before[-1:] in (["be"], ["of"], ["in"], ["aged"], ["exactly"]) or (phrase.kind == "v" and len(before) == 1)


def _number(word: str) -> tuple[Fraction, str] | None:
    if word in NUMERALS:
        return Fraction(NUMERALS[word]), ""
    found = _NUMBER.fullmatch(word)
    return found and (Fraction(found[2].replace(",", "")), _CURRENCY.get(found[1], found[3]))


def _interval(before: list[str], after: list[str], value: Fraction) -> Interval | None:
    """The interval that the words around a number state; none if they deny it in another way."""
    least, most = Interval(value, inf), Interval(-inf, value)
    denied = bool({"no", "not"} & {*before})
    if after[:1] == ["or"] and len(after) > 1:
        return least if after[1] in _MORE | {"old", "long", "high"} else most if after[1] in _LESS | {"young"} else None
    if "least" in before or "most" in before:
        return None if denied else least if "least" in before else most
    if before[-1:] in (["within"], ["to"]):
        return None if denied else most
    if before[-1:] == ["since"]:
        return None if denied else least
    compared = {*before} & (_MORE | _LESS)
    if len(compared) > 1 or (compared and not ({*before[-1:]} & compared or before[-1:] == ["than"])):
        return None
    if compared <= _MORE and compared:
        return most if denied else Interval(value, inf, with_low=False)
    if compared:
        return least if denied else Interval(-inf, value, with_high=False)
    return None if denied else Interval(value, value)


def _measure(before: list[str], after: list[str], unit: str) -> frozenset[str]:
    named = [_MEASURED.get(word, _UNITS.get(word, word)) for word in (*before, *after, *((unit,) if unit else ()))]
    words = frozenset(word for word in named if word not in _SMALL | _MORE | _LESS)
    return words - {"year", "young"} if "old" in words else words


def _same_measure(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two measures are one: ``at least 18`` is of age beside one of age, ``over 50 dollars`` of a cost."""
    fewer, more = sorted((one, other), key=len)
    if fewer == more or (not fewer and more == {"old"}):
        return True
    return len(fewer) == 1 and more - fewer in ({"cost"}, {"weigh"})


def _links(one: tuple[str, Phrase, Quantity], other: tuple[str, Phrase, Quantity]) -> Iterator[Link]:
    (first, said, quantity), (second, told, measured) = one, other
    if not _same_measure(quantity.measure, measured.measure):
        return
    a, b = quantity.interval, measured.interval
    left, right = Atom(first, (_X,)), Atom(second, (_X,))
    text, others = " ".join(said.words), " ".join(told.words)
    if a.within(b) and b.within(a):
        yield _link(Iff(left, right), f"'{text}' and '{others}' are the same quantity")
    elif a.within(b):
        yield _link(Implies(left, right), f"by the numbers, '{text}' is '{others}'")
    elif b.within(a):
        yield _link(Implies(right, left), f"by the numbers, '{others}' is '{text}'")
    elif a.apart(b) and (a.low != a.high or b.low != b.high or "be" in said.head):
        yield _link(Implies(left, Not(right)), f"by the numbers, '{text}' is not '{others}'")


def _link(body: Formula, reason: str) -> Link:
    return Link(Forall(_X, body), reason)
