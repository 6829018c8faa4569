"""The index of a library: an SQLite file with the words and types of its modules, made anew from the folders at will.

The folders are the truth. Before each search the names in them are compared with those in the index; a folder whose
time of change is that of the last comparison is skipped.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nesy.errors import NesyError
from nesy.modules.association import associated
from nesy.modules.postings import row_set
from nesy.modules.signature import Signature, parse_signature
from nesy.modules.store import Store
from nesy.modules.words import content_words, split_identifiers

FILE = Path("index") / "modules.sqlite"
"""Where a library's index lies: in a subfolder, since SQLite's journals would change the time of the folder itself."""
_VERSION = 3
_SETS = 4000
"""Sets of rows that are kept."""
_NAMES = 2000
"""Words of names that may go with other words."""
_TICK_NS = 100_000_000
"""A folder that changed this recently may change again within one tick of the file system's clock."""
_TABLES = """
create table folder(id integer primary key, path text unique, stamp integer);
create table shape(id integer primary key, types text unique);
create table module(id integer primary key, folder integer, key text, shape integer, fault text, unique(folder, key));
create index shaped on module(shape);
create virtual table words using fts5(name, doc, tokenize = 'porter unicode61');
create table word(text text primary key) without rowid;
create virtual table vocabulary using fts5vocab('words', 'col');
"""


