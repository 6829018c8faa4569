"""What every database system does here: say what it holds, and answer statements within limits."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from nesy.errors import NotAProblem, QueryStopped
from nesy.languages.qpl.schema import Schema
from nesy.provers.sql.dialect import Dialect

Row: TypeAlias = tuple[Any, ...]
MOST_SECONDS = 1_000_000.0
"""The longest time limit: what every system's own timer takes."""
MOST_ROWS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a query may take.

    Args:
        seconds: wall-clock time, after which it is stopped; more than 0, and at most :data:`MOST_SECONDS`.
        rows: rows of the result, at least 1; further ones are not fetched, and the result says so.
        end: when the time is over, on the monotonic clock; None until :meth:`started`.

    Raises:
        NotAProblem: if a limit is no number in its range.

    >>> limits = QueryLimits(seconds=5).started()
    >>> 4 < limits.left() <= 5
    True
    """

    seconds: float = 30.0
    rows: int = 100_000
    end: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.seconds, int | float) or not 0 < self.seconds <= MOST_SECONDS:
            hint = f"give a number of seconds above 0 and up to {MOST_SECONDS:,.0f}"
            raise NotAProblem(f"a query cannot have {self.seconds!r} seconds", hint=hint)
        if type(self.rows) is not int or not 0 < self.rows <= MOST_ROWS:
            hint = f"give a whole number from 1 to {MOST_ROWS:,}"
            raise NotAProblem(f"a result cannot have at most {self.rows!r} rows", hint=hint)

    def started(self) -> QueryLimits:
        """The same limits from now on: all statements that get them end by one deadline."""
        return QueryLimits(self.seconds, self.rows, time.monotonic() + self.seconds)

    def of_rows(self, rows: int) -> QueryLimits:
        """The same time for a result of at most so many rows."""
        return QueryLimits(self.seconds, rows, self.end)

    def left(self) -> float:
        """The seconds that are left.

        Raises:
            QueryStopped: if there are none.
        """
        if self.end is None:
            return self.seconds
        seconds = self.end - time.monotonic()
        if seconds <= 0:
            raise self.stopped()
        return seconds

    def stopped(self) -> QueryStopped:
        """The error of a query that was stopped at the time limit."""
        message = f"the query was stopped after {self.seconds:g} seconds"
        return QueryStopped(message, hint="give it more seconds, or filter earlier")


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
    takes_parameters: ClassVar[bool] = False
    """Whether a statement may have ``?`` where a parameter goes."""
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
