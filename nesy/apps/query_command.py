"""``nesy query``: asks a database, in words or in query plans."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from nesy.apps.files import read_file, read_text
from nesy.apps.model_options import model_options, read_options
from nesy.engine.database import Database
from nesy.engine.query_page import plan_mermaid, to_page
from nesy.engine.query_result import QueryResult
from nesy.errors import BadAnswerFile, NotAProblem, UnknownName
from nesy.proofs.render.table import to_text
from nesy.proofs.render.words import clean
from nesy.provers.sql.dialect import Collation

_OF_A_PLAN: Final = "#[;=\n "
"""What plans have, and names of files seldom."""
_FIRST: Final = 5
"""Rows of a step that the terminal shows."""


@click.command()
@click.argument("question", required=False)
@click.option("--db", required=True, help="A SQLite or DuckDB file, a folder of CSV and Parquet files, or a URL.")
@click.option("--qpl", "program", help="A query plan to run: its text, @FILE or a file's path; `-`: standard input.")
@click.option("--steps", is_flag=True, help="Show every step with its meaning and first rows.")
@click.option("--sql", "dialect", help="Print SQL of this dialect (sqlite, spark, …), not rows; a plan is not run.")
@click.option("--json", "as_json", is_flag=True, help="Print the result with all steps as JSON.")
@click.option("--collation", type=click.Choice([c.value for c in Collation]), default="database", show_default=True)
@click.option("--seconds", default=30.0, show_default=True, help="Wall-clock limit of the query.")
@click.option("--rows", type=click.IntRange(min=1), default=100_000, show_default=True, help="Rows at most.")
@model_options
def query(
    question: str | None,
    db: str,
    program: str | None,
    steps: bool,
    dialect: str | None,
    as_json: bool,
    collation: str,
    seconds: float,
    rows: int,
    **values: Any,
) -> None:
    """Answer QUESTION from a database, with the model that --model names, or run a query plan."""
    options = read_options(values)
    if (question is None) == (program is None):
        raise click.UsageError("give a QUESTION, or a query plan with --qpl")
    if dialect is not None and (as_json or steps):
        raise click.UsageError("--sql prints SQL alone: leave out --json and --steps")
    if question is not None and options is None:
        raise NotAProblem(
            "a question to a database needs a language model", hint="name one with --model, or give a plan with --qpl"
        )
    with Database(db, collation=collation, seconds=seconds, rows=rows) as database:
        if program is not None:
            text = _program(program)
            result = database.run(text) if dialect is None else _unrun(database, text)
        else:
            asking = {} if options is None else {"samples": options.choice.samples, "refine": options.choice.refine}
            result = database.ask(read_text(question or ""), model=options.open() if options else None, **asking)
    if dialect is not None:
        click.echo(result.sql(dialect))
    elif as_json:
        click.echo(result.save())
    else:
        _show(result, steps)


def _program(argument: str) -> str:
    """The plan that an argument stands for: the text of a file of this name, else as :func:`read_text` has it."""
    if not argument.strip():
        raise NotAProblem("the query plan is empty", hint="give its text, @FILE, a file's path, or `-`")
    if argument == "-" or argument.startswith("@"):
        return read_text(argument)
    is_file = _is_file(argument) or argument.endswith(".qpl") or not any(c in argument for c in _OF_A_PLAN)
    return read_file(Path(argument)) if is_file else argument


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        return False


def _unrun(database: Database, text: str) -> QueryResult:
    plan = database.plan(text)
    return QueryResult(
        (), (), False, (), (), 0.0, plan=plan, system=database.backend.name, collation=database.collation
    )


def _show(result: QueryResult, steps: bool) -> None:
    if steps:
        click.echo(steps_text(result))
        click.echo()
    click.echo(to_text(result.columns, result.rows, result.truncated))
    for flag in result.flags:
        click.echo(f"note: {clean(str(flag))}", err=True)


def steps_text(result: QueryResult) -> str:
    """Every step with its meaning and its first rows."""
    parts = []
    for step in result.steps:
        told = [clean(step.text), f"  {clean(step.meaning)}"]
        told = [f"{clean(step.question)}", *told] if step.question else told
        table = to_text(step.columns, step.rows[:_FIRST])
        left = step.row_count - len(step.rows[:_FIRST])
        lines = [*table.split("\n"), *([f"… {left:,} more"] if left > 0 else [])]
        parts.append("\n".join([*told, *(f"  {line}" for line in lines)]))
    return "\n\n".join(parts)


_VIEWS: Final[Mapping[str, Callable[[QueryResult], str]]] = {
    "html": to_page,
    "mermaid": plan_mermaid,
    "text": lambda result: f"{steps_text(result)}\n\n{to_text(result.columns, result.rows, result.truncated)}",
    "json": lambda result: result.save(),
}


def is_query(text: str) -> bool:
    """Whether a JSON text is the result of a query, not an answer."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("language") == "qpl"


def view_query(text: str, form: str) -> str:
    """The saved result of a query in one of its forms.

    Raises:
        BadAnswerFile: if it is damaged.
        UnknownName: if there is no such form.
    """
    if form not in _VIEWS:
        raise UnknownName(f"the result of a query has no view {form!r}", expected=tuple(_VIEWS))
    try:
        return _VIEWS[form](QueryResult.from_json(json.loads(text)))
    except RecursionError as err:
        raise BadAnswerFile("the file nests too deeply") from err
