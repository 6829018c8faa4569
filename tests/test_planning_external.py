"""External planners: plans, claims, limits, and no process left behind."""

import subprocess
import time

import pytest

from nesy.errors import NesyError, ProverFailed, Unsupported
from nesy.provers.planning.choice import choose_planner
from nesy.provers.planning.fast_downward import fast_downward_driver, run_fast_downward
from nesy.provers.planning.foreign import plan_steps
from nesy.provers.planning.unified import run_unified

DOMAIN = """(define (domain ferry) (:requirements :strips) (:predicates (at ?x) (edge ?x ?y))
 (:action move :parameters (?x ?y) :precondition (and (at ?x) (edge ?x ?y)) :effect (and (at ?y) (not (at ?x)))))"""
PROBLEM = """(define (problem p) (:domain ferry) (:objects a b c)
 (:init (at a) (edge a b) (edge b c)) (:goal (at {goal})))"""
PLAN = ("(move a b)", "(move b c)")

needs_fast_downward = pytest.mark.skipif(fast_downward_driver() is None, reason="needs pip install 'nesy[planning]'")


@needs_fast_downward
@pytest.mark.parametrize("how", [{}, {"optimal": True}, {"anytime": True}])
def test_fast_downward_finds_the_plan(how):
    result = run_fast_downward(DOMAIN, PROBLEM.format(goal="c"), seconds=20, **how)
    assert (result.status, result.steps, result.optimal) == ("solved", PLAN, "optimal" in how)
    assert "Solution found" in result.output


@needs_fast_downward
def test_fast_downward_reports_an_unreachable_goal():
    problem = PROBLEM.format(goal="a").replace("(at a) (edge a b)", "(at b)")
    assert run_fast_downward(DOMAIN, problem, seconds=20).status == "unsolvable"


@needs_fast_downward
@pytest.mark.parametrize("domain", ["(define (domain x", "", DOMAIN.replace("(at ?y)", "(nowhere ?y)")])
def test_what_fast_downward_rejects_is_an_error(domain):
    with pytest.raises(ProverFailed, match="Fast Downward exited with"):
        run_fast_downward(domain, PROBLEM.format(goal="c"), seconds=20)


@needs_fast_downward
def test_fast_downward_stops_at_its_limit_and_leaves_nothing():
    n = 40
    objects = " ".join(f"d{i}" for i in range(n))
    domain = "(define (domain lamps) (:predicates (on ?x) (never ?x) (p)) "
    domain += "(:action flip :parameters (?x) :precondition (and) :effect (on ?x)) "
    domain += "(:action drop :parameters (?x) :precondition (on ?x) :effect (not (on ?x))) "
    domain += "(:action win :parameters (?x ?y) :precondition (and (on ?x) (never ?y)) :effect (p))"
    domain += "(:action brew :parameters (?x ?y) :precondition (and (on ?x) (on ?y)) "
    domain += ":effect (and (never ?x) (not (on ?x)) (not (never ?y)))))"
    problem = f"(define (problem q) (:domain lamps) (:objects {objects}) (:init) (:goal (and (p) "
    problem += " ".join(f"(never d{i}) (on d{i})" for i in range(n)) + ")))"
    begin = time.monotonic()
    result = run_fast_downward(domain, problem, seconds=1, optimal=True)
    assert result.status == "limit" and time.monotonic() - begin < 10
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "nesy-fd-" not in running


@pytest.mark.slow
def test_unified_planning_engines():
    pytest.importorskip("unified_planning", reason="needs pip install 'nesy[planning]'")
    result = run_unified("fast-downward", DOMAIN, PROBLEM.format(goal="c"), seconds=60)
    assert (result.status, result.steps) == ("solved", PLAN)
    with pytest.raises(Unsupported, match="nonesuch"):
        run_unified("nonesuch", DOMAIN, PROBLEM.format(goal="c"), seconds=60)
    assert run_unified("fast-downward", DOMAIN, PROBLEM.format(goal="c"), seconds=0.05).status == "limit"


CHOICES = [
    ({":strips"}, 100, {}, "nesy"),
    ({":conditional-effects"}, 100, {"fast_downward": True}, "nesy"),
    ({":strips"}, 1_000_000, {"fast_downward": True}, "fast-downward"),
    ({":strips"}, 1_000_000, {}, "nesy"),
    ({":strips"}, 5_000, {"optimal": True, "fast_downward": True}, "fast-downward"),
    ({":conditional-effects"}, 5_000, {"optimal": True, "fast_downward": True}, "nesy"),
    ({":derived-predicates"}, 100, {"fast_downward": True}, "nesy"),
    ({":derived-predicates"}, 5_000, {"optimal": True, "fast_downward": True}, "nesy"),
]


@pytest.mark.parametrize(("features", "size", "how", "planner"), CHOICES)
def test_the_choice_follows_features_and_size(features, size, how, planner):
    choice = choose_planner(features, size, **how)
    assert choice.planner == planner and choice.reason


@pytest.mark.parametrize("feature", [":numeric-fluents", ":durative-actions", ":preferences"])
def test_what_nothing_supports_is_refused_by_name(feature):
    with pytest.raises(NesyError, match=feature):
        choose_planner({":strips", feature}, 10)


def test_comments_are_no_steps():
    assert plan_steps("; cost = 2\n(A b) ; first\n\n") == ("(a b)",)
