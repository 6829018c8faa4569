"""Selection: the problems of one run, where they are from, and what a reader must know about that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from nesy.bench.cache import check_cached
from nesy.bench.card import Card, CardFile
from nesy.bench.dataset import Dataset
from nesy.bench.decode import distinct
from nesy.bench.item import Item
from nesy.bench.locate import Located, data_cache, locate, locate_recording
from nesy.bench.manifest import Manifest, Source
from nesy.bench.recordings import with_unrecorded
from nesy.bench.records import DataFile, read_data_file
from nesy.bench.settings import RunSettings
from nesy.errors import FileMissing, NotAProblem


@dataclass(frozen=True, slots=True)
class Selection:
    """The problems of one run."""

    card: Card
    split: str
    items: tuple[Item, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
    limit: int | None = None

    def manifest(self, settings: RunSettings) -> Manifest:
        """The manifest of a run of these problems."""
        return Manifest(self.card.name, self.split, self.sources, settings, len(self.items), self.limit)

    def first(self, limit: int | None) -> Selection:
        """The first problems only.

        Raises:
            NotAProblem: if that leaves none.
        """
        if limit is None:
            return self
        if limit < 1:
            raise NotAProblem(f"a limit of {limit} leaves no problem", hint="give a positive number")
        return replace(self, items=self.items[:limit], limit=limit)


def select(dataset: Dataset, split: str = "", data: Path | None = None, *, formulas: bool = False) -> Selection:
    """The problems of a split, from wherever its files are.

    Raises:
        UnknownName: if there is no such split.
        FileMissing: if its files are not there.
        HashMismatch: if a file of the cache has changed.
        BadDataFile: if a file does not hold what it should.
    """
    card, located = dataset.card, locate(dataset.card, split, data)
    files = [(entry, _read(path, located)) for entry, path in located.files]
    parts = [dataset.items(entry.name, file, formulas=formulas) for entry, file in files]
    sources = tuple(_source(entry, file, len(part)) for (entry, file), part in zip(files, parts, strict=True))
    names = "+".join(entry.name for entry, _ in located.files)
    items = distinct(item for part in parts for item in part)
    return Selection(card, names, items, sources, _notes(card, located))


def select_recorded(dataset: Dataset, recording: str, data: Path | None = None) -> Selection:
    """The problems that a recording answers; those of its split that it lacks come without outputs.

    Raises:
        FileMissing: if the recording is not there.
        BadDataFile: if it does not hold what it should.
    """
    card, path = dataset.card, locate_recording(dataset.card, recording, data)
    file = read_data_file(path)
    recorded = dataset.recorded(file)
    entry = _entry_of(card, path, file)
    items, notes = _complete(dataset, recorded, entry.split, data) if entry.split else (recorded, ())
    return Selection(card, f"recording {path.name}", items, (_source(entry, file, len(recorded)),), notes)


def _complete(
    dataset: Dataset, recorded: tuple[Item, ...], split: str, data: Path | None
) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The recorded problems and those of the split that the recording lacks, where the split's file is there."""
    try:
        whole = select(dataset, split, data)
    except FileMissing:
        return recorded, (f"the problems of {split} are not here, so one that the recording lacks would not show",)
    items = with_unrecorded(recorded, whole.items)
    lacking = len(items) - len(recorded)
    if lacking:
        return items, (f"the recording lacks {lacking} of the {len(items)} problems of {split}; they count as wrong",)
    return items, ()


def _entry_of(card: Card, path: Path, file: DataFile) -> CardFile:
    """The card's entry for a recording: by its contents, else by its name."""
    for entry in card.recordings:
        if entry.recognise(file.sha256):
            return entry
    named = (entry for entry in card.recordings if Path(entry.file).name == path.name)
    return next(named, CardFile(path.name, path.name))


def _read(path: Path, located: Located) -> DataFile:
    file = read_data_file(path)
    if located.cached and path.is_relative_to(data_cache()):
        check_cached(path, file)
    return file


def _source(entry: CardFile, file: DataFile, count: int) -> Source:
    known = entry.recognise(file.sha256)
    note = (known.note or "listed by the card") if known else ""
    return Source(file.name, file.sha256, count, note or entry.note)


def _notes(card: Card, located: Located) -> tuple[str, ...]:
    if not located.is_sample:
        return (f"found by {located.origin}",) if located.origin != "--data" else ()
    return (
        f"only the {card.name} sample that ships with nesy ran: it shows that things work and measures nothing; "
        f"give --data, set NESY_DATA, or run `nesy data get {card.name} --from FOLDER`",
    )
