"""Fast Downward (Helmert, 2006) as a separate, bounded process."""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from nesy.errors import MissingDependency, ProverFailed, Unsupported
from nesy.provers.base import Limits
from nesy.provers.external import Run, run_program
from nesy.provers.planning.foreign import ForeignPlan, plan_steps

INSTALL = "pip install 'nesy[planning]'"
_OUTPUT_BYTES = 8_000_000
_UNSOLVABLE = {10: "the translator found the goal unreachable", 11: "the search exhausted the state space"}
_OUT_OF_MEMORY = (20, 22, 24)
_OUT_OF_TIME = (21, 23)
_UNSUPPORTED = 34


def fast_downward_driver() -> Path | None:
    """The driver inside the wheel ``up-fast-downward``, or None if it is not installed."""
    spec = find_spec("up_fast_downward")
    if spec is None or spec.origin is None:
        return None
    driver = Path(spec.origin).parent / "downward" / "fast-downward.py"
    return driver if driver.is_file() else None


def run_fast_downward(
    domain: str,
    problem: str,
    *,
    seconds: float,
    memory_mib: int = 2048,
    optimal: bool = False,
    anytime: bool = False,
) -> ForeignPlan:
    """Let Fast Downward solve a task.

    It runs in its own process group, which is gone when this returns.

    Args:
        domain: the domain in PDDL.
        problem: the problem in PDDL.
        seconds: wall-clock limit.
        memory_mib: memory limit of each of its processes.
        optimal: use A* with LM-cut; otherwise the first iteration of LAMA.
        anytime: let LAMA improve its plan until the limit.

    Returns:
        The plan as Fast Downward wrote it, not yet validated.

    Raises:
        MissingDependency: if the wheel is not installed.
        Unsupported: if Fast Downward does not support a feature of the task.
        ProverFailed: if it fails otherwise.
    """
    driver = fast_downward_driver()
    if driver is None:
        raise MissingDependency("Fast Downward is not installed", hint=INSTALL)
    alias = "seq-opt-lmcut" if optimal else "lama" if anytime else "lama-first"
    with tempfile.TemporaryDirectory(prefix="nesy-fd-") as folder:
        run, plans = _run(driver, Path(folder), (domain, problem), alias, Limits(seconds, memory_mib))
    if plans:
        finished = run.code == 0 and not run.timed_out
        return ForeignPlan("fast-downward", "solved", plans[-1], optimal and finished, f"{alias} found it", run.output)
    return _without_plan(run, seconds, memory_mib)


def _run(
    driver: Path, folder: Path, texts: tuple[str, str], alias: str, limits: Limits
) -> tuple[Run, list[tuple[str, ...]]]:
    files = [folder / "domain.pddl", folder / "problem.pddl"]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    arguments = ["-E", "-s", str(driver), "--alias", alias, "--plan-file", str(folder / "plan")]
    arguments += ["--sas-file", str(folder / "output.sas")]
    run = run_program(Path(sys.executable), [*arguments, *map(str, files)], limits, _OUTPUT_BYTES)
    written = sorted(folder.glob("plan*"), key=lambda path: (len(path.suffix), path.suffix))
    return run, [plan_steps(path.read_text(encoding="utf-8")) for path in written if _complete(path)]


def _complete(plan: Path) -> bool:
    """Whether the closing comment, which states the cost, has been written."""
    return "; cost" in plan.read_text(encoding="utf-8")


def _without_plan(run: Run, seconds: float, memory_mib: int) -> ForeignPlan:
    if run.code in _UNSOLVABLE:
        return ForeignPlan("fast-downward", "unsolvable", (), False, _UNSOLVABLE[run.code], run.output)
    if run.timed_out or run.code in _OUT_OF_TIME:
        return ForeignPlan("fast-downward", "limit", (), False, f"the time limit of {seconds:g} s", run.output)
    if run.code in _OUT_OF_MEMORY:
        return ForeignPlan("fast-downward", "limit", (), False, f"the memory limit of {memory_mib} MiB", run.output)
    said = next((line for line in reversed(run.output.splitlines()) if line.strip()), "nothing")
    if run.code == _UNSUPPORTED:
        raise Unsupported(f"Fast Downward does not support this task: {said}", hint="use planner='nesy'")
    raise ProverFailed(f"Fast Downward exited with {run.code}: {said}")
