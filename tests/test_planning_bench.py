"""Figures over planning data: scenarios with gold goals, and problems to solve."""

import json

import pytest
from click.testing import CliRunner

from nesy.apps.cli import main
from nesy.bench.named import run_named
from nesy.bench.planning.sgl import load_scenarios, score_sgl
from nesy.errors import BadDataFile, FileMissing

CUT = """(define (domain cut) (:predicates (carry ?x ?y) (cut ?x ?y) (free ?x) (CUTTABLE ?x) (CUTTOOL ?x))
 (:action pickup :parameters (?x ?y) :precondition (and (CUTTOOL ?x) (free ?y))
  :effect (and (carry ?y ?x) (not (free ?y))))
 (:action cut :parameters (?z ?x ?y) :precondition (and (carry ?y ?x) (CUTTABLE ?z)) :effect (cut ?z ?x)))"""
SCENARIOS = [
    ("Cut the carrot.", "cut carrot knife", ["carrot", "knife"], "right", "planned"),
    ("Cut the carrot.", "cut carrot unknown", ["carrot"], "right", "missing"),
    ("Cut the carrot.", "cut onion knife", ["carrot", "onion", "knife"], "wrong", "planned"),
    ("Do not cut it.", "cut carrot knife", ["carrot", "knife"], "refused", "planned"),
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "domain").mkdir()
    for name in ("clean", "cook", "cut", "delivery", "pick_and_place"):
        (tmp_path / "domain" / f"{name}_domain.pddl").write_text(CUT)
    rows = [
        {"id": f"cut_task/{i}", "instruction": text, "goal": gold, "scene": {"objects": things}}
        for i, (text, gold, things, _, _) in enumerate(SCENARIOS)
    ]
    (tmp_path / "scenarios.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def test_scenarios_are_scored(folder):
    rows = list(score_sgl(load_scenarios(folder)))
    assert [(row.outcome, row.planned) for row in rows] == [tuple(row[3:]) for row in SCENARIOS]


def test_bench_prints_the_figures(folder):
    result = CliRunner().invoke(main, ["bench", "sgl", "--data", str(folder), "--json"])
    figures = json.loads(result.output)
    assert (figures["n"], figures["right"], figures["gold_planned"], figures["gold_failed"]) == (4, 2, 3, 0)


def test_problems_are_solved_refused_or_run_out_of_time(tmp_path):
    (tmp_path / "domain.pddl").write_text(CUT)
    problem = "(define (problem p) (:domain cut) (:objects a b r) (:init (CUTTABLE a) {}) (:goal (cut a b)))"
    (tmp_path / "p1.pddl").write_text(problem.format("(CUTTOOL b) (free r)"))
    (tmp_path / "p2.pddl").write_text(problem.format("(free r)"))
    (tmp_path / "p3.pddl").write_text(problem.format("(frree r)"))
    figures = run_named("ipc", tmp_path, None, 5).to_json()
    assert figures == {"n": 3, "solved": 1, "unsolvable": 1, "limit": 0, "refused": 1, "invalid": 0}


def test_a_set_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("NESY_DATA", str(tmp_path))
    with pytest.raises(FileMissing, match="sgl"):
        run_named("sgl", None, None)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": 1}', '{"id": "fly_task/1", "instruction": "", "goal": "", "scene": {}}']
)
def test_what_is_no_scenario_is_refused(folder, line):
    (folder / "scenarios.jsonl").write_text(line)
    with pytest.raises(BadDataFile, match="line 1"):
        load_scenarios(folder)


def test_recorded_plans_are_judged(tmp_path):
    (tmp_path / "domain.pddl").write_text(CUT)
    problem = "(define (problem p) (:domain cut) (:objects a b r) (:init (CUTTABLE a) (CUTTOOL b) (free r))"
    (tmp_path / "instance-7.pddl").write_text(f"{problem} (:goal (cut a b)))")
    plans = [("(pickup b r)\n(cut a b r)\n", True), ("(cut a b r)", True), ("(cut a b", False), ("", None)]
    rows = [{"instance_id": 7, "extracted_llm_plan": plan, "llm_correct": right} for plan, right in plans]
    (tmp_path / "plans.jsonl").write_text("\n".join(map(json.dumps, rows)))
    figures = run_named("planbench", tmp_path, None).to_json()
    assert {name: figures[name] for name in ("n", "agree", "disagree", "no_recorded_verdict", "valid")} == {
        "n": 4,
        "agree": 2,
        "disagree": 1,
        "no_recorded_verdict": 1,
        "valid": 1,
    }
