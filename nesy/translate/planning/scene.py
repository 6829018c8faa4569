"""Scenes: the objects that are there, with types, attributes and relations; read from YAML or JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nesy.errors import BadDataFile, InputTooLarge

_HORIZON = "cameraHorizon"
_MAX_CHARACTERS = 4_000_000
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
        InputTooLarge: if it is longer than four million characters.

    >>> scene = read_scene("objects: [cup, cup, {type: Coffee Table, attributes: [dirty]}]")
    >>> [thing.name for thing in scene.objects], scene.objects[2].type
    (['cup_1', 'cup_2', 'coffeetable'], 'coffeetable')
    """
    import yaml

    if len(text) > _MAX_CHARACTERS:
        raise InputTooLarge(f"a scene of {len(text)} characters", source_name=source_name)
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as err:
        raise BadDataFile(f"this is neither YAML nor JSON: {err}", source_name=source_name) from err
    return scene_of(data, source_name)


def scene_of(data: object, source_name: str = "<scene>") -> Scene:
    """The scene in a mapping that has been read already; see :func:`read_scene`.

    Raises:
        BadDataFile: if it is not a scene.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("objects"), Sequence):
        raise BadDataFile("a scene is a mapping with a list of objects", source_name=source_name)
    entries = [_entry(entry, source_name) for entry in data["objects"]]
    objects = _named(entries)
    names = {thing.name for thing in objects}
    relations = tuple(_relation(entry, names, source_name) for entry in data.get("relations") or ())
    return Scene(objects, relations, _pose(data.get("agent"), source_name))


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
        if normal(kind) and isinstance(words, Sequence) and all(isinstance(word, str) for word in words):
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
        return float(value["x"]), float(value["z"])
    except (TypeError, KeyError, ValueError) as err:
        raise BadDataFile(
            f"{value!r:.80} is no position", source_name=source_name, hint="write {x: 0.5, z: 1.0}, in metres"
        ) from err


def _height(value: Any, source_name: str) -> float | None:
    if not isinstance(value, Mapping) or value.get("y") is None:
        return None
    try:
        return float(value["y"])
    except (TypeError, ValueError) as err:
        hint = "write {x: 0.5, y: 0.9, z: 1.0}, in metres"
        raise BadDataFile(f"{value['y']!r:.80} is no height", source_name=source_name, hint=hint) from err


def _pose(value: Any, source_name: str) -> Pose | None:
    position = _point(value.get("position"), source_name) if isinstance(value, Mapping) else None
    if position is None:
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
    seen: dict[str, int] = {}
    objects = []
    for name, entry in zip(wanted, entries, strict=True):
        seen[name] = seen.get(name, 0) + 1
        objects.append(replace(entry, name=name if wanted.count(name) == 1 else f"{name}_{seen[name]}"))
    return tuple(objects)


def _name(text: str) -> str:
    """A text as a name of PDDL: a letter, then letters, digits, hyphens and underscores."""
    name = _NOT_A_NAME.sub("_", text.lower())
    return name if name[0].isalpha() else f"o_{name}"


def _relation(entry: Any, names: set[str], source_name: str) -> tuple[str, ...]:
    if not isinstance(entry, Sequence) or isinstance(entry, str) or not all(isinstance(w, str) for w in entry):
        raise BadDataFile(f"{entry!r:.80} is no relation", source_name=source_name, hint="write [on, cup_1, table_1]")
    relation = tuple(_name(word) for word in entry if word)
    unknown = [word for word in relation[1:] if word not in names]
    if not relation or unknown:
        what = f"the relation names {unknown[0]!r}, which is not in the scene" if unknown else "a relation is empty"
        raise BadDataFile(what, source_name=source_name, expected=sorted(names)[:20])
    return relation
