"""A database as a prompt shows it: tables, columns, keys, and cell values that the question mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from nesy.languages.qpl.schema import Schema, Table, Type
from nesy.languages.qpl.text import name_text
from nesy.provers.sql.base import Backend, QueryLimits
from nesy.provers.sql.dialect import quoted_name, quoted_text
from nesy.translate.quoting import one_line

MAX_VALUES = 3
"""Values shown of a column."""
_SHORTEST = 3
"""Characters that a value has at least to be looked for."""


def schema_text(schema: Schema, values: Mapping[tuple[str, str], tuple[str, ...]] | None = None) -> str:
    """The schema, a table a line.

    Args:
        schema: what is shown.
        values: values of columns, by table and column.

    >>> from nesy.languages.qpl.schema import TableColumn
    >>> table = Table("ferry", (TableColumn("id", Type.INTEGER), TableColumn("name", Type.TEXT)), ("id",))
    >>> print(schema_text(Schema((table,)), {("ferry", "name"): ("Alma",)}))
    ferry(id integer key, name text: 'Alma')
    """
    return "\n".join(_table(table, values or {}) for table in schema.tables)


def mentioned_values(
    question: str, schema: Schema, backend: Backend, limits: QueryLimits
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The values of text columns that the question mentions, by table and column.

    Raises:
        QueryStopped, QueryFailed: like :meth:`Backend.fetch`.
    """
    text = quoted_text(" ".join(re.findall(r"[^\x00-\x1f]+", question.lower())))
    found = {}
    for table in schema.tables:
        for column in table.columns:
            if column.type is Type.TEXT:
                name = quoted_name(column.name)
                test = f"LENGTH({name}) >= {_SHORTEST} AND INSTR({text}, LOWER({name})) > 0"
                statement = f"SELECT DISTINCT {name} FROM {quoted_name(table.name)} WHERE {test} LIMIT {MAX_VALUES}"
                rows = backend.fetch(statement, replace(limits, rows=MAX_VALUES)).rows
                if rows:
                    found[table.name, column.name] = tuple(str(row[0]) for row in rows)
    return found


def _table(table: Table, values: Mapping[tuple[str, str], tuple[str, ...]]) -> str:
    return f"{name_text(table.name)}({', '.join(_columns(table, values))})"


def _columns(table: Table, values: Mapping[tuple[str, str], tuple[str, ...]]) -> Iterator[str]:
    for column in table.columns:
        parts = [name_text(column.name), column.type.value]
        if table.primary_key == (column.name,):
            parts.append("key")
        parts += [_points(k.table, k.to[0]) for k in table.foreign_keys if k.columns == (column.name,) and k.to]
        shown = values.get((table.name, column.name), ())
        listed = f": {', '.join(quoted_text(one_line(v)[:60]) for v in shown)}" if shown else ""
        yield " ".join(parts) + listed


def _points(table: str, column: str) -> str:
    return f"-> {name_text(table)}.{name_text(column)}"
