"""The examples of a run: read by a card, made canonical, and split so that nothing is on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from nesy.bench.card import Card
from nesy.bench.dataset import load_dataset
from nesy.bench.locate import locate
from nesy.bench.manifest import Source
from nesy.bench.records import DataFile, read_data_file
from nesy.errors import BadDataFile, NesyError
from nesy.training.pair import Pair
from nesy.training.recipe import Recipe
from nesy.training.task import Task


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What a run learns from and is evaluated on."""

    train: tuple[Pair, ...]
    held_out: tuple[Pair, ...]
    """As many as one evaluation takes."""
    sources: tuple[Source, ...]
    left_out: tuple[tuple[str, int], ...] = ()
    """Why examples are not trained on, with their number."""


def training_data(recipe: Recipe, task: Task, data: Path | None = None) -> TrainingData:
    """The examples of a recipe.

    A gold program is brought into its canonical spelling. One that cannot be read is not trained on, but stays
    among the held-out examples, where nothing that a model writes for it can be right.

    Args:
        recipe: what to read.
        task: what a record means.
        data: a file or folder; by default where ``nesy bench`` looks too.

    Raises:
        UnknownName, FileMissing, BadDataFile: if the data is not there or is not what its card says.
    """
    card = load_dataset(recipe.dataset).card
    files = _files(card, recipe.split, data)
    found, empty = _pairs(card, files, task, recipe)
    if recipe.held_out.split:
        more = _files(card, recipe.held_out.split, data)
        held_out, _ = _pairs(card, more, task, recipe)
        files += more
    else:
        held_out = [pair for pair in found if _held_out(pair, recipe.held_out.share)]
        found = [pair for pair in found if not _held_out(pair, recipe.held_out.share)]
    texts = {pair.text for pair in held_out}
    apart = [pair for pair in found if pair.text not in texts]
    train = [pair for pair in (_canonical(pair, task) for pair in apart) if pair is not None]
    if not train or not held_out:
        raise BadDataFile(
            f"{len(train)} examples to train on and {len(held_out)} to evaluate on are too few",
            source_name=card.name,
            hint="give --data the whole data set; the sample that ships with nesy does not suffice",
        )
    sources = tuple(Source(f.name, f.sha256, len(f.records)) for f in files)
    left_out = {
        "records without a sentence-formula pair": empty,
        "texts that are held out": len(found) - len(apart),
        "programs that cannot be read": len(apart) - len(train),
    }
    chosen = sorted(held_out, key=_order)[: recipe.evaluation.limit]
    return TrainingData(tuple(train), tuple(chosen), sources, tuple((k, n) for k, n in left_out.items() if n))


def _files(card: Card, split: str, data: Path | None) -> list[DataFile]:
    return [read_data_file(path) for _, path in locate(card, split, data).files]


def _pairs(card: Card, files: Iterable[DataFile], task: Task, recipe: Recipe) -> tuple[list[Pair], int]:
    """The pairs, each text with one program once, and how many records have none."""
    found: dict[tuple[str, str], Pair] = {}
    empty = 0
    for file in files:
        for record in file.records:
            pairs = task.pairs(card, record, recipe.held_out.group)
            empty += not pairs
            for pair in pairs:
                found.setdefault((pair.text, pair.program), pair)
    return list(found.values()), empty


def _held_out(pair: Pair, share: float) -> bool:
    """Whether a pair's group is held out; that hangs on the group alone."""
    return int(hashlib.sha256(pair.group.encode()).hexdigest()[:8], 16) < share * 16**8


def _order(pair: Pair) -> str:
    return hashlib.sha256(f"{pair.text}\0{pair.program}".encode()).hexdigest()


def _canonical(pair: Pair, task: Task) -> Pair | None:
    try:
        return replace(pair, program=task.canonical(pair.program))
    except NesyError:
        return None
