"""Rules: a conjunction over variables and the atoms that follow from it, joined bottom up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TypeAlias

from nesy.languages.pddl.syntax import Atom, Typed
from nesy.languages.pddl.task import Task
from nesy.provers.planning.grounding.conditions import GroundAtom
from nesy.provers.planning.grounding.normal_form import Clause, Residue
from nesy.provers.planning.grounding.relations import Pattern, Relations, Row, columns, key_of

Template: TypeAlias = Callable[[Row], GroundAtom]
"""Makes an atom of a rule's row; see :meth:`Rule.full`."""
_Step: TypeAlias = Callable[[Iterable[Row]], Iterable[Row]]


class Rule:
    """A conjunction of literals over variables, and atoms that hold where it does.

    Equal variables are one column; what is no literal, and what is negated and can change, is taken for true in joins.

    Args:
        task: the task.
        variables: all variables of the clause.
        clause: the condition.
        heads: the atoms that follow.
    """

    def __init__(self, task: Task, variables: Sequence[Typed], clause: Clause, heads: Sequence[Atom]) -> None:
        self.found: dict[Row, None] = {}
        """The rows for which the positive literals can hold, in the order in which they were found."""
        self._same: dict[str, str] = {}
        self._constants: dict[str, int] = {}
        self._tail: Row = ()
        self.satisfiable = self._unify(clause)
        self._ranges: dict[str, frozenset[str]] = {}
        self._order: dict[str, tuple[str, ...]] = {}
        for variable in (*variables, *clause.variables):
            self._restrict(variable, task.values_of(variable))
        self.columns = tuple(self._ranges)
        atoms = [(self._resolved(atom), value) for atom, value in clause.literals]
        changing = task.fluents | task.derived
        self.positive = [a for a, value in atoms if value and a.predicate != "="]
        self.unequal = [a for a, value in atoms if not value and a.predicate == "="]
        self.absent = [a for a, value in atoms if not value and a.predicate not in changing and a.predicate != "="]
        self.triggers = [n for n, a in enumerate(self.positive) if a.predicate in changing]
        self.residues: tuple[Residue, ...] = clause.residues
        self.existential = bool(clause.variables)
        self.needs = [self.template(self.positive[n]) for n in self.triggers]
        self.avoids = [self.template(a) for a, value in atoms if not value and a.predicate in changing]
        self.heads = [self.template(head) for head in heads]

    def template(self, atom: Atom) -> Template:
        """A function from full rows to the atom with objects."""
        places = [self.place(term) for term in (atom.predicate, *atom.arguments)]
        return itemgetter(*places) if len(places) > 1 else columns(places)

    def place(self, term: str) -> int:
        """Where a variable's or a constant's value stands in a full row."""
        term = self._root(term)
        if term in self._ranges:
            return self.columns.index(term)
        if term not in self._constants:
            self._constants[term] = len(self._constants)
            self._tail += (term,)
        return len(self.columns) + self._constants[term]

    def full(self, row: Row) -> Row:
        """A row with the rule's constants behind it, which templates refer to."""
        return row + self._tail

    def _unify(self, clause: Clause) -> bool:
        """Make one of each pair of equal terms stand for both; False if two different objects would be equal."""
        for atom, value in clause.literals:
            if atom.predicate == "=" and value:
                one, two = map(self._root, atom.arguments)
                if not one.startswith("?"):
                    one, two = two, one
                if one != two:
                    if not one.startswith("?"):
                        return False
                    self._same[one] = two
        return True

    def _root(self, term: str) -> str:
        while term in self._same:
            term = self._same[term]
        return term

    def _resolved(self, atom: Atom) -> Atom:
        return Atom(atom.predicate, tuple(map(self._root, atom.arguments)))

    def _restrict(self, variable: Typed, values: tuple[str, ...]) -> None:
        root = self._root(variable.name)
        if not root.startswith("?"):
            self.satisfiable &= root in values
        elif root in self._ranges:
            self._ranges[root] &= frozenset(values)
        else:
            self._ranges[root] = frozenset(values)
            self._order[root] = values

    def join(self, relations: Relations, first: int | None) -> Join:
        """The join that begins with new atoms for one of the positive literals, or with nothing."""
        return Join(self, self._ranges, self._order, relations, first)


