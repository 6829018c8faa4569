"""Answers questions about scenes by calling modules: all questions at once, one step of each at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeAlias

from nesy.bench.growth.scenes.question import SCENE, Argument, Question, Ref
from nesy.modules.types import Json

Calls: TypeAlias = Callable[[str, list[list[Json]]], list[Json]]
"""Calls the function of a name on many lists of arguments; gives None for each that it does not answer."""


def answer_questions(questions: Sequence[Question], call: Calls) -> list[Json]:
    """The answer to each question; None where a call had none.

    Args:
        questions: each with its program.
        call: runs a function.
    """
    given: list[list[Json]] = [[] for _ in questions]
    for level in range(max((len(question.program) for question in questions), default=0)):
        wanted: dict[str, list[int]] = defaultdict(list)
        for n, question in enumerate(questions):
            if level < len(question.program) and None not in _arguments(question, level, given[n]):
                wanted[question.program[level].function].append(n)
        found: dict[int, Json] = {}
        for function, numbers in wanted.items():
            calls = [_arguments(questions[n], level, given[n]) for n in numbers]
            found.update(zip(numbers, call(function, calls), strict=True))
        for n, values in enumerate(given):
            values.append(found.get(n))
    return [values[len(question.program) - 1] for question, values in zip(questions, given, strict=True)]


def _arguments(question: Question, level: int, given: Sequence[Json]) -> list[Json]:
    def value(argument: Argument) -> Json:
        if isinstance(argument, Ref):
            return given[argument.step]
        return question.scene if argument == SCENE else argument

    return [value(argument) for argument in question.program[level].arguments]
