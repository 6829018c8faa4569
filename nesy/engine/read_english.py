"""Answers a problem from the built-in English reader's translation."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from nesy.answer import Answer
from nesy.engine.decide import decide, label_of
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
    asking = _Asking(problem, settings, limits, proofs, start)
    answer = asking.answer(options)
    if answer.label is not Label.UNCERTAIN or options.drop_story_nouns or options.loose or not options.retry:
        return answer
    looser = replace(options, drop_story_nouns=True, loose=True)
    reading = asking.read(looser)
    if not _may_be_definite(reading, asking):
        return answer
    again = _answer_from(reading, looser, asking)
    return _named_loose(again) if again.label in (Label.TRUE, Label.FALSE) else answer


@dataclass(frozen=True, slots=True)
class _Asking:
    """A problem, and how it is decided."""

    problem: Problem
    settings: Mapping[str, Any]
    limits: Limits
    proofs: bool
    start: float

    def read(self, options: EnglishOptions) -> Reading:
        return read(self.problem.premises, self.problem.question, options)

    def answer(self, options: EnglishOptions) -> Answer:
        return _answer_from(self.read(options), options, self)

    def decide(self, theory: Theory) -> Outcome:
        return decide(theory, limits=self.limits, proofs=self.proofs, **self._how)

    def label_of(self, theory: Theory) -> Label | None:
        """The label alone; None for contradictory premises, and where nothing is decided."""
        return label_of(theory, limits=self.limits, **self._how)

    @property
    def _how(self) -> dict[str, str]:
        declared = self.problem.semantics
        return {"semantics": self.settings["semantics"], "declared": declared, "prover": self.settings["prover"]}


def _may_be_definite(reading: Reading, asking: _Asking) -> bool:
    """Whether an answer from a reading can be TRUE or FALSE."""
    theory = reading.theory
    if theory is None:
        return False
    asked = [theory, *(tried for tried, _, _ in _of_individuals(theory, reading))]
    return any(asking.label_of(tried) is not Label.UNCERTAIN for tried in asked)


def _named_loose(answer: Answer) -> Answer:
    """The answer of a second, looser reading, which says so."""
    reason = "read again, more loosely: the translation lists what is taken for granted"
    return replace(answer, verdict=replace(answer.verdict, reasons=(*answer.verdict.reasons, reason)))


def _answer_from(reading: Reading, options: EnglishOptions, asking: _Asking) -> Answer:
    translation = Translation("english", reading.sentences)
    theory = reading.theory
    if theory is None:
        semantics = asking.settings["semantics"]
        verdict = Verdict(Status.TRANSLATION_FAILED, semantics=semantics, reasons=_reasons(reading))
        return _answered(translation, None, Outcome(verdict), asking)
    theory, outcome = _decided(theory, asking)
    if outcome.verdict.status is Status.CONTRADICTORY_AXIOMS and options.drop_story_nouns:
        return asking.answer(replace(options, drop_story_nouns=False))
    if reading.dropped:
        reasons = (*outcome.verdict.reasons, *(f"taken for granted: {text}" for text in reading.dropped))
        outcome = replace(outcome, verdict=replace(outcome.verdict, reasons=reasons))
    if outcome.verdict.label in (Label.UNCERTAIN, Label.FALSE):
        theory, outcome = _of_any_or_some(theory, outcome, reading, asking)
    outcome = _respecting_unread(outcome, reading)
    outcome = _respecting_doubt(outcome, theory, reading, asking)
    outcome = _respecting_ambiguity(outcome, theory, reading, asking)
    return _answered(translation, theory, outcome, asking)


def _answered(translation: Translation, theory: Theory | None, outcome: Outcome, asking: _Asking) -> Answer:
    elapsed = time.perf_counter() - asking.start
    return Answer(asking.problem, translation, theory, outcome.verdict, outcome.evidence, elapsed, asking.settings)


_LEFT_OUT: Final = (
    (("assumed ",), "what the options take for granted contradicts the premises and is left out"),
    (("assumed ", "link "), "the links between predicates contradict the premises and are left out"),
)
"""How the names of what is left out begin where the premises are contradictory, in turn, and what is then said."""


def _decided(theory: Theory, asking: _Asking) -> tuple[Theory, Outcome]:
    """The theory and its outcome; without what is taken for granted, if that contradicts the premises."""
    first = asking.decide(theory)
    for weaker, reason in _weaker(theory) if first.verdict.status is Status.CONTRADICTORY_AXIOMS else ():
        outcome = asking.decide(weaker)
        if outcome.verdict.status is not Status.CONTRADICTORY_AXIOMS:
            return weaker, replace(
                outcome, verdict=replace(outcome.verdict, reasons=(*outcome.verdict.reasons, reason))
            )
    return theory, first


def _label(theory: Theory, asking: _Asking) -> Label | None:
    """The label that :func:`_decided` would find."""
    tried = (theory, *(weaker for weaker, _ in _weaker(theory)))
    return next((label for label in map(asking.label_of, tried) if label is not None), None)


def _weaker(theory: Theory) -> Iterator[tuple[Theory, str]]:
    """The theory with less and less taken for granted, each time with what to say of it."""
    count = len(theory.premises)
    for names, reason in _LEFT_OUT:
        kept = tuple(p for p in theory.premises if not p.name.startswith(names))
        if len(kept) < count:
            yield replace(theory, premises=kept), reason
        count = len(kept)


def _of_individuals(theory: Theory, reading: Reading) -> Iterator[tuple[Theory, str, tuple[Label, ...]]]:
    """The theory with a question about ``a N`` or ``Ns`` asked of one of them, and the labels that count."""
    if reading.generic and (tried := arbitrary(theory)) is not None:
        yield tried, "an arbitrary one", (Label.TRUE, Label.FALSE)
    if reading.generic and reading.singular and (tried := existential(theory)) is not None:
        yield tried, "some one", (Label.TRUE,)


def _of_any_or_some(theory: Theory, plain: Outcome, reading: Reading, asking: _Asking) -> tuple[Theory, Outcome]:
    """The outcome for an arbitrary individual, or for some individual, where the rule itself does not follow."""
    for tried, kind, labels in _of_individuals(theory, reading):
        if _label(tried, asking) not in labels:
            continue
        tried, outcome = _decided(tried, asking)
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
        if _label(sure, asking) is verdict.label:
            return outcome
    return replace(outcome, verdict=replace(verdict, reasons=(*verdict.reasons, *doubts)))


def _respecting_ambiguity(outcome: Outcome, theory: Theory, reading: Reading, asking: _Asking) -> Outcome:
    """Ambiguous, with both readings, where another reading of one sentence leads to another label."""
    label = outcome.verdict.label
    for other in reading.others[:MAX_READINGS] if label is not None else ():
        found = _label(_with_reading(theory, other), asking)
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
