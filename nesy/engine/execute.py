"""Executes one program that a model wrote: reads it with repairs, decides it, and weighs its vote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nesy.engine.decide import decide
from nesy.errors import NesyError, NotAProblem
from nesy.languages.fol.passes import RepairOptions
from nesy.languages.fol.read import read_theory
from nesy.languages.fol.theory import Theory
from nesy.problem import Problem
from nesy.provers.base import Limits, Outcome
from nesy.translate.query_sign import check_query_sign
from nesy.translate.strategies.base import Draft
from nesy.translate.vote import Ballot, ballot_for
from nesy.verdict import Status


@dataclass(frozen=True, slots=True)
class Execution:
    """How programs are executed."""

    settings: Mapping[str, Any]
    """``semantics`` and ``prover`` as the user asked for them."""
    limits: Limits
    options: RepairOptions


@dataclass(frozen=True, slots=True)
class Run:
    """One program, executed."""

    draft: Draft
    ballot: Ballot
    error: str = ""
    """Why it could not be executed; empty if it could."""
    theory: Theory | None = None
    outcome: Outcome | None = None


def execute(draft: Draft, problem: Problem, execution: Execution) -> Run:
    """The draft's program, read with repairs and decided; an error of nesy's own is part of the result."""
    try:
        if draft.error:
            raise NotAProblem(draft.error)
        theory = _theory(draft.text, problem, execution.options)
        outcome = decide(
            theory,
            semantics=execution.settings["semantics"],
            declared=problem.semantics,
            prover=execution.settings["prover"],
            limits=execution.limits,
            proofs=False,
        )
    except NesyError as err:
        return Run(draft, Ballot(None, Status.TRANSLATION_FAILED, 0.0), str(err))
    return Run(draft, ballot_for(theory, outcome.verdict), "", theory, outcome)


def _theory(text: str, problem: Problem, options: RepairOptions) -> Theory:
    theory = read_theory(text, options=options)
    if theory.conclusion is None:
        raise NotAProblem("the program has no conclusion")
    return check_query_sign(theory, problem.question) if options.repair else theory
