"""Modules are grown by recorded completions, verified in the sandbox, kept, found and refused."""

import multiprocessing
import os
import signal
import time

import pytest
from click.testing import CliRunner

from nesy.apps.cli import main
from nesy.errors import CheckFailed, HashMismatch, NotAProblem, SignatureError
from nesy.models.base import Capabilities, LanguageModel, Sample
from nesy.modules.index import FILE, Index
from nesy.modules.library import Library
from nesy.modules.record import Case, Module, Verification
from nesy.modules.sandbox import NoSafeSandbox, open_sandbox
from nesy.modules.signature import parse_signature
from nesy.modules.store import Store

HEAD = "twice(n: int) -> int"
CASES = [((n,), 2 * n) for n in (0, 1, 2, 5, -3)]
RIGHT = "```python\ndef twice(n):\n    return n + n\n```"
WRONG = "```python\ndef twice(n):\n    return n * n\n```"


class Scripted(LanguageModel):
    """Gives its completions one after the other, and keeps what it was shown."""

    name = "scripted"
    capabilities = Capabilities()

    def __init__(self, *texts):
        self.texts, self.shown = list(texts), []

    async def complete(self, call):
        self.shown.append(call.prompt.messages)
        return [Sample(self.texts.pop(0))]


@pytest.fixture
def library(tmp_path):
    try:
        open_sandbox("fast").close()
    except NoSafeSandbox as err:
        pytest.skip(f"no fast sandbox here: {err.message}")
    with Library(tmp_path / "lib", below=()) as made:
        yield made


def test_a_wrong_first_attempt_is_mended_and_the_module_is_reused(library):
    model = Scripted(WRONG, RIGHT)
    grown = library.grow(HEAD, doc="Twice a number", cases=CASES, properties=["result == 2 * n"], model=model)
    assert (grown.status, grown.calls) == ("admitted", 2)
    assert "a case fails" in model.shown[1][-1].content
    again = library.grow("double(x: int) -> int", doc="Double it", cases=CASES)
    assert again.status == "reused" and again.module == grown.module
    unfit = library.grow("double(x: int) -> int", doc="Double it", cases=CASES, properties=["result >= 0 or x == -3"])
    assert unfit.status == "rejected"


@pytest.mark.parametrize(
    "reply, failure",
    [
        (WRONG, "a case fails"),
        ("I cannot do that.", "not Python"),
        ("def other(n):\n    return 2 * n", "0 times"),
        ("def twice(n):\n    return {0: 0, 1: 2, 2: 4, 5: 10, -3: -6}.get(n, 0)", "property"),
        ("def twice(n):\n    while n == 0:\n        pass\n    return n + n", "time"),
    ],
)
def test_what_does_not_stand_the_checks_is_rejected(library, reply, failure):
    demanded = {"doc": "Twice", "cases": CASES, "properties": ["result == 2 * n"]}
    grown = library.grow(HEAD, **demanded, model=Scripted(reply), rounds=0)
    assert grown.status == "rejected" and failure in grown.reason
    assert list(library.store.keys()) == []


def test_held_out_cases_are_never_shown(library):
    model = Scripted("def twice(n):\n    return 2 * n if n < 100 else 0", RIGHT)
    library.grow(HEAD, doc="Twice", cases=CASES, held_out=[((n,), 2 * n) for n in range(777, 797)], model=model)
    assert len(model.shown) == 2
    assert not any("777" in message.content for shown in model.shown for message in shown)


@pytest.mark.parametrize("status", ["deprecated", "quarantined"])
def test_a_withdrawn_module_is_never_executed(library, status):
    key = library.grow(HEAD, doc="Twice", cases=CASES, model=Scripted(RIGHT)).module.key
    library.set_status(key, status)
    with pytest.raises(CheckFailed, match=status):
        library.run(key, [[1]])
    assert library.find("twice", cases=CASES) == []


def test_a_changed_module_is_never_executed(library):
    key = library.grow(HEAD, doc="Twice", cases=CASES, model=Scripted(RIGHT)).module.key
    (library.folder / key / "source.py").write_text("def twice(n):\n    return 4")
    with pytest.raises(HashMismatch, match="changed"):
        library.run(key, [[1]])


def test_too_few_or_ill_typed_cases_are_refused_before_the_model_is_called(library):
    for cases in (CASES[:4], [*CASES, (("a",), 2)]):
        with pytest.raises(NotAProblem):
            library.grow(HEAD, doc="Twice", cases=cases, model=Scripted())


@pytest.mark.parametrize(
    "head", ["", "f(n) -> int", "f(n: int)", "f(n: set) -> int", "f(*n: int) -> int", "f(n: int) -> int: x"]
)
def test_what_is_no_head_is_refused(head):
    with pytest.raises(SignatureError):
        parse_signature(head)


def test_the_command_line_shows_finds_and_withdraws(library):
    key = library.grow(HEAD, doc="Twice a number", cases=CASES, model=Scripted(WRONG, RIGHT)).module.key

    def said(*words):
        result = CliRunner().invoke(main, ["modules", *words, "--library", str(library.folder)])
        assert result.exit_code == 0, result.output
        return result.output

    assert key in said("list") and key in said("find", "twice")
    assert "return n + n" in said("show", key) and "a case fails" in said("history", "twice")
    assert said("verify", key).startswith("5 right")
    said("deprecate", key)
    assert "deprecated  1" in said("stats")
    said("promote", key)
    assert library.store.status(key) == "active"


def add_modules(folder, first, number):
    """Add modules to a store and index them, each said on a line of ``log-<first>`` once it is kept."""
    index = Index(folder / "lib" / FILE, [Store(folder / "lib")])
    verification = Verification(5, 0, 0, 0.566, 0.5, 0, 0, 0, 0, 0, "fast")
    with (folder / f"log-{first}").open("w") as log:
        for n in range(first, first + number):
            source = f"def f(n):\n    return n + {n}"
            made = Module(parse_signature("f(n: int) -> int"), "", source, (Case((0,), n),), verification)
            log.write(Store(folder / "lib").add(made) + "\n")
            log.flush()
            index.refresh()


@pytest.mark.slow
def test_four_processes_adding_at_once_lose_nothing(tmp_path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=add_modules, args=(tmp_path, 20 * n, 25)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    store = Store(tmp_path / "lib")
    assert len(list(map(store.load, store.keys()))) == 85
    assert indexed(store) == set(store.keys())


@pytest.mark.slow
def test_processes_killed_at_random_moments_lose_no_module(tmp_path):
    context, store = multiprocessing.get_context("fork"), Store(tmp_path / "lib")
    for n in range(200):
        worker = context.Process(target=add_modules, args=(tmp_path, 1000 * n, 1000))
        worker.start()
        time.sleep(0.005 + 0.0003 * n)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        assert indexed(store) == set(store.keys())
    kept = {module.key for module in map(store.load, store.keys())}
    said = {line for log in tmp_path.glob("log-*") for line in log.read_text().splitlines()}
    assert said and said <= kept == indexed(store)
    assert {store.status(key) for key in kept} == {"candidate"}


def indexed(store):
    """The keys in the index as it lies there, made equal to the folders."""
    index = Index(store.folder / FILE, [store])
    index.refresh()
    found = set(index.keys())
    index.close()
    return found
