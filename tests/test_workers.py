import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from nesy.errors import NotAProblem, ProverFailed
from nesy.provers.base import Limits
from nesy.provers.external import run_program
from nesy.provers.workers import Pool
from nesy.verdict import Status

FIXTURES = Path(__file__).parent / "fixtures"
ENGINE = "stubborn_engine"
SOON = Limits(seconds=0.3)
LONG = Limits(seconds=20)


def runs(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pid, seconds=5.0):
    deadline = time.monotonic() + seconds
    while runs(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture
def pool(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(FIXTURES))
    with Pool(size=2) as pool:
        yield pool


def test_a_worker_is_kept_warm(pool):
    for text in ("one", "zwei \N{SNOWMAN}", "x" * 3_000_000):
        assert pool.ask(ENGINE, {"op": "echo", "text": text}, LONG).parts == {"said": text}
    assert len(pool.pids()) == 1


def test_a_worker_of_a_large_process_is_kept_warm_too(pool):
    ballast = bytearray(500_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])
    for _ in range(2):
        pool.ask(ENGINE, {"op": "echo", "text": "one"}, LONG)
        assert len(pool.pids()) == 1
    del ballast


def test_the_wall_limit_stops_native_code_and_the_next_question_works(pool):
    pool.warm(ENGINE)
    (pid,) = pool.pids()
    started = time.monotonic()
    reply = pool.ask(ENGINE, {"op": "spin"}, SOON)
    assert time.monotonic() - started < 1.0
    assert reply.stopped.status is Status.TIMEOUT
    assert reply.stopped.reason == "wall limit of 0.3 s"
    assert reply.parts == {"begun": True}
    assert not runs(pid)
    assert pool.ask(ENGINE, {"op": "echo", "text": "hi"}, LONG).parts == {"said": "hi"}
    assert pool.pids() != (pid,)


@pytest.mark.parametrize(
    ("op", "status", "words"),
    [
        ("eat", Status.MEMORY_OUT, "memory limit of 300 MB"),
        ("abort", Status.GAVE_UP, "SIGABRT"),
        ("raise", Status.GAVE_UP, "ValueError: no such thing"),
    ],
)
def test_a_worker_that_dies_is_explained_and_replaced(pool, op, status, words):
    reply = pool.ask(ENGINE, {"op": op}, Limits(seconds=20, megabytes=300))
    assert reply.stopped.status is status
    assert words in reply.stopped.reason
    assert pool.pids() == ()
    assert pool.ask(ENGINE, {"op": "echo", "text": "hi"}, LONG).stopped is None


def test_what_an_engine_prints_does_not_reach_the_frames(pool):
    assert pool.ask(ENGINE, {"op": "print"}, LONG).parts == {"said": "still fine"}


def test_a_worker_killed_while_idle_is_replaced(pool):
    pool.warm(ENGINE)
    (pid,) = pool.pids()
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    assert pool.ask(ENGINE, {"op": "echo", "text": "hi"}, LONG).parts == {"said": "hi"}


def test_a_worker_that_does_not_start_is_an_error_with_its_last_words(pool):
    with pytest.raises(ProverFailed, match="No module named 'no_such_engine'"):
        pool.ask("no_such_engine", {}, LONG)


def test_threads_share_the_pool(pool):
    said = {}

    def ask(n):
        said[n] = pool.ask(ENGINE, {"op": "echo", "text": str(n)}, LONG).parts["said"]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {n: str(n) for n in range(12)}
    assert 1 <= len(pool.pids()) <= 2


def test_closing_ends_workers_at_work(pool):
    pool.warm(ENGINE)
    (pid,) = pool.pids()
    replies = []
    thread = threading.Thread(target=lambda: replies.append(pool.ask(ENGINE, {"op": "spin"}, LONG)))
    thread.start()
    while "R" not in Path(f"/proc/{pid}/stat").read_text():
        time.sleep(0.001)
    pool.close()
    thread.join(5)
    assert not runs(pid)
    assert replies[0].stopped.status is Status.GAVE_UP
    with pytest.raises(ProverFailed, match="closed"):
        pool.ask(ENGINE, {"op": "echo", "text": "hi"}, LONG)


