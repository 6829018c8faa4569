"""Runs one engine of unified-planning; a process of its own, started by ``unified.py``.

Run as a script, ``unified_worker.py ENGINE DOMAIN PROBLEM ANSWER``; the answer is one JSON object in a file, since
engines print what they like.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(engine: str, domain: str, problem: str, answer: str) -> None:
    """Solve the problem and write ``{"status": ..., "steps": [...]}`` or ``{"error": ...}``."""
    Path(answer).write_text(json.dumps(_solve(engine, domain, problem)), encoding="utf-8")


def _solve(engine: str, domain: str, problem: str) -> dict[str, object]:
    from unified_planning.exceptions import UPException
    from unified_planning.io import PDDLReader, PDDLWriter
    from unified_planning.shortcuts import OneshotPlanner, get_environment

    get_environment().credits_stream = None
    try:
        task = PDDLReader().parse_problem(domain, problem)
        with OneshotPlanner(name=engine) as planner:
            result = planner.solve(task)
    except UPException as err:
        return {"error": str(err) or type(err).__name__}
    steps = PDDLWriter(task).get_plan(result.plan).splitlines() if result.plan is not None else []
    return {"status": result.status.name, "steps": steps}


if __name__ == "__main__":
    main(*sys.argv[1:5])
