"""What an agent sees of a scene that says where the agent and the objects are."""

from __future__ import annotations

import math
from dataclasses import replace

from nesy.translate.planning.scene import Pose, Scene, SceneObject

_FARTHEST = 1.5
_RADIUS = 0.05
_CAMERA_ABOVE = 0.675


def in_view(scene: Scene) -> Scene:
    """The scene without the objects that the agent cannot see from where it stands.

    An object is seen if some of it, taken as 0.05 m around its centre, is within 1.5 m and in the camera's field of
    view of 90 degrees, sideways and, where heights are known, up and down; the camera is 0.675 m above the agent's
    middle: the defaults of AI2-THOR. Objects without a position, and all if the scene does not say where the agent is,
    count as seen.

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
    east, north = thing.position[0] - agent.x, thing.position[1] - agent.z
    yaw = math.radians(agent.yaw)
    ahead = east * math.sin(yaw) + north * math.cos(yaw)
    across = east * math.cos(yaw) - north * math.sin(yaw)
    below = 0.0
    if agent.y is not None and thing.height is not None:
        drop, pitch = agent.y + _CAMERA_ABOVE - thing.height, math.radians(agent.down)
        ahead, below = _turned(ahead, drop, pitch)
    distance = math.hypot(east, north)
    # The edges of a field of 90 degrees are where something is as far aside as ahead.
    inside = (ahead - max(abs(across), abs(below))) / math.sqrt(2)
    return distance <= _RADIUS or (distance - _RADIUS <= _FARTHEST and inside >= -_RADIUS)


def _turned(ahead: float, drop: float, pitch: float) -> tuple[float, float]:
    """How far ahead and below something is for a camera that looks down by an angle."""
    return (
        ahead * math.cos(pitch) + drop * math.sin(pitch),
        drop * math.cos(pitch) - ahead * math.sin(pitch),
    )
