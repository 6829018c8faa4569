"""What a sandbox returns, which tier a program needs, and when a tier is refused."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from nesy.modules.sandbox import (
    Limits,
    NoSafeSandbox,
    Program,
    Raised,
    Returned,
    Stopped,
    available_tiers,
    needed_tier,
    open_sandbox,
)
from nesy.modules.sandbox.full import FullSandbox, read_answer

LIMITS = Limits(seconds=5)


def opened_or_skipped(tier):
    try:
        return open_sandbox(tier)
    except NoSafeSandbox as err:
        pytest.skip(str(err))


@pytest.fixture(scope="module", params=["fast", "full"])
def sandbox(request):
    with opened_or_skipped(request.param) as opened:
        yield opened


@pytest.fixture
def full():
    with opened_or_skipped("full") as opened:
        yield opened


SAME_IN_BOTH = {
    "def f(x):\n    return x": [None, True, 0, -3, 2.5, "é☃", [], [1, [2]], {"a": {"b": None}}, 2**80],
    "import math\ndef f(x):\n    return math.isqrt(x)": [0, 99, 10**40],
    "def g(x):\n    return x * 2\ndef f(x):\n    return g(x) + 1": [3, -1],
    "def f(x):\n    return (x, (x,))": [1, "a"],
    "import datetime\ndef f(x):\n    return datetime.date.fromisoformat(x).isoformat()": ["2024-02-29"],
}


@pytest.mark.parametrize("source", SAME_IN_BOTH, ids=range(len(SAME_IN_BOTH)))
def test_both_tiers_compute_what_python_computes(sandbox, source):
    names = {}
    exec(source, names)
    for argument, outcome in zip(
        SAME_IN_BOTH[source],
        sandbox.run(Program(source, "f"), [[a] for a in SAME_IN_BOTH[source]], limits=LIMITS),
        strict=True,
    ):
        assert isinstance(outcome, Returned)
        assert outcome.value == json.loads(json.dumps(names["f"](argument)))


def test_no_call_sees_an_earlier_one(sandbox):
    program = Program("seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)", "f")
    assert sandbox.run(program, [[1], [2], [3]], limits=LIMITS) == [Returned(1)] * 3


def test_random_numbers_follow_the_seed(sandbox):
    program = Program("import random\ndef f():\n    return random.random()", "f")
    first, again, other = (sandbox.run(program, [[]], limits=LIMITS, seed=seed)[0] for seed in (1, 1, 2))
    assert first == again != other


def test_what_was_printed_is_kept(sandbox):
    assert sandbox.run(Program("def f():\n    print('a', 1)\n    return 2", "f"), [[]]) == [Returned(2, "a 1\n")]


def test_an_exception_names_the_programs_lines(sandbox):
    (outcome,) = sandbox.run(Program("def f(x):\n    return 1 // x", "f"), [[0]], limits=LIMITS)
    assert isinstance(outcome, Raised)
    assert outcome.kind == "ZeroDivisionError"
    assert "line 2" in outcome.traceback
    assert "child.py" not in outcome.traceback


def test_arguments_that_are_no_json(sandbox):
    for argument in (float("nan"), {1, 2}, object()):
        (outcome,) = sandbox.run(Program("def f(x):\n    return 1", "f"), [[argument]], limits=LIMITS)
        assert isinstance(outcome, Stopped)
        assert outcome.reason == "not-json"


@pytest.mark.parametrize(("body", "reason"), [("while True: pass", "time"), ("return {1}", "not-json")])
def test_why_a_call_was_stopped(sandbox, body, reason):
    (outcome,) = sandbox.run(Program(f"def f():\n    {body}", "f"), [[]], limits=Limits(seconds=0.3))
    assert isinstance(outcome, Stopped)
    assert outcome.reason == reason


def test_a_closed_sandbox_refuses():
    for tier in ("fast", "full"):
        sandbox = opened_or_skipped(tier)
        sandbox.close()
        with pytest.raises(NoSafeSandbox, match="closed"):
            sandbox.run(Program("def f():\n    return 1", "f"), [[]])


def test_the_full_tier_offers_sympy_and_networkx(full):
    source = "import sympy, networkx\ndef f():\n    return [str(sympy.factor('x**2-1')), len(networkx.path_graph(4))]"
    assert full.run(Program(source, "f"), [[]], limits=Limits(seconds=20, memory_mib=512)) == [
        Returned(["(x - 1)*(x + 1)", 4])
    ]


def test_a_killed_warm_process_is_replaced(full):
    program = Program("def f():\n    return 1", "f")
    os.killpg(full.pid, signal.SIGKILL)
    outcomes = [full.run(program, [[]], limits=LIMITS)[0] for _ in range(3)]
    assert outcomes[-1] == Returned(1)


def test_threads_share_a_sandbox(sandbox):
    program, found = Program("def f(x):\n    return x * x", "f"), {}

    def work(n):
        found[n] = sandbox.run(program, [[n]] * 5, limits=LIMITS)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: [Returned(n * n)] * 5 for n in range(6)}


@pytest.mark.parametrize(
    ("source", "tier"),
    [
        ("def f(): return 1", "fast"),
        ("import math, re", "fast"),
        ("from sympy import x", "full"),
        ("from . import x", "full"),
        ("def f(): yield 1", "full"),
        ("class A(int): pass", "full"),
        ("not python", "fast"),
    ],
)
def test_needed_tier(source, tier):
    assert needed_tier(source) == tier


FRAMES = ["", "x", "[]", "null", "{}", '{"returned": NaN, "printed": ""}', '{"returned": 1, "printed": 2}', "[" * 99999]


@pytest.mark.parametrize("said", FRAMES, ids=range(len(FRAMES)))
def test_forged_frames(said):
    assert isinstance(read_answer({"said": said, "ended": "closed"}, Limits()), Stopped)


def test_a_machine_without_walls_is_refused(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("nesy.modules.sandbox.inside.landlock.landlock_version", lambda: 0)
    with pytest.raises(NoSafeSandbox, match="bubblewrap is not installed and the kernel has no Landlock"):
        open_sandbox("full")
    assert not available_tiers()[1].available


def test_a_warm_process_that_does_not_start_says_why():
    with pytest.raises(NoSafeSandbox, match="out of order"):
        FullSandbox([sys.executable, "-c", "raise SystemExit('out of order')"])


def test_limits_and_entries_are_checked():
    with pytest.raises(ValueError, match="positive"):
        Limits(seconds=float("inf"))
    with pytest.raises(ValueError, match="function"):
        Program("", "f(); import os")


HOST = """
import sys
from nesy.modules.sandbox import Limits, Program, open_sandbox
sandbox = open_sandbox("full")
print(sandbox.pid, flush=True)
sandbox.run(Program("def f():\\n    while True: pass", "f"), [[]], limits=Limits(seconds=60))
"""


def test_a_killed_host_leaves_no_process(full):
    host = subprocess.Popen([sys.executable, "-c", HOST], stdout=subprocess.PIPE, text=True)
    with host:
        group = int(host.stdout.readline())
        time.sleep(0.2)
        host.kill()
    deadline = time.monotonic() + 10
    while running(group) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not running(group)


def running(group):
    """Whether a process of the group runs; one that has ended and waits to be reaped does not."""
    stats = list(Path("/proc").glob("[0-9]*/stat"))
    return any(in_group(path, group) for path in stats)


def in_group(stat, group):
    try:
        state, _, its_group = stat.read_text().rpartition(") ")[2].split()[:3]
    except (OSError, ValueError):
        return False
    return int(its_group) == group and state != "Z"
