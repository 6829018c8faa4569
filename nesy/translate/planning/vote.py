"""Samples of a model compared by what they mean: the task that most of them say."""

from __future__ import annotations

from collections.abc import Sequence

from nesy.languages.pddl.task import Task
from nesy.translate.planning.compare import same_task


def most_agreed(tasks: Sequence[Task], *, seconds: float = 2.0) -> tuple[Task, int]:
    """The first task of the largest group of tasks that are the same up to names, and the size of that group.

    Tasks of which that cannot be found out, such as those with alternatives in the goal, are the same only if their
    facts and goals are equal.

    Args:
        tasks: tasks of one domain, one at least.
        seconds: wall-clock limit of each step of a comparison.

    >>> from nesy.languages.pddl.check import checked_task
    >>> from nesy.languages.pddl.read import read_domain, read_problem
    >>> domain = read_domain("(define (domain d) (:predicates (p ?x)) (:action a :parameters (?x) :effect (p ?x)))")
    >>> texts = ("(:objects a b) (:goal (p a))", "(:objects c) (:goal (p c))", "(:objects u v) (:goal (p v))")
    >>> tasks = [checked_task(domain, read_problem(f"(define (problem q) (:domain d) {text})")) for text in texts]
    >>> task, votes = most_agreed(tasks)
    >>> task is tasks[0], votes
    (True, 2)
    """
    groups: list[list[Task]] = []
    for task in tasks:
        home = next((group for group in groups if _agree(group[0], task, seconds)), None)
        if home is None:
            groups.append([task])
        else:
            home.append(task)
    largest = max(groups, key=len)
    return largest[0], len(largest)


def _agree(first: Task, second: Task, seconds: float) -> bool:
    return _content(first) == _content(second) or same_task(first, second, seconds=seconds) is True


def _content(task: Task) -> tuple[object, ...]:
    problem = task.problem
    return frozenset(task.objects.items()), frozenset(problem.initial), frozenset(problem.values), problem.goal
