"""The ``nesy`` command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click

import nesy
from nesy.answer import Answer
from nesy.apps.bench_command import bench
from nesy.apps.data_command import data
from nesy.apps.doctor_command import doctor
from nesy.apps.english_options import english_options, read_english_options
from nesy.apps.explain_command import explain
from nesy.apps.files import read_text
from nesy.apps.model_options import model_options, read_options
from nesy.apps.models_command import models
from nesy.apps.modules_command import modules
from nesy.apps.plan_command import plan
from nesy.apps.query_command import query
from nesy.apps.show import show_answer
from nesy.apps.solve_command import solve
from nesy.apps.train_command import train_command
from nesy.apps.translate_command import translate
from nesy.apps.validate_command import validate
from nesy.apps.view_command import view
from nesy.engine.semantics import SEMANTICS
from nesy.errors import NesyError
from nesy.translate.english.options import EnglishOptions

UNDECIDED = 3
"""Exit status of a question that was not decided; 2 is a usage or input error."""


class _Group(click.Group):
    """Shows a typed error as text on standard error and exits with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NesyError as err:
            click.echo(f"error: {err}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(nesy.__version__, prog_name="nesy")
def main() -> None:
    """Answer questions from text or formulas, with evidence that was checked."""


def _deciding(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that decides something."""
    options = (
        click.option("--seconds", default=10.0, show_default=True, help="Wall-clock limit."),
        click.option("--semantics", type=click.Choice(SEMANTICS), default="auto", show_default=True),
        click.option(
            "--prover", default="auto", show_default=True, help="A registered prover; `nesy doctor` lists them."
        ),
        click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON."),
        click.option("--verbose", "-v", is_flag=True, help="Also print the translation and the evidence."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("text")
@click.argument("question", default="")
@_deciding
@click.option("--no-retry", is_flag=True, help="Do not read again, more loosely, where neither answer follows.")
@english_options
@model_options
def ask(
    text: str,
    question: str,
    seconds: float,
    semantics: str,
    prover: str,
    as_json: bool,
    verbose: bool,
    no_retry: bool,
    **values: Any,
) -> None:
    """Answer QUESTION from the sentences of TEXT (`-` reads them from standard input, `@FILE` from a file).

    Without QUESTION, the last sentence of TEXT is the question. The built-in English reader translates, or the
    language model that --model names.
    """
    options, english = read_options(values), read_english_options(values, retry=not no_retry)
    if options is not None and english != EnglishOptions():
        raise click.UsageError("--model translates itself; drop the options of the built-in English reader")
    asking = {"english": english} if options is None else {"model": options.open(), **options.choice.asking}
    answer = nesy.ask(read_text(text), question, seconds=seconds, semantics=semantics, prover=prover, **asking)
    _finish(answer, as_json, verbose)


@main.command()
@click.argument("file")
@click.option("--dialect", default="auto", show_default=True, help="How the formulas are written.")
@click.option("--strict", is_flag=True, help="Repair nothing.")
@click.option("--no-link", is_flag=True, help="Do not link near-duplicate names.")
@_deciding
def prove(
    file: str,
    dialect: str,
    strict: bool,
    no_link: bool,
    seconds: float,
    semantics: str,
    prover: str,
    as_json: bool,
    verbose: bool,
) -> None:
    """Decide the theory in FILE (`-`: standard input): formulas, one a line; `|-` or `conclusion:` marks the goal."""
    text = read_text("-" if file == "-" else f"@{file}")
    theory = nesy.fol(text, dialect=dialect, options=nesy.RepairOptions(repair=not strict, link=not no_link))
    answer = nesy.prove(theory, seconds=seconds, semantics=semantics, prover=prover)
    _finish(answer, as_json, verbose)


def _finish(answer: Answer, as_json: bool, verbose: bool) -> None:
    if as_json:
        click.echo(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
    else:
        show_answer(answer, verbose)
    if answer.label is None:
        sys.exit(UNDECIDED)


main.add_command(bench)
main.add_command(data)
main.add_command(doctor)
main.add_command(explain)
main.add_command(models)
main.add_command(query)
main.add_command(plan)
main.add_command(modules)
main.add_command(solve)
main.add_command(train_command)
main.add_command(validate)
main.add_command(translate)
main.add_command(view)
