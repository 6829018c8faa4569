"""How SQLite and DuckDB differ where query plans meet them, and how text is compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nesy.languages.qpl.schema import Type


class Collation(StrEnum):
    """When two texts are equal, and which is less."""

    DATABASE = "database"
    """As the database's columns say; SQLite's default is by bytes."""
    NOCASE = "nocase"
    """Upper and lower case aside."""
    NOCASE_RTRIM = "nocase_rtrim"
    """Upper and lower case and trailing blanks aside, as SQL Server does by default."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect that is written directly; all others are translated from DuckDB's."""

    name: str
    real: str
    """The type of floating-point numbers."""
    text: str
    """The type of texts."""
    same: str
    """The operator of equality that takes two NULLs for equal."""
    nulls_smallest: bool
    """Whether NULL sorts before everything unless said otherwise."""
    reads_numbers: bool
    """Whether a text that is compared with a number is read as one, and sums read the number a text begins with."""
    own_nocase: bool
    """Whether ``COLLATE NOCASE`` compares without case."""
    untyped: bool = False
    """Whether a column of no declared type, such as one that a view computes, may hold values of several types."""
    merged: str = ""
    """What keeps a common table expression that is read twice from being computed on its own, without indexes."""
    kept: str = ""
    """What has a common table expression computed once, however often it is read, where that is not the default."""

    def may_be_text(self, kind: Type) -> bool:
        """Whether values of this type may be texts, which a collation compares."""
        return kind is Type.TEXT or (self.untyped and kind is Type.UNKNOWN)


SQLITE = Dialect(
    "sqlite",
    "REAL",
    "TEXT",
    "IS",
    nulls_smallest=True,
    reads_numbers=True,
    own_nocase=True,
    untyped=True,
    merged="NOT MATERIALIZED ",
)
DUCKDB = Dialect(
    "duckdb", "DOUBLE", "VARCHAR", "IS NOT DISTINCT FROM", nulls_smallest=False, reads_numbers=False, own_nocase=False
)


def quoted_name(name: str) -> str:
    """A name between double quotes.

    >>> print(quoted_name('say "a" now'))
    "say ""a"" now"
    """
    return '"' + name.replace('"', '""') + '"' if '"' in name else f'"{name}"'


def quoted_text(text: str) -> str:
    """A string literal.

    >>> print(quoted_text("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"
