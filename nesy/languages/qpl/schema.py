"""What a database holds: tables, columns with their types, and keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeVar


class Type(StrEnum):
    """The types that QPL tells apart."""

    INTEGER = "integer"
    REAL = "real"
    TEXT = "text"
    BOOLEAN = "boolean"
    TIME = "time"
    """Dates, times and both."""
    BINARY = "binary"
    UNKNOWN = "unknown"

    @property
    def is_number(self) -> bool:
        """Whether sums can be made of it."""
        return self in (Type.INTEGER, Type.REAL)


def truth_of(literal: int | float | str) -> bool | None:
    """The truth value that a literal beside a boolean spells, or None.

    >>> truth_of("True"), truth_of(0), truth_of("Rome")
    (True, False, None)
    """
    spelled = str(literal).strip().lower()
    if spelled in ("true", "t", "yes", "y", "1"):
        return True
    return False if spelled in ("false", "f", "no", "n", "0") else None


def united(*types: Type) -> Type | None:
    """The type of a column whose values are of these types; None if they do not go together.

    >>> united(Type.INTEGER, Type.REAL), united(Type.TEXT, Type.INTEGER), united(Type.TIME, Type.REAL)
    (<Type.REAL: 'real'>, <Type.TEXT: 'text'>, None)
    """
    both = set(types)
    if len(both) == 1:
        return types[0]
    if Type.UNKNOWN in both:
        return Type.UNKNOWN
    if both <= {Type.INTEGER, Type.REAL}:
        return Type.REAL
    return Type.TEXT if Type.TEXT in both and not both & {Type.BINARY, Type.BOOLEAN} else None


_PREFIXES = (
    (
        Type.TIME,
        ("date", "time", "timestamp", "interval", "year("),
    ),
    (Type.BOOLEAN, ("bool",)),
    (Type.REAL, ("real", "float", "double", "dec", "num", "money")),
    (
        Type.TEXT,
        ("char", "varchar", "nchar", "nvarchar", "bpchar", "string", "uuid", "enum", "native char", "varying char"),
    ),
    (Type.TEXT, ("text", "tinytext", "mediumtext", "longtext", "ntext", "long varchar", "clob", "nclob")),
    (Type.BINARY, ("blob", "tinyblob", "mediumblob", "longblob", "bytea", "binary", "varbinary")),
    (
        Type.INTEGER,
        ("int", "bigint", "smallint", "tinyint", "mediumint", "hugeint", "serial", "bigserial", "smallserial", "long"),
    ),
    (Type.INTEGER, ("uint", "ubig", "usmall", "utiny", "uhuge")),
)
_MANY = ("]", "array", "struct", "map", "range", "list")
"""How the types of values that hold several others end."""


def type_named(declared: str) -> Type:
    """The type behind a declaration of some database system.

    >>> type_named("VARCHAR(10)"), type_named("DOUBLE PRECISION"), type_named("bigint unsigned")
    (<Type.TEXT: 'text'>, <Type.REAL: 'real'>, <Type.INTEGER: 'integer'>)

    A type of lists, structures or ranges is none of QPL's:

    >>> type_named("LONGTEXT"), type_named("INTEGER[]"), type_named("int4range")
    (<Type.TEXT: 'text'>, <Type.UNKNOWN: 'unknown'>, <Type.UNKNOWN: 'unknown'>)
    """
    word = declared.strip().lower()
    head = word.partition("(")[0].strip()
    if word.endswith("]") or head.endswith(_MANY):
        return Type.UNKNOWN
    for kind, prefixes in _PREFIXES:
        if word.startswith(prefixes):
            return kind
    return Type.INTEGER if " int" in head else Type.UNKNOWN


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table."""

    name: str
    type: Type
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that point to columns of another table."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column that a step of a plan gives or a table has."""

    name: str
    """As the user sees it; two columns of a step may share it."""
    key: str
    """Its name in SQL, unique in the step, upper and lower case aside."""
    type: Type
    origins: tuple[tuple[str, str], ...] = ()
    """The table columns that its values are made of: pairs of table and column."""


@dataclass(frozen=True)
class Table:
    """A table or view."""

    name: str
    columns: tuple[TableColumn, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    def column(self, name: str) -> TableColumn | None:
        """The column of this name; the exact spelling goes before other cases."""
        return _named(name, self.columns)

    @cached_property
    def scanned(self) -> tuple[PlanColumn, ...]:
        """The columns as a step that scans the table reads them."""
        return tuple(PlanColumn(c.name, c.name, c.type, ((self.name, c.name),)) for c in self.columns)


@dataclass(frozen=True)
class Schema:
    """The tables of a database.

    >>> schema = Schema((Table("singer", (TableColumn("Name", Type.TEXT),)),))
    >>> schema.table("SINGER").column("name").type.value
    'text'
    """

    tables: tuple[Table, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    """Names of tables and views that are there and cannot be read, each with the reason."""

    def table(self, name: str) -> Table | None:
        """The table of this name; the exact spelling goes before other cases."""
        return _named(name, self.tables)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all tables, in lower case."""
        return frozenset(t.name.lower() for t in self.tables)


_Named = TypeVar("_Named", TableColumn, Table)


def _named(name: str, among: Sequence[_Named]) -> _Named | None:
    for candidate in among:
        if candidate.name == name:
            return candidate
    folded = name.lower()
    return next((candidate for candidate in among if candidate.name.lower() == folded), None)
