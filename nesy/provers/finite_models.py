"""Finds finite worlds by growing the domain one element at a time, so that the first found is a smallest one."""

from __future__ import annotations

import time
from dataclasses import replace

from nesy.languages.fol.printers.smtlib import SmtLib, short_symbols
from nesy.languages.fol.syntax import Formula, Not
from nesy.languages.fol.theory import Theory
from nesy.provers.base import Capabilities, Limits, Outcome
from nesy.provers.findings import Findings, Side, settle
from nesy.provers.question import Question, pose, require_classical
from nesy.provers.script import Asked, checked_side, explain
from nesy.provers.workers import Pool, shared_pool
from nesy.provers.z3 import Z3_WORKER


class FiniteModels:
    """Shows that a conclusion is not decided by two smallest worlds; it never shows entailment.

    Every formula is written out for a domain of 1, 2, … elements and handed to Z3, which decides the
    result without quantifiers.

    Args:
        pool: the pool whose workers are used; by default the one of this process.
        sizes: how many domain sizes are tried, from the smallest that the numerals allow.
    """

    __slots__ = ("_pool", "_sizes")

    def __init__(self, pool: Pool | None = None, sizes: int = 8) -> None:
        self._pool = pool
        self._sizes = sizes

    @property
    def name(self) -> str:
        """``finite-models``."""
        return "finite-models"

    @property
    def capabilities(self) -> Capabilities:
        """Worlds only."""
        return Capabilities(frozenset({"classical"}), refutes=False, builds_models=True)

    def available(self) -> str | None:
        """None: it needs nothing beyond the base installation."""
        return None

    def decide(self, theory: Theory, limits: Limits, semantics: str = "classical") -> Outcome:
        """Look for the two worlds of an undecided conclusion.

        Raises:
            NotAProblem, SignatureError, Unsupported, InputTooLarge: as :func:`nesy.provers.question.pose`.
            ProverFailed: if no worker comes up.
        """
        require_classical(self.name, semantics)
        started = time.monotonic()
        question = pose(theory)
        findings = self.examine(question, limits)
        return settle(question, findings, self.name, time.monotonic() - started)

    def examine(
        self, question: Question, limits: Limits, wanted: frozenset[bool] = frozenset({True, False})
    ) -> Findings:
        """The worlds found.

        Args:
            question: the question.
            limits: for both searches together.
            wanted: the truth values of the conclusion for which a world is looked for.
        """
        deadline = time.monotonic() + limits.seconds
        sides = {}
        for position, value in enumerate(sorted(wanted)):
            left = (deadline - time.monotonic()) / (len(wanted) - position)
            sides[value] = self._search(question, value, replace(limits, seconds=max(0.001, left)))
        return Findings(sides.get(False, Side()), sides.get(True, Side()))

    def _search(self, question: Question, conclusion: bool, limits: Limits) -> Side:
        goal: Formula = question.conclusion if conclusion else Not(question.conclusion)
        printer = SmtLib(short_symbols())
        formulas = [printer.formula(f) for f in (*question.background, *question.premises, goal)]
        symbols = [(kind, text, arity) for (kind, _, arity), text in printer.symbols.items() if kind != "variable"]
        least = max(1, sum(kind == "number" for kind, *_ in symbols))
        request = {
            "op": "finite",
            "symbols": symbols,
            "formulas": formulas,
            "sizes": [*range(least, least + self._sizes)],
        }
        asked = Asked(question, printer, self.name, limits, time.monotonic() + limits.seconds)
        reply = (self._pool or shared_pool()).ask(Z3_WORKER, request, limits)
        if "model" in reply.parts:
            return checked_side(reply.parts["model"], conclusion, asked)
        tried = reply.parts.get("tried", least - 1)
        if reply.stopped:
            reason = f"{self.name}: {reply.stopped.reason}, after worlds of up to {tried} elements"
            return Side(status=reply.stopped.status, reason=reason, by=self.name)
        if reply.parts["reason"]:
            why = explain(reply.parts["reason"], limits)
            return Side(status=why.status, reason=f"{self.name}: {why.reason}", by=self.name)
        return Side(reason=f"{self.name}: no world of {least} to {tried} elements", by=self.name)
