"""Steps that need no premise: what numerals, comparisons, equations and sorts mean by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from nesy.languages.fol.syntax import COMPARISONS, Atom, Equals, Exists, Forall, Formula, Not, Number, Term, Variable
from nesy.languages.fol.walk import atoms, subformulas, terms
from nesy.proofs.kernel import ORDER_AXIOMS
from nesy.proofs.proof import Rule, Step

_COMPARED = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def self_evident(atom: Formula) -> Step | None:
    """The step that says whether an atom between numerals or equal terms holds; None if that is open.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> print(self_evident(parse_formula("10 < 2")).conclusion)
    ¬10 < 2
    """
    match atom:
        case Equals(left, right) if left == right:
            return Step(atom, Rule.EQUALITY)
        case Equals(Number(), Number()):
            return Step(Not(atom), Rule.ORDER)
        case Atom(sign, (Number(left), Number(right))) if sign in COMPARISONS:
            holds = _COMPARED[sign](left, right)
            return Step(atom if holds else Not(atom), Rule.ORDER)
    return None


def order_axioms(formulas: Iterable[Formula]) -> tuple[Step, ...]:
    """The axioms of order that fit the comparisons in some formulas; none if they compare nothing."""
    signs = {a.predicate for f in formulas for a in atoms(f) if isinstance(a, Atom) and a.predicate in COMPARISONS}
    if not signs:
        return ()
    used = signs | {"<"}
    chosen = [axiom for axiom in ORDER_AXIOMS if {a.predicate for a in atoms(axiom) if isinstance(a, Atom)} <= used]
    return tuple(Step(axiom, Rule.ORDER) for axiom in sorted(chosen, key=str))


def inhabited_sorts(formulas: Iterable[Formula]) -> tuple[Step, ...]:
    """A step for every sort that is quantified over, in order of occurrence: it is not empty."""
    found: dict[str, None] = {}
    stack = list(formulas)[::-1]
    while stack:
        node = stack.pop()
        stack.extend(reversed(subformulas(node)))
        if isinstance(node, Forall | Exists) and node.sort is not None:
            found[node.sort] = None
    x = Variable("x")
    return tuple(Step(Exists(x, Atom(sort, (x,))), Rule.SORT) for sort in found)


def numerals(formulas: Iterable[Formula]) -> tuple[Term, ...]:
    """The numerals in some formulas, in order of occurrence."""
    return tuple(dict.fromkeys(t for f in formulas for t in terms(f) if isinstance(t, Number)))
