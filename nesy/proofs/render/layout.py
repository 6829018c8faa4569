"""Layout: places the nodes of a diagram in layers, what is used above what uses it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from nesy.proofs.render.diagram import Diagram, Edge, Node

NODE_WIDTH: Final = 216
BEND_WIDTH: Final = 8
"""Room for a long arrow between two boxes."""
LINE: Final = 18
PADDING: Final = 10
GAP_X: Final = 28
GAP_Y: Final = 44
CHARACTERS: Final = 29
"""Characters of one line of a node's text."""
MAX_LINES: Final = 7
SWEEPS: Final = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its place, in pixels from the top left corner."""

    node: Node
    lines: tuple[str, ...]
    x: float
    y: float
    height: float
    layer: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of a diagram, the bends of its long arrows and the size of the drawing, in pixels."""

    boxes: Mapping[str, Box]
    bends: Mapping[Edge, tuple[tuple[float, float, float], ...]]
    """For each arrow that passes layers: x, upper and lower y of each gap between boxes that it goes through."""
    width: float
    height: float


def lay_out(diagram: Diagram) -> Layout:
    """The layout of a diagram: longest-path layers (Sugiyama, Tagawa and Toda 1981), ordered by barycentres.

    >>> from nesy.proofs.render.diagram import Kind
    >>> nodes = tuple(Node(key, "", "text", Kind.SENTENCE) for key in ("s1", "s2", "s3"))
    >>> layout = lay_out(Diagram("", nodes, (Edge("s1", "s3"), Edge("s2", "s3"))))
    >>> [layout.boxes[key].layer for key in ("s1", "s2", "s3")]
    [0, 0, 1]
    """
    layers = _layers(diagram)
    rows, chains = _rows(diagram, layers)
    nodes = {n.key: n for n in diagram.nodes}
    widths = [sum(_width(key, nodes) + GAP_X for key in row) + GAP_X for row in rows]
    width = max(widths)
    boxes: dict[str, Box] = {}
    gaps: dict[str, tuple[float, float, float]] = {}
    y = float(GAP_X)
    for number, row in enumerate(rows):
        texts = {key: _lines(nodes[key]) for key in row if key in nodes}
        height = max((len(t) for t in texts.values()), default=1) * LINE + 2 * PADDING
        x = (width - widths[number]) / 2 + GAP_X
        for key in row:
            if key in nodes:
                own = len(texts[key]) * LINE + 2 * PADDING
                boxes[key] = Box(nodes[key], texts[key], x, y + (height - own) / 2, own, number)
            else:
                gaps[key] = (x + _width(key, nodes) / 2, y, y + height)
            x += _width(key, nodes) + GAP_X
        y += height + GAP_Y
    bends = {edge: tuple(gaps[key] for key in chain) for edge, chain in chains.items()}
    return Layout(boxes, bends, width, y - GAP_Y + GAP_X)


def _width(key: str, nodes: Mapping[str, Node]) -> int:
    return NODE_WIDTH if key in nodes else BEND_WIDTH


def _lines(node: Node) -> tuple[str, ...]:
    label = f"({node.label}) " if node.label else ""
    lines = textwrap.wrap(label + node.text, CHARACTERS, break_long_words=True) or [""]
    return tuple(lines if len(lines) <= MAX_LINES else [*lines[: MAX_LINES - 1], lines[MAX_LINES - 1][:-1] + "…"])


def _layers(diagram: Diagram) -> dict[str, int]:
    """For each node its layer; one that rests on nothing stands right above the first that uses it."""
    above: dict[str, list[str]] = {n.key: [] for n in diagram.nodes}
    below: dict[str, list[str]] = {n.key: [] for n in diagram.nodes}
    for edge in diagram.edges:
        above[edge.end].append(edge.start)
        below[edge.start].append(edge.end)
    layers: dict[str, int] = {}
    for key in _sorted(above):
        layers[key] = max((layers[k] + 1 for k in above[key]), default=0)
    for key, users in below.items():
        if users and not above[key]:
            layers[key] = min(layers[u] for u in users) - 1
    return layers


def _sorted(above: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys with each behind all those that it rests on."""
    left = {key: len(set(users)) for key, users in above.items()}
    below: dict[str, list[str]] = {}
    for key, users in above.items():
        for user in dict.fromkeys(users):
            below.setdefault(user, []).append(key)
    ready = [key for key in above if not left[key]]
    for key in ready:
        for user in below.get(key, ()):
            left[user] -= 1
            if not left[user]:
                ready.append(user)
    return ready


def _rows(diagram: Diagram, layers: Mapping[str, int]) -> tuple[list[list[str]], dict[Edge, list[str]]]:
    """The keys of each layer, ordered so that arrows cross little, and for each long arrow its places on the way."""
    rows: list[list[str]] = [[] for _ in range(max(layers.values()) + 1)]
    for node in diagram.nodes:
        rows[layers[node.key]].append(node.key)
    near: dict[str, list[str]] = {n.key: [] for n in diagram.nodes}
    chains: dict[Edge, list[str]] = {}
    for number, edge in enumerate(diagram.edges):
        between = range(layers[edge.start] + 1, layers[edge.end])
        chain = [f"bend {number} {layer}" for layer in between]
        for key, layer in zip(chain, between, strict=True):
            rows[layer].append(key)
        for start, end in pairwise([edge.start, *chain, edge.end]):
            near.setdefault(start, []).append(end)
            near.setdefault(end, []).append(start)
        chains[edge] = chain
    _uncross(rows, near)
    return rows, chains


def _uncross(rows: Sequence[list[str]], near: Mapping[str, Sequence[str]]) -> None:
    """Order each row by the mean place of what its members are joined to, some times over."""
    place = {key: (n + 0.5) / len(row) for row in rows for n, key in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else rows[::-1]:
            row.sort(key=lambda key: (_mean([place[k] for k in near[key]], place[key]), place[key]))
            place |= {key: (n + 0.5) / len(row) for n, key in enumerate(row)}


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default
