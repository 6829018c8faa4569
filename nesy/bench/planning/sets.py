"""``nesy bench sgl | llmp | ipc | planbench``: planning data sets and their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nesy.bench.planning.planbench import load_recorded_plans, planbench_figures
from nesy.bench.planning.sgl import load_scenarios, score_sgl, sgl_figures
from nesy.bench.planning.solving import problem_pairs, solve_files
from nesy.errors import FileMissing

STATUSES: Final = ("solved", "unsolvable", "limit", "refused", "invalid")


@dataclass(frozen=True, slots=True)
class PlanningReport:
    """The figures of a planning data set."""

    figures: Mapping[str, float]

    @property
    def defects(self) -> int:
        """Plans of the built-in planner that did not pass validation."""
        return int(self.figures.get("invalid", 0))

    def to_json(self) -> dict[str, Any]:
        """The figures as JSON data."""
        return dict(self.figures)

    def documents(self) -> Mapping[str, str]:
        """Nothing beside the figures."""
        return {}

    def __str__(self) -> str:
        return "\n".join(f"{label:14} {value}" for label, value in self.figures.items())


def run_sgl(folder: Path, *, limit: int | None = None) -> PlanningReport:
    """Goals from instructions over scenes, and plans for the gold goals.

    Args:
        folder: its files, or a folder that holds ``pddl/sgl`` or ``sgl``.
        limit: the first scenarios only.

    Raises:
        FileMissing: if the files are not there.
        BadDataFile: if one is not what it should be.
    """
    return PlanningReport(sgl_figures(tuple(score_sgl(load_scenarios(_inside(folder, "sgl"))[:limit]))))


def run_planbench(folder: Path, *, limit: int | None = None) -> PlanningReport:
    """Recorded plans with a verdict, judged by the validator.

    Args:
        folder: its files, or a folder that holds ``pddl/planbench`` or ``planbench``.
        limit: the first plans only.

    Raises:
        FileMissing: if the files are not there.
        BadDataFile: if one is not what it should be.
    """
    found = _inside(folder, "planbench")
    return PlanningReport(planbench_figures(found, load_recorded_plans(found)[:limit]))


def run_llmp(folder: Path, *, limit: int | None = None, seconds: float) -> PlanningReport:
    """The problems of LLM+P; as :func:`run_ipc`."""
    return _solving(_inside(folder, "llmp"), limit, seconds)


def run_ipc(folder: Path, *, limit: int | None = None, seconds: float) -> PlanningReport:
    """Domain and problem files, solved by the built-in planner.

    Args:
        folder: its files, or a folder that holds ``pddl/ipc`` or ``ipc``.
        limit: the first problems only.
        seconds: wall-clock limit for each problem.

    Raises:
        FileMissing: if there are none.
    """
    return _solving(_inside(folder, "ipc"), limit, seconds)


def _solving(folder: Path, limit: int | None, seconds: float) -> PlanningReport:
    pairs = problem_pairs(folder)[:limit]
    if not pairs:
        raise FileMissing(f"{folder} holds no domain.pddl with problems beside it")
    statuses = Counter(row.status for row in solve_files(pairs, seconds=seconds))
    return PlanningReport({"n": len(pairs), **{name: statuses[name] for name in STATUSES}})


def _inside(folder: Path, name: str) -> Path:
    return next((path for path in (folder / "pddl" / name, folder / name) if path.is_dir()), folder)
