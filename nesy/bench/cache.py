"""The cache of data files: copies that were checked against their card when they came in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nesy.bench.card import CardFile
from nesy.bench.dataset import Dataset
from nesy.bench.locate import data_cache
from nesy.bench.records import DataFile, read_data_file
from nesy.errors import BadDataFile, FileMissing, HashMismatch

_NOTES = "hashes.json"


@dataclass(frozen=True, slots=True)
class Copied:
    """One file that was taken into the cache."""

    file: str
    count: int
    sha256: str
    note: str
    """What the card says of these contents; empty if it does not list them."""


def copy_into_cache(dataset: Dataset, source: Path, *, listed_only: bool = False) -> tuple[Copied, ...]:
    """Check a data set's files, splits and recordings, and copy them into the cache.

    Args:
        dataset: whose files they are.
        source: one of the files, the data set's folder, or a folder that holds it.
        listed_only: refuse contents that the card does not list, such as another half or revision.

    Raises:
        FileMissing: if none of the files is there.
        HashMismatch: if the card lists other contents and only those are wanted; nothing is copied then.
        BadDataFile: if a record is not what the card says.
    """
    found = tuple(_candidates(dataset, source))
    if not found:
        files = [entry.file for entry in (*dataset.card.splits, *dataset.card.recordings)]
        raise FileMissing(f"{source} holds no file of {dataset.card.name}", expected=files)
    copies = [(_check(dataset, entry, path, listed_only), path) for entry, path in found]
    for copied, path in copies:
        _copy(copied, path)
    return tuple(copied for copied, _ in copies)


def check_cached(path: Path, file: DataFile) -> None:
    """Compare a file of the cache with the hash that was noted when it came in.

    Raises:
        HashMismatch: if it has changed since.
    """
    noted = _notes().get(path.relative_to(data_cache()).as_posix())
    if noted != file.sha256:
        raise HashMismatch(
            f"{path} has changed since it was copied: {file.sha256[:12]} is not {str(noted)[:12]}",
            hint="run `nesy data get` again",
        )


def _candidates(dataset: Dataset, source: Path) -> Iterator[tuple[CardFile, Path]]:
    card = dataset.card
    for entry in card.splits:
        places: tuple[Path, ...] = (source / card.name / entry.file, source / entry.file)
        yield from ((entry, path) for path in _first(places, source, entry.file))
    for entry in card.recordings:
        places = tuple(folder / entry.file for folder in (source / "recorded", source, source.parent / "recorded"))
        yield from ((entry, path) for path in _first(places, source, entry.file))


def _first(places: tuple[Path, ...], source: Path, file: str) -> tuple[Path, ...]:
    if source.is_file():
        return (source,) if source.name == Path(file).name else ()
    return tuple(place for place in places if place.is_file())[:1]


def _check(dataset: Dataset, entry: CardFile, path: Path, listed_only: bool) -> Copied:
    file = read_data_file(path)
    known = entry.recognise(file.sha256)
    if known is None and listed_only:
        raise HashMismatch(
            f"{path.name} has the hash {file.sha256}, which the card of {dataset.card.name} does not list",
            expected=[k.sha256 for k in entry.known],
            hint="drop --listed-only if these are the contents you want",
        )
    is_split = entry in dataset.card.splits
    items = dataset.items(entry.name, file) if is_split else dataset.recorded(file)
    if known is not None and known.count != len(items):
        raise BadDataFile(f"{path.name} holds {len(items)} problems, where its card says {known.count}")
    target = f"{dataset.card.name}/{entry.file}" if is_split else f"recorded/{entry.file}"
    return Copied(target, len(items), file.sha256, (known.note or "listed by the card") if known else "")


def _copy(copied: Copied, path: Path) -> None:
    target = data_cache() / copied.file
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(path, partial)
    partial.replace(target)
    notes = {**_notes(), copied.file: copied.sha256}
    partial.write_text(json.dumps(notes, indent=1, sort_keys=True), encoding="utf-8")
    partial.replace(data_cache() / _NOTES)


def _notes() -> dict[str, str]:
    path = data_cache() / _NOTES
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as err:
        raise BadDataFile(f"{path} cannot be read: {err}", hint="delete it and run `nesy data get` again") from err
