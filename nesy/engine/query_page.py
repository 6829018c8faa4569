"""The result of a query as a page: the plan as a graph, and a table a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from nesy.engine.query_result import QueryResult, QueryStep
from nesy.proofs.render.diagram import Diagram, Edge, Kind, Node
from nesy.proofs.render.html import page, styled
from nesy.proofs.render.markup import Markup, join, tag
from nesy.proofs.render.mermaid import to_mermaid
from nesy.proofs.render.svg import to_svg
from nesy.proofs.render.table import cell
from nesy.proofs.render.words import clean

MOST_ROWS: Final = 100
"""Rows of the result that the page shows."""


def to_page(result: QueryResult) -> str:
    """A page that needs no server and no network; its policy lets nothing load or run but what is in it."""
    return page(result.question or "Query", article(result))


def to_fragment(result: QueryResult) -> str:
    """The result as a fragment of HTML that stands by itself in a notebook's cell."""
    return styled(article(result))


def diagram(result: QueryResult) -> Diagram:
    """The plan: a node a step, an arrow from each input."""
    last = result.plan.last.number
    nodes = tuple(
        Node(f"s{s.number}", f"#{s.number}", f"{s.written.operator.value}: {_count(s.row_count)}", _kind(s, last))
        for s in result.steps
    )
    edges = tuple(Edge(f"s{i}", f"s{s.number}") for s in result.steps for i in s.written.inputs)
    return Diagram(result.question or "Query", nodes, edges)


def plan_mermaid(result: QueryResult) -> str:
    """The plan as a Mermaid flowchart."""
    return to_mermaid(diagram(result))


def article(result: QueryResult) -> Markup:
    """The content of the page."""
    parts = [_head(result)]
    if result.steps:
        parts.append(
            tag("section", tag("h2", "Plan"), tag("div", Markup(to_svg(diagram(result), alone=False)), class_="scroll"))
        )
    parts.append(tag("section", tag("h2", "Result"), _table(result.columns, result.rows[:MOST_ROWS])))
    left = len(result.rows) - MOST_ROWS
    if left > 0 or result.truncated:
        parts.append(tag("p", f"{max(left, 0):,} further rows{' and more' if result.truncated else ''}", class_="meta"))
    parts += [_step(step, result) for step in result.steps]
    parts.append(
        tag("details", tag("summary", "SQL"), tag("pre", tag("code", clean_lines(result.sql(_written(result))))))
    )
    return tag("article", *parts, class_="nesy nesy-query")


def clean_lines(text: str) -> str:
    """A text of several lines without control characters."""
    return "\n".join(map(clean, text.split("\n")))


def _written(result: QueryResult) -> str:
    return "sqlite" if result.system == "sqlite" else "duckdb"


def _head(result: QueryResult) -> Markup:
    flags = [tag("p", clean(str(flag)), class_="remark") for flag in result.flags]
    counted = f"{_count(len(result.rows))} in {result.seconds * 1000:.1f} ms on {result.system}"
    return tag(
        "header",
        tag("h1", clean(result.question or "Query"), class_="question"),
        tag("p", counted, class_="meta"),
        *flags,
    )


def _step(step: QueryStep, result: QueryResult) -> Markup:
    parts = [tag("h3", f"#{step.number} {step.written.operator.value}")]
    if step.question:
        parts.append(tag("p", clean(step.question), class_="told"))
    parts.append(tag("p", clean(step.meaning), class_="told"))
    parts.append(tag("code", clean(step.text)))
    parts += [tag("p", clean(flag.message), class_="remark") for flag in result.flags if flag.step == step.number]
    parts.append(_table(step.columns, step.rows, step.origins))
    left = step.row_count - len(step.rows)
    parts.append(tag("p", f"{left:,} further rows" if left > 0 else _count(step.row_count), class_="meta"))
    return tag("section", *parts, id=f"step-{step.number}", class_="step")


def _table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], origins: Sequence[Sequence[str]] | None = None
) -> Markup:
    told = origins or [()] * len(columns)
    heads = [
        tag("th", clean(c), scope="col", title=clean(", ".join(o)) if o else None)
        for c, o in zip(columns, told, strict=True)
    ]
    body = [tag("tr", *(tag("td", cell(v), class_="null" if v is None else None) for v in row)) for row in rows]
    return tag("div", tag("table", tag("thead", tag("tr", *heads)), tag("tbody", join(body))), class_="scroll")


def _count(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"


def _kind(step: QueryStep, last: int) -> Kind:
    if step.number == last:
        return Kind.GOAL
    return Kind.SENTENCE if step.written.inputs else Kind.PREMISE
