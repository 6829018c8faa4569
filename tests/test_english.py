"""The built-in English translator: fixture pairs, whole problems, hostile input, and the data sets if present."""

import json
import os
import time
from pathlib import Path

import pytest

from nesy.engine.ask import ask
from nesy.languages.fol.walk import depth
from nesy.problem import Problem
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.reader import read, split_sentences
from nesy.verdict import Label

HERE = Path(__file__).parent
FIXTURES = (HERE / "fixtures" / "english.txt", HERE / "fixtures" / "english_golden.txt")


def pairs() -> list[tuple[str, str]]:
    lines = [line for fixture in FIXTURES for line in fixture.read_text(encoding="utf-8").splitlines()]
    split = (line.rpartition(" ; ") for line in lines if line.strip() and not line.startswith("#"))
    return [(text.strip(), expected.strip()) for text, _, expected in split]


@pytest.mark.parametrize(("text", "expected"), pairs(), ids=[text for text, _ in pairs()])
def test_fixture(text: str, expected: str) -> None:
    *context, last = (part.strip() for part in text.split(" | "))
    strict = EnglishOptions(opaque=False)
    reading = read(context, last, strict) if last.endswith("?") else read([*context, last], None, strict)
    aligned = next(item for item in reading.sentences if item.text == last.removeprefix("True or false: "))
    if expected.startswith("!"):
        assert aligned in reading.unread
        assert aligned.formula is None
        assert " ".join(expected[1:].split()) in " ".join(aligned.problem.split())
    else:
        assert aligned.problem == ""
        assert str(aligned.formula) == expected
        assert reading.theory is not None


def test_fixture_covers_readings_and_refusals() -> None:
    refused = [text for text, expected in pairs() if expected.startswith("!")]
    assert len(pairs()) >= 600
    assert 20 <= len(refused) < len(pairs()) / 4


def test_theory_has_every_sentence_in_order() -> None:
    reading = read(["All dogs are mammals. Rex is a dog.", "No mammal is a bird."], "Is Rex a bird?")
    assert reading.theory is not None
    assert [(s.name, s.text) for s in reading.theory.premises] == [
        ("1", "All dogs are mammals."),
        ("2", "Rex is a dog."),
        ("3", "No mammal is a bird."),
    ]
    assert reading.theory.conclusion is not None
    assert str(reading.theory.conclusion.formula) == "Bird(rex)"
    assert [item.role for item in reading.sentences] == ["premise"] * 3 + ["conclusion"]


def test_one_unread_sentence_is_named_and_the_others_are_kept() -> None:
    reading = read(["Rex is a dog. Rex big the. Rex barks."], "Is Rex a dog?")
    assert reading.theory is not None
    assert [bool(item.problem) for item in reading.sentences] == [False, True, False, False]
    assert [item.text for item in reading.pertinent] == ["Rex big the."]


def test_without_question_there_is_no_conclusion() -> None:
    reading = read(["Rex is a dog."])
    assert reading.theory is not None
    assert reading.theory.conclusion is None


def test_word_classes_come_from_the_whole_problem() -> None:
    reading = read(["Rough things are blue. Rough, cold things chase the hot dog."], "The hot dog chases Ann.")
    assert [str(item.formula) for item in reading.sentences] == [
        "∀x (Rough(x) → Blue(x))",
        "∀x (Rough(x) ∧ Cold(x) → Chase(x, hot_dog))",
        "Chase(hot_dog, ann)",
    ]


def test_a_definite_phrase_presupposes_its_noun_where_the_problem_speaks_of_it() -> None:
    reading = read(["The dog is big. All dogs are mammals."], "Is the dog a mammal?")
    assert reading.theory is not None
    assert [str(s.formula) for s in reading.theory.premises][-1] == "Dog(dog)"
    assert [item.text for item in reading.taken] == ["the dog is a dog"]
    assert read(["The dog is big."], "Is the dog big?").taken == ()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", ()),
        (" \n ", ()),
        ("Dr. Smith is kind. Mr. J. Doe is not.", ("Dr. Smith is kind.", "Mr. J. Doe is not.")),
        ("It costs 2.5 dollars. Is it red?", ("It costs 2.5 dollars.", "Is it red?")),
        ("He lives in the U.S. and works.", ("He lives in the U.S. and works.",)),
        ("All dogs bark\nRex is a dog", ("All dogs bark", "Rex is a dog")),
        ("All dogs\nbark. Rex is\na dog.", ("All dogs\nbark.", "Rex is\na dog.")),
        ("Rex barks!\n\nAnn is kind", ("Rex barks!", "Ann is kind")),
    ],
)
def test_split_sentences(text: str, sentences: tuple[str, ...]) -> None:
    assert split_sentences(text) == sentences


