"""Z3 as a prover: one request to a warm worker decides both sides of a question."""

from __future__ import annotations

import time

from nesy.languages.fol.printers.smtlib import SmtLib, short_symbols
from nesy.languages.fol.theory import Theory
from nesy.provers.base import Capabilities, Limits, Outcome
from nesy.provers.findings import Answer, Findings, settle
from nesy.provers.question import Question, pose, require_classical
from nesy.provers.script import Asked, assumption_script, plain_parts, read_reply
from nesy.provers.truth_tables import TinyWorlds
from nesy.provers.workers import Pool, Reply, shared_pool
from nesy.provers.worlds import tables_of

Z3_WORKER = "nesy.provers.z3_worker"
SIDES = {False: "negated", True: "asserted"}
"""The worker's names for the two sides, by the truth value of the conclusion."""


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

    def examine(self, question: Question, limits: Limits, known: TinyWorlds | None = None) -> Findings:
        """What Z3 finds out about both sides of a question, or about those without a known world.

        Worlds are re-checked.
        """
        deadline = time.monotonic() + limits.seconds
        printer = SmtLib(short_symbols())
        reply = self._reply(question, printer, limits, known or TinyWorlds(), evidence=True)
        return read_reply(reply, Asked(question, printer, self.name, limits, deadline))

    def answers(self, question: Question, limits: Limits, known: TinyWorlds) -> tuple[Answer, Answer]:
        """What Z3 answers for the negated and for the asserted conclusion, by its word alone."""
        parts = self._reply(question, SmtLib(short_symbols()), limits, known, evidence=False).parts
        negated, asserted = (parts.get(SIDES[value], {"answer": "unknown"})["answer"] for value in (False, True))
        return negated, asserted

    def _reply(
        self, question: Question, printer: SmtLib, limits: Limits, known: TinyWorlds, *, evidence: bool
    ) -> Reply:
        script = assumption_script(question, printer)
        request = {"op": "decide", "script": script, "premises": len(question.premises), "evidence": evidence}
        request |= plain_parts(question, printer)
        request["known"] = {SIDES[value]: tables_of(world, printer.symbols) for value, world in known.worlds.items()}
        request["least"] = known.ruled_out + 1
        return (self._pool or shared_pool()).ask(Z3_WORKER, request, limits)
