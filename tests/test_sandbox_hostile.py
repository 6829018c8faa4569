"""Hostile programs: contained in both tiers, the host alive and no process left."""

import os
import shutil
import time
from pathlib import Path

import pytest

from nesy.modules.sandbox import Limits, NoSafeSandbox, Program, Raised, Returned, Stopped, open_sandbox

TEXT = (Path(__file__).parent / "fixtures/hostile/snippets.txt").read_text()
SNIPPETS = dict(block.split("\n", 1) for block in TEXT.split("=== ")[1:])
LIMITS = Limits(seconds=0.3, memory_mib=64, output_bytes=20000)
SPARE_SECONDS = 6.0


@pytest.fixture(scope="module", params=["fast", "full", "full without bubblewrap"])
def sandbox(request):
    with pytest.MonkeyPatch.context() as patch:
        if "without" in request.param:
            patch.setattr(shutil, "which", lambda name: None)
        try:
            opened = open_sandbox(request.param.split()[0])
        except NoSafeSandbox as err:
            pytest.skip(str(err))
    with opened:
        yield opened


def test_there_are_enough():
    assert len(SNIPPETS) >= 60


@pytest.mark.parametrize("name", SNIPPETS)
def test_contained(sandbox, name):
    began = time.monotonic()
    outcome = sandbox.run(Program(SNIPPETS[name], "attack"), [[]], limits=LIMITS)[0]
    assert time.monotonic() - began < LIMITS.seconds + SPARE_SECONDS
    assert isinstance(outcome, Returned | Raised | Stopped)
    assert not isinstance(outcome, Returned) or outcome.value != "ESCAPED"
    assert len(repr(outcome)) < 10 * LIMITS.output_bytes
    assert sandbox.run(Program("def f(x):\n    return x + 1", "f"), [[1]], limits=Limits(seconds=10)) == [Returned(2)]


@pytest.mark.parametrize(
    "source", ["def f():\n    return '\0'", "\ud800", "", "\0" * 100, "(" * 5000, "-" * 100000 + "1"]
)
def test_odd_sources(sandbox, source):
    assert isinstance(sandbox.run(Program(source, "f"), [[]], limits=LIMITS)[0], Raised | Stopped)


def test_the_full_tiers_processes_end_with_it():
    try:
        sandbox = open_sandbox("full")
    except NoSafeSandbox as err:
        pytest.skip(str(err))
    sandbox.run(Program(SNIPPETS["process: setsid daemon"], "attack"), [[]], limits=LIMITS)
    group = sandbox.pid
    sandbox.close()
    deadline = time.monotonic() + 5
    while _group_lives(group) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _group_lives(group)


def _group_lives(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
