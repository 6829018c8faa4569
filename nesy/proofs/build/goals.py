"""Proves a goal by its shape: directly where that works, by contradiction where it does not."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from nesy.errors import CheckFailed
from nesy.languages.fol.syntax import And, Constant, Forall, Formula, Iff, Implies, Not, Term, Xor
from nesy.languages.fol.walk import conjuncts, terms
from nesy.proofs.build.background import inhabited_sorts, order_axioms
from nesy.proofs.build.branch import Branch
from nesy.proofs.build.clauses import TooManyClauses
from nesy.proofs.build.prune import prune
from nesy.proofs.build.search import Search, Stuck
from nesy.proofs.build.shorten import shorten
from nesy.proofs.build.shown import show
from nesy.proofs.kernel import instantiate
from nesy.proofs.proof import Proof, Rule, Step

PASSES = ((0, 0), (1, 0), (0, 3), (1, 2), (2, 2), (0, 9), (1, 9), (3, 9))
"""Level of terms and case splits inside one another that are tried, least first."""
_LONG = 3
"""Steps beyond which a proof by contradiction is tried beside a direct one."""

_SHARE = 0.5
"""Of the time that is left, what one pass may use."""

Named = Sequence[tuple[str, Formula]]


def prove_by_instances(
    premises: Named, goal: Formula, seconds: float, *, terms: Sequence[Term] = (), taken: Collection[str] = ()
) -> Proof | None:
    """A proof of the goal from the premises, or None if none was found within the time and the builder's bounds.

    The proof is not checked here.

    Args:
        premises: names and formulas.
        goal: what is to be shown.
        seconds: wall-clock limit.
        terms: further ground terms that may be needed, such as numerals.
        taken: further names that new constants must not have.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> premises = [("1", parse_formula("∀x (Dog(x) → Mammal(x))")), ("2", parse_formula("Dog(rex)"))]
    >>> proof = prove_by_instances(premises, parse_formula("Mammal(rex)"), 1.0)
    >>> [str(step.conclusion) for step in proof.steps]
    ['∀x (Dog(x) → Mammal(x))', 'Dog(rex)', 'Mammal(rex)']
    """
    task = _Task(tuple(premises), goal, time.perf_counter() + seconds, tuple(terms), frozenset(taken))
    for level, splits in _useful(task):
        proof = task.attempt(level, splits, direct=True)
        if proof is None:
            continue
        if proof.length > _LONG:
            other = task.attempt(level, splits, direct=False)
            if other is not None and other.length < proof.length:
                return other
        return proof
    return None


def _useful(task: _Task) -> Iterator[tuple[int, int]]:
    """The passes, without those that could only repeat what an earlier one did."""
    failed: list[tuple[float, float]] = []
    for level, splits in PASSES:
        if any(level <= a and splits <= b for a, b in failed) or time.perf_counter() > task.deadline:
            continue
        yield level, splits
        unbounded = float("inf")
        failed.append((level if task.short_of_terms else unbounded, splits if task.short_of_splits else unbounded))


@dataclass(slots=True)
class _Task:
    """What is to be shown, and what the last attempt was short of."""

    premises: tuple[tuple[str, Formula], ...]
    goal: Formula
    deadline: float
    terms: tuple[Term, ...]
    taken: frozenset[str]
    short_of_terms: bool = False
    short_of_splits: bool = False

    def attempt(self, level: int, splits: int, *, direct: bool) -> Proof | None:
        """A proof within the bounds of one pass."""
        formulas = (*(formula for _, formula in self.premises), self.goal)
        names = {t.name for f in formulas for t in terms(f) if isinstance(t, Constant)}
        now = time.perf_counter()
        search = Search(names | self.taken, now + _SHARE * (self.deadline - now), level)
        branch = Branch()
        try:
            self._given(search, branch, formulas)
            if direct:
                last = _prove(search, branch, self.goal, splits)
            else:
                last = _refute(search, branch, self.goal, splits)
        except (Stuck, TooManyClauses):
            self.short_of_terms, self.short_of_splits = search.short_of_terms, search.short_of_splits
            return None
        try:
            return shorten(prune(Proof(self.premises, self.goal, tuple(search.steps[: last + 1]))))
        except CheckFailed:  # a step over more atoms than the kernel takes
            return None

    def _given(self, search: Search, branch: Branch, formulas: Sequence[Formula]) -> None:
        search.meet_terms(branch, self.goal, 0)
        for name, formula in self.premises:
            search.assert_fact(branch, search.add(Step(formula, Rule.PREMISE, source=name)))
        for term in self.terms:
            branch.terms.setdefault(term, 0)
        for step in (*order_axioms(formulas), *inhabited_sorts(formulas)):
            search.assert_fact(branch, search.add(step))


def _prove(search: Search, branch: Branch, goal: Formula, depth: int) -> int:
    found = _draw(search, branch, goal)
    if found is not None:
        return found
    match goal:
        case And():
            parts = tuple(_prove(search, branch, part, depth) for part in conjuncts(goal))
            return search.infer(goal, parts)
        case Implies(antecedent, consequent):
            return search.restate(_under(search, branch, antecedent, consequent, depth), goal)
        case Iff(left, right):
            return search.infer(
                goal, (_under(search, branch, left, right, depth), _under(search, branch, right, left, depth))
            )
        case Xor(left, right):
            ways = ((left, Not(right)), (Not(left), right))
            return search.infer(goal, tuple(_under(search, branch, a, b, depth) for a, b in ways))
        case Forall():
            return _prove_universal(search, branch, goal, search.fresh_constant("c"), depth)
    return _refute(search, branch, goal, depth)


def _draw(search: Search, branch: Branch, goal: Formula) -> int | None:
    """The goal forward from the premises, by propagation and instances."""
    while True:
        bottom = search.propagate(branch)
        if bottom is not None:
            return search.restate(bottom, goal)
        found = show(search, branch, goal)
        if found is not None:
            return found
        if not search.instantiate_all(branch):
            return None


def _under(search: Search, branch: Branch, antecedent: Formula, consequent: Formula, depth: int) -> int:
    start = search.add(Step(antecedent, Rule.ASSUMPTION))
    inner = branch.copy()
    search.assert_fact(inner, start)
    end = _prove(search, inner, consequent, depth)
    return search.add(Step(Implies(antecedent, consequent), Rule.CONDITIONAL, (end,), discharged=(start,)))


def _prove_universal(search: Search, branch: Branch, goal: Forall, constant: Constant, depth: int) -> int:
    body = instantiate(goal, (constant,))
    if body is None:
        raise Stuck
    inner = branch.copy()
    inner.terms.setdefault(constant, 0)
    end = _prove(search, inner, body, depth)
    return search.add(Step(goal, Rule.UNIVERSAL, (end,), constant=constant.name))


def _refute(search: Search, branch: Branch, goal: Formula, depth: int) -> int:
    """The goal by contradiction from its negation."""
    negation = goal.operand if isinstance(goal, Not) else Not(goal)
    start = search.add(Step(negation, Rule.ASSUMPTION))
    inner = branch.copy()
    search.assert_fact(inner, start)
    bottom = search.refute(inner, depth)
    if start not in search.open[bottom]:
        return search.restate(bottom, goal)
    return search.add(Step(goal, Rule.CONTRADICTION, (bottom,), discharged=(start,)))
