"""The cache of samples: what is asked for again, what is not, and which files are refused."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nesy.errors import BadDataFile, FileMissing, ModelFailed
from nesy.exchange import Message, Usage
from nesy.languages.decoding import Grammar
from nesy.models import loop
from nesy.models.base import Call, Capabilities, Decoding, LanguageModel, Prompt, Sample
from nesy.models.wrappers.cached import Cached
from nesy.models.wrappers.sample_file import APPLICATION, VERSION, Kept, SampleFile

ROOT = Path(__file__).parent.parent


class Counting(LanguageModel):
    """Notes each call; its samples tell the prompt and the index."""

    name = "counting"

    def __init__(self, identity: str = "counting@1", wait: float = 0.0, fail: frozenset[int] = frozenset()) -> None:
        self.made, self.wait, self.fail, self.closed = list[tuple[str, int, int]](), wait, fail, False
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(many=True, seed=True)

    async def complete(self, call: Call) -> list[Sample]:
        content = call.prompt.messages[-1].content if call.prompt.messages else call.prompt.problem_id
        self.made.append((content, call.first, call.n))
        await asyncio.sleep(self.wait)
        numbers = range(call.first, call.first + call.n)
        if self.fail & set(numbers):
            raise ModelFailed("this one fails")
        return [Sample(f"{content}:{n}", "length", -float(n), Usage(3, n), "llguidance", ")") for n in numbers]

    async def aclose(self) -> None:
        self.closed = True


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "cache.sqlite"


@pytest.fixture
def cached(path: Path) -> Iterator[Cached]:
    model = Cached(Counting(), path)
    yield model
    model.close()


def made(model: Cached) -> list[tuple[str, int, int]]:
    inner = model.inner
    assert isinstance(inner, Counting)
    return inner.made


def test_what_the_file_has_is_not_asked_for_again(cached: Cached, path: Path) -> None:
    first = cached.generate(["a", "b"], n=2)
    again = cached.generate(["b", "a"], n=2)
    assert made(cached) == [("a", 0, 2), ("b", 0, 2)]
    assert [[s.text for s in samples] for samples in again] == [["b:0", "b:1"], ["a:0", "a:1"]]
    assert not any(s.cached for samples in first for s in samples)
    assert all(s.cached for samples in again for s in samples)
    other = Cached(Counting(), path)
    (from_file,) = other.generate(["a"], n=2)
    assert from_file == again[1] and made(other) == []
    assert from_file[1] == Sample("a:1", "length", -1.0, Usage(3, 1), "llguidance", ")", cached=True)
    other.close()


def test_only_the_missing_samples_are_asked_for_in_runs(cached: Cached) -> None:
    prompt, decoding = Prompt.of("p"), Decoding()

    def complete(first: int, n: int) -> list[Sample]:
        return loop.run(cached.complete(Call(prompt, decoding, n, first)))

    complete(2, 2)
    complete(6, 1)
    samples = complete(0, 9)
    assert made(cached) == [("p", 2, 2), ("p", 6, 1), ("p", 0, 2), ("p", 4, 2), ("p", 7, 2)]
    assert [s.text for s in samples] == [f"p:{n}" for n in range(9)]
    assert [s.cached for s in samples] == [n in (2, 3, 6) for n in range(9)]


GRAMMARS = [Grammar("fol", 'start: "a"'), Grammar("fol", 'start: "b"'), Grammar("fol", 'start: "a"', "{}")]
SETTINGS = [
    Decoding(),
    Decoding(temperature=0.0),
    Decoding(temperature=1.0),
    Decoding(max_tokens=9),
    Decoding(stop=("\n",)),
    Decoding(stop=("\n", ".")),
    Decoding(seed=1),
    Decoding(logprobs=True),
    *(Decoding(grammar=grammar) for grammar in GRAMMARS),
]


def test_everything_that_a_sample_depends_on_is_part_of_its_key(cached: Cached, path: Path) -> None:
    prompts = [
        Prompt.of("p"),
        Prompt.of("q"),
        Prompt((Message("system", "p"),)),
        Prompt((Message("user", "p"), Message("assistant", "x"), Message("user", "p"))),
        Prompt(problem_id="p"),
        Prompt(problem_id="q"),
    ]
    calls = [Call(prompts[0], decoding) for decoding in SETTINGS] + [Call(p, Decoding()) for p in prompts[1:]]
    for call in calls * 2:
        loop.run(cached.complete(call))
    assert len(made(cached)) == len(calls)
    other = Cached(Counting("counting@2"), path)
    other.generate(["p"])
    assert len(made(other)) == 1
    other.close()


def test_the_problem_is_no_part_of_the_key_where_there_are_messages(cached: Cached) -> None:
    cached.generate([Prompt.of("p", "1")])
    assert cached.generate([Prompt.of("p", "2")])[0][0].cached
    assert len(made(cached)) == 1


def test_equal_calls_at_the_same_time_are_made_once(path: Path) -> None:
    cached = Cached(Counting(wait=0.05), path)
    results = cached.generate(["p"] * 20, n=3)
    assert made(cached) == [("p", 0, 3)]
    assert all([s.text for s in samples] == ["p:0", "p:1", "p:2"] for samples in results)
    assert sum(not s.cached for samples in results for s in samples) == 3
    cached.close()


def test_overlapping_calls_share_what_they_can(path: Path) -> None:
    cached = Cached(Counting(wait=0.05), path)

    async def both() -> list[list[Sample]]:
        calls = [Call(Prompt.of("p"), Decoding(), n, first) for first, n in ((0, 3), (2, 3), (1, 1))]
        return await asyncio.gather(*map(cached.complete, calls))

    texts = [[s.text for s in samples] for samples in loop.run(both())]
    assert texts == [["p:0", "p:1", "p:2"], ["p:2", "p:3", "p:4"], ["p:1"]]
    assert sorted(made(cached)) == [("p", 0, 3), ("p", 3, 2)]
    cached.close()


def test_a_failure_reaches_all_who_wait_and_is_not_kept(path: Path) -> None:
    inner = Counting(wait=0.05, fail=frozenset({1}))
    cached = Cached(inner, path)

    async def several() -> list[list[Sample] | BaseException]:
        calls = [Call(Prompt.of("p"), Decoding(), 2)] * 3
        return await asyncio.gather(*map(cached.complete, calls), return_exceptions=True)

    assert all(isinstance(result, ModelFailed) for result in loop.run(several()))
    assert len(inner.made) == 1
    inner.fail = frozenset()
    assert [s.cached for s in cached.generate(["p"], n=2)[0]] == [False, False]
    cached.close()


def test_the_parts_that_succeeded_are_kept(path: Path) -> None:
    inner = Counting()
    cached = Cached(inner, path)
    loop.run(cached.complete(Call(Prompt.of("p"), Decoding(), 1, 2)))
    inner.fail = frozenset({4})
    with pytest.raises(ModelFailed, match="this one fails"):
        cached.generate(["p"], n=5)
    inner.fail = frozenset()
    inner.made.clear()
    assert [s.cached for s in cached.generate(["p"], n=5)[0]] == [True, True, True, False, False]
    assert inner.made == [("p", 3, 2)]
    cached.close()


def test_a_caller_that_gives_up_leaves_the_others_their_samples(path: Path) -> None:
    inner = Counting(wait=0.1)
    cached = Cached(inner, path)

    async def scenario() -> list[Sample]:
        call = Call(Prompt.of("p"), Decoding())
        first, second, third = (asyncio.create_task(cached.complete(call)) for _ in range(3))
        await asyncio.sleep(0.03)
        first.cancel()  # it is the one that asked
        second.cancel()
        return await third

    assert [s.text for s in loop.run(scenario())] == ["p:0"]
    assert inner.made == [("p", 0, 1)] * 2
    cached.close()


def test_a_sample_of_the_wrong_number_is_an_error(path: Path) -> None:
    class Short(Counting):
        async def complete(self, call: Call) -> list[Sample]:
            return (await super().complete(call))[1:]

    cached = Cached(Short(), path)
    with pytest.raises(ModelFailed, match="gave 1 samples where 2"):
        cached.generate(["p"], n=2)
    cached.close()


def test_it_stands_for_the_inner_model(cached: Cached) -> None:
    assert (cached.name, cached.identity) == ("counting", "counting@1")
    assert cached.capabilities == cached.inner.capabilities
    assert cached.settings == {"model": "counting"}
    cached.close()
    assert isinstance(cached.inner, Counting) and cached.inner.closed


def test_it_opens_again_after_it_was_closed(cached: Cached) -> None:
    cached.generate(["p"])
    cached.close()
    cached.close()
    assert cached.generate(["p"])[0][0].cached


def test_odd_texts_survive(path: Path) -> None:
    texts = ["", "\0", "\ud800", "'; DROP TABLE samples; --", "∀x\r\n😀", "x" * 10**6]

    class Odd(Counting):
        async def complete(self, call: Call) -> list[Sample]:
            return [Sample(text) for text in texts[call.first : call.first + call.n]]

    cached = Cached(Odd(), path)
    assert [s.text for s in cached.generate(["\ud800"], n=6)[0]] == texts
    assert [(s.text, s.cached) for s in cached.generate(["\ud800"], n=6)[0]] == [(t, True) for t in texts]
    cached.close()


def test_the_file_holds_no_message(cached: Cached, path: Path) -> None:
    cached.generate([Prompt.of("a secret question", "problem 7")], temperature=0.5, n=2)
    cached.close()
    assert b"secret" not in path.read_bytes().replace(b"a secret question:", b"")
    rows = sqlite3.connect(path)
    assert rows.execute("SELECT model, problem, number FROM samples").fetchall() == [
        ("counting@1", "problem 7", 0),
        ("counting@1", "problem 7", 1),
    ]
    assert json.loads(rows.execute("SELECT settings FROM samples").fetchone()[0])["temperature"] == 0.5
    rows.close()


# Files that are not a cache


def foreign(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE mine (x)")
    database.commit()
    database.close()


def other_layout(path: Path) -> None:
    SampleFile(path).close()
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA user_version = {VERSION + 1}")
    database.close()


def marked_but_empty(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA application_id = {APPLICATION}")
    database.execute("CREATE TABLE mine (x)")
    database.close()


WRONG: dict[str, tuple[Callable[[Path], object], type[Exception], str]] = {
    "text": (lambda path: path.write_text("my notes\n" * 100), BadDataFile, "not a cache"),
    "short text": (lambda path: path.write_text("x"), BadDataFile, "not a cache"),
    "another database": (foreign, BadDataFile, "something else"),
    "another layout": (other_layout, BadDataFile, f"layout {VERSION + 1}"),
    "no layout": (marked_but_empty, BadDataFile, "layout 0"),
    "a folder": (lambda path: path.mkdir(), FileMissing, "cannot be opened"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_file_that_is_no_cache_is_left_as_it_is(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "cache"
    make, error, message = WRONG[kind]
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(error, match=message):
        Cached(Counting(), path)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileMissing, match="cannot be opened"):
        Cached(Counting(), tmp_path / "file" / "cache")


def test_damage_inside_is_reported(cached: Cached, path: Path) -> None:
    cached.generate(["p"])
    database = sqlite3.connect(path)
    for damage in ("not json", "[]", '{"text": 3}', '{"text": "a", "usage": {"prompt_tokens": -1}}', '{"txt": "a"}'):
        database.execute("UPDATE samples SET sample = ?", (damage,))
        database.commit()
        with pytest.raises(BadDataFile, match="damaged sample"):
            cached.generate(["p"])
    database.execute("DROP TABLE samples")
    database.commit()
    database.close()
    with pytest.raises(ModelFailed, match="no such table"):
        cached.generate(["p"])


def test_overwritten_pages_are_reported(path: Path) -> None:
    cached = Cached(Counting(), path)
    cached.generate([f"prompt {n}" for n in range(300)])
    cached.close()
    body = bytearray(path.read_bytes())
    body[4096 : len(body)] = bytes([0xA5]) * (len(body) - 4096)
    path.write_bytes(body)
    damaged = Cached(Counting(), path)
    with pytest.raises(BadDataFile, match="not a cache that can be read"):
        damaged.generate(["prompt 7"])
    damaged.close()
    assert path.read_bytes()[4096:] == body[4096:]


def test_a_locked_file_is_waited_for(cached: Cached, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nesy.models.wrappers.sample_file.PATIENCE", 0.1)
    impatient = Cached(Counting(), path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(ModelFailed, match="locked"):
        impatient.generate(["p"])
    impatient.close()
    loop_free = cached.agenerate(["p"])

    async def released() -> list[list[Sample]]:
        waiting = asyncio.ensure_future(loop_free)
        await asyncio.sleep(0.1)  # the loop goes on while the file is locked
        assert not waiting.done()
        holder.execute("ROLLBACK")
        return await waiting

    assert asyncio.run(released())[0][0].text == "p:0"
    holder.close()


# Several processes


def ask(path: Path, first: int, results: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    model = Cached(Counting(), path)
    results.put([[s.text for s in samples] for samples in model.generate([f"p{n}" for n in range(first, first + 40)])])
    model.close()


def test_processes_share_the_file(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [context.Process(target=ask, args=(path, first, results)) for first in (0, 20)]
    for worker in workers:
        worker.start()
    found = [results.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    results.close()
    results.join_thread()
    assert sorted(found) == [[[f"p{n}:0"] for n in range(first, first + 40)] for first in (0, 20)]
    file = SampleFile(path)
    rows = file._connection.execute("SELECT count(*) FROM samples").fetchone()
    file.close()
    assert rows == (60,)


def test_a_forked_child_uses_a_connection_of_its_own(cached: Cached) -> None:
    cached.generate(["p"])
    child = os.fork()
    if not child:
        try:
            known, new = cached.generate(["p", "q"])
            os._exit(0 if known[0].cached and not new[0].cached else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    assert cached.generate(["q"])[0][0].cached


def test_the_same_sample_written_twice(path: Path) -> None:
    file = SampleFile(path)
    first, second = (Kept(b"k" * 32, "m", "", "{}", 0, Sample(text)) for text in ("first", "second"))
    file.write([first])
    file.write([second])
    assert file.read([b"k" * 32, b"other"]) == {b"k" * 32: Sample("first")}
    file.close()


RUN = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_cached import Counting
from nesy.models.wrappers.cached import Cached
model = Cached(Counting(wait=0.001), Path({path!r}))
for n in range(10_000):
    model.generate([f"p{{n}}"])
    print(n, flush=True)
"""


def test_a_killed_process_leaves_every_answer_that_returned(path: Path) -> None:
    script = RUN.format(tests=str(ROOT / "tests"), path=str(path))
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT)
    assert run.stdout is not None
    returned = [int(run.stdout.readline()) for _ in range(50)]
    run.send_signal(signal.SIGKILL)
    returned += [int(line) for line in run.stdout.read().split()]
    run.wait()
    run.stdout.close()
    again = Cached(Counting(), path)
    assert all(s.cached for samples in again.generate([f"p{n}" for n in returned]) for s in samples)
    assert made(again) == []
    everything = again.generate([f"p{n}" for n in range(returned[-1] + 20)])
    assert [s.text for samples in everything for s in samples] == [f"p{n}:0" for n in range(returned[-1] + 20)]
    assert {content for content, _, _ in made(again)}.isdisjoint(f"p{n}" for n in returned)
    assert len(made(again)) in (18, 19), "but for the call that the kill cut off, what was never asked is asked once"
    again.close()
