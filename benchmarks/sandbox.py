"""Prints the median and 95th percentile of a call in each sandbox tier, warm: ``python benchmarks/sandbox.py``."""

import statistics
import time

from nesy.modules.sandbox import NoSafeSandbox, Program, Returned, Sandbox, available_tiers, open_sandbox

PROGRAM = Program("def f(xs):\n    return sorted(x * x for x in xs if x % 2)", "f")
CALLS = 300


def milliseconds(sandbox: Sandbox) -> tuple[float, float]:
    took = []
    for _ in range(CALLS):
        began = time.perf_counter()
        outcome = sandbox.run(PROGRAM, [[[5, 3, 2, 1]]])[0]
        took.append((time.perf_counter() - began) * 1000)
        assert outcome == Returned([1, 9, 25]), outcome
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def main() -> None:
    for report in available_tiers():
        print(f"{report.tier}: {report.how}")
        try:
            with open_sandbox(report.tier) as sandbox:
                median, high = milliseconds(sandbox)
        except NoSafeSandbox as err:
            print(f"  refused: {err}")
            continue
        print(f"  p50 {median:.3f} ms, p95 {high:.3f} ms a call ({CALLS} calls)")


if __name__ == "__main__":
    main()
