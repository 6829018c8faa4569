"""LaTeX of an explanation: the premises, the proof in lines, and its English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from nesy.languages.fol.printers.latex import to_latex as formula_to_latex
from nesy.proofs.proof import Proof, Rule
from nesy.proofs.render.explanation import Explanation
from nesy.proofs.render.words import clean

_SPECIAL: Final[Mapping[str, str]] = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", '"': "''",
    "∀": r"$\forall$", "∃": r"$\exists$", "∧": r"$\land$", "∨": r"$\lor$", "¬": r"$\neg$", "→": r"$\rightarrow$",
    "↔": r"$\leftrightarrow$", "⊕": r"$\oplus$", "⊥": r"$\bot$", "⊤": r"$\top$", "≠": r"$\neq$", "≤": r"$\leq$",
    "≥": r"$\geq$", "“": "``", "”": "''", "‘": "`", "’": "'", "–": "--", "—": "---", "…": r"\dots{}", "�": "?",
}  # fmt: skip


def to_latex(explanation: Explanation) -> str:
    """A fragment for a document in UTF-8 that loads ``amsmath``, ``amssymb`` and ``longtable``."""
    parts = [rf"\paragraph{{{escape(explanation.heading)}}}"]
    if explanation.reading is not None:
        parts += [_sentences(explanation), _table(explanation.reading.proof)]
    if explanation.worlds is not None:
        parts += [escape(line) + r"\par" for line in str(explanation.worlds).splitlines()]
    parts += [escape(note) + r"\par" for note in explanation.notes]
    return "\n".join(parts)


def escape(text: str) -> str:
    r"""A text without signs that LaTeX reads as its own.

    >>> print(escape("50% of {x_1} → y"))
    50\% of \{x\_1\} $\rightarrow$ y
    """
    return "".join(_SPECIAL.get(c, c) for c in text)


def _sentences(explanation: Explanation) -> str:
    reading = explanation.reading
    assert reading is not None  # noqa: S101 - the caller looks
    lines = [r"\begin{itemize}"]
    for name, text in reading.quotes:
        lines.append(rf"\item[({escape(clean(name))})] {escape(text)}")
    for sentence in reading.sentences:
        indent = rf"\hspace*{{{sentence.depth}em}}" if sentence.depth else ""
        label = f"{sentence.label}." if sentence.label else ""
        lines.append(rf"\item[{escape(label)}] {indent}{escape(sentence.text)}")
    return "\n".join([*lines, r"\end{itemize}"])


def _table(proof: Proof) -> str:
    lines = [r"\begin{longtable}{r l l}"]
    for number, step in enumerate(proof.steps, 1):
        origin = f"premise {escape(clean(step.source))}" if step.rule is Rule.PREMISE else escape(step.rule.value)
        origin += "".join(f"{',' if n else ''} {p + 1}" for n, p in enumerate(step.parents))
        if step.discharged:
            origin += "; discharges " + ", ".join(str(d + 1) for d in step.discharged)
        lines.append(rf"{number} & ${_formula(formula_to_latex(step.conclusion))}$ & {origin} \\")
    return "\n".join([*lines, r"\end{longtable}"])


def _formula(text: str) -> str:
    """A formula without signs that cannot be shown."""
    return " ".join("".join(c if c.isprintable() else "?" for c in text).split())
