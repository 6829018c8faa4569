"""Any engine that unified-planning knows, as a separate, bounded process."""

from __future__ import annotations

import json
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from nesy.errors import MissingDependency, ProverFailed, Unsupported
from nesy.provers.base import Limits
from nesy.provers.external import Run, run_program
from nesy.provers.planning import unified_worker
from nesy.provers.planning.foreign import ForeignPlan, plan_steps

_OUTPUT_BYTES = 8_000_000
_SOLVED = {"SOLVED_SATISFICING", "SOLVED_OPTIMALLY"}
_UNSOLVABLE = "UNSOLVABLE_PROVEN"
_LIMITS = {"TIMEOUT": "the engine's time limit", "MEMOUT": "the engine's memory limit"}


def run_unified(engine: str, domain: str, problem: str, *, seconds: float, memory_mib: int = 2048) -> ForeignPlan:
    """Let an engine of unified-planning solve a task.

    unified-planning is imported in the engine's process only. All processes that the engine starts belong to one group,
    which is gone when this returns.

    Args:
        engine: the engine's name in unified-planning, such as ``pyperplan``.
        domain: the domain in PDDL.
        problem: the problem in PDDL.
        seconds: wall-clock limit.
        memory_mib: address space of each process; engines in Java need several GiB.

    Returns:
        The plan as the engine gave it, not yet validated.

    Raises:
        MissingDependency: if unified-planning is not installed.
        Unsupported: if the engine is unknown, not installed, or refuses the task.
        ProverFailed: if the engine fails otherwise.
    """
    if find_spec("unified_planning") is None:
        raise MissingDependency("unified-planning is not installed", hint="pip install 'nesy[planning]'")
    with tempfile.TemporaryDirectory(prefix="nesy-up-") as name:
        folder = Path(name)
        (folder / "domain.pddl").write_text(domain, encoding="utf-8")
        (folder / "problem.pddl").write_text(problem, encoding="utf-8")
        files = [str(folder / file) for file in ("domain.pddl", "problem.pddl", "answer.json")]
        arguments = ["-P", str(unified_worker.__file__), engine, *files]
        run = run_program(Path(sys.executable), arguments, Limits(seconds, memory_mib), _OUTPUT_BYTES)
        answer = folder / "answer.json"
        text = answer.read_text(encoding="utf-8") if answer.exists() else None
    if text is None:
        return _without_answer(engine, run, seconds)
    return _read(engine, json.loads(text), run.output)


def _without_answer(engine: str, run: Run, seconds: float) -> ForeignPlan:
    if run.timed_out:
        return ForeignPlan(engine, "limit", (), False, f"the time limit of {seconds:g} s", run.output)
    said = next((line for line in reversed(run.output.splitlines()) if line.strip()), "nothing")
    if "MemoryError" in said:
        return ForeignPlan(engine, "limit", (), False, "the memory limit", run.output)
    raise ProverFailed(f"the engine {engine} exited with {run.code}: {said}")


def _read(engine: str, answer: dict[str, object], output: str) -> ForeignPlan:
    if "error" in answer:
        raise Unsupported(f"unified-planning's {engine} cannot solve this task: {answer['error']}")
    status, steps = str(answer["status"]), answer["steps"]
    assert isinstance(steps, list)  # noqa: S101 - the worker writes a list
    if status in _SOLVED:
        plan = plan_steps("\n".join(steps))
        return ForeignPlan(engine, "solved", plan, status == "SOLVED_OPTIMALLY", "the engine found it", output)
    if status == _UNSOLVABLE:
        return ForeignPlan(engine, "unsolvable", (), False, "the engine says so", output)
    return ForeignPlan(engine, "limit", (), False, _LIMITS.get(status, f"the engine ended with {status}"), output)
