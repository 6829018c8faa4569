"""Locates a data set's files: where the user says, where the environment says, in the cache; else the sample."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nesy.bench.card import Card, CardFile
from nesy.errors import FileMissing, UnknownName

SAMPLE = "sample"
"""The name of the split that ships with each card."""
ALL = "all"
"""Stands for every split whose file is there."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where the files of a run were found."""

    files: tuple[tuple[CardFile, Path], ...]
    origin: str
    """``--data``, ``NESY_DATA``, ``the cache`` or ``the sample``."""
    cached: bool = False
    """Whether the files are copies whose hashes the cache has noted."""

    @property
    def is_sample(self) -> bool:
        """Whether only the small sample that ships with the card was found."""
        return self.files[0][0].name == SAMPLE


def home() -> Path:
    """The folder for what nesy keeps: ``$NESY_HOME``, or ``~/.cache/nesy``."""
    return Path(os.environ.get("NESY_HOME") or Path.home() / ".cache" / "nesy")


def data_cache() -> Path:
    """The folder for copies of data files."""
    return home() / "data"


def locate(card: Card, split: str = "", data: Path | None = None) -> Located:
    """The files of a split.

    Args:
        card: the data set.
        split: a split's name, ``all``, or nothing for the card's default.
        data: a file, the data set's folder, or a folder that holds it; nothing but this is searched if given.

    Returns:
        The files; those of the sample where no data was found and no split was named.

    Raises:
        UnknownName: if the card has no such split.
        FileMissing: if what was named is not there.
    """
    if split == SAMPLE:
        return _sample(card)
    splits = _splits(card, split)
    if data is not None:
        return Located(_in_folder(card, splits, data, split == ALL) or _missing(card, splits, data), "--data")
    for origin, folder in _places():
        files = _in_folder(card, splits, folder, split == ALL)
        if files:
            return Located(files, origin, origin == "the cache")
    if split:
        _missing(card, splits, None)
    return _sample(card)


def locate_recording(card: Card, recording: str, data: Path | None = None) -> Path:
    """The file of a recording: a path, or a path below a folder of recordings.

    Raises:
        FileMissing: if it is in none of the places.
    """
    folders = [data] if data is not None else []
    folders += [folder for _, folder in _places()]
    below = [f / part / recording for folder in folders for f in (folder, folder.parent) for part in (".", "recorded")]
    for path in (Path(recording), *below):
        if path.is_file():
            return path
    known = tuple(r.file for r in card.recordings)
    raise FileMissing(f"there is no recording {recording}", expected=known, hint="give its path, or set NESY_DATA")


def data_folder(name: str) -> Path:
    """The folder of a name below ``NESY_DATA`` or in the cache.

    Raises:
        FileMissing: if there is none.
    """
    for _, place in _places():
        if (place / name).is_dir():
            return place / name
    raise FileMissing(f"there is no folder {name!r} of data", hint="give it with --data, or set NESY_DATA")


def _places() -> Iterator[tuple[str, Path]]:
    if os.environ.get("NESY_DATA"):
        yield "NESY_DATA", Path(os.environ["NESY_DATA"])
    yield "the cache", data_cache()


def _splits(card: Card, split: str) -> tuple[CardFile, ...]:
    if split == ALL:
        return card.splits
    name = split or card.default_split
    found = tuple(s for s in card.splits if s.name == name)
    if not found:
        raise UnknownName(f"{card.name} has no split {name!r}", expected=(*(s.name for s in card.splits), ALL, SAMPLE))
    return found


def _in_folder(card: Card, splits: tuple[CardFile, ...], place: Path, some: bool) -> tuple[tuple[CardFile, Path], ...]:
    """The splits' files in a folder; ``some`` of them will do, or all must be there."""
    if place.is_file():
        named = tuple((s, place) for s in card.splits if s.file == place.name)
        return named or ((CardFile(place.stem, place.name), place),)
    files = []
    for split in splits:
        candidates = (folder / name for folder in (place / card.name, place) for name in _spellings(split.file))
        path = next((c for c in candidates if c.is_file()), None)
        if path is not None:
            files.append((split, path))
    return tuple(files) if some or len(files) == len(splits) else ()


def _spellings(file: str) -> tuple[str, str]:
    """A file of JSON lines may also come as one JSON array."""
    return file, str(Path(file).with_suffix(".json"))


def _sample(card: Card) -> Located:
    return Located(((CardFile(SAMPLE, card.sample.name, note="ships with the card"), card.sample),), "the sample")


def _missing(card: Card, splits: tuple[CardFile, ...], place: Path | None) -> tuple[tuple[CardFile, Path], ...]:
    names = ", ".join(f"{card.name}/{s.file}" for s in splits)
    where = f"in {place}" if place is not None else "in NESY_DATA or the cache"
    raise FileMissing(
        f"{names} is not {where}",
        hint=f"download it from {card.source} and run `nesy data get {card.name} --from FOLDER`, or use --data FOLDER",
    )
