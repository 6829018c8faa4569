"""Reads an instruction over a scene into a planning task, by rules or with a language model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nesy.engine.plan_result import PlanningStatus
from nesy.errors import FileMissing
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.syntax import Domain
from nesy.languages.pddl.task import Task
from nesy.translate.planning.domain_vocabulary import vocabulary_of
from nesy.translate.planning.goal import instances, read_goal
from nesy.translate.planning.model import write_goal
from nesy.translate.planning.scene import Scene, read_scene
from nesy.translate.planning.scene_problem import goal_formula, scene_problem
from nesy.translate.planning.view import in_view

if TYPE_CHECKING:
    from nesy.models.base import LanguageModel

_STATUS = {
    "missing": PlanningStatus.MISSING,
    "ambiguous": PlanningStatus.AMBIGUOUS,
    "unread": PlanningStatus.UNREAD,
}


@dataclass(frozen=True, slots=True)
class Instruction:
    """What became of an instruction."""

    status: PlanningStatus
    task: Task | None
    reason: str = ""
    notes: tuple[str, ...] = ()
    attempts: tuple[Any, ...] = ()


def read_instruction(
    instruction: str, scene: str | Path | Scene, domain: Domain, model: LanguageModel | None
) -> Instruction:
    """The task that an instruction asks for, or why there is none.

    Raises:
        FileMissing: if the scene's file cannot be read.
        BadDataFile: if the scene is damaged.
        ModelFailed: if the model gives no samples.
    """
    things = scene if isinstance(scene, Scene) else _scene(scene)
    if model is not None:
        written = write_goal(instruction, things, domain, model)
        fault = written.attempts[-1].fault if written.task is None and written.attempts else ""
        status = PlanningStatus.SOLVED if written.task is not None else PlanningStatus.UNREAD
        return Instruction(status, written.task, fault, (), written.attempts)
    reading = read_goal(instruction, things, vocabulary_of(domain))
    notes = [f"assumed: {a}" for a in reading.assumed] + [f"left out: {i}" for i in reading.ignored]
    if reading.status != "goal":
        listed = {"missing": reading.missing, "ambiguous": reading.candidates}.get(reading.status, ())
        reason = reading.reason or ", ".join(listed)
        return Instruction(_STATUS[reading.status], None, reason, (*notes, *listed))
    seen = in_view(things)
    atoms, taken = instances(reading, seen)
    notes += [f"of several things of the type {kind}, {name} was taken" for kind, name in taken.items()]
    task = checked_task(domain, scene_problem(seen, domain, goal_formula(atoms)))
    return Instruction(PlanningStatus.SOLVED, task, "", tuple(notes))


def _scene(source: str | Path) -> Scene:
    if isinstance(source, str) and "\n" in source:
        return read_scene(source)
    try:
        return read_scene(Path(source).read_text(encoding="utf-8"), str(source))
    except (OSError, UnicodeDecodeError, ValueError) as err:
        raise FileMissing(f"{source} cannot be read: {err}", hint="give the path of a YAML or JSON file") from err
