"""LaTeX text of formulas, for math mode.

Names are upright (``\\mathrm{Dog}``), variables of several letters italic (``\\mathit{lower}``). A name
that would be read as something else stands in quotes: ``\\text{'New York'}``.
"""

from __future__ import annotations

import re

from nesy.languages.fol.printers.canonical import Printer, Style
from nesy.languages.fol.syntax import Formula, Term

LATEX = Style(
    forall=r"\forall ",
    exists=r"\exists ",
    negation=r"\neg ",
    conjunction=r" \land ",
    disjunction=r" \lor ",
    exclusive=r" \oplus ",
    implication=r" \rightarrow ",
    equivalence=r" \leftrightarrow ",
    true=r"\top",
    false=r"\bot",
    differs=r" \neq ",
    times=r"\cdot",
    less_equal=r"\leq",
    greater_equal=r"\geq",
)

_LETTER = re.compile(r"[A-Za-z]\d{0,3}'{0,8}")
_SPECIAL = re.compile(r"[#$%&_{}~^\\]")
_COMMANDS = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


def to_latex(node: Formula | Term) -> str:
    r"""The LaTeX text of a formula or a term, which the reader reads back to an equal value.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(to_latex(parse_formula("∀x (Dog(x) → ¬Lives(x, 'New York'))")))
    \forall x\, (\mathrm{Dog}(x) \rightarrow \neg \mathrm{Lives}(x, \text{'New York'}))
    """
    return _LatexPrinter(node, LATEX).text(node)


class _LatexPrinter(Printer):
    __slots__ = ()

    def binder(self, name: str) -> str:
        return f"{_italic(name)}\\,"

    def variable(self, name: str) -> str:
        return _italic(name) if self.known(name) else f"?{_escape(name)}"

    def name(self, name: str, taken: frozenset[str]) -> str:
        if self.plain(name) and name not in taken:
            return rf"\mathrm{{{_escape(name)}}}"
        return rf"\text{{'{_escape(name)}'}}"


def _italic(name: str) -> str:
    return name if _LETTER.fullmatch(name) else rf"\mathit{{{_escape(name)}}}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: _COMMANDS.get(found.group(), "\\" + found.group()), text)
