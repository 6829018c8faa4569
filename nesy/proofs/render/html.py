"""HTML of an explanation: a self-contained page, and a fragment for notebooks."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import Final

from nesy.languages.fol.theory import Statement
from nesy.proofs.proof import Proof, Rule, Step
from nesy.proofs.render.diagram import diagram_of
from nesy.proofs.render.english import read_proof
from nesy.proofs.render.explanation import Explanation
from nesy.proofs.render.html_worlds import worlds_section
from nesy.proofs.render.markup import Markup, join, tag
from nesy.proofs.render.reading import Reading, Role, Sentence
from nesy.proofs.render.svg import style_sheet, to_svg
from nesy.proofs.render.wording import is_sentence
from nesy.proofs.render.words import clean
from nesy.verdict import Verdict

LONG_NAME: Final = 4
"""Characters of a premise's name that fit into the margin."""

_REFERENCE: Final = re.compile(r"\(([^()\s]{1,40})\)")


def to_page(explanation: Explanation) -> str:
    """A page that needs no server and no network; its policy lets nothing load or run but what is in it."""
    return page(explanation.heading, article(explanation))


def page(title: str, body: Markup) -> str:
    """A whole page around some content, with the style and the script of all views."""
    style = resource("page.css") + style_sheet()
    script = resource("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", clean(title)),
        tag("style", Markup(style)),
    )
    return (
        "<!doctype html>\n"
        + tag("html", head, tag("body", body, tag("script", Markup(script)), class_="nesy-page"), lang="en")
        + "\n"
    )


def to_fragment(explanation: Explanation) -> str:
    """The explanation as a fragment that brings its style along; it has no script."""
    return styled(article(explanation))


def styled(content: Markup) -> Markup:
    """Some content with the style of all views, for a notebook's cell."""
    style = tag("style", Markup(resource("page.css") + style_sheet()))
    return tag("div", style, content, class_="nesy-embedded")


def proof_fragment(proof: Proof) -> str:
    """A proof by itself as a fragment that brings its style along."""
    reading = read_proof(proof)
    sentences = _premises([Statement(f, n) for n, f in proof.premises], reading)
    columns = tag("div", sentences, _why(reading), class_="columns")
    whole = tag(
        "article", tag("p", clean(str(proof.goal)), class_="question"), columns, _formal(reading), class_="nesy"
    )
    return styled(whole)


def article(explanation: Explanation) -> Markup:
    """The explanation without page and style."""
    answer = explanation.answer
    reading = explanation.reading
    parts = [_header(explanation)]
    main = [_sentences(explanation)]
    if reading is not None:
        main.append(_why(reading, explanation.notes))
    elif explanation.worlds is not None:
        main.append(worlds_section(explanation.worlds))
    else:
        main.append(tag("section", tag("h2", "Why"), _notes(explanation.notes), class_="why"))
    parts.append(tag("div", *main, class_="columns"))
    if reading is not None:
        drawing = Markup(to_svg(diagram_of(explanation), alone=False))
        parts += [tag("details", tag("summary", "Diagram"), tag("div", drawing, class_="scroll")), _formal(reading)]
    parts.append(tag("p", class_="said", role="status", aria_live="polite"))
    return tag("article", *parts, class_="nesy", data_status=answer.verdict.status.value)


def resource(name: str) -> str:
    """The text of a file that lies beside this module."""
    return files("nesy.proofs.render").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _header(explanation: Explanation) -> Markup:
    verdict = explanation.answer.verdict
    label = verdict.label.value if verdict.label is not None else "NO ANSWER"
    rest = explanation.heading.removeprefix(clean(explanation.answer.problem.question)).strip()
    _, _, more = rest.partition(":")
    remark = tag("span", more.strip().rstrip("."), class_="remark") if more.strip() else ""
    shown = tag("strong", label, class_=f"label {label.lower().replace(' ', '-')}")
    return tag(
        "header",
        tag("h1", clean(explanation.answer.problem.question), class_="question"),
        tag("p", shown, " ", remark, class_="verdict"),
        tag("p", _meta(verdict), class_="meta"),
    )


def _meta(verdict: Verdict) -> str:
    meaning = {"rules-open": "rules, open world", "rules-closed": "rules, closed world"}.get(
        verdict.semantics, verdict.semantics
    )
    milliseconds = f"{verdict.seconds * 1000:.0f} ms" if verdict.prover else ""
    return " · ".join(clean(p) for p in (verdict.status.value, meaning, verdict.prover, milliseconds) if p)


def _sentences(explanation: Explanation) -> Markup:
    statements = explanation.statements
    if statements:
        asked = [s for s in statements if s.name == "conclusion"]
        return _premises([s for s in statements if s not in asked], explanation.reading, asked)
    rows = []
    for number, aligned in enumerate(explanation.answer.translation.sentences, 1):
        problem = tag("span", clean(aligned.problem), class_="problem") if aligned.problem else ""
        formula = tag("code", clean(str(aligned.formula))) if aligned.formula is not None else ""
        rows.append(tag("li", _numbered(str(number), clean(aligned.text), formula, problem)))
    return tag("section", tag("h2", "Sentences"), tag("ol", *rows), class_="sentences")


