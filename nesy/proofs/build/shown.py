"""Draws a goal of any shape from what a branch knows already, without a search."""

from __future__ import annotations

from nesy.languages.fol.syntax import (
    And,
    Atom,
    Equals,
    Exists,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Truth,
    Xor,
)
from nesy.proofs.build.background import self_evident
from nesy.proofs.build.branch import Branch
from nesy.proofs.build.clauses import literal_of
from nesy.proofs.build.search import Search, opened
from nesy.proofs.proof import Rule, Step


def show(search: Search, branch: Branch, goal: Formula) -> int | None:
    """The step that says the goal, drawn from known literals; None if they do not settle it."""
    literal = literal_of(goal)
    if literal in branch.known:
        return search.restate(branch.known[literal], goal)
    if isinstance(goal, Exists):
        return _show_existential(search, branch, goal)
    support = _support(search, branch, goal, True)
    return None if support is None else search.infer(goal, tuple(dict.fromkeys(support)))


def _show_existential(search: Search, branch: Branch, goal: Exists) -> int | None:
    for term in branch.terms:
        found = show(search, branch, opened(goal, term))
        if found is not None:
            return search.add(Step(goal, Rule.EXISTENTIAL, (found,), terms=((term,),)))
    return None


def _support(search: Search, branch: Branch, formula: Formula, value: bool) -> tuple[int, ...] | None:
    """Steps that together say that a formula has a truth value; None if there are none."""
    match formula:
        case Truth(truth):
            return () if truth is value else None
        case Not(operand):
            return _support(search, branch, operand, not value)
        case And(operands) | Or(operands):
            parts = [(o, value) for o in operands]
            return (_every if isinstance(formula, And) is value else _some)(search, branch, parts)
        case Implies(left, right):
            return (_some if value else _every)(search, branch, [(left, not value), (right, value)])
        case Iff(left, right) | Xor(left, right):
            same = isinstance(formula, Iff) is value
            both = _every(search, branch, [(left, True), (right, same)])
            return both if both is not None else _every(search, branch, [(left, False), (right, not same)])
    return _literal_support(search, branch, formula, value)


def _literal_support(search: Search, branch: Branch, atom: Formula, value: bool) -> tuple[int, ...] | None:
    if (atom, value) in branch.known:
        return (branch.known[atom, value],)
    if isinstance(atom, Atom | Equals):
        step = self_evident(atom)
        if step is not None and (step.conclusion == atom) is value:
            return (search.add(step),)
    if isinstance(atom, Exists) and value:
        found = _show_existential(search, branch, atom)
        return None if found is None else (found,)
    return None


def _every(search: Search, branch: Branch, parts: list[tuple[Formula, bool]]) -> tuple[int, ...] | None:
    found: list[int] = []
    for formula, value in parts:
        support = _support(search, branch, formula, value)
        if support is None:
            return None
        found += support
    return tuple(found)


def _some(search: Search, branch: Branch, parts: list[tuple[Formula, bool]]) -> tuple[int, ...] | None:
    for formula, value in parts:
        support = _support(search, branch, formula, value)
        if support is not None:
            return support
    return None
