"""The protocol of provers: what they can do, what they are given and what they return."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from nesy.errors import NotAProblem
from nesy.evidence import Evidence
from nesy.languages.fol.theory import Theory
from nesy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one question; what is over a bound is stopped and the verdict names the bound.

    Raises:
        NotAProblem: if a bound is not positive.
    """

    seconds: float = 10.0
    """Wall-clock seconds for the whole question."""
    megabytes: int = 2048
    """Memory of the prover's process."""
    rlimit: int = 0
    """Z3's deterministic resource count for one check; 0 is no bound."""

    def __post_init__(self) -> None:
        if self.seconds <= 0 or self.megabytes <= 0 or self.rlimit < 0:
            raise NotAProblem(
                f"limits of {self.seconds} s, {self.megabytes} MB, rlimit {self.rlimit} leave no room",
                hint="give positive numbers",
            )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A prover's verdict with the evidence for it; undecided verdicts have none."""

    verdict: Verdict
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a prover can do."""

    semantics: frozenset[str]
    """Out of ``classical``, ``rules-open``, ``rules-closed``."""
    refutes: bool = True
    """It can show entailment."""
    builds_models: bool = False
    """It returns worlds for what is not entailed."""
    external: bool = False
    """It runs a program that is not part of the Python installation."""
    notes: tuple[str, ...] = field(default=())


class Prover(Protocol):
    """A backend that decides theories. Entry-point group ``nesy.provers``."""

    @property
    def name(self) -> str:
        """The name that verdicts carry."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""

    def available(self) -> str | None:
        """None if it can run here; otherwise why not, ending in the install line."""

    def decide(self, theory: Theory, limits: Limits, semantics: str) -> Outcome:
        """Decide the conclusion of a theory within the limits.

        Raises:
            NotAProblem: if the theory has no conclusion.
            Unsupported: if the theory or the semantics is outside the prover's capabilities.
        """
