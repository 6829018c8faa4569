"""The planning data sets that ``nesy bench`` knows, and where their files are."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from nesy.bench.planning.planbench import load_recorded_plans, planbench_figures
from nesy.bench.planning.sgl import load_scenarios, score_sgl, sgl_figures
from nesy.bench.planning.solving import problem_pairs, solve_files
from nesy.errors import FileMissing

STATUSES: Final = ("solved", "unsolvable", "limit", "refused", "invalid")
Figures: TypeAlias = dict[str, float]


def _sgl(folder: Path, seconds: float, limit: int | None) -> Figures:  # noqa: ARG001 - sets share one signature
    return sgl_figures(tuple(score_sgl(load_scenarios(folder)[:limit])))


def _planbench(folder: Path, seconds: float, limit: int | None) -> Figures:  # noqa: ARG001 - the same
    return planbench_figures(folder, load_recorded_plans(folder)[:limit])


def _solving(folder: Path, seconds: float, limit: int | None) -> Figures:
    pairs = problem_pairs(folder)[:limit]
    if not pairs:
        raise FileMissing(f"{folder} holds no domain.pddl with problems beside it")
    statuses = Counter(row.status for row in solve_files(pairs, seconds=seconds))
    return {
        "n": len(pairs),
        **{name: statuses[name] for name in ("solved", "unsolvable", "limit", "refused", "invalid")},
    }


PLANNING_SETS: Final[Mapping[str, Callable[[Path, float, int | None], Figures]]] = MappingProxyType(
    {"sgl": _sgl, "llmp": _solving, "ipc": _solving, "planbench": _planbench}
)
"""For each set, what scores the files of a folder within a limit of seconds for each problem."""


def run_planning_set(name: str, *, data: Path | None, seconds: float, limit: int | None = None) -> Figures:
    """Score a planning data set.

    Args:
        name: one of :data:`PLANNING_SETS`.
        data: its folder, or one that holds it; by default ``NESY_DATA``.
        seconds: wall-clock limit for each problem.
        limit: the first problems only.

    Raises:
        FileMissing: if the files are not there.
        BadDataFile: if one is not what it should be.
    """
    return PLANNING_SETS[name](_folder(name, data), seconds, limit)


def _folder(name: str, data: Path | None) -> Path:
    root = data or Path(os.environ.get("NESY_DATA") or ".")
    found = next((path for path in (root / "pddl" / name, root / name) if path.is_dir()), None)
    if found is None and data is not None and data.is_dir():
        found = data
    if found is None:
        raise FileMissing(f"the data set {name} is not in {root}", hint="name its folder with --data, or set NESY_DATA")
    return found
