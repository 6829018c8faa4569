"""``ask``: sentences and a question in, an answer out."""

from __future__ import annotations

import time
from collections.abc import Sequence

from nesy.answer import Answer
from nesy.engine.execute import Execution
from nesy.engine.prove import settings_of
from nesy.engine.read_english import answer_from_english
from nesy.engine.samples import Sampling, answer_from_samples
from nesy.errors import NotAProblem
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import check_text
from nesy.models.base import Decoding, LanguageModel
from nesy.problem import Problem
from nesy.provers.base import Limits
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.sentences import split_sentences
from nesy.translate.strategies.base import Drafting, Strategy
from nesy.translate.strategies.choice import choose_strategy

MAX_TEXT = 1_000_000
"""Characters in the sentences of one problem."""


def ask(
    premises: str | Sequence[str] | Problem,
    question: str = "",
    *,
    model: LanguageModel | str | None = None,
    samples: int | None = None,
    strategy: str | Strategy = "auto",
    refine: int = 0,
    constrain: bool = True,
    decoding: Decoding | None = None,
    vote: str = "trust",
    arbitrate: bool = False,
    fallback: bool = False,
    semantics: str = "auto",
    prover: str = "auto",
    seconds: float = 10.0,
    limits: Limits | None = None,
    options: RepairOptions | None = None,
    english: EnglishOptions | None = None,
    proofs: bool = True,
) -> Answer:
    """Answer a yes/no question from sentences, with evidence.

    Args:
        premises: a text, a sequence of sentences, or a whole problem.
        question: a statement to be judged, or a yes/no question; without it, the last sentence is the question,
            which then ends with a question mark.
        model: a language model that translates, or its name as :func:`nesy.model` takes it; the built-in
            English reader if None.
        samples: how many samples of the model vote; None for all that a recording holds, one of a live model.
        strategy: how the model is asked: ``direct``, ``program``, ``signature-first``, ``sentence-by-sentence``,
            ``decompose`` or an object of your own; ``auto`` is ``direct`` for a live model.
        refine: at most so many rounds in which a program's faults go back to the model.
        constrain: bind the model to the grammar, as far as it can be bound; ``Exchange.constraint`` says how.
        decoding: temperature, length, seed; the model's own settings if None.
        vote: ``trust`` or ``majority``.
        arbitrate: let the model choose where its programs disagree, shown a world that tells them apart.
        fallback: where nothing is decided, ask the model to reason plainly; ``answer.unproved`` keeps what it says.
        semantics: ``classical``, ``rules-open``, ``rules-closed`` or ``auto``.
        prover: a registered prover, or ``auto``.
        seconds: wall-clock limit for deciding; ``limits`` overrides it.
        limits: all the limits.
        options: which repairs a model's programs may undergo; all of them if None.
        english: what the built-in reader may take for granted; links between like predicates if None.
        proofs: build a proof for the verdict and have the kernel check it.

    Returns:
        The answer. Where the verdict may depend on a sentence that is not read, the status is ``TranslationFailed``.

    Raises:
        NotAProblem: if there is no question.
        InputTooLarge, InputUnreadable: if the text is too long or is not text.
        UnknownName, MissingDependency: for a prover, model or strategy that is not registered or not installed.
        ModelFailed: if the model gives no samples.
        Unsupported: if a recording is to answer prompts that it does not hold.

    >>> answer = ask(["All rompuses are kind.", "Fae is a rompus."], "Is Fae kind?")
    >>> answer.verdict.label.value, answer.verdict.status.value
    ('TRUE', 'Theorem')
    >>> ask("All rompuses are kind. Fae is a rompus. Is Fae kind?").verdict.label.value
    'TRUE'
    """
    start = time.perf_counter()
    problem = _problem(premises, question)
    limits = limits or Limits(seconds=seconds)
    settings = settings_of(limits, semantics, prover)
    if model is not None:
        speaker = _named(model) if isinstance(model, str) else model
        drafting = Drafting(speaker, decoding or Decoding(), samples, constrain)
        how = choose_strategy(strategy, speaker)
        sampling = Sampling(how, drafting, vote, refine, arbitrate, fallback, proofs)
        execution = Execution(settings, limits, options or RepairOptions.for_models())
        return answer_from_samples(problem, sampling, execution, start)
    return answer_from_english(problem, settings, limits, english, proofs=proofs, start=start)


def _named(name: str) -> LanguageModel:
    from nesy.models.named import model  # with its wrappers, which the built-in reader does without

    return model(name)


def _problem(premises: str | Sequence[str] | Problem, question: str) -> Problem:
    if isinstance(premises, Problem):
        if question:
            raise NotAProblem("a problem brings its own question", hint="drop the second argument")
        problem = premises
    else:
        texts = (premises,) if isinstance(premises, str) else tuple(premises)
        for text in texts:
            check_text(text, MAX_TEXT)
        sentences = [s for text in texts for s in split_sentences(text)]
        if not question.strip() and sentences and sentences[-1].rstrip().endswith("?"):
            *sentences, question = sentences
        problem = Problem(tuple(sentences), question)
    check_text(problem.question, MAX_TEXT)
    check_text("".join(problem.premises), MAX_TEXT)
    return problem
