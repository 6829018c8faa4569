"""The arms of the growth benchmark: what becomes of a stream of tasks with and without a library."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nesy.bench.growth.completions import Completions, Reply
from nesy.bench.growth.need import Task
from nesy.bench.growth.writer import RecordedWriter
from nesy.models.base import LanguageModel
from nesy.modules.grow import Grown, Workshop, write_module
from nesy.modules.library import Library
from nesy.modules.record import Module
from nesy.modules.sandbox import Program, Sandbox, needed_tier, open_sandbox
from nesy.modules.signature import parse_signature
from nesy.modules.verify.check import Contract, Demands
from nesy.modules.verify.judge import judge

ARMS = ("no library", "library", "frozen", "oracle")
DEMANDS = Demands(lower_bound=0.85)
"""A lower bound that 30 right answers out of 30 reach, and 29 of 30 do not."""
FRESH = 60
"""Cases by chance that a module is judged by after it was admitted."""
ROUNDS = 3
"""Rounds of repair."""
_FIRST_PART = 5
"""The frozen library learns from the first fifth of the tasks."""


@dataclass(frozen=True, slots=True)
class Served:
    """What became of a task."""

    need: str
    status: str
    """``admitted``, ``reused`` or ``rejected``."""
    right: bool
    """Whether the module gives what it should on fresh cases."""
    calls: int
    """Calls of the model."""
    modules: int
    """Modules in the library after the task."""


@dataclass(slots=True)
class Arm:
    """A run of one arm over one stream.

    Args:
        name: one of :data:`ARMS`.
        seed: of the stream.
    """

    name: str
    seed: int
    served: list[Served] = field(default_factory=list)
    offered: Counter[str] = field(default_factory=Counter)
    """Replies by their kind."""
    taken: Counter[str] = field(default_factory=Counter)
    """Replies that were admitted, by their kind."""

    def count(self, grown: Grown, replies: Sequence[Reply]) -> None:
        """Count what was said and, if the last of it was admitted, that."""
        self.offered.update(reply.kind for reply in replies)
        if grown.status == "admitted":
            self.taken[replies[-1].kind] += 1

    @property
    def accuracy(self) -> float:
        """The share of tasks that were served rightly."""
        return sum(s.right for s in self.served) / max(1, len(self.served))

    @property
    def reuse(self) -> float:
        """The share of tasks after the first fifth that were served rightly with no call of the model."""
        later = self.served[len(self.served) // _FIRST_PART :]
        return sum(s.right and s.status == "reused" and not s.calls for s in later) / max(1, len(later))

    @property
    def calls(self) -> int:
        """Calls of the model."""
        return sum(s.calls for s in self.served)

    @property
    def wrongly_admitted(self) -> tuple[int, int]:
        """Modules that were admitted and are wrong on fresh cases, and all that were admitted."""
        admitted = [s for s in self.served if s.status == "admitted"]
        return sum(not s.right for s in admitted), len(admitted)


class Workbench:
    """Where tasks are served: a writer, a library and the sandboxes. Close it after use, or use ``with``.

    Args:
        completions: what the writer may say.
        folder: an empty folder for the library.
    """

    def __init__(self, completions: Completions, folder: Path) -> None:
        self.writer = RecordedWriter(completions)
        self.library = Library(folder, below=())
        self._sandboxes: dict[str, Sandbox] = {}

    def sandbox(self, source: str) -> Sandbox:
        """The sandbox that a source needs."""
        tier = needed_tier(source)
        if tier not in self._sandboxes:
            self._sandboxes[tier] = open_sandbox(tier)
        return self._sandboxes[tier]

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, *error: object) -> None:
        self.library.close()
        for sandbox in self._sandboxes.values():
            sandbox.close()

    def serve(self, task: Task, seed: str, *, reuse: bool, keep: bool) -> Grown:
        """A module for a task.

        Args:
            task: what is wanted.
            seed: what the writer's replies depend on.
            reuse: look into the library first.
            keep: let the library keep what is admitted.
        """
        signature = parse_signature(task.need.head)
        self.writer.begin(signature, seed)
        if keep:
            return grow_for(self.library, task, self.writer)
        found = grow_for(self.library, task, None) if reuse else None
        if found is not None and found.module is not None:
            return found
        contract = Contract(signature, task.cases, task.held_out, task.need.properties)
        load = self.library.store.load
        shop = Workshop(self.writer, self.sandbox, lambda _: None, load, demands=DEMANDS, rounds=ROUNDS)
        return write_module(contract, task.doc, shop)

    def is_right(self, module: Module, task: Task, seed: str) -> bool:
        """Whether a module gives on fresh cases what the task's need asks for."""
        fresh = task.need.cases(random.Random(f"fresh {seed}"), FRESH)  # noqa: S311 - cases, not secrets
        calls = [list(case.inputs) for case in fresh]
        outcomes = self.sandbox(module.source).run(Program(module.source, module.name), calls)
        return all(
            judge(case, outcome, module.signature) == "right" for case, outcome in zip(fresh, outcomes, strict=True)
        )


def grow_for(library: Library, task: Task, writer: LanguageModel | None) -> Grown:
    """What the library has for a task, or what the writer adds to it."""
    return library.grow(
        task.need.head,
        doc=task.doc,
        cases=task.cases,
        held_out=task.held_out,
        properties=task.need.properties,
        model=writer,
        demands=DEMANDS,
        rounds=ROUNDS,
    )


def run_arm(name: str, tasks: Sequence[Task], seed: int, bench: Workbench) -> Arm:
    """Serve the tasks one after the other.

    Args:
        name: one of :data:`ARMS`.
        tasks: the stream.
        seed: of the stream.
        bench: with an empty library; for ``oracle``, one that has a module for every need.

    Returns:
        The arm, with what became of each task.
    """
    arm = Arm(name, seed)
    for number, task in enumerate(tasks):
        learns = name == "library" or (name == "frozen" and number < len(tasks) // _FIRST_PART)
        grown = bench.serve(task, f"{seed}-{number}", reuse=name != "no library", keep=learns)
        arm.count(grown, bench.writer.replies)
        right = grown.module is not None and bench.is_right(grown.module, task, f"{seed}-{number}")
        size = sum(1 for _ in bench.library.store.keys())  # noqa: SIM118 - a store is no mapping
        arm.served.append(Served(task.need.name, grown.status, right, len(bench.writer.replies), size))
    return arm
