"""``nesy bench spider-qpl``: the published programs against their SQL.

Data: Eyal et al. 2023 (github.com/bgunlp/qpl), over databases of Spider (Yu et al. 2018, CC BY-SA 4.0), of which only
those are run whose SQL dumps lie beside the questions.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nesy.bench.json_lines import Record, read_json_lines
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
_FILE_NAME = re.compile(r"[\w-]+")


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
        built = build_databases(data, Path(folder), {q.database for q in questions}, null_rows=null_rows)
        opened = {name: Database(path) for name, path in built.files.items()}
        try:
            outcomes = tuple(_outcomes(questions, opened, built.broken))
        finally:
            for database in opened.values():
                database.close()
    return QueryReport(outcomes, len(questions) - len(outcomes), time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class Built:
    """Databases that were built from their dumps."""

    files: dict[str, Path]
    """SQLite files by the database's name."""
    broken: dict[str, str]
    """Why a dump could not be read or loaded, by the database's name."""


def build_databases(data: Path, folder: Path, names: set[str], **options: bool) -> Built:
    """Build SQLite files of those databases whose dump is there.

    Raises:
        MissingDependency: without sqlglot.
    """
    built = Built({}, {})
    for name in sorted(names):
        dump = data / "databases" / f"{name}.sql"
        if dump.is_file():
            try:
                build_sqlite(dump, folder / f"{name}.sqlite", **options)
                built.files[name] = folder / f"{name}.sqlite"
            except BadDataFile as err:
                built.broken[name] = str(err)
    return built


def _outcomes(questions: Sequence[Question], opened: dict[str, Database], broken: dict[str, str]) -> Iterator[Outcome]:
    for question in questions:
        if question.database in broken:
            yield Outcome(question, "error", broken[question.database])
        elif question.database in opened:
            yield outcome(question, opened[question.database])


def read_questions(data: Path) -> list[Question]:
    """The questions of a folder.

    Raises:
        FileMissing: if they are not there.
        BadDataFile: if a line is not a question.
    """
    path = data / QUESTIONS
    if not path.is_file():
        raise FileMissing(f"there is no {path}", hint="give the folder of the Spider-QPL data with --data")
    return list(map(_question, read_json_lines(path)))


def _question(record: Record) -> Question:
    id, database, *texts = map(record.text, ("id", "db_id", "question", "clean_query", "qpl"))
    if not _FILE_NAME.fullmatch(database):
        raise BadDataFile(
            f"{database[:60]!r} is no name of a database: a word of letters, digits, - and _", source_name=record.place
        )
    return Question(id, database, *texts)


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
