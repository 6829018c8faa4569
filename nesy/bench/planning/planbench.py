"""PlanBench: plans that language models wrote for small worlds, with recorded verdicts (Valmeekam et al., 2023)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nesy.errors import BadDataFile, FileMissing, NesyError
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.read import read_domain, read_plan, read_problem
from nesy.languages.pddl.task import Task
from nesy.proofs.planning.validate import Validator


@dataclass(frozen=True, slots=True)
class RecordedPlan:
    """A model's plan for one instance: where it stands, the plan's text, and the recorded verdict, if there is one."""

    place: str
    instance: str
    plan: str
    recorded: bool | None


@dataclass(frozen=True, slots=True)
class PlanVerdict:
    """A recorded plan with the verdict on it, its reason, the steps that were carried out and the seconds it took."""

    plan: RecordedPlan
    valid: bool
    reason: str
    steps: int
    seconds: float

    @property
    def agrees(self) -> bool | None:
        """Whether the recorded verdict is the same; None if none is recorded."""
        return None if self.plan.recorded is None else self.plan.recorded == self.valid


def load_recorded_plans(folder: Path) -> tuple[RecordedPlan, ...]:
    """The plans in a folder's ``*.jsonl``; their problems are ``instance-<id>.pddl`` beside ``domain.pddl``.

    Raises:
        FileMissing: if there is no such file.
        BadDataFile: if a record is not a recorded plan.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise FileMissing(f"{folder} holds no recorded plans")
    return tuple(
        _plan(line, f"{file.name}, line {number}")
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if line.strip()
    )


def _plan(line: str, place: str) -> RecordedPlan:
    try:
        record = json.loads(line)
        recorded = record["llm_correct"]
        return RecordedPlan(
            place,
            str(record["instance_id"]),
            str(record["extracted_llm_plan"] or ""),
            None if recorded is None else bool(recorded),
        )
    except (ValueError, KeyError, TypeError) as err:
        raise BadDataFile(f"this is no recorded plan: {err}", source_name=place) from err


def judge_recorded(folder: Path, plans: tuple[RecordedPlan, ...]) -> Iterator[PlanVerdict]:
    """Validate each plan.

    Raises:
        FileMissing: if an instance is not there.
    """
    validators: dict[str, Validator] = {}
    for plan in plans:
        if plan.instance not in validators:
            validators[plan.instance] = Validator(_task(folder, plan.instance))
        yield _judge(plan, validators[plan.instance])


def _task(folder: Path, instance: str) -> Task:
    files = [folder / "domain.pddl", folder / f"instance-{instance}.pddl"]
    missing = next((file for file in files if not file.is_file()), None)
    if missing is not None:
        raise FileMissing(f"{missing} is not there")
    domain, problem = (file.read_text(encoding="utf-8") for file in files)
    return checked_task(read_domain(domain), read_problem(problem))


def _judge(plan: RecordedPlan, validator: Validator) -> PlanVerdict:
    try:
        steps = read_plan(plan.plan)
    except NesyError as err:
        return PlanVerdict(plan, False, err.message, 0, 0.0)
    begin = time.perf_counter()
    found = validator.validate(steps)
    return PlanVerdict(plan, bool(found), str(found), len(found.trace), time.perf_counter() - begin)


def planbench_figures(folder: Path, plans: tuple[RecordedPlan, ...]) -> dict[str, float]:
    """How many verdicts agree with the recorded ones, and how many steps are validated in a second."""
    verdicts = list(judge_recorded(folder, plans))
    seconds = sum(verdict.seconds for verdict in verdicts)
    agree = [verdict.agrees for verdict in verdicts]
    return {
        "n": len(verdicts),
        "agree": agree.count(True),
        "disagree": agree.count(False),
        "no_recorded_verdict": agree.count(None),
        "valid": sum(verdict.valid for verdict in verdicts),
        "steps_per_second": round(sum(verdict.steps for verdict in verdicts) / max(seconds, 1e-9)),
    }
