"""DOT text of a diagram, for Graphviz and what reads its language."""

from __future__ import annotations

import textwrap
from typing import Final

from nesy.proofs.render.diagram import Diagram, Kind

_STYLES: Final = {
    Kind.PREMISE: "shape=box",
    Kind.SUPPOSITION: 'shape=box, style="rounded,dashed"',
    Kind.SENTENCE: "shape=box, style=rounded",
    Kind.GOAL: "shape=box, style=rounded, penwidth=2",
    Kind.WORLD: "shape=box, style=rounded",
}
WIDTH: Final = 32
"""Characters of one line of a label."""


def to_dot(diagram: Diagram) -> str:
    """A directed graph in the DOT language.

    >>> from nesy.proofs.render.diagram import Edge, Node
    >>> nodes = (Node("p1", "1", 'Rex is "a dog"', Kind.PREMISE), Node("s1", "a", "Rex barks", Kind.GOAL))
    >>> print(to_dot(Diagram("why", nodes, (Edge("p1", "s1"),))))
    digraph proof {
      label="why";
      p1 [label="(1) Rex is \\"a dog\\"", shape=box];
      s1 [label="(a) Rex barks", shape=box, style=rounded, penwidth=2];
      p1 -> s1;
    }
    """
    lines = ["digraph proof {", f"  label={_quoted(diagram.title)};"]
    for node in diagram.nodes:
        text = f"({node.label}) {node.text}" if node.label else node.text
        lines.append(f"  {node.key} [label={_quoted(text)}, {_STYLES[node.kind]}];")
    lines += [f"  {edge.start} -> {edge.end}{' [style=dashed]' if edge.discharges else ''};" for edge in diagram.edges]
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    """A quoted label; the only escapes in it are those of this function."""
    safe = [line.replace("\\", "\\\\").replace('"', '\\"') for line in textwrap.wrap(text, WIDTH)]
    return '"' + "\\n".join(safe) + '"'
