"""Builds the proof that an outcome of a prover calls for. The kernel checks it elsewhere."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache

from nesy.evidence import Derivation, Refutation
from nesy.languages.fol.syntax import FALSE, Constant, Formula, Not
from nesy.languages.fol.theory import Theory
from nesy.languages.fol.walk import terms
from nesy.proofs.build.background import numerals
from nesy.proofs.build.derived import proof_of_derivation
from nesy.proofs.build.goals import prove_by_instances
from nesy.proofs.build.refuted import proof_by_prover
from nesy.proofs.proof import Proof
from nesy.provers.base import Outcome
from nesy.provers.manifest import Manifest, load_manifest
from nesy.verdict import Status

_INSTANCES_SHARE = 0.6
"""Of the time, what the builder by instances may use where another one can follow."""


def proof_goal(theory: Theory, status: Status) -> Formula | None:
    """What a proof for a verdict has to show: the conclusion, its negation or ⊥; None if there is nothing to show.

    >>> from nesy.languages.fol.read import read_theory
    >>> print(proof_goal(read_theory("P(a)\\n|- ¬P(a)"), Status.COUNTER_THEOREM))
    P(a)
    """
    if status is Status.CONTRADICTORY_AXIOMS:
        return FALSE
    if theory.conclusion is None or status not in (Status.THEOREM, Status.COUNTER_THEOREM):
        return None
    conclusion = theory.conclusion.formula
    if status is Status.THEOREM:
        return conclusion
    return conclusion.operand if isinstance(conclusion, Not) else Not(conclusion)


def build_proof(theory: Theory, outcome: Outcome, seconds: float) -> Proof | None:
    """A proof for the outcome's verdict, not checked yet; None if none is due or none was found in time.

    Args:
        theory: what was decided.
        outcome: the prover's verdict and evidence; its core or derivation guides the search.
        seconds: wall-clock limit.
    """
    goal = proof_goal(theory, outcome.verdict.status)
    if goal is None:
        return None
    deadline = time.perf_counter() + seconds
    if isinstance(outcome.evidence, Derivation):
        proof = proof_of_derivation(theory, outcome.evidence, goal, seconds)
        if proof is not None:
            return proof
    core = outcome.evidence.core if isinstance(outcome.evidence, Refutation) else tuple(p.name for p in theory.premises)
    return _prove(theory, goal, core, deadline)


def _prove(theory: Theory, goal: Formula, core: Sequence[str], deadline: float) -> Proof | None:
    """A proof from the premises of a core: by instances, or else along a derivation of E where that is installed."""
    prover = _e()
    share = 1.0 if prover.program() is None else _INSTANCES_SHARE
    formulas = [s.formula for s in theory.statements]
    names = {t.name for f in formulas for t in terms(f) if isinstance(t, Constant)}
    premises = [(p.name, p.formula) for p in theory.premises if p.name in core]
    left = share * (deadline - time.perf_counter())
    found = prove_by_instances(premises, goal, left, terms=numerals(formulas), taken=names)
    if found is not None:
        return Proof(tuple((p.name, p.formula) for p in theory.premises), goal, found.steps)
    left = deadline - time.perf_counter()
    return proof_by_prover(theory, goal, core, prover, left) if left > 0 else None


@lru_cache(maxsize=1)
def _e() -> Manifest:
    """E's manifest, read once a process."""
    return load_manifest("e")
