"""Runs the problems of a data set and keeps each result the moment it is there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nesy.bench.answering import run_item
from nesy.bench.concurrent import run_concurrent
from nesy.bench.errata import read_errata
from nesy.bench.item import Item
from nesy.bench.journal import Journal
from nesy.bench.pool import run_parallel
from nesy.bench.report import Report
from nesy.bench.result import Result
from nesy.bench.selection import Selection
from nesy.bench.settings import RunSettings
from nesy.models.base import LanguageModel

REPORT = "report.json"
Progress = Callable[[int], None]
"""Called with the number of results that are there."""


def run_bench(
    selection: Selection,
    settings: RunSettings,
    folder: Path,
    *,
    workers: int = 1,
    resume: bool = False,
    progress: Progress = lambda _: None,
    model: LanguageModel | None = None,
) -> Report:
    """Answer all selected problems and score them.

    Args:
        selection: the problems, and where they are from.
        settings: how to answer them.
        folder: where ``results.jsonl``, ``manifest.json`` and ``report.json`` go.
        workers: processes; 1 runs in this one. With a language model they are threads, which wait for it together.
        resume: add to the results that an interrupted run has left in the folder.
        progress: is told of each result.
        model: the language model that ``settings.model`` names.

    Raises:
        CannotResume: if the folder holds results of something else, or ``resume`` is not set.
        MissingDependency: if nothing can be answered on this machine.
    """
    items = selection.items
    manifest = selection.manifest(settings)
    with Journal(folder, {item.id for item in items}, resume=resume) as journal:
        manifest = manifest.continuing(folder) if resume else manifest
        manifest.write(folder)
        start = time.perf_counter()
        for result in results_of([i for i in items if i.id not in journal.done], settings, workers, model):
            journal.add(result)
            progress(len(journal.done))
        results = tuple(journal.done[item.id] for item in items)
    manifest = manifest.done(time.perf_counter() - start)
    manifest.write(folder)
    errata = read_errata(selection.card) if settings.mode == "formulas" else {}
    report = Report(manifest, results, selection.notes, errata)
    (folder / REPORT).write_text(json.dumps(report.to_json(), indent=2, ensure_ascii=True) + "\n", encoding="utf-8")
    return report


def results_of(
    items: Sequence[Item], settings: RunSettings, workers: int, model: LanguageModel | None = None
) -> Iterator[Result]:
    """The results of the items as they come in: in order, if there is one worker."""
    if model is not None:
        return run_concurrent(items, settings, model, workers)
    if workers > 1 and len(items) > 1:
        return run_parallel(items, settings, workers)
    return (run_item(item, settings) for item in items)
