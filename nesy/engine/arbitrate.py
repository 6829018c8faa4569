"""Arbitration: where two groups of programs disagree, the model is shown a world that tells their readings apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nesy.engine.decide import decide
from nesy.engine.execute import Run
from nesy.errors import ModelFailed
from nesy.evidence import Countermodel, Worlds
from nesy.exchange import Exchange
from nesy.languages.fol.signature import signature
from nesy.languages.fol.theory import Statement, Theory
from nesy.models import loop
from nesy.models.base import Call, Prompt
from nesy.problem import Problem
from nesy.provers.base import Limits
from nesy.translate.prompt_files import arbitration_messages
from nesy.translate.replies import read_choice
from nesy.translate.strategies.base import Drafting

FACTS = 40
"""Facts of a world that a model is shown."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """One sentence that two programs read differently, and a world in which the readings differ."""

    text: str
    """The sentence."""
    first: str
    """The first program's formula for it."""
    second: str
    """The second program's formula for it."""
    world: str
    """The world's facts, in words, and which of the two formulas holds there."""


@dataclass(frozen=True, slots=True)
class Arbitration:
    """What a model chose, and what it was asked."""

    dispute: Dispute
    choice: str
    """``A`` for the first program, ``B`` for the second, empty if the model chose neither."""
    exchange: Exchange


def dispute_between(first: Theory, second: Theory, sentences: Sequence[str], limits: Limits) -> Dispute | None:
    """The first statement that two programs of the same names and number of statements read differently.

    None where the programs cannot be compared statement by statement, or no world that tells them apart is found.
    """
    if len(first.statements) != len(second.statements) or signature(first).symbols != signature(second).symbols:
        return None
    for n, (one, other) in enumerate(zip(first.statements, second.statements, strict=True)):
        world, holds_for_first = _difference(one, other, limits)
        if world is not None:
            text = sentences[n] if len(sentences) == len(first.statements) else one.text
            holds, fails = ("A", "B") if holds_for_first else ("B", "A")
            told = f"{_told(world)}\nIn this world the formula of reading {holds} holds, and that of {fails} does not."
            return Dispute(text, str(one.formula), str(other.formula), told)
    return None


def arbitrate(first: Run, second: Run, problem: Problem, drafting: Drafting, limits: Limits) -> Arbitration | None:
    """The model's choice between two programs; None if they cannot be told apart in this way.

    Raises:
        ModelFailed: if the model gives no sample.
    """
    if first.theory is None or second.theory is None:
        return None
    dispute = dispute_between(first.theory, second.theory, (*problem.premises, problem.question), limits)
    if dispute is None:
        return None
    messages = arbitration_messages(problem, dispute.text, dispute.first, dispute.second, dispute.world)
    prompt = Prompt(messages, problem.id)
    samples = loop.run(drafting.model.complete(Call(prompt, drafting.decoding)))
    if not samples:
        raise ModelFailed(f"{drafting.model.name} returned no sample")
    return Arbitration(dispute, read_choice(samples[0].text) or "", samples[0].exchange(prompt, "arbitration"))


def _difference(one: Statement, other: Statement, limits: Limits) -> tuple[Countermodel | None, bool]:
    """A world where one formula holds and the other does not, and whether it is the first that holds."""
    for true, false, first in ((one, other, True), (other, one, False)):
        theory = Theory((true,), false)
        outcome = decide(theory, semantics="classical", limits=limits, proofs=False)
        if isinstance(outcome.evidence, Worlds):
            return outcome.evidence.conclusion_false, first
        if outcome.verdict.label is not None and outcome.verdict.label.value == "FALSE":
            alone = decide(Theory((), true), semantics="classical", limits=limits, proofs=False)
            if isinstance(alone.evidence, Worlds):
                return alone.evidence.conclusion_true, first
    return None, True


def _told(world: Countermodel) -> str:
    """The facts of a world, one a line; individuals without a name are numbered."""
    called = {e: (world.names(e) or (f"individual {e + 1}",))[0] for e in range(world.size)}
    lines = [f"There are {world.size} individuals: {', '.join(called.values())}."]
    lines += [
        f"{name} and {called[e]} are the same." for name, e in sorted(world.constants.items()) if called[e] != name
    ]
    for (name, _), holds in sorted(world.predicates.items()):
        facts = [f"{name}({', '.join(called[e] for e in key)})" if key else name for key in sorted(holds)]
        lines.append(f"{name}: " + (", ".join(facts) + " and no others." if facts else "holds of nothing."))
    for (name, _), table in sorted(world.functions.items()):
        values = [f"{name}({', '.join(called[e] for e in key)}) = {called[value]}" for key, value in table.items()]
        lines.append(", ".join(values) + ".")
    left_out = len(lines) - FACTS
    return "\n".join(lines[:FACTS] + ([f"({left_out} more lines)"] if left_out > 0 else []))
