"""Pair: a text and the program that it means, as a model is trained on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """One example."""

    text: str
    """What the model reads: the user's message, and nothing else."""
    program: str
    """What it is to write."""
    place: str = ""
    """Where it is from: a file and a line."""
    group: str = ""
    """What must not be on both sides of a split, such as a story."""
