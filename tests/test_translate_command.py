"""``nesy translate``, the reader's options, and problems with two readings."""

import json

import pytest
from click.testing import CliRunner

from nesy.apps.cli import main
from nesy.engine.ask import ask
from nesy.translate.english.options import EnglishOptions
from nesy.translate.english.reader import read
from nesy.verdict import Label, Status

PLAYERS = "All tennis players are fit. Ann is a professional tennis player."


def run(*arguments: str):
    return CliRunner().invoke(main, ["translate", *arguments])


def test_sentences_and_links_are_printed() -> None:
    result = run(PLAYERS, "Is Ann fit?")
    assert result.exit_code == 0
    assert "Is Ann fit?" in result.output
    assert "Fit(ann)" in result.output


def test_an_unread_sentence_is_named_and_sets_the_exit_status() -> None:
    result = run("Most dogs bark.", "--strict")
    assert result.exit_code == 3
    assert "(not read)" in result.output


def test_a_sentence_that_is_taken_whole_is_named_with_the_reason() -> None:
    result = run("Most dogs bark.")
    assert result.exit_code == 0
    assert "doubt 1: words of 'Most dogs bark.' are taken whole" in result.output


def test_json_is_the_translation() -> None:
    data = json.loads(run("Rex is a dog.", "--json").output)
    assert data["sentences"][0]["formula"] == "Dog(rex)"


def test_a_link_can_be_vetoed() -> None:
    text = ["Ann is a jazz singer.", "All singers are artists."]
    linked = read(text, "Is Ann an artist?")
    assert [link.name for link in linked.taken] == ["link 1"]
    assert read(text, "Is Ann an artist?", EnglishOptions(veto=("link 1",))).taken == ()
    assert ask(text, "Is Ann an artist?").label is Label.TRUE
    assert ask(text, "Is Ann an artist?", english=EnglishOptions(link=False)).label is Label.UNCERTAIN


def test_links_that_contradict_the_premises_are_left_out() -> None:
    answer = ask(["Babe is a guinea pig.", "Babe is not a pig."], "Is Babe a guinea pig?")
    assert answer.label is Label.TRUE
    assert any("left out" in reason for reason in answer.verdict.reasons)


def test_story_nouns_are_dropped_and_listed_on_request() -> None:
    text = ["All students who study pass.", "All students who sleep fail.", "Ann studies."]
    careful = EnglishOptions(retry=False)
    assert ask(text, "Does Ann pass?", english=careful).label is Label.UNCERTAIN
    options = EnglishOptions(drop_story_nouns=True)
    assert ask(text, "Does Ann pass?", english=options).label is Label.TRUE
    taken = [item.text for item in read(text, None, options).taken]
    assert taken == ["nothing is both 'pass' and 'fail'", "everything is a student"]


def test_two_readings_with_two_verdicts_are_ambiguous() -> None:
    answer = ask(["Ann is not tall and kind.", "Ann is not tall or Ann is old."], "Is Ann kind?")
    assert answer.verdict.status is Status.AMBIGUOUS
    assert any("two readings" in reason for reason in answer.verdict.reasons)


def test_two_readings_with_one_verdict_are_not_ambiguous() -> None:
    assert ask(["Ann is not tall and kind.", "Ann is tall."], "Is Ann kind?").label is Label.FALSE


@pytest.mark.parametrize(
    ("unread", "status"), [("Dogs, of the.", Status.TRANSLATION_FAILED), ("Weather: of the!", Status.SATISFIABLE)]
)
def test_an_unread_sentence_counts_only_where_the_verdict_may_depend_on_it(unread: str, status: Status) -> None:
    assert ask(["Rex is big.", unread, "Dogs bark."], "Does Rex bark?").verdict.status is status
    assert ask(["Rex is big.", unread, "Dogs bark."], "Is Rex big?").label is Label.TRUE
