"""Random query plans with names and types that fit, and a small database to run them on."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from nesy.languages.qpl.plan import PlanStep
from nesy.languages.qpl.read import read_program
from nesy.languages.qpl.resolve import resolve
from nesy.languages.qpl.schema import PlanColumn, Schema, Type
from nesy.languages.qpl.text import name_text

TABLES = {
    "person": (
        "id INTEGER, name TEXT, born INTEGER, height REAL, town TEXT",
        [
            (1, "Ann", 1970, 1.5, "Oslo"),
            (2, "Bob", 1980, 1.75, "Rome"),
            (3, "Cid", None, 1.75, None),
            (4, "Dee", 1980, None, "Oslo"),
            (5, None, 1990, 2.0, "Lima"),
            (6, "ann", 1970, 1.5, "oslo"),
            (7, "Eve's", 2001, 1.25, "Rome"),
        ],
    ),
    "visit": (
        'person_id INTEGER, town TEXT, "in year" INTEGER, code TEXT',
        [
            (1, "Rome", 1999, "7"),
            (1, "Rome", 1999, "7"),
            (2, "Oslo", 2001, "12"),
            (2, None, 2001, "x1"),
            (None, "Lima", None, None),
            (7, "rome", 2010, "3"),
            (4, "Lima", 2001, "12"),
        ],
    ),
}
STRINGS = ("'Oslo'", "'rome'", "'Eve''s'", "'12'", "'%o%'", "'nowhere'")


_VALUES = {
    "INTEGER": (None, 1, 1, 2, 3, 7, 0, -3, 1980, 1980, 2001),
    "REAL": (None, 1.5, 1.75, 1.75, 0.25, -3.0, 2.0),
    "TEXT": (None, "Oslo", "Oslo", "oslo", "rome", "Eve's", "12", "7", "x1", "", " ", "Oslo "),
}


def random_rows(seed: int) -> dict[str, list[tuple]]:
    """For each table some rows, none at times, with NULLs, repeated ones and texts that differ in case or blanks."""
    draw = random.Random(seed)
    rows: dict[str, list[tuple]] = {}
    for name, (columns, _) in TABLES.items():
        kinds = [column.split()[-1] for column in columns.split(", ")]
        count = draw.choice((0, 1, 4, 8, 12))
        rows[name] = [tuple(draw.choice(_VALUES[kind]) for kind in kinds) for _ in range(count)]
    return rows


def build_sqlite(path: Path, rows: Mapping[str, Sequence[tuple]] | None = None) -> Path:
    """Write the database to a SQLite file, with these rows in place of the usual ones."""
    connection = sqlite3.connect(path)
    for name, (columns, usual) in TABLES.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" * len(usual[0]))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", usual if rows is None else rows[name])
    connection.commit()
    connection.close()
    return path


def build_duckdb(path: Path, rows: Mapping[str, Sequence[tuple]] | None = None) -> Path:
    """Write the database to a DuckDB file, with these rows in place of the usual ones."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        for name, (columns, usual) in TABLES.items():
            connection.execute(f"CREATE TABLE {name} ({columns.replace('REAL', 'DOUBLE')})")
            marks = ", ".join("?" * len(usual[0]))
            if given := usual if rows is None else rows[name]:
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", given)
    return path


