"""Answers from several programs of a model: each is repaired, decided and weighed; then they vote."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nesy.answer import Answer
from nesy.engine.decide import decide
from nesy.engine.justify import justify
from nesy.engine.prove import aligned
from nesy.errors import NesyError, NotAProblem
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.theory import Theory
from nesy.models.base import LanguageModel, Prompt
from nesy.problem import Problem
from nesy.provers.base import Limits, Outcome
from nesy.translate.query_sign import check_query_sign
from nesy.translate.vote import Ballot, Tally, ballot_for, tally
from nesy.translation import Attempt, Translation
from nesy.verdict import Label, Status, Verdict


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model's programs become one answer."""

    model: LanguageModel
    samples: int | None
    vote: str
    options: RepairOptions
    proofs: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """One sample, executed."""

    attempt: Attempt
    ballot: Ballot
    theory: Theory | None = None
    outcome: Outcome | None = None


def answer_from_samples(
    problem: Problem, sampling: Sampling, settings: Mapping[str, Any], limits: Limits, start: float
) -> Answer:
    """The answer that the model's samples vote for; every attempt is kept in its translation.

    The program and the evidence are those of the most trusted sample that has the winning label.
    """
    programs = sampling.model.generate([Prompt(problem_id=problem.id)], n=sampling.samples)[0]
    runs = [_run(sample.text, problem, settings, limits, sampling.options) for sample in programs]
    result = tally([run.ballot for run in runs], sampling.vote)
    chosen = _representative(runs, result.label)
    outcome = _outcome(chosen, runs, settings["semantics"])
    if sampling.proofs and chosen is not None and chosen.theory is not None:
        outcome = justify(chosen.theory, outcome, limits.seconds)
    theory = chosen.theory if chosen else None
    return Answer(
        problem,
        _translation(sampling.model.name, theory, runs),
        theory,
        outcome.verdict,
        outcome.evidence,
        time.perf_counter() - start,
        {**settings, "model": sampling.model.name, "samples": len(runs), "vote": sampling.vote},
        _weights(result),
    )


def _run(text: str, problem: Problem, settings: Mapping[str, Any], limits: Limits, options: RepairOptions) -> _Run:
    try:
        theory = _theory(text, problem, options)
        outcome = decide(
            theory,
            semantics=settings["semantics"],
            declared=problem.semantics,
            prover=settings["prover"],
            limits=limits,
            proofs=False,
        )
    except NesyError as err:
        failed = Status.TRANSLATION_FAILED
        return _Run(Attempt(text, error=str(err), trust=0.0, status=failed.value), Ballot(None, failed, 0.0))
    vote = ballot_for(theory, outcome.verdict)
    label = "" if vote.label is None else vote.label.value
    attempt = Attempt(text, "", theory.repairs, vote.trust, label, outcome.verdict.status.value)
    return _Run(attempt, vote, theory, outcome)


def _theory(text: str, problem: Problem, options: RepairOptions) -> Theory:
    theory = read_theory(text, options=options)
    if theory.conclusion is None:
        raise NotAProblem("the program has no conclusion")
    return check_query_sign(theory, problem.question) if options.repair else theory


def _representative(runs: Sequence[_Run], label: Label | None) -> _Run | None:
    """The most trusted run that was executed and has the label; None if there is none."""
    matching = [run for run in runs if run.outcome is not None and run.ballot.label is label]
    return max(matching, key=lambda run: run.ballot.trust, default=None)


def _outcome(chosen: _Run | None, runs: Sequence[_Run], semantics: str) -> Outcome:
    if chosen is not None and chosen.outcome is not None:
        return chosen.outcome
    reasons = tuple(dict.fromkeys(run.attempt.error.splitlines()[0] for run in runs if run.attempt.error))
    reasons = reasons or ("the model returned no program",)
    return Outcome(Verdict(Status.TRANSLATION_FAILED, semantics=semantics, reasons=reasons))


def _translation(model: str, theory: Theory | None, runs: Sequence[_Run]) -> Translation:
    attempts = tuple(run.attempt for run in runs)
    return Translation(model, () if theory is None else aligned(theory, model).sentences, attempts)


def _weights(result: Tally) -> dict[str, float]:
    return {label.value: weight for label, weight in result.weights.items()}
