"""Guessing the answer from the choices alone, which a fair answer set does not allow."""

from __future__ import annotations

import random
from collections.abc import Sequence

from nesy.bench.growth.puzzles.puzzle import ATTRIBUTES, Panel, Puzzle


def most_central(choices: Sequence[Panel], chance: random.Random) -> int:
    """The index of a choice that agrees with the others in the most attributes, one by chance if several do."""
    agreement = [sum(_agreement(choice, other) for other in choices) for choice in choices]
    return chance.choice([n for n, score in enumerate(agreement) if score == max(agreement)])


def guessed_share(puzzles: Sequence[Puzzle], seed: int = 0) -> float:
    """The share of puzzles that :func:`most_central` gets right."""
    chance = random.Random(seed)  # noqa: S311 - a guess, not a secret
    return sum(most_central(p.choices, chance) == p.answer for p in puzzles) / max(1, len(puzzles))


def _agreement(one: Panel, other: Panel) -> int:
    return sum(a.value(name) == b.value(name) for a, b in zip(one, other, strict=True) for name in ATTRIBUTES)
