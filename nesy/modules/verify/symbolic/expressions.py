"""Symbolic values of Python expressions, with short-circuit evaluation and the exceptions that they raise."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import z3

from nesy.modules.verify.symbolic.state import State
from nesy.modules.verify.symbolic.terms import (
    ARITHMETIC,
    COMPARISONS,
    DIVISIONS,
    LOGIC,
    OutOfReach,
    Term,
    absolute,
    as_int,
    choose,
    extreme,
    is_bool,
    truth,
)

BUILTINS = ("abs", "bool", "int", "max", "min")
"""The functions of Python that are known."""


@dataclass(slots=True)
class Expressions:
    """Evaluates expressions; a state is left only for the paths on which no exception is raised."""

    call: Callable[[str, Sequence[Term], State], Term]
    """Calls a function of the program."""
    known: frozenset[str]
    """The functions of the program."""
    raised: list[Term] = field(default_factory=list)
    """When an exception is raised."""

    def fail(self, state: State, when: Term) -> None:
        """Raise an exception under a condition; the state goes on where it does not hold."""
        self.raised.append(z3.And(state.reached, when))
        state.reached = z3.And(state.reached, z3.Not(when))

    def truth(self, node: ast.expr, state: State) -> Term:
        """Whether an expression is true. ``and`` and ``or`` may mix numbers and truth values here."""
        if isinstance(node, ast.BoolOp):
            return self._junction(node, state)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return z3.Not(self.truth(node.operand, state))
        return truth(self.value(node, state))

    def value(self, node: ast.expr, state: State) -> Term:
        """The value of an expression.

        Raises:
            OutOfReach: if it is of a kind that is not known.
        """
        match node:
            case ast.Constant(value=bool(plain)):
                return z3.BoolVal(plain)
            case ast.Constant(value=int(number)):
                return z3.IntVal(number)
            case ast.Name(id=name):
                return state.read(name)
            case ast.UnaryOp():
                return self._unary(node, state)
            case ast.BinOp():
                return self._binary(node, state)
            case ast.BoolOp():
                return self._operand(node, state)
            case ast.Compare():
                return self._comparison(node, state)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._either(self.truth(test, state), body, orelse, state)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, [self.value(a, state) for a in arguments], state)
        raise OutOfReach(f"the expression {ast.unparse(node)[:60]}")

    def _unary(self, node: ast.UnaryOp, state: State) -> Term:
        if isinstance(node.op, ast.Not):
            return z3.Not(self.truth(node.operand, state))
        number = as_int(self.value(node.operand, state))
        if isinstance(node.op, ast.USub):
            return -number
        return number if isinstance(node.op, ast.UAdd) else -number - 1

    def _binary(self, node: ast.BinOp, state: State) -> Term:
        left, right, kind = self.value(node.left, state), self.value(node.right, state), type(node.op)
        return self.operation(kind, left, right, state)

    def operation(self, kind: type[ast.operator], left: Term, right: Term, state: State) -> Term:
        """What an operator gives."""
        if kind in LOGIC and is_bool(left) and is_bool(right):
            return LOGIC[kind](left, right)
        if kind not in ARITHMETIC:
            raise OutOfReach(f"the operator {kind.__name__}")
        left, right = as_int(left), as_int(right)
        if kind in DIVISIONS:
            self.fail(state, right == 0)
        return ARITHMETIC[kind](left, right)

    def _junction(self, node: ast.BoolOp, state: State) -> Term:
        """Whether ``and`` or ``or`` is true; an operand is evaluated only where those before it leave it open."""
        first, *rest = node.values
        test = self.truth(first, state)
        for operand in rest:
            goes_on = test if isinstance(node.op, ast.And) else z3.Not(test)
            found = self._guarded(goes_on, state, lambda inner, operand=operand: self.truth(operand, inner))  # type: ignore[misc]
            test = z3.And(test, found) if isinstance(node.op, ast.And) else z3.Or(test, found)
        return test

    def _operand(self, node: ast.BoolOp, state: State) -> Term:
        """The operand that ``and`` or ``or`` gives."""
        first, *rest = node.values
        value = self.value(first, state)
        for operand in rest:
            goes_on = truth(value) if isinstance(node.op, ast.And) else z3.Not(truth(value))
            found = self._guarded(goes_on, state, lambda inner, operand=operand: self.value(operand, inner))  # type: ignore[misc]
            value = choose(goes_on, found, value)
        return value

    def _comparison(self, node: ast.Compare, state: State) -> Term:
        """A chain of comparisons; a later one is evaluated only where the earlier ones hold."""
        left, test = self.value(node.left, state), z3.BoolVal(True)
        for operator, right_node in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                found = self._guarded(test, state, lambda inner, n=right_node, v=left: self._member(n, v, inner))  # type: ignore[misc]
                test = z3.And(test, z3.Not(found) if isinstance(operator, ast.NotIn) else found)
                if operator is not node.ops[-1]:
                    raise OutOfReach("a comparison behind `in`")
                continue
            if type(operator) not in COMPARISONS:
                raise OutOfReach(f"the comparison {type(operator).__name__}")
            right = self._guarded(test, state, lambda inner, n=right_node: self.value(n, inner))  # type: ignore[misc]
            test = z3.And(test, COMPARISONS[type(operator)](as_int(left), as_int(right)))
            left = right
        return test

    def _member(self, node: ast.expr, value: Term, state: State) -> Term:
        if not isinstance(node, ast.Tuple | ast.List | ast.Set):
            raise OutOfReach(f"membership in {ast.unparse(node)[:60]}")
        items = [self.value(item, state) for item in node.elts]
        return z3.Or(*(as_int(item) == as_int(value) for item in items))

    def _either(self, test: Term, body: ast.expr, orelse: ast.expr, state: State) -> Term:
        yes = self._guarded(test, state, lambda inner: self.value(body, inner))
        no = self._guarded(z3.Not(test), state, lambda inner: self.value(orelse, inner))
        return choose(test, yes, no)

    def _guarded(self, test: Term, state: State, evaluate: Callable[[State], Term]) -> Term:
        """What is evaluated only where a condition holds; its exceptions are raised only there."""
        inner = state.under(test)
        value = evaluate(inner)
        state.reached = z3.Or(inner.reached, z3.And(state.reached, z3.Not(test)))
        return value

    def _call(self, name: str, arguments: Sequence[Term], state: State) -> Term:
        if name in self.known and name not in state.names:
            return self.call(name, arguments, state)
        if name not in BUILTINS or name in state.names:
            raise OutOfReach(f"the function {name}")
        if name in ("min", "max") and len(arguments) > 1:
            return extreme(arguments, (lambda a, b: a < b) if name == "min" else (lambda a, b: a > b))
        if len(arguments) != 1 or name in ("min", "max"):
            raise OutOfReach(f"{name} with {len(arguments)} arguments")
        return {"abs": absolute, "bool": truth, "int": as_int}[name](arguments[0])
