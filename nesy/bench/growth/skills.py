"""What a grown library can do: it practises on problems, grows what they lack, and then answers fresh ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from nesy.bench.growth.arms import Workbench
from nesy.bench.growth.need import Need, stream
from nesy.bench.growth.puzzles.answer import answer_puzzles
from nesy.bench.growth.puzzles.generate import generate_puzzles
from nesy.bench.growth.puzzles.guess import guessed_share
from nesy.bench.growth.puzzles.needs import puzzle_needs
from nesy.bench.growth.scenes.answer import answer_questions
from nesy.bench.growth.scenes.needs import scene_needs
from nesy.bench.growth.scenes.question import commonest_share, generate_questions
from nesy.modules.library import Library
from nesy.modules.record import Module
from nesy.modules.sandbox import Returned
from nesy.modules.types import Json

PRACTICE = 200
"""Problems of a family that the library may practise on; none of them is among the fresh ones."""
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Skill:
    """How a grown library does on fresh problems of a family."""

    family: str
    seed: int
    right: int
    problems: int
    modules: int
    """Modules of the family in the library."""
    chance: float
    """The share that is right for one who looks at the choices alone, or always gives the commonest answer."""
    before: int
    """Problems that are right without what the practice has added."""
    practised: tuple[str, ...] = ()
    """Functions that no task of the stream had asked for and that problems of the practice called for."""
    calls: int = 0
    """Calls of the model for them."""


@dataclass(slots=True)
class Practice:
    """The modules by the functions that they serve, and what growing the missing ones took."""

    modules: dict[str, Module]
    grown: list[str] = field(default_factory=list)
    calls: int = 0


def practise(bench: Workbench, wanted: Sequence[str], needs: Sequence[Need], seed: int) -> Practice:
    """Ask the library for every function that problems call and that it has no module of.

    Args:
        bench: with the library.
        wanted: the functions that the problems call.
        needs: what tasks ask for.
        seed: of the tasks.
    """
    names = {need.function for need in needs}
    done = Practice({module.name: module for module in bench.library.active() if module.name in names})
    for function in sorted(set(wanted) - set(done.modules)):
        (task,) = stream(tuple(need for need in needs if need.function == function), 1, seed)
        served = bench.serve(task, f"practice {seed}-{function}", reuse=True, keep=True)
        done.grown.append(function)
        done.calls += len(bench.writer.replies)
        if served.module is not None:
            done.modules[function] = served.module
    return done


def puzzle_skill(bench: Workbench, seed: int, number: int) -> Skill:
    """How many fresh puzzles the library's modules answer rightly."""
    wanted = [rule for puzzle in generate_puzzles(PRACTICE, seed=2000 + seed) for _, rule in puzzle.rules]
    done = practise(bench, wanted, needs := puzzle_needs(), seed)
    puzzles = generate_puzzles(number, seed=1000 + seed)

    def right(modules: Sequence[Module]) -> int:
        answers = answer_puzzles(puzzles, modules, lambda module, calls: _values(bench.library, module, calls))
        return sum(answer == puzzle.answer for answer, puzzle in zip(answers, puzzles, strict=True))

    family = _family(bench.library, needs, done.modules)
    return _skill("puzzles", seed, number, done, family, right, guessed_share(puzzles))


def scene_skill(bench: Workbench, seed: int, number: int) -> Skill:
    """How many fresh questions about scenes the library's modules answer rightly."""
    wanted = [step.function for question in generate_questions(PRACTICE, seed=2000 + seed) for step in question.program]
    done = practise(bench, wanted, needs := scene_needs(), seed)
    questions = generate_questions(number, seed=1000 + seed)

    def right(modules: Sequence[Module]) -> int:
        serving = {function: module for function, module in done.modules.items() if module in modules}

        def call(function: str, calls: list[list[Json]]) -> list[Json]:
            return _values(bench.library, serving[function], calls) if function in serving else [None] * len(calls)

        answers = answer_questions(questions, call)
        return sum(answer == question.answer for answer, question in zip(answers, questions, strict=True))

    family = _family(bench.library, needs, done.modules)
    return _skill("scenes", seed, number, done, family, right, commonest_share(questions))


def _skill(
    family: str,
    seed: int,
    number: int,
    done: Practice,
    modules: Sequence[Module],
    right: Callable[[Sequence[Module]], int],
    chance: float,
) -> Skill:
    """The skill of the modules, and of those that were there before the practice."""
    added = [done.modules[function] for function in done.grown if function in done.modules]
    found = right(modules)
    before = right([module for module in modules if module not in added]) if added else found
    return Skill(family, seed, found, number, len(modules), chance, before, tuple(done.grown), done.calls)


def _family(library: Library, needs: Sequence[Need], served: Mapping[str, Module]) -> list[Module]:
    """The modules of the family, by name or because they serve one of its functions."""
    names = {need.function for need in needs} | {module.name for module in served.values()}
    return library.named(names)


def _values(library: Library, module: Module, calls: list[list[Json]]) -> list[Json]:
    parts = [calls[n : n + _BATCH] for n in range(0, len(calls), _BATCH)]
    outcomes = [outcome for part in parts for outcome in library.run(module.key, part)]
    return [outcome.value if isinstance(outcome, Returned) else None for outcome in outcomes]
