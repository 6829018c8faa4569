"""Answers from a live model: groups of equivalent programs, arbitration, and the fallback that proves nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from test_refine import PROBLEM, RIGHT, Given

from nesy.answer import Answer
from nesy.engine.ask import ask
from nesy.engine.groups import group_runs
from nesy.languages.fol.read import read_theory
from nesy.models.base import Call, Capabilities, LanguageModel, Sample
from nesy.verdict import Label

SAME = "Dog(rex)\nChases(rex, tom)\n∀x (¬Kind(x) → ¬Dog(x))\n⊢ ¬¬Kind(rex)"
ONLY_DOGS = RIGHT.replace("∀x (Dog(x) → Kind(x))", "∀x (Kind(x) → Dog(x))")
OTHER_NAMES = RIGHT.replace("Kind", "Gentle")


@dataclass
class Speaker(LanguageModel):
    """Gives the same reply to everything."""

    reply: str
    name: str = "speaker"
    calls: list[Call] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    async def complete(self, call: Call) -> list[Sample]:
        self.calls.append(call)
        return [Sample(self.reply)] * call.n


def answered(*drafts: str, reply: str = "", **settings: object) -> Answer:
    return ask(PROBLEM, model=Speaker(reply), strategy=Given(drafts), **settings)


def test_equivalent_programs_are_one_group_and_others_are_not() -> None:
    answer = answered(RIGHT, SAME, ONLY_DOGS, OTHER_NAMES, "nonsense ((")
    assert [a.group for a in answer.translation.attempts] == [1, 1, 2, 3, 0]


def test_the_program_of_the_answer_is_from_the_weightiest_group() -> None:
    answer = answered(OTHER_NAMES, SAME, RIGHT)
    assert answer.label is Label.TRUE
    assert [a.group for a in answer.translation.attempts] == [1, 2, 2]
    assert str(answer.program) == str(read_theory(SAME))


def test_a_group_of_nothing() -> None:
    assert group_runs([]) == ()


@pytest.mark.parametrize(("choice", "label"), [("A", Label.TRUE), ("B", Label.UNCERTAIN), ("neither", Label.TRUE)])
def test_the_model_chooses_between_two_readings_shown_a_world(choice: str, label: Label) -> None:
    model = Speaker(f"It says so.\nAnswer: {choice}")
    answer = ask(PROBLEM, model=model, strategy=Given((RIGHT, ONLY_DOGS)), arbitrate=True)
    assert answer.label is label
    (call,) = model.calls
    shown = call.prompt.messages[-1].content
    assert "All dogs are kind." in shown
    assert "∀x (Dog(x) → Kind(x))" in shown and "∀x (Kind(x) → Dog(x))" in shown
    assert "individual" in shown
    assert answer.settings["arbitration"]["choice"] == (choice if choice in "AB" else "")


def test_no_arbitration_where_all_agree_or_names_differ() -> None:
    model = Speaker("B")
    assert ask(PROBLEM, model=model, strategy=Given((RIGHT, SAME)), arbitrate=True).label is Label.TRUE
    uncertain = OTHER_NAMES.replace("⊢ Gentle(rex)", "⊢ Gentle(tom)")
    answer = ask(PROBLEM, model=model, strategy=Given((RIGHT, uncertain)), arbitrate=True)
    assert not model.calls and "no statement and world" in answer.settings["arbitration"]


def test_the_fallback_is_labelled_and_is_no_verdict() -> None:
    reply = "All dogs are kind, and Rex is one.\nAnswer: TRUE"
    answer = answered("nonsense ((", reply=reply, fallback=True)
    assert answer.label is None and answer.evidence is None and answer.proof is None
    assert answer.unproved is not None and answer.unproved.label is Label.TRUE and answer.unproved.text == reply
    assert str(answer).endswith("unproved: speaker says TRUE")
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))).unproved == answer.unproved


def test_the_fallback_is_silent_unless_asked_for_and_where_something_was_decided() -> None:
    assert answered("nonsense ((", reply="Answer: TRUE").unproved is None
    assert answered(RIGHT, reply="Answer: FALSE", fallback=True).unproved is None


def test_a_fallback_that_says_no_label() -> None:
    answer = answered("nonsense ((", reply="Who knows?", fallback=True)
    assert answer.unproved is not None and answer.unproved.label is None
