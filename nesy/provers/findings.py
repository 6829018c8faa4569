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
    smallest: bool = False
    """Whether every smaller domain was ruled out for the world."""

    @property
    def open(self) -> bool:
        """Whether the answer is missing."""
        return self.answer == "unknown"

    @property
    def settled(self) -> bool:
        """Whether nothing is missing: refuted, or satisfiable with a world."""
        return self.answer == "unsat" or self.world is not None

    def merged(self, other: Side) -> Side:
        """What this backend and a later one know together.

        Raises:
            ProversDisagree: if one says satisfiable and the other unsatisfiable.
        """
        if self.open or other.open:
            known, lacking = (other, self) if self.open else (self, other)
            if known.settled:
                return known
            reason = "; ".join(filter(None, (self.reason, other.reason)))
            return replace(known, reason=reason, status=lacking.status if lacking.reason else known.status)
        if self.answer != other.answer:
            raise ProversDisagree(
                f"{self.by} says {self.answer} and {other.by} says {other.answer} of the same formulas",
                hint="one of them has a defect; please report the theory",
            )
        if self.world is None and other.world is not None:
            return other
        return replace(self, core=self.core or other.core)


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
    def answers(self) -> tuple[Answer, Answer]:
        """The answers of both sides."""
        return (self.negated.answer, self.asserted.answer)

    @property
    def settled(self) -> bool:
        """Whether a verdict follows, with evidence for it."""
        if self.negated.open or self.asserted.open:
            return False
        return "unsat" in self.answers or (self.negated.settled and self.asserted.settled)

    @property
    def lacking(self) -> frozenset[bool]:
        """The truth values of the conclusion for which a world would tell more."""
        sides = {False: self.negated, True: self.asserted}
        entailed = "unsat" in self.answers
        return frozenset(value for value, side in sides.items() if side.open or not (side.settled or entailed))

    @property
    def enlarged(self) -> frozenset[bool]:
        """The truth values of an undecided conclusion whose worlds may not be the smallest."""
        sides = {False: self.negated, True: self.asserted}
        both = all(side.world is not None for side in sides.values())
        return frozenset(value for value, side in sides.items() if both and not side.smallest)

    def with_smaller_worlds(self, other: Findings) -> Findings:
        """The same findings with the smallest worlds that another backend found."""
        negated = other.negated if other.negated.smallest else self.negated
        asserted = other.asserted if other.asserted.smallest else self.asserted
        return replace(self, negated=negated, asserted=asserted)


def settle(question: Question, findings: Findings, prover: str, seconds: float) -> Outcome:
    """The verdict that the findings give, with its evidence.

    Both sides unsatisfiable: the premises are contradictory. One side unsatisfiable and the other
    satisfiable: Theorem or CounterTheorem. Both satisfiable, with a re-checked world each:
    Satisfiable. Otherwise nothing is decided; in particular, contradictory premises entail
    everything, so entailment counts only from premises that were shown to be consistent.
    """
    negated, asserted = findings.negated, findings.asserted
    match findings.answers:
        case "unsat", "unsat":
            evidence = _refutation(question, findings.contradiction, prover)
            return Outcome(Verdict(Status.CONTRADICTORY_AXIOMS, prover, seconds), evidence)
        case "unsat", "sat":
            core = _refutation(question, negated.core, negated.by)
            return Outcome(Verdict(Status.THEOREM, negated.by, seconds), core)
        case "sat", "unsat":
            core = _refutation(question, asserted.core, asserted.by)
            return Outcome(Verdict(Status.COUNTER_THEOREM, asserted.by, seconds), core)
    if asserted.world is not None and negated.world is not None:
        by = " + ".join(dict.fromkeys((negated.by, asserted.by)))
        smallest = asserted.smallest and negated.smallest
        reasons = () if smallest else ("smaller worlds than the two shown may exist",)
        verdict = Verdict(Status.SATISFIABLE, by, seconds, reasons=reasons)
        return Outcome(verdict, Worlds(asserted.world, negated.world, smallest))
    return _undecided(findings, prover, seconds)


def _refutation(question: Question, core: Core | None, prover: str) -> Refutation:
    if core is None:
        return Refutation(question.names, False, (prover,))
    return Refutation(tuple(question.names[i] for i in core.premises), core.minimal, (prover,))


def _undecided(findings: Findings, prover: str, seconds: float) -> Outcome:
    sides = {"with the conclusion negated": findings.negated, "with the conclusion": findings.asserted}
    lacking = {name: side for name, side in sides.items() if not side.settled}
    reasons = [f"premises {name}: {side.reason or 'undecided'}" for name, side in lacking.items()]
    if "unsat" in findings.answers:
        entailed = "the conclusion" if findings.negated.answer == "unsat" else "the conclusion's negation"
        reasons.insert(0, f"{entailed} follows, but the premises were not shown to be consistent")
    statuses = {side.status for side in lacking.values()}
    status = next((s for s in (Status.TIMEOUT, Status.MEMORY_OUT) if s in statuses), Status.GAVE_UP)
    return Outcome(Verdict(status, prover, seconds, reasons=tuple(reasons)))
