"""A run against a server is killed in the middle and resumed from its cache; the server counts the calls.

A child process asks some hundred prompts, several at a time, through the HTTP client with a cache. It is killed with
SIGKILL when the server has been asked a share of them, then started again on the same file. What the cache held at the
kill must not be asked for again, and at the end no sample may be missing. The server is ``tests/fault_server.py``.

    python benchmarks/resume_from_cache.py [--calls 400] [--kills 3]
"""

from __future__ import annotations

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fault_server import FaultServer, Plan  # noqa: E402

import nesy  # noqa: E402
from nesy.models.base import Prompt  # noqa: E402

SAMPLES = 2


@dataclass(frozen=True)
class Found:
    """What one series of kills and a last run showed."""

    repeated: int
    """Calls for prompts whose samples the cache had."""
    again: int
    """Calls for prompts that were asked before and whose samples it had not."""
    missing: int
    """Samples that are not there at the end."""


def ask(url: str, cache: str, calls: int, at_once: int) -> None:
    """Ask everything, as the child process does, and check that each sample belongs to its prompt."""
    prompts = [Prompt.of(f"question {n}", f"question {n}") for n in range(calls)]
    model = nesy.model("openai:tiny", base_url=url, server="vllm", cache=cache, concurrency=at_once)
    try:
        results = model.generate(prompts, n=SAMPLES, temperature=0.7)
    finally:
        model.close()
    for prompt, samples in zip(prompts, results, strict=True):
        if [s.text for s in samples] != [f"answer to {prompt.problem_id}"] * SAMPLES:
            raise SystemExit(f"{prompt.problem_id} got {samples}")


def kept(cache: Path) -> Counter[str]:
    """The number of samples that the cache holds of each prompt."""
    if not cache.exists():
        return Counter()
    with closing(sqlite3.connect(cache)) as database:
        return Counter(dict(database.execute("SELECT problem, count(*) FROM samples GROUP BY problem")))


def child(url: str, cache: Path, options: argparse.Namespace) -> subprocess.Popen[bytes]:
    """The run in a process of its own."""
    command = [sys.executable, __file__, "--child", url, str(cache)]
    return subprocess.Popen([*command, "--calls", str(options.calls), "--at-once", str(options.at_once)])


def measure(cache: Path, options: argparse.Namespace) -> Found:
    """Kill, resume, compare."""
    repeated = again = 0
    plan = Plan(latency=options.latency)
    with FaultServer(plan, answer=lambda prompt, _: f"answer to {prompt}", keep=False) as server:
        for run in range(1, options.kills + 2):
            had, before = kept(cache), Counter(server.log.requests)
            process = child(server.url, cache, options)
            share = options.calls * run / (options.kills + 1)
            while run <= options.kills and process.poll() is None and len(server.log.requests) < share:
                time.sleep(0.001)
            if run <= options.kills:
                process.kill()
            end = {0: "ended", -9: "was killed"}.get(process.wait(), "failed")
            asked = Counter(server.log.requests) - before
            repeated += sum(asked[prompt] for prompt in had)
            again += sum(asked[prompt] for prompt in before if prompt not in had)
            print(f"run {run}: {len(had):4} prompts in the cache at its start, {asked.total():4} calls, {end}")
    return Found(repeated, again, SAMPLES * options.calls - kept(cache).total())


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill a run and resume it from its cache.")
    parser.add_argument("--calls", type=int, default=400)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=8, help="calls at work at one time")
    parser.add_argument("--latency", type=float, default=0.02, help="seconds that the server takes for an answer")
    parser.add_argument("--child", nargs=2, metavar=("URL", "CACHE"), help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    options = read_options()
    if options.child:
        url, cache = options.child
        ask(url, cache, options.calls, options.at_once)
        return
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder) / "cache.sqlite", options)
    print(f"calls repeated although the cache had their samples: {found.repeated}")
    print(f"calls made again because the kill came before their samples were in the cache: {found.again}")
    print(f"samples missing at the end: {found.missing} of {SAMPLES * options.calls}")
    if found.repeated or found.missing:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
