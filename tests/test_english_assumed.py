"""Existential import, unique names and disjoint types: off by default, listed where they are on."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from nesy.apps.cli import main
from nesy.engine.ask import ask
from nesy.errors import InputTooLarge
from nesy.translate.english.assumed import MAX_APART
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.reader import read
from nesy.verdict import Label

IMPORT = {"existential_import": True}
NAMES = {"unique_names": True}
TYPES = {"disjoint_types": True}


def assumed(text: str, **options: Any) -> list[str]:
    taken = read([text], None, EnglishOptions(**options)).taken
    return [str(item.formula) for item in taken if item.name.startswith("assumed ")]


@pytest.mark.parametrize(
    ("text", "question", "options", "label"),
    [
        ("All dogs are mammals. All dogs bark.", "Do some mammals bark?", IMPORT, Label.TRUE),
        ("No dog that barks is quiet.", "Is there a dog?", IMPORT, Label.TRUE),
        ("All dogs bark. No cat barks.", "Is there a cat?", IMPORT, Label.TRUE),
        ("If something is a unicorn, it is white.", "Is there a unicorn?", IMPORT, Label.UNCERTAIN),
        ("Nobody enters without a ticket.", "Does anybody have a ticket?", IMPORT, Label.UNCERTAIN),
        ("Only members vote.", "Does anybody vote?", IMPORT, Label.UNCERTAIN),
        ("Ann and Bob live in Rome. Only one person sings. Ann sings.", "Does Bob sing?", NAMES, Label.FALSE),
        ("Rex is a dog. Tom is a cat.", "Is Rex a cat?", TYPES, Label.FALSE),
        ("Dogs are mammals. Birds are animals. Rex is a dog.", "Is Rex a bird?", TYPES, Label.FALSE),
        ("Rex is a dog. All animals are kind.", "Is Rex an animal?", TYPES, Label.UNCERTAIN),
        ("Ann is a singer. Bob is a teacher.", "Is Ann a teacher?", TYPES, Label.UNCERTAIN),
    ],
)
def test_what_an_option_decides_is_open_without_it(
    text: str, question: str, options: dict[str, bool], label: Label
) -> None:
    assert ask(text, question, proofs=False).label is Label.UNCERTAIN
    assert ask(text, question, proofs=False, english=EnglishOptions(**options)).label is label


def test_names_that_are_said_to_be_one_are_left_open() -> None:
    assert assumed("Superman is Clark Kent. Lois likes Superman.", **NAMES) == ["superman ≠ lois", "clark_kent ≠ lois"]
    assert assumed("Ann Lee sings. Ann likes Bob.", **NAMES) == ["ann_lee ≠ bob", "ann ≠ bob"]


def test_kinds_that_meet_are_left_open() -> None:
    assert assumed("Rex is a dog. Tom is a cat. Pip is a dog and a cat.", **TYPES) == []
    assert assumed("Rex is a dog. Tom is a poodle. Every poodle is a dog.", **TYPES) == []
    assert assumed("Poodles are dogs. Poodles are pets. Rex is a dog. Tom is a pet.", **TYPES) == []


def test_what_is_assumed_is_listed_named_and_can_be_vetoed() -> None:
    text, question = "Rex is a dog. Tom is a cat.", "Is Rex a cat?"
    taken = read([text], question, EnglishOptions(disjoint_types=True)).taken
    assert [(item.name, item.text) for item in taken] == [("assumed 1", "nothing is a dog and a cat")]
    vetoed = EnglishOptions(disjoint_types=True, veto=("assumed 1",))
    assert ask(text, question, english=vetoed).label is Label.UNCERTAIN


def test_what_contradicts_the_premises_is_left_out_and_the_verdict_says_so() -> None:
    text = "All dogs bark. There are no dogs."
    answer = ask(text, "Is there a dog?", english=EnglishOptions(existential_import=True))
    assert answer.label is Label.FALSE
    assert any("is left out" in reason for reason in answer.verdict.reasons)


def test_the_command_line_has_the_options() -> None:
    def run(*arguments: str) -> str:
        return CliRunner().invoke(main, ["ask", "Rex is a dog. Tom is a cat.", "Is Rex a cat?", *arguments]).output

    assert run().startswith("UNCERTAIN")
    assert run("--disjoint-types").startswith("FALSE")
    assert run("--disjoint-types", "--veto", "assumed 1").startswith("UNCERTAIN")
    assert "--model translates itself" in run("--disjoint-types", "--model", "openai:x")


def test_the_command_line_can_forbid_the_second_reading() -> None:
    def run(*arguments: str) -> str:
        text = "All students who study pass. All students who sleep fail. Ann studies."
        return CliRunner().invoke(main, ["ask", text, "Does Ann pass?", *arguments]).output

    assert run().startswith("TRUE")
    assert run("--no-retry").startswith("UNCERTAIN")


def test_too_many_names_are_a_typed_error() -> None:
    text = " ".join(f"Nam{'a' * (n % 7)}{n}el is tall." for n in range(MAX_APART + 1))
    with pytest.raises(InputTooLarge, match="names that are told apart"):
        read([text], None, EnglishOptions(unique_names=True))
