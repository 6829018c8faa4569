"""What the functions of scene questions do; every one abstains, with None, where it is asked for what is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from nesy.modules.types import Json

Scene: TypeAlias = Any
Names: TypeAlias = list[str]


def every_object(scene: Scene) -> Names:
    """The names of all objects, sorted."""
    return sorted(scene["objects"])


def with_value(scene: Scene, names: Names, attribute: str, value: str) -> Names | None:
    """Those of the named objects that have the value."""
    if any(name not in scene["objects"] for name in names):
        return None
    return [name for name in names if scene["objects"][name].get(attribute) == value]


def only_one(names: Names) -> str | None:
    """The only name."""
    return names[0] if len(names) == 1 else None


def related(scene: Scene, name: str, relation: str) -> Names | None:
    """What stands in the relation to the object."""
    pairs = scene.get("relations", {}).get(relation)
    if pairs is None or name not in scene["objects"]:
        return None
    return sorted({one for one, other in pairs if other == name})


def same_value(scene: Scene, name: str, attribute: str) -> Names | None:
    """The other objects that have the object's value of the attribute."""
    own = scene["objects"].get(name, {}).get(attribute)
    if own is None:
        return None
    return sorted(n for n, values in scene["objects"].items() if n != name and values.get(attribute) == own)


def value_of(scene: Scene, name: str, attribute: str) -> Json:
    """The object's value of the attribute."""
    found: Json = scene["objects"].get(name, {}).get(attribute)
    return found


def in_both(one: Names, other: Names) -> Names:
    """The names in both lists, sorted."""
    return sorted(set(one) & set(other))


def in_either(one: Names, other: Names) -> Names:
    """The names in one list or both, sorted."""
    return sorted(set(one) | set(other))


def how_many(names: Names) -> int:
    """The number of names."""
    return len(names)


def is_any(names: Names) -> bool:
    """Whether there is a name."""
    return bool(names)


def is_more(one: int, other: int) -> bool:
    """Whether the first number is greater."""
    return one > other


def is_less(one: int, other: int) -> bool:
    """Whether the first number is less."""
    return one < other


def is_equal(one: Json, other: Json) -> bool:
    """Whether two values are the same."""
    return one == other and type(one) is type(other)


FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        f.__name__: f
        for f in (
            *(every_object, with_value, only_one, related, same_value, value_of, in_both, in_either),
            *(how_many, is_any, is_more, is_less, is_equal),
        )
    }
)
"""The functions, by name."""
