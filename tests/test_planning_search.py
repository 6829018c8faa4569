"""nesy's planner against exhaustive search and Fast Downward, on tasks small enough to know the truth."""

import itertools
import time
from heapq import heappop, heappush

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nesy.provers.planning.budget import Budget
from nesy.provers.planning.fast_downward import fast_downward_driver, run_fast_downward
from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator, GroundTask
from nesy.provers.planning.heuristics.ff import FF
from nesy.provers.planning.heuristics.landmarks import find_landmarks
from nesy.provers.planning.heuristics.lmcut import LMCut
from nesy.provers.planning.heuristics.mutex import compatible_facts
from nesy.provers.planning.heuristics.relaxed import relax
from nesy.provers.planning.heuristics.unreachable import exclusive_goals, unreachable_facts
from nesy.provers.planning.mask import mask_of
from nesy.provers.planning.masks import MaskedTask
from nesy.provers.planning.search import solve
from nesy.provers.planning.search.astar import a_star
from nesy.provers.planning.search.greedy import GreedySearch

AMPLE = {"seconds": 30.0, "memory_mib": 1000}
N_FACTS = 5
FACTS = st.lists(st.integers(0, N_FACTS - 1), max_size=2, unique=True).map(tuple)


def effects(conditions):
    effect = st.builds(ConditionalEffect, condition=conditions, add=FACTS, delete=FACTS)
    return st.lists(effect, min_size=1, max_size=2).map(tuple)


def tasks(conditions):
    operator = st.builds(
        GroundOperator, name=st.just(""), precondition=FACTS, effects=effects(conditions), cost=st.integers(0, 3)
    )
    return st.builds(
        lambda initial, goal, operators: GroundTask(
            tuple(f"(f{i})" for i in range(N_FACTS)),
            frozenset(initial),
            goal,
            tuple(GroundOperator(f"(o{i})", o.precondition, o.effects, o.cost) for i, o in enumerate(operators)),
            uses_costs=True,
        ),
        initial=FACTS,
        goal=st.lists(st.integers(0, N_FACTS - 1), max_size=3, unique=True).map(tuple),
        operators=st.lists(operator, max_size=6),
    )


def distances(task, avoid=None):
    """All reachable states with their cost, by Dijkstra over sets: written apart from the planner."""
    if avoid in task.initial:
        return {}
    cost = {task.initial: 0}
    tie = itertools.count()
    queue = [(0, next(tie), task.initial)]
    while queue:
        so_far, _, state = heappop(queue)
        if so_far > cost[state]:
            continue
        for operator in task.operators:
            if state.issuperset(operator.precondition):
                after, way = task.successor(state, operator), so_far + operator.cost
                if avoid not in after and way < cost.get(after, 1 << 30):
                    cost[after] = way
                    heappush(queue, (way, next(tie), after))
    return cost


def true_cost(task, avoid=None):
    return min((c for s, c in distances(task, avoid).items() if s.issuperset(task.goal)), default=None)


def masked_and_relaxed(task):
    return MaskedTask(task), relax(task)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(tasks(FACTS))
def test_solve_agrees_with_exhaustive_search(task):
    expected = true_cost(task)
    result = solve(task, **AMPLE)
    assert result.status == ("unsolvable" if expected is None else "solved")
    if expected is not None:
        assert task.is_plan(result.operators)
        assert result.cost == sum(task.operators[i].cost for i in result.operators) == expected


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(tasks(FACTS))
def test_greedy_search_agrees_on_solvability(task):
    masked, relaxed = masked_and_relaxed(task)
    budget = Budget(**AMPLE)
    found = GreedySearch(masked, FF(relaxed, task.goal, masked.costs), None, budget).run()
    assert (found.plan is not None) == (true_cost(task) is not None)
    assert found.plan is None or task.is_plan(found.plan)
    assert found.exhausted == (found.plan is None)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(tasks(FACTS))
def test_a_star_with_lm_cut_is_optimal(task):
    masked, relaxed = masked_and_relaxed(task)
    budget = Budget(**AMPLE)
    found = a_star(masked, LMCut(relaxed, task.goal, masked.costs, budget).estimate, budget)
    expected = true_cost(task)
    assert (None if found.plan is None else masked.cost_of(found.plan)) == expected
    assert found.plan is None or task.is_plan(found.plan)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(tasks(FACTS))
def test_landmarks_and_mutexes_hold_in_all_reachable_states(task):
    states = distances(task)
    together = compatible_facts(task, Budget(**AMPLE))
    for state in states:
        assert all(together[a] >> b & 1 for a in state for b in state)
    goals = [s for s in states if s.issuperset(task.goal)]
    landmarks = find_landmarks(task, relax(task), Budget(**AMPLE))
    if landmarks is None:
        assert not goals
    for fact in landmarks.ordered() if landmarks and goals else ():
        assert true_cost(task, avoid=fact) is None, f"a plan avoids {fact}"


