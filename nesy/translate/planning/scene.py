"""Scenes: the objects that are there, with types, attributes and relations; read from YAML or JSON."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from nesy.errors import BadDataFile
from nesy.translate.planning.scene_text import read_plain

_HORIZON = "cameraHorizon"
_NAME_KEYS, _TYPE_KEYS = ("name", "objectName", "id"), ("type", "objectType", "category")
_NOT_A_NAME = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Pose:
    """Where an agent stands, in metres, and where it looks.

    Args:
        x, z: on the floor.
        yaw: degrees clockwise from the direction of ``z``.
        y: the height of its middle, if it is known.
        down: how many degrees below the horizontal its camera looks.
    """

    x: float
    z: float
    yaw: float
    y: float | None = None
    down: float = 0.0


@dataclass(frozen=True, slots=True)
class SceneObject:
    """One thing: its name, its type, what is said of it, such as ``dirty``, and where it is (x and z), in metres."""

    name: str
    type: str
    attributes: tuple[str, ...] = ()
    position: tuple[float, float] | None = None
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """The things that are there and how they are related.

    Args:
        objects: the things; names are unique.
        relations: atoms over their names, such as ``("on", "cup_1", "table_1")``.
        agent: where the agent is, if the scene says so.
    """

    objects: tuple[SceneObject, ...]
    relations: tuple[tuple[str, ...], ...] = ()
    agent: Pose | None = None

    def of_type(self, kind: str) -> tuple[SceneObject, ...]:
        """The objects of a type."""
        return tuple(thing for thing in self.objects if thing.type == kind)

    @property
    def types(self) -> tuple[str, ...]:
        """The types of the objects, each once."""
        return tuple(dict.fromkeys(thing.type for thing in self.objects))


def read_scene(text: str, source_name: str = "<scene>") -> Scene:
    """Read a scene graph.

    The text is a mapping with ``objects``, a list of types or of mappings with ``type`` and, if wanted, ``name`` and
    ``attributes``, and ``relations``, a list of lists such as ``[on, cup_1, table_1]``. Names are made where they are
    missing, and numbered where they are not unique: ``cup``, or ``cup_1`` and ``cup_2``.

    Raises:
        BadDataFile: if it is not a scene.
        InputTooLarge: beyond the limits of :mod:`nesy.translate.planning.scene_text`.

    >>> scene = read_scene("objects: [cup, cup, {type: Coffee Table, attributes: [dirty]}]")
    >>> [thing.name for thing in scene.objects], scene.objects[2].type
    (['cup_1', 'cup_2', 'coffeetable'], 'coffeetable')
    """
    return scene_of(read_plain(text, source_name), source_name)


def scene_of(data: object, source_name: str = "<scene>") -> Scene:
    """The scene in a mapping that has been read already; see :func:`read_scene`.

    Raises:
        BadDataFile: if it is not a scene.
    """
    if not isinstance(data, Mapping) or not _is_list(data.get("objects")):
        raise BadDataFile("a scene is a mapping with a list of objects", source_name=source_name)
    if not _is_list(data.get("relations") or ()):
        raise BadDataFile("relations is a list, such as [[on, cup_1, table_1]]", source_name=source_name)
    entries = [_entry(entry, source_name) for entry in data["objects"]]
    objects = _named(entries)
    names = {thing.name for thing in objects}
    relations = tuple(_relation(entry, names, source_name) for entry in data.get("relations") or ())
    return Scene(objects, relations, _pose(data.get("agent"), source_name))


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def normal(word: str) -> str:
    """A type's name as it is compared: its letters and digits in lower case.

    >>> normal("Coffee Table"), normal("stove_burner")
    ('coffeetable', 'stoveburner')
    """
    return re.sub(r"[^a-z0-9]+", "", word.lower())


def _entry(entry: Any, source_name: str) -> SceneObject:
    """An object, whose name may be empty."""
    if isinstance(entry, str) and normal(entry):
        return SceneObject("", normal(entry))
    if isinstance(entry, Mapping):
        kind = next((entry[key] for key in _TYPE_KEYS if isinstance(entry.get(key), str)), "")
        name = next((entry[key] for key in _NAME_KEYS if isinstance(entry.get(key), str)), "")
        words = entry.get("attributes") or ()
        if normal(kind) and _is_list(words) and all(isinstance(word, str) for word in words):
            attributes = tuple(word.lower() for word in words)
            position = entry.get("position")
            where = _point(position, source_name)
            return SceneObject(name, normal(kind), attributes, where, _height(position, source_name))
    raise BadDataFile(
        f"{entry!r:.80} is no object of a scene",
        source_name=source_name,
        hint="write a type, or {name: cup_1, type: cup, attributes: [dirty]}",
    )


def _point(value: Any, source_name: str) -> tuple[float, float] | None:
    if value is None:
        return None
    try:
        return _metres(value["x"]), _metres(value["z"])
    except (TypeError, KeyError, ValueError, OverflowError) as err:
        raise BadDataFile(
            f"{value!r:.80} is no position", source_name=source_name, hint="write {x: 0.5, z: 1.0}, in metres"
        ) from err


def _metres(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("a length is finite")
    return number


def _height(value: Any, source_name: str) -> float | None:
    if not isinstance(value, Mapping) or value.get("y") is None:
        return None
    try:
        return _metres(value["y"])
    except (TypeError, ValueError, OverflowError) as err:
        hint = "write {x: 0.5, y: 0.9, z: 1.0}, in metres"
        raise BadDataFile(f"{value['y']!r:.80} is no height", source_name=source_name, hint=hint) from err


def _pose(value: Any, source_name: str) -> Pose | None:
    if value is not None and not isinstance(value, Mapping):
        hint = "write agent: {position: {x: 0, z: 0}, rotation: {y: 90}}"
        raise BadDataFile(f"{value!r:.80} is no agent", source_name=source_name, hint=hint)
    position = None if value is None else _point(value.get("position"), source_name)
    if value is None or position is None:
        return None
    height = _height(value["position"], source_name)
    try:
        turned = value["rotation"]
        down = float(value.get(_HORIZON, turned.get(_HORIZON, 0.0)))
        return Pose(*position, yaw=float(turned["y"]), y=height, down=down)
    except (TypeError, KeyError, ValueError, AttributeError) as err:
        raise BadDataFile(
            "the agent has a position and no rotation", source_name=source_name, hint="write rotation: {y: 90}"
        ) from err


def _named(entries: Sequence[SceneObject]) -> tuple[SceneObject, ...]:
    """The objects with names: those that are missing are made from the type, and equal ones numbered."""
    wanted = [_name(entry.name or entry.type) for entry in entries]
    counts = Counter(wanted)
    taken = {name for name, count in counts.items() if count == 1}
    numbers = {name: count(1) for name in counts}
    objects = []
    for name, entry in zip(wanted, entries, strict=True):
        if counts[name] > 1:
            name = next(new for n in numbers[name] if (new := f"{name}_{n}") not in taken)
        objects.append(replace(entry, name=name))
    return tuple(objects)


def _name(text: str) -> str:
    """A text as a name of PDDL: a letter, then letters, digits, hyphens and underscores."""
    name = _NOT_A_NAME.sub("_", text.lower())
    return name if name[0].isalpha() else f"o_{name}"


def _relation(entry: Any, names: set[str], source_name: str) -> tuple[str, ...]:
    if not _is_list(entry) or not all(isinstance(w, str) for w in entry):
        raise BadDataFile(f"{entry!r:.80} is no relation", source_name=source_name, hint="write [on, cup_1, table_1]")
    relation = tuple(_name(word) for word in entry if word)
    unknown = [word for word in relation[1:] if word not in names]
    if not relation or unknown:
        what = f"the relation names {unknown[0]!r}, which is not in the scene" if unknown else "a relation is empty"
        raise BadDataFile(what, source_name=source_name, expected=sorted(names)[:20])
    return relation
