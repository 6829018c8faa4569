"""The kernel: re-derives every step of a proof and trusts no prover.

It is the only place that decides whether a proof holds. The rules are those of natural deduction,
with truth-functional consequence decided by truth tables (Gentzen 1935; the witness rule is
Hilbert's ε-elimination in the form of Fitting, First-Order Logic and Automated Theorem Proving, 1996).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nesy.errors import CheckFailed
from nesy.languages.fol.syntax import (
    COMPARISONS,
    FALSE,
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Term,
    Variable,
)
from nesy.languages.fol.truth_table import follows
from nesy.languages.fol.walk import map_terms, subformulas, substitute, subterms, terms
from nesy.proofs.proof import Proof, Rule, Step

MAX_STEPS = 100_000
"""Steps in one proof."""


@dataclass(slots=True)
class _State:
    """What the kernel has established while it walks through the steps."""

    proof: Proof
    open: list[frozenset[int]] = field(default_factory=list)
    """For each step the assumptions that it still rests on."""
    depends: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each witness the constants that its choice depends on."""


def check(proof: Proof) -> None:
    """Accept a proof, or say which step does not hold.

    Raises:
        CheckFailed: at the first step that its rule does not give, or if the last step is not the goal.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> dog, rule, mammal = map(parse_formula, ("Dog(rex)", "∀x (Dog(x) → Mammal(x))", "Mammal(rex)"))
    >>> steps = (Step(rule, Rule.PREMISE, source="1"), Step(dog, Rule.PREMISE, source="2"))
    >>> last = Step(mammal, Rule.INFERENCE, (0, 1), terms=((Constant("rex"),), ()))
    >>> check(Proof((("1", rule), ("2", dog)), mammal, (*steps, last)))
    >>> check(Proof((("1", rule), ("2", dog)), dog, (*steps, last)))
    Traceback (most recent call last):
    ...
    nesy.errors.CheckFailed: the last step is not the goal
    """
    if not 0 < len(proof.steps) <= MAX_STEPS:
        raise CheckFailed(f"a proof of {len(proof.steps)} steps is empty or over the limit of {MAX_STEPS:,}")
    if len({name for name, _ in proof.premises}) != len(proof.premises):
        raise CheckFailed("two premises have the same name")
    state = _State(proof)
    for index, step in enumerate(proof.steps):
        _check_step(state, index, step)
    if proof.steps[-1].conclusion != proof.goal:
        raise CheckFailed("the last step is not the goal")
    if state.open[-1]:
        raise CheckFailed(f"assumption {min(state.open[-1])} is not discharged")


def _check_step(state: _State, index: int, step: Step) -> None:
    if any(not 0 <= i < index for i in (*step.parents, *step.discharged)):
        raise CheckFailed(f"step {index} rests on a step that does not come before it")
    rule = _RULES.get(step.rule)
    if rule is None or not rule(state, index, step):
        raise CheckFailed(f"step {index} does not follow by {step.rule.value}: {step.conclusion}")
    carried = frozenset().union(*(state.open[p] for p in step.parents)) if step.parents else frozenset()
    if step.rule is Rule.ASSUMPTION:
        carried = frozenset({index})
    state.open.append(carried - _discharged(state, step))


def _discharged(state: _State, step: Step) -> frozenset[int]:
    """The assumptions that a step may drop; a case split drops each on its own side only."""
    if step.rule in (Rule.CONTRADICTION, Rule.CONDITIONAL):
        return frozenset(step.discharged)
    if step.rule is Rule.CASES:
        kept = state.open[step.parents[0]].union(
            *(state.open[p] - {d} for p, d in zip(step.parents[1:], step.discharged, strict=True))
        )
        return frozenset(step.discharged) - kept
    return frozenset()


def _conclusions(state: _State, step: Step) -> list[Formula]:
    return [state.proof.steps[p].conclusion for p in step.parents]


def _premise(state: _State, index: int, step: Step) -> bool:
    return not step.parents and (step.source, step.conclusion) in state.proof.premises


def _assumption(state: _State, index: int, step: Step) -> bool:
    return not step.parents