def corridor(length, *, loop=False):
    """A chain of facts; with ``loop``, a lamp for each that can be switched, which makes 2^length states."""
    step = [GroundOperator(f"(go {i})", (i,), (ConditionalEffect((), (i + 1,), (i,)),), 1) for i in range(length)]
    lamps = []
    if loop:
        lamps = [
            GroundOperator(f"({sign} {i})", (), (ConditionalEffect((), add, delete),), 1)
            for i in range(length + 1, 2 * length + 1)
            for sign, add, delete in (("on", (i,), ()), ("off", (), (i,)))
        ]
    n = 2 * length + 1
    return GroundTask(tuple(f"(p{i})" for i in range(n)), frozenset({0}), (length,), (*step, *lamps), uses_costs=False)


def test_a_long_corridor_is_solved():
    result = solve(corridor(800), **AMPLE)
    assert result.status == "solved" and len(result.operators) == 800


def test_the_time_limit_fires():
    task = corridor(30, loop=True)
    impossible = GroundTask(task.facts, task.initial, (0, 30), task.operators, uses_costs=False)
    begin = time.process_time()
    result = solve(impossible, seconds=0.5)
    assert (result.status, result.operators) == ("limit", ())
    assert "0.5 s" in result.reason and time.process_time() - begin < 2


def test_the_memory_limit_fires():
    task = corridor(30, loop=True)
    impossible = GroundTask(task.facts, task.initial, (0, 30), task.operators, uses_costs=False)
    result = solve(impossible, seconds=20, memory_mib=20)
    assert result.status == "limit" and "20 MiB" in result.reason


def test_exhaustion_proves_unsolvability():
    task = corridor(700)
    impossible = GroundTask(task.facts, task.initial, (0, 700), task.operators, uses_costs=False)
    result = solve(impossible, **AMPLE)
    assert result.status == "unsolvable" and "exhausted" in result.reason
    assert exclusive_goals(impossible, Budget(**AMPLE)) == ((0, 700),)


def test_anytime_reaches_the_optimum():
    shortcut = GroundOperator("(jump)", (0,), (ConditionalEffect((), (700,), (0,)),), 699)
    chain = corridor(700)
    task = GroundTask(chain.facts, chain.initial, chain.goal, (*chain.operators, shortcut), uses_costs=True)
    first, best = solve(task, **AMPLE), solve(task, **AMPLE, anytime=True)
    assert best.cost == 699 <= first.cost and best.optimal


def test_an_unreachable_goal_names_what_its_achievers_lack():
    fly = GroundOperator("(fly)", (0, 1), (ConditionalEffect((), (2,), ()),), 1)
    task = GroundTask(("(wings)", "(wind)", "(aloft)"), frozenset({1}), (2,), (fly,), uses_costs=False)
    goal, wings = unreachable_facts(task)
    assert (goal.fact, goal.achievers[0].lacks) == (2, (0,))
    assert (wings.fact, wings.achievers) == (0, ())
    assert "(aloft)" in solve(task, seconds=1).reason


def pddl(task):
    """The task as propositional PDDL."""
    actions = []
    for o in task.operators:
        changes = [task.facts[f] for e in o.effects for f in e.add]
        added = {f for e in o.effects for f in e.add}
        changes += [f"(not {task.facts[f]})" for e in o.effects for f in e.delete if f not in added]
        needs = " ".join(task.facts[f] for f in o.precondition)
        effect = f"(and {' '.join(changes)} (increase (total-cost) {o.cost}))"
        actions.append(f"(:action {o.name[1:-1]} :parameters () :precondition (and {needs}) :effect {effect})")
    domain = f"(define (domain d) (:requirements :strips :action-costs) (:predicates {' '.join(task.facts)})"
    domain += f" (:functions (total-cost) - number) {' '.join(actions)})"
    initial = " ".join(task.facts[f] for f in sorted(task.initial))
    problem = f"(define (problem p) (:domain d) (:init (= (total-cost) 0) {initial})"
    return (
        domain,
        problem + f" (:goal (and {' '.join(task.facts[f] for f in task.goal)})) (:metric minimize (total-cost)))",
    )


needs_fast_downward = pytest.mark.skipif(fast_downward_driver() is None, reason="needs pip install 'nesy[planning]'")


@needs_fast_downward
@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(tasks(st.just(())))
def test_fast_downward_agrees(task):
    domain, problem = pddl(task)
    assume(task.goal and task.operators)  # Fast Downward's LM-cut refuses what its translator simplifies to nothing
    theirs = run_fast_downward(domain, problem, seconds=20, optimal=True)
    ours = solve(task, **AMPLE, optimal=True)
    assert ours.status == theirs.status
    names = {o.name: i for i, o in enumerate(task.operators)}
    assert ours.status != "solved" or ours.cost == MaskedTask(task).cost_of(names[s] for s in theirs.steps)


def test_masks_round_trip():
    masked = MaskedTask(corridor(3))
    assert masked.successor(mask_of((0,)), 0) == mask_of((1,))
