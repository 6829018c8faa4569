"""ProofWriter from text to verdict: problems a second on one core, and what a second worker brings.

python benchmarks/speed_proofwriter.py --data FOLDER
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from nesy.bench.answering import run_item
from nesy.bench.dataset import load_dataset
from nesy.bench.run import run_bench
from nesy.bench.selection import Selection, select
from nesy.bench.settings import RunSettings

SETTINGS = RunSettings(mode="english")


def one_core(selection: Selection) -> tuple[float, float, float]:
    """Wall-clock and CPU seconds for all problems, and the share answered rightly."""
    start, cpu = time.perf_counter(), time.process_time()
    results = [run_item(item, SETTINGS) for item in selection.items]
    right = sum(result.right for result in results) / len(results)
    return time.perf_counter() - start, time.process_time() - cpu, right


def whole_run(selection: Selection, workers: int) -> float:
    """Wall-clock seconds of a whole run with its files, the start of the workers included."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        run_bench(selection, SETTINGS, Path(folder), workers=workers)
        return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, help="where ProofWriter is; without it NESY_DATA, the cache, or the sample"
    )
    parser.add_argument("--split", default="", help="default: the card's own choice; `all` is best for the workers")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    selection = select(load_dataset("proofwriter"), args.split, args.data)
    count = len(selection.items)
    print(f"ProofWriter {selection.split}, {count} problems, {args.repeat} repetitions, medians")
    run_item(selection.items[0], SETTINGS)
    runs = [one_core(selection) for _ in range(args.repeat)]
    wall, cpu = (statistics.median(run[i] for run in runs) for i in (0, 1))
    print(f"text to verdict, one process: {wall:.2f} s, {count / wall:.0f} problems/s;", end=" ")
    print(f"CPU {cpu:.2f} s, {count / cpu:.0f} problems per CPU second; right {runs[0][2]:.4f}")
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(args.repeat):
        for workers, seconds in times.items():
            seconds.append(whole_run(selection, workers))
    one, two = (statistics.median(times[workers]) for workers in (1, 2))
    print(f"whole run with its files: 1 worker {one:.2f} s, {count / one:.0f} problems/s;", end=" ")
    print(f"2 workers {two:.2f} s, {count / two:.0f} problems/s: {one / two:.2f} times as fast")


if __name__ == "__main__":
    main()
