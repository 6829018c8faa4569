"""Opens a database by its address."""

from __future__ import annotations

from pathlib import Path

from nesy.errors import FileMissing, NesyError, UnknownName
from nesy.provers.sql.base import Backend

FORMS = (
    "sqlite:///FILE",
    "duckdb:///FILE",
    "a folder of .csv and .parquet files",
    "spark:///FOLDER",
    "any SQLAlchemy URL",
)
_SQLITE = (".db", ".sqlite", ".sqlite3", ".db3")
_DUCKDB = (".duckdb", ".ddb")


def open_backend(address: str | Path) -> Backend:
    """The database at an address.

    Args:
        address: a path, or a URL: ``sqlite:///``, ``duckdb:///``, ``spark:///``, or one that SQLAlchemy takes.

    Raises:
        FileMissing: if there is no such file or folder.
        UnknownName: if the address has no form that is known.
        MissingDependency: without the package that the system needs; the hint says which.
        QueryFailed: if it cannot be opened.
    """
    text = str(address)
    if not text.strip():
        raise UnknownName("an empty address names no database", expected=FORMS)
    scheme, separator, rest = text.partition("://")
    if not separator:
        return _at_path(Path(address))
    if scheme == "sqlite":
        from nesy.provers.sql.sqlite import SqliteBackend

        return SqliteBackend(Path(rest.removeprefix("/")))
    if scheme == "duckdb":
        from nesy.provers.sql.duckdb import DuckdbBackend

        return DuckdbBackend(Path(rest.removeprefix("/")))
    if scheme == "spark":
        from nesy.provers.sql.spark import SparkBackend

        return SparkBackend.local(Path(rest.removeprefix("/")))
    from nesy.provers.sql.alchemy import AlchemyBackend

    return AlchemyBackend(text)


def _at_path(path: Path) -> Backend:
    from nesy.provers.sql.sqlite import SqliteBackend

    if path.is_dir() or path.suffix.lower() in _DUCKDB:
        from nesy.provers.sql.duckdb import DuckdbBackend

        return DuckdbBackend(path)
    if path.is_file() or path.suffix.lower() in _SQLITE:
        return SqliteBackend(path)
    raise _unknown(path)


def _unknown(path: Path) -> NesyError:
    kind = FileMissing if path.suffix else UnknownName
    return kind(f"{str(path)!r} is no database", expected=FORMS, hint="check the path")
