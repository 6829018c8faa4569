"""Domain and problem files: which are solved within a limit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nesy.errors import NesyError
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.read import read_domain, read_problem
from nesy.proofs.planning.validate import validate
from nesy.provers.planning.grounding.ground import ground
from nesy.provers.planning.search import solve


@dataclass(frozen=True, slots=True)
class SolvedRow:
    """What became of one problem.

    Args:
        name: its folder and file.
        status: ``solved``, ``unsolvable``, ``limit``, ``refused``, or ``invalid`` if the plan did not pass validation.
        reason: how it ended, in one clause.
        seconds: the time from the files to the validated plan.
        steps: the plan's length.
    """

    name: str
    status: str
    reason: str
    seconds: float
    steps: int = 0


def problem_pairs(folder: Path) -> tuple[tuple[Path, Path], ...]:
    """Domain and problem files below a folder: the domain beside a problem is its own one, or the common one."""
    pairs = []
    for problem in sorted(folder.rglob("*.pddl")):
        own = (f"{problem.stem}-domain", f"domain_{problem.stem}", f"domain-{problem.stem}", "domain")
        files = (problem.with_name(f"{name}.pddl") for name in own)
        domain = next((file for file in files if file.is_file()), None)
        if domain is not None and "domain" not in problem.stem:
            pairs.append((domain, problem))
    return tuple(pairs)


def solve_files(pairs: tuple[tuple[Path, Path], ...], *, seconds: float, memory_mib: int = 2048) -> Iterator[SolvedRow]:
    """Solve problems with the built-in planner; reading and grounding count against the limit."""
    for domain, problem in pairs:
        begin = time.perf_counter()
        try:
            row = _solve(domain, problem, seconds, memory_mib)
        except NesyError as err:
            status = "limit" if isinstance(err, TimeoutError) else "refused"
            row = SolvedRow(_name(problem), status, err.message, 0)
        yield SolvedRow(row.name, row.status, row.reason, time.perf_counter() - begin, row.steps)


def _name(problem: Path) -> str:
    return f"{problem.parent.name}/{problem.stem}"


def _solve(domain: Path, problem: Path, seconds: float, memory_mib: int) -> SolvedRow:
    begin = time.perf_counter()
    texts = [path.read_text(encoding="utf-8") for path in (domain, problem)]
    task = checked_task(read_domain(texts[0]), read_problem(texts[1]))
    grounded = ground(task, seconds=seconds, memory_mib=memory_mib)
    left = max(0.0, seconds - (time.perf_counter() - begin))
    found = solve(grounded.task, seconds=left, memory_mib=memory_mib)
    plan = grounded.plan(found.operators)
    if found.status == "solved" and not (validation := validate(task, plan)):
        return SolvedRow(_name(problem), "invalid", str(validation), 0)
    return SolvedRow(_name(problem), found.status, found.reason, 0, len(plan))