def test_an_interrupted_question_leaves_no_worker(pool, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    pool.warm(ENGINE)
    (pid,) = pool.pids()
    monkeypatch.setattr("nesy.provers.workers.read_frame", interrupt)
    with pytest.raises(KeyboardInterrupt):
        pool.ask(ENGINE, {"op": "spin"}, LONG)
    assert not runs(pid)
    assert pool.pids() == ()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_has_workers_of_its_own(pool):
    pool.warm(ENGINE)
    (pid,) = pool.pids()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            forgotten = pool.pids() == ()
            fresh = pool.ask(ENGINE, {"op": "echo", "text": "hi"}, LONG).parts == {"said": "hi"}
            pool.close()
            code = 0 if forgotten and fresh else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert pool.pids() == (pid,)
    assert pool.ask(ENGINE, {"op": "echo", "text": "hi"}, LONG).parts == {"said": "hi"}


HOST = """
import sys, threading
from nesy.provers.base import Limits
from nesy.provers.workers import Pool
pool = Pool(size=2)
pool.warm("stubborn_engine")
idle = set(pool.pids())
threading.Thread(target=pool.ask, args=("stubborn_engine", {"op": "spin"}, Limits(seconds=60)), daemon=True).start()
while not pool._busy: pass
pool.warm("stubborn_engine")
print(*pool.pids(), flush=True)
sys.stdin.read()
"""


def start_host(code):
    root = str(Path(sys.modules["nesy"].__file__).parents[1])
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([root, str(FIXTURES)])}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )


def end(host):
    host.kill()
    host.wait()
    host.stdin.close()
    host.stdout.close()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_no_worker_outlives_a_host_that_is_killed():
    host = start_host(HOST)
    pids = [int(word) for word in host.stdout.readline().split()]
    assert len(pids) == 2
    assert all(runs(pid) for pid in pids)
    end(host)
    assert all(gone(pid) for pid in pids)


EXTERNAL_HOST = """
import sys
from pathlib import Path
from nesy.provers.base import Limits
from nesy.provers.external import run_program
code = f"import os; open({FILE!r}, 'w').write(str(os.getpid())); sum(range(10**15))"
run_program(Path(sys.executable), ["-c", code], Limits(seconds=60), 1000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="relies on Linux's parent-death signal")
def test_no_program_outlives_a_host_that_is_killed(tmp_path):
    file = tmp_path / "pid"
    host = start_host(f"FILE = {str(file)!r}\n" + EXTERNAL_HOST)
    deadline = time.monotonic() + 10
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    pid = int(file.read_text())
    assert runs(pid)
    end(host)
    assert gone(pid)


def python(code, limits=LONG, output_bytes=100_000):
    return run_program(Path(sys.executable), ["-c", code], limits, output_bytes)


def test_a_program_ends_with_its_output_and_code():
    run = python("import sys; print('hi'); print('oh', file=sys.stderr, flush=True); sys.exit(3)")
    assert sorted(run.output.split()) == ["hi", "oh"]
    assert (run.code, run.timed_out) == (3, False)


def test_a_program_is_stopped_with_its_children(tmp_path):
    file = tmp_path / "pid"
    spawn = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(file)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(60)"
    )
    started = time.monotonic()
    run = python(spawn, Limits(seconds=1.0))
    assert run.timed_out
    assert time.monotonic() - started < 2
    assert gone(int(file.read_text()))


def test_a_program_that_floods_its_output_is_stopped():
    run = python("while True: print('x' * 1000)", output_bytes=5000)
    assert len(run.output) == 5000
    assert not run.timed_out


def test_a_program_over_its_memory_fails():
    assert "MemoryError" in python("bytearray(10**10)", Limits(seconds=20, megabytes=300)).output


def test_limits_leave_room():
    for wrong in ({"seconds": 0}, {"megabytes": -1}, {"rlimit": -1}):
        with pytest.raises(NotAProblem):
            Limits(**wrong)