def _premises(given: list[Statement], reading: Reading | None, asked: list[Statement] | None = None) -> Markup:
    known = {s.name for s in given}
    extra = [] if reading is None else [Statement(f, n) for n, f in reading.proof.premises if n not in known]
    used = set() if reading is None else {name for name, _ in reading.quotes}
    rows = [_premise(s, s.name in used, reading is not None) for s in (*given, *(e for e in extra if e.name in used))]
    rows += [
        tag("li", _numbered("?", clean(s.text), tag("code", clean(str(s.formula)))), class_="asked")
        for s in asked or []
    ]
    return tag("section", tag("h2", "Sentences"), tag("ol", *rows), class_="sentences")


def _premise(statement: Statement, used: bool, has_proof: bool) -> Markup:
    worded = is_sentence(statement.text)
    formula = clean(str(statement.formula))
    inside = _numbered(clean(statement.name), clean(statement.text) if worded else "", tag("code", formula))
    if not used:
        return tag("li", inside, class_="unused" if has_proof else None)
    return tag("li", tag("button", inside, type="button", aria_pressed="false", data_premise=clean(statement.name)))


def _numbered(number: str, *content: str) -> Markup:
    shown = [c if isinstance(c, Markup) else tag("span", c, class_="text") for c in content if c]
    if len(number) > LONG_NAME:
        shown.insert(0, tag("span", number, class_="name"))
        number = ""
    return tag("span", tag("span", number, class_="number"), tag("span", *shown, class_="content"), class_="row")


def _why(reading: Reading, notes: tuple[str, ...] = ()) -> Markup:
    rows = [_sentence(reading, s) for s in reading.sentences]
    hint = tag("p", "Choose a step or a sentence to see what it rests on.", class_="hint")
    return tag("section", tag("h2", "Why"), hint, tag("ol", *rows), _notes(notes), class_="why")


def _notes(notes: tuple[str, ...]) -> Markup:
    return join(tag("p", note, class_="note") for note in notes)


def _sentence(reading: Reading, sentence: Sentence) -> Markup:
    depth = f"depth-{min(sentence.depth, 6)}"
    formula = tag("code", clean(str(reading.proof.steps[sentence.step].conclusion)))
    if sentence.role is Role.LET:
        return tag("li", _numbered("", sentence.text), class_=f"let {depth}")
    inside = _numbered(sentence.label, _referenced(sentence), formula)
    button = tag(
        "button",
        inside,
        type="button",
        aria_pressed="false",
        data_sentence=sentence.label,
        data_premises=" ".join(_code(clean(p)) for p in sentence.premises),
        data_uses=" ".join(sentence.uses),
        data_steps=" ".join(str(s + 1) for s in sentence.steps),
    )
    return tag("li", button, class_=f"{sentence.role.value} {depth}")


def _code(name: str) -> str:
    """A premise's name without blanks, as it stands in a list of names."""
    return name.replace("%", "%25").replace(" ", "%20")


def _referenced(sentence: Sentence) -> Markup:
    """The sentence with its references set apart."""
    known = {c.reference for c in sentence.claims} | set(sentence.uses) | set(sentence.premises) | {"presupposed"}
    parts: list[str] = []
    end = 0
    for match in _REFERENCE.finditer(sentence.text):
        if match[1] in known:
            parts += [sentence.text[end : match.start()], tag("span", match[0], class_="reference")]
            end = match.end()
    return tag("span", *parts, sentence.text[end:], class_="text")


def _formal(reading: Reading) -> Markup:
    proof = reading.proof
    head = tag("thead", tag("tr", *(tag("th", h, scope="col") for h in ("Step", "Formula", "Rule", "From"))))
    rows = [_row(number, step) for number, step in enumerate(proof.steps, 1)]
    table = tag("table", head, tag("tbody", *rows))
    title = f"Formal proof, {len(rows)} line{'s' if len(rows) > 1 else ''}"
    return tag("details", tag("summary", title), tag("div", table, class_="scroll"), class_="formal")


def _row(number: int, step: Step) -> Markup:
    origin = clean(step.source) if step.rule is Rule.PREMISE else ", ".join(str(p + 1) for p in step.parents)
    if any(step.terms):
        origin += "; with " + ", ".join(clean(str(t)) for terms in step.terms for t in terms)
    if step.discharged:
        origin += "; closes " + ", ".join(str(d + 1) for d in step.discharged)
    return tag(
        "tr",
        tag("td", str(number), class_="number"),
        tag("td", tag("code", clean(str(step.conclusion)))),
        tag("td", step.rule.value),
        tag("td", origin),
        data_step=str(number),
    )
