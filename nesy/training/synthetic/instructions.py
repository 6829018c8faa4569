"""Household instructions with their goals, composed together from the everyday knowledge of the translator."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nesy.translate.planning.knowledge import knowledge

_PLACES: Final = ("table", "shelf", "desk", "countertop", "bed", "sofa", "tray", "plate")
_CONTAINERS: Final = ("fridge", "drawer", "cabinet", "box", "sink", "basket", "bowl", "pan")
_PUT: Final = ("put", "place", "set", "move", "lay")
_POLITE: Final = ("", "please ", "could you ", "can you ", "help me ")
_PARTS: Final = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction and its goal in PDDL, over types of things."""

    text: str
    goal: str


@dataclass(frozen=True, slots=True)
class InstructionSet:
    """Three parts that share no goal."""

    train: tuple[Instruction, ...]
    validation: tuple[Instruction, ...]
    test: tuple[Instruction, ...]

    def write(self, folder: Path) -> None:
        """Write ``train.jsonl``, ``validation.jsonl`` and ``test.jsonl`` as the card ``instructions`` reads them."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _PARTS:
            records = [
                {"id": f"{name}-{i}", "text": one.text, "goal": one.goal, "premises": [], "label": "Uncertain"}
                for i, one in enumerate(getattr(self, name))
            ]
            lines = [json.dumps(record) for record in records]
            (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def instruction_set(*, train: int = 8000, validation: int = 100, test: int = 400, seed: int = 0) -> InstructionSet:
    """Draw instructions; a goal's hash decides which part it may be in.

    Args:
        train: instructions to train on.
        validation: instructions held out for choosing a checkpoint.
        test: instructions held out for the test.
        seed: what everything is drawn from.

    >>> instruction_set(train=1, validation=1, test=1).train[0].goal[0]
    '('
    """
    draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    wanted = dict(zip(_PARTS, (train, validation, test), strict=True))
    found: dict[str, dict[str, Instruction]] = {name: {} for name in _PARTS}
    while any(len(found[name]) < wanted[name] for name in _PARTS):
        one = _compose(draw)
        name = _part_of(one.goal)
        if len(found[name]) < wanted[name]:
            found[name].setdefault(one.text, one)
    return InstructionSet(*(tuple(found[name].values()) for name in _PARTS))


def _part_of(goal: str) -> str:
    """One goal in ten is for validation, one in ten for the test."""
    return {0: "validation", 1: "test"}.get(int(hashlib.sha256(goal.encode()).hexdigest(), 16) % 10, "train")


def _compose(draw: random.Random) -> Instruction:
    parts = [_command(draw) for _ in range(draw.choice((1, 1, 2, 2, 3)))]
    clauses = [text for text, _ in parts]
    text = clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])} and {clauses[-1]}"
    goals = sorted({goal for _, goal in parts})
    goal = goals[0] if len(goals) == 1 else f"(and {' '.join(goals)})"
    whole = f"{draw.choice(_POLITE)}{text}{draw.choice(('', '.'))}"
    return Instruction(whole[0].upper() + whole[1:], goal)


def _command(draw: random.Random) -> tuple[str, str]:
    known = knowledge()
    thing = draw.choice(sorted(known.affordances["graspable"]))
    kind = draw.choice(("on", "in", "open", "close", "turned-on", "clean"))
    if kind in ("on", "in"):
        place = draw.choice([p for p in (_PLACES if kind == "on" else _CONTAINERS) if p != thing])
        preposition = draw.choice(("on", "onto") if kind == "on" else ("in", "into", "inside"))
        return f"{draw.choice(_PUT)} the {thing} {preposition} the {place}", f"({kind} {thing} {place})"
    if kind == "clean":
        return f"{draw.choice(('clean', 'wash', 'rinse'))} the {thing}", f"(clean {thing})"
    if kind == "turned-on":
        device = draw.choice(sorted(known.affordances["toggleable"]))
        pattern = draw.choice(("turn on the {}", "switch on the {}", "turn the {} on", "switch the {} on"))
        return pattern.format(device), f"(turned-on {device})"
    door = draw.choice(sorted(known.affordances["openable"]))
    return f"{draw.choice((kind, 'shut') if kind == 'close' else (kind,))} the {door}", f"({_state(kind)} {door})"


def _state(kind: str) -> str:
    return {"open": "opened", "close": "closed"}[kind]
