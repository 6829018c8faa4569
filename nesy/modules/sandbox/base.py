"""What a sandbox runs, under which limits, and what comes back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import ClassVar, Final, Literal, TypeAlias

from nesy.errors import NesyError
from nesy.modules.types import Json

Tier: TypeAlias = Literal["fast", "full"]
Reason: TypeAlias = Literal["time", "memory", "output", "killed", "forbidden", "not-json"]


class NoSafeSandbox(NesyError, RuntimeError):  # noqa: N818 - an error is named for what it says
    """A tier that this machine cannot offer safely, so that nothing is run; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use.

    Args:
        seconds: wall-clock seconds.
        memory_mib: memory in MiB.
        output_bytes: bytes of the result, written as JSON, and of the printed text.

    >>> Limits(seconds=0)
    Traceback (most recent call last):
    ...
    ValueError: the limits of a sandbox are positive
    """

    seconds: float = 1.0
    memory_mib: int = 128
    output_bytes: int = 65536

    def __post_init__(self) -> None:
        if not (0 < self.seconds < float("inf") and self.memory_mib > 0 and self.output_bytes > 0):
            raise ValueError("the limits of a sandbox are positive")


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Program:
    """Python source and the function of it that is called.

    Args:
        source: a whole program; sources of modules that it calls stand before their callers.
        entry: the function's name.
    """

    source: str
    entry: str

    def __post_init__(self) -> None:
        if not self.entry.isidentifier():
            raise ValueError(f"not the name of a function: {self.entry!r}")


@dataclass(frozen=True, slots=True)
class Returned:
    """The call returned a value."""

    value: Json
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """The call, or the program around it, raised an exception: its class name, message and traceback."""

    kind: str
    message: str
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The sandbox ended the call: for which limit or rule, and the particulars."""

    reason: Reason
    detail: str = ""


Outcome: TypeAlias = Returned | Raised | Stopped


Job: TypeAlias = "tuple[Program, Sequence[Sequence[Json]]]"
"""A program and the arguments of its calls."""


class Sandbox(ABC):
    """A place where untrusted Python runs and from which only JSON comes back."""

    tier: ClassVar[Tier]

    @abstractmethod
    def run(
        self, program: Program, calls: Sequence[Sequence[Json]], *, limits: Limits = DEFAULT_LIMITS, seed: int = 0
    ) -> list[Outcome]:
        """Call the program's entry once for each list of arguments.

        No call sees what an earlier one left behind: every call starts from the program as written.

        Args:
            program: what to run.
            calls: the arguments of each call.
            limits: what each call may use.
            seed: what the program's random numbers start from.

        Returns:
            One outcome per call, in order.

        Raises:
            NoSafeSandbox: if the sandbox was closed or can no longer be started.
        """

    def run_many(self, jobs: Sequence[Job], *, limits: Limits = DEFAULT_LIMITS, seed: int = 0) -> list[list[Outcome]]:
        """Run several programs, each as :meth:`run` does, except that tracebacks may be missing.

        Raises:
            NoSafeSandbox: if the sandbox was closed or can no longer be started.
        """
        return [self.run(program, calls, limits=limits, seed=seed) for program, calls in jobs]

    @abstractmethod
    def close(self) -> None:
        """End all processes of the sandbox."""

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
