"""The stages of growing: reuse by behaviour, head and cases from a task, bodies that call modules; new versions."""

import json

import pytest
from click.testing import CliRunner
from scripted_model import Scripted

from nesy.apps.cli import main
from nesy.errors import CheckFailed, NotAProblem
from nesy.modules.graph import dependency_graph
from nesy.modules.initialise import read_draft
from nesy.modules.library import Library
from nesy.modules.record import Case
from nesy.modules.sandbox import NoSafeSandbox, open_sandbox
from nesy.modules.signature import parse_signature
from nesy.modules.verify.check import Contract, verify
from nesy.modules.verify.differential import compare_tiers

STEP = "def step(n):\n    return n + 1"
CASES = [((n,), n + 1) for n in (0, 1, 2, 5, -3)]
TWICE_CASES = [((n,), n + 2) for n in (0, 1, 2, 5, -3)]


def replies(*texts):
    """A model that gives its texts one after the other."""
    left = list(texts)
    return Scripted(lambda _messages, _index: left.pop(0))


@pytest.fixture
def library(tmp_path):
    try:
        open_sandbox("fast").close()
    except NoSafeSandbox as err:
        pytest.skip(f"no fast sandbox here: {err.message}")
    with Library(tmp_path / "lib", below=()) as made:
        yield made


def grow_step(library):
    return library.grow("step(n: int) -> int", doc="The next number", cases=CASES, model=replies(STEP)).module


def grow_caller(library):
    source = "def second(n):\n    return step(step(n))"
    model = replies(source)
    asked = {"doc": "The number after the next", "cases": TWICE_CASES, "model": model}
    return library.grow("second(n: int) -> int", **asked), model


def test_a_body_may_call_what_the_library_has(library):
    step = grow_step(library)
    grown, model = grow_caller(library)
    assert "step(n: int) -> int: The next number" in model.calls[0].prompt.messages[-1].content
    assert grown.status == "admitted" and grown.module.dependencies == (step.key,)
    assert library.verify(grown.module.key).admitted
    assert library.run(grown.module.key, [[40]])[0].value == 42
    assert list(dependency_graph(library.active()).edges) == [(grown.module.key, step.key)]


def test_a_new_version_renews_the_callers_that_stand(library):
    step, caller = grow_step(library), grow_caller(library)[0].module
    better = "def step(n):\n    return 1 + n"
    asked = {"doc": "The next number", "cases": CASES, "model": replies(better), "replaces": step.key}
    new = library.grow("step(n: int) -> int", **asked).module
    assert library.store.status(step.key) == library.store.status(caller.key) == "deprecated"
    (renewed,) = [module for module in library.active() if module.name == "second"]
    assert renewed.dependencies == (new.key,) and library.run(renewed.key, [[0]])[0].value == 2
    assert library.store.standing(caller.key).reason == f"{renewed.key} took its place"


def test_a_new_version_quarantines_the_callers_that_break(library):
    step, caller = grow_step(library), grow_caller(library)[0].module
    asked = {"doc": "The fourth number after the next", "cases": [((n,), n + 8) for n in range(5)]}
    third = library.grow(
        "third(n: int) -> int", **asked, model=replies("def third(n):\n    return second(n) + 6")
    ).module
    wider = {"doc": "Ten on", "cases": [((n,), n + 10) for n in range(5)], "replaces": step.key}
    new = library.grow("step(n: int) -> int", **wider, model=replies("def step(n):\n    return n + 10")).module
    assert third.dependencies == (caller.key,)
    assert library.store.status(caller.key) == library.store.status(third.key) == "quarantined"
    assert "a case fails: second(0) should give 2; it returned 20" in library.store.standing(caller.key).reason
    with pytest.raises(CheckFailed, match=r"third@\w+ is quarantined .*it calls second@\w+, which is quarantined"):
        library.run(third.key, [[1]])
    assert [module.key for module in library.active()] == [new.key]


def test_a_version_that_calls_its_own_callers_is_refused(library):
    step = grow_step(library)
    grow_caller(library)
    asked = {"doc": "The number after the next", "cases": CASES, "replaces": step.key, "rounds": 0}
    grown = library.grow("step(n: int) -> int", **asked, model=replies("def step(n):\n    return second(n) - 1"))
    assert grown.status == "rejected" and "circle: step -> second -> step" in grown.reason
    assert library.store.status(step.key) == "active"


DRAFT = {"head": "step(n: int) -> int", "doc": "The next number.", "properties": ["result > n"]}
DRAFT["cases"] = [{"inputs": list(inputs), "expected": value} for inputs, value in CASES]


def test_a_task_alone_becomes_head_cases_and_body(library):
    model = replies("no JSON", json.dumps(DRAFT), STEP)
    grown = library.grow_for("count one further", model=model)
    assert (grown.status, grown.calls, grown.module.properties) == ("admitted", 3, ("result > n",))
    assert "not the description of a function" in model.calls[1].prompt.messages[-1].content
    again = library.grow_for("what follows a number", model=replies(json.dumps(DRAFT)))
    assert (again.status, again.calls) == ("reused", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"head": "step(n) -> int"},
        {"head": 3},
        {"cases": DRAFT["cases"][:4]},
        {"cases": [{"inputs": 3}] * 9},
        {"cases": [{"inputs": ["a"], "expected": 1}] * 9},
        {"properties": ["result >"]},
        {"properties": 7},
    ],
)
def test_what_is_no_description_of_a_function_is_refused(change):
    with pytest.raises((ValueError, NotAProblem)):
        read_draft(json.dumps({**DRAFT, **change}))


def test_a_model_that_describes_nothing_is_asked_no_more_than_agreed(library):
    with pytest.raises(NotAProblem, match="in 2 attempts"):
        library.grow_for("anything", model=replies("?", "?"), rounds=1)


def test_the_tiers_are_compared_where_both_can_run_a_source(library):
    try:
        full = open_sandbox("full")
    except NoSafeSandbox as err:
        pytest.skip(f"no full sandbox here: {err.message}")
    assert grow_step(library).verification.both_tiers == 5
    contract = Contract(parse_signature("f(n: int) -> int"), tuple(Case((n,), n) for n in range(5)))
    clock = "import datetime\ndef f(n):\n    return n if datetime.datetime.now().year == 2024 else -1"
    with open_sandbox("fast") as fast, full:
        found = verify(clock, contract, fast)
        assert found.admitted
        assert "the sandbox tiers disagree on f(0)" in compare_tiers(found, clock, contract, fast, full).failure


def test_the_command_line_grows_from_a_recording_or_reuses(library, tmp_path, monkeypatch):
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps({"inputs": list(i), "expected": v}) + "\n" for i, v in CASES))
    monkeypatch.setattr("nesy.apps.modules_command.named_model", lambda *_, **__: replies("nonsense (", STEP))
    said = ["modules", "grow", "step(n: int) -> int", "--cases", str(cases), "--library", str(library.folder)]
    first = CliRunner().invoke(main, [*said, "--doc", "The next number", "--model", "scripted"])
    assert first.exit_code == 0 and "admitted  step@" in first.output and "not Python" in first.output
    assert "reused  step@" in CliRunner().invoke(main, said).output
    other = [*said[:2], "back(n: str) -> int", *said[3:]]
    assert CliRunner().invoke(main, other).exit_code == 2
    assert CliRunner().invoke(main, ["modules", "grow", "--task", "x"]).exit_code == 2
