"""``nesy view``: shows a saved answer, or a whole run, as a page, a drawing or text."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from nesy.answer import Answer
from nesy.apps.files import read_file
from nesy.apps.query_command import is_query, view_query
from nesy.apps.solve_command import is_solved, view_solved
from nesy.bench.journal import FILE
from nesy.bench.records import read_data_file
from nesy.bench.result import Result
from nesy.errors import BadAnswerFile
from nesy.proofs.render.explanation import explain
from nesy.proofs.render.run_page import Row, to_run_page
from nesy.proofs.render.text import show
from nesy.proofs.render.views import VIEWS
from nesy.proofs.render.views import view as view_as


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write. Default: standard output.")
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(VIEWS)),
    help="Default: by the ending of --output, else text; a whole run is always html.",
)
def view(source: Path, output: Path | None, form: str | None) -> None:
    """Show SOURCE: an answer, a query's result or a solved task (JSON), answers (JSON lines), or a run's folder.

    The folder is that of a `nesy bench --save-answers` run.
    """
    if source.is_dir() or source.suffix == ".jsonl":
        _show_run(source, output, form)
        return
    text = read_file(source)
    form = form or _form_of(output)
    if is_query(text):
        _write(view_query(text, form), output)
        return
    if is_solved(text):
        _write(view_solved(text, form), output)
        return
    answer = Answer.from_json(text)
    if output is None and form == "text":
        from rich.console import Console

        show(explain(answer), Console(width=None if sys.stdout.isatty() else 100, highlight=False))
        return
    _write(view_as(answer, form), output)


def _show_run(source: Path, output: Path | None, form: str | None) -> None:
    if form not in (None, "html"):
        raise click.UsageError(f"a whole run is shown as html, not as {form}; give one answer's file")
    path = source / FILE if source.is_dir() else source
    rows = [_row(record.data, record.place) for record in read_data_file(path).records]
    if not any(row.answer for row in rows):
        click.echo("the run kept no answers; repeat it with `nesy bench --save-answers` to see the proofs", err=True)
    _write(to_run_page(source.name if source.is_dir() else source.stem, rows), output or Path(f"{source.stem}.html"))


def _row(data: Mapping[str, Any], place: str) -> Row:
    """The row of one line: a result of a run, or an answer by itself."""
    if "gold" in data and "verdict" not in data:
        result = Result.from_json(data)
        answer = None if result.answer is None else _answer(result.answer, place)
        label = result.label.value if result.label is not None else ""
        return Row(result.id, label, result.status.value, result.gold.value, answer)
    answer = _answer(data, place)
    label = answer.label.value if answer.label is not None else ""
    return Row(answer.problem.id, label, answer.verdict.status.value, "", answer)


def _answer(data: Mapping[str, Any], place: str) -> Answer:
    try:
        return Answer.from_json(data)
    except BadAnswerFile as err:
        raise BadAnswerFile(err.message, source_name=place, hint=err.hint) from err


def _form_of(output: Path | None) -> str:
    endings = {".html": "html", ".htm": "html", ".svg": "svg", ".mmd": "mermaid", ".dot": "dot", ".gv": "dot"}
    endings |= {".tex": "latex", ".json": "json", ".txt": "text", ".md": "english"}
    return endings.get(output.suffix.lower(), "text") if output is not None else "text"


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text)
        return
    output.write_text(text + ("" if text.endswith("\n") else "\n"), encoding="utf-8")
    click.echo(str(output), err=True)
