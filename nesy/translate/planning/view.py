"""What an agent sees of a scene that says where the agent and the objects are."""

from __future__ import annotations

import math
from dataclasses import replace

from nesy.translate.planning.scene import Pose, Scene, SceneObject

_FIELD_OF_VIEW = 90.0
_FARTHEST = 1.5
_RADIUS = 0.1


def in_view(scene: Scene) -> Scene:
    """The scene without the objects that the agent cannot see from where it stands.

    An object is seen if some of it, taken as 0.1 m around its centre, lies within a field of view of 90 degrees and
    1.5 m, the defaults of AI2-THOR's cameras. Objects without a position, and all if the scene does not say where the
    agent is, count as seen.

    >>> from nesy.translate.planning.scene import scene_of
    >>> things = [{"type": "cup", "position": {"x": 0, "z": 1}}, {"type": "pan", "position": {"x": 0, "z": -1}}]
    >>> agent = {"position": {"x": 0, "z": 0}, "rotation": {"y": 0}}
    >>> in_view(scene_of({"agent": agent, "objects": things})).types
    ('cup',)
    """
    if scene.agent is None:
        return scene
    agent = scene.agent
    seen = tuple(thing for thing in scene.objects if _is_seen(thing, agent))
    names = {thing.name for thing in seen}
    relations = tuple(relation for relation in scene.relations if names.issuperset(relation[1:]))
    return replace(scene, objects=seen, relations=relations)


def _is_seen(thing: SceneObject, agent: Pose) -> bool:
    if thing.position is None:
        return True
    across, ahead = thing.position[0] - agent.x, thing.position[1] - agent.z
    distance = math.hypot(across, ahead)
    if distance <= _RADIUS:
        return True
    off = math.degrees(math.atan2(across, ahead)) - agent.yaw
    off = abs((off + 180.0) % 360.0 - 180.0)
    return distance - _RADIUS <= _FARTHEST and off - math.degrees(math.asin(_RADIUS / distance)) <= _FIELD_OF_VIEW / 2
