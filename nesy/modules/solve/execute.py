"""Executes a typed program as a graph: a call runs as soon as all that it needs is there, several at once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import Any

from nesy.errors import NesyError
from nesy.languages.program.syntax import evaluate
from nesy.languages.program.text import line_text
from nesy.modules.solve.function import Function, Setting
from nesy.modules.solve.trace import Step, StepStatus
from nesy.modules.solve.typed import TypedCall, TypedProgram
from nesy.modules.types import Json

WORKERS = 8
"""Calls that run at once."""


def execute(
    typed: TypedProgram, functions: Mapping[str, Function], inputs: Mapping[str, Json], setting: Setting
) -> tuple[Step, ...]:
    """The steps of a program with what each gave, in the program's order.

    A call that fails leaves the calls that need its value not run; all others run.

    Args:
        typed: the program.
        functions: what its calls name.
        inputs: the values that it may refer to.
        setting: what calls may use; its seconds are the limit of the whole execution.
    """
    run = _Run(typed, functions, dict(inputs), setting)
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="nesy-solve") as pool:
        run.in_pool(pool)
    return tuple(run.steps[call.line.name] for call in typed.calls)


@dataclass(slots=True)
class _Run:
    typed: TypedProgram
    functions: Mapping[str, Function]
    known: dict[str, Any]
    setting: Setting
    deadline: float = 0.0
    steps: dict[str, Step] = field(default_factory=dict)

    def in_pool(self, pool: ThreadPoolExecutor) -> None:
        self.deadline = time.monotonic() + self.setting.seconds
        left, running = list(self.typed.calls), set[Future[Step]]()
        while left or running:
            left = self._start(left, running, pool)
            if running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    self._keep(future.result())

    def _start(self, left: list[TypedCall], running: set[Future[Step]], pool: ThreadPoolExecutor) -> list[TypedCall]:
        """Start what can run and settle what cannot run any more; the calls that still wait."""
        waiting = []
        for call in left:
            lost = [
                self.steps[n] for n in call.needs if n in self.steps and self.steps[n].status is not StepStatus.DONE
            ]
            if lost:
                self._keep(replace(self._blank(call), error=_why(lost[0])))
            elif all(name in self.known for name in call.needs):
                running.add(pool.submit(self._called, call))
            else:
                waiting.append(call)
        return waiting

    def _keep(self, step: Step) -> None:
        self.steps[step.name] = step
        if step.status is StepStatus.DONE:
            self.known[step.name] = step.value

    def _blank(self, call: TypedCall) -> Step:
        function, line = self.functions[call.line.call.function], call.line
        number = self.typed.calls.index(call) + 1
        status = StepStatus.NOT_RUN
        return Step(
            number, line.name, line_text(line), line.call.function, function.key, function.doc, call.needs, status
        )

    def _called(self, call: TypedCall) -> Step:
        step, left = self._blank(call), self.deadline - time.monotonic()
        if left <= 0:
            return replace(
                step, error=f"the time limit of {self.setting.seconds:g} s was reached before it could start"
            )
        values = [evaluate(value, self.known) for value in call.values]
        named = {p.name: v for p, v in zip(call.signature.parameters, values, strict=True)}
        began = time.monotonic()
        try:
            result = self.functions[step.function].call(values, replace(self.setting, seconds=left))
        except NesyError as err:
            step = replace(step, status=StepStatus.FAILED, error=str(err), evidence=getattr(err, "evidence", None))
        else:
            step = replace(step, status=StepStatus.DONE, value=result.value, evidence=result.evidence)
        return replace(step, arguments=named, seconds=time.monotonic() - began)


def _why(lost: Step) -> str:
    how = "failed" if lost.status is StepStatus.FAILED else "was not run"
    return f"it needs {lost.name}, which {how}"
