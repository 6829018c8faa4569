"""The rule engine on random programs, against a naive fixpoint and an independent checker of its derivations."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nesy.errors import Unsupported
from nesy.evidence import Derivation, Saturation
from nesy.languages.fol.syntax import (
    And,
    Atom,
    Constant,
    Exists,
    Forall,
    Iff,
    Implies,
    Not,
    Or,
    Truth,
    Variable,
    Xor,
)
from nesy.languages.fol.theory import Statement, Theory
from nesy.provers.base import Limits
from nesy.provers.rules import RuleEngine

OPEN, CLOSED = "rules-open", "rules-closed"
LIMITS = Limits(seconds=20)

PREDICATES = {"P": 1, "Q": 1, "R": 1, "L": 2, "Rain": 0}
NAMES = ("a", "b", "c")
VARIABLES = ("x", "y")


@dataclass(frozen=True)
class Lit:
    """A literal over names and variables, kept apart from the engine's own structures."""

    positive: bool
    predicate: str
    arguments: tuple[str, ...]

    def formula(self):
        terms = tuple(Variable(a) if a in VARIABLES else Constant(a) for a in self.arguments)
        atom = Atom(self.predicate, terms)
        return atom if self.positive else Not(atom)

    def ground(self, binding):
        return replace(self, arguments=tuple(binding.get(a, a) for a in self.arguments))

    def negated(self):
        return replace(self, positive=not self.positive)

    def text(self):
        inside = f"({', '.join(self.arguments)})" if self.arguments else ""
        return f"{'' if self.positive else '¬'}{self.predicate}{inside}"


@dataclass(frozen=True)
class Clause:
    body: tuple[Lit, ...]
    head: Lit

    def variables(self):
        found = dict.fromkeys(a for lit in (*self.body, self.head) for a in lit.arguments if a in VARIABLES)
        return tuple(found)

    def formula(self):
        head, body = self.head.formula(), [lit.formula() for lit in self.body]
        formula = head if not body else Implies(body[0] if len(body) == 1 else And(tuple(body)), head)
        for variable in reversed(self.variables()):
            formula = Forall(Variable(variable), formula)
        return formula

    def instances(self, domain):
        for values in itertools.product(domain, repeat=len(self.variables())):
            binding = dict(zip(self.variables(), values, strict=True))
            yield [lit.ground(binding) for lit in self.body], self.head.ground(binding)


@st.composite
def literals(draw, symbols=NAMES + VARIABLES, positive=None):
    predicate = draw(st.sampled_from(sorted(PREDICATES)))
    arguments = tuple(draw(st.sampled_from(symbols)) for _ in range(PREDICATES[predicate]))
    sign = draw(st.sampled_from([True, True, False])) if positive is None else positive
    return Lit(sign, predicate, arguments)


def random_literal(rng, symbols, negative):
    predicate = rng.choice([*PREDICATES, "L"])
    arguments = tuple(rng.choice(symbols) for _ in range(PREDICATES[predicate]))
    return Lit(rng.random() >= negative, predicate, arguments)


def random_program(seed):
    """Some facts and rules that chain: drawn evenly, for hypothesis itself prefers short ones that derive nothing."""
    rng = Random(seed)
    negative = rng.choice([0.0, 0.1, 0.3])
    clauses = [Clause((), random_literal(rng, NAMES, negative)) for _ in range(rng.randint(1, 5))]
    for _ in range(rng.randint(2, 8)):
        symbols = rng.choice([NAMES[:1] + VARIABLES, VARIABLES, ("x",)])
        size = rng.choice([0, 1, 1, 1, 2, 2, 2, 3]) if rng.random() < 0.3 else rng.choice([1, 2])
        body = tuple(random_literal(rng, symbols, negative) for _ in range(size))
        used = tuple({a for lit in body for a in lit.arguments}) or NAMES
        head = random_literal(rng, symbols if rng.random() < 0.1 else used, negative)
        clauses.append(Clause(body, head))
    rng.shuffle(clauses)
    return clauses


programs = st.integers(0, 2**32).map(random_program)


def as_theory(clauses, conclusion):
    premises = tuple(Statement(c.formula(), f"s{i}") for i, c in enumerate(clauses))
    return Theory(premises, Statement(conclusion, "conclusion"))


def domain_of(clauses):
    return sorted({a for c in clauses for lit in (*c.body, c.head) for a in lit.arguments} - set(VARIABLES))


def naive_fixpoint(clauses, domain, absent=None):
    """Each derivable literal with the least depth of a derivation, by trying every instance in rounds.

    Under the closed world ``absent`` holds the atoms that are false; their negations have depth 0.
    """
    instances = [i for c in clauses for i in c.instances(domain)]
    if absent is not None:
        heads = [(body, head) for body, head in instances if head.positive]
        instances = [([], atom.negated()) for atom in absent] + heads
    depths = {head: 0 for body, head in instances if not body}
    for depth in itertools.count(1):
        new = {head for body, head in instances if head not in depths and all(lit in depths for lit in body)}
        if not new:
            return depths
        depths.update(dict.fromkeys(new, depth))
    raise AssertionError


