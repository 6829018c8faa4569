"""Symbolic Goal Learning: instructions over scenes with gold goals (Xu et al., 2022)."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final, Literal

from nesy.errors import BadDataFile, FileMissing, NesyError
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.read import read_domain
from nesy.languages.pddl.syntax import Domain
from nesy.proofs.planning.validate import validate
from nesy.provers.planning.grounding.ground import ground
from nesy.provers.planning.search import solve
from nesy.translate.planning.domain_vocabulary import vocabulary_of
from nesy.translate.planning.goal import UNKNOWN, GoalReading, instances, read_goal
from nesy.translate.planning.scene import Scene, scene_of
from nesy.translate.planning.scene_problem import goal_formula, scene_problem
from nesy.translate.planning.view import in_view

DOMAIN_OF: Final[Mapping[str, str]] = {
    "clean_task": "clean",
    "cook_task": "cook",
    "cut_task": "cut",
    "object_delivery": "delivery",
    "pick_n_place": "pick_and_place",
}
"""The domain of each family of scenarios, by the first part of their ids."""
Outcome = Literal["right", "wrong", "refused", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """An instruction, the scene it is given in, the gold goal over types of things, and the domain."""

    id: str
    instruction: str
    scene: Scene
    gold: tuple[str, ...]
    domain: Domain


@dataclass(frozen=True, slots=True)
class SglRow:
    """What became of one scenario.

    Args:
        scenario: the scenario.
        reading: the goal that was read from the instruction, without a model.
        outcome: how it compares with the gold goal.
        planned: ``planned`` if the gold goal was reached by a plan that was checked, ``missing`` if it needs a thing
            that is not there, otherwise what went wrong.
        seconds: the time from the gold goal to the checked plan.
    """

    scenario: Scenario
    reading: GoalReading
    outcome: Outcome
    planned: str
    seconds: float


def load_scenarios(folder: Path) -> tuple[Scenario, ...]:
    """The scenarios of a folder with ``scenarios.jsonl`` and ``domain/*_domain.pddl``.

    Raises:
        FileMissing: if a file is not there.
        BadDataFile: if a record is not a scenario.
    """
    domains = {
        family: read_domain(_text(folder / "domain" / f"{name}_domain.pddl")) for family, name in DOMAIN_OF.items()
    }
    lines = _text(folder / "scenarios.jsonl").splitlines()
    return tuple(_scenario(line, number, domains) for number, line in enumerate(lines, 1) if line.strip())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as err:
        raise FileMissing(f"{path} cannot be read: {err.strerror}") from err


def _scenario(line: str, number: int, domains: Mapping[str, Domain]) -> Scenario:
    place = f"scenarios.jsonl, line {number}"
    try:
        record = json.loads(line)
        name, instruction = str(record["id"]), str(record["instruction"])
        gold, domain = tuple(str(record["goal"]).split()), domains[name.partition("/")[0]]
        return Scenario(name, instruction, scene_of(record["scene"], place), gold, domain)
    except (ValueError, KeyError, TypeError) as err:
        raise BadDataFile(f"this is no scenario: {err}", source_name=place) from err


def score_sgl(scenarios: tuple[Scenario, ...]) -> Iterator[SglRow]:
    """Read each instruction and plan for each gold goal."""
    for scenario in scenarios:
        reading = read_goal(scenario.instruction, scenario.scene, vocabulary_of(scenario.domain))
        begin = time.perf_counter()
        planned = _plan(scenario)
        yield SglRow(scenario, reading, _outcome(reading, scenario.gold), planned, time.perf_counter() - begin)


def _outcome(reading: GoalReading, gold: tuple[str, ...]) -> Outcome:
    if reading.status == "ambiguous":
        return "ambiguous"
    if reading.status == "unread":
        return "refused"
    return "right" if reading.atoms == (gold,) else "wrong"


def _plan(scenario: Scenario) -> str:
    if UNKNOWN in scenario.gold:
        return "missing"
    scene = in_view(scenario.scene)
    goal, _ = instances(GoalReading("goal", (scenario.gold,)), scene)
    try:
        task = checked_task(scenario.domain, scene_problem(scene, scenario.domain, goal_formula(goal)))
        grounded = ground(task)
    except NesyError as err:
        return err.message
    found = solve(grounded.task, seconds=5)
    if found.status != "solved":
        return found.reason
    validation = validate(task, grounded.plan(found.operators))
    return "planned" if validation else str(validation)


def sgl_figures(rows: tuple[SglRow, ...]) -> dict[str, float]:
    """Counts of outcomes, the share of right goals, planned gold goals, and the median milliseconds of a plan."""
    outcomes = Counter(row.outcome for row in rows)
    planned = Counter(row.planned for row in rows)
    return {
        "n": len(rows),
        **{name: outcomes[name] for name in ("right", "wrong", "refused", "ambiguous")},
        "right_share": round(outcomes["right"] / max(1, len(rows)), 3),
        "gold_planned": planned["planned"],
        "gold_missing": planned["missing"],
        "gold_failed": len(rows) - planned["planned"] - planned["missing"],
        "median_ms": round(1000 * median(row.seconds for row in rows if row.planned != "missing"), 2),
    }
