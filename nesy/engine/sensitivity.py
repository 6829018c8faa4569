"""Sensitivity: which premises a verdict hangs on, by all minimal cores."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nesy.answer import Answer
from nesy.engine.decide import decide
from nesy.engine.whatif import Asked, asked, read_out
from nesy.errors import NotAProblem, ProverFailed, Unsupported
from nesy.languages.fol.printers.smtlib import SmtLib, short_symbols
from nesy.languages.fol.theory import Statement
from nesy.provers.all_cores import Cores, all_cores
from nesy.provers.question import pose
from nesy.provers.script import assumption_script
from nesy.provers.workers import shared_pool
from nesy.provers.z3 import Z3_WORKER
from nesy.verdict import Status

_SIDES = {Status.THEOREM: "negated", Status.COUNTER_THEOREM: "asserted", Status.CONTRADICTORY_AXIOMS: ""}


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The minimal sets of premises that give a verdict."""

    status: Status
    """The verdict that is examined."""
    premises: tuple[Statement, ...]
    cores: tuple[tuple[str, ...], ...]
    """Each gives the verdict by itself, and needs every premise of it; smallest first."""
    changes: tuple[tuple[str, ...], ...]
    """Premises that take the verdict away if they are taken away together; minimal, smallest first."""
    complete: bool
    """Whether there are no more cores and changes than these."""

    @property
    def needed(self) -> tuple[str, ...]:
        """The premises in every core: without any one of them the verdict is another."""
        return tuple(p.name for p in self.premises if self.cores and all(p.name in core for core in self.cores))

    @property
    def helpful(self) -> tuple[str, ...]:
        """The premises in some core, but not in every one."""
        needed = self.needed
        return tuple(
            p.name for p in self.premises if p.name not in needed and any(p.name in core for core in self.cores)
        )

    @property
    def idle(self) -> tuple[str, ...]:
        """The premises in no core that was found."""
        return tuple(p.name for p in self.premises if not any(p.name in core for core in self.cores))

    def __str__(self) -> str:
        if not self.cores:
            return "The verdict rests on no premise."
        contradictory = self.status is Status.CONTRADICTORY_AXIOMS
        opening = "These premises cannot all hold" if contradictory else "The verdict follows from these premises"
        lines = [f"{opening}: {self._read(core)}." for core in self.cores]
        for title, names in (("needed", self.needed), ("in some", self.helpful), ("in none", self.idle)):
            if names:
                lines.append(f"{title}: {', '.join(names)}")
        if not self.complete:
            lines.append("There may be more: the search was cut short.")
        return "\n".join(lines)

    def _read(self, names: Sequence[str]) -> str:
        return read_out([p for p in self.premises if p.name in names]) or "none at all"

    def to_json(self) -> dict[str, Any]:
        """The sensitivity as JSON data."""
        return {
            "status": self.status.value,
            "cores": [list(core) for core in self.cores],
            "changes": [list(change) for change in self.changes],
            "needed": list(self.needed),
            "helpful": list(self.helpful),
            "idle": list(self.idle),
            "complete": self.complete,
        }


def sensitivity(answer: Answer, most: int = 64) -> Sensitivity:
    """Which premises the verdict of an answer hangs on.

    Args:
        answer: TRUE, FALSE or contradictory premises.
        most: cores after which the search ends.

    Raises:
        NotAProblem: if nothing was shown, or the answer has no theory.
        Unsupported: under ``rules-closed``, where more premises can mean fewer conclusions.

    >>> import nesy
    >>> answer = nesy.ask("All dogs are mammals. Rex is a dog. Rex is a cat.", "Rex is a mammal.")
    >>> print(sensitivity(answer))
    The verdict follows from these premises: 1 “All dogs are mammals.”, 2 “Rex is a dog.”.
    needed: 1, 2
    in none: 3
    """
    given, status = asked(answer), answer.verdict.status
    if status not in _SIDES:
        raise NotAProblem(
            f"nothing was shown ({status.value}), so no premise is needed for it",
            hint="ask what is missing" if status is Status.SATISFIABLE else "give it more time",
        )
    if given.semantics == "rules-closed":
        raise Unsupported("under rules-closed a verdict has no minimal cores", expected=("classical", "rules-open"))
    found = _classical(given, status, most) if given.semantics == "classical" else _by_rules(given, status, most)
    names = [p.name for p in given.theory.premises]

    def named(sets: Sequence[Sequence[int]]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(names[i] for i in some) for some in sets)

    return Sensitivity(status, given.theory.premises, named(found.cores), named(found.corrections), found.complete)


def _classical(given: Asked, status: Status, most: int) -> Cores:
    question, printer = pose(given.theory), SmtLib(short_symbols())
    request = {
        "op": "cores",
        "script": assumption_script(question, printer),
        "premises": len(question.premises),
        "side": _SIDES[status],
        "bound": most,
    }
    reply = shared_pool().ask(Z3_WORKER, request, given.limits)
    if "cores" not in reply.parts:
        raise ProverFailed(f"the cores were not found: {reply.stopped.reason if reply.stopped else 'no reason given'}")
    found = reply.parts
    return Cores(tuple(map(tuple, found["cores"])), tuple(map(tuple, found["corrections"])), bool(found["complete"]))


def _by_rules(given: Asked, status: Status, most: int) -> Cores:
    """Cores under forward chaining, by deciding subsets of the premises."""
    deadline = time.monotonic() + given.limits.seconds
    every = range(len(given.theory.premises))

    def refute(indices: Sequence[int]) -> Sequence[int] | bool:
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        theory = given.theory.without(*(i + 1 for i in every if i not in indices))
        limits = replace(given.limits, seconds=left)
        outcome = decide(theory, semantics=given.semantics, prover=given.prover, limits=limits, proofs=False)
        if outcome.verdict.status is status:
            return list(indices)
        return outcome.verdict.status in (Status.SATISFIABLE, *_SIDES)

    return all_cores(every, refute, most)
