"""The engine of Z3's worker: decides the two halves of a question in one call."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import z3

from nesy.provers.abduction import Abduction, bits
from nesy.provers.all_cores import all_cores
from nesy.provers.cores import Refute, shrink
from nesy.provers.small_worlds import SmallWorlds
from nesy.provers.worker_loop import serve
from nesy.provers.z3_models import read_tables

_TRIAL_SECONDS = 0.25
_SLOW_SECONDS = 0.02
_LARGE = 4
_TINY, _TINY_SECONDS, _TINY_CHARACTERS = 2, 0.1, 50_000
"""The worlds that are looked for before anything else: elements, seconds, and characters of what is written out."""
_CHAIN = 100.0
"""Z3 gives up instantiation along chains of rules at 20 steps unless it is told otherwise."""
_GOALS = {"negated": "g0", "asserted": "g1"}
_ANSWERS = {z3.Z3_L_TRUE: "sat", z3.Z3_L_FALSE: "unsat", z3.Z3_L_UNDEF: "unknown"}


def main() -> None:
    """Serve questions until the parent closes the pipe."""
    serve(handle)


def handle(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of the answer to a request, whose ``op`` names the function that answers it."""
    match request["op"]:
        case "version":
            yield {"version": z3.get_version_string()}
        case "decide":
            yield from _decide(request)
        case "finite":
            yield from _finite(request)
        case "cores":
            yield from _cores(request)
        case "abduce":
            yield from _abduce(request)
        case unknown:
            raise ValueError(f"no operation {unknown!r}")


class _Checker:
    """One solver with every premise and both goals behind an assumption of its own."""

    def __init__(self, request: dict[str, Any], deadline: float) -> None:
        self.deadline = deadline
        self.solver = z3.SimpleSolver()
        self.solver.set("smt.qi.lazy_threshold", _CHAIN)
        if request["rlimit"]:
            self.solver.set("rlimit", request["rlimit"])
        self.solver.from_string(request["script"])
        self.premises = [z3.Bool(f"h{i}") for i in range(request["premises"])]
        self.goals = {goal: [z3.Bool(goal)] for goal in _GOALS.values()}
        self.indices = {literal.get_id(): i for i, literal in enumerate(self.premises)}
        self.slowest = 0.0
        self.reason = ""

    def check(
        self, indices: Sequence[int], goal: str | None, seconds: float | None = None, more: Sequence[z3.BoolRef] = ()
    ) -> str:
        """``sat``, ``unsat`` or ``unknown`` of some premises with a goal and more, within the time that is left."""
        started = time.monotonic()
        left = self.deadline - started
        left -= min(0.1, left / 10)
        allowed = max(0.001, min(left, seconds or left))
        self.solver.set("timeout", max(1, int(1000 * allowed)))
        goals = self.goals[goal] if goal else []
        answer = self.solver.check(*goals, *more, *[self.premises[i] for i in indices]).r
        took = time.monotonic() - started
        self.slowest = max(self.slowest, took)
        self.reason = self.solver.reason_unknown() if answer == z3.Z3_L_UNDEF else ""
        if self.reason in ("canceled", "timeout"):
            self.reason = "timeout" if took >= 0.9 * allowed else "max. resource limit exceeded"
        return _ANSWERS[answer]

    def core(self) -> list[int]:
        """The premises of the last core, by index."""
        ids = [literal.get_id() for literal in self.solver.unsat_core()]
        return [self.indices[i] for i in ids if i in self.indices]

    def minimal_core(self, start: Sequence[int], goal: str | None) -> dict[str, Any]:
        """A core by deletion, in half of the time that is left."""
        core, minimal = shrink(start, self.refuter(goal, (time.monotonic() + self.deadline) / 2))
        return {"core": core, "minimal": minimal}

    def refuter(self, goal: str | None, until: float) -> Refute:
        """Refutes premises with a goal; each trial may take a little longer than the slowest check so far."""
        allowed = _TRIAL_SECONDS + 2 * self.slowest

        def refute(indices: Sequence[int]) -> Sequence[int] | bool:
            if time.monotonic() > until:
                return False
            answer = self.check(indices, goal, allowed)
            return self.core() if answer == "unsat" else answer == "sat"

        return refute


