"""Planning tasks that are read, grounded, and read again from what the printer writes.

    python benchmarks/planning_ipc.py --data PATH [--seconds 60] [--limit N]

PATH holds folders with a domain and its problems, such as ``pddl/ipc``.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from itertools import islice
from pathlib import Path

import nesy
from nesy.bench.planning.solving import problem_pairs
from nesy.errors import NesyError
from nesy.languages.pddl.printer import domain_text, problem_text
from nesy.provers.planning.grounding.ground import ground


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60.0, help="limit for grounding one task")
    parser.add_argument("--limit", type=int, help="the first tasks only")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    begin = time.process_time()
    for domain, problem in islice(problem_pairs(options.data), options.limit):
        counts["pairs"] += 1
        try:
            _count(domain, problem, options.seconds, counts)
        except NesyError as err:
            print(f"{domain.parent.name}/{problem.name}: {err.message}")
    for name in ("pairs", "parsed", "round_trip", "grounded"):
        print(f"{name:14} {counts[name]}")
    print(f"{'cpu_seconds':14} {time.process_time() - begin:.1f}")


def _count(domain: Path, problem: Path, seconds: float, counts: Counter[str]) -> None:
    task = nesy.pddl(domain=domain, problem=problem)
    counts["parsed"] += 1
    again = nesy.pddl(domain=domain_text(task.domain), problem=problem_text(task.problem))
    counts["round_trip"] += (again.domain, again.problem) == (task.domain, task.problem)
    ground(task, seconds=seconds, memory_mib=2048)
    counts["grounded"] += 1


if __name__ == "__main__":
    main()
