"""Relaxed reachability: which actions, with which objects, can ever be done if nothing is ever deleted.

Bottom-up, semi-naive joins over the positive literals of actions, of conditional effects and of axioms, after Helmert,
"Concise finite-domain representations for PDDL planning tasks" (2009). What else a condition says is taken for true
unless it is about what nothing changes, so that what is found is more than enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from nesy.languages.pddl.syntax import Action, Atom, Axiom, Both, Effect, ForallEffect, SetAtom, When
from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.grounding.conditions import GroundAtom
from nesy.provers.planning.grounding.normal_form import Clause, clauses, renamed
from nesy.provers.planning.grounding.relations import Relations, Row
from nesy.provers.planning.grounding.rule import Join, Rule

_LOOK_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Reachable:
    """What can be reached.

    Args:
        atoms: the atoms of predicates that change or are derived, numbered as they were found.
        actions: each action with a rule for each alternative of its condition, which knows the objects that were found.
        axioms: the same of axioms.
    """

    atoms: dict[GroundAtom, int]
    actions: tuple[tuple[Action, tuple[Rule, ...]], ...]
    axioms: tuple[tuple[Axiom, tuple[Rule, ...]], ...]


def reachable(task: Task, budget: Budget) -> Reachable:
    """The atoms and actions that are reachable if nothing is deleted.

    Raises:
        LimitReached: at the budget's limit.
    """
    program = _Program(task)
    atoms = _fixed_point(task, program, budget)
    return Reachable(atoms, tuple(program.actions), tuple(program.axioms))


class _Program:
    """The rules of a task: those whose rows are wanted, and those that only give atoms."""

    def __init__(self, task: Task) -> None:
        self.task, self.numbers = task, count()
        self.actions: list[tuple[Action, tuple[Rule, ...]]] = []
        self.axioms: list[tuple[Axiom, tuple[Rule, ...]]] = []
        self.effects: list[Rule] = []
        for action in task.domain.actions:
            self._action(action)
        for axiom in task.domain.axioms:
            head = Atom(axiom.head.name, tuple(p.name for p in axiom.head.parameters))
            parts = clauses(axiom.body, {}, self.numbers)
            self.axioms.append((axiom, tuple(Rule(task, axiom.head.parameters, c, [head]) for c in parts)))

    def rules(self) -> Iterator[tuple[Rule, bool]]:
        """Each rule, and whether its rows are wanted."""
        for _, rules in (*self.actions, *self.axioms):
            yield from ((rule, True) for rule in rules if rule.satisfiable)
        yield from ((rule, False) for rule in self.effects if rule.satisfiable)

    def _action(self, action: Action) -> None:
        parts = clauses(action.precondition, {}, self.numbers)
        added = list(_added(action.effect, {}, (Clause(),), self.numbers))
        plain = [atom for whens, atom in added if whens == (Clause(),)]
        self.actions.append((action, tuple(Rule(self.task, action.parameters, c, plain) for c in parts)))
        self.effects += [
            Rule(self.task, action.parameters, part.joined(when), [atom])
            for whens, atom in added
            if whens != (Clause(),)
            for part in parts
            for when in whens
        ]


def _added(
    effect: Effect, scope: Mapping[str, str], whens: tuple[Clause, ...], numbers: Iterator[int]
) -> Iterator[tuple[tuple[Clause, ...], Atom]]:
    """The atoms that an effect adds, each with the alternatives of its condition."""
    match effect:
        case SetAtom(Atom(predicate, arguments), True):
            yield whens, Atom(predicate, tuple(scope.get(a, a) for a in arguments))
        case Both(effects):
            for part in effects:
                yield from _added(part, scope, whens, numbers)
        case When(condition, inner):
            further = clauses(condition, scope, numbers)
            yield from _added(inner, scope, tuple(w.joined(f) for w in whens for f in further), numbers)
        case ForallEffect(variables, inner):
            own, inside = renamed(variables, scope, numbers)
            yield from _added(inner, inside, tuple(w.joined(Clause(own)) for w in whens), numbers)
        case _:
            pass


@dataclass(slots=True)
class _Agenda:
    """Atoms found, and those among them that no join has seen."""

    atoms: dict[GroundAtom, int] = field(default_factory=dict)
    waiting: dict[str, list[GroundAtom]] = field(default_factory=dict)

    def add(self, atom: GroundAtom) -> None:
        if atom not in self.atoms:
            self.atoms[atom] = len(self.atoms)
            self.waiting.setdefault(atom[0], []).append(atom)


def _fixed_point(task: Task, program: _Program, budget: Budget) -> dict[GroundAtom, int]:
    changing = task.fluents | task.derived
    initial = [(a.predicate, *a.arguments) for a in task.problem.initial]
    relations = Relations((a for a in initial if a[0] not in changing), changing)
    agenda = _Agenda()
    for atom in initial:
        if atom[0] in task.fluents:
            agenda.add(atom)
    joins: dict[str, list[tuple[Rule, bool, Join]]] = defaultdict(list)
    for rule, wanted in program.rules():
        for first in rule.triggers:
            joins[rule.positive[first].predicate].append((rule, wanted, rule.join(relations, first)))
        if not rule.triggers:
            _run(rule, rule.join(relations, None).rows(()), wanted, agenda, budget)
    while agenda.waiting:
        predicate = next(iter(agenda.waiting))
        new = agenda.waiting.pop(predicate)
        relations.insert(predicate, new)
        for rule, wanted, join in joins[predicate]:
            _run(rule, join.rows(new), wanted, agenda, budget)
    return agenda.atoms


def _run(rule: Rule, rows: Iterable[Row], wanted: bool, agenda: _Agenda, budget: Budget) -> None:
    found, heads, full = rule.found, rule.heads, rule.full
    for number, row in enumerate(rows):
        if number % _LOOK_EVERY == 0:
            budget.check()
        if wanted:
            if row in found:
                continue
            found[row] = None
        whole = full(row)
        for head in heads:
            agenda.add(head(whole))
