"""Recorded plans of language models: verdicts that agree with the recorded ones, and the validator's speed.

    python benchmarks/planning_validation.py --data PATH [--steps 20000]

PATH holds ``*.jsonl``, ``domain.pddl`` and the instances. The speed is that of the recorded plans and
of one long valid plan, with their traces.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import nesy
from nesy.bench.planning.planbench import judge_recorded, load_recorded_plans, planbench_figures
from nesy.languages.pddl.read import read_plan
from nesy.proofs.planning.validate import Validator

DOMAIN = """(define (domain switch) (:requirements :strips :typing :negative-preconditions)
  (:predicates (on ?x - object) (ready))
  (:action up :parameters (?x - object) :precondition (and (ready) (not (on ?x))) :effect (on ?x))
  (:action down :parameters (?x - object) :precondition (and (ready) (on ?x)) :effect (not (on ?x))))"""
PROBLEM = "(define (problem p) (:domain switch) (:objects a b) (:init (ready)) (:goal (not (on a))))"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=20000)
    options = parser.parse_args()
    plans = load_recorded_plans(options.data)
    for verdict in judge_recorded(options.data, plans):
        if verdict.agrees is False:
            print(f"{verdict.plan.place}: recorded {verdict.plan.recorded}, found {verdict.valid}: {verdict.reason}")
    for name, value in planbench_figures(options.data, plans).items():
        print(f"{name:24} {value}")
    print(f"{'long_plan_steps_per_s':24} {_speed(options.steps // 4):.0f}")


def _speed(rounds: int) -> float:
    """Steps of one long plan that are validated in a second of CPU time."""
    validator = Validator(nesy.pddl(domain=DOMAIN, problem=PROBLEM))
    steps = read_plan("(up a)(up b)(down a)(down b)" * rounds)
    begin = time.process_time()
    found = validator.validate(steps)
    seconds = time.process_time() - begin
    return len(found.trace) / seconds


if __name__ == "__main__":
    main()