HOSTILE = {
    "nothing": "",
    "blanks": " \t\n",
    "stops": "...!?",
    "NUL": "Rex is a\0 dog.",
    "control": "Rex \x1b[31m is a dog.",
    "one word of 10^5 letters": "a" * 100_000,
    "10^5 words": "big " * 100_000 + ".",
    "name of 300 letters": "A" + "b" * 300 + " is kind.",
    "nested relatives": "Everyone " + "who likes someone " * 20 + "is kind.",
    "more nested relatives": "Ann likes " + "someone who likes " * 30 + "Bob.",
    "joined nested relatives": "Ann likes " + "someone and everyone who likes " * 7 + "Bob.",
    "joined subjects and objects": "Ann, Bob and Cy like " + ", ".join(f"B{c}" for c in "abcdefghijklmnop") * 8,
    "conditions": "If " * 60 + "Ann is kind.",
    "wrapped": "It is false that " * 30 + "Ann is kind.",
    "emoji": "🐶 is a 🐱.",
    "quotes": "'“”’ is ’s.",
    "lone surrogate": "Rex is \ud800.",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_is_refused_in_bounded_time(text: str) -> None:
    start = time.process_time()
    for reading in (read([text], "Is Ann kind?"), read(["Ann is kind."], text)):
        if reading.theory is not None:
            assert all(depth(s.formula) < 100 for s in reading.theory.statements)
        else:
            assert any(item.problem for item in reading.sentences)
    assert time.process_time() - start < 2


def test_ten_thousand_sentences_take_linear_time() -> None:
    def seconds(count: int) -> float:
        text = " ".join(
            f"If Ann likes the cat and Bob is not kind then the dog {chr(97 + i % 26)}s Ann." for i in range(count)
        )
        start = time.process_time()
        read([text])
        return time.process_time() - start

    small, large = seconds(500), seconds(5000)
    assert large < 30 * max(small, 0.02)


def data(name: str) -> list[dict[str, str]]:
    folder = Path(os.environ.get("NESY_DATA", HERE.parent.parent / "shared" / "data"))
    path = folder / name
    if not path.exists():
        pytest.skip(f"{name} is not there; NESY_DATA names the folder that holds it")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def paraphrases() -> list[tuple[str, str, str]]:
    """Premises, question and verdict of each problem."""
    lines = (HERE / "fixtures" / "english_paraphrases.txt").read_text(encoding="utf-8").splitlines()
    problems = (line.rpartition(" = ") for line in lines if line.strip() and not line.startswith("#"))
    return [(*problem.rpartition(" ? ")[::2], verdict.strip()) for problem, _, verdict in problems]


NOT_FOUND = {"Ted is a restaurant owner.", "Kim wears formal clothes."}
"""Questions that are still answered UNCERTAIN, and should not be."""


def test_what_is_said_in_other_words_is_found() -> None:
    right = 0
    for premises, question, verdict in paraphrases():
        problem = Problem(tuple(premise.strip() for premise in premises.split(" | ")), question.strip())
        label = ask(problem, proofs=False).label
        right += label is not None and label.value == verdict
        assert label is not None
        assert label.value in (verdict, "UNCERTAIN"), question
        assert label.value == verdict or question.strip() in NOT_FOUND
    assert right >= 0.95 * len(paraphrases())


def test_loose_links_are_listed_and_can_be_vetoed_and_turned_off() -> None:
    premises = ("Everyone who regularly works at the mill is strong.", "Ann works at the mill.")
    problem = Problem(premises, "Ann is strong.")
    answer = ask(problem, proofs=False)
    assert answer.label is Label.TRUE
    taken = [item.text for item in answer.translation.sentences if item.role == "taken for granted"]
    assert any("are taken to say the same" in text for text in taken)
    assert ask(problem, proofs=False, english=EnglishOptions(retry=False)).label is Label.UNCERTAIN
    names = tuple(f"link {number}" for number in range(1, len(taken) + 9))
    assert ask(problem, proofs=False, english=EnglishOptions(veto=names)).label is Label.UNCERTAIN


@pytest.mark.parametrize(
    ("premise", "question"),
    [
        ("Leo likes music.", "Leo likes sports."),
        ("Mia owns a car.", "Mia owns a Swedish boat."),
        ("The tower was built before 1900.", "The tower was built in 1950."),
        ("Mia teaches Leo.", "Leo teaches Mia."),
        ("Leo is a former teacher.", "Leo is a teacher."),
        ("Mia never sings at home.", "Mia sings at home in the evening."),
    ],
)
def test_other_things_are_not_linked(premise: str, question: str) -> None:
    assert ask(Problem((premise,), question), proofs=False).label is not Label.TRUE


@pytest.mark.parametrize("name", ["proofwriter/dev.jsonl", "prontoqa/dev.jsonl"])
def test_every_sentence_of_a_data_set_is_read(name: str) -> None:
    problems = data(name)
    assert problems
    for problem in problems:
        reading = read([problem["context"]], problem["question"].partition("?")[2].strip())
        assert [item for item in reading.sentences if item.problem] == []


PROHIBITIONS = (
    ("Employees must not smoke. Bob is an employee.", "Bob smokes.", "May Bob smoke?"),
    ("No guest may use the pool. Pat is a guest.", "Pat uses the pool.", "May Pat use the pool?"),
    ("Do not enter the lab if you wear sandals. Tim wears sandals.", "Tim enters the lab.", "Can Tim enter the lab?"),
)


@pytest.mark.parametrize(("rules", "done", "allowed"), PROHIBITIONS)
def test_what_is_forbidden_is_not_undone(rules: str, done: str, allowed: str) -> None:
    strict = EnglishOptions(retry=False)
    assert ask(rules, allowed, english=strict, proofs=False).label is Label.FALSE
    assert ask(rules, done, english=strict, proofs=False).label is Label.UNCERTAIN
    loose = ask(rules, done, proofs=False)
    assert loose.label is Label.FALSE
    assert any("is allowed to do it" in item.text for item in loose.translation.sentences)
    assert any("more loosely" in reason for reason in loose.verdict.reasons)


@pytest.mark.parametrize("joint", ["and", "or", "or that", ", and"])
def test_long_lists_of_clauses_end_soon(joint: str) -> None:
    text = "It is not true that Ann sings" + f" {joint} Bob dances" * 24 + "."
    start = time.process_time()
    assert read([text], None, EnglishOptions(opaque=False)).unread
    assert time.process_time() - start < 10
