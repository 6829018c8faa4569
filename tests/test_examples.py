"""Every text of grammars/fol.examples is accepted or refused as it says there."""

from __future__ import annotations

import re

import pytest

from nesy.errors import ParseError
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_formula
from nesy.resources import content_text

AS_WRITTEN = RepairOptions(repair=False)
LINES = [
    line for line in content_text("grammars", "fol.examples").splitlines() if "⇝" in line and not line.startswith("#")
]


def parts(line: str) -> tuple[str, str, str]:
    """Dialect, text and outcome of a line."""
    text, _, outcome = line.partition("⇝")
    marked = re.match(r"\[(\w+)\] ", text)
    return (marked.group(1), text[marked.end() :], outcome.strip()) if marked else ("auto", text, outcome.strip())


@pytest.mark.parametrize("line", [line for line in LINES if "⇝ !" not in line])
def test_accepted(line: str) -> None:
    dialect, text, canonical = parts(line)
    formula = read_formula(text.strip(), dialect=dialect, options=AS_WRITTEN)
    assert str(formula) == canonical
    assert read_formula(canonical, options=AS_WRITTEN) == formula


@pytest.mark.parametrize("line", [line for line in LINES if "⇝ !" in line])
def test_refused(line: str) -> None:
    dialect, text, mistake = parts(line)
    with pytest.raises(ParseError) as caught:
        read_formula(text.strip(), dialect=dialect, options=AS_WRITTEN)
    assert f"!{caught.value.mistake}" == mistake
    assert caught.value.span is not None
    assert caught.value.hint or caught.value.expected


def test_there_are_texts_of_both_kinds() -> None:
    assert sum("⇝ !" in line for line in LINES) > 25
    assert sum("⇝ !" not in line for line in LINES) > 25
