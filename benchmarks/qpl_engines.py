"""The published programs on SQLite, DuckDB and Spark: the same rows?

Texts compare without upper and lower case on all of them. Rows that a TopSort leaves open cannot differ: equal keys
are ordered by the other columns everywhere.

    python benchmarks/qpl_engines.py --data PATH [--no-spark]
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
from collections import Counter
from pathlib import Path

import duckdb

import nesy
from nesy.bench.query.compare import Same, compare
from nesy.bench.query.spider_qpl import build_databases, read_questions
from nesy.provers.sql.base import Backend
from nesy.provers.sql.spark import SparkBackend


def as_parquet(path: Path, folder: Path) -> Path:
    """The tables of a SQLite file as Parquet files of a folder, with the types that are declared."""
    folder.mkdir()
    source = sqlite3.connect(path)
    with duckdb.connect() as target:
        for (name,) in source.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            info = source.execute("SELECT name, type FROM pragma_table_info(?)", (name,)).fetchall()
            kinds = [
                (c, "BIGINT" if "INT" in t else "DOUBLE" if t in ("REAL", "DOUBLE") else "VARCHAR") for c, t in info
            ]
            target.execute(f'CREATE TABLE "{name}" ({", ".join(f"{chr(34)}{c}{chr(34)} {t}" for c, t in kinds)})')
            rows = source.execute(f'SELECT * FROM "{name}"').fetchall()
            if rows:
                target.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(kinds))})', rows)
            target.execute(f"COPY \"{name}\" TO '{folder / name}.parquet'")
    source.close()
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--no-spark", action="store_true")
    options = parser.parse_args()
    found = Counter[tuple[str, str]]()
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        questions = read_questions(options.data)
        paths = build_databases(options.data, root, {q.database for q in questions}).files
        for name, path in paths.items():
            folder = as_parquet(path, root / name)
            others: list[Path | Backend] = [folder] if options.no_spark else [folder, SparkBackend.local(folder)]
            settings = {"collation": "nocase", "seconds": 120.0}
            with nesy.Database(path, **settings) as lite:
                opened = [nesy.Database(other, **settings) for other in others]
                for question in (q for q in questions if q.database == name):
                    mine = lite.run(question.qpl, steps=False)
                    for other in opened:
                        theirs = other.run(question.qpl, steps=False)
                        same = compare(theirs.rows, mine.rows, ordered=mine.ordered)
                        found[other.backend.name, same.value] += 1
                        if same is Same.DIFFERENT:
                            print(
                                f"  {other.backend.name} {name} {question.qpl}\n    {theirs.rows[:2]} {mine.rows[:2]}"
                            )
                for other in opened:
                    other.close()
    for (system, same), number in sorted(found.items()):
        print(f"{system:8} {same:12} {number}")
    return sum(n for (_, same), n in found.items() if same == Same.DIFFERENT)


if __name__ == "__main__":
    raise SystemExit(main())
