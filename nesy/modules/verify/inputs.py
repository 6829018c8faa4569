"""Inputs generated from a signature: boundary values first, then random ones, the same for every run."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping

from nesy.modules.signature import Signature
from nesy.modules.types import Json, Type

_DEPTH = 3
_LETTERS = "abcxyzABC 0129-_é"
_EDGES: Mapping[str, tuple[Json, ...]] = {
    "any": (None, 0, ""),
    "bool": (False, True),
    "date": ("2024-02-29", "1999-12-31", "2000-01-01"),
    "float": (0.0, -1.0, 0.5, 1e6),
    "int": (0, 1, -1, 2, 10**6),
    "none": (None,),
    "scene": ({"objects": {}}, {"objects": {"a": {"size": 1}, "b": {}}, "relations": {"near": [["a", "b"]]}}),
    "str": ("", "a", "ab"),
}
_FIRST_DAY, _LAST_DAY = datetime.date(1900, 1, 1).toordinal(), datetime.date(2100, 12, 31).toordinal()


def generate_inputs(signature: Signature, number: int, seed: int = 0) -> list[tuple[Json, ...]]:
    """Well-typed arguments for ``number`` calls.

    >>> from nesy.modules.signature import parse_signature
    >>> generate_inputs(parse_signature("f(p: bool) -> bool"), 2)
    [(False,), (True,)]
    """
    chance = random.Random(seed)  # noqa: S311 - test inputs, not secrets
    types = [p.type for p in signature.parameters]
    edges = [tuple(_edge(t, n) for t in types) for n in range(min(number, 3))]
    return edges[:number] + [tuple(_draw(t, chance, _DEPTH) for t in types) for _ in range(number - len(edges))]


def _edge(kind: Type, number: int) -> Json:
    if kind.name == "list":
        return [_edge(kind.arguments[0], n) for n in range(number)]
    if kind.name == "dict":
        return {"abc"[n]: _edge(kind.arguments[0], n) for n in range(number)}
    if kind.name == "union":
        return _edge(kind.arguments[number % len(kind.arguments)], number)
    values = _EDGES[kind.name]
    return values[number % len(values)]


def _draw(kind: Type, chance: random.Random, depth: int) -> Json:
    size = chance.randrange(2 * depth + 1)
    if kind.name == "list":
        return [_draw(kind.arguments[0], chance, depth - 1) for _ in range(size)]
    if kind.name == "dict":
        return {_word(chance): _draw(kind.arguments[0], chance, depth - 1) for _ in range(size)}
    if kind.name == "union":
        return _draw(chance.choice(kind.arguments), chance, depth)
    return _scalars()[kind.name](chance)


def _scalars() -> Mapping[str, Callable[[random.Random], Json]]:
    return {
        "any": lambda chance: chance.choice((None, True, chance.randint(-9, 9), _word(chance))),
        "bool": lambda chance: chance.random() < 0.5,
        "date": lambda chance: datetime.date.fromordinal(chance.randint(_FIRST_DAY, _LAST_DAY)).isoformat(),
        "float": lambda chance: round(chance.uniform(-100, 100), chance.randrange(4)),
        "int": lambda chance: chance.randint(-20, 20) if chance.random() < 0.8 else chance.randint(-(10**6), 10**6),
        "none": lambda _chance: None,
        "scene": _scene,
        "str": _word,
    }


def _scene(chance: random.Random) -> Json:
    """A scene of a few objects with two attributes and one relation."""
    names = [f"o{n}" for n in range(chance.randrange(5))]
    objects: dict[str, Json] = {
        name: {"colour": chance.choice(("red", "blue")), "size": chance.randint(1, 3)} for name in names
    }
    pairs: list[Json] = [[a, b] for a in names for b in names if a != b and chance.random() < 0.3]
    return {"objects": objects, "relations": {"near": pairs}}


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_LETTERS) for _ in range(chance.randrange(9)))
