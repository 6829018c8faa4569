"""Data sets: the protocol, the cards that ship with nesy, and those that other packages register."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import nesy.registry as registry
from nesy.bench.card import Card, read_card
from nesy.bench.decode import decode_records
from nesy.bench.item import Item
from nesy.bench.recordings import read_recording
from nesy.bench.records import DataFile
from nesy.errors import UnknownName
from nesy.resources import content_folder

_GROUP = "nesy.datasets"


class Dataset(Protocol):
    """A source of problems with gold labels. Entry-point group ``nesy.datasets``."""

    @property
    def card(self) -> Card:
        """What it is and how it is read."""

    def items(self, split: str, file: DataFile, *, formulas: bool = False) -> tuple[Item, ...]:
        """The problems of one split's file; with their gold formulas if those are asked for."""

    def recorded(self, file: DataFile) -> tuple[Item, ...]:
        """The problems of a recording, with the model's outputs."""


@dataclass(frozen=True, slots=True)
class CardDataset:
    """A data set that its card describes completely."""

    card: Card

    def items(self, split: str, file: DataFile, *, formulas: bool = False) -> tuple[Item, ...]:
        """The problems of one split's file.

        Raises:
            BadDataFile: if a record is not what the card says.
        """
        return decode_records(self.card, split, file.records, formulas=formulas)

    def recorded(self, file: DataFile) -> tuple[Item, ...]:
        """The problems of a recording, with the model's outputs.

        Raises:
            BadDataFile: if it is in no known format or a record is incomplete.
        """
        return read_recording(self.card, file)


def dataset_names() -> tuple[str, ...]:
    """The names of all data sets: a folder with a card each, and what other packages register.

    >>> "proofwriter" in dataset_names()
    True
    """
    return tuple(sorted({*_folders(), *registry.names(_GROUP)}))


def load_dataset(name: str) -> Dataset:
    """The data set of a name.

    Raises:
        UnknownName: if there is none.
        BadDataFile: if its card is flawed.

    >>> load_dataset("proofwriter").card.semantics
    'rules-open'
    """
    folder = _folders().get(name)
    if folder is not None:
        return CardDataset(read_card(folder))
    if name not in registry.names(_GROUP):
        raise UnknownName(f"there is no data set {name!r}", expected=dataset_names())
    dataset: Dataset = registry.load(_GROUP, name)
    return dataset


def _folders() -> dict[str, Path]:
    return {card.parent.name: card.parent for card in sorted(content_folder("datasets").glob("*/card.yaml"))}
