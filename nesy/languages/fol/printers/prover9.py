"""Prover9 text of formulas: ``all x``, ``exists x``, ``-``, ``&``, ``|``, ``->``, ``<->``, ``$T``, ``$F``.

Prover9 has neither ⊕ nor sorts. Both are written as formulas of the same meaning whose parentheses
tell them apart, so that reading gives the same tree back:

- ``A ⊕ B`` is ``-(A <-> B)``, and ``¬(A ↔ B)`` is ``-((A <-> B))``;
- ``∀x:S φ`` is ``all x ((S(x)) -> φ)``, and ``∃x:S φ`` is ``exists x ((S(x)) & φ)``.

Names that start with u to z, which are variables to Prover9, stand in double quotes.
"""

from __future__ import annotations

import re

from nesy.languages.fol.printers.canonical import UNARY, Printer, Style
from nesy.languages.fol.syntax import COMPARISONS, Atom, Equals, Exists, Forall, Formula, Iff, Not, Term, Xor

PROVER9 = Style(
    forall="all ",
    exists="exists ",
    negation="-",
    conjunction=" & ",
    disjunction=" | ",
    implication=" -> ",
    equivalence=" <-> ",
    true="$T",
    false="$F",
    differs=" != ",
    less_equal="<=",
    greater_equal=">=",
    quote='"',
)

_PLAIN = re.compile(r"[A-Za-t_][A-Za-z0-9_]*")


def to_prover9(node: Formula | Term) -> str:
    """The Prover9 text of a formula or a term, which the reader of that dialect reads back to an equal value.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(to_prover9(parse_formula("∀x (Dog(x) → Loyal(x) ⊕ ¬Lives(x, 'New York'))")))
    all x (Dog(x) -> -(Loyal(x) <-> -Lives(x, "New York")))
    """
    return _Prover9Printer(node, PROVER9).text(node)


class _Prover9Printer(Printer):
    __slots__ = ()

    def formula(self, node: Formula, level: int) -> str:
        if isinstance(node, Xor):
            return f"-({self.formula(node.left, UNARY)} <-> {self.formula(node.right, UNARY)})"
        return super().formula(node, level)

    def negation(self, operand: Formula) -> str:
        text = self.formula(operand, UNARY)
        match operand:
            case Iff() | Not(Equals()):
                text = f"({text})"
            case Atom(predicate) if predicate in COMPARISONS:
                text = f"({text})"  # Prover9's `-` binds tighter than `<` and `!=`
        return self.style.negation + text

    def quantified(self, node: Forall | Exists) -> str:
        if node.sort is None:
            return super().quantified(node)
        forall = isinstance(node, Forall)
        variable = node.variable.name
        sort = f"({self.name(node.sort, frozenset())}({self.variable(variable)}))"
        joined = f"{sort} {'->' if forall else '&'} {self.formula(node.body, UNARY)}"
        return f"{self.style.forall if forall else self.style.exists}{variable} ({joined})"

    def plain(self, name: str) -> bool:
        return super().plain(name) and _PLAIN.fullmatch(name) is not None
