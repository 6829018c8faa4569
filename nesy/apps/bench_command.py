"""``nesy bench``: run a data set, score it and say what the figures rest on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from nesy.apps.model_options import model_options, read_options
from nesy.bench.card import TRANSLATORS
from nesy.bench.dataset import load_dataset
from nesy.bench.locate import home
from nesy.bench.named import NAMED, run_named
from nesy.bench.run import Progress, run_bench
from nesy.bench.selection import Selection, select, select_recorded
from nesy.bench.settings import DECLARED, VOTES, RunSettings
from nesy.engine.semantics import SEMANTICS

DEFECTS = 1
"""Exit status of a run in which nesy itself failed at a problem."""
INTERRUPTED = 130


@click.command()
@click.argument("dataset")
@click.option("--split", default="", help="A split of the card, `all`, or `sample`. Default: the card's own choice.")
@click.option("--data", type=click.Path(path_type=Path), help="A file or folder. Default: NESY_DATA, then the cache.")
@click.option("--recorded", help="Answer from this recording of a model's outputs (Logic-LM's or LINC's format).")
@click.option("--translator", type=click.Choice(TRANSLATORS), help="Answer from sentences or from gold formulas.")
@click.option("--limit", type=click.IntRange(min=1), help="Run the first problems only.")
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes, or threads with --model."
)
@click.option("--semantics", type=click.Choice((DECLARED, *SEMANTICS)), default=DECLARED, show_default=True)
@click.option("--prover", default="auto", show_default=True, help="A registered prover; `nesy doctor` lists them.")
@click.option("--seconds", default=10.0, show_default=True, help="Wall-clock limit for deciding one program.")
@click.option("--vote", type=click.Choice(VOTES), default="trust", show_default=True, help="How recorded samples vote.")
@click.option("--no-link", is_flag=True, help="Do not link near-duplicate names.")
@click.option("--strict", is_flag=True, help="Repair nothing.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the results. Default: a new one below NESY_HOME."
)
@click.option("--resume", is_flag=True, help="Go on with the interrupted run in --out.")
@click.option("--no-proofs", is_flag=True, help="Build no proofs: the prover alone vouches for its verdicts.")
@click.option("--save-answers", is_flag=True, help="Keep each whole answer in the results.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@model_options
def bench(
    dataset: str,
    split: str,
    data: Path | None,
    recorded: str | None,
    translator: str | None,
    limit: int | None,
    workers: int,
    semantics: str,
    prover: str,
    seconds: float,
    vote: str,
    no_link: bool,
    strict: bool,
    no_proofs: bool,
    out: Path | None,
    resume: bool,
    save_answers: bool,
    as_json: bool,
    **values: Any,
) -> None:
    """Answer the problems of DATASET and compare with its labels; `nesy data list` names the data sets.

    Others without labels: spider-qpl (query plans), sgl, llmp, ipc and planbench (planning), and growth (modules).
    """
    if dataset in NAMED:
        _check_named(dataset)
        _run_named(dataset, data, limit, seconds, out, as_json)
        return
    _check_usage(split, recorded, translator, out, resume)
    options = read_options(values)
    if options and (recorded or translator):
        raise click.UsageError("--model translates itself; drop --recorded and --translator")
    source = load_dataset(dataset)
    mode = "model" if options else "recorded" if recorded else translator or source.card.translator
    settings = RunSettings(
        mode,
        semantics,
        prover,
        seconds,
        vote,
        link=not no_link,
        repair=not strict,
        proofs=not no_proofs,
        save_answers=save_answers,
        model=options.choice if options else None,
    )
    if recorded:
        selection = select_recorded(source, recorded, data)
    else:
        selection = select(source, split, data, formulas=mode == "formulas")
    selection = selection.first(limit)
    folder = out or _new_folder(dataset)
    model = options.open(cache=folder / "samples.sqlite") if options else None
    try:
        with _progress(selection) as progress:
            report = run_bench(
                selection, settings, folder, workers=workers, resume=resume, progress=progress, model=model
            )
    except KeyboardInterrupt:
        click.echo(f"interrupted; the results so far are in {folder}: go on with --out {folder} --resume", err=True)
        sys.exit(INTERRUPTED)
    click.echo(json.dumps(report.to_json(), indent=2) if as_json else str(report))
    click.echo(f"results, manifest and report: {folder}", err=True)
    if report.score.defects:
        sys.exit(DEFECTS)


def _check_named(name: str) -> None:
    """Refuse options that say nothing about a benchmark of :data:`NAMED`."""
    context, named = click.get_current_context(), NAMED[name]
    used = {"dataset", "limit", "out", "as_json", *["data"] * bool(named.folder), *["seconds"] * named.timed}
    for parameter in context.command.params:
        given = context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE
        if given and parameter.name not in used:
            raise click.UsageError(f"{parameter.opts[0]} says nothing about {name}")


def _run_named(
    name: str, data: Path | None, limit: int | None, seconds: float, out: Path | None, as_json: bool
) -> None:
    report = run_named(name, data, limit, seconds)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        documents = {"report.json": json.dumps(report.to_json(), indent=2) + "\n", **report.documents()}
        for file, text in documents.items():
            (out / file).write_text(text, encoding="utf-8")
    click.echo(json.dumps(report.to_json(), indent=2) if as_json else str(report))
    if report.defects:
        sys.exit(DEFECTS)


def _check_usage(split: str, recorded: str | None, translator: str | None, out: Path | None, resume: bool) -> None:
    if recorded and (split or translator):
        raise click.UsageError("--recorded brings its own problems and programs; drop --split and --translator")
    if resume and out is None:
        raise click.UsageError("--resume needs --out, the folder of the interrupted run")


def _new_folder(dataset: str) -> Path:
    return home() / "runs" / f"{dataset}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"


@contextmanager
def _progress(selection: Selection) -> Iterator[Progress]:
    """A progress bar on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"{selection.card.name} {selection.split}", total=len(selection.items))
        yield lambda done: bar.update(task, completed=done)
