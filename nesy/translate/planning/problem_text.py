"""A planning problem in PDDL from a scene and a goal; affordances, attributes and relations are its initial state."""

from __future__ import annotations

from nesy.translate.planning.goal import HAND
from nesy.translate.planning.knowledge import knowledge
from nesy.translate.planning.scene import Scene, SceneObject
from nesy.translate.planning.vocabulary import Pattern, Vocabulary

AGENT = "robot"
"""The name of whoever acts."""
_IDLE_HAND = ("free", "handempty", "hand-empty", "arm-empty", "handsfree")
_STARTS_CLOSED = ("closed", "opened")


def initial_facts(scene: Scene, domain: Vocabulary) -> tuple[Pattern, ...]:
    """What holds at first: what things can be used for, their attributes and relations, and a free hand of the agent.

    Only what the domain has a predicate for is said. What can be opened starts closed unless it is said to be open.

    >>> from nesy.translate.planning.scene import read_scene
    >>> initial_facts(read_scene("objects: [knife]"), Vocabulary({"cuttool": 1, "free": 1}, ()))
    (('cuttool', 'knife'), ('free', 'robot'))
    """
    arity = domain.predicates.get
    facts: list[Pattern] = [
        (word, thing.name)
        for thing in (*scene.objects, SceneObject(HAND, HAND))
        for word in _said_of(thing)
        if arity(word) == 1
    ]
    facts += [relation for relation in scene.relations if arity(relation[0]) == len(relation) - 1]
    facts += [
        (name, AGENT)[: arity + 1] for name, arity in domain.predicates.items() if name in _IDLE_HAND and arity < 2
    ]
    return tuple(dict.fromkeys(facts))


def _said_of(thing: SceneObject) -> tuple[str, ...]:
    properties = knowledge().properties(thing.type)
    closed, opened = _STARTS_CLOSED
    state = (closed,) if "openable" in properties and opened not in thing.attributes else ()
    return (*sorted(properties), *thing.attributes, *state)


def problem_text(scene: Scene, domain: Vocabulary, goal: tuple[Pattern, ...], *, domain_name: str) -> str:
    """The problem in PDDL.

    Args:
        scene: the things that are there.
        domain: the domain's predicates and types.
        goal: atoms over the scene's objects.
        domain_name: the name after ``:domain``.

    >>> from nesy.translate.planning.scene import read_scene
    >>> text = problem_text(read_scene("objects: [knife]"), Vocabulary({"cuttool": 1}, ()), (), domain_name="cut")
    >>> text.splitlines()[1:3]
    ['  (:domain cut)', '  (:objects knife hand robot)']
    """
    things = [
        _declared(thing, domain) for thing in (*scene.objects, SceneObject(HAND, HAND), SceneObject(AGENT, AGENT))
    ]
    facts = " ".join(map(_atom, initial_facts(scene, domain)))
    wanted = " ".join(map(_atom, goal))
    return (
        f"(define (problem from-instruction)\n  (:domain {domain_name})\n  (:objects {' '.join(things)})\n"
        f"  (:init {facts})\n  (:goal (and {wanted})))\n"
    )


def _declared(thing: SceneObject, domain: Vocabulary) -> str:
    if not domain.types:
        return thing.name
    return f"{thing.name} - {thing.type if thing.type in domain.types else 'object'}"


def _atom(pattern: Pattern) -> str:
    return f"({' '.join(pattern)})"
