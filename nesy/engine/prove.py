"""``prove``: formulas in, an answer out."""

from __future__ import annotations

import time

from nesy.answer import Answer
from nesy.engine.decide import decide
from nesy.errors import NotAProblem
from nesy.languages.fol.theory import Theory
from nesy.problem import Problem
from nesy.provers.base import Limits
from nesy.translation import Aligned, Translation
from nesy.version import __version__


def prove(
    theory: Theory,
    *,
    seconds: float = 10.0,
    semantics: str = "auto",
    prover: str = "auto",
    limits: Limits | None = None,
    proofs: bool = True,
) -> Answer:
    """Decide whether the premises of a theory entail its conclusion, its negation or neither.

    Args:
        theory: premises and a conclusion, as :func:`nesy.fol` reads them.
        seconds: wall-clock limit; ``limits`` overrides it.
        semantics: ``classical``, ``rules-open``, ``rules-closed`` or ``auto``.
        prover: a registered prover, or ``auto``.
        limits: all the limits.
        proofs: build a proof for the verdict and have the kernel check it.

    Raises:
        NotAProblem: if the theory has no conclusion.
        UnknownName: if there is no such prover or semantics.
        MissingDependency: if the named prover is not installed.

    >>> import nesy
    >>> theory = nesy.fol("forall x. (Man(x) -> Mortal(x))\\nMan(socrates)\\n|- Mortal(socrates)")
    >>> prove(theory).verdict.status.value, prove(theory.without(2)).verdict.status.value
    ('Theorem', 'Satisfiable')
    """
    start = time.perf_counter()
    if theory.conclusion is None:
        raise NotAProblem("the theory has no conclusion", hint="mark one with `|-` or `conclusion:`")
    limits = limits or Limits(seconds=seconds)
    outcome = decide(theory, semantics=semantics, prover=prover, limits=limits, proofs=proofs)
    return Answer(
        Problem(tuple(p.text for p in theory.premises), theory.conclusion.text or str(theory.conclusion.formula)),
        aligned(theory, "formulas"),
        theory,
        outcome.verdict,
        outcome.evidence,
        time.perf_counter() - start,
        settings_of(limits, semantics, prover),
    )


def aligned(theory: Theory, translator: str) -> Translation:
    """The theory's statements beside their sentences."""
    premises = tuple(Aligned(p.text, p.formula) for p in theory.premises)
    if theory.conclusion is None:
        return Translation(translator, premises)
    return Translation(
        translator, (*premises, Aligned(theory.conclusion.text, theory.conclusion.formula, "conclusion"))
    )


def settings_of(limits: Limits, semantics: str, prover: str) -> dict[str, object]:
    """What an answer keeps of how it was made."""
    return {
        "seconds": limits.seconds,
        "megabytes": limits.megabytes,
        "rlimit": limits.rlimit,
        "semantics": semantics,
        "prover": prover,
        "nesy": __version__,
    }
