"""cvc5 as a prover: finite model finding, which settles theories on which Z3 diverges."""

from __future__ import annotations

import time
from importlib.util import find_spec

from nesy.errors import MissingDependency
from nesy.languages.fol.printers.smtlib import SmtLib, short_symbols
from nesy.languages.fol.theory import Theory
from nesy.provers.base import Capabilities, Limits, Outcome
from nesy.provers.findings import Findings, settle
from nesy.provers.question import Question, pose, require_classical
from nesy.provers.script import Asked, assumption_script, read_reply
from nesy.provers.workers import Pool, shared_pool

_MODULE = "nesy.provers.cvc5_worker"
_INSTALL = "install it with `pip install 'nesy[provers]'`"


class Cvc5:
    """Decides classical theories with cvc5's finite-model-find in a worker process.

    Args:
        pool: the pool whose workers are used; by default the one of this process.
    """

    __slots__ = ("_pool",)

    def __init__(self, pool: Pool | None = None) -> None:
        self._pool = pool

    @property
    def name(self) -> str:
        """``cvc5``."""
        return "cvc5"

    @property
    def capabilities(self) -> Capabilities:
        """Entailment, and worlds for what is not entailed."""
        return Capabilities(frozenset({"classical"}), builds_models=True)

    def available(self) -> str | None:
        """None if the package ``cvc5`` is installed; otherwise that it is not, with the install line."""
        return None if find_spec("cvc5") else f"the package cvc5 is not installed; {_INSTALL}"

    def decide(self, theory: Theory, limits: Limits, semantics: str = "classical") -> Outcome:
        """Decide the conclusion of a theory within the limits.

        Raises:
            MissingDependency: if cvc5 is not installed.
            NotAProblem, SignatureError, Unsupported, InputTooLarge: as :func:`nesy.provers.question.pose`.
            ProverFailed: if no worker comes up.
        """
        require_classical(self.name, semantics)
        started = time.monotonic()
        question = pose(theory)
        findings = self.examine(question, limits)
        return settle(question, findings, self.name, time.monotonic() - started)

    def examine(self, question: Question, limits: Limits) -> Findings:
        """What cvc5 finds out about both sides of a question; worlds are re-checked.

        Raises:
            MissingDependency: if cvc5 is not installed.
        """
        if self.available() is not None:
            raise MissingDependency("the package cvc5 is not installed", hint=_INSTALL)
        deadline = time.monotonic() + limits.seconds
        printer = SmtLib(short_symbols())
        script = assumption_script(question, printer)
        request = {"script": script, "premises": len(question.premises)}
        reply = (self._pool or shared_pool()).ask(_MODULE, request, limits)
        return read_reply(reply, Asked(question, printer, self.name, limits, deadline))
