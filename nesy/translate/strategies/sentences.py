"""The sentences of a problem as prompts and programs show them."""

from __future__ import annotations

from collections.abc import Sequence

from nesy.problem import Problem
from nesy.translate.quoting import one_line


def sentences_of(problem: Problem) -> tuple[str, ...]:
    """The premises and the question, each on one line.

    >>> sentences_of(Problem(("Rex is\\na dog.",), "Is Rex a mammal?"))
    ('Rex is a dog.', 'Is Rex a mammal?')
    """
    return tuple(one_line(sentence) for sentence in (*problem.premises, problem.question))


def pairs_text(sentences: Sequence[str], formulas: Sequence[str]) -> str:
    """Sentences and their formulas as the dialect ``pairs`` has them.

    >>> print(pairs_text(["Rex is a dog."], ["Dog(rex)"]))
    TEXT: Rex is a dog.
    FOL: Dog(rex)
    """
    return "\n".join(f"TEXT: {text}\nFOL: {formula}" for text, formula in zip(sentences, formulas, strict=True))