def _inference(state: _State, index: int, step: Step) -> bool:
    parents = _conclusions(state, step)
    if len(step.terms) != len(parents):
        return False
    given = [instantiate(p, t) for p, t in zip(parents, step.terms, strict=True)]
    return all(g is not None for g in given) and follows([g for g in given if g is not None], step.conclusion)


def _quantifier_negation(state: _State, index: int, step: Step) -> bool:
    match _conclusions(state, step), step.conclusion:
        case [Not(Forall(x, body, sort))], Exists(y, Not(inner), other):
            return (x, body, sort) == (y, inner, other)
        case [Not(Exists(x, body, sort))], Forall(y, Not(inner), other):
            return (x, body, sort) == (y, inner, other)
    return False


def _witness(state: _State, index: int, step: Step) -> bool:
    match _conclusions(state, step):
        case [Exists() as parent] if step.constant and _is_new(state, index, step.constant):
            found = _names(parent)
            inherited = (state.depends.get(name, frozenset()) for name in found)
            state.depends[step.constant] = found.union(*inherited)
            return step.conclusion == _opened(parent, Constant(step.constant))
    return False


def _existential(state: _State, index: int, step: Step) -> bool:
    match _conclusions(state, step), step.conclusion, step.terms:
        case [parent], Exists() as goal, ((term,),):
            return _is_ground(term) and parent == _opened(goal, term)
    return False


def _universal(state: _State, index: int, step: Step) -> bool:
    match _conclusions(state, step), step.conclusion:
        case [parent], Forall() as goal if step.constant and step.constant not in state.depends:
            constant = step.constant
            assumed = [state.proof.steps[a].conclusion for a in state.open[step.parents[0]]]
            fixed = [*(formula for _, formula in state.proof.premises), goal, *assumed]
            free = all(constant not in ({n} | state.depends.get(n, frozenset())) for f in fixed for n in _names(f))
            return free and parent == _opened(goal, Constant(constant))
    return False


def _contradiction(state: _State, index: int, step: Step) -> bool:
    assumed = _assumed(state, step)
    if len(assumed) != 1 or _conclusions(state, step) != [FALSE]:
        return False
    return step.conclusion == Not(assumed[0]) or assumed[0] == Not(step.conclusion)


def _cases(state: _State, index: int, step: Step) -> bool:
    assumed, parents = _assumed(state, step), _conclusions(state, step)
    if len(assumed) < 2 or len(parents) != len(assumed) + 1:
        return False
    return all(p == step.conclusion for p in parents[1:]) and follows(parents[:1], Or(tuple(assumed)))


def _conditional(state: _State, index: int, step: Step) -> bool:
    match _assumed(state, step), _conclusions(state, step):
        case [antecedent], [consequent]:
            return step.conclusion == Implies(antecedent, consequent)
    return False


def _equality(state: _State, index: int, step: Step) -> bool:
    match _conclusions(state, step), step.conclusion:
        case [], Equals(left, right):
            return left == right
        case [Equals(left, right)], Equals() as conclusion if _is_ground(left) and _is_ground(right):
            first, second = (rewrite_term(t, left, right) for t in (conclusion.left, conclusion.right))
            return first == second
        case [Equals(left, right), parent], conclusion if _is_ground(left) and _is_ground(right):
            return rewrite(parent, left, right) == rewrite(conclusion, left, right)
    return False


def _order(state: _State, index: int, step: Step) -> bool:
    if step.parents:
        return False
    match step.conclusion:
        case Atom(sign, (Number(), Number())) | Not(Atom(sign, (Number(), Number()))) if sign in COMPARISONS:
            return _numerals_say(step.conclusion)
        case Not(Equals(Number(left), Number(right))):
            return left != right
    return step.conclusion in ORDER_AXIOMS


def _sort(state: _State, index: int, step: Step) -> bool:
    match step.parents, step.conclusion:
        case (), Exists(x, Atom(name, (y,)), None) if x == y:
            whole = (*(formula for _, formula in state.proof.premises), state.proof.goal)
            return any(name in _sorts(formula) for formula in whole)
    return False


