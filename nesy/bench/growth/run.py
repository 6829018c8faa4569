"""``nesy bench growth``: streams of tasks with and without a library, and what the grown library can do."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from nesy.bench.growth.arms import ARMS, Arm, Workbench, grow_for, run_arm
from nesy.bench.growth.completions import Completions, read_completions
from nesy.bench.growth.dates import date_needs
from nesy.bench.growth.lists import list_needs
from nesy.bench.growth.need import Need, stream
from nesy.bench.growth.puzzles.answer import answer_puzzles
from nesy.bench.growth.puzzles.generate import generate_puzzles
from nesy.bench.growth.puzzles.guess import guessed_share
from nesy.bench.growth.puzzles.needs import puzzle_needs
from nesy.bench.growth.report import GrowthReport, Skill
from nesy.bench.growth.scenes.answer import answer_questions
from nesy.bench.growth.scenes.needs import scene_needs
from nesy.bench.growth.scenes.question import commonest_share, generate_questions
from nesy.bench.growth.writer import OneReply
from nesy.modules.library import Library
from nesy.modules.record import Module
from nesy.modules.sandbox import Returned
from nesy.modules.types import Json

SEEDS = (1, 2, 3)
TASKS = 240
"""Tasks of a stream."""
FRESH = 2000
"""Fresh puzzles, and questions about scenes, that the grown library answers."""
_BATCH = 100


def run(*, limit: int | None = None, seeds: Sequence[int] = SEEDS) -> GrowthReport:
    """Run all arms over all streams, then answer fresh problems with what the library arm has grown.

    Args:
        limit: tasks of a stream, and fresh problems, at most.
        seeds: of the streams.

    Raises:
        NoSafeSandbox: if no safe sandbox can run modules here.
    """
    began, completions, needs = time.perf_counter(), read_completions(), every_need()
    arms: list[Arm] = []
    skills: list[Skill] = []
    with tempfile.TemporaryDirectory(prefix="nesy-growth-") as scratch:
        for seed in seeds:
            tasks = list(stream(needs, min(TASKS, limit or TASKS), seed))
            for name in ARMS:
                with Workbench(completions, Path(scratch) / f"{name}-{seed}") as bench:
                    if name == "oracle":
                        fill(bench.library, needs, completions)
                    arms.append(run_arm(name, tasks, seed, bench))
                    if name == "library":
                        skills += skills_of(bench.library, seed, min(FRESH, limit or FRESH))
    return GrowthReport(tuple(arms), tuple(skills), time.perf_counter() - began)


def every_need() -> tuple[Need, ...]:
    """The needs of all families."""
    return (*puzzle_needs(), *scene_needs(), *list_needs(), *date_needs())


def fill(library: Library, needs: Sequence[Need], completions: Completions) -> list[str]:
    """Grow a module for every function that is needed, from the replies that are right; the keys, in order.

    Raises:
        AssertionError: if a solution is refused, which is a fault of the benchmark.
    """
    keys = []
    for need, source in solutions(needs, completions):
        (task,) = stream((need,), 1, seed=0)
        grown = grow_for(library, replace(task, doc=need.docs[0]), OneReply(source))
        assert grown.module is not None, f"{need.function}: {grown.reason}"  # noqa: S101 - the benchmark's own fault
        keys.append(grown.module.key)
    return keys


def solutions(needs: Sequence[Need], completions: Completions) -> Iterator[tuple[Need, str]]:
    """One need for each function, the first, with a right source."""
    seen = set()
    for need in needs:
        if need.function not in seen:
            seen.add(need.function)
            yield need, completions.solution(need.function)


def skills_of(library: Library, seed: int, number: int) -> list[Skill]:
    """How many fresh puzzles and questions about scenes the modules of a library answer rightly."""
    return [_puzzle_skill(library, seed, number), _scene_skill(library, seed, number)]


def _puzzle_skill(library: Library, seed: int, number: int) -> Skill:
    modules = _modules(library, puzzle_needs())
    puzzles = generate_puzzles(number, seed=1000 + seed)
    answers = answer_puzzles(puzzles, modules, lambda module, calls: _values(library, module, calls))
    right = sum(answer == puzzle.answer for answer, puzzle in zip(answers, puzzles, strict=True))
    return Skill("puzzles", seed, right, number, len(modules), guessed_share(puzzles))


def _scene_skill(library: Library, seed: int, number: int) -> Skill:
    modules = _modules(library, scene_needs())
    by_name = {module.name: module for module in modules}
    questions = generate_questions(number, seed=1000 + seed)

    def call(function: str, calls: list[list[Json]]) -> list[Json]:
        return _values(library, by_name[function], calls) if function in by_name else [None] * len(calls)

    answers = answer_questions(questions, call)
    right = sum(answer == question.answer for answer, question in zip(answers, questions, strict=True))
    return Skill("scenes", seed, right, number, len(modules), commonest_share(questions))


def _modules(library: Library, needs: Sequence[Need]) -> list[Module]:
    names = {need.function for need in needs}
    return [module for module in library.active() if module.name in names]


def _values(library: Library, module: Module, calls: list[list[Json]]) -> list[Json]:
    parts = [calls[n : n + _BATCH] for n in range(0, len(calls), _BATCH)]
    outcomes = [outcome for part in parts for outcome in library.run(module.key, part)]
    return [outcome.value if isinstance(outcome, Returned) else None for outcome in outcomes]
