"""Symbolic execution of a function: what it returns, and when, on all paths at once."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import z3

from nesy.modules.verify.symbolic.expressions import Expressions
from nesy.modules.verify.symbolic.source import Source
from nesy.modules.verify.symbolic.state import State, joined
from nesy.modules.verify.symbolic.terms import OutOfReach, Term, choose, constant

MAX_STEPS = 2000
"""Statements that are executed, those of unrolled loops counted each time."""
MAX_CALLS = 8
"""Functions that may be at work at once; recursion is out of reach."""


@dataclass(frozen=True, slots=True)
class Paths:
    """What a function does on all its paths."""

    returned: tuple[tuple[Term, Term | None], ...]
    """When it returns which value; None for Python's None."""
    raised: tuple[Term, ...]
    """When it raises an exception."""


def execute(source: Source, entry: str, arguments: Sequence[Term]) -> Paths:
    """What a function of a program does with arguments.

    Raises:
        OutOfReach: if something in it cannot be said in integers and truth values, or is not bounded.
    """
    machine = _Machine(source)
    frame = machine.run(entry, arguments, z3.BoolVal(True))
    return Paths(tuple(frame.returned), tuple(machine.expressions.raised))


@dataclass(slots=True)
class _Frame:
    """One call of a function."""

    returned: list[tuple[Term, Term | None]] = field(default_factory=list)
    broken: list[list[State]] = field(default_factory=list)
    """For each loop around, the states in which it was left."""
    continued: list[list[State]] = field(default_factory=list)
    """For each loop around, the states in which its round was ended."""


