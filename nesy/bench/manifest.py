"""Manifest: what a run was made of, so that its figures can be traced and the run be resumed."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nesy.bench.settings import RunSettings
from nesy.errors import CannotResume
from nesy.version import __version__

FILE = "manifest.json"
_PACKAGES = ("z3-solver", "lark", "cvc5", "llguidance", "aiohttp", "torch", "transformers")


@dataclass(frozen=True, slots=True)
class Source:
    """One file that the problems came from."""

    file: str
    """Its name, without folders."""
    sha256: str
    count: int
    note: str = ""
    """What the card says of these contents; empty if it does not list them."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was made of. It names no machine and no folder."""

    dataset: str
    split: str
    sources: tuple[Source, ...]
    settings: RunSettings
    n_total: int
    limit: int | None = None
    versions: Mapping[str, str] = field(default_factory=lambda: installed_versions())
    started: str = field(default_factory=lambda: now())
    finished: str = ""
    """Empty while the run is under way, and after a kill."""
    seconds: float = 0.0
    """Wall-clock seconds of the run, or of its last part if it was resumed."""

    def to_json(self) -> dict[str, Any]:
        """The manifest as JSON data."""
        return {**asdict(self), "settings": self.settings.to_json(), "versions": dict(self.versions)}

    def write(self, folder: Path) -> None:
        """Write ``manifest.json`` at one stroke."""
        partial = folder / f".{FILE}"
        partial.write_text(json.dumps(self.to_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        partial.replace(folder / FILE)

    def done(self, seconds: float) -> Manifest:
        """The manifest of the finished run."""
        return replace(self, finished=now(), seconds=round(seconds, 3))

    def continuing(self, folder: Path) -> Manifest:
        """The same manifest with the start of the run that ``folder`` holds.

        Raises:
            CannotResume: if that run had other data, settings or versions.
        """
        path = folder / FILE
        try:
            old = json.loads(path.read_text(encoding="utf-8"))
            started = str(old["started"])
        except FileNotFoundError:
            return self
        except (OSError, ValueError, TypeError, KeyError) as err:
            raise CannotResume(f"{path} cannot be read: {err!r}", hint="start in another folder") from err
        new = json.loads(json.dumps(self.to_json()))
        same = ("dataset", "split", "sources", "settings", "n_total", "limit", "versions")
        differing = [name for name in same if old.get(name) != new[name]]
        if differing:
            changes = "; ".join(f"{name} was {old.get(name)} and is {new[name]}" for name in differing)
            raise CannotResume(f"the run in {folder} is another one: {changes}", hint="start in another folder")
        return replace(self, started=started)


def installed_versions() -> dict[str, str]:
    """The versions of nesy, Python and the packages that verdicts depend on."""
    versions = {"nesy": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed"
    return versions


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
