"""``nesy modules``: what a library holds, and what its modules may be used for."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from nesy.errors import BadDataFile, FileMissing
from nesy.modules.library import Library
from nesy.modules.record import STATUSES, Case, module_files

FAILED = 1
"""Exit status if a module no longer stands its checks."""
_library = click.option(
    "--library",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("module_library"),
    show_default=True,
    help="The library's folder.",
)


@click.group()
def modules() -> None:
    """The module library: list, show, find, verify, deprecate and promote its modules."""


@modules.command("list")
@_library
def list_(folder: Path) -> None:
    """List all modules with their status."""
    store = Library(folder).store
    for key in store.keys():  # noqa: SIM118 - a store is no mapping
        click.echo(f"{key}  {store.status(key):<11}  {store.load(key).signature}")


@modules.command()
@click.argument("key")
@_library
def show(key: str, folder: Path) -> None:
    """Show the contract, source and verification of the module KEY."""
    store = Library(folder).store
    files = module_files(store.load(key))
    for name in ("module.yaml", "source.py", "verification.json"):
        click.echo(f"# {name}\n{files[name].rstrip()}\n")
    standing = store.standing(key)
    click.echo(f"status: {standing.status}" + (f" ({standing.reason})" if standing.reason else ""))


@modules.command()
@click.argument("text")
@click.option("--cases", type=click.Path(path_type=Path), help='JSON lines: {"inputs": […], "expected": …}.')
@_library
def find(text: str, cases: Path | None, folder: Path) -> None:
    """Find modules by TEXT, and by the cases that they must pass."""
    with Library(folder) as library:
        for module in library.find(text, cases=_read_cases(cases) if cases else ()):
            click.echo(f"{module.key}  {module.signature}  {module.doc}")


@modules.command()
@click.argument("key")
@_library
def verify(key: str, folder: Path) -> None:
    """Run the cases and properties of the module KEY again; exit status 1 if they no longer hold."""
    with Library(folder) as library:
        found = library.verify(key)
    click.echo(found.failure or f"{found.right} right, {found.mutants_killed} of {found.mutants} mutants noticed")
    if not found.admitted:
        sys.exit(FAILED)


@modules.command()
@click.argument("name")
@_library
def history(name: str, folder: Path) -> None:
    """Print every attempt to write a module of the NAME, with why it failed."""
    for number, attempt in enumerate(Library(folder).history(name), 1):
        click.echo(f"attempt {number}: {attempt['failure'] or 'admitted'}\n{attempt['source']}\n")


@modules.command()
@click.argument("key")
@_library
def promote(key: str, folder: Path) -> None:
    """Make the module KEY active, after its files are checked against its hash."""
    library = Library(folder)
    library.store.load(key)
    library.set_status(key, "active")


@modules.command()
@click.argument("key")
@_library
@click.option("--reason", default="", help="Why; it is kept and shown.")
def deprecate(key: str, reason: str, folder: Path) -> None:
    """Withdraw the module KEY: it stays where it is and is no longer executed."""
    Library(folder).set_status(key, "deprecated", " ".join(reason.split()))


@modules.command()
@_library
def stats(folder: Path) -> None:
    """Count the modules by their status."""
    store = Library(folder).store
    counts = Counter(store.status(key) for key in store.keys())  # noqa: SIM118
    for status in STATUSES:
        click.echo(f"{status:<11} {counts[status]}")


def _read_cases(path: Path) -> tuple[Case, ...]:
    try:
        rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return tuple(Case(tuple(r["inputs"]), r["expected"], bool(r.get("negative", False))) for r in rows)
    except OSError as err:
        raise FileMissing(f"{path} cannot be read: {err.strerror}") from err
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
        hint = 'write {"inputs": [1], "expected": 2}, one case a line'
        raise BadDataFile(f"this is not a file of cases: {err}", source_name=str(path), hint=hint) from err
