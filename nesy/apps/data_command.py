"""``nesy data``: which data sets there are, and copies of their files that were checked."""

from __future__ import annotations

from pathlib import Path

import click

from nesy.bench.cache import copy_into_cache
from nesy.bench.card import Card
from nesy.bench.dataset import dataset_names, load_dataset
from nesy.bench.locate import data_cache


@click.group()
def data() -> None:
    """Manage evaluation data, which nesy does not ship."""


@data.command("list")
def list_() -> None:
    """List the data sets with their splits, recordings and what is in the cache."""
    for name in dataset_names():
        card = load_dataset(name).card
        click.echo(f"{name}: {card.title}")
        click.echo(f"  from {card.source}, {card.licence}")
        click.echo(f"  semantics {card.semantics}: {card.semantics_reason}")
        for file, counts in _files(card):
            here = "in the cache" if (data_cache() / file).is_file() else "not in the cache"
            click.echo(f"  {file:<62} {counts:<12} {here}")


@data.command()
@click.argument("name")
@click.option("--from", "source", type=click.Path(path_type=Path), required=True, help="A file or folder to copy from.")
@click.option("--listed-only", is_flag=True, help="Refuse contents whose hash the card does not list.")
def get(name: str, source: Path, listed_only: bool) -> None:
    """Copy the files of data set NAME into the cache, after checking their hashes and every record."""
    copies = copy_into_cache(load_dataset(name), source, listed_only=listed_only)
    for copy in copies:
        note = copy.note or "NOT listed by the card"
        click.echo(f"{copy.file:<62} {copy.count:>5} problems  sha256 {copy.sha256[:12]}  {note}")
    click.echo(f"{len(copies)} files, {sum(c.count for c in copies)} problems, in {data_cache()}")


def _files(card: Card) -> list[tuple[str, str]]:
    entries = [(f"{card.name}/{s.file}", s) for s in card.splits] + [(f"recorded/{r.file}", r) for r in card.recordings]
    return [(file, " or ".join(str(k.count) for k in entry.known) or "?") for file, entry in entries]
