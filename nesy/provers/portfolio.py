"""The default classical strategy: tiny worlds, Z3, worlds by growing the domain, and cvc5 where it is installed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from nesy.languages.fol.theory import Theory
from nesy.provers.base import Capabilities, Limits, Outcome
from nesy.provers.cvc5 import Cvc5
from nesy.provers.findings import Findings, Side, settle
from nesy.provers.finite_models import FiniteModels
from nesy.provers.question import Question, pose, require_classical
from nesy.provers.truth_tables import TinyWorlds, tiny_worlds
from nesy.provers.worlds import fault
from nesy.provers.z3 import Z3
from nesy.verdict import Label

_Z3_SHARE = 0.5
_FINITE_SHARE = 0.4
TRUTH_TABLES = "truth-tables"
_LABELS = {("unsat", "sat"): Label.TRUE, ("sat", "unsat"): Label.FALSE, ("sat", "sat"): Label.UNCERTAIN}


@dataclass(frozen=True, slots=True)
class Classical:
    """Asks one backend after another until the question is settled or the time is up.

    Worlds of one or two elements are looked for first, which takes no process and next to no time. Z3 may use half of
    the time; what it leaves open goes to the finite-model finder (two fifths of what is left, or all of it) and to
    cvc5 (all of the rest).
    """

    z3: Z3 = field(default_factory=Z3)
    finite: FiniteModels = field(default_factory=FiniteModels)
    cvc5: Cvc5 = field(default_factory=Cvc5)

    @property
    def name(self) -> str:
        """``classical``."""
        return "classical"

    @property
    def capabilities(self) -> Capabilities:
        """Entailment, and worlds for what is not entailed."""
        return Capabilities(frozenset({"classical"}), builds_models=True)

    def available(self) -> str | None:
        """None: its first backends are part of the base installation."""
        return None

    def decide(self, theory: Theory, limits: Limits, semantics: str = "classical") -> Outcome:
        """Decide the conclusion of a theory within the limits.

        Raises:
            NotAProblem, SignatureError, Unsupported, InputTooLarge: as :func:`nesy.provers.question.pose`.
            ProversDisagree: if two backends contradict each other.
            ProverFailed: if no worker comes up.
        """
        require_classical(self.name, semantics)
        started = time.monotonic()
        question = pose(theory)
        tiny = tiny_worlds(question)
        findings, asked = _checked(tiny, question, started + limits.seconds), TRUTH_TABLES
        if findings.settled:
            return settle(question, findings, asked, time.monotonic() - started)
        for name, share, examine in self._backends(tiny):
            left = started + limits.seconds - time.monotonic()
            if left <= 0.005:
                break
            findings = findings.merged(examine(question, replace(limits, seconds=left * share), findings))
            asked = name if name == "z3" else f"{asked} + {name}"
            if findings.settled:
                break
        left = started + limits.seconds - time.monotonic()
        if findings.enlarged and left > 0.005:
            smaller = self.finite.examine(question, replace(limits, seconds=left), findings.enlarged)
            findings = findings.with_smaller_worlds(smaller)
        return settle(question, findings, asked, time.monotonic() - started)

    def label(self, theory: Theory, limits: Limits) -> Label | None:
        """The label by Z3's word alone, sooner than with evidence; None where that does not settle it.

        Raises:
            NotAProblem, SignatureError, Unsupported, InputTooLarge: as :func:`nesy.provers.question.pose`.
            ProverFailed: if no worker comes up.
        """
        question = pose(theory)
        tiny = tiny_worlds(question)
        return Label.UNCERTAIN if tiny.complete else _LABELS.get(self.z3.answers(question, limits, tiny))

    def _backends(self, tiny: TinyWorlds) -> Iterator[tuple[str, float, _Examine]]:
        yield "z3", _Z3_SHARE, lambda question, limits, _: self.z3.examine(question, limits, tiny)
        more = self.cvc5.available() is None
        yield "finite-models", _FINITE_SHARE if more else 1.0, self._worlds
        if more:
            yield "cvc5", 1.0, lambda question, limits, _: self.cvc5.examine(question, limits)

    def _worlds(self, question: Question, limits: Limits, known: Findings) -> Findings:
        """Worlds for the sides that need one."""
        return self.finite.examine(question, limits, known.lacking)


def _checked(tiny: TinyWorlds, question: Question, deadline: float) -> Findings:
    """The tiny worlds that pass their re-check."""
    sides = {False: Side(), True: Side()}
    for value, world in tiny.worlds.items():
        wrong = fault(world, question, value, deadline)
        if wrong is None:
            sides[value] = Side("sat", world=world, by=TRUTH_TABLES, smallest=True)
        else:
            sides[value] = Side(reason=f"{TRUTH_TABLES}: {wrong}", by=TRUTH_TABLES)
    return Findings(sides[False], sides[True])


_Examine = Callable[[Question, Limits, Findings], Findings]
