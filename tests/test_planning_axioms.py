"""Derived predicates and grounding: random small tasks against exhaustive search in the validator's own semantics."""

from __future__ import annotations

import random
from itertools import product

import pytest

import nesy
from nesy.errors import PlanningError
from nesy.languages.pddl.printer import domain_text, problem_text
from nesy.languages.pddl.syntax import PlanStep
from nesy.proofs.planning.execute import apply, instantiate
from nesy.proofs.planning.state import Semantics, State
from nesy.provers.planning.budget import Budget
from nesy.provers.planning.fast_downward import fast_downward_driver, run_fast_downward
from nesy.provers.planning.grounding.ground import ground
from nesy.provers.planning.heuristics.ff import FF
from nesy.provers.planning.heuristics.landmarks import LandmarkCount, find_landmarks
from nesy.provers.planning.heuristics.lmcut import LMCut
from nesy.provers.planning.heuristics.relaxed import relax
from nesy.provers.planning.masks import MaskedTask
from nesy.provers.planning.search.astar import a_star
from nesy.provers.planning.search.greedy import GreedySearch

OBJECTS = ("a", "b", "c")


class Draw:
    """Random conditions over variables; predicates of lower strata may be negated."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def atom(self, scope, predicates):
        name, arity = self.random.choice(predicates)
        return f"({' '.join((name, *(self.random.choice(scope) for _ in range(arity))))})"

    def condition(self, scope, positive, negatable, depth=2):
        kind = self.random.choice(
            ["atom", "atom", "not", "and", "or", "exists", "forall", "equal"][: 3 if depth == 0 else 8]
        )
        inner = depth - 1
        match kind:
            case "atom":
                return self.atom(scope, positive)
            case "not":
                return f"(not {self.atom(scope, negatable)})"
            case "equal":
                pair = f"(= {self.random.choice(scope)} {self.random.choice(scope)})"
                pair = pair if self.random.random() < 0.3 else f"(not {pair})"
                return f"(and {pair} {self.condition(scope, positive, negatable, inner)})"
            case "exists" | "forall":
                own = f"?v{depth}"
                kind_of = self.random.choice(["thing", "special"])
                return f"({kind} ({own} - {kind_of}) {self.condition([*scope, own], positive, negatable, inner)})"
            case _:
                parts = [self.condition(scope, positive, negatable, inner) for _ in range(2)]
                return f"({kind} {' '.join(parts)})"


BASIC = [("p", 1), ("q", 1), ("r", 2), ("s", 0)]
FIXED = [("fixed", 2)]
LOW = [("low", 1), ("path", 2)]
HIGH = [("high", 1)]


def random_task(seed):
    """A task with two strata of axioms, one of them recursive, quantifiers, alternatives and conditional effects."""
    draw = Draw(seed)
    everything = BASIC + FIXED + LOW + HIGH
    axioms = [
        f"(:derived (low ?x - thing) {draw.condition(['?x'], BASIC + FIXED + LOW, BASIC + FIXED)})",
        f"(:derived (low ?x - special) {draw.condition(['?x'], BASIC, BASIC)})",
        "(:derived (path ?x ?y - thing) (or (r ?x ?y) (exists (?z - thing) (and (r ?x ?z) (path ?z ?y)))))",
        f"(:derived (high ?x - thing) {draw.condition(['?x'], everything, BASIC + FIXED + LOW)})",
    ]
    actions = []
    for number in range(draw.random.randint(4, 6)):
        names = ["?x", "?y"][: draw.random.randint(0, 2)]
        scope = [*names, "a"]
        effects = []
        for _ in range(draw.random.randint(1, 3)):
            name, arity = draw.random.choice(BASIC)
            over = draw.random.random() < 0.3
            inner = [*scope, "?u"] if over else scope
            change = f"({' '.join((name, *(draw.random.choice(inner) for _ in range(arity))))})"
            change = change if draw.random.random() < 0.7 else f"(not {change})"
            if draw.random.random() < 0.4:
                change = f"(when {draw.condition(inner, everything, everything, 1)} {change})"
            effects.append(f"(forall (?u - special) {change})" if over else change)
        parameters = " ".join(f"{n} - {draw.random.choice(['thing', 'special'])}" for n in names)
        depth = draw.random.randint(-1, 1)
        condition = "()" if depth < 0 else draw.condition(scope, everything, everything, depth)
        effect = f"(and {' '.join(effects)})"
        actions.append(f"(:action act{number} :parameters ({parameters}) :precondition {condition} :effect {effect})")
    predicates = " ".join(
        f"({' '.join((name, *(f'?x{i} - thing' for i in range(arity))))})" for name, arity in everything
    )
    types, constants = "(:types special - thing thing)", "(:constants a - thing)"
    domain = f"""(define (domain d) (:requirements :adl :derived-predicates) {types} {constants}
        (:predicates {predicates}) {" ".join(axioms)} {" ".join(actions)})"""
    atoms = [f"({' '.join((n, *terms))})" for n, k in BASIC + FIXED for terms in product(OBJECTS, repeat=k)]
    initial = " ".join(a for a in atoms if draw.random.random() < 0.25)
    goals = [draw.atom(["a", "b", "c"], everything), draw.condition(["a", "b"], everything, everything, 1)]
    goal = f"(and {' '.join(goals[draw.random.randint(0, 1) :])})"
    problem = f"(define (problem x) (:domain d) (:objects b - thing c - special) (:init {initial}) (:goal {goal}))"
    return nesy.pddl(domain=domain, problem=problem)


def shortest(task, limit=300):
    """The least number of actions of a plan by the validator alone; None if there is none, -1 beyond the limit."""
    semantics = Semantics(task)
    every = [
        instantiate(task, semantics, PlanStep(action.name, terms))
        for action in task.domain.actions
        for terms in product(*(task.values_of(p) for p in action.parameters))
    ]
    front, seen, depth = [frozenset(semantics.initial().atoms)], set(), 0
    while front:
        if any(semantics.holds(task.problem.goal, {}, State(set(atoms), {})) for atoms in front):
            return depth
        if len(seen) > limit:
            return -1
        following = {}
        for atoms in front:
            for instance in every:
                state = State(set(atoms), {})
                if semantics.holds(instance.action.precondition, instance.binding, state):
                    apply(instance, state, semantics)
                    after = frozenset(state.atoms)
                    if after not in seen:
                        seen.add(after)
                        following[after] = None
        front, depth = list(following), depth + 1
    return None


def agree(seed):
    task = random_task(seed)
    least = shortest(task)
    result = nesy.plan(task, seconds=20, optimal=True, planner="nesy")
    if least != -1:
        assert result.status.value == ("unsolvable" if least is None else "solved"), seed
        assert least is None or result.plan.cost == least, seed
        heuristics_agree(ground(task).task, least, seed)
    return least


def heuristics_agree(task, least, seed):
    """The searches that tiny tasks do not come to: A* with LM-cut, and greedy search with h_FF and landmarks."""
    masked, relaxed, budget = MaskedTask(task), relax(task), Budget(seconds=20, memory_mib=1000)
    found = a_star(masked, LMCut(relaxed, task.goal, masked.costs, budget).estimate, budget)
    assert (None if found.plan is None else masked.cost_of(found.plan)) == least, seed
    marks = find_landmarks(task, relaxed, budget)
    count = None if marks is None else LandmarkCount(marks, masked.goal)
    greedy = GreedySearch(masked, FF(relaxed, task.goal, masked.costs), count, budget).run()
    assert (greedy.plan is None) is (least is None), seed
    assert greedy.plan is None or task.is_plan(greedy.plan), seed


@pytest.mark.parametrize("block", range(3))
def test_planner_and_validator_agree_on_axioms(block):
    lengths = [agree(seed) for seed in range(30 * block, 30 * block + 30)]
    assert None in lengths and any(lengths)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_planner_and_validator_agree_on_more_axioms(block):
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        agree(seed)


@pytest.mark.slow
@pytest.mark.skipif(fast_downward_driver() is None, reason="needs pip install 'nesy[planning]'")
def test_fast_downward_agrees_on_axioms():
    for seed in range(2000, 2040):
        task = random_task(seed)
        theirs = run_fast_downward(domain_text(task.domain), problem_text(task.problem), seconds=20)
        ours = nesy.plan(task, seconds=20, planner="nesy")
        assert ours.status.value == theirs.status, seed


REACHES = """(define (domain net) (:requirements :adl :derived-predicates) (:types node)
  (:predicates (wire ?x ?y - node) (on ?x ?y - node) (live ?x - node) (source ?x - node) (dark))
  (:derived (live ?x - node) (or (source ?x) (exists (?y - node) (and (on ?y ?x) (live ?y)))))
  (:derived (dark) (exists (?x - node) (not (live ?x))))
  (:action switch :parameters (?x ?y - node) :precondition (and (wire ?x ?y) (live ?x)) :effect (on ?x ?y)))"""


def net(wires, goal):
    problem = "(define (problem p) (:domain net) (:objects a b c d - node) (:init (source a) {}) (:goal {}))"
    return nesy.pddl(domain=REACHES, problem=problem.format(wires, goal))


def test_what_axioms_derive_is_planned_for():
    result = nesy.plan(net("(wire a b) (wire b c) (wire b d)", "(not (dark))"), seconds=10)
    assert result.planner == "nesy" and result.plan.cost == 3
    assert "(switch a b)" in str(result.plan).splitlines()[0]


def test_an_unreachable_derived_atom_is_explained():
    result = nesy.plan(net("(wire a b) (wire c d)", "(live d)"), seconds=10)
    assert result.status.value == "unsolvable"
    assert "(live d) never holds" in result.explain() and "(:derived (live d)) would give it" in result.explain()


def test_ground_axioms_are_layered():
    task = ground(net("(wire a b) (wire b c) (wire b d)", "(not (dark))")).task
    assert len(task.strata) == 2
    assert {task.facts[d.fact] for d in task.strata[0].denials} >= {"(not (live b))", "(not (live d))"}
    assert [task.facts[f] for f in task.goal] == ["(not (dark))"]


def test_a_predicate_that_depends_on_its_own_negation_is_refused():
    domain = "(define (domain d) (:predicates (p) (q)) (:derived (p) (not (q))) (:derived (q) (p)))"
    with pytest.raises(PlanningError, match="depends on its own negation"):
        nesy.pddl(domain=domain, problem="(define (problem x) (:domain d) (:goal (p)))")
