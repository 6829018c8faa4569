"""``nesy bench spider-qpl``: the published programs against their SQL.

Data: Eyal et al. 2023 (github.com/bgunlp/qpl), over databases of Spider (Yu et al. 2018, CC BY-SA 4.0), of which only
those are run whose SQL dumps lie beside the questions.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nesy.bench.query.compare import Same, compare
from nesy.bench.query.dump import build_sqlite
from nesy.bench.query.gold import gold_sql
from nesy.bench.query.importing import import_program
from nesy.engine.database import Database
from nesy.errors import BadDataFile, FileMissing, NesyError
from nesy.languages.qpl.resolve import resolve
from nesy.languages.qpl.syntax import Program
from nesy.provers.sql.base import QueryLimits, Row

NAME = "spider-qpl"
QUESTIONS = "dev.jsonl"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the data set."""

    id: str
    database: str
    text: str
    sql: str
    """T-SQL without hints."""
    qpl: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question's program."""

    question: Question
    verdict: str
    """A value of :class:`Same`, ``tie``, or ``error``."""
    reason: str = ""
    changes: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether the rows are the SQL's."""
        return self.verdict in (Same.EQUAL, Same.EXTRA_COLUMNS, Same.BOTH_EMPTY)


@dataclass(frozen=True, slots=True)
class QueryReport:
    """The outcomes of all questions."""

    outcomes: tuple[Outcome, ...]
    skipped: int
    """Questions whose database is not there."""
    seconds: float

    @property
    def defects(self) -> int:
        """Programs that could not be run."""
        return sum(o.verdict == "error" for o in self.outcomes)

    def documents(self) -> dict[str, str]:
        """Nothing beside the report."""
        return {}

    def to_json(self) -> dict[str, Any]:
        """The report as JSON data."""
        return {
            "dataset": NAME,
            "questions": len(self.outcomes),
            "skipped": self.skipped,
            "seconds": self.seconds,
            "verdicts": dict(Counter(o.verdict for o in self.outcomes)),
            "changed": [[o.question.id, *o.changes] for o in self.outcomes if o.changes],
            "not_equal": [
                {"id": o.question.id, "database": o.question.database, "verdict": o.verdict, "reason": o.reason}
                for o in self.outcomes
                if not o.right
            ],
        }

    def __str__(self) -> str:
        counts = Counter(o.verdict for o in self.outcomes)
        lines = [f"{NAME}: {len(self.outcomes)} programs against their SQL, {self.seconds:.1f} s"]
        lines += [f"  {name:28} {counts[name]}" for name in (*Same, "tie", "error") if counts[name]]
        if self.skipped:
            lines.append(f"  {self.skipped} questions have no database here")
        lines += [
            f"  {o.question.database} {o.question.id[:8]}: {o.verdict}; {o.reason}"
            for o in self.outcomes
            if not o.right
        ]
        changes = Counter(c.split(": ", 1)[1] for o in self.outcomes for c in o.changes)
        lines += [f"  imported with a change, {count} times: {why}" for why, count in changes.most_common()]
        return "\n".join(lines)


def run(data: Path, *, limit: int | None = None, null_rows: bool = False) -> QueryReport:
    """Run every published program on SQLite and compare with its SQL.

    Args:
        data: the folder with ``dev.jsonl`` and ``databases/*.sql``.
        limit: questions at most.
        null_rows: add a row of NULLs to every table.

    Raises:
        FileMissing, BadDataFile: if the data is not there or not what it should be.
        MissingDependency: without sqlglot.
    """
    questions = read_questions(data)[:limit]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        databases = build_databases(data, Path(folder), {q.database for q in questions}, null_rows=null_rows)
        known = [q for q in questions if q.database in databases]
        opened = {name: Database(path) for name, path in databases.items()}
        try:
            outcomes = tuple(outcome(q, opened[q.database]) for q in known)
        finally:
            for database in opened.values():
                database.close()
    return QueryReport(outcomes, len(questions) - len(known), time.perf_counter() - began)


def build_databases(data: Path, folder: Path, names: set[str], **options: bool) -> dict[str, Path]:
    """SQLite files of those databases whose dump is there, by name."""
    found = {}
    for name in sorted(names):
        dump = data / "databases" / f"{name}.sql"
        if dump.is_file():
            found[name] = folder / f"{name}.sqlite"
            build_sqlite(dump, found[name], **options)
    return found


def read_questions(data: Path) -> list[Question]:
    """The questions of a folder.

    Raises:
        FileMissing: if they are not there.
        BadDataFile: if a line is not a question.
    """
    path = data / QUESTIONS
    if not path.is_file():
        raise FileMissing(f"there is no {path}", hint="give the folder of the Spider-QPL data with --data")
    return list(_questions(path))


def _questions(path: Path) -> Iterator[Question]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            data = json.loads(line)
            yield Question(data["id"], data["db_id"], data["question"], data["clean_query"], data["qpl"])
        except (ValueError, KeyError, TypeError) as err:
            raise BadDataFile(f"this line is no question: {err!r}", source_name=f"{path.name}:{number}") from err


def outcome(question: Question, database: Database) -> Outcome:
    """A program's rows against its SQL's on one database."""
    try:
        gold = gold_sql(question.sql)
        rows = _gold_rows(database, gold.statement)

        def agrees(program: Program) -> bool:
            return compare(_rows(database, program), rows, nocase=True) is not Same.DIFFERENT

        imported = import_program(question.qpl, gold, agrees)
        given = _rows(database, imported.program)
    except NesyError as err:
        return Outcome(question, "error", str(err).replace("\n", " "))
    same = compare(given, rows, nocase=True)
    if same is not Same.DIFFERENT:
        return Outcome(question, same.value, changes=imported.changes)
    if gold.ties and _is_tie(given, _gold_rows(database, gold.ties), len(rows)):
        return Outcome(question, "tie", "both take rows with the same keys, which TOP leaves open", imported.changes)
    reason = f"{len(given)} rows, SQL {len(rows)}; first {given[:1]}, SQL {list(rows[:1])}"
    return Outcome(question, same.value, reason, imported.changes)


def _is_tie(given: Sequence[Row], tied: Sequence[Row], count: int) -> bool:
    """Whether the rows are as many as asked for, and each is one that TOP could have taken."""
    return len(given) == count and all(
        any(compare([row], [other], nocase=True) is not Same.DIFFERENT for other in tied) for row in given
    )


def _rows(database: Database, program: Program) -> tuple[Row, ...]:
    return database.run(resolve(program, database.schema), steps=False).rows


def _gold_rows(database: Database, statement: str) -> tuple[Row, ...]:
    return database.backend.fetch(statement, QueryLimits()).rows