class _Machine:
    """Executes statements; each takes a state and gives the one behind it, None if no path leads there."""

    def __init__(self, source: Source) -> None:
        self.source, self.steps, self.depth = source, 0, 0
        self.expressions = Expressions(self._call, frozenset(source.functions))

    def run(self, name: str, arguments: Sequence[Term], reached: Term) -> _Frame:
        """Call a function."""
        function, frame = self.source.functions[name], _Frame()
        parameters = [a.arg for a in function.args.args]
        if len(parameters) != len(arguments):
            raise OutOfReach(f"{name} called with {len(arguments)} arguments")
        names: dict[str, Term | None] = {n: _literal(v) for n, v in self.source.constants.items()}
        names.update(dict.fromkeys(self.source.assigned(name)))
        names.update(zip(parameters, arguments, strict=True))
        end = self._block(function.body, State(reached, names), frame)
        if end is not None:
            frame.returned.append((end.reached, None))
        return frame

    def _call(self, name: str, arguments: Sequence[Term], state: State) -> Term:
        """The value of a call of a function of the program."""
        self.depth += 1
        if self.depth > MAX_CALLS:
            raise OutOfReach("recursion")
        returned = self.run(name, arguments, state.reached).returned
        self.depth -= 1
        if any(value is None for _, value in returned) or not returned:
            raise OutOfReach(f"a call of {name}, which may return nothing")
        state.reached = z3.Or(*(when for when, _ in returned))
        found = returned[-1][1]
        for when, value in returned[:-1]:
            found = choose(when, value, found)
        return found

    def _block(self, body: Sequence[ast.stmt], state: State | None, frame: _Frame) -> State | None:
        for statement in body:
            if state is None:
                return None
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise OutOfReach(f"more than {MAX_STEPS} steps")
            state = self._statement(statement, state, frame)
        return state

    def _statement(self, node: ast.stmt, state: State, frame: _Frame) -> State | None:
        match node:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                return state
            case ast.Assign(targets=[target], value=value):
                return self._assigned(target, value, state)
            case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
                return self._assigned(target, value, state)
            case ast.AugAssign(target=ast.Name(id=name), op=operator, value=value):
                left = state.read(name)
                right = self.expressions.value(value, state)
                state.names[name] = self.expressions.operation(type(operator), left, right, state)
                return state
            case ast.If():
                return self._branches(node, state, frame)
            case ast.For():
                return self._loop(node, state, frame)
            case ast.Break() if frame.broken:
                frame.broken[-1].append(state)
                return None
            case ast.Continue() if frame.continued:
                frame.continued[-1].append(state)
                return None
        return self._ending(node, state, frame)

    def _ending(self, node: ast.stmt, state: State, frame: _Frame) -> State | None:
        """Statements after which no, or not every, path goes on."""
        match node:
            case ast.Return(value=value):
                self._return(value, state, frame)
                return None
            case ast.Raise():
                self.expressions.fail(state, z3.BoolVal(True))
                return None
            case ast.Assert(test=test):
                self.expressions.fail(state, z3.Not(self.expressions.truth(test, state)))
                return state
        raise OutOfReach(f"the statement {ast.unparse(node).splitlines()[0][:60]}")

    def _return(self, value: ast.expr | None, state: State, frame: _Frame) -> None:
        """Return a value; a choice between values is taken apart, so that one of them may be None."""
        if isinstance(value, ast.IfExp):
            test = self.expressions.truth(value.test, state)
            self._return(value.body, state.under(test), frame)
            self._return(value.orelse, state.under(z3.Not(test)), frame)
        elif value is None or (isinstance(value, ast.Constant) and value.value is None):
            frame.returned.append((state.reached, None))
        else:
            found = self.expressions.value(value, state)
            frame.returned.append((state.reached, found))

    def _assigned(self, target: ast.expr, value: ast.expr, state: State) -> State:
        if isinstance(target, ast.Name):
            state.names[target.id] = self.expressions.value(value, state)
            return state
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            values = [self.expressions.value(v, state) for v in value.elts]
            for name, found in zip(target.elts, values, strict=True):
                if not isinstance(name, ast.Name):
                    raise OutOfReach(f"the target {ast.unparse(name)[:60]}")
                state.names[name.id] = found
            return state
        raise OutOfReach(f"the target {ast.unparse(target)[:60]}")

    def _branches(self, node: ast.If, state: State, frame: _Frame) -> State | None:
        test = self.expressions.truth(node.test, state)
        ends = (
            self._block(node.body, state.under(test), frame),
            self._block(node.orelse, state.under(z3.Not(test)), frame),
        )
        return joined([end for end in ends if end is not None])

    def _loop(self, node: ast.For, state: State, frame: _Frame) -> State | None:
        """A loop over a range of constants, unrolled."""
        if not isinstance(node.target, ast.Name):
            raise OutOfReach("a loop over several names")
        frame.broken.append([])
        here: State | None = state
        for number in self._range(node.iter, state):
            if here is None:
                break
            here.names[node.target.id] = z3.IntVal(number)
            frame.continued.append([])
            end = self._block(node.body, here, frame)
            here = joined([*([end] if end is not None else []), *frame.continued.pop()])
        here = self._block(node.orelse, here, frame)
        return joined([*([here] if here is not None else []), *frame.broken.pop()])

    def _range(self, node: ast.expr, state: State) -> range:
        match node:
            case ast.Call(func=ast.Name(id="range"), args=arguments, keywords=[]) if 1 <= len(arguments) <= 3:
                bounds = [constant(self.expressions.value(a, state)) for a in arguments]
                known = [b for b in bounds if b is not None]
                free = "range" not in state.names and "range" not in self.source.functions
                if free and len(known) == len(bounds) and known[2:] != [0] and len(range(*known)) <= MAX_STEPS:
                    return range(*known)
        raise OutOfReach(f"a loop over {ast.unparse(node)[:60]}, which is no range of constants")


def _literal(value: int) -> Term:
    return z3.BoolVal(value) if isinstance(value, bool) else z3.IntVal(value)


def holds(text: str, values: Mapping[str, Term], reached: Term) -> Term:
    """When a property holds of values: it is true, and no exception is raised.

    Raises:
        OutOfReach: if something in it cannot be said in integers and truth values.
    """
    expressions = Expressions(_no_function, frozenset())
    state = State(reached, dict(values))
    test = expressions.truth(ast.parse(text.strip(), mode="eval").body, state)
    return z3.And(state.reached, test)


def _no_function(name: str, _: Sequence[Term], __: State) -> Term:
    raise OutOfReach(f"the function {name}")
