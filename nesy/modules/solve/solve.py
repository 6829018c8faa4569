"""``solve``: a task in words to a value, by a program of calls that is written as a whole and then executed."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nesy.errors import NotAProblem, UnknownName
from nesy.languages.program.syntax import evaluate
from nesy.languages.program.tokens import tokenize
from nesy.models.base import LanguageModel
from nesy.modules.scenes import is_scene
from nesy.modules.solve.execute import execute
from nesy.modules.solve.function import Function, Setting, chosen_handlers, module_function
from nesy.modules.solve.trace import Solved, SolvedStatus, Step, StepStatus
from nesy.modules.solve.typed import Scope, TypedProgram
from nesy.modules.solve.write import STRATEGIES, Writing, Written, judged, task_values, write_program
from nesy.modules.types import Json
from nesy.translation import Attempt

if TYPE_CHECKING:
    from nesy.modules.library import Library

CANDIDATES = 30
"""Modules that a prompt shows at most."""
ROUNDS = 2
"""Rounds of repair where no other number is asked for."""
_NAME = re.compile(r"[A-Za-z_]\w{0,63}")


@dataclass(frozen=True, slots=True)
class Solving:
    """How a task is solved.

    Raises:
        ValueError: if a limit is not positive.
        UnknownName: if there is no such strategy.
    """

    databases: Mapping[str, str | Path]
    """Addresses of the databases that the program may query, by name."""
    handlers: Iterable[str | Function] | None = None
    """Which handlers it may call, by name or as they are; all that are registered if None."""
    rounds: int = ROUNDS
    """Rounds in which the faults of a program go back to the model."""
    seconds: float = 60.0
    """Wall-clock limit of the execution."""
    constrain: bool = True
    """Bind the model to what exists, as far as it can be bound."""
    strategy: str = "auto"
    """``whole``: the program in one reply; ``lines``: line by line, each bound to the names and types before it.

    ``auto`` writes lines where a grammar can bind every token. Nothing runs before the last line in either case."""

    def __post_init__(self) -> None:
        if self.strategy not in STRATEGIES:
            raise UnknownName(f"there is no strategy {self.strategy!r}", expected=STRATEGIES)
        if self.rounds < 0 or not self.seconds > 0:
            raise ValueError("rounds are 0 or more, and seconds are positive")


def solve(
    library: Library,
    task: str,
    *,
    model: LanguageModel | None,
    inputs: Mapping[str, Json],
    program: str | None,
    solving: Solving,
) -> Solved:
    """The value that a program of calls gives for a task, with every step.

    Args:
        library: whose modules may be called.
        task: what is asked, in words.
        model: writes the program.
        inputs: values that the program may refer to by name.
        program: a program to run instead of having one written.
        solving: handlers, databases and limits.

    Raises:
        NotAProblem: without a task, or without a model and a program, or if an input has no name or is no JSON.
        ModelFailed: if the model gives no sample.
        UnknownName, MissingDependency, QueryFailed, FileMissing: if a handler or a database is not there.
    """
    began = time.monotonic()
    if not task.strip() and program is None:
        raise NotAProblem("the task is empty", hint="say what is to be found out")
    given = _plain(inputs)
    functions = callable_functions(library, task, given, solving, program)
    scope = Scope({name: f.signature for name, f in functions.items()}, given)
    if program is not None:
        typed, faults = judged(program, scope)
        written = Written(typed, (Attempt(program, faults[0] if faults else "", diagnostics=tuple(faults)),))
    elif model is not None:
        values = task_values(task, functions, given, solving.databases)
        writing = Writing(solving.rounds, solving.constrain, solving.strategy)
        written = write_program(values, scope, model, writing)
    else:
        raise NotAProblem("a task needs a language model", hint="pass model=nesy.model(…), or program= to run one")
    steps = () if written.typed is None else _executed(written.typed, functions, given, solving)
    return _concluded(task, written, steps, given, model.name if model and program is None else "", began)


def callable_functions(
    library: Library, task: str, inputs: Mapping[str, Json], solving: Solving, program: str | None = None
) -> dict[str, Function]:
    """What a program for a task may call, by name: handlers, and the modules that the library finds for it.

    A program that is there already may call every module that it names. Of several modules of one name the one that
    is found first is called; no module takes a handler's place. Where handlers were not chosen, those are left out
    whose database or scene is not there.
    """
    there = {
        "",
        *(["database"] if solving.databases else []),
        *(["scene"] if any(map(is_scene, inputs.values())) else []),
    }
    handlers = chosen_handlers(solving.handlers)
    found = {f.signature.name: f for f in handlers if solving.handlers is not None or f.needs in there}
    named = () if program is None else library.named(_NAME.findall(program))
    for module in (*library.find(task, most=CANDIDATES), *named):
        found.setdefault(module.name, module_function(library, module))
    return found


def _executed(
    typed: TypedProgram, functions: Mapping[str, Function], inputs: Mapping[str, Json], solving: Solving
) -> tuple[Step, ...]:
    return execute(typed, functions, inputs, Setting(solving.databases, solving.seconds))


def _concluded(
    task: str, written: Written, steps: tuple[Step, ...], inputs: Mapping[str, Json], model: str, began: float
) -> Solved:
    status, reason, value = SolvedStatus.REJECTED, written.reason, None
    program = written.typed.program if written.typed else None
    if program is not None:
        failed = next((s for s in steps if s.status is not StepStatus.DONE), None)
        if failed is None:
            known = {**inputs, **{s.name: s.value for s in steps}}
            status, reason, value = SolvedStatus.SOLVED, "", evaluate(program.result, known)
        else:
            status, reason = SolvedStatus.FAILED, f"{failed.text:.200}: {failed.error}"
    seconds = time.monotonic() - began
    return Solved(status, reason, value, task, program, steps, inputs, written.attempts, model, seconds)


def _plain(inputs: Mapping[str, Json]) -> dict[str, Json]:
    """The inputs as JSON has them.

    Raises:
        NotAProblem: if one has a name that programs cannot spell, or is no JSON value.
    """
    found: dict[str, Json] = {}
    for name, value in inputs.items():
        if not _NAME.fullmatch(name) or tokenize(name)[0].type != "NAME":
            raise NotAProblem(f"{name!r:.60} cannot be the name of an input", hint="use letters, digits and _")
        try:
            found[name] = json.loads(json.dumps(value, allow_nan=False))
        except (TypeError, ValueError, RecursionError) as err:
            raise NotAProblem(f"the input {name} is no JSON value: {err}") from err
    return found
