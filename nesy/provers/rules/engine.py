"""The rule engine as a prover: from a theory to a verdict with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.errors import InputTooLarge, NotAProblem, Unsupported
from nesy.evidence import Derivation, Evidence, Refutation, Saturation
from nesy.languages.fol.syntax import Formula, Not
from nesy.languages.fol.theory import Theory
from nesy.provers.base import Capabilities, Limits, Outcome
from nesy.provers.rules.budget import Budget, LimitError
from nesy.provers.rules.chain import Derived, chain
from nesy.provers.rules.compile import compile_theory
from nesy.provers.rules.evaluate import Evaluation
from nesy.provers.rules.program import Fact, RuleProgram, complement
from nesy.provers.rules.trace import derivation
from nesy.verdict import Status, Verdict

SEMANTICS = frozenset({"rules-open", "rules-closed"})


def rule_shaped(theory: Theory) -> str | None:
    """Why a theory is not a rule theory; None if it is one.

    >>> from nesy.languages.fol.syntax import Atom, Or
    >>> from nesy.languages.fol.theory import Statement
    >>> rule_shaped(Theory((Statement(Or((Atom("P"), Atom("Q"))), "1"),)))
    'statement 1 is outside rule theories: it asserts a disjunction (∨ in the head)'
    """
    try:
        compile_theory(theory)
    except Unsupported as refusal:
        return refusal.message
    return None


@dataclass(frozen=True, slots=True)
class RuleEngine:
    """Semi-naive forward chaining with strong negation, or negation as failure, and provenance.

    >>> from nesy.languages.fol.syntax import Atom, Constant, Forall, Implies, Variable
    >>> from nesy.languages.fol.theory import Statement
    >>> x, rex = Variable("x"), Constant("rex")
    >>> rule = Forall(x, Implies(Atom("Dog", (x,)), Atom("Mammal", (x,))))
    >>> theory = Theory((Statement(rule, "1"), Statement(Atom("Dog", (rex,)), "2")))
    >>> outcome = RuleEngine().decide(theory.with_conclusion(Atom("Mammal", (rex,))), Limits(), "rules-open")
    >>> outcome.verdict.label.value, [(s.conclusion, s.premise) for s in outcome.evidence.steps]
    ('TRUE', [('Dog(rex)', '2'), ('Mammal(rex)', '1')])
    """

    name: str = "rules"

    @property
    def capabilities(self) -> Capabilities:
        """Both rule semantics, and no worlds."""
        return Capabilities(SEMANTICS, notes=("quantifiers range over the constants that the theory names",))

    def available(self) -> str | None:
        """None: it is part of the installation."""
        return None

    def decide(self, theory: Theory, limits: Limits, semantics: str) -> Outcome:
        """Decide the conclusion by what the facts and rules derive.

        TRUE and FALSE come with a :class:`Derivation` of the conclusion or its negation, UNCERTAIN
        with the :class:`Saturation`. Contradictory theories come with a :class:`Refutation` by the
        premises that derive a literal and its complement.

        Raises:
            NotAProblem: if the theory has no conclusion.
            Unsupported: if a statement has no place in a rule theory, the rules are not stratified
                under ``rules-closed``, or the semantics is another one.
            InputTooLarge: if a statement is nested too deeply.
        """
        if semantics not in SEMANTICS:
            raise Unsupported(
                f"the rule engine has no {semantics} semantics", expected=sorted(SEMANTICS), hint="use prover='z3'"
            )
        if theory.conclusion is None:
            raise NotAProblem("the theory has no conclusion to decide", hint="add one after |-")
        budget = Budget(limits)
        try:
            status, evidence, reasons = _decide(theory, theory.conclusion.formula, budget, semantics == "rules-closed")
        except LimitError as limit:
            status, evidence, reasons = limit.status, None, (limit.reason,)
        except RecursionError as err:
            raise InputTooLarge("the conclusion is nested too deeply for the rule engine") from err
        return Outcome(Verdict(status, self.name, budget.seconds, semantics, reasons), evidence)


Decision = tuple[Status, Evidence | None, tuple[str, ...]]


def _decide(theory: Theory, conclusion: Formula, budget: Budget, closed: bool) -> Decision:
    program = compile_theory(theory)
    derived = chain(program, budget, closed)
    clash = derived.contradiction()
    if clash is not None:
        return _contradictory(theory, program, derived, clash, closed)
    evaluation = Evaluation(program, derived, closed, budget)
    value, support = evaluation.value(conclusion)
    if value is None:
        return Status.SATISFIABLE, Saturation(tuple([program.symbols.text(f) for f in derived.origins])), ()
    status = Status.THEOREM if value else Status.COUNTER_THEOREM
    return status, _justify(evaluation, conclusion, value, support), ()


def _justify(evaluation: Evaluation, conclusion: Formula, value: bool, support: tuple[Fact, ...]) -> Derivation:
    compound = None
    if evaluation.literal(conclusion) is None:
        compound = str(conclusion if value else Not(conclusion))
    return derivation(evaluation.program, evaluation.derived, support, evaluation.closed, compound)


def _contradictory(theory: Theory, program: RuleProgram, derived: Derived, clash: Fact, closed: bool) -> Decision:
    steps = derivation(program, derived, (clash, complement(clash)), closed).steps
    used = {step.premise for step in steps}
    core = tuple(p.name for p in theory.premises if p.name in used)
    texts = program.symbols
    reason = f"the premises derive both {texts.text(complement(clash))} and {texts.text(clash)}"
    return Status.CONTRADICTORY_AXIOMS, Refutation(core, minimal=False), (reason,)
