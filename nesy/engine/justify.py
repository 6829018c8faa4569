"""Replaces a prover's word by a proof that the kernel has checked."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from tempfile import mkstemp

from nesy.errors import CheckFailed
from nesy.languages.fol.theory import Theory
from nesy.proofs.build.build import build_proof
from nesy.proofs.kernel import check
from nesy.proofs.proof import Proof
from nesy.provers.base import Outcome
from nesy.verdict import Status, Verdict

MAX_ASSUMED = 5
"""Assumptions of a proof that the verdict's reasons list; the proof lists all."""


def justify(theory: Theory, outcome: Outcome, seconds: float) -> Outcome:
    """The outcome with a checked proof for its evidence, where a proof is due and was found.

    Where none was found, the prover's own evidence stays and a reason says so. A proof that the
    kernel refuses is a defect: the verdict becomes ``GaveUp`` and a bug report is written.

    Args:
        theory: what was decided.
        outcome: the prover's verdict and evidence.
        seconds: wall-clock limit for the search.
    """
    due = outcome.verdict.status in (Status.THEOREM, Status.COUNTER_THEOREM, Status.CONTRADICTORY_AXIOMS)
    if not due:
        return outcome
    proof = build_proof(theory, outcome, seconds)
    if proof is None:
        reason = f"no proof was found within {seconds:g} s; {outcome.verdict.prover} alone vouches for the verdict"
        return replace(outcome, verdict=_with_reason(outcome.verdict, reason))
    try:
        check(proof)
    except CheckFailed as err:
        place = write_bug_report(theory, outcome.verdict, proof, err)
        reason = f"the kernel refused the proof: {err.message}; please report {place}"
        return Outcome(_with_reason(replace(outcome.verdict, status=Status.GAVE_UP), reason))
    return Outcome(_with_reason(outcome.verdict, *assumed(theory, proof)), proof)


def assumed(theory: Theory, proof: Proof) -> tuple[str, ...]:
    """What a proof assumes beyond the premises of its theory: that facts are absent, that all individuals are named.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> from nesy.proofs.proof import Rule, Step
    >>> not_cat = parse_formula("¬Cat(rex)")
    >>> step = Step(not_cat, Rule.PREMISE, source="closed world 1")
    >>> assumed(Theory(()), Proof((("closed world 1", not_cat),), not_cat, (step,)))
    ('the proof assumes ¬Cat(rex) (closed world 1)',)
    """
    own = {p.name for p in theory.premises}
    extra = [(name, formula) for name, formula in proof.premises if name in proof.used and name not in own]
    reasons = tuple(f"the proof assumes {formula} ({name})" for name, formula in extra[:MAX_ASSUMED])
    return reasons if len(extra) <= MAX_ASSUMED else (*reasons, f"and {len(extra) - MAX_ASSUMED} more like that")


def write_bug_report(theory: Theory, verdict: Verdict, proof: Proof, error: CheckFailed) -> Path:
    """Write what is needed to reproduce a refused proof to a new file, and return its path."""
    handle, name = mkstemp(prefix="nesy-bug-", suffix=".json")
    report = {
        "error": str(error),
        "theory": theory.to_json(),
        "verdict": verdict.to_json(),
        "proof": proof.to_json(),
    }
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(report, stream, ensure_ascii=False, indent=1)
    return Path(name)


def _with_reason(verdict: Verdict, *reasons: str) -> Verdict:
    return replace(verdict, reasons=(*verdict.reasons, *reasons))
