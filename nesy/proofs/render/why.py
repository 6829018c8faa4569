"""``why``: an answer's explanation as plain text."""

from __future__ import annotations

from nesy.answer import Answer
from nesy.proofs.render.explanation import explain


def why(answer: Answer) -> str:
    """The question with the verdict, and why it holds: one sentence a line, suppositions indented.

    Numbers in brackets are the user's sentences, letters are the explanation's own.
    """
    return str(explain(answer))
