"""The engine of cvc5's worker: finite model finding on both sides of a question."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import cvc5
from cvc5 import Kind

from nesy.provers.cores import shrink
from nesy.provers.worker_loop import serve
from nesy.provers.z3_models import MAX_ENTRIES

_OPTIONS = {
    "finite-model-find": "true",
    "incremental": "true",
    "produce-models": "true",
    "produce-unsat-assumptions": "true",
}
_TRIAL_SECONDS = 0.25
_GOALS = {"negated": "g0", "asserted": "g1"}


def main() -> None:
    """Serve questions until the parent closes the pipe."""
    serve(handle)


def handle(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of the answer to a question, as Z3's worker gives them."""
    checker = _Checker(request)
    every = range(request["premises"])
    cores: dict[str, Sequence[int]] = {}
    for side, goal in _GOALS.items():
        answer, reason = checker.check(every, goal)
        yield {side: {"answer": answer, "reason": reason}}
        if answer == "sat":
            yield {f"{side} model": checker.tables()}
        elif answer == "unsat":
            cores[side] = checker.core()
    if len(cores) == 2:
        start = sorted({i for core in cores.values() for i in core})
        yield {"contradiction": checker.minimal_core(start, None)}
    for side, core in cores.items() if len(cores) == 1 else ():
        yield {f"{side} core": checker.minimal_core(core, _GOALS[side])}


class _Checker:
    """One incremental solver with every premise and both goals behind an assumption of its own."""

    def __init__(self, request: Mapping[str, Any]) -> None:
        self.deadline = time.monotonic() + request["seconds"]
        self.terms = cvc5.TermManager()
        self.solver = cvc5.Solver(self.terms)
        for option, value in _OPTIONS.items():
            self.solver.setOption(option, value)
        if request["rlimit"]:
            self.solver.setOption("rlimit-per", str(request["rlimit"]))
        self.symbols = cvc5.SymbolManager(self.terms)
        self._run("(set-logic UF)\n" + request["script"])
        self.declared = {str(term): term for term in self.symbols.getDeclaredTerms()}
        self.indices = {self.declared[f"h{i}"]: i for i in range(request["premises"])}
        self.premises = list(self.indices)
        self.slowest = 0.0

    def _run(self, script: str) -> None:
        parser = cvc5.InputParser(self.solver, self.symbols)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, script, "question")
        while not (command := parser.nextCommand()).isNull():
            command.invoke(self.solver, self.symbols)

    def check(self, indices: Sequence[int], goal: str | None, seconds: float | None = None) -> tuple[str, str]:
        """The answer for some premises with a goal, and the reason of an ``unknown``."""
        started = time.monotonic()
        left = self.deadline - started
        left -= min(0.1, left / 10)
        self.solver.setOption("tlimit-per", str(max(1, int(1000 * min(left, seconds or left)))))
        goals = [self.declared[goal]] if goal else []
        result = self.solver.checkSatAssuming(*goals, *[self.premises[i] for i in indices])
        self.slowest = max(self.slowest, time.monotonic() - started)
        if result.isUnknown():
            return "unknown", result.getUnknownExplanation().name.lower()
        return ("sat" if result.isSat() else "unsat"), ""

    def core(self) -> list[int]:
        """The premises of the last core, by index."""
        return [self.indices[term] for term in self.solver.getUnsatAssumptions() if term in self.indices]

    def minimal_core(self, start: Sequence[int], goal: str | None) -> dict[str, Any]:
        """A core by deletion; each trial may take a little longer than the slowest check so far."""
        allowed = _TRIAL_SECONDS + 10 * self.slowest

        def refute(indices: Sequence[int]) -> Sequence[int] | bool:
            if time.monotonic() + 0.01 > self.deadline:
                return False
            answer, _ = self.check(indices, goal, allowed)
            return self.core() if answer == "unsat" else answer == "sat"

        core, minimal = shrink(start, refute)
        return {"core": core, "minimal": minimal}

    def tables(self) -> dict[str, Any] | None:
        """What every symbol means in the last model; None if they would be too large."""
        sort = self.symbols.getDeclaredSorts()[0]
        elements = self.solver.getModelDomainElements(sort)
        numbers: dict[Any, int] = {element: index for index, element in enumerate(elements)}
        numbers |= {self.terms.mkTrue(): 1, self.terms.mkFalse(): 0}
        arities = {name: _arity(term) for name, term in self.declared.items()}
        if sum(len(elements) ** arity for arity in arities.values()) > MAX_ENTRIES:
            return None
        symbols = {}
        for name, term in self.declared.items():
            arity = arities[name]
            if arity == 0:
                symbols[name] = {"entries": [], "else": numbers[self.solver.getValue(term)]}
                continue
            entries = []
            for key in itertools.product(range(len(elements)), repeat=arity):
                applied = self.terms.mkTerm(Kind.APPLY_UF, term, *[elements[i] for i in key])
                entries.append([*key, numbers[self.solver.getValue(applied)]])
            symbols[name] = {"entries": entries, "else": 0}
        return {"size": len(elements), "symbols": symbols}


def _arity(term: Any) -> int:
    sort = term.getSort()
    return int(sort.getFunctionArity()) if sort.isFunction() else 0
