"""Twenty tasks without a plan and twenty contradictory goals: each is proved to be so, and the explanation is right."""

from __future__ import annotations

from pathlib import Path

import pytest

import nesy

DOMAIN = Path(__file__).parent / "fixtures" / "planning" / "trucks-domain.pddl"
START = "(at van a) (at box a) (at bag b) (road a b) (road b a) (empty van) (fuel van)"
OBJECTS = "a b c - place van - truck box bag - parcel"


def explained(goal: str, init: str, objects: str) -> str:
    """The explanation of a task that is proved to have no plan."""
    problem = f"(define (problem p) (:domain trucks) (:objects {objects}) (:init {init}) (:goal {goal}))"
    result = nesy.plan(nesy.pddl(domain=DOMAIN, problem=problem), seconds=20, planner="nesy")
    assert result.status.value == "unsolvable" and result.plan is None
    return result.explain()


def without(*facts: str) -> str:
    """The usual start without some facts."""
    start = START
    for fact in facts:
        assert fact in start
        start = start.replace(fact, "")
    return start


# A goal that cannot be reached, the start, and what the explanation says.
UNSOLVABLE = [
    ("(at van c)", START, ["(at van c) never holds", "(drive van ?p c) would give it, and lacks (road ?p c)"]),
    ("(at box c)", START, ["(unload box ?t c) would give it, and lacks (at ?t c)"]),
    ("(at box b)", without("(fuel van)"), ["(unload box ?t b) would give it, and lacks (at ?t b)"]),
    ("(at box b)", f"{START} (broken van)", ["(unload box ?t b) would give it, and lacks (at ?t b)"]),
    ("(at box b)", without("(road a b)"), ["(unload box ?t b) would give it, and lacks (at ?t b)"]),
    ("(in box van)", without("(empty van)"), ["(load box van ?p) would give it, and lacks (empty van)"]),
    ("(in box van)", without("(at box a)"), ["(load box van ?p) would give it, and lacks (at box ?p)"]),
    ("(in box van)", without("(at van a)"), ["(load box van ?p) would give it, and lacks (at van ?p)"]),
    ("(in bag van)", without("(fuel van)"), ["(load bag van ?p) would give it", "never holds with these objects"]),
    ("(sealed box)", without("(empty van)"), ["(seal box ?t) would give it, and lacks (in box ?t)"]),
    ("(empty van)", without("(empty van)"), ["(unload ?x van ?p) would give it, and lacks (in ?x van)"]),
    ("(at bag a)", without("(road b a)"), ["(at bag a) never holds in a state that can be reached"]),
    ("(broken van)", START, ["(broken van) never holds: it does not hold at first, and no action gives it"]),
    ("(road a c)", START, ["(road a c) never holds: it does not hold at first, and no action gives it"]),
    ("(not (fuel van))", START, ["(fuel van) holds at first, and no action deletes it"]),
    ("(not (sealed bag))", f"{START} (sealed bag)", ["(sealed bag) holds at first, and no action deletes it"]),
    ("(or (broken van) (at van c))", START, ["no alternative of (or (broken van) (at van c))", "lacks (road ?p c)"]),
    ("(exists (?x - parcel) (at ?x c))", START, ["no alternative of (or (at box c) (at bag c)) can hold"]),
    ("(forall (?p - place) (at van ?p))", without("(road a b)"), ["(at van b) never holds", "(at van c) never holds"]),
    ("(and (at box b) (at van c))", START, ["(at van c) never holds", "lacks (road ?p c)"]),
]

# A goal whose parts exclude each other, and what the explanation says.
CONTRADICTORY = [
    ("(and (at box a) (at box b))", "(at box a) and (at box b) never hold together"),
    ("(and (at van a) (at van b))", "(at van a) and (at van b) never hold together"),
    ("(and (in box van) (empty van))", "(empty van) and (in box van) never hold together"),
    ("(and (in box van) (in bag van))", "(in bag van) and (in box van) never hold together"),
    ("(and (at box a) (in box van))", "(at box a) and (in box van) never hold together"),
    ("(forall (?x - parcel) (in ?x van))", "(in bag van) and (in box van) never hold together"),
    ("(and (at box b) (exists (?t - truck) (in box ?t)))", "(at box b) and (in box van) never hold together"),
    ("(and (at bag a) (sealed bag) (at bag b))", "(at bag a) and (at bag b) never hold together"),
    ("(and (at van b) (at box b) (in box van))", "(at box b) and (in box van) never hold together"),
    ("(and (at van a) (not (at van a)))", "(at van a) and (not (at van a)) contradict each other"),
    ("(and (in box van) (not (in box van)))", "(in box van) and (not (in box van)) contradict each other"),
    ("(and (sealed box) (not (or (at box b) (sealed box))))", "(sealed box) and (not (sealed box)) contradict"),
    ("(and (at box b) (forall (?p - place) (not (at box ?p))))", "(at box b) and (not (at box b)) contradict"),
    ("(and (empty van) (forall (?t - truck) (not (empty ?t))))", "(empty van) and (not (empty van)) contradict"),
    ("(and (at box a) (at bag a) (or (not (at box a)) (not (at bag a))))", "(at box a) and (at bag a) rule out (or"),
    ("(and (sealed box) (imply (sealed box) (at box c)))", "(sealed box) rules out (or (not (sealed box)) (at box c))"),
    ("(and (not (at box a)) (not (at box b)) (exists (?p - place) (at box ?p)))", "rule out (or (at box a) (at box b)"),
    ("(not (= box box))", "(not (= box box)) never holds: an object is itself"),
    ("(= box bag)", "(= box bag) never holds: these are two objects"),
    ("(exists (?x ?y - truck) (and (not (= ?x ?y)) (at ?x a) (at ?y b)))", "(not (= van van)) never holds"),
]


def test_there_are_twenty_of_each() -> None:
    assert len(set(map(str, UNSOLVABLE))) == 20 and len({goal for goal, _ in CONTRADICTORY}) == 20


@pytest.mark.parametrize(
    ("goal", "init", "why"), UNSOLVABLE, ids=[f"{goal}-{i}" for i, (goal, *_) in enumerate(UNSOLVABLE)]
)
def test_a_task_without_a_plan_is_explained(goal: str, init: str, why: list[str]) -> None:
    told = explained(goal, init, OBJECTS)
    for part in why:
        assert part in told
    assert "contradict" not in told and "together" not in told and "GOAL" not in told


@pytest.mark.parametrize(("goal", "why"), CONTRADICTORY, ids=[goal for goal, _ in CONTRADICTORY])
def test_a_contradictory_goal_is_explained(goal: str, why: str) -> None:
    told = explained(goal, START, OBJECTS)
    assert why in told and "GOAL" not in told


def test_each_part_of_a_contradiction_can_be_had_alone() -> None:
    for goal in ("(at box a)", "(at box b)", "(in box van)", "(sealed box)", "(at bag a)", "(not (at van a))"):
        problem = f"(define (problem p) (:domain trucks) (:objects {OBJECTS}) (:init {START}) (:goal {goal}))"
        assert nesy.plan(nesy.pddl(domain=DOMAIN, problem=problem), seconds=20).plan is not None


def test_a_goal_that_is_too_large_to_explain_is_still_proved() -> None:
    many = " ".join(f"p{i}" for i in range(80))
    told = explained("(forall (?p ?q - place) (or (road ?p ?q) (= ?p ?q)))", START, f"{many} {OBJECTS}")
    assert "the goal cannot be reached" in told
