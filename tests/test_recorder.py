"""Recording a model's samples and replaying them."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from nesy.errors import BadAnswerFile, CannotResume, FileMissing, ModelFailed, UnknownName
from nesy.exchange import Message, Usage
from nesy.languages.decoding import Grammar
from nesy.models import loop
from nesy.models.base import Call, Capabilities, Decoding, LanguageModel, Prompt, Sample
from nesy.models.recorded import Recorded, load_recording
from nesy.models.wrappers.cached import Cached
from nesy.models.wrappers.recorder import Recorder


class Echo(LanguageModel):
    """Its samples tell the last message, the number of messages and the index."""

    name = "echo"

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(many=True)

    async def complete(self, call: Call) -> list[Sample]:
        messages = call.prompt.messages
        said = f"{messages[-1].content if messages else call.prompt.problem_id}/{len(messages)}"
        numbers = range(call.first, call.first + call.n)
        return [Sample(f"{said}:{n}", "length", -0.5 * n, Usage(7, n), "llguidance", ")", n == 1) for n in numbers]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs" / "demo.jsonl"


def question(text: str, problem: str = "") -> Prompt:
    return Prompt((Message("system", "Translate."), Message("user", text)), problem)


def refined(prompt: Prompt, answer: str, *complaint: str) -> Prompt:
    more = (Message("assistant", answer), *(Message("user", c) for c in complaint))
    return Prompt((*prompt.messages, *more), prompt.problem_id)


def test_what_was_recorded_is_replayed_with_every_field(path: Path) -> None:
    recorder = Recorder(Echo(), path)
    prompts = [question("a", "p1"), question("b", "p2"), question("c")]
    asked: Any = {"n": 3, "temperature": 0.7, "stop": ["\n"], "grammar": Grammar("fol", 'start: "a"')}
    given = recorder.generate(prompts, **asked)
    replayed = load_recording(path)
    assert replayed.generate(prompts, **asked) == given
    assert given[0][1] == Sample("a/2:1", "length", -0.5, Usage(7, 1), "llguidance", ")", True)
    assert replayed.name == "demo" and replayed.problem_ids == ("p1", "p2")
    assert [len(s) for s in replayed.generate(prompts)] == [3, 3, 3]
    assert not replayed.capabilities.replays


def test_refinements_are_found_by_their_own_messages(path: Path) -> None:
    recorder = Recorder(Echo(), path)
    first = question("a", "p1")
    second = refined(first, "a/2:0", "that is no program")
    third = refined(second, "mended/4:0", "still none")
    for prompt in (first, second, third):
        recorder.generate([prompt], n=2)
    replayed = load_recording(path)
    assert [s[0].text for s in replayed.generate([third, first, second])] == [
        "still none/6:0",
        "a/2:0",
        "that is no program/4:0",
    ]
    with pytest.raises(UnknownName, match="holds 3 conversations about problem 'p1', and none has these messages"):
        replayed.generate([refined(first, "a/2:0", "another complaint")])
    with pytest.raises(UnknownName, match="nothing for problem 'p9'"):
        replayed.generate([question("x", "p9")])


def test_later_lines_extend_a_conversation(path: Path) -> None:
    recorder = Recorder(Echo(), path)
    prompt = question("a", "p1")
    for first, n in ((0, 2), (4, 1), (2, 2), (0, 2)):
        loop.run(recorder.complete(Call(prompt, Decoding(), n, first)))
    replayed = load_recording(path)
    assert [s.text for s in replayed.generate([prompt])[0]] == [f"a/2:{n}" for n in range(5)]
    part = loop.run(replayed.complete(Call(prompt, Decoding(), 2, 3)))
    assert [s.text for s in part] == ["a/2:3", "a/2:4"]
    with pytest.raises(UnknownName, match="holds 5 outputs for 'p1', not 6"):
        replayed.generate([prompt], n=6)


def test_a_gap_is_not_replayed(path: Path) -> None:
    recorder = Recorder(Echo(), path)
    prompt = question("a", "p1")
    for first in (0, 2):
        loop.run(recorder.complete(Call(prompt, Decoding(), 1, first)))
    replayed = load_recording(path)
    assert len(replayed.generate([prompt])[0]) == 1
    with pytest.raises(UnknownName, match="holds 1 outputs"):
        replayed.generate([prompt], n=3)


def test_other_settings_are_told_apart_where_both_were_recorded(path: Path) -> None:
    class Warm(Echo):
        async def complete(self, call: Call) -> list[Sample]:
            return [Sample(f"{call.decoding.temperature}") for _ in range(call.n)]

    recorder, prompt = Recorder(Warm(), path), question("a", "p1")
    recorder.generate([prompt], temperature=0.0)
    assert load_recording(path).generate([prompt], temperature=0.9)[0][0].text == "0.0"
    recorder.generate([prompt], temperature=0.5, n=2)
    replayed = load_recording(path)
    assert replayed.generate([prompt], temperature=0.5, n=2)[0][1].text == "0.5"
    assert [s.text for s in replayed.generate([prompt], temperature=0.0)[0]] == ["0.0"]
    with pytest.raises(UnknownName, match="2 times, but not with these settings"):
        replayed.generate([prompt], temperature=0.9)


def test_two_problems_with_the_same_messages(path: Path) -> None:
    class Random(Echo):
        async def complete(self, call: Call) -> list[Sample]:
            return [Sample(call.prompt.problem_id)]

    recorder = Recorder(Random(), path)
    recorder.generate([question("a", "p1"), question("a", "p2")])
    replayed = load_recording(path)
    assert [s[0].text for s in replayed.generate([question("a", "p2"), question("a", "p1")])] == ["p2", "p1"]
    assert replayed.problem_ids == ("p1", "p2")


def test_a_recording_of_a_recording(path: Path) -> None:
    recorder = Recorder(Recorded("demo", {"p1": ("Dog(rex)", "Cat(rex)"), "p2": ("P",)}), path)
    prompts = [Prompt(problem_id="p2"), Prompt(problem_id="p1")]
    given = recorder.generate(prompts)
    again = load_recording(path)
    assert again.generate(prompts) == given
    assert again.capabilities.replays and again.problem_ids == ("p2", "p1")


def test_a_cache_tells_recordings_of_the_same_name_apart(tmp_path: Path) -> None:
    found = []
    for folder in ("one", "two"):
        path = tmp_path / folder / "demo.jsonl"
        path.parent.mkdir()
        path.write_text(json.dumps({"id": "p1", "samples": [folder]}) + "\n")
        model = Cached(load_recording(path), tmp_path / "cache.sqlite")
        found.append(model.generate([Prompt(problem_id="p1")])[0][0].text)
        model.close()
    assert found == ["one", "two"]


def test_messages_do_not_matter_where_none_were_recorded(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"id": "p1", "samples": ["Dog(rex)"]}\n')
    assert load_recording(path).generate([question("whatever", "p1")])[0][0].text == "Dog(rex)"


def test_a_problem_with_one_conversation_needs_no_messages(path: Path) -> None:
    Recorder(Echo(), path).generate([question("a", "p1")])
    assert load_recording(path).generate([Prompt(problem_id="p1")])[0][0].text == "a/2:0"


def test_a_sample_recorded_twice_with_different_texts(path: Path) -> None:
    class Fresh(Echo):
        made = 0

        async def complete(self, call: Call) -> list[Sample]:
            self.made += 1
            return [Sample(f"{self.made}")]

    recorder = Recorder(Fresh(), path)
    recorder.generate([question("a")])
    recorder.generate([question("a")])
    with pytest.raises(BadAnswerFile, match="line 2: sample 0 of this conversation is recorded twice"):
        load_recording(path)


def test_odd_texts_survive(path: Path) -> None:
    odd = ["\ud800", "\0", "a\nb\r\n\u2028\x85", "∀x 😀", '"\\']
    recorder = Recorder(Echo(), path)
    given = recorder.generate([question(text, text) for text in odd])
    assert load_recording(path).generate([question(text, text) for text in odd]) == given
    assert len(path.read_bytes().splitlines()) >= len(odd) and path.read_bytes().count(b"\n") == len(odd)


def test_what_a_line_holds(path: Path) -> None:
    Recorder(Echo(), path).generate([question("a", "p1")], seed=3)
    record = json.loads(path.read_text())
    assert list(record) == ["id", "model", "messages", "decoding", "first", "samples"]
    assert record["model"] == "echo" and record["decoding"]["seed"] == 3
    assert record["messages"][1] == {"role": "user", "content": "a"}


def test_nothing_is_written_if_the_call_fails(path: Path) -> None:
    class Failing(Echo):
        async def complete(self, call: Call) -> list[Sample]:
            raise ModelFailed("no")

    with pytest.raises(ModelFailed):
        Recorder(Failing(), path).generate(["a"])
    assert path.read_bytes() == b""


# The file


def test_lines_of_several_writers_stay_whole(path: Path) -> None:
    recorders = [Recorder(Echo(), path) for _ in range(4)]
    long = "x" * 200_000

    def work(number: int) -> None:
        async def several() -> None:
            calls = [Call(question(f"{long}{number}.{n}"), Decoding()) for n in range(10)]
            await asyncio.gather(*map(recorders[number].complete, calls))

        asyncio.run(several())

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(load_recording(path).conversations) == 40


def test_a_cut_line_is_reported_and_passed_over_only_on_request(path: Path) -> None:
    recorder = Recorder(Echo(), path)
    recorder.generate([question("a", "p1"), question("b", "p2")])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(BadAnswerFile, match="line 2 is cut short") as caught:
        load_recording(path)
    assert "ignore_cut_line=True" in str(caught.value)
    assert load_recording(path, ignore_cut_line=True).problem_ids == ("p1",)
    with pytest.raises(CannotResume, match="has no end"):
        Recorder(Echo(), path)
    with path.open("a") as stream:
        stream.write("\n")
    with pytest.raises(BadAnswerFile, match="line 2 is not JSON"):
        load_recording(path, ignore_cut_line=True)


def test_a_last_line_without_its_end_is_read_if_it_is_whole(path: Path) -> None:
    Recorder(Echo(), path).generate([question("a", "p1")])
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert load_recording(path).problem_ids == ("p1",)


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "demo.jsonl"):
        with pytest.raises(FileMissing, match="cannot be written"):
            Recorder(Echo(), path)
    recorder = Recorder(Echo(), tmp_path / "folder" / "demo.jsonl")
    recorder.path.unlink()
    recorder.path.parent.rmdir()
    with pytest.raises(ModelFailed, match="cannot be written"):
        recorder.generate(["a"])


def test_a_full_disk_is_reported() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(ModelFailed, match="cannot be written: No space left"):
        Recorder(Echo(), Path("/dev/full")).generate(["a"])


GOOD = {"id": "p", "messages": [{"role": "user", "content": "a"}], "first": 0, "samples": [{"text": "x"}]}
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "role": ({"messages": [{"role": "robot", "content": "a"}]}, "role is one of"),
    "content": ({"messages": [{"role": "user", "content": 3}]}, "both texts"),
    "no content": ({"messages": [{"role": "user"}]}, "both texts"),
    "messages": ({"messages": "hello"}, "messages are a list"),
    "message": ({"messages": ["hello"]}, "messages are a list"),
    "first": ({"first": -1}, "'first' is the index"),
    "first text": ({"first": "0"}, "'first' is the index"),
    "sample": ({"samples": [{"text": 3}]}, "fields are texts"),
    "no text": ({"samples": [{}]}, "fields are texts"),
    "finish": ({"samples": [{"text": "x", "finish_reason": None}]}, "fields are texts"),
    "other field": ({"samples": [{"text": "x", "extra": 1}]}, "this is no sample"),
    "usage": ({"samples": [{"text": "x", "usage": {"prompt_tokens": True}}]}, "counted in whole numbers"),
    "usage shape": ({"samples": [{"text": "x", "usage": [1]}]}, "this is no usage"),
    "logprob": ({"samples": [{"text": "x", "logprob": "-1"}]}, "a log-probability is a number"),
    "samples": ({"samples": {"text": "x"}}, "no list of outputs"),
    "other format's sample": ({"samples": None, "generations": [{"text": "x"}]}, "no list of outputs"),
    "id": ({"id": ["p"]}, "names no problem"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_flawed_record_is_named(kind: str, tmp_path: Path) -> None:
    change, message = BAD[kind]
    path = tmp_path / "bad.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n{json.dumps({**GOOD, **change})}\n")
    with pytest.raises(BadAnswerFile, match=f"line 2.*{message}"):
        load_recording(path)
