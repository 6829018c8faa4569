"""What every database system does here: say what it holds, and answer statements within limits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from nesy.languages.qpl.schema import Schema
from nesy.provers.sql.dialect import Dialect

Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a query may take.

    Args:
        seconds: wall-clock time, after which it is stopped.
        rows: rows of the result; further ones are not fetched, and the result says so.
    """

    seconds: float = 30.0
    rows: int = 100_000


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement gave."""

    rows: tuple[Row, ...]
    truncated: bool = False
    """True if there are more."""


class Backend(ABC):
    """A connection that only reads."""

    name: ClassVar[str]
    """The system, as :meth:`QueryResult.sql` takes it."""
    dialect: ClassVar[Dialect]
    """The dialect in which statements are written; :meth:`fetch` translates where the system speaks another."""

    @abstractmethod
    def schema(self) -> Schema:
        """The tables and views, read from the database."""

    @abstractmethod
    def fetch(self, statement: str, limits: QueryLimits, parameters: Sequence[Any] = ()) -> Rows:
        """The rows of a statement.

        Raises:
            QueryStopped: at the time limit.
            QueryFailed: if the system refuses the statement.
        """

    @abstractmethod
    def close(self) -> None:
        """End the connection; it may be called again."""
