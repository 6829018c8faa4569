"""Record: what a run was made of and how it went, beside the model; and whether a run can be resumed."""

from __future__ import annotations

import fcntl
import json
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nesy.errors import CannotResume
from nesy.version import __version__

FILE = "training.json"
CHECKPOINTS = "checkpoints"
_STATE = "trainer_state.json"
_PACKAGES = ("torch", "transformers", "tokenizers", "accelerate", "peft", "llguidance", "z3-solver")
_SAME = ("recipe", "data", "origin", "seed", "lora", "device", "versions")
_LOCK = ".training.lock"


def versions() -> dict[str, str]:
    """The versions of what weights and judgements depend on."""
    found = {"nesy": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def write(folder: Path, record: Mapping[str, Any]) -> None:
    """Write ``training.json`` at one stroke."""
    partial = folder / f".{FILE}"
    partial.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(folder / FILE)


def begin(folder: Path, record: Mapping[str, Any], *, resume: bool) -> dict[str, Any]:
    """Note what a run is made of, or find it noted.

    Returns:
        What an earlier part of the run has written; empty for a new run.

    Raises:
        CannotResume: if the folder holds another run, or one that is not to be resumed, or something else.
    """
    old = _read(folder / FILE)
    if old is None:
        if folder.is_dir() and any(entry.name != _LOCK for entry in folder.iterdir()):
            raise CannotResume(f"{folder} is not empty and holds no run", hint="give another folder")
        write(folder, record)
        return {}
    if not resume:
        raise CannotResume(f"{folder} already holds a run", hint="add --resume, or give another folder")
    new = json.loads(json.dumps(record))
    differing = [name for name in _SAME if old.get(name) != new.get(name)]
    if differing:
        changes = "; ".join(f"{name} was {_short(old.get(name))} and is {_short(new.get(name))}" for name in differing)
        raise CannotResume(f"the run in {folder} is another one: {changes}", hint="start in another folder")
    return old


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as err:
        raise CannotResume(f"{path} cannot be read: {err!r}", hint="start in another folder") from err


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


def last_checkpoint(folder: Path) -> Path | None:
    """The checkpoint with the most steps that was written whole; its state is written last."""
    whole = [path for path in (folder / CHECKPOINTS).glob("checkpoint-*") if _step(path) is not None]
    return max(whole, key=lambda path: _step(path) or 0, default=None)


def _step(checkpoint: Path) -> int | None:
    try:
        return int(json.loads((checkpoint / _STATE).read_text(encoding="utf-8"))["global_step"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder, for one process at a time.

    Raises:
        CannotResume: if another process trains into it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _LOCK
    with path.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            raise CannotResume(f"another run is writing to {folder}", hint="wait, or give another folder") from err
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
