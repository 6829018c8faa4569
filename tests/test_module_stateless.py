"""Programs that share a session provably keep nothing: each source says whether it may, and outcomes are the same."""

import pytest

from nesy.modules.sandbox import NoSafeSandbox, Program, Raised, Returned, Stopped, open_sandbox
from nesy.modules.sandbox.stateless import is_stateless

STATELESS = (
    "def f(n):\n    return n",
    '"""Says something."""\nimport math\nK = (1, -2)\ndef f(n=1, *, k=None):\n    return math.floor(n * K[0])',
    "from itertools import chain\ndef f(n):\n    return list(chain([n], [x for x in [n]]))",
    "def f(n):\n    k = 0\n    def g():\n        nonlocal k\n        k += n\n        return k\n    return g()",
)
STATEFUL = (
    "seen = []\ndef f(n):\n    seen.append(n)\n    return len(seen)",
    "def f(n, seen=[]):\n    seen.append(n)\n    return len(seen)",
    "def f(n, *, seen={}):\n    seen[n] = n\n    return len(seen)",
    "K = 0\ndef f(n):\n    global K\n    K += n\n    return K",
    "def f(n):\n    f.count = n\n    return n",
    "import math\ndef f(n):\n    math.pi = n\n    return n",
    "def f(n):\n    globals()['K'] = n\n    return n",
    "def f(n):\n    return f.__defaults__",
    "import functools\n@functools.cache\ndef f(n):\n    return n",
    "class A:\n    k = 0\ndef f(n):\n    A.k += n\n    return A.k",
    "import random\ndef f(n):\n    return random.random()",
    "import decimal\ndef f(n):\n    return n",
    "def len(x):\n    return 3\ndef f(n):\n    return len([n])",
    "def f(n):\n    return helper(n)",
    "def g():\n    helper = 1\n    return helper\ndef f(n):\n    return helper(n)",
    "def f(n):\n    return _nesy_jobs",
    "seen = iter((1, 2))\ndef f(n):\n    return next(seen)",
    "from math import *\ndef f(n):\n    return n",
    "for x in (1, 2):\n    pass\ndef f(n):\n    return x",
    "def f(n:\n    return",
)


@pytest.mark.parametrize("source", STATELESS)
def test_what_keeps_nothing_is_seen_to_keep_nothing(source):
    assert is_stateless(source)


@pytest.mark.parametrize("source", STATEFUL)
def test_what_may_keep_something_is_not(source):
    assert not is_stateless(source)


@pytest.fixture(scope="module")
def sandbox():
    try:
        made = open_sandbox("fast")
    except NoSafeSandbox as err:
        pytest.skip(f"no fast sandbox here: {err.message}")
    with made:
        yield made


def test_calls_that_share_a_session_do_not_share_arguments(sandbox):
    items = [3, 1, 2]
    program = Program("def f(a, b):\n    a.append(9)\n    a.sort()\n    return [a, b]", "f")
    wanted = [Returned([[1, 2, 3, 9], [3, 1, 2]])] * 2
    assert sandbox.run(program, [[items, items], [items, items]]) == wanted and items == [3, 1, 2]
    assert sandbox.run_many([(program, [[items, items]])] * 2) == [wanted[:1], wanted[:1]]


ODD = (
    "def f(n):\n    return 1 // n",
    "def f(n):\n    while n == 0:\n        pass\n    return n",
    "def f(n):\n    return (n, {'a': n})",
    "def f(n):\n    return {n: n}",
    "def f(n):\n    print(n)\n    return n",
    "def f(n):\n    return 'x' * 100000",
    "def f(n):\n    return float('nan')",
    "def f(n):\n    try:\n        return [0] * 10 ** 12\n    except Exception:\n        return 1",
    "def f(n):\n    return f(n)",
    "def g(n):\n    return n",
    "def f(n):\n    return n.missing",
    "def f(n):\n    return sum(n)",
    "def f(n):\n    return helper",
    "helper = 5\ndef f(n):\n    return helper",
    *STATEFUL,
)


@pytest.mark.slow
def test_many_programs_give_what_each_gives_in_fresh_sessions(sandbox):
    jobs = [(Program(source, "f"), [[0], [2]]) for source in ODD]
    for (program, calls), found in zip(jobs, sandbox.run_many(jobs), strict=True):
        alone = [sandbox.run(program, [call])[0] for call in calls]
        assert list(map(essence, found)) == list(map(essence, alone)), program.source
        assert list(map(essence, sandbox.run(program, calls))) == list(map(essence, alone)), program.source


def essence(outcome):
    if isinstance(outcome, Raised):
        return outcome.kind
    return outcome.reason if isinstance(outcome, Stopped) else outcome
