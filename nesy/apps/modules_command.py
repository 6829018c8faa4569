"""``nesy modules``: what a library holds, and what its modules may be used for."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from nesy.errors import BadDataFile, FileMissing
from nesy.models.named import model as named_model
from nesy.modules.grow import Grown
from nesy.modules.library import Library
from nesy.modules.record import STATUSES, Case, module_files
from nesy.modules.vectors import WordVectors
from nesy.modules.verify.check import Demands

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
    """The module library: list, show, find, grow, verify, deprecate and promote its modules."""


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
@click.option("--near", is_flag=True, help="Match words that mean nearly the same: pip install 'nesy[embeddings]'.")
@_library
def find(text: str, cases: Path | None, near: bool, folder: Path) -> None:
    """Find modules by TEXT, and by the cases that they must pass."""
    with Library(folder, embedder=WordVectors() if near else None) as library:
        for module in library.find(text, cases=_read_cases(cases) if cases else ()):
            click.echo(f"{module.key}  {module.signature}  {module.doc}")


@modules.command()
@click.argument("head", required=False)
@click.option("--doc", default="", help="What the function does.")
@click.option("--cases", type=click.Path(path_type=Path), help="Its cases, as for `find`; five at least.")
@click.option("--held-out", type=click.Path(path_type=Path), help="Cases that the model never sees.")
@click.option("--property", "properties", multiple=True, help="A condition over the parameters and result.")
@click.option("--task", help="A task in words, instead of HEAD and cases: the model writes those, too.")
@click.option("--replaces", metavar="KEY", help="The module whose place the new one takes.")
@click.option("--rounds", type=click.IntRange(min=0), default=3, show_default=True, help="Rounds of repair.")
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Of the Wilson bound.")
@click.option("--mutants", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Share to be noticed.")
@click.option("--model", "model_name", help="Who writes: openai:NAME, transformers:FOLDER, recorded:FILE, …")
@click.option("--base-url", default="", help="Address of an OpenAI-compatible server.")
@_library
def grow(folder: Path, **said: Any) -> None:
    """Find or write a module for the typed HEAD, such as `twice(n: int) -> int`; exit status 1 if none is admitted."""
    if bool(said["task"]) == bool(said["head"] and said["cases"]) or (said["task"] and not said["model_name"]):
        raise click.UsageError("give HEAD with --cases, or --task with --model")
    with Library(folder) as library:
        grown = _grown(library, **said)
    for number, attempt in enumerate(grown.attempts, 1):
        click.echo(f"attempt {number}: {attempt.failure or 'admitted'}", err=True)
    click.echo(f"{grown.status}  {grown.module.key}" if grown.module else f"{grown.status}  {grown.reason}".rstrip())
    if grown.module is None:
        sys.exit(FAILED)


def _grown(library: Library, **said: Any) -> Grown:
    demands = Demands(lower_bound=said["threshold"], mutation_score=said["mutants"])
    settings = {"base_url": said["base_url"]} if said["base_url"] else {}
    model = named_model(said["model_name"], **settings) if said["model_name"] else None
    if said["task"] and model is not None:
        return library.grow_for(said["task"], model=model, demands=demands, rounds=said["rounds"])
    return library.grow(
        said["head"],
        doc=said["doc"],
        cases=_read_cases(said["cases"]),
        held_out=_read_cases(said["held_out"]) if said["held_out"] else (),
        properties=said["properties"],
        model=model,
        demands=demands,
        rounds=said["rounds"],
        replaces=said["replaces"],
    )


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
def duplicates(folder: Path) -> None:
    """Name modules that are alike by syntax tree, by behaviour on generated inputs, or by their words."""
    with Library(folder) as library:
        for group in library.duplicates():
            click.echo(f"{group.by:<9}  {'  '.join(group.keys)}")


@modules.command()
@click.option("--least", type=click.FloatRange(min=0), required=True, help="Utility (uses times success) to be kept.")
@click.option("--pretend", is_flag=True, help="Change nothing.")
@_library
def prune(least: float, pretend: bool, folder: Path) -> None:
    """Withdraw modules of little use; they stay where they are, and `promote` restores them."""
    for key, utility in Library(folder).prune(least, pretend=pretend):
        click.echo(f"{key}  {utility:.2f}")


@modules.command()
@_library
def stats(folder: Path) -> None:
    """Count the modules by their status, and what they were used for."""
    library = Library(folder)
    counts = Counter(library.store.status(key) for key in library.store.keys())  # noqa: SIM118
    for status in STATUSES:
        click.echo(f"{status:<11} {counts[status]}")
    for key, fault in library.index.faults().items():
        click.echo(f"unreadable  {key}: {fault}")
    usage = library.usage()
    share = "none so far" if usage.reuse_share is None else f"{usage.reuse_share:.0%}"
    click.echo(f"needs       {usage.needs}: {usage.count('reused')} met by reuse, {usage.count('admitted')} by growing")
    click.echo(f"reuse       {share} of all needs without a model")
    click.echo(f"model calls {sum(event.calls for event in usage.events)}")
    click.echo("without the library: not measured here; `nesy bench growth` runs both arms")


def _case(row: dict[str, Any]) -> Case:
    negative = row.get("negative", False) is True
    return Case(tuple(row["inputs"]), None if negative else row["expected"], negative)


def _read_cases(path: Path) -> tuple[Case, ...]:
    try:
        rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return tuple(map(_case, rows))
    except OSError as err:
        raise FileMissing(f"{path} cannot be read: {err.strerror}") from err
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
        hint = 'write {"inputs": [1], "expected": 2}, one case a line'
        raise BadDataFile(f"this is not a file of cases: {err}", source_name=str(path), hint=hint) from err
