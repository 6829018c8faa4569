"""Benchmarks that are not questions with a label each, by name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from nesy.bench.locate import data_folder

NAMED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"spider-qpl": ("nesy.bench.query.spider_qpl", "qpl"), "growth": ("nesy.bench.growth.run", "")}
)
"""For each benchmark, the module whose ``run`` runs it, and its folder below ``NESY_DATA``; empty if it has no data."""


class NamedReport(Protocol):
    """What such a benchmark found; its text is for people."""

    @property
    def defects(self) -> int:
        """Problems at which nesy itself failed."""

    def to_json(self) -> dict[str, Any]:
        """The report as JSON data."""

    def documents(self) -> Mapping[str, str]:
        """Texts to keep beside the report, by the names of their files."""


def run_named(name: str, data: Path | None, limit: int | None) -> NamedReport:
    """Run one of :data:`NAMED`.

    Args:
        name: a key of :data:`NAMED`.
        data: the folder of its data; by default the one below ``NESY_DATA`` or the cache.
        limit: problems at most.

    Raises:
        FileMissing, BadDataFile: if the data is not there or not what it should be.
    """
    module, folder = NAMED[name]
    where = (data or data_folder(folder),) if folder else ()
    report: NamedReport = import_module(module).run(*where, limit=limit)
    return report
