"""Needs: functions that tasks ask for, each with a reference that makes cases, and tasks drawn from them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from nesy.modules.record import Case
from nesy.modules.types import Json

Inputs: TypeAlias = tuple[Json, ...]
SHOWN = 14
"""Cases of a task that the writer sees."""
HELD_OUT = 20
"""Cases that only the verification sees."""
FEWEST_POSITIVE = 6


@dataclass(frozen=True, slots=True)
class Need:
    """A function that tasks ask for."""

    family: str
    """``puzzles``, ``scenes``, ``lists`` or ``dates``."""
    name: str
    """What tells it from every other need; several needs may ask for one function, each for a part of its inputs."""
    head: str
    docs: tuple[str, ...]
    """Ways in which a task may say what the function does."""
    reference: Callable[..., Json]
    """Gives the result, or None where the function must give none."""
    draw: Callable[[random.Random], Inputs]
    """Arguments by chance, some of them outside the contract."""
    edges: tuple[Inputs, ...] = ()
    """Arguments that every task shows: the ones that a careful person would think of."""
    properties: tuple[str, ...] = ()

    @property
    def function(self) -> str:
        """The name of the function that the head declares."""
        return self.head.partition("(")[0].strip()

    def cases(self, chance: random.Random, number: int) -> list[Case]:
        """Cases by chance, :data:`FEWEST_POSITIVE` of them positive if there are so many."""
        drawn: list[Case] = []
        while len(drawn) < number:
            case = self.case(self.draw(chance))
            if case.negative and number - len(drawn) <= FEWEST_POSITIVE - sum(not c.negative for c in drawn):
                continue
            drawn.append(case)
        return drawn

    def case(self, inputs: Inputs) -> Case:
        """The case of some arguments."""
        expected = self.reference(*inputs)
        return Case(inputs, expected, negative=expected is None)


@dataclass(frozen=True, slots=True)
class Task:
    """One request for a function: how it is put, and the cases that come with it."""

    need: Need
    doc: str
    cases: tuple[Case, ...]
    held_out: tuple[Case, ...]


def drawn(*parts: Callable[[random.Random], Json]) -> Callable[[random.Random], Inputs]:
    """Arguments that are drawn independently of each other."""
    return lambda chance: tuple(part(chance) for part in parts)


def whole(low: int, high: int) -> Callable[[random.Random], Json]:
    """A whole number from ``low`` to ``high``."""
    return lambda chance: chance.randint(low, high)


def make_task(need: Need, chance: random.Random) -> Task:
    """A task of a need, with cases of its own."""
    shown = [*map(need.case, need.edges), *need.cases(chance, SHOWN)]
    return Task(need, chance.choice(need.docs), tuple(shown), tuple(need.cases(chance, HELD_OUT)))


def stream(needs: tuple[Need, ...], number: int, seed: int) -> Iterator[Task]:
    """Tasks of needs that are drawn with repetition, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - tasks, not secrets
    for _ in range(number):
        yield make_task(chance.choice(needs), chance)
