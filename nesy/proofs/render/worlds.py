"""Reads the two worlds of an UNCERTAIN side by side, and finds what tells them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from nesy.evidence import Countermodel, Worlds
from nesy.languages.fol.syntax import Atom, Constant, Formula, Not
from nesy.languages.fol.walk import atoms
from nesy.proofs.render.phrasebook import Phrasebook
from nesy.proofs.render.words import clean, listed

MAX_FACTS: Final = 20_000
"""Ground facts of one world that are compared."""
SHOWN: Final = 3
"""Differences other than the conclusion itself that are told in words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact about named individuals that holds in one world only."""

    fact: Atom
    holds_in_first: bool
    first: str
    """What is so in the world where the conclusion is true, in words."""
    second: str
    """What is so in the world where it is false, in words."""
    is_deciding: bool
    """Whether the conclusion speaks of the fact."""


@dataclass(frozen=True, slots=True)
class WorldsReading:
    """Two worlds compared."""

    worlds: Worlds
    first: str
    """The conclusion, in words."""
    second: str
    """Its negation, in words."""
    differences: tuple[Difference, ...]
    """The deciding ones first."""
    called: Mapping[str, str]
    """What each constant is called."""

    def __str__(self) -> str:
        other = "that is not so" if self.second == f"it is not true that {self.first}" else self.second
        lines = [f"Both are possible. In one world {self.first}; in the other {other}."]
        told = {self.first, self.second}
        deciding = [d for d in self.differences if d.is_deciding and d.first not in told]
        others = [d for d in self.differences if not d.is_deciding]
        shown = (deciding + others)[:SHOWN] if len(deciding + others) <= SHOWN else deciding[:SHOWN]
        if shown:
            first, second = listed([d.first for d in shown]), listed([d.second for d in shown])
            lines.append(f"In the first, {first}; in the second, {second}.")
        rest = len(deciding + others) - len(shown)
        if rest:
            lines.append(f"They differ in {rest} {'more ' if shown else 'other '}fact{'s' if rest > 1 else ''}.")
        elif not shown and self.differences:
            lines.append("They differ in nothing else that has a name.")
        smallest = "; no smaller worlds would do" if self.worlds.smallest else ""
        lines.append(f"Every sentence holds in both{smallest}.")
        return "\n".join(lines)


def compare(worlds: Worlds, conclusion: Formula, stated: str, book: Phrasebook) -> WorldsReading:
    """The worlds compared.

    Args:
        worlds: what the verdict rests on.
        conclusion: the conclusion's formula.
        stated: the user's statement of it as it stands inside a sentence; empty where there is none.
        book: the problem's words.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> def world(*dogs):
    ...     return Countermodel(1, {"rex": 0}, {}, {("Dog", 1): frozenset(dogs)})
    >>> print(compare(Worlds(world((0,)), world()), parse_formula("Dog(rex)"), "", Phrasebook([])))
    Both are possible. In one world Dog(rex); in the other ¬Dog(rex).
    They differ in nothing else that has a name.
    Every sentence holds in both.
    """
    first = stated or book.say(conclusion).text
    second = _denial(conclusion, stated, book)
    true, false = facts(worlds.conclusion_true), facts(worlds.conclusion_false)
    spoken = list(atoms(conclusion))
    found = [_difference(fact, fact in true, spoken, book) for fact in sorted(true ^ false, key=str)]
    literal = conclusion.operand if isinstance(conclusion, Not) else conclusion
    found = [replace(d, first=first, second=second) if d.fact == literal else d for d in found]
    constants = dict.fromkeys((*worlds.conclusion_true.constants, *worlds.conclusion_false.constants))
    called = {name: book.name(name).text for name in constants}
    return WorldsReading(worlds, first, second, tuple(sorted(found, key=lambda d: not d.is_deciding)), called)


def facts(world: Countermodel) -> frozenset[Atom]:
    """The atoms about named individuals that hold in a world."""
    return frozenset(islice(_facts(world), MAX_FACTS))


def names_in(world: Countermodel, called: Mapping[str, str]) -> tuple[str, ...]:
    """What each individual of a world is called: all its names, or a number behind ``#``.

    >>> names_in(Countermodel(2, {"rex": 0, "fido": 0}, {}, {}), {"rex": "Rex"})
    ('Rex = fido', '#1')
    """
    every = range(world.size)
    return tuple(clean(" = ".join(called.get(n, n) for n in world.names(e))) or f"#{e}" for e in every)


def _facts(world: Countermodel) -> Iterator[Atom]:
    names: list[list[str]] = [[] for _ in range(world.size)]
    for name, element in world.constants.items():
        names[element].append(name)
    for (predicate, _), tuples in sorted(world.predicates.items()):
        for elements in sorted(tuples):
            for arguments in product(*(names[e] for e in elements)):
                yield Atom(predicate, tuple(Constant(a) for a in arguments))


def _difference(fact: Atom, in_first: bool, spoken: Sequence[Formula], book: Phrasebook) -> Difference:
    yes, no = book.say(fact).text, book.say(Not(fact)).text
    deciding = any(fact == s or (isinstance(s, Atom) and _covers(s, fact)) for s in spoken)
    return Difference(fact, in_first, yes if in_first else no, no if in_first else yes, deciding)


def _covers(spoken: Atom, fact: Atom) -> bool:
    """Whether an atom of the conclusion speaks of a fact: by its names, or through a variable."""
    return (
        spoken.predicate == fact.predicate
        and len(spoken.arguments) == len(fact.arguments)
        and all(not isinstance(s, Constant) or s == f for s, f in zip(spoken.arguments, fact.arguments, strict=True))
    )


def _denial(conclusion: Formula, stated: str, book: Phrasebook) -> str:
    opposite = conclusion.operand if isinstance(conclusion, Not) else Not(conclusion)
    phrase = book.say(opposite)
    if stated and (not phrase.plain or phrase.text.startswith("it is not true")):
        return f"it is not true that {stated}"
    return phrase.text
