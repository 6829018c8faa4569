"""From an instruction, a scene and a domain to a planning task, without a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.syntax import Domain
from nesy.languages.pddl.task import Task
from nesy.translate.planning.domain_vocabulary import vocabulary_of
from nesy.translate.planning.goal import GoalReading, instances, read_goal
from nesy.translate.planning.scene import Scene
from nesy.translate.planning.scene_problem import goal_formula, scene_problem
from nesy.translate.planning.view import in_view


@dataclass(frozen=True, slots=True)
class InstructedTask:
    """What an instruction asks for in a scene.

    Args:
        reading: the goal over types of things, or why there is none.
        task: the planning task, or None unless the reading is a goal.
        taken: for each type of which the scene has several things and one is meant, the thing that was taken.
    """

    reading: GoalReading
    task: Task | None = None
    taken: Mapping[str, str] | None = None


def instructed_task(instruction: str, scene: Scene, domain: Domain) -> InstructedTask:
    """Read an instruction and set up its task.

    Args:
        instruction: plain English.
        scene: the things that are there; if it says where the agent is, those in view count.
        domain: the domain.

    Raises:
        PlanningError: if the scene does not fit the domain's types.

    >>> from nesy.languages.pddl.read import read_domain
    >>> from nesy.translate.planning.scene import read_scene
    >>> action = "(:action wash :parameters (?x) :precondition (graspable ?x) :effect (clean ?x))"
    >>> domain = read_domain(f"(define (domain d) (:predicates (graspable ?x) (clean ?x)) {action})")
    >>> found = instructed_task("Wash the cup.", read_scene("objects: [cup, cup]"), domain)
    >>> found.task.problem.goal.operands[0].arguments
    ('cup_1',)
    >>> instructed_task("Wash the pan.", read_scene("objects: [cup]"), domain).reading.missing
    ('pan',)
    """
    reading = read_goal(instruction, scene, vocabulary_of(domain))
    if reading.status != "goal":
        return InstructedTask(reading)
    seen = in_view(scene)
    atoms, taken = instances(reading, seen)
    task = checked_task(domain, scene_problem(seen, domain, goal_formula(atoms)))
    return InstructedTask(reading, task, taken)
