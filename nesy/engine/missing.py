"""Missing: the smallest ground assumptions that would decide what is undecided (abduction)."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nesy.answer import Answer
from nesy.engine.decide import decide
from nesy.engine.whatif import Asked, asked
from nesy.errors import NotAProblem
from nesy.evidence import Evidence, evidence_to_json
from nesy.languages.fol.printers.smtlib import SmtLib, short_symbols
from nesy.languages.fol.syntax import COMPARISONS, Atom, Constant, Equals, Formula, Not
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import atoms, subformulas, terms
from nesy.provers.question import pose
from nesy.provers.script import assumption_script
from nesy.provers.workers import shared_pool
from nesy.provers.z3 import Z3_WORKER
from nesy.verdict import Label, Status

MAX_CANDIDATES = 600
"""Literals that are tried; predicates and constants that come first in the premises come first."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Literals that nobody stated, and the label that the question would have with them."""

    label: Label
    literals: tuple[Formula, ...]
    evidence: Evidence | None
    """What shows it: a proof from the premises and the hypothesis, which are named ``hypothesis 1``, …"""

    def __str__(self) -> str:
        return f"{self.label.value} if (hypothesis) {' and '.join(map(str, self.literals))}"

    def to_json(self) -> dict[str, Any]:
        """The hypothesis as JSON data."""
        return {
            "hypothesis": [str(literal) for literal in self.literals],
            "label": self.label.value,
            "evidence": None if self.evidence is None else evidence_to_json(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Missing:
    """Smallest hypotheses that would make an undecided conclusion true, and false."""

    true: tuple[Hypothesis, ...]
    false: tuple[Hypothesis, ...]
    candidates: int
    """Literals that were tried, alone and in pairs."""
    complete: bool
    """Whether a shorter hypothesis among the candidates is ruled out."""

    def __str__(self) -> str:
        lines = [str(h) for h in (*self.true, *self.false)]
        for label, found in (("TRUE", self.true), ("FALSE", self.false)):
            if not found:
                lines.append(f"no one or two of {self.candidates} literals would make it {label}")
        return "\n".join(lines if self.complete else [*lines, "The search was cut short."])

    def to_json(self) -> dict[str, Any]:
        """The hypotheses as JSON data."""
        return {
            "true": [h.to_json() for h in self.true],
            "false": [h.to_json() for h in self.false],
            "candidates": self.candidates,
            "complete": self.complete,
        }


def missing(answer: Answer, most: int = 3) -> Missing:
    """What would decide an UNCERTAIN: ground literals over the problem's own predicates and constants.

    A hypothesis is consistent with the premises, and is not the conclusion or its negation itself.

    Args:
        answer: an UNCERTAIN.
        most: hypotheses for each label.

    Raises:
        NotAProblem: if the answer is another one, or has no theory.

    >>> import nesy
    >>> print(missing(nesy.ask("All dogs are mammals. Rex is a cat. No mammal is cold.", "Rex is a mammal."), most=1))
    TRUE if (hypothesis) Dog(rex)
    FALSE if (hypothesis) Cold(rex)
    """
    given = asked(answer)
    if answer.verdict.status is not Status.SATISFIABLE:
        raise NotAProblem(f"only an UNCERTAIN lacks something, and this is {answer.verdict.status.value}")
    candidates = tuple(itertools.islice(_candidates(given.theory), MAX_CANDIDATES))
    search = _classical if given.semantics == "classical" else _by_rules
    found, complete = search(given, candidates, most)
    confirmed = {label: _confirmed(given, label, sets, candidates) for label, sets in found.items()}
    return Missing(confirmed[Label.TRUE], confirmed[Label.FALSE], len(candidates), complete)


Found = dict[Label, list[tuple[int, ...]]]


def _candidates(theory: Theory) -> Iterator[Formula]:
    """The literals that may be assumed, positive ones first."""
    formulas = [s.formula for s in theory.statements]
    constants = tuple(dict.fromkeys(t for f in formulas for t in terms(f) if isinstance(t, Constant)))
    symbols = dict.fromkeys((a.predicate, len(a.arguments)) for f in formulas for a in atoms(f) if isinstance(a, Atom))
    excluded = _stated(theory)
    ground = [
        Atom(predicate, arguments)
        for predicate, arity in symbols
        if predicate not in COMPARISONS
        for arguments in itertools.product(constants, repeat=arity)
    ]
    yield from (atom for atom in ground if atom not in excluded)
    yield from (Not(atom) for atom in ground if atom not in excluded)


def _stated(theory: Theory) -> frozenset[Formula]:
    """The atoms that are facts already, or the conclusion."""
    found: set[Formula] = set()
    for statement in theory.statements:
        formula = statement.formula
        while isinstance(formula, Not):
            formula = formula.operand
        if not subformulas(formula) and isinstance(formula, Atom | Equals):
            found.add(formula)
    return frozenset(found)


def _classical(given: Asked, candidates: Sequence[Formula], most: int) -> tuple[Found, bool]:
    question, printer = pose(given.theory), SmtLib(short_symbols())
    posed = [pose(given.theory.with_conclusion(c)).conclusion for c in candidates]
    texts = [printer.formula(c) for c in posed]
    script = [assumption_script(question, printer)]
    script += [f"(declare-fun a{i} () Bool)(assert (= a{i} {text}))" for i, text in enumerate(texts)]
    request = {
        "op": "abduce",
        "script": "\n".join(script),
        "premises": len(question.premises),
        "candidates": len(candidates),
        "most": most,
    }
    parts = shared_pool().ask(Z3_WORKER, request, given.limits).parts
    found: Found = {label: [tuple(s) for s in parts.get(label.value, {}).get("found", ())] for label in _DECIDED}
    return found, all(parts.get(label.value, {}).get("complete", False) for label in _DECIDED)


_DECIDED = (Label.TRUE, Label.FALSE)


def _by_rules(given: Asked, candidates: Sequence[Formula], most: int) -> tuple[Found, bool]:
    """Hypotheses under forward chaining: single literals, then pairs, each decided."""
    deadline = time.monotonic() + given.limits.seconds
    found: Found = {label: [] for label in _DECIDED}
    for size in (1, 2):
        lacking = [label for label in _DECIDED if not found[label]]
        for some in itertools.combinations(range(len(candidates)), size) if lacking else ():
            if time.monotonic() > deadline:
                return found, False
            label = _with(given, [candidates[i] for i in some], proofs=False)[0]
            if label in lacking and len(found[label]) < most:
                found[label].append(some)
            if all(len(found[label]) >= most for label in lacking):
                break
    return found, True


def _with(given: Asked, literals: Sequence[Formula], *, proofs: bool) -> tuple[Label | None, Evidence | None]:
    names = [f"hypothesis {number}" for number in range(1, len(literals) + 1)]
    added = tuple(Statement(formula, name) for formula, name in zip(literals, names, strict=True))
    theory = replace(given.theory, premises=(*given.theory.premises, *added))
    outcome = decide(theory, semantics=given.semantics, prover=given.prover, limits=given.limits, proofs=proofs)
    return outcome.verdict.label, outcome.evidence


def _confirmed(
    given: Asked, label: Label, sets: Sequence[tuple[int, ...]], candidates: Sequence[Formula]
) -> tuple[Hypothesis, ...]:
    """The hypotheses that give the label when the question is asked again with them."""
    confirmed = []
    for some in sets:
        literals = tuple(candidates[i] for i in some)
        reached, evidence = _with(given, literals, proofs=True)
        if reached is label:
            confirmed.append(Hypothesis(label, literals, evidence))
    return tuple(confirmed)
