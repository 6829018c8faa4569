"""Equivalence of planning problems: renaming, what goals imply, and differences."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_planning_search import AMPLE, FACTS, distances, tasks

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator, GroundTask
from nesy.provers.planning.heuristics.invariants import exactly_one_groups, implied_facts
from nesy.provers.planning.heuristics.mutex import compatible_facts
from nesy.translate.planning.equivalence import TaskShape, complete_goal, equivalent


def blocks(names, initial, goal):
    """Blocksworld with four operators, grounded here."""
    facts = ["(arm-empty)"]
    for x in names:
        facts += [f"(clear {x})", f"(on-table {x})", f"(holding {x})"]
    facts += [f"(on {x} {y})" for x, y in itertools.permutations(names, 2)]
    number = {name: i for i, name in enumerate(facts)}

    def operator(name, needs, adds):
        needed, added = ([number[f"({atom})"] for atom in atoms] for atoms in (needs, adds))
        return GroundOperator(f"({name})", tuple(needed), (ConditionalEffect((), tuple(added), tuple(needed)),), 1)

    operators = []
    for x in names:
        operators.append(operator(f"pick-up {x}", (f"clear {x}", f"on-table {x}", "arm-empty"), (f"holding {x}",)))
        operators.append(operator(f"put-down {x}", (f"holding {x}",), (f"clear {x}", f"on-table {x}", "arm-empty")))
    for x, y in itertools.permutations(names, 2):
        operators.append(
            operator(f"stack {x} {y}", (f"holding {x}", f"clear {y}"), (f"on {x} {y}", f"clear {x}", "arm-empty"))
        )
        operators.append(
            operator(f"unstack {x} {y}", (f"on {x} {y}", f"clear {x}", "arm-empty"), (f"holding {x}", f"clear {y}"))
        )
    return GroundTask(
        tuple(facts), frozenset(number[f] for f in initial), tuple(number[f] for f in goal), tuple(operators), False
    )


TABLE = ("(arm-empty)", "(clear a)", "(clear b)", "(clear c)", "(on-table a)", "(on-table b)", "(on-table c)")


def test_what_a_goal_implies_is_found_without_rules_for_the_domain():
    goal = complete_goal(blocks("abc", TABLE, ("(on a b)", "(on b c)")))
    assert {("on-table", "c"), ("clear", "a")} <= goal and ("clear", "b") not in goal


def test_goals_that_imply_each_other_are_equal():
    short = complete_goal(blocks("abc", TABLE, ("(on a b)", "(on b c)")))
    long = complete_goal(blocks("abc", TABLE, ("(on a b)", "(on b c)", "(on-table c)", "(clear a)", "(arm-empty)")))
    assert short | {("arm-empty",)} == long


@settings(max_examples=200, deadline=None)
@given(tasks(FACTS))
def test_groups_hold_in_all_reachable_states(task):
    budget = Budget(**AMPLE)
    together = compatible_facts(task, budget)
    groups = exactly_one_groups(task, together, budget)
    implied = implied_facts(task, task.goal, groups, together)
    for state in distances(task):
        assert all(sum(group >> fact & 1 for fact in state) == 1 for group in groups)
        assert not state.issuperset(task.goal) or state.issuperset(implied)


NAMES = st.permutations(["a", "b", "c", "d"])
ATOMS = st.frozensets(
    st.tuples(st.sampled_from(["on", "near"]), st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=6
)
SHAPES = st.builds(
    lambda types, initial, goal: TaskShape(dict(zip("abcd", types, strict=True)), initial, goal),
    types=st.lists(st.sampled_from(["block", "table"]), min_size=4, max_size=4),
    initial=ATOMS,
    goal=ATOMS,
)


def renamed(shape, names):
    new = dict(zip("abcd", names, strict=True))

    def rename(atoms):
        return frozenset((atom[0], *(new[x] for x in atom[1:])) for atom in atoms)

    return TaskShape({new[x]: kind for x, kind in shape.objects.items()}, rename(shape.initial), rename(shape.goal))


@settings(deadline=None)
@given(SHAPES, NAMES)
def test_renaming_makes_no_difference(shape, names):
    pytest.importorskip("networkx", reason="needs pip install 'nesy[planning]'")
    assert equivalent(shape, renamed(shape, names))


@settings(deadline=None)
@given(SHAPES, SHAPES)
def test_equivalence_is_the_existence_of_a_renaming(first, second):
    pytest.importorskip("networkx", reason="needs pip install 'nesy[planning]'")
    exists = any(renamed(first, names) == second for names in itertools.permutations("abcd"))
    assert equivalent(first, second) == exists


def test_constants_keep_their_names():
    pytest.importorskip("networkx", reason="needs pip install 'nesy[planning]'")
    one = TaskShape({"a": "hand", "b": "hand"}, frozenset(), frozenset({("used", "a")}))
    two = TaskShape({"a": "hand", "b": "hand"}, frozenset(), frozenset({("used", "b")}))
    assert equivalent(one, two) and not equivalent(one, two, constants=frozenset({"a", "b"}))