@dataclass(slots=True)
class Index:
    """The open index of several stores.

    Args:
        file: the SQLite file; the index is in memory if it cannot be written.
        stores: what is indexed.
    """

    _base: sqlite3.Connection
    _stores: tuple[Store, ...]
    _sets: dict[tuple[str, str | int], int]
    _kin: dict[str, list[tuple[int, float]]]
    _vocabulary: list[str] | None
    _changes: int

    def __init__(self, file: Path, stores: Sequence[Store]) -> None:
        self._stores = tuple(stores)
        self._base = _opened(file)
        self._sets, self._kin, self._vocabulary, self._changes = {}, {}, None, 0

    def refresh(self) -> None:
        """Make the index equal to the folders, in one transaction."""
        changes = int(self._base.execute("pragma data_version").fetchone()[0])
        if changes != self._changes:
            self._forget()
            self._changes = changes
        if all(_stamp(store.folder) == self._seen(store)[1] for store in self._stores):
            return
        with self._writing():
            for store in self._stores:
                self._refresh_folder(store)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, all or nothing; other processes wait for it."""
        self._base.execute("begin immediate")
        try:
            yield
            self._base.execute("commit")
        except BaseException:
            self._base.execute("rollback")
            raise

    def rebuild(self) -> None:
        """Forget everything and read the folders."""
        with self._writing():
            for table in ("words", "word", "module", "shape", "folder"):
                self._base.execute(f"delete from {table}")  # noqa: S608 - names from the line above
            self._forget()
        self.refresh()

    def keys(self) -> list[str]:
        """The keys of all modules that can be read, sorted, each once."""
        return [key for (key,) in self._base.execute("select distinct key from module where fault = '' order by key")]

    def faults(self) -> dict[str, str]:
        """The keys of modules that cannot be read, with the reason."""
        return dict(self._base.execute("select key, fault from module where fault <> '' order by key"))

    def shapes(self) -> dict[int, Signature]:
        """The types that some module takes and returns, by number."""
        rows = self._base.execute("select id, types from shape")
        return {number: parse_signature(types) for number, types in rows}

    def having(self, query: str) -> int:
        """The set of modules that an FTS5 query finds."""
        return self._set("select rowid from words where words match ?", query)

    def of_shape(self, shape: int) -> int:
        """The set of modules of a shape."""
        return self._set("select id from module where shape = ? and fault = ''", shape)

    def everything(self) -> int:
        """The set of all modules that can be read."""
        return self._set("select id from module where fault = ?", "")

    def key_of(self, row: int) -> str:
        """The key of a row."""
        return str(self._base.execute("select key from module where id = ?", (row,)).fetchone()[0])

    def kin(self, query: str) -> list[tuple[int, float]]:
        """For the names that go with a word: the modules named so, and the strength of the tie; kept as sets are."""
        if query not in self._kin:
            named = [self.having(f'name: "{term}"') for term in self._names()]
            self._kin[query] = associated(self.having(query), named, self.everything().bit_count())
        return self._kin[query]

    def vocabulary(self) -> list[str]:
        """The words that modules use, as they write them, sorted; some of modules that are gone may be among them."""
        if self._vocabulary is None:
            self._vocabulary = [text for (text,) in self._base.execute("select text from word order by text")]
        return self._vocabulary

    def _names(self) -> list[str]:
        """The commonest words of names."""
        rows = "select term from vocabulary where col = 'name' and doc > 2 order by doc desc limit ?"
        return [term for (term,) in self._base.execute(rows, (_NAMES,))]

    def _forget(self) -> None:
        self._sets.clear()
        self._kin.clear()
        self._vocabulary = None

    def _set(self, statement: str, value: str | int) -> int:
        """The row numbers that a statement selects; kept until the index changes."""
        asked = (statement, value)
        if asked not in self._sets:
            if len(self._sets) >= _SETS:
                self._forget()
            self._sets[asked] = row_set(number for (number,) in self._base.execute(statement, (value,)))
        return self._sets[asked]

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _seen(self, store: Store) -> tuple[int, int]:
        """The number of a folder, and its time of change when it was last compared; zeros if it never was."""
        row = self._base.execute("select id, stamp from folder where path = ?", (_path(store),)).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def _refresh_folder(self, store: Store) -> None:
        stamp = _stamp(store.folder)
        self._base.execute("insert or ignore into folder(path, stamp) values (?, 0)", (_path(store),))
        number, seen = self._seen(store)
        if seen == stamp:
            return
        present = set(store.keys())
        known = {key for (key,) in self._base.execute("select key from module where folder = ?", (number,))}
        if known != present:
            self._forget()
        for key in known - present:
            self._remove(number, key)
        for key in sorted(present - known):
            self._read(number, store, key)
        trusted = stamp if time.time_ns() - stamp > _TICK_NS else 0
        self._base.execute("update folder set stamp = ? where id = ?", (trusted, number))

    def _read(self, folder: int, store: Store, key: str) -> None:
        try:
            module = store.load(key)
        except NesyError as err:
            self._base.execute("insert into module(folder, key, fault) values (?, ?, ?)", (folder, key, str(err)))
            return
        self._put(folder, key, module.signature, module.doc)

    def _put(self, folder: int, key: str, signature: Signature, doc: str) -> None:
        types = signature.shape
        self._base.execute("insert or ignore into shape(types) values (?)", (types,))
        (shape,) = self._base.execute("select id from shape where types = ?", (types,)).fetchone()
        row = (folder, key, shape)
        number = self._base.execute("insert into module(folder, key, shape, fault) values (?, ?, ?, '')", row).lastrowid
        name = split_identifiers(" ".join([signature.name, *(p.name for p in signature.parameters)]))
        text = (number, name, split_identifiers(doc))
        self._base.execute("insert into words(rowid, name, doc) values (?, ?, ?)", text)
        said = ((word,) for word in content_words(f"{name} {doc}"))
        self._base.executemany("insert or ignore into word(text) values (?)", said)

    def _remove(self, folder: int, key: str) -> None:
        row = self._base.execute("select id from module where folder = ? and key = ?", (folder, key)).fetchone()
        self._base.execute("delete from words where rowid = ?", row)
        self._base.execute("delete from module where id = ?", row)


def _opened(file: Path) -> sqlite3.Connection:
    """The base, its tables made if they are missing or of another version, and anew if the file is damaged."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _with_tables(str(file))
    except (OSError, sqlite3.OperationalError):
        # A folder that cannot be written to holds no index; searching it is possible all the same.
        return _with_tables(":memory:")
    except sqlite3.DatabaseError:
        for path in (file, file.with_name(file.name + "-journal")):
            path.unlink(missing_ok=True)
        return _with_tables(str(file))


def _with_tables(file: str) -> sqlite3.Connection:
    base = sqlite3.connect(file, timeout=60, isolation_level=None, check_same_thread=False)
    try:
        base.execute("begin immediate")
        if base.execute("pragma user_version").fetchone()[0] != _VERSION:
            for name in ("vocabulary", "words", "word", "folder", "shape", "module"):
                base.execute(f"drop table if exists {name}")
            for statement in _TABLES.strip().split(";\n"):
                base.execute(statement)
            base.execute(f"pragma user_version = {_VERSION}")
        base.execute("commit")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            base.execute("rollback")
        base.close()
        raise
    return base


def _path(store: Store) -> str:
    return str(store.folder.resolve())


def _stamp(folder: Path) -> int:
    """The folder's time of change in ns; 1 if it does not exist."""
    try:
        return folder.stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return 1