def check_derivation(derivation, clauses, domain, assumable=frozenset()):
    """None if every step is an instance of its premise on its parents and no step is idle; else what is wrong."""
    steps = derivation.steps
    for i, step in enumerate(steps):
        if step.premise == "closed world":
            if step.conclusion not in assumable or step.parents:
                return f"step {i} assumes what it may not"
            continue
        if step.premise == "evaluation":
            continue
        clause = clauses[int(step.premise[1:])]
        binding = dict(step.bindings)
        if not set(binding.values()) <= set(domain):
            return f"step {i} binds an unknown individual"
        body = [lit.ground(binding).text() for lit in clause.body]
        if [steps[p].conclusion for p in step.parents] != body:
            return f"step {i} does not rest on the body of {step.premise}"
        if clause.head.ground(binding).text() != step.conclusion:
            return f"step {i} is not the head of {step.premise}"
    idle = set(range(len(steps) - 1)) - {p for s in steps for p in s.parents}
    return f"idle steps {sorted(idle)}" if idle else None


def universe(domain):
    return {Lit(True, p, arguments) for p, n in PREDICATES.items() for arguments in itertools.product(domain, repeat=n)}


@given(programs)
@settings(max_examples=200, deadline=None)
def test_open_world_equals_the_naive_fixpoint(clauses):
    domain = domain_of(clauses)
    depths = naive_fixpoint(clauses, domain)
    queries = [*depths, *sorted(universe(domain) - depths.keys(), key=Lit.text)[:3]]
    for query in queries:
        outcome = RuleEngine().decide(as_theory(clauses, query.formula()), LIMITS, OPEN)
        status = outcome.verdict.status.value
        if any(lit.negated() in depths for lit in depths):
            assert status == "ContradictoryAxioms"
            core = [clauses[int(name[1:])] for name in outcome.evidence.core]
            again = naive_fixpoint(core, domain)
            assert any(lit.negated() in again for lit in again)
        elif query in depths or query.negated() in depths:
            settled = query if query in depths else query.negated()
            assert status == ("Theorem" if query in depths else "CounterTheorem")
            assert outcome.evidence.steps[-1].conclusion == settled.text()
            assert outcome.evidence.depth == depths[settled]
            assert check_derivation(outcome.evidence, clauses, domain) is None
        else:
            assert status == "Satisfiable"
            assert isinstance(outcome.evidence, Saturation)
            assert sorted(outcome.evidence.derived) == sorted(lit.text() for lit in depths)


def least_model(clauses, domain, absent):
    """The positive atoms that follow if exactly the atoms of ``absent`` count as false."""
    instances = [i for c in clauses if c.head.positive for i in c.instances(domain)]
    true = set()
    while True:
        new = {
            head
            for body, head in instances
            if head not in true and all(lit in true if lit.positive else lit.negated() in absent for lit in body)
        }
        if not new:
            return true
        true |= new


def alternating_fixpoint(clauses, domain):
    """True atoms and not-false atoms of the well-founded model (Van Gelder 1989); equal if stratified."""
    every = universe(domain)
    true = set()
    while True:
        possible = least_model(clauses, domain, every - true)
        again = least_model(clauses, domain, every - possible)
        if again == true:
            return true, possible
        true = again


def has_negative_cycle(clauses):
    """Whether a predicate rests on its own negation, by closing the dependency relation."""
    edges = {(lit.predicate, c.head.predicate) for c in clauses if c.head.positive for lit in c.body}
    reach = set(edges)
    for middle, start, end in itertools.product(PREDICATES, repeat=3):
        if (start, middle) in reach and (middle, end) in reach:
            reach.add((start, end))
    negative = {
        (lit.predicate, c.head.predicate) for c in clauses if c.head.positive for lit in c.body if not lit.positive
    }
    return any(head == below or (head, below) in reach for below, head in negative)


@given(programs)
@settings(max_examples=200, deadline=None)
def test_closed_world_equals_the_well_founded_model(clauses):
    domain = domain_of(clauses)
    atoms = sorted(universe(domain), key=Lit.text)
    theories = {atom: as_theory(clauses, atom.formula()) for atom in atoms}
    if has_negative_cycle(clauses):
        with pytest.raises(Unsupported, match="not stratified"):
            RuleEngine().decide(theories[atoms[0]], LIMITS, CLOSED)
        return
    true, possible = alternating_fixpoint(clauses, domain)
    assert true == possible
    broken = any(
        head.negated() in true and all(lit in true if lit.positive else lit.negated() not in true for lit in body)
        for c in clauses
        if not c.head.positive
        for body, head in c.instances(domain)
    )
    absent = [atom for atom in atoms if atom not in true]
    assumable = {atom.negated().text() for atom in absent}
    depths = naive_fixpoint(clauses, domain, absent)
    for atom, theory in theories.items():
        outcome = RuleEngine().decide(theory, LIMITS, CLOSED)
        if broken:
            assert outcome.verdict.status.value == "ContradictoryAxioms"
            continue
        assert outcome.verdict.status.value == ("Theorem" if atom in true else "CounterTheorem")
        settled = atom if atom in true else atom.negated()
        assert outcome.evidence.steps[-1].conclusion == settled.text()
        assert atom not in true or outcome.evidence.depth == depths[atom]
        assert check_derivation(outcome.evidence, clauses, domain, assumable) is None


