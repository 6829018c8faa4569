"""Spark: for data that outgrow one machine."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nesy.errors import FileMissing, MissingDependency, QueryFailed, Unsupported
from nesy.languages.qpl.schema import Schema, Table, TableColumn, type_named
from nesy.provers.sql.base import Backend, QueryLimits, Rows
from nesy.provers.sql.dialect import DUCKDB
from nesy.provers.sql.translate import translated
from nesy.provers.sql.values import plain_row

_READERS = {".csv": "csv", ".parquet": "parquet"}


class SparkBackend(Backend):
    """The tables and temporary views of a Spark session.

    Args:
        session: a ``SparkSession``, local or of a cluster. It is not stopped here.

    Raises:
        MissingDependency: without sqlglot.
    """

    name = "spark"
    dialect = DUCKDB

    def __init__(self, session: Any) -> None:
        self._session = session
        self._owned = False

    @classmethod
    def local(cls, folder: Path) -> SparkBackend:
        """A session on this machine, over a folder each of whose CSV and Parquet files is a table.

        Raises:
            MissingDependency: without the ``pyspark`` package.
            FileMissing: if there is no such folder.
            QueryFailed: if Spark does not start, for want of Java for instance.
        """
        try:
            from pyspark.sql import SparkSession
        except ImportError as err:
            raise MissingDependency("Spark is not installed", hint="pip install 'nesy[spark]'") from err
        if not folder.is_dir():
            raise FileMissing(f"there is no folder {str(folder)!r}")
        try:
            active = SparkSession.getActiveSession()
            builder: Any = SparkSession.builder
            made = builder.master("local[*]").appName("nesy").config("spark.ui.enabled", "false")
            session = made.getOrCreate() if active is None else active.newSession()
        except Exception as err:
            raise QueryFailed(f"Spark does not start: {_first_line(err)}", hint="it needs Java 17 or later") from err
        backend = cls(session)
        backend._owned = active is None
        backend._read(folder)
        return backend

    def schema(self) -> Schema:
        """The tables and views of the current database."""
        return Schema(tuple(self._table(t.name) for t in self._session.catalog.listTables()))

    def fetch(self, statement: str, limits: QueryLimits, parameters: Sequence[Any] = ()) -> Rows:
        """The rows of a statement, which is translated to Spark's dialect."""
        if parameters:
            raise Unsupported("statements with parameters are for SQLite and DuckDB")
        group, stopped = uuid.uuid4().hex, threading.Event()
        context = self._session.sparkContext

        def stop() -> None:
            stopped.set()
            context.cancelJobGroup(group)

        timer = threading.Timer(limits.left(), stop)
        timer.daemon = True
        timer.start()
        try:
            context.setJobGroup(group, "nesy", interruptOnCancel=True)
            rows = self._session.sql(translated(statement, "spark")).limit(limits.rows + 1).collect()
        except Exception as err:
            if stopped.is_set():
                raise limits.stopped() from err
            raise QueryFailed(f"Spark refused the statement: {_first_line(err)}") from err
        finally:
            timer.cancel()
            timer.join()
        return Rows(tuple(plain_row(tuple(r)) for r in rows[: limits.rows]), len(rows) > limits.rows)

    def close(self) -> None:
        """End the session and its Java process if they were started here."""
        if self._owned:
            self._owned = False
            self._session.stop()
            _end_java()

    def _read(self, folder: Path) -> None:
        files = sorted(p for p in folder.iterdir() if p.suffix.lower() in _READERS)
        if not files:
            raise FileMissing(f"the folder {str(folder)!r} has no tables", expected=tuple(_READERS))
        for file in files:
            reader = self._session.read.options(header=True, inferSchema=True)
            reader.format(_READERS[file.suffix.lower()]).load(str(file)).createOrReplaceTempView(file.stem)

    def _table(self, name: str) -> Table:
        fields = self._session.table(name).schema.fields
        return Table(
            name, tuple(TableColumn(f.name, type_named(f.dataType.simpleString()), f.nullable) for f in fields)
        )


def _end_java() -> None:
    """End the Java process that Spark leaves behind a stopped session; a later session starts another one."""
    from pyspark import SparkContext

    gateway: Any = SparkContext._gateway
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=30)
        SparkContext._gateway = SparkContext._jvm = None


def _first_line(err: Exception) -> str:
    return str(err).strip().split("\n", 1)[0]
