"""The task of query plans: one question to one plan, judged by the rows that it gives."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nesy.bench.card import Card
from nesy.bench.decode import text_field
from nesy.bench.query.compare import Same, compare
from nesy.bench.records import Record
from nesy.engine.database import Database
from nesy.errors import NesyError
from nesy.languages.decoding import Grammar
from nesy.languages.qpl.decoding import program_grammar
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.text import program_text
from nesy.provers.base import Limits
from nesy.provers.sql.dialect import quoted_name
from nesy.training.judgement import Judgement
from nesy.training.pair import Pair
from nesy.training.synthetic.questions import question_schema, rows

_ROWS = 2_000
"""Rows of each table on which plans are compared."""
_DATABASES = 2


@dataclass(frozen=True, slots=True)
class PlanTask:
    """Question to query plan. Two plans are the same if they give the same rows on databases that are drawn."""

    language: str = "qpl"
    symbols: str = "#=[],;.<>'()_"

    def pairs(self, card: Card, record: Record, group: str = "") -> tuple[Pair, ...]:
        """The question with its plan.

        Raises:
            BadDataFile: if the record is not what the card says.
        """
        text = text_field(record.data, card.fields.question, record.place).strip()
        plan = text_field(record.data, card.fields.conclusion_formula, record.place).strip()
        return (Pair(text, plan, record.place, str(record.data.get(group) or text)),)

    def canonical(self, program: str) -> str:
        """The plan as nesy prints it, on one line.

        Raises:
            NesyError: if it is no plan.

        >>> TASK.canonical("#1=scan table[ship]output[name]")
        '#1 = Scan Table [ ship ] Output [ name ]'
        """
        return program_text(read_program(program)).replace("\n", " ")

    def grammar(self, text: str) -> Grammar:  # noqa: ARG002 - any plan may be the meaning of any text
        """The grammar of plans."""
        return program_grammar()

    def judge(self, gold: str, written: str, limits: Limits) -> Judgement:
        """Whether a plan gives the gold plan's rows, in its order if it has one.

        >>> gold = "#1 = Scan Table [ ship ] Predicate [ age > 5 AND size < 9 ] Output [ name ]"
        >>> TASK.judge(gold, gold.replace("age > 5 AND size < 9", "size < 9 AND age > 5"), Limits(1.0))
        <Judgement.RIGHT: 'right'>
        >>> TASK.judge(gold, gold.replace("> 5", "> 9"), Limits(1.0)), TASK.judge(gold, "#1 = Scan", Limits(1.0))
        (<Judgement.WRONG: 'wrong'>, <Judgement.UNREADABLE: 'unreadable'>)
        """
        verdicts = [_same(database, gold, written) for database in _databases(limits.seconds)]
        return next((v for v in verdicts if v is not Judgement.RIGHT), Judgement.RIGHT)


TASK = PlanTask()


def _same(database: Database, gold: str, written: str) -> Judgement:
    try:
        right = database.run(gold, steps=False)
    except NesyError:
        return Judgement.NO_GOLD
    try:
        given = database.run(written, steps=False)
    except NesyError:
        return Judgement.UNREADABLE
    same = compare(given.rows, right.rows, ordered=right.ordered)
    return Judgement.RIGHT if same in (Same.EQUAL, Same.BOTH_EMPTY) else Judgement.WRONG


@lru_cache(maxsize=4)
def _databases(seconds: float) -> tuple[Database, ...]:
    """Databases over the schema of the questions; their files are gone once they are open."""
    found = []
    for seed in range(_DATABASES):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "questions.sqlite"
            _fill(path, random.Random(seed))  # noqa: S311 - nothing secret is drawn
            found.append(Database(path, seconds=seconds))
            assert found[-1].schema.tables  # noqa: S101 - read while the file is there
    return tuple(found)


def _fill(path: Path, draw: random.Random) -> None:
    connection = sqlite3.connect(path)
    for table in question_schema().tables:
        columns = ", ".join(f"{quoted_name(c.name)} {c.type.value}" for c in table.columns)
        connection.execute(f"CREATE TABLE {quoted_name(table.name)} ({columns})")
        marks = ", ".join("?" * len(table.columns))
        connection.executemany(f"INSERT INTO {quoted_name(table.name)} VALUES ({marks})", rows(draw, _ROWS))
    connection.commit()
    connection.close()