@given(programs, st.data())
@settings(max_examples=60, deadline=None)
def test_the_checker_refuses_broken_derivations(clauses, data):
    domain = domain_of(clauses)
    query = data.draw(st.sampled_from([*naive_fixpoint(clauses, domain)]))
    outcome = RuleEngine().decide(as_theory(clauses, query.formula()), LIMITS, OPEN)
    assume(isinstance(outcome.evidence, Derivation))
    steps = list(outcome.evidence.steps)
    broken = data.draw(st.integers(0, len(steps) - 1))
    text = steps[broken].conclusion
    flipped = text[1:] if text.startswith("¬") else "¬" + text
    steps[broken] = replace(steps[broken], conclusion=flipped)
    assert check_derivation(Derivation(tuple(steps)), clauses, domain) is not None


@st.composite
def compounds(draw, depth=3, scope=()):
    kind = draw(st.sampled_from(["literal", "not", "and", "or", "implies", "iff", "xor", "forall", "exists", "truth"]))
    if kind == "literal" or depth == 0:
        return draw(literals(symbols=NAMES + scope)).formula()
    sub = compounds(depth=depth - 1, scope=scope)
    if kind == "truth":
        return Truth(draw(st.booleans()))
    if kind == "not":
        return Not(draw(sub))
    if kind in ("forall", "exists"):
        name = draw(st.sampled_from(VARIABLES))
        body = draw(compounds(depth=depth - 1, scope=tuple({*scope, name})))
        sort = draw(st.sampled_from([None, "P"]))
        return (Forall if kind == "forall" else Exists)(Variable(name), body, sort)
    left, right = draw(sub), draw(sub)
    many = {"and": And, "or": Or}
    return (
        many[kind]((left, right)) if kind in many else {"implies": Implies, "iff": Iff, "xor": Xor}[kind](left, right)
    )


def kleene(formula, known, domain, binding):
    """1 for true, 0 for false, 1/2 for neither: min, max and their dual."""

    def of(sub, more=None):
        return kleene(sub, known, domain, {**binding, **(more or {})})

    match formula:
        case Truth(value):
            return float(value)
        case Atom(predicate, arguments):
            lit = Lit(True, predicate, tuple(binding.get(a.name, a.name) for a in arguments))
            return 1.0 if lit in known else 0.0 if lit.negated() in known else 0.5
        case Not(operand):
            return 1 - of(operand)
        case And(operands):
            return min(of(o) for o in operands)
        case Or(operands):
            return max(of(o) for o in operands)
        case Implies(left, right):
            return max(1 - of(left), of(right))
        case Xor(left, right):
            return 1 - kleene(Iff(left, right), known, domain, binding)
        case Iff(left, right):
            return min(max(1 - of(left), of(right)), max(1 - of(right), of(left)))
        case Forall(variable, body, sort):
            inner = body if sort is None else Implies(Atom(sort, (variable,)), body)
            return min(of(inner, {variable.name: d}) for d in domain)
        case Exists(variable, body, sort):
            inner = body if sort is None else And((Atom(sort, (variable,)), body))
            return max(of(inner, {variable.name: d}) for d in domain)
    raise AssertionError(formula)


@given(programs, compounds())
@settings(max_examples=150, deadline=None)
def test_compound_conclusions_have_their_kleene_value(clauses, conclusion):
    clauses = [*clauses, *(Clause((), Lit(True, "Named", (n,))) for n in NAMES)]
    depths = naive_fixpoint(clauses, NAMES)
    assume(not any(lit.negated() in depths for lit in depths))
    outcome = RuleEngine().decide(as_theory(clauses, conclusion), LIMITS, OPEN)
    expected = {1.0: "TRUE", 0.0: "FALSE", 0.5: "UNCERTAIN"}[kleene(conclusion, depths, NAMES, {})]
    assert outcome.verdict.label.value == expected
    if expected == "UNCERTAIN":
        return
    assert check_derivation(outcome.evidence, clauses, NAMES) is None
    # What is cited settles the formula on its own.
    cited = {lit for lit in depths if lit.text() in {s.conclusion for s in outcome.evidence.steps}}
    assert kleene(conclusion, cited, NAMES, {}) == {"TRUE": 1.0, "FALSE": 0.0}[expected]
