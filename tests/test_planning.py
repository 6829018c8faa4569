"""Planning end to end: plans are found, validated and explained; so is why there is none."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

import nesy
from nesy.apps.cli import main
from nesy.engine.plan_page import to_page
from nesy.errors import FileMissing, NotAProblem, ParseError, Unsupported
from nesy.languages.pddl.read import read_plan
from nesy.proofs.planning.validate import PlanStatus
from nesy.provers.planning.grounding.ground import ground

FIXTURES = Path(__file__).parent / "fixtures" / "planning"
KITCHEN = (FIXTURES / "kitchen-domain.pddl", FIXTURES / "kitchen-problem.pddl")
BLOCKS = """(define (domain blocks) (:requirements :strips)
  (:predicates (on ?x ?y) (table ?x) (clear ?x) (empty) (held ?x))
  (:action lift :parameters (?x) :precondition (and (clear ?x) (table ?x) (empty))
    :effect (and (held ?x) (not (table ?x)) (not (clear ?x)) (not (empty))))
  (:action drop :parameters (?x) :precondition (held ?x)
    :effect (and (table ?x) (clear ?x) (empty) (not (held ?x))))
  (:action stack :parameters (?x ?y) :precondition (and (held ?x) (clear ?y))
    :effect (and (on ?x ?y) (clear ?x) (empty) (not (held ?x)) (not (clear ?y))))
  (:action unstack :parameters (?x ?y) :precondition (and (on ?x ?y) (clear ?x) (empty))
    :effect (and (held ?x) (clear ?y) (not (on ?x ?y)) (not (clear ?x)) (not (empty)))))"""


def blocks(goal, init="(table a) (table b) (table c) (clear a) (clear b) (clear c) (empty)", objects="a b c"):
    problem = f"(define (problem p) (:domain blocks) (:objects {objects}) (:init {init}) (:goal {goal}))"
    return nesy.pddl(domain=BLOCKS, problem=problem)


@pytest.fixture(scope="module")
def kitchen():
    return nesy.pddl(domain=KITCHEN[0], problem=KITCHEN[1])


def test_a_task_with_quantifiers_conditions_and_costs_is_planned(kitchen):
    result = nesy.plan(kitchen, seconds=10, optimal=True)
    assert result.status.value == "solved" and result.optimal
    assert str(result.plan) == "(unlock shelf)\n(take mug shelf)\n(put mug sink)\n(rinse)\n(fill mug)"
    assert result.plan.cost == 7
    assert nesy.validate(kitchen, str(result.plan))
    fill = result.plan.trace[4]
    assert {str(s) for s in fill.supports} >= {
        "(at mug sink) by step 3",
        "(clean mug) by step 4",
        "(clean dish) by step 4",
    }
    assert [str(s) for s in result.plan.goal_support] == [
        "(full mug) by step 5",
        "(at mug sink) by step 3",
        "(clean dish) by step 4",
    ]
    told = result.explain()
    assert "5 steps, cost 7, optimal, found by nesy, validated" in told and "needs (open shelf) by step 1" in told


# Each plan, the step that fails, the unmet condition and the step that made it false.
FAULTY = [
    ("(lift a) (lift b)", 2, "(empty)", 1),
    ("(lift a) (stack a b) (lift b)", 3, "(clear b)", 2),
    ("(stack a b)", 1, "(held a)", None),
    ("(lift a) (drop a) (drop a)", 3, "(held a)", 2),
    ("(lift a) (stack a b) (stack a c)", 3, "(held a)", 2),
    ("(unstack a b)", 1, "(on a b)", None),
    ("(lift a) (stack a b) (unstack a b) (unstack a b)", 4, "(on a b)", 3),
    ("(lift a) (stack a b) (lift a)", 3, "(table a)", 1),
    ("(lift a) (stack a a)", 2, "(clear a)", 1),
    ("(lift a) (stack a b) (lift c) (stack c b)", 4, "(clear b)", 2),
    ("", 1, "(on a b)", None),
    ("(lift b) (stack b a)", 3, "(on a b)", None),
    ("(lift a) (stack a b) (unstack a b) (drop a)", 5, "(on a b)", 3),
    ("(lift a) (stack a c) (lift b) (stack b a)", 5, "(on a b)", None),
    ("(drop c)", 1, "(held c)", None),
    ("(lift c) (lift a)", 2, "(empty)", 1),
]
NO_ACTION = [
    ("(fly a)", "there is no action fly"),
    ("(lift a b)", "lift takes 1 arguments, not 2"),
    ("(lift d)", "there is no object d"),
    ("(stack a)", "stack takes 2 arguments, not 1"),
]


@pytest.mark.parametrize(("plan", "step", "unmet", "by"), FAULTY)
def test_a_wrong_plan_names_the_step_the_condition_and_who_made_it_false(plan, step, unmet, by):
    found = nesy.validate(blocks("(on a b)"), plan)
    assert found.status is PlanStatus.INVALID and not found
    assert (found.fault.step, found.fault.unmet[0], found.fault.deleted_by) == (step, unmet, by)
    assert by is None or f"step {by}, " in found.fault.message


@pytest.mark.parametrize(("plan", "message"), NO_ACTION)
def test_what_is_no_action_is_said(plan, message):
    assert message in nesy.validate(blocks("(on a b)"), plan).fault.message


def test_wrong_types_of_arguments_are_faults(kitchen):
    assert "shelf is a place, and fill takes a cup" in nesy.validate(kitchen, "(fill shelf)").fault.message
    assert "does not hold" in nesy.validate(kitchen, "(take mug shelf)").fault.message


# Tasks without a plan, and a part of the explanation.
UNSOLVABLE = [
    ("(on a a)", None, "(on a a)"),
    ("(and (on a b) (on b a))", None, "never hold together"),
    ("(and (on a b) (on a c))", None, "never hold together"),
    ("(and (on a b) (clear b))", None, "never hold together"),
    ("(and (held a) (empty))", None, "never hold together"),
    ("(and (held a) (held b))", None, "never hold together"),
    ("(and (on a b) (table a))", None, "never hold together"),
    ("(and (held a) (clear a))", None, "never hold together"),
    ("(and (held a) (table a))", None, "never hold together"),
    ("(and (on a c) (on b c))", None, "never hold together"),
    ("(and (held b) (on b c))", None, "never hold together"),
    ("(held c)", "(table a) (clear a) (empty)", "(held c) never holds, even if nothing is ever deleted"),
    ("(on a b)", "(table a) (clear a) (empty)", "(stack a b) would give it, and lacks (clear b)"),
    ("(on a b)", "(table a) (table b) (clear a) (clear b)", "(lift a) would give it, and lacks (empty)"),
    ("(table c)", "(table a) (clear a) (empty)", "(drop c) would give it, and lacks (held c)"),
    ("(clear c)", "(table a) (clear a) (empty)", "(clear c) never holds"),
    ("(empty)", "(table a) (clear a)", "(empty) never holds"),
    ("(not (= a a))", None, "an object is itself"),
    ("(and (table a) (not (table a)))", None, "contradict each other"),
    ("(and (on a b) (on b c) (on c a))", None, "exhausted the state space"),
]


@pytest.mark.parametrize(("goal", "init", "why"), UNSOLVABLE, ids=[f"{g} {i or ''}" for g, i, _ in UNSOLVABLE])
def test_a_task_without_a_plan_is_proved_and_explained(goal, init, why):
    result = nesy.plan(blocks(goal, **({} if init is None else {"init": init})), seconds=10)
    assert result.status.value == "unsolvable" and result.plan is None
    assert why in result.explain()


def test_a_limit_is_no_proof():
    many = " ".join(f"b{i}" for i in range(60))
    init = " ".join(f"(table b{i}) (clear b{i})" for i in range(60)) + " (empty)"
    goal = f"(and {' '.join(f'(on b{i} b{i + 1})' for i in range(59))})"
    result = nesy.plan(blocks(goal, init, many), seconds=0.05)
    assert result.status.value == "limit" and "time limit" in result.reason


def test_features_that_a_planner_lacks_are_refused_by_name():
    domain = "(define (domain d) (:predicates (p)) (:functions (n)) (:action a :precondition (> (n) 0) :effect (and (p) (decrease (n) 1))))"
    problem = "(define (problem x) (:domain d) (:init (= (n) 2)) (:goal (p)))"
    task = nesy.pddl(domain=domain, problem=problem)
    with pytest.raises(Unsupported, match=":numeric-fluents"):
        nesy.plan(task, planner="nesy")
    assert nesy.validate(task, "(a) (a)")
    assert "does not hold" in str(nesy.validate(task, "(a) (a) (a)"))


def test_derived_predicates_are_validated():
    domain = """(define (domain d) (:predicates (edge ?x ?y) (path ?x ?y) (cut ?x) (done))
      (:derived (path ?x ?y) (or (edge ?x ?y) (exists (?z) (and (edge ?x ?z) (path ?z ?y)))))
      (:action snip :parameters (?x ?y) :precondition (path ?x ?y) :effect (not (edge ?x ?y)))
      (:action finish :precondition (not (path a c)) :effect (done)))"""
    problem = "(define (problem x) (:domain d) (:objects a b c) (:init (edge a b) (edge b c)) (:goal (done)))"
    task = nesy.pddl(
        domain=domain.replace("path a c", "path ?x ?y").replace(":action finish", ":action finish :parameters (?x ?y)"),
        problem=problem,
    )
    assert nesy.validate(task, "(snip b c) (finish a c)")
    assert "(not (path a c)) does not hold" in str(nesy.validate(task, "(finish a c)"))


def test_durative_actions_leave_the_verdict_unknown():
    domain = "(define (domain d) (:predicates (p)) (:durative-action a :effect (at end (p))))"
    found = nesy.validate(
        nesy.pddl(domain=domain, problem="(define (problem x) (:domain d) (:init (p)) (:goal (p)))"), ""
    )
    assert found.status is PlanStatus.UNKNOWN and ":durative-actions" in str(found)


def random_task(seed):
    """A small task with negations, alternatives and conditional effects."""
    draw = random.Random(seed)
    names = [f"(p{i})" for i in range(4)]

    def literal():
        name = draw.choice(names)
        return name if draw.random() < 0.6 else f"(not {name})"

    actions = []
    for number in range(draw.randint(2, 5)):
        condition = draw.choice([literal(), f"(or {literal()} {literal()})", f"(and {literal()} {literal()})", "()"])
        effects = [literal() for _ in range(draw.randint(1, 3))]
        if draw.random() < 0.5:
            effects.append(f"(when {literal()} {literal()})")
        actions.append(f"(:action a{number} :precondition {condition} :effect (and {' '.join(effects)}))")
    domain = f"(define (domain d) (:requirements :adl) (:predicates {' '.join(names)}) {' '.join(actions)})"
    init = " ".join(n for n in names if draw.random() < 0.4)
    goal = draw.choice([f"(and {literal()} {literal()})", f"(or {literal()} {literal()})"])
    return nesy.pddl(domain=domain, problem=f"(define (problem x) (:domain d) (:init {init}) (:goal {goal}))")


def exhaustive(task):
    """The least number of actions of a plan by trying all, through the validator alone; None if there is none."""
    from nesy.languages.pddl.syntax import PlanStep
    from nesy.proofs.planning.execute import apply, instantiate
    from nesy.proofs.planning.state import Semantics, State

    semantics = Semantics(task)
    steps = [instantiate(task, semantics, PlanStep(a.name)) for a in task.domain.actions]
    front, seen, depth = [frozenset(semantics.initial().atoms)], set(), 0
    while front:
        if any(semantics.holds(task.problem.goal, {}, State(set(atoms), {})) for atoms in front):
            return depth
        following = []
        for atoms in front:
            for instance in steps:
                state = State(set(atoms), {})
                if semantics.holds(instance.action.precondition, {}, state):
                    apply(instance, state, semantics)
                    if frozenset(state.atoms) not in seen:
                        seen.add(frozenset(state.atoms))
                        following.append(frozenset(state.atoms))
        front, depth = following, depth + 1
    return None


@pytest.mark.parametrize("block", range(6))
def test_planner_and_exhaustive_search_agree(block):
    for seed in range(40 * block, 40 * block + 40):
        task = random_task(seed)
        least, result = exhaustive(task), nesy.plan(task, seconds=20, optimal=True, planner="nesy")
        assert (result.status.value == "solved") is (least is not None), seed
        assert least is None or result.plan.cost == least, seed


def test_grounding_prunes_what_cannot_be_reached(kitchen):
    grounded = ground(kitchen)
    names = {operator.name for operator in grounded.task.operators}
    assert "(fill mug)" in names and not any("fill dish" in n or "take stove" in n for n in names)


# --- commands, pages, inputs -------------------------------------------------------------------------


def invoke(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_the_commands(tmp_path):
    found = invoke("plan", *KITCHEN)
    assert found.exit_code == 0 and "(rinse)" in found.output
    (tmp_path / "tea.plan").write_text(found.output)
    assert "valid: " in invoke("validate", *KITCHEN, tmp_path / "tea.plan").output
    (tmp_path / "bad.plan").write_text("(fill mug)")
    wrong = invoke("validate", *KITCHEN, tmp_path / "bad.plan", "--trace")
    assert wrong.exit_code == 1 and "(at mug sink) does not hold; it never did" in wrong.output
    data = json.loads(invoke("plan", *KITCHEN, "--json").output)
    assert data["validation"]["status"] == "valid" and data["plan"]
    assert "flowchart" in invoke("plan", *KITCHEN, "--mermaid").output
    assert "needs" in invoke("plan", *KITCHEN, "--trace").output
    assert invoke("plan", KITCHEN[0]).exit_code == 2
    assert invoke("plan", KITCHEN[0], tmp_path / "none.pddl").exit_code == 2
    page = tmp_path / "plan.html"
    assert invoke("plan", *KITCHEN, "--html", page).exit_code == 0 and "Causal links" in page.read_text()


def test_an_instruction_over_a_scene_is_planned(tmp_path):
    domain = """(define (domain d) (:predicates (on ?x ?y) (at ?x) (graspable ?x) (container ?x) (handempty) (held ?x))
      (:action pick :parameters (?x) :precondition (and (graspable ?x) (handempty)) :effect (and (held ?x) (not (handempty))))
      (:action place :parameters (?x ?y) :precondition (held ?x) :effect (and (on ?x ?y) (handempty) (not (held ?x)))))"""
    scene = tmp_path / "scene.yaml"
    scene.write_text("objects:\n  - cup\n  - table\n")
    result = nesy.plan("Put the cup on the table.", scene=scene, domain=domain)
    assert result.status.value == "solved" and "(on cup table) by step 2" in result.explain()
    assert nesy.plan("Put the spoon on the table.", scene=scene, domain=domain).status.value == "missing"
    with pytest.raises(NotAProblem):
        nesy.plan("Put the cup on the table.")


def test_pages_escape_names():
    page = to_page(
        nesy.plan(blocks("(on <b>a b)", "(table <b>a) (table b) (clear <b>a) (clear b) (empty)", "<b>a b"), seconds=5)
    )
    assert "<b>a" not in page and "&lt;b&gt;a" in page


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(FileMissing):
        nesy.pddl(domain=tmp_path / "d.pddl", problem="(define (problem p) (:goal ()))")
    (tmp_path / "d.pddl").write_text("(define (domain")
    with pytest.raises(ParseError) as caught:
        nesy.pddl(domain=tmp_path / "d.pddl", problem="(define (problem p) (:goal ()))")
    assert "d.pddl" in str(caught.value)
    assert read_plan("(A B)")[0].arguments == ("b",)
