"""Whether two planning problems of one domain are the same up to the names of their objects.

In the manner of Planetarium (Zuo et al., 2024), for any domain: what a goal implies is found by invariants of the
grounded task, not by rules for single domains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from nesy.errors import MissingDependency
from nesy.languages.pddl.printer import number_text
from nesy.languages.pddl.task import Task
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.heuristics.invariants import exactly_one_groups, implied_facts
from nesy.provers.planning.heuristics.mutex import compatible_facts

Atom: TypeAlias = tuple[str, ...]
"""A predicate and the objects that it is said of."""


@dataclass(frozen=True, slots=True)
class TaskShape:
    """A problem as far as equivalence goes.

    Args:
        objects: each object's type.
        initial: the atoms that hold at first; the value of a numeric function is an atom, ``weight = 2``, of its terms.
        goal: the atoms to reach, with all that they imply.
    """

    objects: Mapping[str, str]
    initial: frozenset[Atom]
    goal: frozenset[Atom]


def shape_of(task: Task, goal: frozenset[Atom]) -> TaskShape:
    """The shape of a PDDL task.

    Args:
        task: the task; constants of its domain count as objects.
        goal: the atoms of its goal, completed by :func:`complete_goal`.
    """
    objects = {name: "/".join(sorted(typed.types)) for name, typed in task.objects.items()}
    atoms = {(a.predicate, *a.arguments) for a in task.problem.initial}
    values = {(f"{f.name} = {number_text(v)}", *f.arguments) for f, v in task.problem.values}
    return TaskShape(objects, frozenset(atoms | values), goal)


def complete_goal(task: GroundTask, *, seconds: float = 5.0) -> frozenset[Atom]:
    """The goal's atoms and those that hold in every reachable state in which the goal holds.

    Raises:
        LimitReached: if that takes longer.

    >>> from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator
    >>> drop = GroundOperator("(drop a)", (0,), (ConditionalEffect((), (1, 2), (0,)),), 1)
    >>> lift = GroundOperator("(lift a)", (1, 2), (ConditionalEffect((), (0,), (1, 2)),), 1)
    >>> names = ("(held a)", "(on-table a)", "(hand-empty)")
    >>> sorted(complete_goal(GroundTask(names, frozenset({0}), (1,), (drop, lift), uses_costs=False)))
    [('hand-empty',), ('on-table', 'a')]
    """
    budget = Budget(seconds=seconds, memory_mib=1024)
    together = compatible_facts(task, budget)
    known = implied_facts(task, task.goal, exactly_one_groups(task, together, budget), together)
    return frozenset(_atom(task.facts[fact]) for fact in known)


def _atom(fact: str) -> Atom:
    """A fact's name taken apart; a complement, such as ``(not (p a))``, has the predicate ``not p``."""
    words = fact.replace("(", " ").replace(")", " ").split()
    return (f"not {words[1]}", *words[2:]) if words[0] == "not" and fact.startswith("(not (") else tuple(words)


def equivalent(first: TaskShape, second: TaskShape, *, constants: frozenset[str] = frozenset()) -> bool:
    """Whether some renaming of the objects turns one problem into the other.

    Args:
        first: a problem.
        second: another problem of the same domain.
        constants: objects of the domain, which keep their names.

    Raises:
        MissingDependency: if networkx is not installed.

    >>> one = TaskShape({"a": "block", "b": "block"}, frozenset({("on", "a", "b")}), frozenset({("on", "b", "a")}))
    >>> two = TaskShape({"x": "block", "y": "block"}, frozenset({("on", "y", "x")}), frozenset({("on", "x", "y")}))
    >>> equivalent(one, two), equivalent(one, TaskShape(two.objects, two.initial, two.initial))
    (True, False)
    """
    try:
        import networkx
    except ImportError as err:
        hint = "pip install 'nesy[planning]'"
        raise MissingDependency("comparing planning problems needs networkx", hint=hint) from err
    if _counts(first) != _counts(second):
        return False
    graphs = [_graph(shape, constants, networkx.Graph()) for shape in (first, second)]
    fingerprints = {networkx.weisfeiler_lehman_graph_hash(graph, node_attr="label") for graph in graphs}
    return len(fingerprints) == 1 and bool(networkx.vf2pp_is_isomorphic(*graphs, node_label="label"))


def _counts(shape: TaskShape) -> tuple[list[str], list[str], list[str]]:
    return (
        sorted(shape.objects.values()),
        sorted(atom[0] for atom in shape.initial),
        sorted(atom[0] for atom in shape.goal),
    )


def _graph(shape: TaskShape, constants: frozenset[str], graph: Any) -> Any:
    """Objects and atoms as nodes, joined through a node that says in which place of the atom the object stands."""
    for name, kind in shape.objects.items():
        graph.add_node(("object", name), label=f"constant {name}" if name in constants else f"object {kind}")
    for part, atoms in (("initial", shape.initial), ("goal", shape.goal)):
        for atom in atoms:
            graph.add_node((part, atom), label=f"{part} {atom[0]}")
            for place, name in enumerate(atom[1:]):
                graph.add_node((part, atom, place), label=f"place {place}")
                graph.add_edge((part, atom), (part, atom, place))
                graph.add_edge((part, atom, place), ("object", name))
    return graph
