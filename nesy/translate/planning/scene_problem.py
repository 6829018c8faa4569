"""A planning problem from a scene and a goal; affordances, attributes and relations are its initial state."""

from __future__ import annotations

from nesy.languages.pddl.syntax import OBJECT, And, Atom, Domain, Formula, Problem, Typed
from nesy.translate.planning.goal import HAND
from nesy.translate.planning.knowledge import knowledge
from nesy.translate.planning.scene import Scene, SceneObject

AGENT = "robot"
"""The name of whoever acts."""
_IDLE_HAND = frozenset(("free", "handempty", "hand-empty", "arm-empty", "handsfree"))
_CLOSED, _OPENED = "closed", "opened"


def scene_problem(scene: Scene, domain: Domain, goal: Formula) -> Problem:
    """The problem of reaching a goal in a scene.

    What holds at first is what things can be used for, their attributes and relations, and that the agent's hand is
    free, as far as the domain has predicates for it. What can be opened starts closed unless it is said to be open.

    Args:
        scene: the things that are there; a hand that takes what is given and a robot are added.
        domain: the domain.
        goal: a formula over the scene's objects.

    >>> from nesy.languages.pddl.read import read_domain
    >>> from nesy.translate.planning.scene import read_scene
    >>> domain = read_domain("(define (domain d) (:predicates (cuttool ?x) (free ?x)))")
    >>> problem = scene_problem(read_scene("objects: [knife]"), domain, And())
    >>> [(atom.predicate, *atom.arguments) for atom in problem.initial]
    [('cuttool', 'knife'), ('free', 'robot')]
    """
    things = (*scene.objects, SceneObject(HAND, HAND), SceneObject(AGENT, AGENT))
    arity = {signature.name: len(signature.parameters) for signature in domain.predicates}
    said = [Atom(word, (thing.name,)) for thing in things for word in _said_of(thing) if arity.get(word) == 1]
    said += [Atom(r[0], r[1:]) for r in scene.relations if arity.get(r[0]) == len(r) - 1]
    said += [Atom(name, (AGENT,)[:n]) for name, n in arity.items() if name in _IDLE_HAND and n < 2]
    declared = tuple(Typed(thing.name, (thing.type if thing.type in domain.types else OBJECT,)) for thing in things)
    return Problem("from-scene", domain.name, declared, tuple(dict.fromkeys(said)), goal=goal)


def left_out(scene: Scene, domain: Domain) -> tuple[str, ...]:
    """What a scene says and the domain has no predicate for.

    >>> from nesy.languages.pddl.read import read_domain
    >>> from nesy.translate.planning.scene import read_scene
    >>> scene = read_scene("objects: [{type: cup, attributes: [red]}, table]\\nrelations: [[on, cup, table]]")
    >>> left_out(scene, read_domain("(define (domain d) (:predicates (on ?x ?y)))"))
    ('cup is red',)
    """
    known = {(signature.name, len(signature.parameters)) for signature in domain.predicates}
    said = [f"{t.name} is {word}" for t in scene.objects for word in t.attributes if (word, 1) not in known]
    return (*said, *(f"({' '.join(r)})" for r in scene.relations if (r[0], len(r) - 1) not in known))


def goal_formula(atoms: tuple[tuple[str, ...], ...]) -> Formula:
    """The conjunction of atoms.

    >>> goal_formula((("on", "a", "b"),)) == And((Atom("on", ("a", "b")),))
    True
    """
    return And(tuple(Atom(atom[0], atom[1:]) for atom in atoms))


def _said_of(thing: SceneObject) -> tuple[str, ...]:
    properties = knowledge().properties(thing.type)
    state = (_CLOSED,) if "openable" in properties and _OPENED not in thing.attributes else ()
    return (*sorted(properties), *thing.attributes, *state)
