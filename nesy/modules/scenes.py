"""Scenes: objects with attributes, and relations between them, as JSON and as graphs.

As JSON a scene is ``{"objects": {name: {attribute: value}}, "relations": {relation: [[from, to], …]}}``; the relations
may be left out. As a graph it is a ``networkx.MultiDiGraph``: objects are nodes with their attributes, and an edge's
key is its relation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from nesy.errors import MissingDependency, SceneError

if TYPE_CHECKING:
    import networkx as nx

    SceneGraph: TypeAlias = "nx.MultiDiGraph[str]"

_SCALAR = {"type": ["string", "number", "boolean", "null"]}
_PAIRS = {
    "type": "array",
    "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
}
SCENE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "objects": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _SCALAR}},
        "relations": {"type": "object", "additionalProperties": _PAIRS},
    },
    "required": ["objects"],
    "additionalProperties": False,
}
"""The JSON Schema of scenes; that relations are between objects that are there it cannot say."""


def is_scene(value: object) -> bool:
    """Whether a JSON value is a scene.

    >>> is_scene({"objects": {"a": {"colour": "red"}}, "relations": {"left": [["a", "b"]]}})
    False
    """
    return next(_faults(value), None) is None


def read_scene(value: object) -> SceneGraph:
    """The graph of a scene.

    Raises:
        SceneError: if the value is no scene; the message says why.
        MissingDependency: if networkx is not installed.

    >>> graph = read_scene({"objects": {"a": {"colour": "red"}, "b": {}}, "relations": {"left": [["a", "b"]]}})
    >>> graph.nodes["a"], list(graph.edges(keys=True))
    ({'colour': 'red'}, [('a', 'b', 'left')])
    """
    fault = next(_faults(value), None)
    if fault is not None or not isinstance(value, dict):
        raise SceneError(
            fault or "", hint='write {"objects": {"a": {"colour": "red"}}, "relations": {"left": [["a", "b"]]}}'
        )
    graph = _networkx().MultiDiGraph()
    graph.add_nodes_from((name, dict(attributes)) for name, attributes in value["objects"].items())
    for relation, pairs in value.get("relations", {}).items():
        graph.add_edges_from((start, end, relation) for start, end in pairs)
    return graph


def scene_json(graph: SceneGraph) -> dict[str, Any]:
    """The scene of a graph that :func:`read_scene` made; an edge that stands there twice is written once.

    >>> scene_json(read_scene({"objects": {"a": {}}}))
    {'objects': {'a': {}}, 'relations': {}}
    """
    relations: dict[str, list[list[str]]] = {}
    for start, end, relation in graph.edges(keys=True):
        relations.setdefault(str(relation), []).append([start, end])
    return {"objects": {name: dict(attributes) for name, attributes in graph.nodes(data=True)}, "relations": relations}


def _networkx() -> Any:
    try:
        import networkx
    except ImportError as err:
        raise MissingDependency("graphs of scenes need networkx", hint="pip install 'nesy[sandbox]'") from err
    return networkx


def _faults(value: object) -> Iterator[str]:
    """What keeps a value from being a scene."""
    if not isinstance(value, dict) or not isinstance(value.get("objects"), dict):
        yield "a scene is an object with `objects`, which is an object, too"
        return
    yield from (f"{key!r:.40} is no part of a scene" for key in value if key not in ("objects", "relations"))
    for name, attributes in value["objects"].items():
        if not isinstance(name, str) or not isinstance(attributes, dict):
            yield f"the attributes of {name!r:.40} are no object"
        elif not all(isinstance(k, str) and isinstance(v, str | int | float | None) for k, v in attributes.items()):
            yield f"an attribute of {name!r:.40} is a list or an object"
    relations = value.get("relations", {})
    if not isinstance(relations, dict):
        yield "`relations` is an object: a list of pairs for each relation"
        return
    for relation, pairs in relations.items():
        yield from _relation_faults(relation, pairs, value["objects"])


def _relation_faults(relation: object, pairs: object, objects: dict[object, object]) -> Iterator[str]:
    if not isinstance(relation, str) or not isinstance(pairs, list):
        yield f"the relation {relation!r:.40} is no list of pairs"
        return
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            yield f"{pair!r:.60} of {relation!r:.40} is no pair of names"
        elif missing := [part for part in pair if part not in objects]:
            yield f"{relation!r:.40} speaks of {missing[0]!r:.40}, which is no object of the scene"
