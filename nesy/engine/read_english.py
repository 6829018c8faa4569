"""Answers a problem from the built-in English reader's translation."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from nesy.answer import Answer
from nesy.engine.decide import decide
from nesy.languages.fol.theory import Theory
from nesy.problem import Problem
from nesy.provers.base import Limits, Outcome
from nesy.translate.english.generic import arbitrary, existential
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.reader import OtherReading, Reading, read
from nesy.translation import Translation
from nesy.verdict import Label, Status, Verdict

MAX_READINGS = 6
"""Other readings of single sentences that are tried."""


def answer_from_english(
    problem: Problem,
    settings: Mapping[str, Any],
    limits: Limits,
    options: EnglishOptions | None = None,
    *,
    proofs: bool,
    start: float,
) -> Answer:
    """The answer to a problem by the built-in reader.

    A premise that was not read leaves a verdict TRUE or FALSE standing, which follows from the others, and
    UNCERTAIN only if it shares no word with any other sentence. A sentence with words that are taken whole is used, and
    named where the verdict can rest on it. Links that contradict the premises are dropped. Where neither answer
    follows, the problem is read again with loose links and without story nouns, and an answer from that says so.
    """
    options = options or EnglishOptions()
    answer = _answer_once(problem, settings, limits, options, proofs=proofs, start=start)
    if answer.label is not Label.UNCERTAIN or options.drop_story_nouns or options.loose or not options.retry:
        return answer
    looser = replace(options, drop_story_nouns=True, loose=True)
    again = _answer_once(problem, settings, limits, looser, proofs=proofs, start=start)
    return _named_loose(again) if again.label in (Label.TRUE, Label.FALSE) else answer


def _named_loose(answer: Answer) -> Answer:
    """The answer of a second, looser reading, which says so."""
    reason = "read again, more loosely: the translation lists what is taken for granted"
    return replace(answer, verdict=replace(answer.verdict, reasons=(*answer.verdict.reasons, reason)))


def _answer_once(
    problem: Problem,
    settings: Mapping[str, Any],
    limits: Limits,
    options: EnglishOptions,
    *,
    proofs: bool,
    start: float,
) -> Answer:
    reading = read(problem.premises, problem.question, options)
    translation = Translation("english", reading.sentences)
    theory = reading.theory
    if theory is None:
        verdict = Verdict(Status.TRANSLATION_FAILED, semantics=settings["semantics"], reasons=_reasons(reading))
        return Answer(problem, translation, None, verdict, None, time.perf_counter() - start, settings)
    theory, outcome = _decide(theory, problem, settings, limits, proofs)
    if outcome.verdict.status is Status.CONTRADICTORY_AXIOMS and options.drop_story_nouns:
        kept = replace(options, drop_story_nouns=False)
        return _answer_once(problem, settings, limits, kept, proofs=proofs, start=start)
    if reading.dropped:
        reasons = (*outcome.verdict.reasons, *(f"taken for granted: {text}" for text in reading.dropped))
        outcome = replace(outcome, verdict=replace(outcome.verdict, reasons=reasons))
    if reading.generic and outcome.verdict.label in (Label.UNCERTAIN, Label.FALSE):
        theory, outcome = _of_any_or_some(
            theory, outcome, reading.singular, _Asking(problem, settings, limits), proofs=proofs
        )
    outcome = _respecting_unread(outcome, reading)
    outcome = _respecting_doubt(outcome, theory, reading, _Asking(problem, settings, limits))
    outcome = _respecting_ambiguity(outcome, theory, reading, _Asking(problem, settings, limits))
    elapsed = time.perf_counter() - start
    return Answer(problem, translation, theory, outcome.verdict, outcome.evidence, elapsed, settings)


def _decide(
    theory: Theory, problem: Problem, settings: Mapping[str, Any], limits: Limits, proofs: bool
) -> tuple[Theory, Outcome]:
    def outcome_of(tried: Theory) -> Outcome:
        return decide(
            tried,
            semantics=settings["semantics"],
            declared=problem.semantics,
            prover=settings["prover"],
            limits=limits,
            proofs=proofs,
        )

    outcome = outcome_of(theory)
    unlinked = replace(theory, premises=tuple(p for p in theory.premises if not p.name.startswith("link ")))
    if outcome.verdict.status is not Status.CONTRADICTORY_AXIOMS or unlinked == theory:
        return theory, outcome
    again = outcome_of(unlinked)
    if again.verdict.status is Status.CONTRADICTORY_AXIOMS:
        return theory, outcome
    reasons = (*again.verdict.reasons, "the links between predicates contradict the premises and are left out")
    return unlinked, replace(again, verdict=replace(again.verdict, reasons=reasons))


def _of_any_or_some(
    theory: Theory, plain: Outcome, singular: bool, asking: _Asking, *, proofs: bool
) -> tuple[Theory, Outcome]:
    """The outcome for an arbitrary individual, or for some individual, where the rule itself does not follow."""
    readings = ((arbitrary(theory), "an arbitrary one", (Label.TRUE, Label.FALSE)),
                (existential(theory) if singular else None, "some one", (Label.TRUE,)))  # fmt: skip
    for tried, kind, labels in readings:
        if tried is None:
            continue
        tried, outcome = _decide(tried, asking.problem, asking.settings, asking.limits, proofs)
        if outcome.verdict.label in labels:
            reasons = (*outcome.verdict.reasons, f"the question is read of {kind}")
            return tried, replace(outcome, verdict=replace(outcome.verdict, reasons=reasons))
    return theory, plain


def _respecting_unread(outcome: Outcome, reading: Reading) -> Outcome:
    if not reading.unread:
        return outcome
    verdict = outcome.verdict
    if verdict.label in (Label.TRUE, Label.FALSE) or (verdict.label is Label.UNCERTAIN and not reading.pertinent):
        return replace(outcome, verdict=replace(verdict, reasons=(*verdict.reasons, *_reasons(reading))))
    failed = Verdict(Status.TRANSLATION_FAILED, semantics=verdict.semantics, reasons=_reasons(reading))
    return Outcome(failed)


def _respecting_doubt(outcome: Outcome, theory: Theory, reading: Reading, asking: _Asking) -> Outcome:
    """The outcome with the sentences of which words are taken whole, if it can rest on them."""
    verdict = outcome.verdict
    doubts = tuple(statement.text for statement in reading.taken if statement.name.startswith("doubt "))
    if verdict.label is None or not doubts:
        return outcome
    if verdict.label is not Label.UNCERTAIN and "conclusion" not in reading.doubtful:
        sure = replace(theory, premises=tuple(p for p in theory.premises if p.name not in reading.doubtful))
        if (
            _decide(sure, asking.problem, asking.settings, asking.limits, proofs=False)[1].verdict.label
            is verdict.label
        ):
            return outcome
    return replace(outcome, verdict=replace(verdict, reasons=(*verdict.reasons, *doubts)))


@dataclass(frozen=True, slots=True)
class _Asking:
    """How a theory is decided."""

    problem: Problem
    settings: Mapping[str, Any]
    limits: Limits


def _respecting_ambiguity(outcome: Outcome, theory: Theory, reading: Reading, asking: _Asking) -> Outcome:
    """Ambiguous, with both readings, where another reading of one sentence leads to another label."""
    label = outcome.verdict.label
    for other in reading.others[:MAX_READINGS] if label is not None else ():
        tried = _with_reading(theory, other)
        found = _decide(tried, asking.problem, asking.settings, asking.limits, proofs=False)[1].verdict.label
        if found is not None and found is not label:
            return _ambiguous(outcome, theory, other, found)
    return outcome


def _with_reading(theory: Theory, other: OtherReading) -> Theory:
    premises = tuple(replace(p, formula=other.formula) if p.name == other.name else p for p in theory.premises)
    conclusion = theory.conclusion
    if conclusion is not None and other.name == "conclusion":
        conclusion = replace(conclusion, formula=other.formula)
    return replace(theory, premises=premises, conclusion=conclusion)


def _ambiguous(outcome: Outcome, theory: Theory, other: OtherReading, found: Label) -> Outcome:
    first = next(s.formula for s in theory.statements if s.name == other.name)
    label = outcome.verdict.label
    assert label is not None  # noqa: S101 - only labelled verdicts come here
    reasons = (
        f"{other.text!r} has two readings: {first} gives {label.value}, and {other.formula} gives {found.value}",
    )
    verdict = outcome.verdict
    return Outcome(Verdict(Status.AMBIGUOUS, verdict.prover, verdict.seconds, verdict.semantics, reasons))


def _reasons(reading: Reading) -> tuple[str, ...]:
    return tuple(f"{item.text!r} is not read: {item.problem}" for item in reading.unread)
