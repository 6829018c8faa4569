"""``nesy doctor``: what is installed, what each prover can do and what to install for the rest."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nesy.engine.decide import prover_named, prover_names
from nesy.errors import MissingDependency
from nesy.version import __version__

_PACKAGES = ("lark", "z3-solver", "pyyaml", "click", "rich", "cvc5", "llguidance", "aiohttp", "torch", "transformers")


@click.command()
def doctor() -> None:
    """Show what nesy finds on this machine."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(f"nesy {__version__}, Python {platform.python_version()}")
    console.print(", ".join(f"{name} {_version(name)}" for name in _PACKAGES))
    table = Table("prover", "semantics", "shows entailment", "builds worlds", "here")
    for name in prover_names():
        table.add_row(*(escape(cell) for cell in _row(name)))
    console.print(table)


def _row(name: str) -> tuple[str, str, str, str, str]:
    try:
        prover = prover_named(name)
    except MissingDependency as err:
        return name, "", "", "", f"no: {err.message}; {err.hint}"
    can = prover.capabilities
    here = prover.available()
    return (
        name,
        ", ".join(sorted(can.semantics)),
        "yes" if can.refutes else "no",
        "yes" if can.builds_models else "no",
        "yes" if here is None else f"no: {here}",
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
