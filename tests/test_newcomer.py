"""The first hour of a newcomer: short problems of the kind that people type, with their verdicts."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from nesy.engine.ask import ask

FIXTURE = Path(__file__).parent / "fixtures" / "newcomer.txt"


def problems() -> list[tuple[str, str, str]]:
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    split = (line.rpartition(" ; ") for line in lines if line.strip() and not line.startswith("#"))
    return [(*body.split(" | "), gold.strip()) for body, _, gold in split]


@cache
def label_of(text: str, question: str) -> str:
    label = ask(text, question, proofs=False).label
    return "none" if label is None else label.value


@pytest.mark.parametrize(("text", "question", "gold"), problems(), ids=[f"{t} {q}" for t, q, _ in problems()])
def test_nothing_is_answered_wrongly(text: str, question: str, gold: str) -> None:
    assert label_of(text, question) in (gold, "none")


def test_nine_in_ten_are_answered() -> None:
    found = Counter(label_of(text, question) == gold for text, question, gold in problems())
    assert found.total() >= 100
    assert found[True] >= 0.9 * found.total()