class Plans:
    """Draws programs step by step; every one fits the schema."""

    def __init__(self, schema: Schema, seed: int) -> None:
        self.schema = schema
        self.draw = random.Random(seed)
        self.names = 0

    def program(self, steps: int) -> str:
        """A program of at most so many steps."""
        lines: list[str] = []
        settled: tuple[PlanStep, ...] = ()
        for number in range(1, steps + 1):
            lines.append(f"#{number} = {self._step(settled)}")
            settled = resolve(read_program(" ; ".join(lines)), self.schema).steps
        return " ; ".join(lines)

    def _step(self, before: Sequence[PlanStep]) -> str:
        if len(before) < 2 or self.draw.random() < 0.25:
            table = self.draw.choice(self.schema.tables)
            columns = [PlanColumn(c.name, c.name, c.type) for c in table.columns]
            return f"Scan Table [ {table.name} ] {self._where(columns)}{self._distinct()}{self._outputs(columns)}"
        if self.draw.random() < 0.45:
            return self._pair(*self.draw.sample(list(before), 2))
        return self._single(self.draw.choice(before))

    def _single(self, step: PlanStep) -> str:
        columns, head = step.columns, f"[ #{step.number} ]"
        kind = self.draw.choice(["Filter", "Aggregate", "Sort", "TopSort", "Top"])
        if kind == "Filter":
            return f"Filter {head} {self._where(columns) or 'Predicate [ 1 = 1 ] '}{self._outputs(columns)}"
        if kind == "Aggregate":
            return f"Aggregate {head} {self._aggregate(columns)}"
        order = " , ".join(f"{self._name(c)} {self.draw.choice(['ASC', 'DESC'])}" for c in self._some(columns, 2))
        if kind == "Sort":
            return f"Sort {head} OrderBy [ {order} ] {self._distinct()}{self._outputs(columns)}"
        rows = f"Rows [ {self.draw.randint(1, 4)} ]"
        if kind == "Top":
            return f"Top {head} {rows} {self._outputs(columns)}"
        ties = self.draw.choice(["", "WithTies [ true ] "])
        return f"TopSort {head} {rows} OrderBy [ {order} ] {ties}{self._outputs(columns)}"

    def _pair(self, one: PlanStep, two: PlanStep) -> str:
        head = f"[ #{one.number} , #{two.number} ]"
        pairs = [(a, b) for a in one.columns for b in two.columns if a.type is b.type]
        shared = [a for a, b in pairs if a.name.lower() == b.name.lower()]
        if shared and self.draw.random() < 0.3:
            return (
                f"Union {head} Output [ {' , '.join(f'#{one.number}.{self._name(c)}' for c in self._some(shared, 2))} ]"
            )
        if not pairs:
            return f"Join {head} Output [ #{one.number}.{self._name(one.columns[0])} ]"
        chosen = [self.draw.choice(pairs) for _ in range(self.draw.choice([1, 1, 1, 2]))]
        sign = self.draw.choice([" AND ", " OR "])
        test = sign.join(f"#{one.number}.{self._name(a)} = #{two.number}.{self._name(b)}" for a, b in chosen)
        given = self._some(one.columns, 3)
        outputs = [f"#{one.number}.{self._name(c)}" for c in given]
        kind = self.draw.choice(["Join", "Intersect", "Except"])
        if kind == "Join":
            outputs += [f"#{two.number}.{self._name(c)} AS {self._new()}" for c in self._some(two.columns, 2)]
            return f"Join {head} Predicate [ {test} ] {self._distinct()}Output [ {' , '.join(outputs)} ]"
        nulls = self.draw.choice(["", "Nulls [ equal ] ", "Nulls [ unknown ] "])
        return f"{kind} {head} Predicate [ {test} ] {nulls}{self._distinct()}Output [ {' , '.join(outputs)} ]"

    def _aggregate(self, columns: Sequence[PlanColumn]) -> str:
        keys = self._some(columns, 2) if self.draw.random() < 0.7 else []
        counted = self.draw.choice(columns)
        calls = [f"countstar AS {self._new()}", f"COUNT(DISTINCT {self._name(counted)}) AS {self._new()}"]
        numbers = [c for c in columns if c.type.is_number]
        if numbers:
            calls.append(f"{self.draw.choice(['SUM', 'AVG', 'MIN', 'MAX'])}({self._name(numbers[0])}) AS {self._new()}")
        group = f"GroupBy [ {' , '.join(map(self._name, keys))} ] " if keys else ""
        return f"{group}Output [ {' , '.join([*map(self._name, keys), *self._some(calls, 2)])} ]"

    def _where(self, columns: Sequence[PlanColumn]) -> str:
        if self.draw.random() < 0.4:
            return ""
        parts = [self._condition(columns) for _ in range(self.draw.randint(1, 3))]
        text = parts[0]
        for part in parts[1:]:
            text = f"({text}) {self.draw.choice(['AND', 'OR'])} {part}"
        return f"Predicate [ {text} ] "

    def _condition(self, columns: Sequence[PlanColumn]) -> str:
        column = self.draw.choice(columns)
        name, negated = self._name(column), self.draw.choice(["", "NOT "])
        if self.draw.random() < 0.2:
            return f"{name} IS {negated}NULL"
        if column.type.is_number:
            number = self.draw.choice(["1", "2", "1980", "1.75", "-3"])
            return self.draw.choice(
                [
                    f"{name} {self.draw.choice(['=', '<>', '<', '<=', '>', '>='])} {number}",
                    f"{name} {negated}BETWEEN 1 AND {number}",
                    f"{name} {negated}IN (1 , {number})",
                    f"NOT {name} + 1 > {number}",
                ]
            )
        text = self.draw.choice(STRINGS)
        return self.draw.choice([f"{name} = {text}", f"{name} {negated}LIKE {text}", f"{name} {negated}IN ({text})"])

    def _outputs(self, columns: Sequence[PlanColumn]) -> str:
        chosen = [self._name(c) for c in self._some(columns, 4)]
        numbers = [c for c in columns if c.type is Type.INTEGER]
        if numbers and self.draw.random() < 0.2:
            operator = self.draw.choice("+-*/")
            chosen.append(f"{self._name(numbers[0])} {operator} 2 AS {self._new()}")
        return f"Output [ {' , '.join(chosen)} ]"

    def _distinct(self) -> str:
        return self.draw.choice(["", "", "Distinct [ true ] "])

    def _some(self, things: Sequence, most: int) -> list:
        return self.draw.sample(list(things), self.draw.randint(1, min(most, len(things))))

    def _name(self, column: PlanColumn) -> str:
        return name_text(column.name)

    def _new(self) -> str:
        self.names += 1
        return f"given_{self.names}"
