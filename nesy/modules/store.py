"""The folders of a library: one immutable ``name@hash/`` a module, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nesy.errors import BadDataFile, HashMismatch, UnknownName
from nesy.modules.reading import read_text
from nesy.modules.record import FILES, KEY, STATUSES, Module, Status, content_hash, module_files, read_module

STATUS_FILE = "status"
"""The file of a module's folder that is not part of its hash: the status, then the reason for it."""
_DRAFT = ".draft-"
_LARGEST_STATUS = 64 << 10


@dataclass(frozen=True, slots=True)
class Standing:
    """What a module may be used for, and why that was decided; the reason may be empty."""

    status: Status
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """The modules in one folder. Several processes may add to it at once."""

    folder: Path

    def add(self, module: Module, status: Status = "candidate") -> str:
        """Keep a module, and say under which key; nothing changes if it is there already.

        The files are written beside the library and moved into it in one step, so that a process that
        dies leaves no half-written module.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.folder))
        try:
            for name, text in (*module_files(module).items(), (STATUS_FILE, status + "\n")):
                _write_durably(draft / name, text)
            self._move_in(draft, self.folder / module.key)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return module.key

    def _move_in(self, draft: Path, place: Path) -> None:
        """Rename the draft, unless another process has put the same module there."""
        try:
            draft.rename(place)
        except OSError:
            if not place.is_dir():
                raise
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def keys(self) -> Iterator[str]:
        """The keys of all modules, sorted; drafts and foreign folders are no modules."""
        if self.folder.is_dir():
            yield from sorted(e.name for e in os.scandir(self.folder) if KEY.fullmatch(e.name) and e.is_dir())

    def load(self, key: str) -> Module:
        """The module of a key, its files checked against its hash.

        Raises:
            UnknownName: if there is no such module.
            HashMismatch: if the files are not those that were admitted.
            BadDataFile: if they cannot be read.
        """
        place = self._place(key)
        files = {name: read_text(place / name) for name in FILES}
        found = content_hash(files)
        if found != key.partition("@")[2]:
            raise HashMismatch(
                f"the files of module {key} have the hash {found}: they were changed after it was admitted",
                hint="restore the folder, or grow the module again; it is not executed as it is",
            )
        module = read_module(files, str(place))
        if module.name != key.partition("@")[0]:
            raise BadDataFile(f"module {key} says that its name is {module.name}", source_name=str(place))
        return module

    def holds(self, key: str) -> bool:
        """Whether the folder has a module of this key."""
        return KEY.fullmatch(key) is not None and _is_folder(self.folder / key)

    def standing(self, key: str) -> Standing:
        """What a module may be used for, and why.

        Raises:
            UnknownName: if there is no such module.
            BadDataFile: if its status file says something else.
        """
        return read_standing(self._place(key) / STATUS_FILE)

    def status(self, key: str) -> Status:
        """What a module may be used for; see :meth:`standing`."""
        return self.standing(key).status

    def set_status(self, key: str, status: Status, reason: str = "") -> None:
        """Change what a module may be used for; its files and hash stay.

        Raises:
            UnknownName: if there is no such module.
        """
        write_standing(self._place(key) / STATUS_FILE, Standing(status, reason), self.folder)

    def _place(self, key: str) -> Path:
        place = self.folder / key
        if not self.holds(key):
            raise UnknownName(f"there is no module {key!r:.80}", expected=list(self.keys())[:20])
        return place


def _is_folder(path: Path) -> bool:
    """Whether a folder is there; a name that the file system refuses is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def read_standing(path: Path) -> Standing:
    """The standing that a status file states.

    Raises:
        BadDataFile: if it cannot be read or states none.
    """
    first, _, reason = read_text(path, _LARGEST_STATUS).partition("\n")
    for status in STATUSES:
        if first.strip() == status:
            return Standing(status, reason.strip())
    raise BadDataFile(f"{first[:40]!r} is no status of a module", source_name=str(path), expected=STATUSES)


def write_standing(path: Path, standing: Standing, drafts: Path) -> None:
    """Write a status file whole or not at all; its draft is made in the folder ``drafts`` of the same file system.

    Raises:
        BadDataFile: if something stands in its place that is no file.
    """
    number, name = tempfile.mkstemp(prefix=_DRAFT, dir=drafts)
    os.close(number)
    draft = Path(name)
    try:
        _write_durably(draft, f"{standing.status}\n{standing.reason}".rstrip() + "\n")
        draft.replace(path)
    except OSError as err:
        raise BadDataFile(f"the status cannot be written: {err}", source_name=str(path)) from err
    finally:
        draft.unlink(missing_ok=True)


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
