"""SVG drawing of a diagram; needs no program but a viewer."""

from __future__ import annotations

from html import escape
from importlib.resources import files

from nesy.proofs.render.diagram import Diagram, Edge
from nesy.proofs.render.layout import LINE, NODE_WIDTH, PADDING, Box, Layout, lay_out


def to_svg(diagram: Diagram, *, alone: bool = True) -> str:
    """The drawing.

    Args:
        diagram: what is drawn.
        alone: bring the style along; without it the surrounding page's style draws the classes.

    >>> from nesy.proofs.render.diagram import Kind, Node
    >>> print(to_svg(Diagram("why", (Node("s1", "a", "1 < 2", Kind.GOAL),), ()), alone=False)[:60])
    <svg xmlns="http://www.w3.org/2000/svg" class="nesy-diagram"
    >>> "(a) 1 &lt; 2" in to_svg(Diagram("why", (Node("s1", "a", "1 < 2", Kind.GOAL),), ()))
    True
    """
    layout = lay_out(diagram)
    width, height = round(layout.width), round(layout.height)
    style = f"<style>{style_sheet()}</style>" if alone else ""
    edges = "".join(_edge(edge, layout) for edge in diagram.edges)
    boxes = "".join(_box(layout.boxes[node.key]) for node in diagram.nodes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="nesy-diagram" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{escape(diagram.title or "proof")}">'
        f"{style}{edges}{boxes}</svg>"
    )


def style_sheet() -> str:
    """The style of the drawing's classes."""
    return files("nesy.proofs.render").joinpath("diagram.css").read_text(encoding="utf-8")


def _edge(edge: Edge, layout: Layout) -> str:
    start, end = layout.boxes[edge.start], layout.boxes[edge.end]
    x1, y1 = start.x + NODE_WIDTH / 2, start.y + start.height
    x2, y2 = end.x + NODE_WIDTH / 2, end.y
    path, x, y = f"M{x1:.0f},{y1:.0f}", x1, y1
    for bend, top, bottom in layout.bends[edge]:
        path += _curve(x, y, bend, top) + f"V{bottom:.0f}"
        x, y = bend, bottom
    path += _curve(x, y, x2, y2 - 6)
    tip = f"M{x2 - 4:.0f},{y2 - 8:.0f}L{x2:.0f},{y2 - 1:.0f}L{x2 + 4:.0f},{y2 - 8:.0f}Z"
    kind = "edge discharges" if edge.discharges else "edge"
    return (
        f'<g class="{kind}" data-start="{edge.start}" data-end="{edge.end}">'
        f'<path class="line" d="{path}"/><path class="tip" d="{tip}"/></g>'
    )


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """A curve that leaves and arrives straight down."""
    half = (y1 + y2) / 2
    return f"C{x1:.0f},{half:.0f} {x2:.0f},{half:.0f} {x2:.0f},{y2:.0f}"


def _box(box: Box) -> str:
    lines = "".join(
        f'<text x="{box.x + PADDING:.0f}" y="{box.y + PADDING + 13 + n * LINE:.0f}">{escape(line)}</text>'
        for n, line in enumerate(box.lines)
    )
    return (
        f'<g class="node {box.node.kind.value}" data-node="{box.node.key}" data-label="{escape(box.node.label)}">'
        f"<title>{escape(box.node.text)}</title>"
        f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{NODE_WIDTH}" height="{box.height:.0f}" rx="4"/>{lines}</g>'
    )
