"""Z3 as a prover: one request to a warm worker decides both sides of a question."""

from __future__ import annotations

import time

from nesy.languages.fol.printers.smtlib import SmtLib, short_symbols
from nesy.languages.fol.theory import Theory
from nesy.provers.base import Capabilities, Limits, Outcome
from nesy.provers.findings import Findings, settle
from nesy.provers.question import Question, pose, require_classical
from nesy.provers.script import Asked, assumption_script, plain_parts, read_reply
from nesy.provers.workers import Pool, shared_pool

Z3_WORKER = "nesy.provers.z3_worker"


class Z3:
    """Decides classical theories with Z3's SimpleSolver in a worker process.

    Args:
        pool: the pool whose workers are used; by default the one of this process.

    >>> from nesy.languages.fol.syntax import Atom, Not
    >>> from nesy.languages.fol.theory import Statement
    >>> p, q = Atom("p"), Atom("q")
    >>> Z3().decide(Theory((Statement(p, "1"), Statement(q, "2")), Statement(Not(q), "conclusion")), Limits()).evidence
    Refutation(core=('2',), minimal=True, checked_by=('z3',))
    """

    __slots__ = ("_pool",)

    def __init__(self, pool: Pool | None = None) -> None:
        self._pool = pool

    @property
    def name(self) -> str:
        """``z3``."""
        return "z3"

    @property
    def capabilities(self) -> Capabilities:
        """Entailment, and worlds for what is not entailed."""
        return Capabilities(frozenset({"classical"}), builds_models=True)

    def available(self) -> str | None:
        """None: Z3 is part of the base installation."""
        return None

    def decide(self, theory: Theory, limits: Limits, semantics: str = "classical") -> Outcome:
        """Decide the conclusion of a theory within the limits.

        Raises:
            NotAProblem, SignatureError, Unsupported, InputTooLarge: as :func:`nesy.provers.question.pose`.
            ProverFailed: if no worker comes up.
        """
        require_classical(self.name, semantics)
        started = time.monotonic()
        question = pose(theory)
        findings = self.examine(question, limits)
        return settle(question, findings, self.name, time.monotonic() - started)

    def examine(self, question: Question, limits: Limits) -> Findings:
        """What Z3 finds out about both sides of a question; worlds are re-checked."""
        deadline = time.monotonic() + limits.seconds
        printer = SmtLib(short_symbols())
        script = assumption_script(question, printer)
        request = {"op": "decide", "script": script, "premises": len(question.premises)}
        request |= plain_parts(question, printer)
        reply = (self._pool or shared_pool()).ask(Z3_WORKER, request, limits)
        return read_reply(reply, Asked(question, printer, self.name, limits, deadline))
