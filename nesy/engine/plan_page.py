"""A plan as a page: its causal links as a graph, and a line a step."""

from __future__ import annotations

from nesy.engine.plan_result import PlanResult
from nesy.languages.pddl.printer import number_text
from nesy.proofs.planning.validate import INITIAL, TraceStep
from nesy.proofs.render.diagram import Diagram, Edge, Kind, Node
from nesy.proofs.render.html import page, styled
from nesy.proofs.render.markup import Markup, tag
from nesy.proofs.render.mermaid import to_mermaid
from nesy.proofs.render.svg import to_svg
from nesy.proofs.render.words import clean

_MOST_DRAWN = 60
"""Steps that are drawn as a graph; longer plans have their timeline only."""


def to_page(result: PlanResult) -> str:
    """A page that needs no server and no network; its policy lets nothing load or run but what is in it."""
    return page("Plan", article(result))


def to_fragment(result: PlanResult) -> str:
    """The result as a fragment of HTML that stands by itself in a notebook's cell."""
    return styled(article(result))


def diagram(result: PlanResult) -> Diagram:
    """The causal links: an arrow from the step that makes something true to each step that needs it."""
    if result.plan is None:
        return Diagram("Plan", (Node("s1", "", result.reason, Kind.GOAL),), ())
    trace = result.plan.trace
    nodes = [Node("p1", "", "initial state", Kind.PREMISE)]
    nodes += [Node(f"s{t.number}", str(t.number), str(t.step).strip("()"), Kind.SENTENCE) for t in trace]
    goal = f"s{len(trace) + 1}"
    nodes.append(Node(goal, "", "goal", Kind.GOAL))
    links = [(s.step, f"s{t.number}") for t in trace for s in t.supports]
    links += [(s.step, goal) for s in result.plan.goal_support]
    edges = dict.fromkeys(Edge("p1" if start == INITIAL else f"s{start}", end) for start, end in links)
    return Diagram("Plan", tuple(nodes), tuple(edges))


def plan_mermaid(result: PlanResult) -> str:
    """The causal links as a Mermaid flowchart."""
    return to_mermaid(diagram(result))


def article(result: PlanResult) -> Markup:
    """The content of the page."""
    parts = [_head(result)]
    if result.plan is not None:
        if len(result.plan.steps) <= _MOST_DRAWN:
            drawing = Markup(to_svg(diagram(result), alone=False))
            parts.append(tag("section", tag("h2", "Causal links"), tag("div", drawing, class_="scroll")))
        lines = [_step(step) for step in result.plan.trace]
        parts.append(tag("section", tag("h2", "Steps"), tag("ol", *lines)))
        goal = [tag("p", clean(str(s)), class_="told") for s in result.plan.goal_support]
        parts.append(tag("section", tag("h2", "Goal"), *goal))
    return tag("article", *parts, class_="nesy nesy-plan")


def _head(result: PlanResult) -> Markup:
    notes = [tag("p", clean(note), class_="remark") for note in result.notes]
    if result.plan is None:
        title, told = f"No plan: {result.status.value}", result.reason
    else:
        title = f"A plan of {len(result.plan.steps)} steps"
        told = (
            f"cost {number_text(result.plan.cost)}{', optimal' if result.optimal else ''}; {result.reason}; validated"
        )
    by = f"{result.planner or 'no planner'}: {result.choice}"
    return tag(
        "header",
        tag("h1", title, class_="question"),
        tag("p", clean(told), class_="meta"),
        tag("p", clean(by), class_="meta"),
        *notes,
    )


def _step(step: TraceStep) -> Markup:
    needs = [tag("span", clean(f"needs {s}"), class_="needs") for s in step.supports]
    gives = [tag("span", clean(f"gives {atom}"), class_="gives") for atom in step.added]
    ends = [tag("span", clean(f"ends {atom}"), class_="ends") for atom in step.deleted]
    content = tag("span", tag("b", clean(str(step.step))), *needs, *gives, *ends, class_="content")
    return tag("li", tag("div", tag("span", str(step.number), class_="number"), content, class_="row"))
