"""Benchmarks that are not questions with a label each, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from nesy.bench.locate import data_folder

_PLANNING = "nesy.bench.planning.sets"


@dataclass(frozen=True, slots=True)
class Named:
    """How a benchmark is run.

    Args:
        module: the module of its function.
        function: the function's name.
        folder: its data below ``NESY_DATA``; empty if it has none.
        timed: whether it takes a limit of seconds for each problem.
    """

    module: str
    function: str = "run"
    folder: str = ""
    timed: bool = False


NAMED: Mapping[str, Named] = MappingProxyType(
    {
        "spider-qpl": Named("nesy.bench.query.spider_qpl", folder="qpl"),
        "growth": Named("nesy.bench.growth.run"),
        "sgl": Named(_PLANNING, "run_sgl", "pddl/sgl"),
        "llmp": Named(_PLANNING, "run_llmp", "pddl/llmp", timed=True),
        "ipc": Named(_PLANNING, "run_ipc", "pddl/ipc", timed=True),
        "planbench": Named(_PLANNING, "run_planbench", "pddl/planbench"),
    }
)


class NamedReport(Protocol):
    """What such a benchmark found; its text is for people."""

    @property
    def defects(self) -> int:
        """Problems at which nesy itself failed."""

    def to_json(self) -> dict[str, Any]:
        """The report as JSON data."""

    def documents(self) -> Mapping[str, str]:
        """Texts to keep beside the report, by the names of their files."""


def run_named(name: str, data: Path | None, limit: int | None, seconds: float = 10.0) -> NamedReport:
    """Run one of :data:`NAMED`.

    Args:
        name: a key of :data:`NAMED`.
        data: the folder of its data; by default the one below ``NESY_DATA`` or the cache.
        limit: problems at most.
        seconds: wall-clock limit for each problem, where problems are solved one by one.

    Raises:
        FileMissing, BadDataFile: if the data is not there or not what it should be.
    """
    named = NAMED[name]
    where = (data or data_folder(named.folder),) if named.folder else ()
    bounds = {"seconds": seconds} if named.timed else {}
    report: NamedReport = getattr(import_module(named.module), named.function)(*where, limit=limit, **bounds)
    return report
