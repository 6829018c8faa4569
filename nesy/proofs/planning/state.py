"""States of a planning task, and what holds in them: an evaluator that shares nothing with the grounder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TypeAlias

from nesy.errors import CheckFailed
from nesy.languages.pddl.strata import levels
from nesy.languages.pddl.syntax import (
    And,
    Arithmetic,
    Atom,
    Axiom,
    Compare,
    Expression,
    Fluent,
    Formula,
    Imply,
    Not,
    Or,
    Preference,
    Quantified,
    Typed,
)
from nesy.languages.pddl.task import Task

GroundAtom: TypeAlias = tuple[str, ...]
Literal: TypeAlias = tuple[GroundAtom, bool]
Binding: TypeAlias = Mapping[str, str]


@dataclass(slots=True)
class State:
    """The atoms that hold and the values of numeric functions."""

    atoms: set[GroundAtom]
    values: dict[GroundAtom, float]
    derived: set[GroundAtom] | None = field(default=None)
    """The derived atoms that hold; None until they are asked for."""


class Semantics:
    """What conditions mean in the states of one task.

    Args:
        task: the task.
    """

    def __init__(self, task: Task) -> None:
        self.task = task

    def initial(self) -> State:
        """The state that the problem describes."""
        atoms = {(a.predicate, *a.arguments) for a in self.task.problem.initial}
        values = {(f.name, *f.arguments): v for f, v in self.task.problem.values}
        return State(atoms, values)

    def holds(self, formula: Formula, binding: Binding, state: State, *, positive: bool = True) -> bool:
        """Whether a condition holds, or does not hold."""
        match formula:
            case Atom():
                return self.atom_holds(ground_atom(formula, binding), state) is positive
            case Not(body):
                return self.holds(body, binding, state, positive=not positive)
            case And(operands) | Or(operands):
                every = all if isinstance(formula, And) is positive else any
                return every(self.holds(o, binding, state, positive=positive) for o in operands)
            case Imply(antecedent, consequent):
                return self.holds(Or((Not(antecedent), consequent)), binding, state, positive=positive)
            case Quantified(quantifier, variables, body):
                every = all if (quantifier == "forall") is positive else any
                return every(self.holds(body, b, state, positive=positive) for b in self.bindings(variables, binding))
            case Compare(operator, left, right):
                one, two = self.number(left, binding, state), self.number(right, binding, state)
                return _compare(operator, one, two) is positive
            case Preference():
                return True

    def faults(self, formula: Formula, binding: Binding, state: State, *, positive: bool = True) -> Iterator[Formula]:
        """The parts, with objects in place of variables, for which a condition does not hold; none if it does."""
        match formula:
            case Atom():
                ground = ground_atom(formula, binding)
                if self.atom_holds(ground, state) is not positive:
                    yield _signed(Atom(ground[0], ground[1:]), positive)
            case Not(body):
                yield from self.faults(body, binding, state, positive=not positive)
            case And(operands) if positive:
                for operand in operands:
                    yield from self.faults(operand, binding, state)
            case Or(operands) if not positive:
                for operand in operands:
                    yield from self.faults(operand, binding, state, positive=False)
            case And(operands) | Or(operands):
                if not any(self.holds(o, binding, state, positive=positive) for o in operands):
                    yield _signed(_bound(formula, binding), positive)
            case Imply(antecedent, consequent):
                yield from self.faults(Or((Not(antecedent), consequent)), binding, state, positive=positive)
            case Quantified(quantifier, variables, body):
                every = (quantifier == "forall") is positive
                bindings = self.bindings(variables, binding)
                if every:
                    for inner in bindings:
                        yield from self.faults(body, inner, state, positive=positive)
                elif not any(self.holds(body, inner, state, positive=positive) for inner in bindings):
                    yield _signed(_bound(formula, binding), positive)
            case Compare():
                if not self.holds(formula, binding, state, positive=positive):
                    yield _signed(_bound(formula, binding), positive)
            case Preference():
                return

    def supports(self, formula: Formula, binding: Binding, state: State, *, positive: bool = True) -> Iterator[Literal]:
        """The literals that make a condition hold that holds; of alternatives, those of the first that does."""
        match formula:
            case Atom(predicate):
                if predicate != "=":
                    yield ground_atom(formula, binding), positive
            case Not(body):
                yield from self.supports(body, binding, state, positive=not positive)
            case And(operands) | Or(operands):
                if isinstance(formula, And) is positive:
                    for operand in operands:
                        yield from self.supports(operand, binding, state, positive=positive)
                else:
                    first = next(o for o in operands if self.holds(o, binding, state, positive=positive))
                    yield from self.supports(first, binding, state, positive=positive)
            case Imply(antecedent, consequent):
                yield from self.supports(Or((Not(antecedent), consequent)), binding, state, positive=positive)
            case Quantified(quantifier, variables, body):
                bindings = self.bindings(variables, binding)
                if (quantifier == "forall") is positive:
                    for inner in bindings:
                        yield from self.supports(body, inner, state, positive=positive)
                else:
                    chosen = next(b for b in bindings if self.holds(body, b, state, positive=positive))
                    yield from self.supports(body, chosen, state, positive=positive)
            case _:
                return

    def atom_holds(self, atom: GroundAtom, state: State) -> bool:
        """Whether an atom holds."""
        if atom[0] == "=":
            return atom[1] == atom[2]
        if atom[0] in self.task.derived:
            if state.derived is None:
                state.derived = self._derive(state)
            return atom in state.derived
        return atom in state.atoms

    def number(self, expression: Expression, binding: Binding, state: State) -> float:
        """The value of a number.

        Raises:
            CheckFailed: if a function has no value there, or something is divided by zero.
        """
        if isinstance(expression, Fluent):
            key = (expression.name, *(binding.get(a, a) for a in expression.arguments))
            if key not in state.values:
                raise CheckFailed(f"({' '.join(key)}) has no value", hint="give it one in :init")
            return state.values[key]
        if isinstance(expression, Arithmetic):
            values = [self.number(o, binding, state) for o in expression.operands]
            return _arithmetic(expression.operator, values)
        return expression

    def bindings(self, variables: tuple[Typed, ...], binding: Binding) -> list[dict[str, str]]:
        """The binding, extended by all values of the variables."""
        names = [v.name for v in variables]
        ranges = [self.task.values_of(v) for v in variables]
        return [{**binding, **dict(zip(names, chosen, strict=True))} for chosen in product(*ranges)]

    def _derive(self, state: State) -> set[GroundAtom]:
        """The derived atoms: the least set that the axioms give, one stratum after the other (PDDL 2.2)."""
        derived: set[GroundAtom] = set()
        known = State(state.atoms, state.values, derived)
        for axioms in self._strata:
            grown = True
            while grown:
                grown = False
                for axiom in axioms:
                    for binding in self.bindings(axiom.head.parameters, {}):
                        head = (axiom.head.name, *(binding[p.name] for p in axiom.head.parameters))
                        if head not in derived and self.holds(axiom.body, binding, known):
                            derived.add(head)
                            grown = True
        return derived

    @cached_property
    def _strata(self) -> list[list[Axiom]]:
        """The axioms in an order in which what is negated is settled first."""
        level = levels(self.task.domain)
        return [[a for a in self.task.domain.axioms if level[a.head.name] == n] for n in sorted(set(level.values()))]


def ground_atom(atom: Atom, binding: Binding) -> GroundAtom:
    """An atom with objects in place of variables."""
    return (atom.predicate, *(binding.get(a, a) for a in atom.arguments))


def _bound(formula: Formula, binding: Binding) -> Formula:
    """A condition with objects in place of the variables that are bound."""
    match formula:
        case Atom(predicate, arguments):
            return Atom(predicate, tuple(binding.get(a, a) for a in arguments))
        case Not(body):
            return Not(_bound(body, binding))
        case And(operands) | Or(operands):
            return type(formula)(tuple(_bound(o, binding) for o in operands))
        case Imply(antecedent, consequent):
            return Imply(_bound(antecedent, binding), _bound(consequent, binding))
        case Quantified(quantifier, variables, body):
            names = {v.name for v in variables}
            inner = {n: v for n, v in binding.items() if n not in names}
            return Quantified(quantifier, variables, _bound(body, inner))
        case Compare(operator, left, right):
            return Compare(operator, _bound_number(left, binding), _bound_number(right, binding))
        case Preference(name, body):
            return Preference(name, _bound(body, binding))


def _bound_number(expression: Expression, binding: Binding) -> Expression:
    match expression:
        case Fluent(name, arguments):
            return Fluent(name, tuple(binding.get(a, a) for a in arguments))
        case Arithmetic(operator, operands):
            return Arithmetic(operator, tuple(_bound_number(o, binding) for o in operands))
        case _:
            return expression


def _signed(formula: Formula, positive: bool) -> Formula:
    return formula if positive else Not(formula)


def _compare(operator: str, left: float, right: float) -> bool:
    signs = {"<": left < right, "<=": left <= right, "=": left == right, ">=": left >= right, ">": left > right}
    return signs[operator]


def _arithmetic(operator: str, values: list[float]) -> float:
    if operator == "-" and len(values) == 1:
        return -values[0]
    result = values[0]
    for value in values[1:]:
        if operator == "/":
            if value == 0:
                raise CheckFailed("a division by zero")
            result /= value
        else:
            result = {"+": result + value, "-": result - value, "*": result * value}[operator]
    return result
