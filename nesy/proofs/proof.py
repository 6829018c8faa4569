"""Proof: a frozen sequence of steps, each resting on earlier ones only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from nesy.errors import UnknownName
from nesy.languages.fol.parse import parse_formula, parse_term
from nesy.languages.fol.syntax import Formula, Term


class Rule(Enum):
    """The closed set of inference rules that the kernel knows. There is none that admits a formula unproved."""

    PREMISE = "premise"
    """A premise of the theory, by name."""
    ASSUMPTION = "assumption"
    """Any formula, to be discharged by a later step."""
    INFERENCE = "inference"
    """Leading universal quantifiers of the parents are instantiated; then the conclusion is a
    truth-functional consequence. Modus ponens and hyperresolution are cases of it."""
    QUANTIFIER_NEGATION = "quantifier negation"
    """``¬∀x φ`` gives ``∃x ¬φ``; ``¬∃x φ`` gives ``∀x ¬φ``."""
    WITNESS = "existential witness"
    """``∃x φ`` gives ``φ[c]`` for a constant ``c`` that is new."""
    EXISTENTIAL = "existential generalisation"
    """``φ[t]`` gives ``∃x φ``."""
    UNIVERSAL = "universal generalisation"
    """``φ[c]`` gives ``∀x φ`` where nothing is assumed of ``c``."""
    CONTRADICTION = "contradiction"
    """``⊥`` under the assumption ``φ`` gives ``¬φ``; under ``¬φ`` it gives ``φ``."""
    CASES = "case split"
    """A disjunction, and the conclusion under the assumption of each of its sides."""
    CONDITIONAL = "conditional proof"
    """``ψ`` under the assumption ``φ`` gives ``φ → ψ``."""
    EQUALITY = "equality"
    """``a = b`` and a formula give the formula with some ``a`` written ``b`` or the reverse; ``t = t`` stands alone."""
    ORDER = "order"
    """A true fact between numerals, or an axiom of strict total order."""
    SORT = "sort"
    """A sort that the theory quantifies over is not empty."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a proof."""

    conclusion: Formula
    rule: Rule
    parents: tuple[int, ...] = ()
    """Indices of the earlier steps that it rests on."""
    source: str = ""
    """Name of the premise, for :attr:`Rule.PREMISE`."""
    terms: tuple[tuple[Term, ...], ...] = ()
    """For :attr:`Rule.INFERENCE`: for each parent the terms that its leading ``∀`` are instantiated with;
    for :attr:`Rule.EXISTENTIAL`: one tuple with the term."""
    constant: str = ""
    """The new constant of a witness, or the constant that is generalised."""
    discharged: tuple[int, ...] = ()
    """Indices of the assumptions that this step discharges."""

    def to_json(self) -> dict[str, Any]:
        """The step as JSON data, formulas and terms as canonical text."""
        return {
            "conclusion": str(self.conclusion),
            "rule": self.rule.value,
            "parents": list(self.parents),
            "source": self.source,
            "terms": [[str(t) for t in terms] for terms in self.terms],
            "constant": self.constant,
            "discharged": list(self.discharged),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Step:
        """The step that :meth:`to_json` wrote."""
        return cls(
            parse_formula(data["conclusion"]),
            Rule(data["rule"]),
            tuple(data["parents"]),
            data["source"],
            tuple(tuple(parse_term(t) for t in terms) for terms in data["terms"]),
            data["constant"],
            tuple(data["discharged"]),
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved, from what, and how. It counts only once :func:`nesy.proofs.kernel.check` accepts it."""

    premises: tuple[tuple[str, Formula], ...]
    """Name and formula of every premise that may be used."""
    goal: Formula
    """What the last step concludes."""
    steps: tuple[Step, ...]

    @property
    def used(self) -> tuple[str, ...]:
        """Names of the premises that the proof uses, in their order."""
        sources = {s.source for s in self.steps if s.rule is Rule.PREMISE}
        return tuple(name for name, _ in self.premises if name in sources)

    @property
    def length(self) -> int:
        """Steps other than premises and assumptions."""
        return sum(s.rule not in (Rule.PREMISE, Rule.ASSUMPTION) for s in self.steps)

    def check(self) -> None:
        """Have the kernel re-derive every step.

        Raises:
            CheckFailed: at the first step that does not hold.
        """
        from nesy.proofs.kernel import check  # the kernel imports this module

        check(self)

    def view(self, form: str) -> str:
        """The proof as ``html``, ``svg``, ``mermaid``, ``dot`` or ``english``.

        Raises:
            UnknownName: if there is no such form.
        """
        from nesy.proofs.render.views import PROOF_VIEWS  # the views import this module

        if form not in PROOF_VIEWS:
            raise UnknownName(f"a proof has no view {form!r}", expected=tuple(PROOF_VIEWS))
        return PROOF_VIEWS[form](self)

    def to_mermaid(self) -> str:
        """The proof as a Mermaid flowchart."""
        return self.view("mermaid")

    def to_svg(self) -> str:
        """The proof as an SVG drawing."""
        return self.view("svg")

    def to_dot(self) -> str:
        """The proof as a DOT graph."""
        return self.view("dot")

    def _repr_html_(self) -> str:
        return self.view("html")

    def to_json(self) -> dict[str, Any]:
        """The proof as JSON data."""
        return {
            "premises": [[name, str(formula)] for name, formula in self.premises],
            "goal": str(self.goal),
            "steps": [step.to_json() for step in self.steps],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Proof:
        """The proof that :meth:`to_json` wrote, checked again.

        Raises:
            CheckFailed: if it does not hold.
            ParseError, KeyError, ValueError: if the data is not a proof.

        >>> from nesy.languages.fol.parse import parse_formula
        >>> dog = parse_formula("Dog(rex)")
        >>> proof = Proof((("1", dog),), dog, (Step(dog, Rule.PREMISE, source="1"),))
        >>> Proof.from_json(proof.to_json()) == proof
        True
        """
        proof = cls(
            tuple((str(name), parse_formula(formula)) for name, formula in data["premises"]),
            parse_formula(data["goal"]),
            tuple(Step.from_json(step) for step in data["steps"]),
        )
        proof.check()
        return proof
