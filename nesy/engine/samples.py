"""Answers from several programs of a model: each is repaired, decided and weighed; then they vote."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nesy.answer import Answer
from nesy.engine.decide import decide
from nesy.engine.prove import aligned
from nesy.errors import NesyError, NotAProblem
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.theory import Theory
from nesy.models.base import Model, Prompt
from nesy.problem import Problem
from nesy.provers.base import Limits, Outcome
from nesy.translate.query_sign import check_query_sign
from nesy.translate.vote import Ballot, Tally, ballot_for, tally
from nesy.translation import Attempt, Translation
from nesy.verdict import Status, Verdict


@dataclass(frozen=True, slots=True)
class _Run:
    """One sample, executed."""

    attempt: Attempt
    ballot: Ballot
    theory: Theory | None = None
    outcome: Outcome | None = None


def answer_from_samples(
    problem: Problem,
    model: Model,
    samples: int | None,
    vote: str,
    settings: Mapping[str, Any],
    limits: Limits,
    options: RepairOptions,
    start: float,
) -> Answer:
    """The answer that the model's samples vote for; every attempt is kept in its translation.

    The program and evidence are those of the most trusted sample that has the winning label.
    """
    programs = model.generate([Prompt(problem)], n=samples)[0]
    runs = [_run(sample.text, problem, settings, limits, options) for sample in programs]
    result = tally([run.ballot for run in runs], vote)
    chosen = _representative(runs, result)
    attempts = tuple(run.attempt for run in runs)
    sentences = aligned(chosen.theory, model.name).sentences if chosen and chosen.theory else ()
    return Answer(
        problem,
        Translation(model.name, sentences, attempts),
        chosen.theory if chosen else None,
        chosen.outcome.verdict if chosen and chosen.outcome else _failed(runs, settings),
        chosen.outcome.evidence if chosen and chosen.outcome else None,
        time.perf_counter() - start,
        {**settings, "model": model.name, "samples": len(runs), "vote": vote},
        {label.value: weight for label, weight in result.weights.items()},
    )


def _run(text: str, problem: Problem, settings: Mapping[str, Any], limits: Limits, options: RepairOptions) -> _Run:
    try:
        theory = read_theory(text, options=options)
        if theory.conclusion is None:
            raise NotAProblem("the program has no conclusion")
        if options.repair:
            theory = check_query_sign(theory, problem.question)
        outcome = decide(theory, semantics=settings["semantics"], prover=settings["prover"], limits=limits)
    except NesyError as err:
        return _Run(
            Attempt(text, error=str(err), trust=0.0, status=Status.TRANSLATION_FAILED.value),
            Ballot(None, Status.TRANSLATION_FAILED, 0.0),
        )
    ballot = ballot_for(theory, outcome.verdict)
    attempt = Attempt(
        text,
        repairs=theory.repairs,
        trust=ballot.trust,
        label="" if outcome.verdict.label is None else outcome.verdict.label.value,
        status=outcome.verdict.status.value,
    )
    return _Run(attempt, ballot, theory, outcome)


def _representative(runs: list[_Run], result: Tally) -> _Run | None:
    """The most trusted run with the winning label; where no label won, the most trusted run that was executed."""
    executed = [run for run in runs if run.outcome is not None]
    matching = [run for run in executed if run.ballot.label is result.label]
    return max(matching, key=lambda run: run.ballot.trust, default=None)


def _failed(runs: list[_Run], settings: Mapping[str, Any]) -> Verdict:
    reasons = tuple(dict.fromkeys(run.attempt.error.splitlines()[0] for run in runs if run.attempt.error))
    return Verdict(
        Status.TRANSLATION_FAILED, semantics=settings["semantics"], reasons=reasons or ("the model returned nothing",)
    )
