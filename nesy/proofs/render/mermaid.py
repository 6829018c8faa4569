"""Mermaid text of a diagram."""

from __future__ import annotations

from typing import Final

from nesy.proofs.render.diagram import Diagram, Kind, Node

_SHAPES: Final = {
    Kind.PREMISE: ("[", "]"),
    Kind.SUPPOSITION: ("([", "])"),
    Kind.SENTENCE: ("(", ")"),
    Kind.GOAL: ("[[", "]]"),
    Kind.WORLD: ("(", ")"),
}


def to_mermaid(diagram: Diagram) -> str:
    """A Mermaid flowchart; every sign that Mermaid or HTML reads as its own is written as a character code.

    >>> from nesy.proofs.render.diagram import Edge
    >>> nodes = (Node("p1", "1", 'Rex is "a dog"', Kind.PREMISE), Node("s1", "a", "Rex barks", Kind.GOAL))
    >>> print(to_mermaid(Diagram("", nodes, (Edge("p1", "s1"),))))
    flowchart TD
      p1["(1) Rex is #34;a dog#34;"]
      s1[["(a) Rex barks"]]
      p1 --> s1
    """
    lines = ["flowchart TD"]
    for node in diagram.nodes:
        opening, closing = _SHAPES[node.kind]
        lines.append(f'  {node.key}{opening}"{_escape(_shown(node))}"{closing}')
    lines += [f"  {edge.start} {'-.->' if edge.discharges else '-->'} {edge.end}" for edge in diagram.edges]
    return "\n".join(lines)


def _shown(node: Node) -> str:
    return f"({node.label}) {node.text}" if node.label else node.text


def _escape(text: str) -> str:
    safe = " .,:!?()/+=∀∃∧∨¬→↔⊕⊥⊤≠≤≥'-–—’“”"
    return "".join(c if c.isalnum() or c in safe else f"#{ord(c)};" for c in text)
