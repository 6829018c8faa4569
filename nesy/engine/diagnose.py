"""What our own checks find fault with in a program, as messages that a model can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nesy.engine.execute import Run
from nesy.evidence import Refutation
from nesy.languages.fol.signature import Symbol, signature
from nesy.languages.fol.theory import Theory
from nesy.languages.fol.walk import conjuncts
from nesy.provers.base import Outcome
from nesy.verdict import Status

HARMLESS = 0.95
"""A repair that lowers trust less than this is not worth a round of refinement."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault of a program."""

    kind: str
    """``cut-off``, ``unread``, ``clash``, ``repaired``, ``inconsistent``, ``undecided`` or ``unsupported``."""
    message: str
    """What is wrong and how to mend it, for the model."""

    def __str__(self) -> str:
        return self.message


def diagnose(run: Run) -> tuple[Diagnostic, ...]:
    """The faults of an executed program, the gravest kind first; none for a program that is fine."""
    return tuple(_faults(run))


def quality(run: Run) -> tuple[bool, bool, int, float]:
    """How good a program is by our own checks alone; of two, the greater is the better one.

    It can be executed; its premises do not contradict each other; it has few faults; it is to be trusted.
    """
    consistent = run.outcome is not None and run.outcome.verdict.status is not Status.CONTRADICTORY_AXIOMS
    return run.theory is not None, consistent, -len(diagnose(run)), run.ballot.trust


def is_better(revision: Run, draft: Run, sentences: int) -> bool:
    """Whether a revision is better than what it revises, and has not got there by leaving sentences out.

    A revision must say as many things as its draft, or as the problem has sentences, whichever is fewer; a
    conjunction says as many things as it has operands.

    Pairwise comparison with backtracking is from Logic-LM++ (Kirtania et al. 2024); there a model compares,
    here it is our own checks.
    """
    if quality(revision) <= quality(draft):
        return False
    if revision.theory is None:
        return True
    needed = sentences if draft.theory is None else min(_things_said(draft.theory), sentences)
    return _things_said(revision.theory) >= needed


def _things_said(theory: Theory) -> int:
    return sum(len(conjuncts(formula)) for formula in theory.formulas)


def _faults(run: Run) -> Iterator[Diagnostic]:
    last = run.draft.exchanges[-1] if run.draft.exchanges else None
    if last is not None and last.finish_reason == "length" and not last.closed:
        yield Diagnostic("cut-off", "The program was cut off before its end. Write a shorter one.")
    if run.theory is None or run.outcome is None:
        yield Diagnostic("unread", f"The program cannot be read: {run.error}")
        return
    yield from _clashes(run.theory)
    yield from _repairs(run.theory)
    yield from _inconsistency(run.outcome)
    yield from _unsupported(run.theory)


def _clashes(theory: Theory) -> Iterator[Diagnostic]:
    for name, uses in signature(theory).clashes.items():
        ways = " and ".join(map(_described, uses))
        yield Diagnostic("clash", f"{name} is used as {ways}. Give each use a name of its own, or use it in one way.")


def _repairs(theory: Theory) -> Iterator[Diagnostic]:
    for repair in theory.repairs:
        if repair.trust < HARMLESS:
            change = f": {repair.before} was read as {repair.after}" if repair.before and repair.after else ""
            yield Diagnostic("repaired", f"Statement {repair.where} is doubtful: {repair.message}{change}.")


def _inconsistency(outcome: Outcome) -> Iterator[Diagnostic]:
    if outcome.verdict.status is Status.CONTRADICTORY_AXIOMS:
        core = outcome.evidence.core if isinstance(outcome.evidence, Refutation) else ()
        which = f"Premises {', '.join(core)}" if core else "The premises"
        yield Diagnostic("inconsistent", f"{which} contradict each other. Check them against their sentences.")
    elif outcome.verdict.label is None:
        yield Diagnostic("undecided", f"The program was not decided: {'; '.join(outcome.verdict.reasons)}")


def _unsupported(theory: Theory) -> Iterator[Diagnostic]:
    found = signature(theory)
    lone = sorted(found.unsupported)
    if lone:
        have = ", ".join(f"{s.name}/{s.arity}" for s in sorted(found.predicates - found.unsupported))
        names = ", ".join(f"{s.name}/{s.arity}" for s in lone)
        yield Diagnostic(
            "unsupported",
            f"The conclusion uses {names}, which no premise mentions. Where a premise says the same thing, use the "
            f"premise's predicate (they have {have or 'none'}), with the same arguments.",
        )


def _described(symbol: Symbol) -> str:
    if symbol.kind == "constant":
        return "a constant"
    return f"a {symbol.kind} of {symbol.arity} argument{'' if symbol.arity == 1 else 's'}"
