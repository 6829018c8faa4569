"""Scenes by seed: objects on a table, with attributes, and the relations that their places make."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import permutations
from types import MappingProxyType

from nesy.modules.types import Json

VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "size": ("small", "large"),
        "colour": ("gray", "red", "blue", "green", "brown", "purple", "cyan", "yellow"),
        "material": ("rubber", "metal"),
        "shape": ("cube", "sphere", "cylinder"),
    }
)
"""The attributes of an object and their values, as in CLEVR (Johnson et al., CVPR 2017)."""
RELATIONS = ("left of", "right of", "in front of", "behind")
_SIDE = 20


def draw_scene(chance: random.Random, fewest: int = 3, most: int = 8) -> Json:
    """A scene, as :mod:`nesy.modules.scenes` writes them; ``["a", "b"]`` in ``left of``: a is left of b.

    >>> scene = draw_scene(random.Random(1))
    >>> sorted(scene), len(scene["objects"]) >= 3
    (['objects', 'relations'], True)
    """
    count = chance.randint(fewest, most)
    across, deep = chance.sample(range(_SIDE), count), chance.sample(range(_SIDE), count)
    names = [f"o{n}" for n in range(count)]
    objects: dict[str, Json] = {name: {key: chance.choice(of) for key, of in VALUES.items()} for name in names}
    place = dict(zip(names, zip(across, deep, strict=True), strict=True))
    relations: dict[str, Json] = {relation: [] for relation in RELATIONS}
    for one, other in permutations(names, 2):
        (x, y), (u, v) = place[one], place[other]
        for relation in ("left of" if x < u else "right of", "in front of" if y < v else "behind"):
            pairs = relations[relation]
            if isinstance(pairs, list):
                pairs.append([one, other])
    return {"objects": objects, "relations": relations}
