"""``nesy solve``: solves a task by a program of calls to modules and handlers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from nesy.apps.files import read_file, read_text
from nesy.apps.model_options import model_options, read_options
from nesy.errors import BadAnswerFile, UnknownName
from nesy.modules.library import Library
from nesy.modules.solve.page import solved_mermaid, to_page
from nesy.modules.solve.solve import ROUNDS
from nesy.modules.solve.text import solved_text
from nesy.modules.solve.trace import Solved, SolvedStatus
from nesy.modules.types import Json

FAILED: Final = 1
"""Exit status if the task is not solved."""


@click.command()
@click.argument("task", required=False)
@click.option("--program", help="A program to run instead of having one written: a file's path; `-`: standard input.")
@click.option(
    "--library",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("module_library"),
    show_default=True,
    help="The library's folder.",
)
@click.option(
    "--input", "inputs", multiple=True, metavar="NAME=JSON", help="A value, or @FILE with one; may be repeated."
)
@click.option("--text", "texts", multiple=True, metavar="NAME=TEXT", help="A text, or @FILE; may be repeated.")
@click.option("--database", "databases", multiple=True, metavar="NAME=ADDRESS", help="May be repeated.")
@click.option("--handler", "handlers", multiple=True, help="Offer this handler only; may be repeated. Default: all.")
@click.option("--seconds", default=60.0, show_default=True, help="Wall-clock limit of the execution.")
@click.option("--evidence", is_flag=True, help="Show what every value rests on.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the result with the whole trace as JSON; `nesy view` shows it."
)
@model_options
def solve(
    task: str | None,
    program: str | None,
    folder: Path,
    inputs: tuple[str, ...],
    texts: tuple[str, ...],
    databases: tuple[str, ...],
    handlers: tuple[str, ...],
    seconds: float,
    evidence: bool,
    as_json: bool,
    **values: Any,
) -> None:
    """Solve TASK: the model that --model names writes a program of calls, which is checked and then executed.

    --refine is how many rounds of repair there are at most, 2 if it is not given. The exit status is 1 if the task is
    not solved.
    """
    options = read_options(values)
    if (task is None) == (program is None):
        raise click.UsageError("give a TASK, or a program with --program")
    written = None if program is None else _program(program)
    asking = (
        {} if options is None else {"rounds": options.choice.refine or ROUNDS, "constrain": options.choice.constrain}
    )
    with Library(folder) as library:
        solved = library.solve(
            read_text(task or ""),
            model=options.open() if options else None,
            inputs={**_named(texts, str), **_named(inputs, _json)},
            program=written,
            databases=_named(databases, str),
            handlers=handlers or None,
            seconds=seconds,
            **asking,
        )
    click.echo(solved.save() if as_json else solved_text(solved, evidence=evidence))
    if solved.status is not SolvedStatus.SOLVED:
        sys.exit(FAILED)


def _program(argument: str) -> str:
    return read_text("-") if argument == "-" else read_file(Path(argument))


def _named(pairs: tuple[str, ...], read: Callable[[str], Any]) -> dict[str, Any]:
    """What options of the form ``NAME=VALUE`` say."""
    found = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise click.UsageError(f"{pair[:60]!r} is not of the form NAME=VALUE")
        if name in found:
            raise click.UsageError(f"{name} is given twice")
        found[name] = read(read_text(value) if value.startswith("@") else value)
    return found


def _json(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError) as err:
        hint = "texts need quotation marks, or --text NAME=TEXT"
        raise click.UsageError(f"{text[:60]!r} is not JSON: {err}; {hint}") from err
    return value


_VIEWS: Final[Mapping[str, Callable[[Solved], str]]] = {
    "html": to_page,
    "mermaid": solved_mermaid,
    "text": lambda solved: solved_text(solved, evidence=True),
    "json": lambda solved: solved.save(),
}


def is_solved(text: str) -> bool:
    """Whether a JSON text is a solved task, not an answer."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("language") == "program"


def view_solved(text: str, form: str) -> str:
    """A saved solved task in one of its forms.

    Raises:
        BadAnswerFile, CheckFailed: if it is damaged.
        UnknownName: if there is no such form.
    """
    if form not in _VIEWS:
        raise UnknownName(f"a solved task has no view {form!r}", expected=tuple(_VIEWS))
    try:
        return _VIEWS[form](Solved.from_json(json.loads(text)))
    except RecursionError as err:
        raise BadAnswerFile("the file nests too deeply") from err
