"""The engine of the worker that proves properties: symbolic execution, then Z3."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import z3

from nesy.modules.verify.symbolic.execute import Paths, execute, holds
from nesy.modules.verify.symbolic.source import read_source
from nesy.modules.verify.symbolic.terms import OutOfReach, Term
from nesy.provers.worker_loop import serve


def main() -> None:
    """Serve questions until the parent closes the pipe."""
    serve(handle)


def handle(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """For each property, by its number: ``proved``, ``disproved`` with the arguments, ``unknown``, or ``beyond``."""
    deadline = time.monotonic() + request["seconds"]
    names = [name for name, _ in request["parameters"]]
    arguments = [z3.Bool(n) if kind == "bool" else z3.Int(n) for n, kind in request["parameters"]]
    try:
        paths = execute(read_source(request["source"]), request["entry"], arguments)
    except OutOfReach as beyond:
        yield {"function": {"answer": "beyond", "why": str(beyond)}}
        return
    yield {"function": {"answer": "reached", "why": ""}}
    for number, text in enumerate(request["properties"]):
        yield {str(number): _judged(text, paths, dict(zip(names, arguments, strict=True)), deadline)}


def _judged(text: str, paths: Paths, arguments: dict[str, Term], deadline: float) -> dict[str, Any]:
    returned = [(when, value) for when, value in paths.returned if value is not None]
    try:
        broken = [z3.And(when, z3.Not(holds(text, {**arguments, "result": v}, when))) for when, v in returned]
    except OutOfReach as beyond:
        return {"answer": "beyond", "why": str(beyond)}
    if (answer := _check([when for when, _ in returned], deadline)[0]) != "sat":
        return {
            "answer": "unknown",
            "why": "it returns no value" if answer == "unsat" else "the time limit was reached",
        }
    answer, model = _check(broken, deadline)
    if answer == "unsat":
        return {"answer": "proved", "why": ""}
    if answer == "unknown":
        return {"answer": "unknown", "why": "Z3 did not decide it"}
    values = [model.eval(term, model_completion=True) for term in arguments.values()]
    plain = [z3.is_true(v) if z3.is_bool(v) else v.as_long() for v in values]
    return {"answer": "disproved", "why": "", "arguments": plain}


def _check(some: list[Term], deadline: float) -> tuple[str, Any]:
    """Whether one of some conditions can hold, with a model."""
    solver = z3.Solver()
    solver.set("timeout", max(1, int(1000 * (deadline - time.monotonic() - 0.1))))
    solver.add(z3.Or(*some))
    answer = str(solver.check())
    return answer, solver.model() if answer == "sat" else None
