"""Answers a problem from the built-in English reader's translation."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nesy.answer import Answer
from nesy.engine.decide import decide
from nesy.languages.fol.theory import Theory
from nesy.problem import Problem
from nesy.provers.base import Limits, Outcome
from nesy.translate.english.generic import arbitrary, existential
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.reader import Reading, read
from nesy.translation import Translation
from nesy.verdict import Label, Status, Verdict


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
    UNCERTAIN only if it shares no word with any other sentence. Links that contradict the premises are dropped.
    """
    reading = read(problem.premises, problem.question, options)
    translation = Translation("english", reading.sentences)
    theory = reading.theory
    if theory is None:
        verdict = Verdict(Status.TRANSLATION_FAILED, semantics=settings["semantics"], reasons=_reasons(reading))
        return Answer(problem, translation, None, verdict, None, time.perf_counter() - start, settings)
    theory, outcome = _decide(theory, problem, settings, limits, proofs)
    if reading.generic and outcome.verdict.label in (Label.UNCERTAIN, Label.FALSE):
        theory, outcome = _of_any_or_some(theory, outcome, problem, settings, limits, proofs)
    outcome = _respecting_unread(outcome, reading)
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
    theory: Theory, plain: Outcome, problem: Problem, settings: Mapping[str, Any], limits: Limits, proofs: bool
) -> tuple[Theory, Outcome]:
    """The outcome for an arbitrary individual, or for some individual, where the rule itself does not follow."""
    readings = ((arbitrary(theory), "an arbitrary one", (Label.TRUE, Label.FALSE)),
                (existential(theory), "some one", (Label.TRUE,)))  # fmt: skip
    for tried, kind, labels in readings:
        if tried is None:
            continue
        tried, outcome = _decide(tried, problem, settings, limits, proofs)
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


def _reasons(reading: Reading) -> tuple[str, ...]:
    return tuple(f"{item.text!r} is not read: {item.problem}" for item in reading.unread)