_RULES: Mapping[Rule, Callable[[_State, int, Step], bool]] = {
    Rule.PREMISE: _premise,
    Rule.ASSUMPTION: _assumption,
    Rule.INFERENCE: _inference,
    Rule.QUANTIFIER_NEGATION: _quantifier_negation,
    Rule.WITNESS: _witness,
    Rule.EXISTENTIAL: _existential,
    Rule.UNIVERSAL: _universal,
    Rule.CONTRADICTION: _contradiction,
    Rule.CASES: _cases,
    Rule.CONDITIONAL: _conditional,
    Rule.EQUALITY: _equality,
    Rule.ORDER: _order,
    Rule.SORT: _sort,
}


def instantiate(formula: Formula, arguments: tuple[Term, ...]) -> Formula | None:
    """The formula with leading ∀ instantiated; None if it has too few of them or a term has variables."""
    for term in arguments:
        if not isinstance(formula, Forall) or not _is_ground(term):
            return None
        formula = _opened(formula, term)
    return formula


def _opened(formula: Forall | Exists, term: Term) -> Formula:
    """The body with the bound variable replaced; a sort becomes a condition or a conjunct."""
    body = substitute(formula.body, {formula.variable: term})
    if formula.sort is None:
        return body
    belongs = Atom(formula.sort, (term,))
    return Implies(belongs, body) if isinstance(formula, Forall) else And((belongs, body))


def _assumed(state: _State, step: Step) -> list[Formula]:
    """The assumptions that a step discharges; none if one of them is not an assumption."""
    steps = [state.proof.steps[d] for d in step.discharged]
    return [s.conclusion for s in steps] if all(s.rule is Rule.ASSUMPTION for s in steps) else []


def _is_new(state: _State, index: int, constant: str) -> bool:
    before = (s.conclusion for s in state.proof.steps[:index])
    whole = (*(formula for _, formula in state.proof.premises), state.proof.goal, *before)
    return all(constant not in _names(formula) for formula in whole)


def _names(formula: Formula) -> frozenset[str]:
    return frozenset(t.name for t in terms(formula) if isinstance(t, Constant))


def _is_ground(term: Term) -> bool:
    return not any(isinstance(t, Variable) for t in subterms(term))


def rewrite(formula: Formula, old: Term, new: Term) -> Formula:
    """The formula with every occurrence of a ground term replaced by another one."""
    return map_terms(formula, lambda term: rewrite_term(term, old, new))


def rewrite_term(term: Term, old: Term, new: Term) -> Term:
    """The term with every occurrence of a ground term replaced by another one."""
    if isinstance(term, Apply):
        term = Apply(term.function, tuple(rewrite_term(a, old, new) for a in term.arguments))
    return new if term == old else term


def _numerals_say(formula: Formula) -> bool:
    match formula:
        case Not(operand):
            return not _numerals_say(operand)
        case Atom(sign, (Number(left), Number(right))):
            return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]
    return False


def _sorts(formula: Formula) -> frozenset[str]:
    found: set[str] = set()
    stack = [formula]
    while stack:
        node = stack.pop()
        stack.extend(subformulas(node))
        if isinstance(node, Forall | Exists) and node.sort is not None:
            found.add(node.sort)
    return frozenset(found)


def _order_axioms() -> frozenset[Formula]:
    x, y, z = Variable("x"), Variable("y"), Variable("z")

    def less(a: Term, b: Term) -> Formula:
        return Atom("<", (a, b))

    def for_all(body: Formula, *variables: Variable) -> Formula:
        for variable in reversed(variables):
            body = Forall(variable, body)
        return body

    return frozenset(
        {
            for_all(Not(less(x, x)), x),
            for_all(Implies(And((less(x, y), less(y, z))), less(x, z)), x, y, z),
            for_all(Or((less(x, y), Equals(x, y), less(y, x))), x, y),
            for_all(Iff(Atom("<=", (x, y)), Or((less(x, y), Equals(x, y)))), x, y),
            for_all(Iff(Atom(">", (x, y)), less(y, x)), x, y),
            for_all(Iff(Atom(">=", (x, y)), Or((less(y, x), Equals(x, y)))), x, y),
        }
    )


ORDER_AXIOMS: frozenset[Formula] = _order_axioms()
"""The axioms of strict total order, and the other comparisons defined by it."""
