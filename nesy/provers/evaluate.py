"""Evaluates formulas in a finite world; it shares nothing with any prover."""

from __future__ import annotations

import time
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from nesy.errors import CheckFailed, InputTooLarge, SignatureError
from nesy.evidence import Countermodel
from nesy.languages.fol.passes.fold_arithmetic import fold_term
from nesy.languages.fol.syntax import (
    COMPARISONS,
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
    Truth,
    Variable,
    Xor,
)
from nesy.languages.fol.walk import free_variables

Check = Callable[[list[int]], bool]
"""The truth of a formula under an environment of elements, one place for each constant and variable."""
Value = Callable[[list[int]], int]


def evaluate(formula: Formula, world: Countermodel, seconds: float | None = None) -> bool:
    """Whether a closed formula holds in a world.

    Sorted quantifiers range over the sort's elements; ``a <= b`` means that ``a < b`` or ``a = b``;
    ground arithmetic is computed.

    Raises:
        CheckFailed: if the world does not say what a symbol of the formula means.
        SignatureError: if a variable is free.
        InputTooLarge: if it takes more than ``seconds``.

    >>> x = Variable("x")
    >>> world = Countermodel(2, {"rex": 0}, {}, {("Dog", 1): frozenset({(0,)})})
    >>> evaluate(Atom("Dog", (Constant("rex"),)), world), evaluate(Forall(x, Atom("Dog", (x,))), world)
    (True, False)
    """
    return Evaluator(world, None if seconds is None else time.monotonic() + seconds).holds(formula)


class Evaluator:
    """Evaluates formulas in one world.

    Args:
        world: the world.
        deadline: a time of ``time.monotonic`` at which evaluation is given up.
    """

    __slots__ = ("_deadline", "_places", "_world")

    def __init__(self, world: Countermodel, deadline: float | None = None) -> None:
        self._world = world
        self._deadline = deadline
        self._places = {name: place for place, name in enumerate(world.constants)}

    def holds(self, formula: Formula) -> bool:
        """Whether a closed formula holds; raises as :func:`evaluate`."""
        _check_time(self._deadline)
        environment = list(self._world.constants.values())
        compiled = _Compiler(self._world, self._places, self._deadline)
        check = compiled.formula(formula, {})
        return check(environment + [0] * (compiled.places - len(environment)))


