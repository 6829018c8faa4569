"""``nesy models``: which kinds of language model there are, and what one of them can do."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nesy import registry
from nesy.apps.model_options import ModelOptions
from nesy.bench.model_choice import ModelChoice
from nesy.errors import MissingDependency
from nesy.models.named import GROUP
from nesy.models.trial import Trial, try_model

FAILED = 1
"""Exit status if the model cannot do what it claims."""


@click.group()
def models() -> None:
    """Language models: what kinds there are, and what one of them can do."""


@models.command("list")
def list_() -> None:
    """List the kinds of language model, and what to install for those that cannot run here."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    table = Table("name", "what it is", "here")
    for kind in registry.names(GROUP):
        table.add_row(*(escape(cell) for cell in _row(kind)))
    console.print(table)


@models.command("test")
@click.argument("name")
@click.option("--base-url", default="", help="Address of an OpenAI-compatible server.")
@click.option("--key-env", default="", help="Environment variable that holds the key.")
def test(name: str, base_url: str, key_env: str) -> None:
    """Try out the model NAME with about ten short calls: samples, seed, stop, log-probability, grammar."""
    options = ModelOptions(ModelChoice(name, base_url), key_env, None, None, concurrency=4)
    model = options.open()
    failed = False
    try:
        for trial in try_model(model):
            click.echo(_line(trial))
            failed |= trial.passed is False
    finally:
        model.close()
    if failed:
        sys.exit(FAILED)


def _line(trial: Trial) -> str:
    mark = {True: "yes", False: "NO", None: "-"}[trial.passed]
    return f"{trial.subject:<16} {mark:<4} {trial.seconds:>6.2f} s  {trial.detail}"


def _row(kind: str) -> tuple[str, str, str]:
    try:
        backend: Any = registry.load(GROUP, kind)
    except MissingDependency as err:
        return f"{kind}:…", "", f"no: {err.message}; {err.hint}"
    about = (backend.__doc__ or "").strip().splitlines()
    lacking = [package for package in getattr(backend, "needs", ()) if find_spec(package) is None]
    here = "yes" if not lacking else f"no: {', '.join(lacking)} missing; pip install 'nesy[{backend.extra}]'"
    return f"{kind}:…", about[0] if about else "", here
