"""The handlers of logic: ``prove`` and ``entailed`` decide formulas, ``ask`` decides English sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nesy.answer import Answer
from nesy.engine.ask import ask as ask_question
from nesy.engine.prove import prove as prove_theory
from nesy.errors import CallFailed
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_formula
from nesy.languages.fol.syntax import Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.modules.solve.function import Result, Setting, handler
from nesy.modules.types import Json

_LABELS = "TRUE, FALSE or UNCERTAIN"


def _prove(arguments: Sequence[Json], setting: Setting) -> Result:
    premises, conclusion = _texts(arguments)
    return _judged(_decided(premises, conclusion, setting.seconds))


def _entailed(arguments: Sequence[Json], setting: Setting) -> Result:
    premises, candidates = arguments
    assert isinstance(premises, list) and isinstance(candidates, list)  # noqa: S101 - the head says so
    share = setting.seconds / max(1, len(candidates))
    answers = [_decided(list(map(str, premises)), str(c), share) for c in candidates]
    held = [_judged(answer).value == "TRUE" for answer in answers]
    return Result([c for c, holds in zip(candidates, held, strict=True) if holds], tuple(answers))


def _ask(arguments: Sequence[Json], setting: Setting) -> Result:
    sentences, question = _texts(arguments)
    return _judged(ask_question(sentences, question, seconds=setting.seconds))


def _texts(arguments: Sequence[Json]) -> tuple[list[str], str]:
    texts: Any = arguments[0]
    return list(texts), str(arguments[1])


def _decided(premises: Sequence[str], conclusion: str, seconds: float) -> Answer:
    """The answer to whether premises entail a conclusion; each text is one formula."""
    statements = [Statement(_formula(text), str(n), text) for n, text in enumerate(premises, 1)]
    theory = Theory(tuple(statements), Statement(_formula(conclusion), "conclusion", conclusion))
    return prove_theory(theory, seconds=seconds)


def _formula(text: str) -> Formula:
    """The formula as it stands; what would need a repair is refused."""
    return read_formula(text, options=RepairOptions(repair=False))


def _judged(answer: Answer) -> Result:
    """The label of an answer.

    Raises:
        CallFailed: if it has none; the answer is the evidence.
    """
    if answer.label is None:
        error = CallFailed(f"nothing was decided: {answer.verdict}")
        error.evidence = answer
        raise error
    return Result(answer.label.value, answer)


PROVE = handler(
    "prove(premises: list[str], conclusion: str) -> str",
    f"Whether formulas of first-order logic entail a formula: {_LABELS}. "
    'Example: prove(["forall x. (Dog(x) -> Barks(x))", "Dog(rex)"], "Barks(rex)").',
)(_prove)
ENTAILED = handler(
    "entailed(premises: list[str], candidates: list[str]) -> list[str]",
    "Those of the candidate formulas that formulas of first-order logic entail, in order.",
)(_entailed)
ASK = handler(
    "ask(sentences: list[str], question: str) -> str",
    f"Whether English sentences entail a statement, or answer a yes/no question: {_LABELS}.",
)(_ask)