class Join:
    """A way to find a rule's rows: from new atoms for one literal, through the other literals.

    Literals whose variables are all known come first, then those with the fewest atoms for what is known. How many
    these are is known for predicates that nothing changes; for others as many are assumed as could be.
    """

    def __init__(
        self,
        rule: Rule,
        ranges: Mapping[str, frozenset[str]],
        order: Mapping[str, tuple[str, ...]],
        relations: Relations,
        first: int | None,
    ) -> None:
        self._rule, self._ranges, self._relations = rule, ranges, relations
        self._known: list[str] = []
        self._steps: list[_Step] = []
        self._checks = [(a, False) for a in rule.unequal] + [(a, True) for a in rule.absent]
        self._first: Pattern | None = None
        left = [atom for n, atom in enumerate(rule.positive) if n != first]
        if first is not None:
            self._first = Pattern(rule.positive[first], ranges)
            self._known += self._first.places
            self._begin = columns(list(self._first.places.values()))
        self._check()
        while left:
            left.remove(best := min(left, key=self._fanout))
            self._extend(best)
        for name in rule.columns:
            if name not in self._known:
                self._choose(name, order[name])
        self._finish = columns([self._known.index(name) for name in rule.columns])

    def rows(self, atoms: Iterable[GroundAtom]) -> Iterable[Row]:
        """The rows that hold one of the atoms; some may come more than once."""
        rows: Iterable[Row] = ((),)
        if self._first is not None:
            rows = map(self._begin, self._first.matching(atoms))
        for step in self._steps:
            rows = step(rows)
        return map(self._finish, rows)

    def _fanout(self, atom: Atom) -> float:
        names = {term for term in atom.arguments if term.startswith("?")}
        if names.issubset(self._known):
            return -1.0
        if atom.predicate in self._relations.changing:
            product = 1.0
            for name in names.difference(self._known):
                product *= len(self._ranges[name])
            return product
        pattern = Pattern(atom, self._ranges)
        return self._relations.view(pattern, [n for n in pattern.places if n in self._known]).fanout

    def _extend(self, atom: Atom) -> None:
        pattern = Pattern(atom, self._ranges)
        key = [name for name in pattern.places if name in self._known]
        table = self._relations.view(pattern, key).table
        of = key_of([self._known.index(name) for name in key])
        new = [name for name in pattern.places if name not in key]
        if new:
            self._steps.append(lambda rows: (row + rest for row in rows for rest in table.get(of(row), ())))
            self._known += new
            self._check()
        else:
            self._steps.append(lambda rows: (row for row in rows if of(row) in table))

    def _choose(self, name: str, values: Sequence[str]) -> None:
        choices = [(value,) for value in values if value in self._ranges[name]]
        self._steps.append(lambda rows: (row + choice for row in rows for choice in choices))
        self._known.append(name)
        self._check()

    def _check(self) -> None:
        """Test what must not be as soon as all its variables are known."""
        for check in list(self._checks):
            atom, absent = check
            if all(term in self._known for term in atom.arguments if term.startswith("?")):
                self._checks.remove(check)
                self._steps.append(self._absent(atom) if absent else self._unequal(atom))

    def _unequal(self, atom: Atom) -> _Step:
        one, two = atom.arguments
        if one == two:
            return lambda _: ()
        if not one.startswith("?"):
            one, two = two, one
        if not one.startswith("?"):
            return lambda rows: rows
        place = self._known.index(one)
        if not two.startswith("?"):
            return lambda rows: (row for row in rows if row[place] != two)
        other = self._known.index(two)
        return lambda rows: (row for row in rows if row[place] != row[other])

    def _absent(self, atom: Atom) -> _Step:
        pattern = Pattern(atom, self._ranges)
        table = self._relations.view(pattern, list(pattern.places)).table
        of = key_of([self._known.index(name) for name in pattern.places])
        return lambda rows: (row for row in rows if of(row) not in table)
