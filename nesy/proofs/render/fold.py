"""Folds the steps of a proof that need no sentence of their own, and puts the others in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from nesy.errors import CheckFailed
from nesy.languages.fol.syntax import FALSE, Constant, Equals, Formula
from nesy.languages.fol.truth_table import follows
from nesy.languages.fol.walk import conjuncts, terms
from nesy.proofs.kernel import instantiate
from nesy.proofs.proof import Proof, Rule, Step


class Fold(Enum):
    """Why a step has no sentence of its own."""

    PREMISE = "premise"
    """It is quoted where it is used."""
    SAME = "same"
    """It says what its parent says, or a part of it."""
    INSTANCE = "instance"
    """It is its parent for one individual, and only one other step uses it."""
    GIVEN = "given"
    """It is arithmetic or a law of equality, order or sorts."""
    INDIRECT = "indirect"
    """It assumes the opposite, or refutes it in one step; the step that discharges it says why it holds."""
    NAMED = "named"
    """It names the first of several individuals, which the next step goes on to name."""
    GATHERED = "gathered"
    """It only puts facts together, or generalises one of them, for the next step to generalise."""
    IDLE = "idle"
    """It is an assumption that nothing rests on."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A proof's steps sorted into those with a sentence and those without."""

    folds: tuple[Fold | None, ...]
    """For each step why it has no sentence; None if it has one."""
    order: tuple[int, ...]
    """The steps with a sentence, in reading order."""
    open: tuple[frozenset[int], ...]
    """For each step the assumptions that it stands under."""
    arbitrary: tuple[frozenset[str], ...]
    """For each step the arbitrary individuals that it speaks of or rests on."""
    closing: Mapping[int, int]
    """For each assumption with a sentence the last step that discharges it."""


def fold(proof: Proof) -> Folded:
    """Sort the steps of a proof.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> both, left = parse_formula("A ∧ B"), parse_formula("A")
    >>> steps = (Step(both, Rule.PREMISE, source="1"), Step(left, Rule.INFERENCE, (0,), terms=((),)))
    >>> [f and f.value for f in fold(Proof((("1", both),), left, steps)).folds]
    ['premise', None]
    """
    users: list[list[int]] = [[] for _ in proof.steps]
    for index, step in enumerate(proof.steps):
        for parent in step.parents:
            users[parent].append(index)
    last = len(proof.steps) - 1
    first = [_fold(proof, i, [proof.steps[u] for u in users[i]]) if i != last else None for i in range(last + 1)]
    _fold_indirect(proof, users, first)
    folds = tuple(first)
    opened, arbitrary = _scopes(proof)
    told = [i for i, why in enumerate(folds) if why is None]
    closing = {a: i for i in told for a in proof.steps[i].discharged if folds[a] is None}
    return Folded(folds, tuple(_in_order(proof, told, closing)), opened, arbitrary, closing)


def _fold(proof: Proof, index: int, users: Sequence[Step]) -> Fold | None:
    step = proof.steps[index]
    match step.rule:
        case Rule.PREMISE:
            return Fold.PREMISE
        case Rule.QUANTIFIER_NEGATION:
            return Fold.SAME
        case Rule.ORDER | Rule.SORT:
            return Fold.GIVEN
        case Rule.EQUALITY if isinstance(step.conclusion, Equals) and not step.parents:
            return Fold.GIVEN
        case Rule.INFERENCE if len(step.parents) == 1 and step.conclusion != FALSE:
            return _fold_inference(proof.steps[step.parents[0]].conclusion, step, len(users))
        case Rule.WITNESS if [u.rule for u in users] == [Rule.WITNESS]:
            return Fold.NAMED
        case Rule.EXISTENTIAL if [u.rule for u in users] == [Rule.EXISTENTIAL]:
            return Fold.GATHERED
        case Rule.INFERENCE if [u.rule for u in users] == [Rule.EXISTENTIAL] and gathers(proof, step):
            return Fold.GATHERED
    return None


def gathers(proof: Proof, step: Step) -> bool:
    """Whether a step's conclusion is nothing but a conjunction of what its parents say."""
    if len(step.parents) < 2 or any(step.terms):
        return False
    parts = {part for p in step.parents for part in conjuncts(proof.steps[p].conclusion)}
    return parts >= set(conjuncts(step.conclusion))


