"""The SQLite file in which a cache keeps samples. Several processes may use it at once."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nesy.errors import BadDataFile, FileMissing, ModelFailed, NesyError
from nesy.models.base import Sample
from nesy.models.records import sample_from_json, sample_to_json

APPLICATION = 0x6E657379
"""What marks a SQLite file as a cache of nesy's: its ``application_id``."""
VERSION = 1
"""The layout of the table: the file's ``user_version``."""
PATIENCE = 30.0
"""Seconds to wait for other processes that use the file."""

_START = b"SQLite format 3\0"
_ELSEWHERE = "move it away, or give the cache another file; nothing in it was changed"
_TABLE = """
CREATE TABLE samples (
  key BLOB PRIMARY KEY,
  model TEXT NOT NULL,
  problem TEXT NOT NULL,
  settings TEXT NOT NULL,
  number INTEGER NOT NULL,
  sample TEXT NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """One sample with what it is found by, and what tells a reader of the file where it comes from."""

    key: bytes
    """The SHA-256 of everything that the sample depends on."""
    model: str
    """The model's identity."""
    problem: str
    """The problem's id; may be empty."""
    settings: str
    """The decoding settings as JSON text."""
    number: int
    """The sample's index among those of its prompt."""
    sample: Sample


class SampleFile:
    """An open file of samples. Calls on it are made one at a time, from any thread.

    Args:
        path: the file; it is made, with its folder, if it is not there.

    Raises:
        FileMissing: if it cannot be opened or made.
        BadDataFile: if it is no file of samples, or one with another layout; it is left as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _check_start(path)
            self._connection = sqlite3.connect(path, PATIENCE, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.OperationalError) as err:
            raise FileMissing(f"the cache {path} cannot be opened: {err}", hint="give the path of a file") from err
        try:
            with self._told(FileMissing):
                self._prepare()
        except BaseException:
            self.close()
            raise

    def read(self, keys: Sequence[bytes]) -> dict[bytes, Sample]:
        """The samples of those keys that the file holds.

        Raises:
            BadDataFile: if the file is damaged.
            ModelFailed: if others keep it locked.
        """
        found: dict[bytes, Sample] = {}
        with self._told(ModelFailed):
            for key in keys:
                row = self._connection.execute("SELECT sample FROM samples WHERE key = ?", (key,)).fetchone()
                if row is not None:
                    found[key] = self._sample(row[0])
        return found

    def write(self, kept: Iterable[Kept]) -> None:
        """Add samples, all or none; what the file has already stays as it is.

        Raises:
            BadDataFile: if the file is damaged.
            ModelFailed: if others keep it locked, or there is no space.
        """
        rows = [(k.key, k.model, k.problem, k.settings, k.number, _text(k.sample)) for k in kept]
        with self._told(ModelFailed), self._transaction():
            self._connection.executemany("INSERT OR IGNORE INTO samples VALUES (?, ?, ?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _prepare(self) -> None:
        if self._marks() == (0, 0, 0):
            with self._transaction():
                if self._marks() == (0, 0, 0):
                    self._connection.execute(_TABLE)
                    self._connection.execute(f"PRAGMA application_id = {APPLICATION}")
                    self._connection.execute(f"PRAGMA user_version = {VERSION}")
        application, version, _ = self._marks()
        if application != APPLICATION:
            raise BadDataFile(f"{self.path} is a database of something else", hint="give the cache a file of its own")
        if version != VERSION:
            raise BadDataFile(f"{self.path} is a cache of layout {version}, not {VERSION}", hint="give another file")
        self._log_ahead()

    def _marks(self) -> tuple[int, int, int]:
        """The application, the version, and the number of tables and indexes."""
        pragmas = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        application, version, tables = (self._connection.execute(p).fetchone()[0] for p in pragmas)
        return application, version, tables

    def _log_ahead(self) -> None:
        """Turn write-ahead logging on, so that readers and a writer do not wait for each other."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                return
            except sqlite3.OperationalError as err:
                # SQLite does not wait for a lock here.
                if "locked" not in str(err) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _told(self, unusable: type[NesyError]) -> Iterator[None]:
        """Say what SQLite's errors mean for the file."""
        try:
            yield
        except sqlite3.OperationalError as err:
            message = f"the cache {self.path} cannot be used: {err}"
            raise unusable(message, hint="check its folder, the disk, and who else uses it") from err
        except sqlite3.DatabaseError as err:
            raise BadDataFile(f"{self.path} is not a cache that can be read: {err}", hint=_ELSEWHERE) from err

    def _sample(self, text: str) -> Sample:
        try:
            return sample_from_json(json.loads(text))
        except (ValueError, TypeError, RecursionError) as err:
            reason = err.message if isinstance(err, BadDataFile) else str(err)
            raise BadDataFile(f"the cache {self.path} holds a damaged sample: {reason}") from err


def _check_start(path: Path) -> None:
    """Refuse what is no SQLite file: SQLite itself overwrites a file of a few bytes."""
    if path.is_file():
        with path.open("rb") as stream:
            start = stream.read(len(_START))
        if start not in (b"", _START):
            raise BadDataFile(f"{path} is not a cache that can be read: it is no SQLite file", hint=_ELSEWHERE)


def _text(sample: Sample) -> str:
    return json.dumps(sample_to_json(sample), separators=(",", ":"))