class _Compiler:
    """Turns one formula into nested functions over an environment."""

    __slots__ = ("constants", "deadline", "places", "world")

    def __init__(self, world: Countermodel, constants: dict[str, int], deadline: float | None) -> None:
        self.world = world
        self.constants = constants
        self.deadline = deadline
        self.places = len(constants)

    def formula(self, node: Formula, scope: dict[str, int]) -> Check:
        match node:
            case Atom():
                return self._atom(node, scope)
            case Equals(left, right):
                return _equal(self._term(left, scope), self._term(right, scope))
            case Forall() | Exists():
                return self._quantifier(node, scope)
            case Truth(value):
                return lambda _: value
        return self._connective(node, scope)

    def _connective(self, node: Formula, scope: dict[str, int]) -> Check:
        match node:
            case Not(operand):
                inner = self.formula(operand, scope)
                return lambda env: not inner(env)
            case And(operands):
                return _all([self.formula(o, scope) for o in operands])
            case Or(operands):
                return _any([self.formula(o, scope) for o in operands])
            case Implies(antecedent, consequent):
                a, c = self.formula(antecedent, scope), self.formula(consequent, scope)
                return lambda env: not a(env) or c(env)
            case Xor(left, right):
                x, y = self.formula(left, scope), self.formula(right, scope)
                return lambda env: x(env) != y(env)
            case Iff(left, right):
                x, y = self.formula(left, scope), self.formula(right, scope)
                return lambda env: x(env) == y(env)
        raise TypeError(f"{type(node).__name__} is not a formula")

    def _atom(self, atom: Atom, scope: dict[str, int]) -> Check:
        name, arity = atom.predicate, len(atom.arguments)
        if name in COMPARISONS and name != "<":
            return self._comparison(atom, scope)
        table = self.world.predicates.get((name, arity))
        if table is None:
            raise CheckFailed(f"the world does not say of whom {name}/{arity} holds")
        if arity == 0:
            truth = () in table
            return lambda _: truth
        places = [self._place(a, scope) for a in atom.arguments]
        if all(place is not None for place in places):
            return _lookup([p for p in places if p is not None], table)
        values = [self._term(a, scope) for a in atom.arguments]
        return lambda env: tuple([v(env) for v in values]) in table

    def _comparison(self, atom: Atom, scope: dict[str, int]) -> Check:
        left, right = atom.arguments
        smaller, larger = (left, right) if atom.predicate == "<=" else (right, left)
        less = self._atom(Atom("<", (smaller, larger)), scope)
        if atom.predicate == ">":
            return less
        same = _equal(self._term(left, scope), self._term(right, scope))
        return lambda env: less(env) or same(env)

    def _place(self, term: Term, scope: dict[str, int]) -> int | None:
        """The environment's place for a variable, constant or numeral; None for a function's value."""
        term = fold_term(term)
        match term:
            case Variable(name):
                if name not in scope:
                    raise SignatureError(f"variable {name} is free", hint="bind it with ∀ or ∃")
                return scope[name]
            case Constant(name):
                return self._constant(name)
            case Number(value):
                return self._constant(str(value))
        return None

    def _constant(self, name: str) -> int:
        if name not in self.constants:
            raise CheckFailed(f"the world does not say whom {name} denotes")
        return self.constants[name]

    def _term(self, term: Term, scope: dict[str, int]) -> Value:
        place = self._place(term, scope)
        if place is not None:
            return itemgetter(place)
        assert isinstance(term, Apply)  # noqa: S101 - all other terms have a place
        table = self.world.functions.get((term.function, len(term.arguments)))
        if table is None or len(table) != self.world.size ** len(term.arguments):
            raise CheckFailed(f"the world does not give a value of {term.function} for all arguments")
        arguments = [self._term(a, scope) for a in term.arguments]
        return lambda env: table[tuple([a(env) for a in arguments])]

    def _quantifier(self, node: Forall | Exists, scope: dict[str, int]) -> Check:
        place = self.places
        self.places += 1
        inner_scope = {**scope, node.variable.name: place}
        body = self.formula(node.body, inner_scope)
        members = self._members(node.sort)
        check = _loop(body, place, members, isinstance(node, Exists), self.deadline)
        if not scope:
            return check
        free = sorted({scope[v.name] for v in free_variables(node)})
        return _remembered(check, free) if len(free) < len(scope) else check

    def _members(self, sort: str | None) -> list[int]:
        if sort is None:
            return list(range(self.world.size))
        table = self.world.predicates.get((sort, 1))
        if table is None:
            raise CheckFailed(f"the world does not say who is of sort {sort}")
        return [element for (element,) in sorted(table)]


def _lookup(places: list[int], table: frozenset[tuple[int, ...]]) -> Check:
    if len(places) == 1:
        place = places[0]
        return lambda env: (env[place],) in table
    arguments = itemgetter(*places)
    return lambda env: arguments(env) in table


def _equal(left: Value, right: Value) -> Check:
    return lambda env: left(env) == right(env)


def _all(checks: list[Check]) -> Check:
    def conjunction(env: list[int]) -> bool:
        for check in checks:  # noqa: SIM110 - a generator would cost a frame for each evaluation
            if not check(env):
                return False
        return True

    return conjunction


def _any(checks: list[Check]) -> Check:
    def disjunction(env: list[int]) -> bool:
        for check in checks:  # noqa: SIM110 - as above
            if check(env):
                return True
        return False

    return disjunction


def _loop(body: Check, place: int, members: list[int], wanted: bool, deadline: float | None) -> Check:
    """Whether some member makes the body ``wanted``, negated for a universal quantifier."""

    def search(env: list[int]) -> bool:
        _check_time(deadline)
        for element in members:
            env[place] = element
            if body(env) is wanted:
                return wanted
        return not wanted

    return search


def _check_time(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise InputTooLarge("evaluating the formulas in their world takes longer than the time that is left")


def _remembered(check: Check, free: list[int]) -> Check:
    """A check that looks at fewer places than vary around it, computed once for each of their values."""
    known: dict[Any, bool] = {}
    key: Callable[[list[int]], Any] = itemgetter(*free) if free else lambda _: ()

    def remembered(env: list[int]) -> bool:
        at = key(env)
        if at not in known:
            known[at] = check(env)
        return known[at]

    return remembered
