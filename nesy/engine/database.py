"""Database: asks a database in query plans, and shows every step."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from nesy.engine.query_result import QueryResult, query_steps
from nesy.errors import NotAProblem
from nesy.languages.qpl.plan import Plan
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.resolve import resolve
from nesy.languages.qpl.schema import Schema
from nesy.provers.sql.base import Backend, QueryLimits, Row
from nesy.provers.sql.compile import Compiler
from nesy.provers.sql.connect import open_backend
from nesy.provers.sql.dialect import Collation
from nesy.provers.sql.flags import flags
from nesy.provers.sql.lineage import Lineage, lineage
from nesy.provers.sql.trace import run, trace

if TYPE_CHECKING:
    from nesy.models.base import LanguageModel

FIRST_ROWS = 10
"""Rows of a step that a trace keeps."""


class Database:
    """A database, opened for reading only.

    Args:
        address: a SQLite or DuckDB file; a folder of CSV and Parquet files; ``sqlite:///FILE``, ``duckdb:///FILE``, or
            any URL that SQLAlchemy takes. Or a :class:`Backend` that is already open.
        collation: when two texts are equal: ``database``, ``nocase`` or ``nocase_rtrim``.
        seconds: wall-clock limit of a query with its trace, after which it is stopped.
        rows: limit of rows of a result; it is marked ``truncated`` if there are more.

    Raises:
        FileMissing, UnknownName, QueryFailed: if there is no such database.
        NotAProblem: if a limit is out of its range.
        MissingDependency: without the package that the system needs.

    >>> import sqlite3, tempfile
    >>> path = f"{tempfile.mkdtemp()}/concerts.db"
    >>> with sqlite3.connect(path) as made:
    ...     _ = made.executescript("CREATE TABLE singer (name TEXT, age INTEGER);"
    ...                            "INSERT INTO singer VALUES ('Ann', 40), ('Bob', 25);")
    >>> made.close()
    >>> with Database(path) as db:
    ...     q = db.run("#1 = Scan Table [ singer ] Predicate [ age > 30 ] Output [ name ]")
    >>> q.rows
    (('Ann',),)
    >>> q.steps[0].meaning
    'Read name of the rows of singer where age is greater than 30.'
    """

    def __init__(
        self,
        address: str | Path | Backend,
        *,
        collation: str = "database",
        seconds: float = 30.0,
        rows: int = 100_000,
    ) -> None:
        self.collation = Collation(collation)
        self.limits = QueryLimits(seconds, rows)
        self.backend = address if isinstance(address, Backend) else open_backend(address)

    @cached_property
    def schema(self) -> Schema:
        """The tables, their columns and keys, as they were when this was first read."""
        return self.backend.schema()

    def plan(self, program: str) -> Plan:
        """A program in QPL, settled against the schema.

        Raises:
            ParseError: if it is no program.
            SchemaError: if it does not fit the database.
        """
        return resolve(read_program(program), self.schema)

    def run(self, program: str | Plan, *, steps: bool = True) -> QueryResult:
        """The rows of a program, with every step.

        Args:
            program: a text in QPL, or a plan.
            steps: keep the first rows of every step; without, only the result is computed.

        Raises:
            ParseError, SchemaError: if it is no program for this database.
            QueryStopped: at the time limit.
            QueryFailed: if the database refuses it.
        """
        began, limits = time.perf_counter(), self.limits.started()
        plan = self.plan(program) if isinstance(program, str) else program
        compiler = Compiler(plan, self.backend.dialect, self.collation)
        columns = tuple(c.name for c in plan.last.columns)
        if not steps:
            rows = run(self.backend, compiler, limits)
            return self._result(columns, rows.rows, rows.truncated, (), (), began, plan)
        traced = trace(self.backend, compiler, limits, FIRST_ROWS)
        found = flags(self.backend, compiler, traced.steps, limits)
        told = query_steps(compiler, traced.steps)
        return self._result(columns, traced.result.rows, traced.result.truncated, told, found, began, plan)

    def ask(self, question: str, *, model: LanguageModel | None = None, **options: Any) -> QueryResult:
        """The rows that answer a question; a language model writes the program.

        Args:
            question: in plain words.
            model: writes the program; see :func:`nesy.model`.
            options: of :func:`nesy.engine.ask_database.ask_database`.

        Raises:
            NotAProblem: without a model, or if the question is empty.
            QueryFailed: if no program of the model could be run.
        """
        if model is None:
            raise NotAProblem(
                "a question to a database needs a language model",
                hint='pass model=nesy.model("openai:NAME", base_url=...) or write the query in QPL and call run',
            )
        from nesy.engine.ask_database import ask_database

        return ask_database(self, question, model, **options)

    def lineage(self, result: QueryResult, row: Row, most: int = 100) -> Lineage:
        """The base-table rows behind a row of a result of this database."""
        compiler = Compiler(result.plan, self.backend.dialect, self.collation)
        return lineage(self.backend, compiler, row, self.limits.started(), most)

    def close(self) -> None:
        """Close the connection; it may be called again."""
        self.backend.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _result(
        self, columns: tuple[str, ...], rows: Any, truncated: bool, steps: Any, found: Any, began: float, plan: Plan
    ) -> QueryResult:
        seconds = time.perf_counter() - began
        name = self.backend.name
        return QueryResult(
            columns,
            rows,
            truncated,
            steps,
            found,
            seconds,
            plan=plan,
            system=name,
            collation=self.collation,
            source=self,
        )


def query(address: str | Path, program: str, **options: Any) -> QueryResult:
    """The rows of a program in QPL over a database that is opened for this one query.

    Args:
        address: as for :class:`Database`.
        program: a text in QPL.
        **options: as for :class:`Database`.

    Raises:
        NesyError: as :class:`Database` and :meth:`Database.run` do.
    """
    with Database(address, **options) as database:
        return replace(database.run(program), source=None)
