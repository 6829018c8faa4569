"""Text to rows on SQLite: nesy's plain run and full trace, and the route over T-SQL text and sqlglot.

The other route does what the published compiler does: regular expressions take a program apart, each step becomes a
common table expression of T-SQL, and sqlglot translates that to SQLite, which runs it. All of them run in turn within
one run, over the published programs.

    python benchmarks/qpl_speed.py --data PATH [--rounds 5]
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlglot

import nesy
from nesy.bench.query.spider_qpl import build_databases, read_questions
from nesy.provers.sql.base import QueryLimits

_STEP = re.compile(r"#(\d+) = (\w+)(?: Table)? \[ (.*?) \] (.*)")
_CLAUSE = re.compile(
    r"(Predicate|GroupBy|OrderBy|Rows|WithTies|Distinct|ExceptColumns|Output) \[ (.*?) \](?= \w+ \[|$)"
)


def tsql(program: str) -> str:
    """The T-SQL text of a program, by regular expressions."""
    tables, name = [], ""
    for text in program.split(" ; "):
        number, operator, source, rest = _STEP.match(text).groups()
        clauses = dict(_CLAUSE.findall(rest))
        name = f"Step_{number}"
        outputs = re.sub(r"\bcountstar\b", "COUNT(*)", clauses["Output"])
        inputs = [f"Step_{n}" for n in re.findall(r"#(\d+)", source)] or [source]
        body = f"SELECT {'DISTINCT ' if 'Distinct' in clauses else ''}"
        if "Rows" in clauses:
            body += f"TOP {clauses['Rows']} "
        body += f"{outputs} FROM {inputs[0]}"
        predicate = clauses.get("Predicate", "")
        if operator == "Join":
            body += f" JOIN {inputs[1]} ON {predicate or '1 = 1'}"
        elif operator in ("Except", "Intersect"):
            column = clauses.get("ExceptColumns", "").split(".")[-1]
            test = predicate or f"{inputs[0]}.{column} = {inputs[1]}.{column}"
            body += f" WHERE {'NOT ' if operator == 'Except' else ''}EXISTS (SELECT 1 FROM {inputs[1]} WHERE {test})"
        elif operator == "Union":
            body += f" UNION {body.replace(inputs[0], inputs[1])}"
        elif predicate:
            body += f" WHERE {predicate}"
        if operator == "Aggregate" and "GroupBy" in clauses:
            body += f" GROUP BY {clauses['GroupBy']}"
        if "OrderBy" in clauses:
            body += f" ORDER BY {clauses['OrderBy']}"
        named = re.sub(r"#(\d+)", r"Step_\1", body)
        tables.append(f"{name} AS ( {named} )")
    return f"WITH {', '.join(tables)} SELECT * FROM {name}"


def seconds(run: Callable[[], None]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        questions = read_questions(options.data)
        paths = build_databases(options.data, Path(folder), {q.database for q in questions}).files
        known = [q for q in questions if q.database in paths]
        databases = {name: nesy.Database(path) for name, path in paths.items()}
        for database in databases.values():
            assert database.schema.tables
        failed = 0

        def plain() -> None:
            for q in known:
                databases[q.database].run(q.qpl, steps=False)

        def traced() -> None:
            for q in known:
                databases[q.database].run(q.qpl)

        def other() -> None:
            nonlocal failed
            failed = 0
            for q in known:
                try:
                    text = sqlglot.transpile(tsql(q.qpl), read="tsql", write="sqlite")[0]
                    databases[q.database].backend.fetch(text, QueryLimits())
                except (nesy.NesyError, sqlglot.errors.SqlglotError):
                    failed += 1

        for run in (plain, traced, other):
            run()
        rounds = [(seconds(plain), seconds(traced), seconds(other)) for _ in range(options.rounds)]
    count = len(known)
    for name, index in (("plain run", 0), ("full trace", 1), ("T-SQL and sqlglot", 2)):
        print(f"{name:18} {statistics.median(r[index] for r in rounds) / count * 1000:.2f} ms a program")
    slower = statistics.median(r[2] / r[0] for r in rounds)
    print(f"the other route takes {slower:.1f} times as long ({failed} of its {count} statements fail)")
    print(f"a full trace takes {statistics.median(r[1] / r[0] for r in rounds):.2f} times as long as the plain run")


if __name__ == "__main__":
    main()
