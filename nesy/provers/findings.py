"""What backends find out about a question, and the verdict that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from nesy.errors import ProversDisagree
from nesy.evidence import Countermodel, Refutation, Worlds
from nesy.provers.base import Outcome
from nesy.provers.question import Question
from nesy.verdict import Status, Verdict

Answer = Literal["sat", "unsat", "unknown"]


@dataclass(frozen=True, slots=True)
class Core:
    """Premises, by index, that are unsatisfiable with what they were checked with."""

    premises: tuple[int, ...]
    minimal: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of the premises together with the conclusion, or with its negation."""

    answer: Answer = "unknown"
    core: Core | None = None
    """If unsatisfiable: the premises that suffice."""
    world: Countermodel | None = None
    """If satisfiable: a world that was re-checked."""
    status: Status = Status.GAVE_UP
    """If something is missing: Timeout, MemoryOut or GaveUp."""
    reason: str = ""
    """If something is missing: why."""
    by: str = ""
    """The backend that answered."""

    @property
    def open(self) -> bool:
        """Whether the answer is missing."""
        return self.answer == "unknown"

    def merged(self, other: Side) -> Side:
        """What this backend and a later one know together.

        Raises:
            ProversDisagree: if one says satisfiable and the other unsatisfiable.
        """
        if self.open or other.open:
            known = other if self.open else self
            if known.open:
                reason = "; ".join(filter(None, (self.reason, other.reason)))
                return replace(other, reason=reason, by=" + ".join(filter(None, (self.by, other.by))))
            return known
        if self.answer != other.answer:
            raise ProversDisagree(
                f"{self.by} says {self.answer} and {other.by} says {other.answer} of the same formulas",
                hint="one of them has a defect; please report the theory",
            )
        if self.world is None and other.world is not None:
            return other
        return self if other.core is None else replace(self, core=self.core or other.core)


@dataclass(frozen=True, slots=True)
class Findings:
    """Both sides of a question, and the core of the premises if they contradict one another."""

    negated: Side = Side()
    """The premises with the conclusion negated."""
    asserted: Side = Side()
    """The premises with the conclusion."""
    contradiction: Core | None = None

    def merged(self, other: Findings) -> Findings:
        """What both findings say together; raises as :meth:`Side.merged`."""
        return Findings(
            self.negated.merged(other.negated),
            self.asserted.merged(other.asserted),
            self.contradiction or other.contradiction,
        )

    @property
    def settled(self) -> bool:
        """Whether a verdict follows, with evidence for it."""
        answers = {self.negated.answer, self.asserted.answer}
        if answers == {"sat"}:
            return self.negated.world is not None and self.asserted.world is not None
        return "unknown" not in answers


def settle(question: Question, findings: Findings, prover: str, seconds: float) -> Outcome:
    """The verdict that the findings give, with its evidence.

    Both sides unsatisfiable: the premises are contradictory. One side: Theorem or CounterTheorem.
    Neither, with a re-checked world each: Satisfiable. Otherwise nothing is decided.
    """
    negated, asserted = findings.negated, findings.asserted
    match negated.answer, asserted.answer:
        case "unsat", "unsat":
            evidence = _refutation(question, findings.contradiction, prover)
            return Outcome(Verdict(Status.CONTRADICTORY_AXIOMS, prover, seconds), evidence)
        case "unsat", other:
            return _entailed(Status.THEOREM, question, negated, asserted if other != "sat" else None, seconds)
        case other, "unsat":
            return _entailed(Status.COUNTER_THEOREM, question, asserted, negated if other != "sat" else None, seconds)
    if asserted.world is not None and negated.world is not None and findings.settled:
        by = " + ".join(dict.fromkeys((negated.by, asserted.by)))
        return Outcome(Verdict(Status.SATISFIABLE, by, seconds), Worlds(asserted.world, negated.world))
    return _undecided(negated, asserted, prover, seconds)


def _entailed(status: Status, question: Question, side: Side, unshown: Side | None, seconds: float) -> Outcome:
    reasons: tuple[str, ...] = ()
    if unshown is not None:
        reasons = (f"the premises were not shown to be consistent: {unshown.reason or 'undecided'}",)
    verdict = Verdict(status, side.by, seconds, reasons=reasons)
    return Outcome(verdict, _refutation(question, side.core, side.by))


def _refutation(question: Question, core: Core | None, prover: str) -> Refutation:
    if core is None:
        return Refutation(question.names, False, (prover,))
    return Refutation(tuple(question.names[i] for i in core.premises), core.minimal, (prover,))


def _undecided(negated: Side, asserted: Side, prover: str, seconds: float) -> Outcome:
    lacking = [
        (f"{name}: {side.reason or 'undecided'}", side)
        for name, side in (("premises with the conclusion negated", negated), ("premises with the conclusion", asserted))
        if side.open or side.world is None
    ]
    statuses = {side.status for _, side in lacking}
    status = next((s for s in (Status.TIMEOUT, Status.MEMORY_OUT) if s in statuses), Status.GAVE_UP)
    return Outcome(Verdict(status, prover, seconds, reasons=tuple(text for text, _ in lacking)))
