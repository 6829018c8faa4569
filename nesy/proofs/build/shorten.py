"""Shortens a proof: parents that a step does not need, and steps that only take a formula apart, go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from nesy.errors import CheckFailed
from nesy.languages.fol.syntax import FALSE, Formula, Term
from nesy.languages.fol.truth_table import follows
from nesy.proofs.build.prune import prune
from nesy.proofs.kernel import instantiate
from nesy.proofs.proof import Proof, Rule, Step

_Use: TypeAlias = tuple[int, tuple[Term, ...]]
"""A parent and the terms that it is instantiated with."""


def shorten(proof: Proof) -> Proof:
    """The proof with fewer steps, where inferences can do without a parent or rest on an earlier step.

    Raises:
        CheckFailed: if an inference is over more atoms than the kernel takes.

    >>> from nesy.languages.fol.parse import parse_formula as p
    >>> both = Step(p("A ∧ B"), Rule.PREMISE, source="1")
    >>> part = Step(p("A"), Rule.INFERENCE, (0,), terms=((),))
    >>> last = Step(p("A ∨ C"), Rule.INFERENCE, (1,), terms=((),))
    >>> shorten(Proof((("1", both.conclusion),), last.conclusion, (both, part, last))).length
    1
    """
    steps = list(proof.steps)
    for index, step in enumerate(steps):
        if step.rule is Rule.INFERENCE:
            steps[index] = _simplified(steps, step)
    return prune(_direct(Proof(proof.premises, proof.goal, tuple(steps))))


def _simplified(steps: Sequence[Step], step: Step) -> Step:
    """The inference with parents that only restate or take apart replaced by theirs, and with no needless ones."""
    uses: dict[_Use, None] = {}
    for parent, terms in zip(step.parents, step.terms, strict=True):
        uses.update(dict.fromkeys(_sources(steps, parent, terms)))
    kept = [*uses]
    given = {use: _given(steps, use) for use in kept}
    if None in given.values() or not follows([g for g in given.values() if g is not None], step.conclusion):
        return step
    for use in reversed([*kept]):
        fewer = [u for u in kept if u != use]
        if _follows(fewer, given, step.conclusion):
            kept = fewer
    return replace(step, parents=tuple(p for p, _ in kept), terms=tuple(t for _, t in kept))


def _sources(steps: Sequence[Step], parent: int, terms: tuple[Term, ...]) -> list[_Use]:
    """The parent, or the parent's only parent if the parent is a part of it or an instance of it."""
    step = steps[parent]
    if step.rule is Rule.INFERENCE and len(step.parents) == 1 and not terms:
        return [(step.parents[0], step.terms[0])]
    return [(parent, terms)]


def _given(steps: Sequence[Step], use: _Use) -> Formula | None:
    return instantiate(steps[use[0]].conclusion, use[1])


def _follows(uses: Sequence[_Use], given: dict[_Use, Formula | None], conclusion: Formula) -> bool:
    try:
        return follows([g for u in uses if (g := given[u]) is not None], conclusion)
    except CheckFailed:
        return False


def _direct(proof: Proof) -> Proof:
    """A last step by contradiction, whose ⊥ is a clash of the assumption with the goal, replaced by the goal."""
    last = proof.steps[-1]
    if last.rule is not Rule.CONTRADICTION:
        return proof
    (start,), (bottom,) = last.discharged, last.parents
    step = proof.steps[bottom]
    if step.conclusion != FALSE or step.rule is not Rule.INFERENCE or start not in step.parents:
        return proof
    rest = [(p, t) for p, t in zip(step.parents, step.terms, strict=True) if p != start]
    if any(start in _above(proof, p) for p, _ in rest):
        return proof
    given = {use: _given(proof.steps, use) for use in rest}
    if None in given.values() or not _follows(rest, given, proof.goal):
        return proof
    direct = Step(proof.goal, Rule.INFERENCE, tuple(p for p, _ in rest), terms=tuple(t for _, t in rest))
    return replace(proof, steps=(*proof.steps[:-1], direct))


def _above(proof: Proof, index: int) -> set[int]:
    """The steps that a step rests on, discharged assumptions included, and itself."""
    found: set[int] = set()
    stack = [index]
    while stack:
        here = stack.pop()
        if here not in found:
            found.add(here)
            stack += [*proof.steps[here].parents, *proof.steps[here].discharged]
    return found
