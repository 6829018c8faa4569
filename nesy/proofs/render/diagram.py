"""Diagram: an explanation as nodes and arrows, which the drawing views share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nesy.proofs.render.explanation import Explanation
from nesy.proofs.render.reading import Reading, Role, Sentence
from nesy.proofs.render.words import clean, listed
from nesy.proofs.render.worlds import WorldsReading


class Kind(Enum):
    """What a node stands for."""

    PREMISE = "premise"
    SUPPOSITION = "supposition"
    SENTENCE = "sentence"
    GOAL = "goal"
    WORLD = "world"


@dataclass(frozen=True, slots=True)
class Node:
    """A premise, a sentence of the explanation, or a world."""

    key: str
    """``p1``, ``p2``, … for premises, ``s1``, … for the rest; letters and digits only."""
    label: str
    """The premise's name or the sentence's label; may be empty."""
    text: str
    """What it says, in words."""
    kind: Kind


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from what is used to what uses it."""

    start: str
    end: str
    discharges: bool = False
    """Whether it leads from a supposition to the sentence that closes it."""


@dataclass(frozen=True, slots=True)
class Diagram:
    """Nodes in reading order, and arrows between them; there are no cycles."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def diagram_of(explanation: Explanation) -> Diagram:
    """The diagram of an explanation: its proof, its two worlds, or its heading alone."""
    if explanation.reading is not None:
        return diagram_of_reading(explanation.reading, explanation.heading)
    if explanation.worlds is not None:
        return _of_worlds(explanation.worlds, explanation.heading)
    return Diagram(explanation.heading, (Node("s1", "", explanation.heading, Kind.GOAL),), ())


def diagram_of_reading(reading: Reading, title: str = "") -> Diagram:
    """The diagram of a proof's explanation.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> from nesy.proofs.proof import Proof, Rule, Step
    >>> from nesy.proofs.render.english import read_proof
    >>> dog = parse_formula("Dog(rex)")
    >>> diagram = diagram_of_reading(read_proof(Proof((("1", dog),), dog, (Step(dog, Rule.PREMISE, source="1"),))))
    >>> [(node.key, node.kind.value) for node in diagram.nodes], len(diagram.edges)
    ([('p1', 'premise'), ('s1', 'goal')], 1)
    """
    keys = {name: f"p{number}" for number, (name, _) in enumerate(reading.quotes, 1)}
    told = [s for s in reading.sentences if s.role is not Role.LET]
    places = {s.label: f"s{number}" for number, s in enumerate(told, 1)}
    labels = {s.step: s.label for s in told}
    nodes = [Node(keys[name], clean(name), text, Kind.PREMISE) for name, text in reading.quotes]
    edges: list[Edge] = []
    for sentence in told:
        key = places[sentence.label]
        nodes.append(Node(key, sentence.label, _content(sentence), _kind(sentence, sentence is told[-1])))
        supposed = {labels.get(a) for a in reading.proof.steps[sentence.step].discharged}
        edges += [Edge(keys[name], key) for name in sentence.premises]
        edges += [Edge(places[label], key, label in supposed) for label in sentence.uses]
    return Diagram(title, tuple(nodes), tuple(edges))


def _content(sentence: Sentence) -> str:
    own = next((c.text for c in sentence.claims if c.step == sentence.step and not c.reference), "")
    return own or ("a contradiction" if sentence.role is Role.CLASH else sentence.claims[0].text)


def _kind(sentence: Sentence, last: bool) -> Kind:
    if last:
        return Kind.GOAL
    return Kind.SUPPOSITION if sentence.role is Role.SUPPOSE else Kind.SENTENCE


def _of_worlds(worlds: WorldsReading, title: str) -> Diagram:
    first = listed(list(dict.fromkeys([worlds.first, *(d.first for d in worlds.differences if d.is_deciding)])))
    second = listed(list(dict.fromkeys([worlds.second, *(d.second for d in worlds.differences if d.is_deciding)])))
    nodes = (
        Node("s1", "", title, Kind.GOAL),
        Node("s2", "one world", first, Kind.WORLD),
        Node("s3", "another world", second, Kind.WORLD),
    )
    return Diagram(title, nodes, (Edge("s2", "s1"), Edge("s3", "s1")))
