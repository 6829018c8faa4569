"""What a query gave: its rows, and every step with its evidence."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from nesy import registry
from nesy.errors import BadAnswerFile, NesyError
from nesy.languages.qpl.meaning import meaning
from nesy.languages.qpl.plan import Plan, PlanStep
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.resolve import resolve
from nesy.languages.qpl.schema import ForeignKey, Schema, Table, TableColumn, Type
from nesy.languages.qpl.syntax import Step
from nesy.languages.qpl.text import program_text, step_text
from nesy.provers.sql.base import Row
from nesy.provers.sql.compile import Compiler
from nesy.provers.sql.dialect import DUCKDB, SQLITE, Collation
from nesy.provers.sql.facts import Facts
from nesy.provers.sql.flags import Flag, FlagKind
from nesy.provers.sql.lineage import Lineage
from nesy.provers.sql.trace import StepRows
from nesy.provers.sql.translate import translated


@dataclass(frozen=True, slots=True)
class QueryStep:
    """A step of a query and what it gave."""

    written: Step = field(repr=False)
    """As the program has it."""
    plan: PlanStep = field(repr=False)
    """With names and types settled."""
    compiler: Compiler = field(repr=False)
    row_count: int
    rows: tuple[Row, ...]
    """The first rows."""
    question: str | None = None
    """The part of the question that the step answers, where a model wrote it."""

    def __str__(self) -> str:
        return f"{self.text}  ({self.row_count} rows)"

    @property
    def number(self) -> int:
        """The step's number."""
        return self.written.number

    @property
    def text(self) -> str:
        """The step in QPL."""
        return step_text(self.written)

    @property
    def meaning(self) -> str:
        """The step in English, made from the step itself."""
        return meaning(self.written, self.plan.main)

    @property
    def sql(self) -> str:
        """The step in the database's SQL, over the steps before it."""
        return self.compiler.select(self.plan)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(c.name for c in self.plan.columns)

    @property
    def origins(self) -> tuple[tuple[str, ...], ...]:
        """For each column, the table columns that its values come from, as ``table.column``."""
        return tuple(tuple(f"{t}.{c}" for t, c in column.origins) for column in self.plan.columns)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The rows of a query, with what they rest on."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    truncated: bool
    """True if there are more rows than the limit."""
    steps: tuple[QueryStep, ...]
    flags: tuple[Flag, ...]
    seconds: float
    """Wall-clock seconds from text to rows."""
    plan: Plan = field(repr=False, kw_only=True)
    system: str = field(kw_only=True)
    """The database system that ran it."""
    collation: Collation = Collation.DATABASE
    question: str | None = None
    attempts: tuple[Any, ...] = ()
    """Every program that a model wrote, with its error if it had one."""
    source: Any = field(default=None, compare=False, repr=False)
    """The database, for :meth:`lineage`; None in a result that was read from JSON."""

    @property
    def ordered(self) -> bool:
        """Whether the rows come in an order that the query asks for."""
        return self.plan.keeps_order(self.plan.last)

    def sql(self, dialect: str | None = None) -> str:
        """The query as one SQL statement.

        Args:
            dialect: ``sqlite``, ``duckdb``, or one that sqlglot writes, such as ``postgres``, ``mysql``, ``tsql``,
                ``snowflake``, ``bigquery``, ``trino`` or ``spark``; that of the database by default.

        Raises:
            UnknownName: if there is no such dialect.
            MissingDependency: without sqlglot, for what is not written directly.
        """
        name = dialect or self.system
        if name == "sqlite":
            return Compiler(self.plan, SQLITE, self.collation).statement()
        statement = Compiler(self.plan, DUCKDB, self.collation).statement()
        return statement if name == "duckdb" else translated(statement, name)

    def lineage(self, row: int = 0, most: int = 100) -> Lineage:
        """The base-table rows behind a row of the result.

        Args:
            row: its index in :attr:`rows`.
            most: how many base rows to give.

        Raises:
            IndexError: if there is no such row.
            NesyError: if the result was read from JSON and has no database.
        """
        if self.source is None:
            raise NesyError("a result that was read from JSON has no database", hint="run the query again")
        found: Lineage = self.source.lineage(self, self.rows[row], most)
        return found

    def __str__(self) -> str:
        shown: str = registry.load("nesy.views", "table")(self.columns, self.rows, self.truncated)
        return shown

    def _repr_html_(self) -> str:
        page: str = registry.load("nesy.views", "query-page")(self)
        return page

    def to_json(self) -> dict[str, Any]:
        """The result as JSON data. Dates become ISO texts, binary values hexadecimal ones, and infinity a word."""
        return {
            "format": 1,
            "language": "qpl",
            "question": self.question,
            "program": program_text(self.plan.program),
            "schema": _schema_to_json(self.plan.schema),
            "system": self.system,
            "collation": self.collation.value,
            "columns": list(self.columns),
            "rows": _rows_to_json(self.rows),
            "truncated": self.truncated,
            "steps": [
                {
                    "number": s.number,
                    "text": s.text,
                    "meaning": s.meaning,
                    "sql": s.sql,
                    "columns": list(s.columns),
                    "origins": [list(o) for o in s.origins],
                    "row_count": s.row_count,
                    "rows": _rows_to_json(s.rows),
                    "question": s.question,
                }
                for s in self.steps
            ],
            "flags": [{"kind": f.kind.value, "step": f.step, "message": f.message} for f in self.flags],
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> QueryResult:
        """The result that :meth:`to_json` wrote, without its database.

        Raises:
            BadAnswerFile: if the data is not one.
        """
        try:
            if data["format"] != 1 or data["language"] != "qpl":
                raise ValueError(f"format {data['format']!r} of {data['language']!r}")
            plan = resolve(read_program(data["program"]), _schema_from_json(data["schema"]))
            if data["columns"] != [c.name for c in plan.last.columns]:
                raise ValueError(f"its columns {data['columns']!r} are not those of its program")
            collation = Collation(data["collation"])
            told = data["steps"]
            given = [
                StepRows(Facts(int(d["row_count"])), _rows_from_json(d["rows"], len(s.columns)))
                for s, d in zip(plan.steps, told, strict=told != [])
            ]
            dialect = SQLITE if data["system"] == "sqlite" else DUCKDB
            steps = query_steps(Compiler(plan, dialect, collation), given) if given else ()
            return cls(
                tuple(c.name for c in plan.last.columns),
                _rows_from_json(data["rows"], len(plan.last.columns)),
                bool(data["truncated"]),
                tuple(replace(s, question=_text_or_none(d["question"])) for s, d in zip(steps, told, strict=True)),
                tuple(Flag(FlagKind(f["kind"]), int(f["step"]), str(f["message"])) for f in data["flags"]),
                float(data["seconds"]),
                plan=plan,
                system=str(data["system"]),
                collation=collation,
                question=_text_or_none(data["question"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as err:
            message = err.message if isinstance(err, NesyError) else repr(err)
            raise BadAnswerFile(f"this is not the result of a query: {message}") from err

    def save(self) -> str:
        """The result as JSON text."""
        return json.dumps(self.to_json(), ensure_ascii=False, allow_nan=False, indent=1)


def query_steps(compiler: Compiler, given: Sequence[StepRows]) -> tuple[QueryStep, ...]:
    """The steps of a plan with what they gave."""
    plan = compiler.plan
    return tuple(
        QueryStep(written, step, compiler, rows.facts.count, rows.first)
        for written, step, rows in zip(plan.program.steps, plan.steps, given, strict=True)
    )


def plain_value(value: Any) -> Any:
    """A value as JSON has it; infinity and what is no number, for which it has nothing, become texts."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes | bytearray) else str(value)


def _rows_to_json(rows: Sequence[Row]) -> list[list[Any]]:
    return [[plain_value(v) for v in row] for row in rows]


def _rows_from_json(rows: Any, width: int) -> tuple[Row, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, list) and len(row) == width for row in rows):
        raise ValueError(f"its rows are not lists of {width} values")
    if not all(value is None or isinstance(value, str | int | float) for row in rows for value in row):
        raise ValueError("a value in its rows is neither a text nor a number")
    return tuple(tuple(row) for row in rows)


def _text_or_none(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError(f"the question {value!r} is no text")
    return value


def _schema_to_json(schema: Schema) -> list[dict[str, Any]]:
    return [
        {
            "name": t.name,
            "columns": [[c.name, c.type.value, c.nullable] for c in t.columns],
            "primary_key": list(t.primary_key),
            "foreign_keys": [[list(k.columns), k.table, list(k.to)] for k in t.foreign_keys],
        }
        for t in schema.tables
    ]


def _schema_from_json(data: Sequence[Mapping[str, Any]]) -> Schema:
    return Schema(
        tuple(
            Table(
                t["name"],
                tuple(TableColumn(name, Type(kind), nullable) for name, kind, nullable in t["columns"]),
                tuple(t["primary_key"]),
                tuple(ForeignKey(tuple(columns), table, tuple(to)) for columns, table, to in t["foreign_keys"]),
            )
            for t in data
        )
    )
