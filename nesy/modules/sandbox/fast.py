"""The fast tier: the Monty interpreter, which knows no files, network or processes, in worker processes."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar

from nesy.modules.sandbox.base import (
    DEFAULT_LIMITS,
    Job,
    Limits,
    NoSafeSandbox,
    Outcome,
    Program,
    Raised,
    Returned,
    Sandbox,
    Stopped,
    Tier,
)
from nesy.modules.sandbox.inside.plain import as_json
from nesy.modules.sandbox.stateless import is_stateless
from nesy.modules.sandbox.together import joined_inputs, joined_outcomes, joined_text
from nesy.modules.types import Json

_CLOCK = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
_REQUEST_SECONDS = 60.0
_TOGETHER = 50
"""Programs that share a session."""
_TOGETHER_SECONDS = 0.25
"""What they may take; those of a session that takes longer run again by themselves."""
_MEASURE = """import json as _nesy_json
_nesy_size = len(_nesy_json.dumps(_nesy_value))
(_nesy_size, _nesy_value if _nesy_size <= _nesy_most else None)
"""


class FastSandbox(Sandbox):
    """Monty sessions with a frozen clock and seeded random numbers.

    Args:
        processes: worker processes at most.

    Raises:
        NoSafeSandbox: if pydantic-monty is missing or does not start.
    """

    tier: ClassVar[Tier] = "fast"

    def __init__(self, processes: int = 2) -> None:
        try:
            import pydantic_monty
        except ImportError as err:
            raise NoSafeSandbox("pydantic-monty is not installed", hint="pip install 'nesy[sandbox]'") from err
        self._monty = pydantic_monty
        self._lock = threading.Lock()
        self._processes = processes
        self._pool: Any = self._open(processes)

    def _open(self, processes: int) -> Any:
        try:
            return self._monty.Monty(max_processes=processes, request_timeout=_REQUEST_SECONDS).__enter__()
        except (OSError, RuntimeError, self._monty.MontyError) as err:
            raise NoSafeSandbox(f"pydantic-monty does not start: {err}", hint="reinstall pydantic-monty") from err

    def run(
        self, program: Program, calls: Sequence[Sequence[Json]], *, limits: Limits = DEFAULT_LIMITS, seed: int = 0
    ) -> list[Outcome]:
        """Call the program's entry once for each list of arguments.

        Each call has a fresh session, but those of a program that provably keeps nothing share one.
        """
        found = self._together([(program, calls)], limits, seed) if len(calls) > 1 else None
        if found is None:
            return [self._call(program, arguments, limits, seed) for arguments in calls]
        pairs = zip(found[0], calls, strict=True)
        return [o if isinstance(o, Returned) else self._call(program, c, limits, seed) for o, c in pairs]

    def run_many(self, jobs: Sequence[Job], *, limits: Limits = DEFAULT_LIMITS, seed: int = 0) -> list[list[Outcome]]:
        """Run several programs; those that provably keep nothing share sessions, in all worker processes at once."""
        numbers = [n for n, (program, _) in enumerate(jobs) if is_stateless(program.source)]
        parts = [numbers[n : n + _TOGETHER] for n in range(0, len(numbers), _TOGETHER)]
        found: dict[int, list[Outcome]] = {}
        with ThreadPoolExecutor(self._processes) as threads:
            each = threads.map(lambda part: self._together([jobs[n] for n in part], limits, seed), parts)
            for part, outcomes in zip(parts, each, strict=True):
                found.update(zip(part, outcomes or (), strict=False))
        rest = (n for n in range(len(jobs)) if n not in found)
        found.update((n, self.run(*jobs[n], limits=limits, seed=seed)) for n in rest)
        return [found[n] for n in range(len(jobs))]

    def _together(self, jobs: Sequence[Job], limits: Limits, seed: int) -> list[list[Outcome]] | None:
        """The outcomes of stateless programs in one session; None where only calls by themselves can tell."""
        if not all(is_stateless(program.source) for program, _ in jobs):
            return None
        brief = replace(limits, seconds=min(limits.seconds, _TOGETHER_SECONDS))
        printed = self._monty.CollectString(limits.output_bytes)
        try:
            inputs = joined_inputs(jobs, limits)
            with self._session(brief, seed) as session:
                said = session.feed_run(joined_text(jobs), inputs=inputs, print_callback=printed)
        except (self._monty.MontyError, ValueError, TypeError, RecursionError):
            return None
        return None if said is None or printed.output else joined_outcomes(said)

    def close(self) -> None:
        """End the worker processes."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(None, None, None)

    def _call(self, program: Program, arguments: Sequence[Json], limits: Limits, seed: int) -> Outcome:
        try:
            json.dumps(list(arguments), allow_nan=False)
        except (TypeError, ValueError, RecursionError) as err:
            return Stopped("not-json", f"the arguments: {err}")
        if "\0" in program.source:
            return Raised("SyntaxError", "source code string cannot contain null bytes")
        monty = self._monty
        try:
            with self._session(limits, seed) as session:
                return self._in_session(session, program, arguments, limits)
        except monty.MontyCrashedError as err:
            return Stopped("time" if err.timed_out else "killed", "the worker process ended")
        except (monty.MontyError, ValueError, TypeError, RecursionError) as err:
            return self._failed(err)

    def _session(self, limits: Limits, seed: int) -> Any:
        if self._pool is None:
            raise NoSafeSandbox("the sandbox is closed", hint="open another one")
        return self._pool.checkout(
            script_name="module.py",
            limits={"max_feed_duration_secs": limits.seconds, "max_memory": limits.memory_mib << 20},
            os_policy={"datetime": _CLOCK, "sleep": "zero", "random_start": {"seed": seed}},
        )

    def _in_session(self, session: Any, program: Program, arguments: Sequence[Json], limits: Limits) -> Outcome:
        printed = self._monty.CollectString(limits.output_bytes)
        inputs = {"_nesy_arguments": list(arguments), "_nesy_most": limits.output_bytes}
        call = f"_nesy_value = {program.entry}(*_nesy_arguments)\nNone"
        try:
            session.feed_run(f"{program.source}\nNone", print_callback=printed)
            session.feed_run(call, inputs=inputs, print_callback=printed)
        except self._monty.MontyRuntimeError as err:
            flooded = len(printed.output.encode("utf-8", "replace")) >= limits.output_bytes
            return Stopped("output", "printed too much") if flooded or _is_flood(err, limits) else self._failed(err)
        return self._measured(session, printed, limits)

    def _measured(self, session: Any, printed: Any, limits: Limits) -> Outcome:
        try:
            size, value = session.feed_run(_MEASURE, print_callback=printed)
            if size > limits.output_bytes:
                return Stopped("output", f"a result of {size} bytes")
            plain: Any = as_json(value)
            json.dumps(plain, allow_nan=False)
        except (self._monty.MontyRuntimeError, TypeError, ValueError, RecursionError) as err:
            failed = self._failed(err)
            return failed if isinstance(failed, Stopped) else Stopped("not-json", str(err)[-200:])
        return Returned(plain, printed.output)

    def _failed(self, err: Exception) -> Outcome:
        if not isinstance(err, self._monty.MontyError):
            return Stopped("not-json", str(err)[:200])
        inner = err.exception()
        kind, message = type(inner).__name__, str(inner)[:4000]
        if kind == "MemoryError":
            return Stopped("memory", message[:200])
        if kind == "TimeoutError" and "time limit exceeded" in message:
            return Stopped("time", message[:200])
        return Raised(kind, message, _traceback(err))


def _is_flood(err: Any, limits: Limits) -> bool:
    return str(err.exception()).endswith(f"> {limits.output_bytes} bytes")


def _traceback(err: Any) -> str:
    display = getattr(err, "display", None)
    return str(display())[-4000:] if display is not None else ""
