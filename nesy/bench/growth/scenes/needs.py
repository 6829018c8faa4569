"""Functions that questions about scenes call, as needs; their texts are in ``datasets/growth/scenes.yaml``."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from nesy.bench.growth.need import Inputs, Need, drawn, whole
from nesy.bench.growth.need_files import Maker, read_needs
from nesy.bench.growth.scenes.functions import FUNCTIONS
from nesy.bench.growth.scenes.generate import RELATIONS, VALUES, draw_scene
from nesy.modules.types import Json


def scene_needs() -> tuple[Need, ...]:
    """The needs of this family."""
    draws: dict[str, Callable[[random.Random], Inputs]] = {
        "every_object": lambda chance: (_scene(chance),),
        "with_value": _filtered,
        "only_one": drawn(_names),
        "related": _of_relation,
        "same_value": _of_attribute,
        "value_of": _of_attribute,
        "in_both": drawn(_names, _names),
        "in_either": drawn(_names, _names),
        "how_many": drawn(_names),
        "is_any": drawn(_names),
        "is_more": drawn(whole(0, 3), whole(0, 3)),
        "is_less": drawn(whole(0, 3), whole(0, 3)),
        "is_equal": _values,
    }
    return read_needs("scenes", {name: Maker(FUNCTIONS[name], draw) for name, draw in draws.items()})


def _scene(chance: random.Random) -> Any:
    return draw_scene(chance, fewest=1, most=5)


def _names(chance: random.Random) -> Json:
    names: list[Json] = [f"o{n}" for n in range(5)]
    return chance.sample(names, chance.randint(0, 3))


def _named(scene: Any, chance: random.Random) -> str:
    """The name of an object, now and then of one that is not there."""
    names: list[str] = [*scene["objects"], "o9"]
    return chance.choice(names)


def _filtered(chance: random.Random) -> Inputs:
    scene, attribute = _scene(chance), chance.choice(sorted(VALUES))
    names = chance.sample(sorted(scene["objects"]), chance.randint(0, len(scene["objects"])))
    strange = ["o9"] if chance.random() < 0.15 else []
    return scene, [*names, *strange], attribute, chance.choice(VALUES[attribute])


def _of_relation(chance: random.Random) -> Inputs:
    scene = _scene(chance)
    return scene, _named(scene, chance), chance.choice((*RELATIONS, "above"))


def _of_attribute(chance: random.Random) -> Inputs:
    scene = _scene(chance)
    return scene, _named(scene, chance), chance.choice((*VALUES, "weight"))


def _values(chance: random.Random) -> Inputs:
    several: tuple[list[Json], ...] = ([0, 1, 2], ["red", "blue"], ["small", "large", "metal"])
    kinds = chance.choice(several)
    return chance.choice(kinds), chance.choice(kinds)
