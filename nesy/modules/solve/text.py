"""The joined trace of a solved task as text."""

from __future__ import annotations

from collections.abc import Iterator

from nesy.languages.program.text import value_text
from nesy.modules.solve.evidence import evidence_text
from nesy.modules.solve.trace import Solved, SolvedStatus, Step, StepStatus, shown_value


def solved_text(solved: Solved, *, evidence: bool = False) -> str:
    """The steps of a solved task, each with what it was given and gave, and the value.

    Args:
        solved: what is shown.
        evidence: show what each value rests on, too: proof, table, plan.
    """
    return "\n".join(_lines(solved, evidence))


def _lines(solved: Solved, evidence: bool) -> Iterator[str]:
    for step in solved.trace:
        yield from _step(step, evidence)
    if solved.program is not None:
        yield f"return {_plain(value_text(solved.program.result))}"
    if solved.status is SolvedStatus.SOLVED:
        yield f"= {_plain(shown_value(solved.value, 2000))}"
    else:
        yield from (_plain(line) for line in f"{solved.status.value}: {solved.reason}".split("\n"))


def _step(step: Step, evidence: bool) -> Iterator[str]:
    yield _plain(step.text)
    yield (
        f"    {step.key}, {step.seconds * 1000:.0f} ms" if step.status is not StepStatus.NOT_RUN else f"    {step.key}"
    )
    yield from (f"    {name}: {_plain(shown_value(value))}" for name, value in step.arguments.items())
    if step.status is StepStatus.DONE:
        yield f"    = {_plain(shown_value(step.value))}"
    else:
        first, *rest = step.error.split("\n")
        yield from (f"    {_plain(line)}" for line in (f"{step.status.value}: {first}", *rest))
    if evidence and step.evidence is not None:
        told = evidence_text(step.evidence).split("\n")
        yield from (f"    | {_plain(line)}".rstrip() for line in told)


def _plain(line: str) -> str:
    """A line without characters that control a terminal."""
    return "".join(c if c.isprintable() else " " for c in line)
