"""Atoms found so far, indexed for joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from nesy.languages.pddl.syntax import Atom
from nesy.provers.planning.grounding.conditions import GroundAtom

Row: TypeAlias = tuple[str, ...]
"""The objects of some variables."""


def columns(places: Sequence[int]) -> Callable[[Row], Row]:
    """A function that takes the values at some places out of a row.

    >>> columns((2, 0))(("a", "b", "c")), columns((1,))(("a", "b")), columns(())(("a",))
    (('c', 'a'), ('b',), ())
    """
    if not places:
        return _nothing
    if len(places) == 1:
        (place,) = places
        return lambda row: (row[place],)
    return itemgetter(*places)


def key_of(places: Sequence[int]) -> Callable[[Row], Any]:
    """A function from rows to values that are equal where the rows agree at some places."""
    return itemgetter(*places) if places else _nothing


def _nothing(_: Row) -> Row:
    return ()


class Pattern:
    """Which atoms fit an atom with variables.

    Args:
        atom: the atom.
        ranges: the objects that each of its variables may be.

    >>> pattern = Pattern(Atom("on", ("?x", "b")), {"?x": frozenset("ac")})
    >>> pattern.matching([("on", "a", "b"), ("on", "a", "c"), ("on", "b", "b")]), pattern.places
    ([('on', 'a', 'b')], {'?x': 1})
    """

    __slots__ = ("_fixed", "_same", "_within", "places", "predicate")

    def __init__(self, atom: Atom, ranges: Mapping[str, frozenset[str]]) -> None:
        self.predicate = atom.predicate
        self.places: dict[str, int] = {}
        fixed, same = [], []
        for place, term in enumerate(atom.arguments, start=1):
            if not term.startswith("?"):
                fixed.append((place, term))
            elif term in self.places:
                same.append((place, self.places[term]))
            else:
                self.places[term] = place
        self._fixed, self._same = tuple(fixed), tuple(same)
        self._within = tuple((place, ranges[name]) for name, place in self.places.items())

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for patterns that fit the same atoms."""
        return self.predicate, self._fixed, self._same, self._within

    def matching(self, atoms: Iterable[GroundAtom]) -> list[GroundAtom]:
        """Those of the predicate's atoms that fit."""
        return [
            atom
            for atom in atoms
            if all(atom[place] == value for place, value in self._fixed)
            and all(atom[one] == atom[two] for one, two in self._same)
            and all(atom[place] in values for place, values in self._within)
        ]


class View:
    """The atoms that fit a pattern, by some of their arguments; each is kept as its other variables' values."""

    __slots__ = ("_key", "_pattern", "_rest", "table")

    def __init__(self, pattern: Pattern, key: Sequence[str]) -> None:
        self._pattern = pattern
        self._key = key_of([pattern.places[name] for name in key])
        self._rest = columns([place for name, place in pattern.places.items() if name not in key])
        self.table: dict[Any, list[Row]] = {}

    def insert(self, atoms: Iterable[GroundAtom]) -> None:
        """File new atoms of the predicate."""
        for atom in self._pattern.matching(atoms):
            self.table.setdefault(self._key(atom), []).append(self._rest(atom))

    @property
    def fanout(self) -> float:
        """How many atoms have the same key, on the average."""
        return sum(map(len, self.table.values())) / len(self.table) if self.table else 0.0


class Relations:
    """Atoms by their predicates, with the views that joins look into.

    Args:
        static: the atoms of the predicates that nothing changes.
        changing: the other predicates.
    """

    def __init__(self, static: Iterable[GroundAtom], changing: frozenset[str]) -> None:
        self.changing = changing
        self._static: dict[str, list[GroundAtom]] = defaultdict(list)
        for atom in static:
            self._static[atom[0]].append(atom)
        self._views: dict[tuple[object, ...], View] = {}
        self._of: dict[str, list[View]] = defaultdict(list)

    def view(self, pattern: Pattern, key: Sequence[str]) -> View:
        """The view by the variables of ``key``, shared by all joins that need the same."""
        identity = (pattern.identity, tuple(pattern.places[name] for name in key))
        found = self._views.get(identity)
        if found is None:
            found = self._views[identity] = View(pattern, key)
            self._of[pattern.predicate].append(found)
            found.insert(self._static.get(pattern.predicate, ()))
        return found

    def insert(self, predicate: str, atoms: Sequence[GroundAtom]) -> None:
        """File new atoms of a predicate that changes."""
        for view in self._of[predicate]:
            view.insert(atoms)
