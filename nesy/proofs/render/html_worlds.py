"""HTML of two worlds side by side, what tells them apart highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from nesy.evidence import Countermodel
from nesy.languages.fol.syntax import Atom, Constant
from nesy.proofs.render.markup import Markup, join, tag
from nesy.proofs.render.words import clean
from nesy.proofs.render.worlds import WorldsReading, names_in

MAX_TUPLES: Final = 24
"""Tuples of one relation that are listed."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the worlds with what is to be highlighted in it."""

    world: Countermodel
    names: tuple[str, ...]
    called: Mapping[str, str]
    deciding: frozenset[Atom]
    differing: frozenset[Atom]


def worlds_section(reading: WorldsReading) -> Markup:
    """The section with both worlds: a row for each predicate, the ones that decide first."""
    told = join(tag("p", line, class_="told") for line in str(reading).splitlines())
    sides = _side(reading, reading.worlds.conclusion_true), _side(reading, reading.worlds.conclusion_false)
    head = tag("tr", tag("th", ""), _head("One world", reading.first), _head("Another world", reading.second))
    rows = [_row("individuals", *(_individuals(s) for s in sides))]
    rows += [_row(clean(name), *(_extent(name, arity, s) for s in sides)) for name, arity in _predicates(sides)]
    functions = sorted({key for s in sides for key in s.world.functions})
    rows += [_row(clean(key[0]), *(_function(key, s) for s in sides)) for key in functions]
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="worlds")
    return tag("section", tag("h2", "Two worlds"), told, table, class_="why")


def _side(reading: WorldsReading, world: Countermodel) -> _Side:
    deciding = frozenset(d.fact for d in reading.differences if d.is_deciding)
    differing = frozenset(d.fact for d in reading.differences)
    return _Side(world, names_in(world, reading.called), reading.called, deciding, differing)


def _predicates(sides: tuple[_Side, _Side]) -> list[tuple[str, int]]:
    deciding = {f.predicate for f in sides[0].deciding}
    differing = {f.predicate for f in sides[0].differing}
    keys = {key for side in sides for key in side.world.predicates}
    return sorted(keys, key=lambda key: (key[0] not in deciding, key[0] not in differing, key))


def _head(which: str, claim: str) -> Markup:
    return tag("th", tag("span", which, class_="which"), claim, scope="col")


def _row(name: str, first: Markup, second: Markup) -> Markup:
    return tag("tr", tag("td", tag("code", name)), tag("td", first), tag("td", second))


def _individuals(side: _Side) -> Markup:
    return _row_of([tag("span", name) for name in side.names])


def _extent(name: str, arity: int, side: _Side) -> Markup:
    """Of whom a predicate holds; of whom it does not, where it does in the other world, is said too."""
    tuples = side.world.predicates.get((name, arity), frozenset())
    if arity == 0:
        return tag("span", "holds" if tuples else "does not hold", class_=_kind({Atom(name)}, side))
    members = [_member(name, elements, side) for elements in sorted(tuples)]
    members.sort(key=lambda m: "class=" not in m)
    for fact in sorted((f for f in side.differing if _fails(f, name, arity, side)), key=str):
        text = "not " + _pair([side.called.get(a, a) for a in _names(fact)])
        members.append(tag("span", clean(text), class_=_kind({fact}, side)))
    return _row_of(members) if members else tag("span", "none", class_="none")


def _row_of(members: Sequence[Markup]) -> Markup:
    """The first members with commas between them, and how many more there are."""
    more = len(members) - MAX_TUPLES
    shown = [*members[:MAX_TUPLES], *([tag("span", f"and {more} more", class_="more")] if more > 0 else [])]
    return join(part for n, member in enumerate(shown) for part in ((", ", member) if n else (member,)))


def _member(name: str, elements: tuple[int, ...], side: _Side) -> Markup:
    named = product(*(side.world.names(e) for e in elements))
    facts = {Atom(name, tuple(Constant(c) for c in constants)) for constants in named}
    return tag("span", _pair([side.names[e] for e in elements]), class_=_kind(facts, side))


def _kind(facts: set[Atom], side: _Side) -> str | None:
    if facts & side.deciding:
        return "deciding"
    return "differs" if facts & side.differing else None


def _fails(fact: Atom, name: str, arity: int, side: _Side) -> bool:
    if fact.predicate != name or len(fact.arguments) != arity:
        return False
    return tuple(side.world.constants[n] for n in _names(fact)) not in side.world.predicates.get((name, arity), ())


def _names(fact: Atom) -> list[str]:
    return [a.name for a in fact.arguments if isinstance(a, Constant)]


def _pair(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _function(key: tuple[str, int], side: _Side) -> Markup:
    table = sorted(side.world.functions.get(key, {}).items())
    return _row_of([tag("span", f"{_pair([side.names[e] for e in k])} ↦ {side.names[v]}") for k, v in table])
