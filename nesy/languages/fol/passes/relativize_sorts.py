"""Sorted quantifiers as plain ones, and what a sort says by itself."""

from __future__ import annotations

from collections.abc import Iterable

from nesy.languages.fol.syntax import And, Atom, Exists, Forall, Formula, Implies, Variable
from nesy.languages.fol.walk import subformulas, with_subformulas


def relativize_sorts(formula: Formula) -> Formula:
    """The formula with ``∀x:S φ`` as ``∀x (S(x) → φ)`` and ``∃x:S φ`` as ``∃x (S(x) ∧ φ)``.

    >>> x = Variable("x")
    >>> relativize_sorts(Forall(x, Atom("P", (x,)), "S")) == Forall(x, Implies(Atom("S", (x,)), Atom("P", (x,))))
    True
    """
    changed = with_subformulas(formula, relativize_sorts)
    match changed:
        case Forall(variable, body, str(sort)):
            return Forall(variable, Implies(Atom(sort, (variable,)), body))
        case Exists(variable, body, str(sort)):
            return Exists(variable, And((Atom(sort, (variable,)), body)))
    return changed


def sort_axioms(formulas: Iterable[Formula]) -> tuple[Formula, ...]:
    """One formula ``∃x S(x)`` for every sort that a quantifier ranges over, in order of occurrence."""
    sorts: dict[str, None] = {}
    stack = list(formulas)[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, Forall | Exists) and node.sort is not None:
            sorts[node.sort] = None
        stack.extend(reversed(subformulas(node)))
    x = Variable("x")
    return tuple(Exists(x, Atom(sort, (x,))) for sort in sorts)
