"""The handler of databases: ``query`` runs a query plan over one of the databases that the caller named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nesy.engine.database import Database
from nesy.engine.query_result import plain_value
from nesy.errors import CallFailed
from nesy.modules.solve.function import Result, Setting, handler
from nesy.modules.types import Json


def _query(arguments: Sequence[Json], setting: Setting) -> Result:
    name, program = str(arguments[0]), str(arguments[1])
    if name not in setting.databases:
        raise CallFailed(f"there is no database {name!r:.60}", expected=tuple(setting.databases))
    with Database(setting.databases[name], seconds=setting.seconds) as database:
        found = replace(database.run(program), source=None)
    if found.truncated:
        error = CallFailed(f"the query gives more than {len(found.rows)} rows", hint="ask for fewer of them")
        error.evidence = found
        raise error
    rows: list[Json] = [
        {column: plain_value(value) for column, value in zip(found.columns, row, strict=True)} for row in found.rows
    ]
    return Result(rows, found)


QUERY = handler(
    "query(database: str, plan: str) -> list[dict[str, any]]",
    "The rows, by column name, that a query plan gives on a database. Steps are separated by ` ; `. Example: "
    "#1 = Scan Table [ ferry ] Predicate [ seats > 200 ] Output [ name ] ; #2 = Top [ #1 ] Rows [ 3 ] Output [ name ].",
    needs="database",
)(_query)
