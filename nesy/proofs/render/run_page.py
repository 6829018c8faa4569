"""Page of a whole run: a table of answers with filters, each of which opens with its proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nesy.answer import Answer
from nesy.proofs.render.explanation import explain
from nesy.proofs.render.html import article, page
from nesy.proofs.render.markup import Markup, join, tag
from nesy.proofs.render.words import clean


@dataclass(frozen=True, slots=True)
class Row:
    """One problem of a run."""

    id: str
    label: str
    """The answer's label; empty if there is none."""
    status: str
    gold: str = ""
    """The data set's label; empty where it is not known."""
    answer: Answer | None = None
    """The whole answer, if the run kept it."""

    @property
    def outcome(self) -> str:
        """``right``, ``wrong``, ``none`` where there is no label, or empty without a gold label."""
        if not self.gold:
            return ""
        if not self.label:
            return "none"
        return "right" if self.label == self.gold else "wrong"


def to_run_page(title: str, rows: Sequence[Row]) -> str:
    """The page; the answers stand in templates, so that only those that are opened are laid out."""
    table = tag("table", _head(), tag("tbody", *(_row(n, row) for n, row in enumerate(rows))), class_="results")
    kept = [(n, row.answer) for n, row in enumerate(rows) if row.answer is not None]
    templates = join(tag("template", article(explain(answer)), data_answer=str(n)) for n, answer in kept)
    heading = tag("h1", clean(title))
    body = tag(
        "main", heading, tag("p", _counts(rows), class_="counts"), _filters(rows), table, templates, class_="nesy-run"
    )
    return page(title, body)


def _counts(rows: Sequence[Row]) -> str:
    labels = Counter(row.label or "no label" for row in rows)
    parts = [f"{len(rows)} problems", *(f"{count} {label}" for label, count in sorted(labels.items()))]
    if any(row.gold for row in rows):
        parts.append(f"{sum(row.outcome == 'right' for row in rows)} right")
    return " · ".join(parts)


def _filters(rows: Sequence[Row]) -> Markup:
    outcomes = [(o, {"right": "right", "wrong": "wrong", "none": "no label"}[o]) for o in ("right", "wrong", "none")]
    present = {row.outcome for row in rows}
    choices = [
        _choice("label", "Label", [(v, v) for v in sorted({r.label for r in rows if r.label})]),
        _choice("status", "Status", [(v, v) for v in sorted({r.status for r in rows})]),
        _choice("outcome", "Against gold", [o for o in outcomes if o[0] in present]),
    ]
    search = tag("label", "Search", tag("input", type="search", data_filter="search"))
    shown = tag("p", class_="shown meta", role="status", aria_live="polite")
    return tag("div", *choices, search, shown, class_="filters")


def _choice(field: str, name: str, values: Sequence[tuple[str, str]]) -> Markup:
    options = [tag("option", "any", value=""), *(tag("option", text, value=value) for value, text in values)]
    return tag("label", name, tag("select", *options, data_filter=field))


def _head() -> Markup:
    columns = (
        ("Problem", "w-id w-wide"),
        ("Question", None),
        ("Label", "w-label"),
        ("Gold", "w-label"),
        ("Status", "w-status w-wide"),
    )
    return tag("thead", tag("tr", *(tag("th", text, scope="col", class_=kind) for text, kind in columns)))


def _row(number: int, row: Row) -> Markup:
    question = clean(row.answer.problem.question) if row.answer is not None else row.id
    opener = (
        tag("button", question, type="button", class_="open", aria_expanded="false")
        if row.answer is not None
        else tag("span", question, class_="plain")
    )
    return tag(
        "tr",
        tag("td", clean(row.id), class_="w-wide"),
        tag("td", opener),
        tag("td", row.label or "none", class_=row.outcome or None),
        tag("td", row.gold),
        tag("td", row.status, class_="w-wide"),
        data_row=str(number),
        data_label=row.label,
        data_status=row.status,
        data_outcome=row.outcome,
        data_search=f"{row.id} {question}",
    )