def _decide(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Both answers; with ``evidence``, cores too, and worlds other than the known ones.

    What has worlds of one or two elements is not given to a solver for quantifiers.
    """
    deadline = time.monotonic() + request["seconds"]
    worlds = SmallWorlds(request, deadline, tables=request["evidence"])
    worlds.grow(_TINY, _TINY_SECONDS, _TINY_CHARACTERS)
    found: dict[str, Any] = {side: {"answer": "sat", "reason": ""} for side in worlds.found}
    if worlds.complete:
        yield found | _tables(worlds, request)
        return
    checker = _Checker(request, deadline)
    models: dict[str, z3.ModelRef] = {}
    cores: dict[str, list[int]] = {}
    every = range(len(checker.premises))
    for side in (s for s in _GOALS if s not in found):
        answer = checker.check(every, _GOALS[side])
        if answer == "sat":
            models[side] = checker.solver.model()
        elif answer == "unsat":
            cores[side] = checker.core()
            found[f"{side} core"] = {"core": cores[side], "minimal": False}
        found[side] = {"answer": answer, "reason": checker.reason}
        if side == "negated" or checker.slowest > _SLOW_SECONDS:
            yield dict(found)
    if not request["evidence"]:
        yield found
        return
    if cores or len(models) + len(worlds.found) < len(_GOALS):
        yield found | _evidence(checker, models, cores)
        return
    sizes = [len(universe) if (universe := model.get_universe(z3.DeclareSort("U"))) else 1 for model in models.values()]
    if max(sizes) > _LARGE or checker.slowest > _SLOW_SECONDS:
        yield found | _models(models) | _tables(worlds, request)
    complete = worlds.grow(max(sizes))
    yield found | ({} if complete else _models(models)) | _tables(worlds, request)


def _tables(worlds: SmallWorlds, request: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{side} model": table for side, table in worlds.found.items() if table and side not in request["known"]}


def _models(models: Mapping[str, z3.ModelRef]) -> dict[str, Any]:
    return {f"{side} model": read_tables(model.sexpr()) for side, model in models.items()}


def _evidence(checker: _Checker, models: dict[str, z3.ModelRef], cores: dict[str, list[int]]) -> dict[str, Any]:
    """A minimal core of what is unsatisfiable; else the tables of the models."""
    if len(cores) == 2:
        return {"contradiction": checker.minimal_core(sorted({i for core in cores.values() for i in core}), None)}
    if cores:
        return {f"{side} core": checker.minimal_core(core, _GOALS[side]) for side, core in cores.items()}
    return _models(models)


def _cores(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    checker = _Checker(request, time.monotonic() + request["seconds"])
    goal = _GOALS[request["side"]] if request["side"] else None
    found = all_cores(range(len(checker.premises)), checker.refuter(goal, checker.deadline - 0.1), request["bound"])
    yield {"cores": found.cores, "corrections": found.corrections, "complete": found.complete}


def _abduce(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    checker = _Checker(request, time.monotonic() + request["seconds"])
    every = range(len(checker.premises))
    literals = [z3.Bool(f"a{i}") for i in range(request["candidates"])]

    def check(some: Sequence[int], goal: str) -> str:
        return checker.check(every, goal, _TRIAL_SECONDS, [literals[i] for i in some])

    def holding() -> int:
        model = checker.solver.model()
        return bits([z3.is_true(model.eval(literal, model_completion=True)) for literal in literals])

    for label, against, wanted in (("TRUE", "g0", "g1"), ("FALSE", "g1", "g0")):
        end = time.monotonic() + (checker.deadline - time.monotonic()) * (0.45 if label == "TRUE" else 0.9)
        search = Abduction(len(literals), check, holding, lambda end=end: time.monotonic() > end)  # type: ignore[misc]
        found = search.smallest(against, wanted, request["most"])
        yield {label: {"found": found, "complete": search.complete}}


def _finite(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from nesy.provers.grounding import ground_script

    for size in request["sizes"]:
        script = ground_script(request["symbols"], request["formulas"], size)
        if script is None:
            yield {"tried": size, "reason": f"a world of {size} elements is too large to write out"}
            return
        solver = z3.SimpleSolver()
        if request["rlimit"]:
            solver.set("rlimit", request["rlimit"])
        solver.from_string(script)
        answer = str(solver.check())
        if answer == "sat":
            yield {"model": _marked(read_tables(solver.model().sexpr()))}
            return
        if answer == "unknown":
            yield {"tried": size, "reason": solver.reason_unknown()}
            return
        yield {"tried": size, "reason": ""}


def _marked(tables: dict[str, Any] | None) -> dict[str, Any] | None:
    """The tables of a world of the first size for which there is one."""
    return None if tables is None else {**tables, "smallest": True}
