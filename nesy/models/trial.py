"""Tries out what a language model can do, with a handful of short calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nesy.errors import ModelFailed, NesyError
from nesy.languages.fol.decoding import formula_grammar
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_formula
from nesy.models.base import LanguageModel, Sample

PROMPT = "Write one formula of first-order logic for the sentence: Every dog barks. Write the formula only."
MAX_TOKENS = 64


@dataclass(frozen=True, slots=True)
class Trial:
    """What one thing that was tried came to."""

    subject: str
    passed: bool | None
    """None if the model cannot do it and does not claim to."""
    detail: str
    seconds: float = 0.0


def try_model(model: LanguageModel) -> Iterator[Trial]:
    """One trial a capability, as they end; if the first fails the rest is not tried."""
    first = _timed("answers", model, _answers)
    yield first
    if not first.passed:
        return
    for subject, attempt in (
        ("several samples", _several),
        ("seed", _seed),
        ("stop", _stop),
        ("log-probability", _logprob),
        ("grammar", _grammar),
    ):
        yield _timed(subject, model, attempt)


_Attempt = Callable[[LanguageModel], tuple[bool | None, str]]


def _timed(subject: str, model: LanguageModel, attempt: _Attempt) -> Trial:
    start = time.perf_counter()
    try:
        passed, detail = attempt(model)
    except ModelFailed as err:
        passed, detail = False, err.message
    return Trial(subject, passed, detail, time.perf_counter() - start)


def _answers(model: LanguageModel) -> tuple[bool, str]:
    (sample,) = model.generate([PROMPT], max_tokens=MAX_TOKENS)[0]
    tokens = sample.usage
    return True, f"{_shown(sample)} ({tokens.prompt_tokens} tokens read, {tokens.completion_tokens} written)"


def _several(model: LanguageModel) -> tuple[bool, str]:
    texts = [s.text for s in model.generate([PROMPT], n=3, temperature=1.0, max_tokens=MAX_TOKENS)[0]]
    how = "in one call" if model.capabilities.many else "in one call each"
    return len(texts) == 3, f"{len(texts)} of 3 {how}, {len(set(texts))} different"


def _seed(model: LanguageModel) -> tuple[bool | None, str]:
    if not model.capabilities.seed:
        return None, "takes no seed"
    once, again = (
        model.generate([PROMPT], temperature=1.0, seed=7, max_tokens=MAX_TOKENS)[0][0].text for _ in range(2)
    )
    return once == again, "the same text twice" if once == again else "another text the second time"


def _stop(model: LanguageModel) -> tuple[bool | None, str]:
    if not model.capabilities.stop:
        return None, "takes no stop texts"
    (sample,) = model.generate([PROMPT], stop=["(", "a"], max_tokens=MAX_TOKENS)[0]
    kept = "(" not in sample.text and "a" not in sample.text
    return kept, "stops before the text" if kept else f"goes on: {_shown(sample)}"


def _logprob(model: LanguageModel) -> tuple[bool | None, str]:
    if not model.capabilities.logprobs:
        return None, "gives none"
    (sample,) = model.generate([PROMPT], logprobs=True, max_tokens=MAX_TOKENS)[0]
    return sample.logprob is not None, "none came back" if sample.logprob is None else f"{sample.logprob:.2f}"


def _grammar(model: LanguageModel) -> tuple[bool | None, str]:
    (sample,) = model.generate([PROMPT], grammar=formula_grammar(), max_tokens=MAX_TOKENS)[0]
    try:
        read_formula(sample.text, options=RepairOptions(repair=False))
    except NesyError as err:
        readable, why = False, f"not a formula ({err.message}): {_shown(sample)}"
    else:
        readable, why = True, _shown(sample)
    if sample.constraint == "none":
        return None, f"cannot be bound; without it: {why}"
    return readable, f"bound by {sample.constraint}: {why}"


def _shown(sample: Sample) -> str:
    text = " ".join(sample.text.split())
    return repr(text if len(text) <= 60 else text[:57] + "…")
