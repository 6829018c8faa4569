"""``ask``: sentences and a question in, an answer out."""

from __future__ import annotations

import time
from collections.abc import Sequence

from nesy.answer import Answer
from nesy.engine.decide import decide
from nesy.engine.prove import settings_of
from nesy.engine.samples import Sampling, answer_from_samples
from nesy.errors import NotAProblem
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import check_text
from nesy.models.base import LanguageModel
from nesy.problem import Problem
from nesy.provers.base import Limits
from nesy.translate.english.reader import read, split_sentences
from nesy.translation import Translation
from nesy.verdict import Status, Verdict

MAX_TEXT = 1_000_000
"""Characters in the sentences of one problem."""


def ask(
    premises: str | Sequence[str] | Problem,
    question: str = "",
    *,
    model: LanguageModel | None = None,
    samples: int | None = None,
    vote: str = "trust",
    semantics: str = "auto",
    prover: str = "auto",
    seconds: float = 10.0,
    limits: Limits | None = None,
    options: RepairOptions | None = None,
    proofs: bool = True,
) -> Answer:
    """Answer a yes/no question from sentences, with evidence.

    Args:
        premises: a text, a sequence of sentences, or a whole problem.
        question: a statement to be judged, or a yes/no question.
        model: a language model that translates; the built-in English reader if None.
        samples: how many samples of the model vote; None for all that a recording holds.
        vote: ``trust`` or ``majority``.
        semantics: ``classical``, ``rules-open``, ``rules-closed`` or ``auto``.
        prover: a registered prover, or ``auto``.
        seconds: wall-clock limit for deciding; ``limits`` overrides it.
        limits: all the limits.
        options: which repairs a model's programs may undergo; all of them if None.
        proofs: build a proof for the verdict and have the kernel check it.

    Returns:
        The answer. A sentence that is not read gives the status ``TranslationFailed``, never a guess.

    Raises:
        NotAProblem: if there is no question.
        InputTooLarge, InputUnreadable: if the text is too long or is not text.
        UnknownName, MissingDependency: for a prover that is not registered or not installed.

    >>> answer = ask(["All rompuses are kind.", "Fae is a rompus."], "Is Fae kind?")
    >>> answer.verdict.label.value, answer.verdict.status.value
    ('TRUE', 'Theorem')
    """
    start = time.perf_counter()
    problem = _problem(premises, question)
    limits = limits or Limits(seconds=seconds)
    settings = settings_of(limits, semantics, prover)
    if model is not None:
        sampling = Sampling(model, samples, vote, options or RepairOptions.for_models(), proofs)
        return answer_from_samples(problem, sampling, settings, limits, start)
    reading = read(problem.premises, problem.question)
    translation = Translation("english", reading.sentences)
    if reading.theory is None:
        reasons = tuple(f"{s.text!r} is not read: {s.problem}" for s in translation.unread)
        verdict = Verdict(Status.TRANSLATION_FAILED, semantics=semantics, reasons=reasons)
        return Answer(problem, translation, None, verdict, None, time.perf_counter() - start, settings)
    outcome = decide(
        reading.theory,
        semantics=semantics,
        declared=problem.semantics,
        prover=prover,
        limits=limits,
        proofs=proofs,
    )
    return Answer(
        problem,
        translation,
        reading.theory,
        outcome.verdict,
        outcome.evidence,
        time.perf_counter() - start,
        settings,
    )


def _problem(premises: str | Sequence[str] | Problem, question: str) -> Problem:
    if isinstance(premises, Problem):
        if question:
            raise NotAProblem("a problem brings its own question", hint="drop the second argument")
        problem = premises
    else:
        texts = (premises,) if isinstance(premises, str) else tuple(premises)
        for text in texts:
            check_text(text, MAX_TEXT)
        sentences = tuple(s for text in texts for s in split_sentences(text))
        problem = Problem(sentences, question)
    check_text(problem.question, MAX_TEXT)
    check_text("".join(problem.premises), MAX_TEXT)
    return problem
