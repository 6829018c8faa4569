"""The instantiating builder: ground instances, unit propagation, and a case split where that stops.

It keeps one growing list of proof steps. Quantified parts of a formula are atoms until the branch decides
them; then they are instantiated or given a witness (the scheme of Davis and Putnam 1960, with quantifiers
expanded lazily, and terms only up to a level).
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

from nesy.languages.fol.syntax import (
    FALSE,
    And,
    Atom,
    Constant,
    Exists,
    Forall,
    Formula,
    Not,
    Term,
    Variable,
)
from nesy.languages.fol.walk import subterms, terms
from nesy.proofs.build.background import self_evident
from nesy.proofs.build.branch import Branch, Reason
from nesy.proofs.build.clauses import Clause, Literal, TooManyClauses, clauses_of, formula_of
from nesy.proofs.build.equality import apply_equations
from nesy.proofs.build.matching import leading_variables, matching_instances
from nesy.proofs.kernel import instantiate
from nesy.proofs.proof import Rule, Step

MAX_STEPS = 20_000
MAX_INSTANCES = 6_000
_ALL_TUPLES = 150
"""Tuples of terms up to which a fact is instantiated with all of them; beyond, with matching ones."""


class Stuck(Exception):  # noqa: N818 - control flow between builders, never shown
    """The builder found no proof within its bounds."""


class Search:
    """Grows a list of proof steps until a goal or a contradiction is among them.

    Args:
        taken: names that new constants must not have.
        deadline: a time of ``time.perf_counter``.
        level: the highest level of terms that facts are instantiated with.
    """

    def __init__(self, taken: Collection[str], deadline: float, level: int = 1) -> None:
        self.steps: list[Step] = []
        self.open: list[frozenset[int]] = []
        self.level = level
        self.short_of_terms = False
        """Whether a term was left out because of its level."""
        self.short_of_splits = False
        """Whether a case split was left out because too many were open."""
        self._index: dict[tuple[Formula, frozenset[int]], int] = {}
        self._deadline = deadline
        self._fresh = 0
        self._taken = set(taken)

    def add(self, step: Step) -> int:
        """Append a step; a step that shows the same under the same assumptions is used again."""
        self.check_time()
        if step.rule is Rule.ASSUMPTION:
            assumptions = frozenset({len(self.steps)})
        else:
            assumptions = frozenset().union(*(self.open[p] for p in step.parents)) - frozenset(step.discharged)
        key = (step.conclusion, assumptions)
        if key not in self._index:
            self._index[key] = len(self.steps)
            self.steps.append(step)
            self.open.append(assumptions)
        return self._index[key]

    def check_time(self) -> None:
        """Give up at the deadline, or if there are too many steps."""
        if time.perf_counter() > self._deadline or len(self.steps) > MAX_STEPS:
            raise Stuck

    def restate(self, index: int, goal: Formula) -> int:
        """The step itself if it says the goal to the letter, else one that draws the goal from it."""
        if self.steps[index].conclusion == goal:
            return index
        return self.infer(goal, (index,))

    def infer(self, conclusion: Formula, parents: Sequence[int]) -> int:
        """The step that draws a truth-functional conclusion."""
        return self.add(Step(conclusion, Rule.INFERENCE, tuple(parents), terms=((),) * len(parents)))

    def fresh_constant(self, stem: str) -> Constant:
        """A constant that occurs nowhere yet."""
        while True:
            self._fresh += 1
            name = f"{stem}{self._fresh}"
            if name not in self._taken:
                self._taken.add(name)
                return Constant(name)

    def assert_fact(self, branch: Branch, index: int, level: int = 0) -> None:
        """Put a step's conclusion into the branch: parts of a conjunction apart, quantifiers by their kind.

        Args:
            branch: what grows.
            index: the step.
            level: the level of terms that are first met in it.
        """
        fact = self.steps[index].conclusion
        self.meet_terms(branch, fact, level)
        if isinstance(fact, And):
            for operand in fact.operands:
                self.assert_fact(branch, self.infer(operand, (index,)), level)
        elif isinstance(fact, Forall):
            branch.universals.setdefault(index, fact)
            branch.known.setdefault((fact, True), index)
        elif isinstance(fact, Exists):
            self._open_existential(branch, index, fact)
        elif isinstance(fact, Not) and isinstance(fact.operand, Forall | Exists):
            branch.known.setdefault((fact.operand, False), index)
            self._push_negation(branch, index, fact.operand)
        else:
            self._add_clauses(branch, fact, Reason(index, ()))

    def meet_terms(self, branch: Branch, formula: Formula, level: int) -> None:
        """Take note of the ground terms of a formula."""
        for term in terms(formula):
            if term not in branch.terms and not any(isinstance(t, Variable) for t in subterms(term)):
                branch.terms[term] = level

    def _open_existential(self, branch: Branch, index: int, fact: Exists) -> None:
        if (fact, True) in branch.known:
            return
        branch.known[fact, True] = index
        level = 1 + max((branch.terms.get(t, -1) for t in terms(fact)), default=-1)
        if level > self.level + 1:
            self.short_of_terms = True
            return
        witness = self.fresh_constant("w")
        branch.terms[witness] = level
        body = opened(fact, witness)
        self.assert_fact(branch, self.add(Step(body, Rule.WITNESS, (index,), constant=witness.name)), level)

    def _push_negation(self, branch: Branch, index: int, quantified: Forall | Exists) -> None:
        other = Exists if isinstance(quantified, Forall) else Forall
        pushed = other(quantified.variable, Not(quantified.body), quantified.sort)
        self.assert_fact(branch, self.add(Step(pushed, Rule.QUANTIFIER_NEGATION, (index,))))

    def _add_clauses(self, branch: Branch, formula: Formula, reason: Reason) -> None:
        for clause in clauses_of(formula):
            if clause not in branch.clauses:
                branch.clauses[clause] = reason
                for atom, _ in clause:
                    self.note(branch, atom)

    def note(self, branch: Branch, atom: Formula) -> None:
        """Know what an atom between numerals or equal terms says by itself."""
        step = self_evident(atom)
        if step is not None:
            branch.known.setdefault((atom, step.conclusion == atom), self.add(step))

    def instantiate_all(self, branch: Branch) -> bool:
        """Instantiate every universal fact with the terms up to the level; True if that gave anything new."""
        before = len(branch.instantiated)
        if not branch.terms:
            branch.terms[self.fresh_constant("c")] = 0
        usable = tuple(t for t, level in branch.terms.items() if level <= self.level)
        self.short_of_terms |= len(usable) < len(branch.terms)
        for index, fact in list(branch.universals.items()):
            self.check_time()
            for arguments in self._arguments(branch, index, fact, usable):
                self._instantiate(branch, index, fact, arguments)
                if len(branch.instantiated) > MAX_INSTANCES:
                    raise Stuck
        return len(branch.instantiated) > before

    def _arguments(
        self, branch: Branch, index: int, fact: Forall, usable: Sequence[Term]
    ) -> Iterable[tuple[Term, ...]]:
        """Terms to instantiate a fact with; an axiom of order only with terms that are compared already."""
        variables, _ = leading_variables(fact)
        if self.steps[index].rule is Rule.ORDER:
            return matching_instances(fact, self._compared(branch))
        if len(variables) == 1 or len(usable) ** len(variables) <= _ALL_TUPLES:
            return product(usable, repeat=len(variables))
        return matching_instances(fact, branch.atoms())

    def _compared(self, branch: Branch) -> list[Atom]:
        """The atoms that are known, or occur in a clause that is no instance of an axiom of order."""
        found = dict.fromkeys(atom for atom, _ in branch.known)
        for clause, reason in branch.clauses.items():
            if self.steps[reason.step].rule is not Rule.ORDER:
                found.update(dict.fromkeys(atom for atom, _ in clause))
        return [atom for atom in found if isinstance(atom, Atom)]

    def _instantiate(self, branch: Branch, index: int, fact: Forall, arguments: tuple[Term, ...]) -> None:
        if (index, arguments) in branch.instantiated:
            return
        branch.instantiated.add((index, arguments))
        instance = instantiate(fact, arguments)
        if instance is None:
            raise Stuck
        level = 1 + max(branch.terms.get(a, 0) for a in arguments)
        if isinstance(instance, Exists | And) or _is_negated_quantifier(instance):
            step = Step(instance, Rule.INFERENCE, (index,), terms=(arguments,))
            self.assert_fact(branch, self.add(step), level)
        else:
            self.meet_terms(branch, instance, level)
            self._add_clauses(branch, instance, Reason(index, arguments))

    def propagate(self, branch: Branch) -> int | None:
        """Derive literals from unit clauses until nothing changes; the step that shows ⊥ if there is one."""
        changed = True
        while changed:
            changed = False
            self.check_time()
            for left, clause, reason in branch.open_clauses():
                if len(left) > 1:
                    continue
                if left and left[0] in branch.known:
                    continue
                index = self._derive(branch, clause, reason, left)
                if not left:
                    return index
                self.learn(branch, left[0], index)
                changed = True
            changed = changed or apply_equations(self, branch)
        return self._clash(branch)

    def _derive(self, branch: Branch, clause: Clause, reason: Reason, left: list[Literal]) -> int:
        """The step that draws the last open literal of a clause, or ⊥, from the known ones."""
        conclusion = formula_of(left[0]) if left else FALSE
        if len(clause) == 1 and not reason.terms and left and self.steps[reason.step].conclusion == conclusion:
            return reason.step
        used = [branch.known[atom, not sign] for atom, sign in clause if (atom, sign) not in left]
        parents, arguments = [reason.step, *used], [reason.terms, *((),) * len(used)]
        return self.add(Step(conclusion, Rule.INFERENCE, tuple(parents), terms=tuple(arguments)))

    def learn(self, branch: Branch, literal: Literal, index: int) -> None:
        """Know a literal that a step shows."""
        atom, sign = literal
        if isinstance(atom, Exists) and sign:
            self._open_existential(branch, index, atom)
            return
        branch.known[literal] = index
        if isinstance(atom, Forall) and sign:
            branch.universals.setdefault(index, atom)
        elif isinstance(atom, Forall | Exists):
            self._push_negation(branch, index, atom)
        else:
            self.note(branch, atom)

    def _clash(self, branch: Branch) -> int | None:
        for (atom, sign), index in branch.known.items():
            if sign and (atom, False) in branch.known:
                return self.infer(FALSE, (index, branch.known[atom, False]))
        return None

    def refute(self, branch: Branch, depth: int) -> int:
        """The step that shows ⊥ in the branch.

        Raises:
            Stuck: if none is found within the bounds.
        """
        try:
            while True:
                index = self.propagate(branch)
                if index is not None:
                    return index
                if not self.instantiate_all(branch):
                    break
        except TooManyClauses as err:
            raise Stuck from err
        return self._split(branch, depth)

    def _split(self, branch: Branch, depth: int) -> int:
        """Assume a literal of a shortest open clause, refute it, and go on with its negation."""
        literal = next(self._candidates(branch), None)
        if literal is None or depth <= 0:
            self.short_of_splits |= literal is not None
            raise Stuck
        assumed = formula_of(literal)
        start = self.add(Step(assumed, Rule.ASSUMPTION))
        inner = branch.copy()
        self.learn(inner, literal, start)
        bottom = self.refute(inner, depth - 1)
        if start not in self.open[bottom]:
            return bottom
        atom, sign = literal
        opposite = self.add(Step(formula_of((atom, not sign)), Rule.CONTRADICTION, (bottom,), discharged=(start,)))
        self.learn(branch, (atom, not sign), opposite)
        return self.refute(branch, depth)

    def _candidates(self, branch: Branch) -> Iterator[Literal]:
        """Open literals: first those of clauses that are false in part, short and made of few levels of terms."""
        ranked = [
            (len(left) == len(clause), len(left), self._level_of(branch, reason), number, left)
            for number, (left, clause, reason) in enumerate(branch.open_clauses())
        ]
        for *_, left in sorted(ranked, key=lambda entry: entry[:4]):
            yield from sorted(left, key=lambda literal: (isinstance(literal[0], Forall | Exists), str(literal[0])))

    def _level_of(self, branch: Branch, reason: Reason) -> int:
        return max((branch.terms.get(t, 0) for t in reason.terms), default=0)


def opened(fact: Exists, witness: Term) -> Formula:
    """What a witness of an existential fact satisfies."""
    body = instantiate(Forall(fact.variable, fact.body), (witness,))
    if body is None:
        raise Stuck
    return body if fact.sort is None else And((Atom(fact.sort, (witness,)), body))


def _is_negated_quantifier(formula: Formula) -> bool:
    return isinstance(formula, Not) and isinstance(formula.operand, Forall | Exists)
