"""Turns a refutation that a TPTP prover found into a proof, by proving each of its lemmas from those before."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from nesy.errors import CheckFailed
from nesy.languages.fol.printers.smtlib import Symbol
from nesy.languages.fol.syntax import FALSE, Apply, Atom, Constant, Exists, Formula, Not, Term, Variable
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import atoms, map_terms, terms
from nesy.proofs.build.goals import prove_by_instances
from nesy.proofs.build.prune import prune
from nesy.proofs.build.shorten import shorten
from nesy.proofs.build.tstp import Node, read_derivation
from nesy.proofs.kernel import rewrite
from nesy.proofs.proof import Proof, Rule, Step
from nesy.provers.base import Limits
from nesy.provers.external import run_program
from nesy.provers.manifest import Manifest
from nesy.provers.question import Question, pose
from nesy.provers.tptp import problem_text

_MADE = re.compile(r"esk\d+_(\d+)|epred\d+_\d+")
_REWRITTEN = frozenset(
    {
        *("variable_rename", "fof_nnf", "split_conjunct", "distribute", "fof_simplification", "shift_quantifiers"),
        *("assume_negation", "apply_def", "skolemize"),
    }
)
"""Inferences that only change the form of a formula."""
_PROVER_SHARE = 0.4


def proof_by_prover(
    theory: Theory, goal: Formula, core: Sequence[str], manifest: Manifest, seconds: float
) -> Proof | None:
    """A proof of the goal along the derivation that a prover finds; None if it finds none that can be followed.

    Args:
        theory: the premises and the conclusion.
        goal: the conclusion, its negation or ⊥.
        core: names of the premises that suffice.
        manifest: how the prover is called; its proofs must be in TSTP.
        seconds: wall-clock limit for both, the prover and following it.

    Raises:
        NesyError: if the question is outside what the prover is given.
    """
    deadline = time.perf_counter() + seconds
    program = manifest.program()
    if program is None:
        return None
    words: dict[Symbol, str] = {}
    indices = [i for i, p in enumerate(theory.premises) if p.name in core]
    question = pose(theory.with_conclusion(goal))
    nodes = _derivation(program, manifest, question, indices, words, _PROVER_SHARE * seconds)
    if not nodes:
        return None
    given = {f"b{i}": _background(formula) for i, formula in enumerate(question.background)}
    given |= {f"h{i}": _premise(theory.premises[i]) for i in indices}
    return _Follower(theory, goal, given, deadline).follow(nodes)


def _derivation(
    program: Path,
    manifest: Manifest,
    question: Question,
    indices: Sequence[int],
    words: dict[Symbol, str],
    seconds: float,
) -> tuple[Node, ...]:
    limits = Limits(max(0.001, seconds))
    goal = None if question.conclusion == FALSE else False
    with tempfile.TemporaryDirectory(prefix="nesy-") as folder:
        file = Path(folder) / "problem.p"
        file.write_text(problem_text(question, indices, goal, words), encoding="ascii")
        values = {"file": str(file), "seconds": str(max(1, round(seconds))), "megabytes": str(limits.megabytes)}
        arguments = [argument.format_map(values) for argument in manifest.argv]
        run = run_program(program, arguments, limits, manifest.output_bytes)
    return read_derivation(run.output, words)


@dataclass(slots=True)
class _Follower:
    """Proves the formulas of a derivation one after another."""

    theory: Theory
    goal: Formula
    given: Mapping[str, Step]
    deadline: float
    steps: list[Step] = field(default_factory=list)
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """For each formula of the derivation the steps that say it, or that it rests on."""
    witnesses: dict[str, Constant] = field(default_factory=dict)

    def follow(self, nodes: Sequence[Node]) -> Proof | None:
        """The proof, or None if a lemma is not proved in time."""
        for node in nodes:
            if time.perf_counter() > self.deadline:
                return None
            self.places[node.name] = self._placed(node)
            if node.formula == FALSE and not node.leaf:
                break
        last = self._lemma(FALSE, self.places[nodes[-1].name]) if self.places else None
        return None if last is None else self._closed(last)

    def _placed(self, node: Node) -> tuple[int, ...]:
        """The step that says the node's formula; where it is not worth one or has none, those of its parents."""
        if node.leaf:
            return self._leaf(node)
        above = tuple(dict.fromkeys(p for parent in node.parents for p in self.places.get(parent, ())))
        formula = self._witnessed(node.formula)
        made = _made_names(formula)
        if "skolemize" in node.rules and made and not _functions(made):
            place = self._skolemized(formula, made, above)
        elif made or set(node.rules) <= _REWRITTEN:
            return above
        else:
            place = self._lemma(formula, above)
        return above if place is None else (place,)

    def _leaf(self, node: Node) -> tuple[int, ...]:
        if node.leaf in self.given:
            return (self._append(self.given[node.leaf]),)
        if node.leaf == "goal":
            negation = self.goal.operand if isinstance(self.goal, Not) else Not(self.goal)
            return (self._append(Step(negation, Rule.ASSUMPTION)),)
        return ()

    def _append(self, step: Step) -> int:
        if not step.parents and step in self.steps:
            return self.steps.index(step)
        self.steps.append(step)
        return len(self.steps) - 1

    def _skolemized(self, formula: Formula, made: Sequence[str], above: Sequence[int]) -> int | None:
        """The formula with new constants in the places of made ones: its existential form, then a witness each."""
        general = formula
        for name in made:
            variable = Variable(f"v_{name}")
            general = Exists(variable, rewrite(general, Constant(name), variable))
        place = self._lemma(general, above)
        for name in reversed(made):
            if place is None:
                return None
            constant = self._new_constant()
            self.witnesses[name] = constant
            parent = self.steps[place].conclusion
            assert isinstance(parent, Exists)  # noqa: S101 - built above
            body = map_terms(parent.body, lambda t, v=parent.variable, c=constant: _with(t, v, c))  # type: ignore[misc]
            place = self._append(Step(body, Rule.WITNESS, (place,), constant=constant.name))
        return place

    def _new_constant(self) -> Constant:
        taken = self._names()
        number = 1
        while f"w{number}" in taken:
            number += 1
        return Constant(f"w{number}")

    def _names(self) -> set[str]:
        formulas = [s.formula for s in self.theory.statements] + [self.goal] + [s.conclusion for s in self.steps]
        bound = {s.constant for s in self.steps if s.constant}
        return bound | {t.name for f in formulas for t in terms(f) if isinstance(t, Constant)}

    def _witnessed(self, formula: Formula) -> Formula:
        for name, constant in self.witnesses.items():
            formula = rewrite(formula, Constant(name), constant)
        return formula

    def _lemma(self, formula: Formula, above: Sequence[int]) -> int | None:
        """The formula from some steps, its proof appended to this one."""
        for place in above:
            if self.steps[place].conclusion == formula:
                return place
        named = [(str(place), self.steps[place].conclusion) for place in above]
        left = self.deadline - time.perf_counter()
        found = prove_by_instances(named, formula, left, taken=self._names())
        if found is None:
            return None
        moved: list[int] = []
        for step in found.steps:
            if step.rule is Rule.PREMISE:
                moved.append(int(step.source))
                continue
            parents = tuple(moved[p] for p in step.parents)
            discharged = tuple(moved[d] for d in step.discharged)
            self.steps.append(replace(step, parents=parents, discharged=discharged))
            moved.append(len(self.steps) - 1)
        return moved[-1]

    def _closed(self, bottom: int) -> Proof | None:
        """The proof of the goal, with its negation discharged."""
        start = next((i for i, s in enumerate(self.steps) if s.rule is Rule.ASSUMPTION and self._negates(s)), None)
        steps = self.steps[: bottom + 1]
        if self.goal != FALSE:
            if start is not None:
                steps.append(Step(self.goal, Rule.CONTRADICTION, (bottom,), discharged=(start,)))
            else:
                steps.append(Step(self.goal, Rule.INFERENCE, (bottom,), terms=((),)))
        premises = tuple((p.name, p.formula) for p in self.theory.premises)
        try:
            return shorten(prune(Proof(premises, self.goal, tuple(steps))))
        except CheckFailed:  # a step over more atoms than the kernel takes
            return None

    def _negates(self, step: Step) -> bool:
        return step.conclusion == Not(self.goal) or self.goal == Not(step.conclusion)


def _premise(premise: Statement) -> Step:
    return Step(premise.formula, Rule.PREMISE, source=premise.name)


def _background(formula: Formula) -> Step:
    """The step that says what a sort, a numeral or the order means; see :func:`nesy.provers.question.pose`."""
    return Step(formula, Rule.SORT if isinstance(formula, Exists) else Rule.ORDER)


def _made_names(formula: Formula) -> tuple[str, ...]:
    """The symbols in a formula that the prover made, in order."""
    found = [
        t.name if isinstance(t, Constant) else t.function for t in terms(formula) if isinstance(t, Constant | Apply)
    ]
    found += [a.predicate for a in atoms(formula) if isinstance(a, Atom)]
    return tuple(dict.fromkeys(name for name in found if _MADE.fullmatch(name)))


def _functions(made: Sequence[str]) -> bool:
    return any((match := _MADE.fullmatch(name)) is None or match[1] != "0" for name in made)


def _with(term: Term, variable: Variable, constant: Constant) -> Term:
    if isinstance(term, Apply):
        return Apply(term.function, tuple(_with(a, variable, constant) for a in term.arguments))
    return constant if term == variable else term
