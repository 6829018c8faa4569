"""Strict orders: what ``heavier than``, ``before`` and ``north of`` mean, wherever a problem speaks of them twice.

They are transitive and asymmetric; ``older than`` and ``younger than`` are each other's converse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from nesy.languages.fol.syntax import And, Atom, Equals, Forall, Formula, Iff, Implies, Not, Variable
from nesy.languages.fol.walk import atoms
from nesy.translate.english.closed_words import word_set
from nesy.translate.english.links import Link
from nesy.translate.english.opposites import CONTRARIES
from nesy.translate.english.predicates import Phrase, Predicates

_X, _Y, _Z = Variable("x"), Variable("y"), Variable("z")
_TIMES: Final = frozenset({"before", "after"})
_SIDES: Final = _TIMES | {"above", "below"}
_LONG_SIDES: Final = frozenset({"left of", "right of", "ahead of"})
_DIRECTIONS: Final = word_set("ahead north south east west left right upstream downstream")
_NOT_COMPARED: Final = word_set("other rather")


def find_orders(predicates: Predicates, formulas: Sequence[Formula]) -> tuple[Link, ...]:
    """What holds of the strict orders among the predicates of a problem that its formulas use twice or more."""
    uses = Counter(a.predicate for f in formulas for a in atoms(f) if not isinstance(a, Equals))
    ordering = {name: p for (name, arity), p in predicates.phrases.items() if arity == 2 and is_order(p)}
    converses = [(one, other) for one in ordering for other in ordering
                 if one < other and _are_converse(ordering[one], ordering[other])]  # fmt: skip
    together = {name: uses[name] for name in ordering}
    for one, other in converses:
        together[one] = together[other] = uses[one] + uses[other]
    found = [link for name, phrase in ordering.items() if together[name] > 1 for link in _strict(name, phrase)]
    for one, other in converses:
        body = Iff(Atom(one, (_X, _Y)), Atom(other, (_Y, _X)))
        reason = f"'{_text(ordering[one])}' is the converse of '{_text(ordering[other])}'"
        found.append(Link(Forall(_X, Forall(_Y, body)), reason))
    return tuple(found)


def is_order(phrase: Phrase) -> bool:
    """Whether a relation of two is a strict order by its words.

    >>> is_order(Phrase(("heavier",), roles=("than",), kind="a")), is_order(Phrase(("like",), roles=("",)))
    (True, False)
    """
    if len(phrase.roles) != 1 or phrase.modal_words or not _NOT_COMPARED.isdisjoint(phrase.words):
        return False
    role = phrase.roles[0]
    if role in _LONG_SIDES:
        return True
    if role in ("than", "before", "after") or (role in _SIDES and not phrase.head and not phrase.rest):
        return True
    return (role == "of" and not phrase.head and phrase.rest[-1:] and phrase.rest[-1][-1] in _DIRECTIONS) or False


def _strict(name: str, phrase: Phrase) -> Iterator[Link]:
    one, two, three = Atom(name, (_X, _Y)), Atom(name, (_Y, _Z)), Atom(name, (_X, _Z))
    said = _text(phrase)
    chain = Forall(_X, Forall(_Y, Forall(_Z, Implies(And((one, two)), three))))
    yield Link(chain, f"'{said}' is an order: it holds along a chain")
    back = Forall(_X, Forall(_Y, Implies(one, Not(Atom(name, (_Y, _X))))))
    yield Link(back, f"'{said}' is an order: it does not hold both ways")


def _are_converse(one: Phrase, other: Phrase) -> bool:
    pairs = [pair for pair in zip(one.words, other.words, strict=False) if pair[0] != pair[1]]
    return len(one.words) == len(other.words) and len(pairs) == 1 and frozenset(pairs[0]) in CONTRARIES


def _text(phrase: Phrase) -> str:
    return " ".join(phrase.words)
