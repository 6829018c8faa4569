"""Modules call modules by hash, each with its own names; a withdrawn or changed one is not executed on the way."""

import pytest

from nesy.errors import CheckFailed, HashMismatch, UnknownName
from nesy.modules.graph import dependencies_first, dependency_graph, link
from nesy.modules.library import Library
from nesy.modules.record import Case, Module, Verification
from nesy.modules.sandbox import NoSafeSandbox, Returned, open_sandbox
from nesy.modules.signature import parse_signature

VERIFIED = Verification(5, 0, 0, 0.566, 0.5, 0, 0, 0, 0, 0, "fast")


def module(head, source, *dependencies):
    return Module(parse_signature(head), "", source, (Case((1,), 1),), VERIFIED, dependencies=dependencies)


STEP = module("step(n: int) -> int", "K = 1\ndef _add(n):\n    return n + K\ndef step(n):\n    return _add(n)")
STEP_2 = module("step(n: int) -> int", "K = 2\ndef _add(n):\n    return n + K\ndef step(n: int):\n    return _add(n)")
TWICE = module("twice(n: int) -> int", "def twice(n):\n    return step(step(n))", STEP.key)
BOTH = module(
    "both(n: int) -> int",
    "from __future__ import annotations\nK = 100\ndef _add(n):\n    return n + K\n"
    "def both(n):\n    return [twice(n), step(n), _add(n)]",
    TWICE.key,
    STEP_2.key,
)


@pytest.fixture
def library(tmp_path):
    try:
        open_sandbox("fast").close()
    except NoSafeSandbox as err:
        pytest.skip(f"no fast sandbox here: {err.message}")
    with Library(tmp_path / "lib", below=()) as made:
        for known in (STEP, STEP_2, TWICE, BOTH):
            made.store.add(known, "active")
        yield made


def test_each_module_keeps_its_own_names_and_its_own_version(library):
    assert library.run(BOTH.key, [[10]]) == [Returned([12, 12, 110])]
    assert library.store.load(BOTH.key) == BOTH


def test_both_tiers_link_alike(library):
    try:
        sandbox = open_sandbox("full")
    except NoSafeSandbox as err:
        pytest.skip(f"no full sandbox here: {err.message}")
    with sandbox:
        assert sandbox.run(library.program(BOTH.key), [[10]]) == [Returned([12, 12, 110])]


def test_the_graph_names_who_calls_whom():
    graph = dependency_graph([STEP, STEP_2, TWICE, BOTH])
    assert set(graph.edges) == {(TWICE.key, STEP.key), (BOTH.key, TWICE.key), (BOTH.key, STEP_2.key)}
    known = {m.key: m for m in (STEP, STEP_2, TWICE, BOTH)}
    assert [m.key for m in dependencies_first(BOTH, known.__getitem__)] == [STEP.key, TWICE.key, STEP_2.key]


def test_a_circle_is_refused():
    again = module("step(n: int) -> int", "def step(n):\n    return twice(n)", TWICE.key)
    known = {m.key: m for m in (STEP, TWICE, again)}
    with pytest.raises(CheckFailed, match="circle: step -> twice -> step"):
        link(again, known.__getitem__)


def test_a_module_with_global_statements_is_not_called_by_others():
    counting = module("step(n: int) -> int", "K = 0\ndef step(n):\n    global K\n    K += n\n    return K")
    caller = module("twice(n: int) -> int", "def twice(n):\n    return step(n)", counting.key)
    assert link(counting, {}.__getitem__).source == counting.source
    with pytest.raises(CheckFailed, match="global"):
        link(caller, {counting.key: counting}.__getitem__)


@pytest.mark.parametrize("status", ["deprecated", "quarantined"])
def test_a_withdrawn_dependency_stops_its_callers(library, status):
    library.set_status(STEP.key, status, "it breaks on 7")
    with pytest.raises(CheckFailed, match=rf"step@\w+ is {status} and is not executed \(it breaks on 7\)"):
        library.run(BOTH.key, [[10]])


def test_a_changed_or_missing_dependency_stops_its_callers(library):
    (library.folder / STEP.key / "source.py").write_text("def step(n):\n    return 0")
    with pytest.raises(HashMismatch):
        library.run(TWICE.key, [[10]])
    orphan = module("lone(n: int) -> int", "def lone(n):\n    return gone(n)", "gone@0123456789abcdef")
    library.store.add(orphan)
    with pytest.raises(UnknownName, match="gone@"):
        library.run(orphan.key, [[1]])


def test_folders_below_are_read_alone(library, tmp_path):
    with Library(tmp_path / "project", below=[library.folder]) as project:
        assert project.run(TWICE.key, [[1]]) == [Returned(3)]
        project.set_status(TWICE.key, "deprecated", "another one is better")
        with pytest.raises(CheckFailed, match="another one is better"):
            project.run(TWICE.key, [[1]])
        own = module("more(n: int) -> int", "def more(n):\n    return step(n)", STEP.key)
        project.store.add(own, "active")
        assert project.run(own.key, [[1]]) == [Returned(2)]
        assert {m.key for m in project.active()} == {STEP.key, STEP_2.key, BOTH.key, own.key}
    assert library.store.status(TWICE.key) == "active"
    assert not library.store.top.holds(own.key)
