"""How many problems the built-in planner solves within a limit, and other planners beside it.

    python benchmarks/planning_solving.py --data FOLDER [--seconds 10] [--fast-downward] [--pyperplan PROGRAM]

FOLDER holds domain and problem files, in subfolders. Reading and grounding count. pyperplan runs as it does by default
(``pyperplan domain problem``), Fast Downward as its own driver runs it (``--alias lama-first``) and through nesy.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from nesy.bench.planning.solving import problem_pairs, solve_files
from nesy.errors import NesyError
from nesy.provers.planning.fast_downward import fast_downward_driver, run_fast_downward

Pair = tuple[Path, Path]


def run_bounded(command: list[str], seconds: float, folder: Path) -> float | None:
    """Seconds that a program took, or None if it failed or ran out of time; its whole group ends with it."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        code = 1
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return time.perf_counter() - begin if code == 0 else None


def pyperplan(program: str, pair: Pair, seconds: float) -> float | None:
    with tempfile.TemporaryDirectory() as name:
        for source, target in zip(pair, ("domain.pddl", "problem.pddl"), strict=True):
            shutil.copy(source, Path(name) / target)
        took = run_bounded([program, "domain.pddl", "problem.pddl"], seconds, Path(name))
        return took if (Path(name) / "problem.pddl.soln").is_file() else None


def own_driver(pair: Pair, seconds: float) -> float | None:
    driver = fast_downward_driver()
    assert driver is not None
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, str(driver), "--alias", "lama-first", *(str(path.resolve()) for path in pair)]
        return run_bounded(command, seconds, Path(name))


def through_nesy(pair: Pair, seconds: float) -> float | None:
    domain, problem = (path.read_text(encoding="utf-8") for path in pair)
    begin = time.perf_counter()
    try:
        solved = run_fast_downward(domain, problem, seconds=seconds).status == "solved"
    except NesyError:
        solved = False
    return time.perf_counter() - begin if solved else None


def family(path: Path) -> str:
    return path.parent.name


def report(title: str, solved: Counter[str], pairs: tuple[Pair, ...]) -> None:
    totals = Counter(family(problem) for _, problem in pairs)
    print(f"{title}: {solved.total()} of {totals.total()}")
    for name in sorted(totals):
        print(f"  {name:40} {solved[name]:3} of {totals[name]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--fast-downward", action="store_true")
    parser.add_argument("--pyperplan", metavar="PROGRAM")
    parser.add_argument("--show", action="store_true", help="print each problem")
    options = parser.parse_args()
    pairs = problem_pairs(options.data)
    ours: Counter[str] = Counter()
    for row, (_, problem) in zip(solve_files(pairs, seconds=options.seconds), pairs, strict=True):
        ours[family(problem)] += row.status == "solved"
        if options.show or row.status in ("refused", "invalid"):
            print(f"{row.status:10} {row.name:50} {row.seconds:6.2f} s {row.steps:4} steps  {row.reason}", flush=True)
    report("built-in planner", ours, pairs)
    if options.pyperplan:
        theirs = [(p, pyperplan(options.pyperplan, p, options.seconds)) for p in pairs]
        report("pyperplan", Counter(family(p[1]) for p, took in theirs if took is not None), pairs)
    if options.fast_downward:
        both = [(p, own_driver(p, options.seconds), through_nesy(p, options.seconds)) for p in pairs]
        report("Fast Downward, own driver", Counter(family(p[1]) for p, own, _ in both if own is not None), pairs)
        report("Fast Downward, through nesy", Counter(family(p[1]) for p, _, our in both if our is not None), pairs)
        more = [our - own for _, own, our in both if own is not None and our is not None]
        ratio = [our / own for _, own, our in both if own is not None and our is not None]
        print(f"through nesy: median {1000 * statistics.median(more):+.0f} ms, {statistics.median(ratio):.2f} times")


if __name__ == "__main__":
    main()
