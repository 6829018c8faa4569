"""Stories of rules and facts in the manner of FOLIO, of our own making: none is answered wrongly, most are answered."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from nesy.engine.ask import ask

FIXTURE = Path(__file__).parent / "fixtures" / "english_stories.txt"


def questions() -> list[tuple[str, str, str]]:
    """The premises of a story, a question, and its verdict."""
    found = []
    for story in FIXTURE.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in story.splitlines() if line.strip() and not line.startswith("#")]
        premises = " ".join(line for line in lines if not line.startswith("?"))
        asked = (line.removeprefix("? ").rpartition(" ; ") for line in lines if line.startswith("?"))
        found += [(premises, question, verdict) for question, _, verdict in asked]
    return found


@cache
def label_of(premises: str, question: str) -> str:
    label = ask(premises, question, proofs=False).label
    return "none" if label is None else label.value


@pytest.mark.parametrize(("premises", "question", "gold"), questions(), ids=[q for _, q, _ in questions()])
def test_nothing_is_answered_wrongly(premises: str, question: str, gold: str) -> None:
    assert label_of(premises, question) in (gold, "UNCERTAIN", "none")


def test_nine_in_ten_are_answered() -> None:
    found = Counter(label_of(premises, question) == gold for premises, question, gold in questions())
    assert found.total() >= 200
    assert found[True] >= 0.9 * found.total()
