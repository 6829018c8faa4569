"""The handlers of scenes: they find, relate, count, compare, verify and choose objects of a scene graph."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from nesy.errors import CallFailed
from nesy.modules.scenes import read_scene
from nesy.modules.solve.function import Body, Result, Setting, handler
from nesy.modules.types import Json
from nesy.modules.verify.judge import same_value

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": same_value,
    "!=": lambda left, right: not same_value(left, right),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _plain(function: Callable[..., Json]) -> Body:
    """A body that needs nothing beside its arguments and gives a value alone."""

    def body(arguments: Sequence[Json], _: Setting) -> Result:
        return Result(function(*arguments))

    return body


def _objects(scene: Json) -> Json:
    return list(read_scene(scene))


def _filter(scene: Json, among: list[str], attribute: str, value: Json) -> Json:
    graph = _graph(scene, among)
    _known_attribute(graph, attribute)
    return [o for o in among if attribute in graph.nodes[o] and same_value(graph.nodes[o][attribute], value)]


def _relate(scene: Json, to: list[str], relation: str) -> Json:
    graph = _graph(scene, to)
    known = sorted({key for *_, key in graph.edges(keys=True)})
    if relation not in known:
        raise CallFailed(f"the scene has no relation {relation!r:.40}", expected=known)
    found = {start for start, end, key in graph.edges(keys=True) if key == relation and end in set(to)}
    return [o for o in graph if o in found]


def _attribute(scene: Json, of: list[str], attribute: str) -> Json:
    graph = _graph(scene, of)
    if len(of) != 1:
        raise CallFailed(f"an attribute is asked of one object, not of {len(of)}: {', '.join(of)[:80]}")
    if attribute not in graph.nodes[of[0]]:
        raise CallFailed(f"{of[0]} has no attribute {attribute!r:.40}", expected=sorted(graph.nodes[of[0]]))
    value: Json = graph.nodes[of[0]][attribute]
    return value


def _verify(scene: Json, objects: list[str], attribute: str, value: Json) -> Json:
    if not objects:
        raise CallFailed("there is no object to verify", hint="whether there is one is said by count and compare")
    return _filter(scene, objects, attribute, value) == objects


def _choose(scene: Json, of: list[str], attribute: str, options: list[Json]) -> Json:
    found = _attribute(scene, of, attribute)
    for option in options:
        if same_value(option, found):
            return option
    raise CallFailed(f"{attribute} of {of[0]} is {found!r:.40}, which is none of the options")


def _compare(left: Json, sign: str, right: Json) -> Json:
    if sign not in _SIGNS:
        raise CallFailed(f"{sign!r:.20} is no comparison", expected=tuple(_SIGNS))
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (left, right))
    if sign not in ("=", "!=") and not numbers and not (isinstance(left, str) and isinstance(right, str)):
        raise CallFailed(f"{left!r:.40} and {right!r:.40} have no order")
    return _SIGNS[sign](left, right)


def _graph(scene: Json, objects: Sequence[str]) -> Any:
    graph = read_scene(scene)
    for name in objects:
        if name not in graph:
            raise CallFailed(f"{name!r:.40} is no object of the scene", expected=list(graph)[:20])
    return graph


def _known_attribute(graph: Any, attribute: str) -> None:
    known = sorted({name for _, attributes in graph.nodes(data=True) for name in attributes})
    if graph and attribute not in known:
        raise CallFailed(f"no object of the scene has an attribute {attribute!r:.40}", expected=known)


OBJECTS = handler("objects(scene: scene) -> list[str]", "The names of all objects of a scene.", needs="scene")(
    _plain(_objects)
)
FILTER = handler(
    "filter(scene: scene, among: list[str], attribute: str, value: any) -> list[str]",
    "Those among some objects whose attribute has a value.",
    needs="scene",
)(_plain(_filter))
RELATE = handler(
    "relate(scene: scene, to: list[str], relation: str) -> list[str]",
    "The objects that stand in a relation to at least one of some objects.",
    needs="scene",
)(_plain(_relate))
ATTRIBUTE = handler(
    "attribute(scene: scene, of: list[str], attribute: str) -> any",
    "The value of an attribute of the one object in a list.",
    needs="scene",
)(_plain(_attribute))
VERIFY = handler(
    "verify(scene: scene, objects: list[str], attribute: str, value: any) -> bool",
    "Whether every one of some objects has a value of an attribute.",
    needs="scene",
)(_plain(_verify))
CHOOSE = handler(
    "choose(scene: scene, of: list[str], attribute: str, options: list[any]) -> any",
    "The one of some options that is the attribute of the one object in a list.",
    needs="scene",
)(_plain(_choose))
COUNT = handler("count(items: list[any]) -> int", "How many items a list has.", needs="scene")(
    _plain(lambda items: len(items))
)
COMPARE = handler(
    "compare(left: any, sign: str, right: any) -> bool",
    f"Whether two values stand to each other as a sign says: {' '.join(_SIGNS)}.",
    needs="scene",
)(_plain(_compare))
INTERSECT = handler(
    "intersect(left: list[any], right: list[any]) -> list[any]",
    "The items of a list that are in another.",
    needs="scene",
)(_plain(lambda left, right: [item for item in left if any(same_value(item, other) for other in right)]))
UNITE = handler(
    "unite(left: list[any], right: list[any]) -> list[any]",
    "The items of a list and then those of another that are not in it.",
    needs="scene",
)(_plain(lambda left, right: [*left, *(i for i in right if not any(same_value(i, other) for other in left))]))
