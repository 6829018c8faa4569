"""Reads an instruction over a scene into a planning task, by rules or with a language model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nesy.engine.plan_result import PlanningStatus
from nesy.errors import FileMissing, NotAProblem
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.syntax import Domain
from nesy.languages.pddl.task import Task
from nesy.translate.planning.domain_vocabulary import vocabulary_of
from nesy.translate.planning.goal import instances, read_goal
from nesy.translate.planning.model import write_goal, write_problem
from nesy.translate.planning.scene import Scene, read_scene
from nesy.translate.planning.scene_problem import goal_formula, left_out, scene_problem
from nesy.translate.planning.view import in_view
from nesy.translate.planning.vote import most_agreed
from nesy.translate.planning.writer import USUAL, PlanningTranslation, Sampling

if TYPE_CHECKING:
    from nesy.models.base import LanguageModel

MAX_NOTES = 10
"""Parts of a scene that are named as left out."""
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
    instruction: str,
    scene: str | Path | Scene | None,
    domain: Domain,
    model: LanguageModel | None,
    samples: int = 1,
    sampling: Sampling = USUAL,
) -> Instruction:
    """The task that an instruction asks for, or why there is none.

    Args:
        instruction: plain words; they say what is there, too, if there is no scene.
        scene: the things that are there; without it, a model is needed.
        domain: the domain.
        model: writes the goal, or the whole problem if there is no scene; without it, rules read the instruction.
        samples: how often the model writes; the task that most samples say counts.
        sampling: how it is asked.

    Raises:
        FileMissing: if the scene's file cannot be read.
        BadDataFile: if the scene is damaged.
        ModelFailed: if the model gives no samples.
        NotAProblem: if there is neither a scene nor a model.
    """
    if scene is None:
        if model is None:
            message = "an instruction is planned for in a scene, or a model writes the whole problem"
            raise NotAProblem(message, hint="pass scene= or model=, or read a task with nesy.pddl")
        return _written(lambda s: write_problem(instruction, domain, model, s), samples, sampling)
    things = scene if isinstance(scene, Scene) else _scene(scene)
    if model is not None:
        return _written(lambda s: write_goal(instruction, things, domain, model, s), samples, sampling)
    reading = read_goal(instruction, things, vocabulary_of(domain))
    notes = [f"the domain has no predicate for: {said}" for said in left_out(things, domain)[:MAX_NOTES]]
    notes += [f"assumed: {a}" for a in reading.assumed] + [f"left out: {i}" for i in reading.ignored]
    if reading.status != "goal":
        listed = {"missing": reading.missing, "ambiguous": reading.candidates}.get(reading.status, ())
        reason = reading.reason or ", ".join(listed)
        return Instruction(_STATUS[reading.status], None, reason, (*notes, *listed))
    seen = in_view(things)
    atoms, taken = instances(reading, seen)
    notes += [f"of several things of the type {kind}, {name} was taken" for kind, name in taken.items()]
    task = checked_task(domain, scene_problem(seen, domain, goal_formula(atoms)))
    return Instruction(PlanningStatus.SOLVED, task, "", tuple(notes))


def _written(write: Callable[[Sampling], PlanningTranslation], samples: int, sampling: Sampling) -> Instruction:
    """What most of a model's samples say; each is drawn from a seed of its own."""
    seeds = range(sampling.seed or 0, (sampling.seed or 0) + samples)
    found = [write(replace(sampling, seed=seed) if samples > 1 else sampling) for seed in seeds]
    attempts = tuple(attempt for one in found for attempt in one.attempts)
    tasks = [one.task for one in found if one.task is not None]
    if not tasks:
        return Instruction(PlanningStatus.UNREAD, None, attempts[-1].fault, (), attempts)
    task, votes = (tasks[0], 1) if samples == 1 else most_agreed(tasks)
    notes = () if samples == 1 else (f"{votes} of {samples} samples say this task",)
    return Instruction(PlanningStatus.SOLVED, task, "", notes, attempts)


def _scene(source: str | Path) -> Scene:
    if isinstance(source, str) and "\n" in source:
        return read_scene(source)
    try:
        return read_scene(Path(source).read_text(encoding="utf-8"), str(source))
    except (OSError, UnicodeDecodeError, ValueError) as err:
        raise FileMissing(f"{source} cannot be read: {err}", hint="give the path of a YAML or JSON file") from err
