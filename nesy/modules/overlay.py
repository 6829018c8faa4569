"""Folders of modules one above the other: the topmost is written to, those below it are read alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nesy.errors import UnknownName
from nesy.modules.record import Module, Status
from nesy.modules.store import Standing, Store, read_standing, write_standing
from nesy.resources import content_folder

FOLDER = "module_library"
_STANDINGS = "status"
"""The subfolder of the topmost folder that holds the status of modules of the folders below."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A stack of stores that reads as one.

    Args:
        top: where modules, and every change of a status, are written.
        below: where more modules are read, in this order; nothing in them changes.
    """

    top: Store
    below: tuple[Store, ...] = ()

    @property
    def stores(self) -> tuple[Store, ...]:
        """All stores, the topmost first."""
        return self.top, *self.below

    def add(self, module: Module, status: Status = "candidate") -> str:
        """Keep a module in the topmost folder; see :meth:`Store.add`."""
        return self.top.add(module, status)

    def keys(self) -> Iterator[str]:
        """The keys of all modules, sorted, each once."""
        yield from sorted({key for store in self.stores for key in store.keys()})  # noqa: SIM118 - no mapping

    def holder(self, key: str) -> Store:
        """The topmost store that has the module.

        Raises:
            UnknownName: if none has.
        """
        for store in self.stores:
            if store.holds(key):
                return store
        name = key.partition("@")[0]
        close = [known for known in self.keys() if known.partition("@")[0] == name]
        raise UnknownName(f"there is no module {key!r}", expected=(close or list(self.keys()))[:20])

    def load(self, key: str) -> Module:
        """The module of a key, its files checked against its hash; see :meth:`Store.load`."""
        return self.holder(key).load(key)

    def standing(self, key: str) -> Standing:
        """What a module may be used for, and why; the topmost folder decides for those below it.

        Raises:
            UnknownName: if there is no such module.
            BadDataFile: if its status file states none.
        """
        holder, decided = self.holder(key), self.top.folder / _STANDINGS / key
        return read_standing(decided) if holder != self.top and decided.is_file() else holder.standing(key)

    def status(self, key: str) -> Status:
        """What a module may be used for; see :meth:`standing`."""
        return self.standing(key).status

    def set_status(self, key: str, status: Status, reason: str = "") -> None:
        """Change what a module may be used for in this library; folders below the topmost stay as they are.

        Raises:
            UnknownName: if there is no such module.
        """
        if self.holder(key) == self.top:
            self.top.set_status(key, status, reason)
            return
        folder = self.top.folder / _STANDINGS
        folder.mkdir(parents=True, exist_ok=True)
        write_standing(folder / key, Standing(status, reason), folder)


def user_folder() -> Path:
    """The folder of a user's own modules: below ``$NESY_HOME``, or in ``~/.local/share/nesy``."""
    return Path(os.environ.get("NESY_HOME") or Path.home() / ".local" / "share" / "nesy") / FOLDER


def overlay(folder: Path | None, below: tuple[Path, ...] | None = None) -> Overlay:
    """The stack of a project's folder, the user's and that which ships with nesy.

    Args:
        folder: the topmost; the user's if None.
        below: the folders below it instead of the usual ones.
    """
    usual = (user_folder(), content_folder(FOLDER)) if below is None else below
    top = Store(folder if folder is not None else user_folder())
    return Overlay(top, tuple(Store(path) for path in usual if path.resolve() != top.folder.resolve()))