def _fold_indirect(proof: Proof, users: Sequence[Sequence[int]], folds: list[Fold | None]) -> None:
    """Fold assumptions that nothing rests on, and those that one step refutes."""
    for index, step in enumerate(proof.steps):
        if step.rule is Rule.CONDITIONAL and not users[step.discharged[0]]:
            folds[step.discharged[0]] = Fold.IDLE
        if step.rule is not Rule.CONTRADICTION or users[step.parents[0]] != [index]:
            continue
        clash, assumption = step.parents[0], step.discharged[0]
        chain = [assumption]
        while len(users[chain[-1]]) == 1 and folds[users[chain[-1]][0]] in (Fold.SAME, Fold.INSTANCE):
            chain.append(users[chain[-1]][0])
        if users[chain[-1]] == [clash]:
            folds[clash] = folds[assumption] = Fold.INDIRECT


def _fold_inference(parent: Formula, step: Step, uses: int) -> Fold | None:
    if parent == FALSE:
        return None
    arguments = step.terms[0] if step.terms else ()
    if not arguments:
        return Fold.SAME if step.conclusion in conjuncts(parent) or _equivalent(parent, step.conclusion) else None
    given = instantiate(parent, arguments)
    alike = given is not None and (step.conclusion in conjuncts(given) or step.conclusion == given)
    return Fold.INSTANCE if alike and uses == 1 else None


def _equivalent(left: Formula, right: Formula) -> bool:
    try:
        return follows([left], right) and follows([right], left)
    except CheckFailed:
        return False


def _scopes(proof: Proof) -> tuple[tuple[frozenset[int], ...], tuple[frozenset[str], ...]]:
    """The assumptions and the arbitrary individuals that each step stands under."""
    general = {s.constant for s in proof.steps if s.rule is Rule.UNIVERSAL}
    opened: list[frozenset[int]] = []
    arbitrary: list[frozenset[str]] = []
    for index, step in enumerate(proof.steps):
        above = frozenset().union(*(opened[p] for p in step.parents)) if step.parents else frozenset()
        opened.append(frozenset({index}) if step.rule is Rule.ASSUMPTION else above - frozenset(step.discharged))
        spoken = frozenset(t.name for t in terms(step.conclusion) if isinstance(t, Constant)) & general
        inherited = frozenset().union(*(arbitrary[p] for p in step.parents)) if step.parents else frozenset()
        bound = {step.constant} if step.rule is Rule.UNIVERSAL else set()
        arbitrary.append((spoken | inherited) - bound)
    return tuple(opened), tuple(arbitrary)


def _in_order(proof: Proof, told: Sequence[int], closing: Mapping[int, int]) -> list[int]:
    """The steps in their order, except that arguments lie inside one another or apart.

    What has nothing to do with an assumption is moved in front of it, and so is an assumption that is
    closed later.
    """
    order = list(told)
    for assumption in sorted(closing, key=lambda a: closing[a], reverse=True):
        place = {index: n for n, index in enumerate(order)}
        start, end = place[assumption], place[closing[assumption]]
        crossed = [place[a] for a in closing if place[a] < start < place[closing[a]] < end]
        if crossed:
            order.insert(min(crossed), order.pop(start))
    for assumption in sorted(closing, key=order.index, reverse=True):
        start, end = order.index(assumption), order.index(closing[assumption])
        block = order[start : end + 1]
        resting = _resting(proof, assumption, {a: closing[a] for a in block if a in closing})
        order[start : end + 1] = [i for i in block if i not in resting] + [i for i in block if i in resting]
    return order


def _resting(proof: Proof, assumption: int, inner: Mapping[int, int]) -> set[int]:
    """The steps that rest on an assumption, and the whole of every inner argument that ends in one of them."""
    found = _descendants(proof, {assumption})
    while more := {a for a, end in inner.items() if end in found} - found:
        found = _descendants(proof, found | more)
    return found


def _descendants(proof: Proof, start: set[int]) -> set[int]:
    found = set(start)
    for index in range(min(start), len(proof.steps)):
        step = proof.steps[index]
        if not found.isdisjoint((*step.parents, *step.discharged)):
            found.add(index)
    return found
