"""Refinement: faults go back, better programs are taken, others are dropped, and every attempt is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from nesy.answer import Answer
from nesy.engine.ask import ask
from nesy.engine.diagnose import diagnose
from nesy.errors import ModelFailed, Unsupported
from nesy.exchange import Exchange, Message, Usage
from nesy.models.base import Call, Capabilities, LanguageModel, Sample
from nesy.models.recorded import Recorded
from nesy.problem import Problem
from nesy.translate.strategies.base import Draft, Drafting
from nesy.verdict import Label

PROBLEM = Problem(("All dogs are kind.", "Rex is a dog.", "Rex chases Tom."), "Rex is kind.")
RIGHT = "∀x (Dog(x) → Kind(x))\nDog(rex)\nChases(rex, tom)\n⊢ Kind(rex)"


@dataclass
class Given:
    """A strategy whose drafts are given."""

    texts: tuple[str, ...]
    finish_reason: str = "stop"
    name: str = "given"
    prompts: str = "given@0"

    async def drafts(self, problem: Problem, drafting: Drafting) -> list[Draft]:
        asked = (Message("user", problem.question),)
        return [Draft(t, (Exchange(asked, t, self.finish_reason, Usage(5, 7)),)) for t in self.texts]


@dataclass
class Mender(LanguageModel):
    """Answers the last message of a conversation."""

    answer: Callable[[str], str]
    name: str = "mender"
    calls: list[Call] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    async def complete(self, call: Call) -> list[Sample]:
        self.calls.append(call)
        return [Sample(self.answer(call.prompt.messages[-1].content), usage=Usage(2, 3))] * call.n


def mends(*words: str, into: str = RIGHT) -> Callable[[str], str]:
    """Writes the right program if, and only if, the message of faults has the words."""
    return lambda message: into if all(word in message for word in words) else "no idea"


def refined(draft: str, model: LanguageModel, rounds: int = 1, **settings: object) -> Answer:
    return ask(PROBLEM, model=model, strategy=Given((draft,)), refine=rounds, **settings)


FAULTS = {
    "unread": (RIGHT.replace("Dog(rex)", "Dog(rex ∧ ∨"), ("cannot be read", "Dog(rex ∧ ∨")),
    "no conclusion": ("Dog(rex)\nKind(rex)", ("no conclusion",)),
    "clash of kinds": (RIGHT.replace("Chases(rex, tom)", "Chases(rex, Dog)"), ("Dog is used as", "a constant")),
    "two arities": (RIGHT.replace("⊢ Kind(rex)", "⊢ Kind(rex, tom)"), ("Kind is used as", "2 arguments")),
    "inconsistent": (RIGHT.replace("⊢", "¬Kind(rex)\n⊢"), ("contradict each other", "1, 2, 4")),
    "unsupported": (RIGHT.replace("⊢ Kind(rex)", "⊢ Gentle(rex)"), ("Gentle/1", "Kind/1")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_right_diagnostic_leads_to_the_right_program(fault: str) -> None:
    draft, words = FAULTS[fault]
    answer = refined(draft, Mender(mends(*words)))
    first, second = answer.translation.attempts
    assert answer.label is Label.TRUE and answer.proof is not None
    assert first.diagnostics and not first.kept and first.raw == draft
    assert second.kept and second.round == 1 and second.raw == RIGHT and not second.diagnostics
    assert draft in second.exchanges[-1].messages[-2].content
    assert second.usage == Usage(2, 3) and answer.translation.usage == Usage(7, 10)


@pytest.mark.parametrize("fault", FAULTS)
def test_without_refinement_the_fault_stays(fault: str) -> None:
    draft, _ = FAULTS[fault]
    (attempt,) = ask(PROBLEM, model=Mender(mends()), strategy=Given((draft,))).translation.attempts
    assert attempt.diagnostics and attempt.kept


def test_a_good_program_is_not_sent_back() -> None:
    model = Mender(mends())
    answer = refined(RIGHT, model)
    assert not model.calls and len(answer.translation.attempts) == 1


def test_a_revision_that_is_no_better_is_dropped_and_the_next_goes_on_from_the_draft() -> None:
    draft = FAULTS["unsupported"][0]
    replies = iter(["I am sorry, I cannot.", draft, RIGHT])
    model = Mender(lambda _: next(replies))
    answer = refined(draft, model, rounds=3)
    assert [a.kept for a in answer.translation.attempts] == [False, False, False, True]
    assert [a.round for a in answer.translation.attempts] == [0, 1, 2, 3]
    conversations = {call.prompt.messages for call in model.calls}
    assert len(conversations) == 1, "each revision is of the draft, which is still the best"
    assert len({call.first for call in model.calls}) == 3, "and is another sample of it"


def test_leaving_premises_out_is_no_repair() -> None:
    draft = FAULTS["inconsistent"][0]
    answer = refined(draft, Mender(lambda _: "Dog(rex)\n⊢ Dog(rex)"))
    assert answer.verdict.status.value == "ContradictoryAxioms"
    assert [a.kept for a in answer.translation.attempts] == [True, False]


def test_each_sample_has_a_chain_of_its_own() -> None:
    drafts = (FAULTS["unread"][0], RIGHT, FAULTS["unsupported"][0])
    answer = ask(PROBLEM, model=Mender(mends("Gentle/1")), strategy=Given(drafts), refine=2)
    attempts = answer.translation.attempts
    assert [(a.sample, a.round, a.kept) for a in attempts] == [
        (0, 0, True), (0, 1, False), (0, 2, False), (1, 0, True), (2, 0, False), (2, 1, True),
    ]  # fmt: skip
    assert answer.settings["samples"] == 3 and answer.settings["refine"] == 2


def test_a_model_that_fails_in_refinement_costs_nothing_but_the_revision() -> None:
    def fail(_: str) -> str:
        raise ModelFailed("the server is gone")

    answer = refined(FAULTS["unsupported"][0], Mender(fail), rounds=3)
    first, second = answer.translation.attempts
    assert first.kept and "the server is gone" in second.error and not second.kept


def test_a_truncated_program_is_reported() -> None:
    strategy = Given((RIGHT[:20],), finish_reason="length")
    answer = ask(PROBLEM, model=Mender(mends("cut off")), strategy=strategy, refine=1)
    assert answer.label is Label.TRUE


def test_a_recording_cannot_be_refined() -> None:
    with pytest.raises(Unsupported, match="cannot answer new prompts, as refine"):
        ask(PROBLEM, model=Recorded("r", {PROBLEM.id: (RIGHT,)}), refine=1)


def test_diagnosing_an_executed_program_is_repeatable() -> None:
    from nesy.engine.execute import Execution, execute
    from nesy.languages.fol.passes import RepairOptions
    from nesy.provers.base import Limits

    execution = Execution({"semantics": "auto", "prover": "auto"}, Limits(), RepairOptions.for_models())
    run = execute(Draft(FAULTS["inconsistent"][0]), PROBLEM, execution)
    assert [d.kind for d in diagnose(run)] == ["inconsistent"] and diagnose(run) == diagnose(run)
