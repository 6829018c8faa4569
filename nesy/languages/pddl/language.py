"""PDDL as a registered language. Entry point ``pddl`` of the group ``nesy.languages``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nesy.errors import BadAnswerFile
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.read import read_domain, read_problem
from nesy.languages.pddl.task import Task

__all__ = ["name", "program_from_json", "program_from_schema"]

name = "pddl"


def program_from_json(data: Mapping[str, Any]) -> Task:
    """The task that ``Task.to_json`` wrote: the texts of its domain and problem.

    Raises:
        BadAnswerFile: if the data holds none.
        ParseError, PlanningError: if the texts are no task.
    """
    domain, problem = data.get("domain"), data.get("problem")
    if not isinstance(domain, str) or not isinstance(problem, str):
        raise BadAnswerFile("this is not a planning task: it has no domain and problem")
    return checked_task(read_domain(domain), read_problem(problem))


program_from_schema = program_from_json
