"""The differential run: the cases of an admitted source in the other tier, where both can run it."""

from __future__ import annotations

from dataclasses import replace

from nesy.modules.record import Verification
from nesy.modules.sandbox.base import Outcome, Raised, Returned, Sandbox
from nesy.modules.verify.check import Contract, shown_call
from nesy.modules.verify.judge import same_value


def compare_tiers(found: Verification, source: str, contract: Contract, one: Sandbox, other: Sandbox) -> Verification:
    """The verification with the number of cases that agree in both tiers, or with the first that does not.

    Args:
        found: what was established in the first tier; it admits the source.
        source: the source.
        contract: what it was checked against.
        one: the first tier.
        other: the other one.
    """
    cases = (*contract.cases, *contract.held_out)
    calls = [list(case.inputs) for case in cases]
    program = contract.program(source)
    pairs = zip(cases, one.run(program, calls), other.run(program, calls), strict=True)
    differing = [(case, here, there) for case, here, there in pairs if not _agree(here, there)]
    if not differing:
        return replace(found, both_tiers=len(cases))
    case, here, there = differing[0]
    shown = "a held-out case" if case in contract.held_out else shown_call(program.entry, case)
    said = f"{one.tier}: {_brief(here)}, {other.tier}: {_brief(there)}"
    hidden = case in contract.held_out
    return replace(found, failure=f"the sandbox tiers disagree on {shown}" + ("" if hidden else f" ({said})"))


def _agree(here: Outcome, there: Outcome) -> bool:
    """Whether both returned one value or both raised; the interpreters name some exceptions differently."""
    if isinstance(here, Returned) and isinstance(there, Returned):
        return same_value(here.value, there.value)
    return isinstance(here, Raised) and isinstance(there, Raised)


def _brief(outcome: Outcome) -> str:
    if isinstance(outcome, Returned):
        return f"{outcome.value!r:.80}"
    return outcome.kind if isinstance(outcome, Raised) else outcome.reason
