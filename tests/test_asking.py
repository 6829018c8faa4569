"""The first call of a user: a text with its question at the end, in Python and on the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import nesy
from nesy.apps.cli import main
from nesy.errors import NotAProblem

ASKED = [
    ("All dogs bark. Rex is a dog. Does Rex bark?", "TRUE"),
    ("All dogs bark.\nTom does not bark.\nIs Tom a dog?\n", "FALSE"),
    ("All dogs bark. Tom is a cat. Does Tom bark?", "UNCERTAIN"),
]


@pytest.mark.parametrize(("text", "label"), ASKED)
def test_the_last_sentence_is_the_question(text, label):
    assert nesy.ask(text).label.value == label
    assert CliRunner().invoke(main, ["ask", text]).output.startswith(label)


def test_sentences_may_end_with_the_question():
    assert nesy.ask(["All dogs bark.", "Rex is a dog.", "Does Rex bark?"]).label.value == "TRUE"


@pytest.mark.parametrize("text", ["All dogs bark. Rex is a dog.", "", []])
def test_a_text_without_a_question_says_how_to_ask(text):
    with pytest.raises(NotAProblem, match="end the text with a question"):
        nesy.ask(text)
