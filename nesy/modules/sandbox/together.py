"""One text for the fast tier that makes the calls of several stateless programs, and what came of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from nesy.modules.sandbox.base import Job, Limits, Outcome, Raised, Returned, Stopped
from nesy.modules.sandbox.inside.plain import as_json

_RUNNER = """import json as _nesy_json
_nesy_jobs = _nesy_json.loads(_nesy_text)
_nesy_results = []
def _nesy_each(_nesy_entry, _nesy_calls):
    _nesy_outcomes = []
    for _nesy_arguments in _nesy_calls:
        try:
            _nesy_outcomes.append((0, _nesy_entry(*_nesy_arguments), ""))
        except Exception as _nesy_error:
            _nesy_outcomes.append((1, type(_nesy_error).__name__, str(_nesy_error)[:4000]))
    _nesy_results.append(_nesy_outcomes)
"""
_MEASURE = """_nesy_size = len(_nesy_json.dumps(_nesy_results))
_nesy_results if _nesy_size <= _nesy_most else None
"""
_LIMITS = ("MemoryError", "TimeoutError")
"""Exceptions by which the interpreter tells that a limit was reached."""


def joined_text(jobs: Sequence[Job]) -> str:
    """The text that defines each program and makes its calls, one after the other; its value is all outcomes."""
    parts = [f"{program.source}\n_nesy_each({program.entry}, _nesy_jobs[{n}])" for n, (program, _) in enumerate(jobs)]
    return "\n".join([_RUNNER, *parts, _MEASURE])


def joined_inputs(jobs: Sequence[Job], limits: Limits) -> dict[str, Any]:
    """The values that the text reads. All arguments cross as one text, so that no two are one object.

    Raises:
        TypeError, ValueError, RecursionError: if an argument is not JSON.
    """
    arguments = [[list(c) for c in calls] for _, calls in jobs]
    return {"_nesy_text": json.dumps(arguments, allow_nan=False), "_nesy_most": limits.output_bytes}


def joined_outcomes(said: Sequence[Sequence[tuple[int, Any, str]]]) -> list[list[Outcome]] | None:
    """The outcomes of each job; None if a limit was reached, so that nothing is known of the calls."""
    found = [_of_job(outcomes) for outcomes in said]
    told = (outcome.kind for outcomes in found for outcome in outcomes if isinstance(outcome, Raised))
    return None if any(kind in _LIMITS for kind in told) else found


def _of_job(outcomes: Sequence[tuple[int, Any, str]]) -> list[Outcome]:
    """The outcomes of a job's calls; each is looked at by itself only if not all results are JSON."""
    try:
        values: Any = as_json([value for _, value, _ in outcomes])
        json.dumps(values, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return [_outcome(*triple) for triple in outcomes]
    told = zip(outcomes, values, strict=True)
    return [Raised(value, message) if failed else Returned(value) for (failed, _, message), value in told]


def _outcome(failed: int, value: Any, message: str) -> Outcome:
    if failed:
        return Raised(str(value), message)
    try:
        plain: Any = as_json(value)
        json.dumps(plain, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as err:
        return Stopped("not-json", str(err)[-200:])
    return Returned(plain)
