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
from nesy.bench.growth.puzzles.needs import puzzle_needs
from nesy.bench.growth.report import GrowthReport
from nesy.bench.growth.scenes.needs import scene_needs
from nesy.bench.growth.skills import Skill, puzzle_skill, scene_skill
from nesy.bench.growth.writer import OneReply
from nesy.modules.library import Library

SEEDS = (1, 2, 3)
TASKS = 240
"""Tasks of a stream."""
FRESH = 2000
"""Fresh puzzles, and questions about scenes, that the grown library answers."""


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
                        number = min(FRESH, limit or FRESH)
                        skills += [puzzle_skill(bench, seed, number), scene_skill(bench, seed, number)]
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
