"""Evidence of steps: what a value rests on, as JSON, as text, and as part of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nesy.answer import Answer
from nesy.engine import plan_page, query_page
from nesy.engine.plan_result import Plan, PlanningStatus, PlanResult
from nesy.engine.query_result import QueryResult
from nesy.errors import BadAnswerFile, CheckFailed
from nesy.languages.pddl.language import program_from_json
from nesy.languages.pddl.read import read_plan
from nesy.proofs.planning.validate import PlanStatus, validate
from nesy.proofs.render.explanation import explain
from nesy.proofs.render.html import article
from nesy.proofs.render.markup import Markup, join, tag
from nesy.proofs.render.table import to_text as table_text
from nesy.proofs.render.words import clean


def evidence_to_json(evidence: Any) -> dict[str, Any] | None:
    """Evidence as JSON data; what is neither an answer, a table nor a plan is kept as its text."""
    match evidence:
        case None:
            return None
        case tuple():
            return {"kind": "several", "items": [evidence_to_json(item) for item in evidence]}
        case Answer():
            return {"kind": "answer", "data": evidence.to_json()}
        case QueryResult():
            return {"kind": "table", "data": evidence.to_json()}
        case PlanResult():
            return {"kind": "plan", "data": evidence.to_json()}
        case _:
            return {"kind": "text", "text": str(evidence)}


def evidence_from_json(data: Mapping[str, Any] | None) -> Any:
    """The evidence that :func:`evidence_to_json` wrote; a plan is validated again.

    Raises:
        BadAnswerFile: if the data is none.
        CheckFailed: if a plan is not valid.
    """
    if data is None:
        return None
    match data.get("kind"):
        case "several":
            return tuple(evidence_from_json(item) for item in data["items"])
        case "answer":
            return Answer.from_json(data["data"])
        case "table":
            return QueryResult.from_json(data["data"])
        case "plan":
            return _plan_from_json(data["data"])
        case "text":
            return str(data["text"])
    raise BadAnswerFile(f"{data.get('kind')!r} is no kind of evidence")


def _plan_from_json(data: Mapping[str, Any]) -> PlanResult:
    task = None if data["task"] is None else program_from_json(data["task"])
    plan = None
    if task is not None and data["plan"] is not None:
        steps = read_plan("\n".join(data["plan"]))
        validation = validate(task, steps)
        if validation.status is not PlanStatus.VALID:
            raise CheckFailed(f"the plan that the file holds is not valid: {validation}")
        plan = Plan(steps, validation)
    told = (data["planner"], data["choice"], data["reason"], data["optimal"], data["seconds"])
    return PlanResult(PlanningStatus(data["status"]), plan, *told, task, tuple(data["notes"]))


def evidence_text(evidence: Any) -> str:
    """Evidence in words: why an answer holds, the rows of a table, the causal links of a plan."""
    match evidence:
        case tuple():
            return "\n".join(evidence_text(item) for item in evidence)
        case Answer():
            return f"{evidence.problem.question}: {evidence.verdict}\n{evidence.why()}"
        case QueryResult():
            return table_text(evidence.columns, evidence.rows, evidence.truncated)
        case PlanResult():
            return evidence.explain()
        case _:
            return str(evidence)


def evidence_markup(evidence: Any) -> Markup:
    """Evidence as part of a page: the page of an answer, a query or a plan without its frame."""
    match evidence:
        case tuple():
            return join(evidence_markup(item) for item in evidence)
        case Answer():
            return article(explain(evidence))
        case QueryResult():
            return query_page.article(evidence)
        case PlanResult():
            return plan_page.article(evidence)
        case _:
            return tag("p", clean(str(evidence)), class_="told")
