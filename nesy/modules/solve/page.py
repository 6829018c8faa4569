"""The joined trace of a solved task as a page: the graph of its calls, then every step with its evidence."""

from __future__ import annotations

from nesy.languages.program.syntax import references
from nesy.languages.program.text import value_text
from nesy.modules.solve.evidence import evidence_markup
from nesy.modules.solve.trace import Solved, SolvedStatus, Step, StepStatus, shown_value
from nesy.proofs.render.diagram import Diagram, Edge, Kind, Node
from nesy.proofs.render.html import page, styled
from nesy.proofs.render.markup import Markup, tag
from nesy.proofs.render.mermaid import to_mermaid
from nesy.proofs.render.svg import to_svg
from nesy.proofs.render.words import clean

_SHORT, _LONG = 60, 2000
"""Characters of a value in the drawing, and in a step."""


def to_page(solved: Solved) -> str:
    """A page that needs no server and no network; its policy lets nothing load or run but what is in it."""
    return page(solved.task or "Program", article(solved))


def to_fragment(solved: Solved) -> str:
    """The result as a fragment of HTML that stands by itself in a notebook's cell."""
    return styled(article(solved))


def diagram(solved: Solved) -> Diagram:
    """The graph of the calls: an arrow from each input and each line to the calls that need it."""
    keys = {name: f"p{n}" for n, name in enumerate(solved.inputs, 1)}
    keys |= {step.name: f"s{step.number}" for step in solved.trace}
    nodes = [Node(keys[n], n, clean(shown_value(v, _SHORT)), Kind.PREMISE) for n, v in solved.inputs.items()]
    nodes += [
        Node(keys[s.name], s.name, clean(f"{s.function}: {_told(s, _SHORT)}"), Kind.SENTENCE) for s in solved.trace
    ]
    end = f"s{len(solved.trace) + 1}"
    told = shown_value(solved.value, _SHORT) if solved.status is SolvedStatus.SOLVED else solved.status.value
    nodes.append(Node(end, "", clean(told), Kind.GOAL))
    edges = [Edge(keys[need], keys[step.name]) for step in solved.trace for need in step.needs]
    if solved.program is not None:
        edges += [Edge(keys[r.name], end) for r in references(solved.program.result)]
    return Diagram(solved.task or "Program", tuple(nodes), tuple(dict.fromkeys(edges)))


def solved_mermaid(solved: Solved) -> str:
    """The graph of the calls as a Mermaid flowchart."""
    return to_mermaid(diagram(solved))


def article(solved: Solved) -> Markup:
    """The content of the page."""
    parts = [_head(solved)]
    if solved.trace:
        drawing = Markup(to_svg(diagram(solved), alone=False))
        parts.append(tag("section", tag("h2", "Calls"), tag("div", drawing, class_="scroll")))
    parts += [_step(step) for step in solved.trace]
    if solved.program is not None:
        returns = tag("code", clean(f"return {value_text(solved.program.result)}"))
        parts.append(tag("section", tag("h3", "Result"), returns, class_="step"))
    return tag("article", *parts, class_="nesy nesy-solved", data_status=solved.status.value)


def _head(solved: Solved) -> Markup:
    told = [tag("p", clean(line), class_="remark") for line in solved.reason.split("\n") if line]
    if solved.status is SolvedStatus.SOLVED:
        told = [tag("p", clean(shown_value(solved.value, _LONG)), class_="verdict")]
    by = f"program by {solved.model}, " if solved.model else ""
    counted = f"{solved.status.value}; {by}{len(solved.trace)} calls, {solved.seconds * 1000:.0f} ms"
    title = tag("h1", clean(solved.task or "Program"), class_="question")
    return tag("header", title, *told, tag("p", clean(counted), class_="meta"))


def _step(step: Step) -> Markup:
    parts = [tag("h3", clean(f"{step.name} {step.function}")), tag("p", clean(step.doc), class_="told")]
    parts.append(tag("code", clean(step.text)))
    rows = [(name, shown_value(value, _LONG)) for name, value in step.arguments.items()]
    rows.append(("value" if step.status is StepStatus.DONE else step.status.value, _told(step, _LONG)))
    table = tag("table", *(tag("tr", tag("th", clean(k), scope="row"), tag("td", clean(v))) for k, v in rows))
    parts.append(tag("div", table, class_="scroll"))
    parts.append(tag("p", clean(f"{step.key}, {step.seconds * 1000:.0f} ms"), class_="meta"))
    if step.evidence is not None:
        shown = tag("div", evidence_markup(step.evidence))
        parts.append(tag("details", tag("summary", "What it rests on"), shown))
    return tag("section", *parts, id=f"call-{step.number}", class_="step")


def _told(step: Step, most: int) -> str:
    return shown_value(step.value, most) if step.status is StepStatus.DONE else step.error
