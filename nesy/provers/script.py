"""The script that solvers in a worker are sent, and their reply as findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nesy.languages.fol.printers.smtlib import SmtLib
from nesy.provers.base import Limits
from nesy.provers.findings import Core, Findings, Side
from nesy.provers.question import Question
from nesy.provers.workers import Reply, Stopped
from nesy.provers.worlds import fault, read_world
from nesy.verdict import Status

_LIMITS = {
    "timeout": Stopped(Status.TIMEOUT, "wall limit of {0.seconds:g} s"),
    "canceled": Stopped(Status.TIMEOUT, "wall limit of {0.seconds:g} s"),
    "max. resource limit exceeded": Stopped(Status.TIMEOUT, "rlimit of {0.rlimit}"),
    "max. memory exceeded": Stopped(Status.MEMORY_OUT, "memory limit of {0.megabytes} MB"),
    "out of memory": Stopped(Status.MEMORY_OUT, "memory limit of {0.megabytes} MB"),
}


def assumption_script(question: Question, printer: SmtLib) -> str:
    """Every premise and both goals behind Boolean assumptions.

    Premise ``i`` is implied by ``hi``, the negated conclusion by ``g0`` and the conclusion by ``g1``,
    so that one solver decides any subset of them.
    """
    asserts = [f"(assert {printer.formula(b)})" for b in question.background]
    asserts += [f"(assert (=> h{i} {printer.formula(p)}))" for i, p in enumerate(question.premises)]
    goal = printer.formula(question.conclusion)
    asserts.append(f"(assert (=> g0 (not {goal})))(assert (=> g1 {goal}))")
    assumptions = "".join(f"(declare-fun h{i} () Bool)" for i in range(len(question.premises)))
    head = "(declare-sort U 0)(declare-fun g0 () Bool)(declare-fun g1 () Bool)"
    return "\n".join([head, assumptions, printer.declarations(), *asserts])


def plain_parts(question: Question, printer: SmtLib) -> dict[str, Any]:
    """The question's ``formulas``, its ``goal`` and the ``symbols`` of both, for a search for small worlds."""
    formulas = [printer.formula(f) for f in (*question.background, *question.premises)]
    goal = printer.formula(question.conclusion)
    symbols = [(kind, text, arity) for (kind, _, arity), text in printer.symbols.items() if kind != "variable"]
    return {"formulas": formulas, "goal": goal, "symbols": symbols}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was sent to a solver."""

    question: Question
    printer: SmtLib
    solver: str
    limits: Limits
    deadline: float
    """The time of ``time.monotonic`` at which re-checking its worlds is given up."""


def read_reply(reply: Reply, asked: Asked) -> Findings:
    """What a worker's reply to an assumption script says, its worlds re-checked."""
    return Findings(
        _side(reply, "negated", asked), _side(reply, "asserted", asked), _core(reply.parts.get("contradiction"))
    )


def _side(reply: Reply, side: str, asked: Asked) -> Side:
    found = reply.parts.get(side, {"answer": "unknown", "reason": "nothing"})
    if found["answer"] == "unknown":
        why = reply.stopped if side not in reply.parts else None
        why = why or explain(found["reason"], asked.limits)
        return Side(status=why.status, reason=f"{asked.solver}: {why.reason}", by=asked.solver)
    if found["answer"] == "unsat":
        return Side("unsat", core=_core(reply.parts.get(f"{side} core")), by=asked.solver)
    if f"{side} model" not in reply.parts:
        why = reply.stopped or Stopped(Status.GAVE_UP, "no world was asked for")
        return Side("sat", status=why.status, reason=f"{asked.solver}: {why.reason}", by=asked.solver)
    return checked_side(reply.parts[f"{side} model"], side == "asserted", asked)


def checked_side(tables: Mapping[str, Any] | None, conclusion: bool, asked: Asked) -> Side:
    """A satisfiable side with the world of these tables, if they are finite and the world passes its re-check."""
    world = read_world(tables, asked.printer.symbols)
    if world is None:
        return Side("sat", reason=f"{asked.solver}: no finite world to show", by=asked.solver)
    wrong = fault(world, asked.question, conclusion, asked.deadline)
    if wrong is not None:
        return Side("sat", reason=f"{asked.solver}: {wrong}", by=asked.solver)
    return Side("sat", world=world, by=asked.solver, smallest=bool(tables and tables.get("smallest")))


def _core(found: Mapping[str, Any] | None) -> Core | None:
    return None if found is None else Core(tuple(found["core"]), bool(found["minimal"]))


def explain(reason: str, limits: Limits) -> Stopped:
    """The status, and the limit that fired, for a solver's reason of an ``unknown``."""
    known = _LIMITS.get(reason)
    if known is None:
        return Stopped(Status.GAVE_UP, f"unknown, {reason}")
    return Stopped(known.status, known.reason.format(limits))
