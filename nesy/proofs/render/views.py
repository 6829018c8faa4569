"""Views: the forms in which an answer can be shown, by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from nesy.answer import Answer
from nesy.errors import UnknownName
from nesy.proofs.proof import Proof
from nesy.proofs.render.diagram import diagram_of, diagram_of_reading
from nesy.proofs.render.dot import to_dot
from nesy.proofs.render.english import read_proof
from nesy.proofs.render.explanation import explain
from nesy.proofs.render.html import proof_fragment, to_fragment, to_page
from nesy.proofs.render.latex import to_latex
from nesy.proofs.render.mermaid import to_mermaid
from nesy.proofs.render.svg import to_svg
from nesy.proofs.render.text import to_text

VIEWS: Final[Mapping[str, Callable[[Answer], str]]] = {
    "html": lambda answer: to_page(explain(answer)),
    "svg": lambda answer: to_svg(diagram_of(explain(answer))),
    "mermaid": lambda answer: to_mermaid(diagram_of(explain(answer))),
    "dot": lambda answer: to_dot(diagram_of(explain(answer))),
    "latex": lambda answer: to_latex(explain(answer)),
    "text": lambda answer: to_text(explain(answer)),
    "english": lambda answer: str(explain(answer)),
    "json": lambda answer: json.dumps(answer.to_json(), ensure_ascii=False, indent=2),
}
"""What turns an answer into each form."""


def view(answer: Answer, form: str) -> str:
    """An answer in one of the forms of :data:`VIEWS`.

    Raises:
        UnknownName: if there is no such form.
    """
    if form not in VIEWS:
        raise UnknownName(f"there is no view {form!r}", expected=tuple(VIEWS))
    return VIEWS[form](answer)


def notebook(answer: Answer) -> str:
    """An answer as a fragment of HTML that stands by itself in a notebook's cell."""
    return to_fragment(explain(answer))


PROOF_VIEWS: Final[Mapping[str, Callable[[Proof], str]]] = {
    "html": proof_fragment,
    "svg": lambda proof: to_svg(diagram_of_reading(read_proof(proof))),
    "mermaid": lambda proof: to_mermaid(diagram_of_reading(read_proof(proof))),
    "dot": lambda proof: to_dot(diagram_of_reading(read_proof(proof))),
    "english": lambda proof: str(read_proof(proof)),
}
"""What turns a proof alone into each form, without the user's sentences."""
