"""Goals read from instructions over scenes without a model, and plans for the gold goals.

    python benchmarks/planning_sgl.py --data PATH [--show]

PATH holds ``scenarios.jsonl`` and ``domain/``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from nesy.bench.planning.sgl import load_scenarios, score_sgl, sgl_figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print what is not right")
    options = parser.parse_args()
    scenarios = load_scenarios(options.data)
    list(score_sgl(scenarios[:5]))
    rows = tuple(score_sgl(scenarios))
    for row in rows if options.show else ():
        if row.outcome != "right" or row.planned not in ("planned", "missing"):
            read = " ".join(map(str, row.reading.atoms))
            print(f"{row.outcome:9} {row.scenario.id:26} {row.scenario.instruction}")
            print(f"{'':9} gold {row.scenario.gold}, read {read} {row.reading.reason}; {row.planned}")
    for name, value in sgl_figures(rows).items():
        print(f"{name:14} {value}")


if __name__ == "__main__":
    main()
