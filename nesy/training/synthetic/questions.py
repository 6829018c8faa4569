"""Questions to small databases with their query plans, composed together over schemas that are drawn, too."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesy.languages.qpl.schema import Schema, Table, TableColumn, Type

_PARTS: Final = ("train", "validation", "test")
_THINGS: Final = ("ship", "farm", "choir", "hotel", "train", "school", "garden", "museum", "team", "bakery")
_TEXTS: Final = ("name", "town", "owner", "colour", "country")
_NUMBERS: Final = ("age", "size", "price", "rank", "weight")
_VALUES: Final = ("Oslo", "Rome", "Lima", "red", "blue", "Ann", "Bob", "Norway")


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its plan, on one line."""

    text: str
    plan: str
    shape: str
    """The plan with every name and value left out."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Three parts that share no shape of a plan."""

    train: tuple[Question, ...]
    validation: tuple[Question, ...]
    test: tuple[Question, ...]

    def write(self, folder: Path) -> None:
        """Write ``train.jsonl``, ``validation.jsonl`` and ``test.jsonl`` as the card ``questions`` reads them."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _PARTS:
            records = [
                {"id": f"{name}-{i}", "text": q.text, "plan": q.plan, "premises": [], "label": "Uncertain"}
                for i, q in enumerate(getattr(self, name))
            ]
            lines = "".join(f"{json.dumps(record)}\n" for record in records)
            (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")


def question_schema() -> Schema:
    """The schema that every question is about: a table a thing, all with the same columns.

    >>> question_schema().table("ship").column("age").type.value
    'integer'
    """
    columns = (
        *(TableColumn(name, Type.TEXT) for name in _TEXTS),
        *(TableColumn(name, Type.INTEGER) for name in _NUMBERS),
    )
    return Schema(tuple(Table(thing, columns) for thing in _THINGS))


def question_set(*, train: int = 8000, validation: int = 100, test: int = 400, seed: int = 0) -> QuestionSet:
    """Draw questions; the hash of a plan's shape decides which part it may be in.

    Args:
        train: questions to train on.
        validation: questions held out for choosing a checkpoint.
        test: questions held out for the test.
        seed: what everything is drawn from.

    >>> question_set(train=1, validation=1, test=1).train[0].plan[:15]
    '#1 = Scan Table'
    """
    draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    wanted = dict(zip(_PARTS, (train, validation, test), strict=True))
    found: dict[str, dict[str, Question]] = {name: {} for name in _PARTS}
    while any(len(found[name]) < wanted[name] for name in _PARTS):
        question = _compose(draw)
        name = _part_of(question.shape)
        if len(found[name]) < wanted[name]:
            found[name].setdefault(question.text, question)
    return QuestionSet(*(tuple(found[name].values()) for name in _PARTS))


def _part_of(shape: str) -> str:
    """One shape in ten is for validation, one in ten for the test."""
    return {0: "validation", 1: "test"}.get(int(hashlib.sha256(shape.encode()).hexdigest(), 16) % 10, "train")


def _compose(draw: random.Random) -> Question:
    thing = draw.choice(_THINGS)
    tests = [_test(draw) for _ in range(draw.choice((0, 1, 1, 2, 2, 3)))]
    kept = draw.sample((*_TEXTS, *_NUMBERS), draw.randint(1, 3))
    signs = [draw.choice((" AND ", " OR ")) for _ in tests[1:]]
    where, words = _joined([t[1] for t in tests], signs), _joined([t[0] for t in tests], [s.lower() for s in signs])
    condition = f"Predicate [ {where} ] " if tests else ""
    scan = f"#1 = Scan Table [ {thing} ] {condition}Output [ {' , '.join(kept)} ]"
    of = f"the {thing}s" + (f" whose {words}" if tests else "")
    shape = ["scan", str(len(kept)), *(t[2] for t in tests), *signs]
    text, plan, more = draw.choice((_plain, _counted, _extreme, _grouped, _sorted))(draw, of, kept, scan)
    return Question(text, plan, " ".join([*shape, *more]))


def _joined(parts: list[str], signs: list[str]) -> str:
    return "".join(f"{sign}{part}" for sign, part in zip(["", *signs], parts, strict=False))


def _test(draw: random.Random) -> tuple[str, str, str]:
    """A condition in words, in QPL, and as a shape."""
    if draw.random() < 0.5:
        column, value = draw.choice(_TEXTS), draw.choice(_VALUES)
        words, sign = draw.choice((("is", "="), ("is not", "<>")))
        return f"{column} {words} {value}", f"{column} {sign} '{value}'", f"text {sign}"
    column, number = draw.choice(_NUMBERS), draw.randint(1, 99)
    words, sign = draw.choice((("is over", ">"), ("is under", "<"), ("is at least", ">="), ("is", "=")))
    return f"{column} {words} {number}", f"{column} {sign} {number}", f"number {sign}"


_Told = tuple[str, str, list[str]]


def _plain(draw: random.Random, of: str, kept: list[str], scan: str) -> _Told:
    words = draw.choice(("Give", "List", "What are"))
    return f"{words} the {_and(kept)} of {of}", scan, ["plain"]


def _counted(draw: random.Random, of: str, kept: list[str], scan: str) -> _Told:
    words = draw.choice(("How many {} are there", "Count {}"))
    plan = f"{scan} ; #2 = Aggregate [ #1 ] Output [ countstar AS Count_Star ]"
    return f"{words.format(of)}, going by {_and(kept)}", plan, ["count"]


def _extreme(draw: random.Random, of: str, kept: list[str], scan: str) -> _Told:
    column, rows = draw.choice(kept), draw.randint(1, 5)
    words, direction = draw.choice((("most", "DESC"), ("least", "ASC")))
    plan = (
        f"{scan} ; #2 = TopSort [ #1 ] Rows [ {rows} ] OrderBy [ {column} {direction} ] Output [ {' , '.join(kept)} ]"
    )
    return f"Give the {_and(kept)} of the {rows} with the {words} {column} among {of}", plan, ["top", direction]


def _grouped(draw: random.Random, of: str, kept: list[str], scan: str) -> _Told:
    key = kept[0]
    plan = f"{scan} ; #2 = Aggregate [ #1 ] GroupBy [ {key} ] Output [ {key} , countstar AS Count_Star ]"
    told = f"For each {key}, how many {of} are there, going by {_and(kept)}"
    if draw.random() < 0.5:
        return told, plan, ["group"]
    least = draw.randint(2, 9)
    more = f"#3 = Filter [ #2 ] Predicate [ Count_Star >= {least} ] Output [ {key} ]"
    return f"{told}, if at least {least}", f"{plan} ; {more}", ["group", "filter"]


def _sorted(draw: random.Random, of: str, kept: list[str], scan: str) -> _Told:
    column = draw.choice(kept)
    words, direction = draw.choice((("rising", "ASC"), ("falling", "DESC")))
    plan = f"{scan} ; #2 = Sort [ #1 ] OrderBy [ {column} {direction} ] Output [ {' , '.join(kept)} ]"
    return f"Give the {_and(kept)} of {of} by {words} {column}", plan, ["sort", direction]


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def rows(draw: random.Random, count: int) -> Iterator[tuple[str | int, ...]]:
    """Rows for a table of :func:`question_schema`, in which every value that questions name may occur."""
    for _ in range(count):
        yield (*(draw.choice(_VALUES) for _ in _TEXTS), *(draw.randint(1, 99) for _ in _NUMBERS))
