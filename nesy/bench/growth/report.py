"""What the growth benchmark found, as text, as JSON data and as a plot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from nesy.bench.growth.arms import ARMS, Arm
from nesy.bench.growth.plot import plot
from nesy.bench.growth.skills import Skill


@dataclass(frozen=True, slots=True)
class GrowthReport:
    """All arms of all seeds, and what the grown libraries can do."""

    arms: tuple[Arm, ...]
    skills: tuple[Skill, ...]
    seconds: float

    @property
    def defects(self) -> int:
        """Flawed replies that were admitted and are wrong on fresh cases."""
        return sum(arm.wrongly_admitted[0] for arm in self.arms)

    def of(self, name: str) -> list[Arm]:
        """The runs of an arm, one a seed."""
        return [arm for arm in self.arms if arm.name == name]

    def to_json(self) -> dict[str, Any]:
        """The report as JSON data, with every task that was served."""
        return {
            "arms": [
                {
                    "arm": arm.name,
                    "seed": arm.seed,
                    "accuracy": arm.accuracy,
                    "reuse": arm.reuse,
                    "calls": arm.calls,
                    "offered": dict(arm.offered),
                    "admitted": dict(arm.taken),
                    "tasks": [asdict(served) for served in arm.served],
                }
                for arm in self.arms
            ],
            "skills": [asdict(skill) for skill in self.skills],
            "seconds": self.seconds,
        }

    def documents(self) -> dict[str, str]:
        """The plot, by the name of its file."""
        return {"growth.svg": plot(self.arms)}

    def __str__(self) -> str:
        return "\n".join([*self._arm_lines(), *self._admission_lines(), *self._skill_lines(), *self._end_lines()])

    def _arm_lines(self) -> Iterator[str]:
        tasks = len(self.arms[0].served)
        seeds = len(self.of(ARMS[0]))
        yield f"{tasks} tasks a stream, {seeds} seeds; reuse: right without a call, after the first fifth"
        yield f"{'arm':<12} {'right':>7} {'reuse':>7} {'model calls':>12} {'modules':>8}"
        for name in ARMS:
            runs = self.of(name)
            right, reuse, calls = (
                sum(part) / len(runs) for part in zip(*((a.accuracy, a.reuse, a.calls) for a in runs), strict=True)
            )
            size = sum(a.served[-1].modules for a in runs) / len(runs)
            yield f"{name:<12} {right:>7.1%} {reuse:>7.1%} {calls:>12.0f} {size:>8.1f}"

    def _admission_lines(self) -> Iterator[str]:
        offered, taken = (sum((getattr(a, which) for a in self.arms), Counter[str]()) for which in ("offered", "taken"))
        yield "replies by kind, and how many were admitted:"
        for kind, number in sorted(offered.items()):
            yield f"  {kind:<13} {taken[kind]:>5} of {number}"
        wrong, admitted = (sum(part) for part in zip(*(a.wrongly_admitted for a in self.arms), strict=True))
        yield f"admitted, yet wrong on fresh cases: {wrong} of {admitted}"

    def _skill_lines(self) -> Iterator[str]:
        for skill in self.skills:
            share = skill.right / max(1, skill.problems)
            grown = ", ".join(skill.practised)
            practised = f"; {skill.before} before the practice, which grew {grown} with {skill.calls} calls"
            yield (
                f"{skill.family}, seed {skill.seed}: {skill.right} of {skill.problems} right ({share:.1%}) with "
                f"{skill.modules} modules; guessed {skill.chance:.1%}" + (practised if skill.practised else "")
            )

    def _end_lines(self) -> Iterator[str]:
        with_library, without = (sum(a.calls for a in self.of(name)) for name in ("library", "no library"))
        yield f"calls of the model with the library: {with_library}; without: {without}"
        yield f"{self.seconds:.0f} s"
