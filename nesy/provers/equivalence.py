"""Decides whether two theories say the same: logical equivalence, not equal text."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from nesy.errors import InputTooLarge, Unsupported
from nesy.languages.fol.syntax import And, Formula, Iff, Implies
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import conjunction
from nesy.provers.base import Limits
from nesy.provers.cvc5 import Cvc5
from nesy.provers.findings import Side
from nesy.provers.finite_models import FiniteModels
from nesy.provers.question import Question, pose
from nesy.provers.z3 import Z3


def equivalent(left: Theory, right: Theory, limits: Limits | None = None) -> bool | None:
    """Whether two theories are equivalent in classical logic; None if that was not decided within the limits.

    The premises of each entail those of the other, and under them the conclusions are equivalent. A theory
    with a conclusion and one without are not equivalent. Names count: ``P(a)`` and ``Q(a)`` differ. Every sort
    that either theory quantifies over is held to be inhabited. Formulas with arithmetic over unknowns, and
    ones too deep for a prover, are not decided.

    Z3 has half of the time; what it leaves open goes to the finite-model finder and then to cvc5, where it is
    installed.

    Raises:
        SignatureError: if a variable is free.
        ProverFailed: if no worker comes up.

    >>> from nesy.languages.fol.read import read_theory
    >>> equivalent(read_theory("∀x (Dog(x) → Mammal(x))"), read_theory("¬∃x (Dog(x) ∧ ¬Mammal(x))"))
    True
    >>> equivalent(read_theory("∀x (Dog(x) → Mammal(x))"), read_theory("∀x (Dog(x) ∧ Mammal(x))"))
    False
    """
    if (left.conclusion is None) is not (right.conclusion is None):
        return False
    if left.formulas == right.formulas and left.conclusion == right.conclusion:
        return True
    limits = limits or Limits()
    try:
        question = pose(Theory((), Statement(_claim(left, right), "conclusion")))
    except (Unsupported, InputTooLarge):
        return None
    deadline = time.monotonic() + limits.seconds
    for share, ask in _BACKENDS:
        seconds = (deadline - time.monotonic()) * share
        if seconds <= 0.0:
            return None
        answer = ask(question, replace(limits, seconds=seconds)).answer
        if answer != "unknown":
            return answer == "unsat"
    return None


def _claim(left: Theory, right: Theory) -> Formula:
    """The formula that is valid if the theories are equivalent."""
    parts: list[Formula] = []
    given, other = conjunction(left.formulas), conjunction(right.formulas)
    if left.formulas or right.formulas:
        parts.append(Iff(given, other))
    if left.conclusion is not None and right.conclusion is not None:
        same = Iff(left.conclusion.formula, right.conclusion.formula)
        parts.append(Implies(given, same) if left.formulas else same)
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _worlds(question: Question, limits: Limits) -> Side:
    return FiniteModels().examine(question, limits, frozenset({False})).negated


def _cvc5(question: Question, limits: Limits) -> Side:
    backend = Cvc5()
    return Side() if backend.available() else backend.examine(question, limits).negated


_BACKENDS: tuple[tuple[float, Callable[[Question, Limits], Side]], ...] = (
    (0.5, lambda question, limits: Z3().examine(question, limits).negated),
    (0.5, _worlds),
    (1.0, _cvc5),
)
"""What is asked in turn, with the share of the time that is left, for a world in which the claim is false."""
