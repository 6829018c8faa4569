"""Reads the formulas of a theory as facts and rules."""

from __future__ import annotations

from itertools import product

from nesy.errors import InputTooLarge, Unsupported
from nesy.languages.fol.syntax import (
    COMPARISONS,
    And,
    Apply,
    Atom,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Term,
    Truth,
    Variable,
    Xor,
)
from nesy.languages.fol.theory import Statement, Theory
from nesy.provers.rules.program import Fact, Pattern, Rule, RuleProgram, Symbols

MAX_BODIES = 256
"""Rules that one premise may become by splitting disjunctions."""
MAX_BODY = 256
"""Literals in the body of one rule."""

Scope = dict[str, int]
Bodies = list[tuple[Pattern, ...]]


def compile_theory(theory: Theory) -> RuleProgram:
    """The premises of a theory as facts and rules; the conclusion's constants join the domain.

    A premise may be a literal, ``A → B`` under universal quantifiers where A is built from literals
    with ∧, ∨, ∃ and their equivalents and B is a conjunction of literals or again such a premise,
    ``A ↔ B``, a conjunction of these, or the negation of a conjunction: ``¬(A ∧ B)`` gives
    ``A → ¬B`` and ``B → ¬A``.

    Raises:
        Unsupported: if a statement is something else; the message names it and says why.
        InputTooLarge: if a statement is nested too deeply.
    """
    compiler = _Compiler()
    for statement in theory.premises:
        compiler.add(statement)
    if theory.conclusion is not None:
        compiler.admit(theory.conclusion)
    return RuleProgram(compiler.symbols, compiler.facts, tuple(compiler.rules))


class _Compiler:
    """The program so far, and the statement that is being read."""

    __slots__ = ("_statement", "_variables", "facts", "rules", "symbols")

    def __init__(self) -> None:
        self.symbols = Symbols()
        self.facts: dict[Fact, str] = {}
        self.rules: list[Rule] = []
        self._statement = Statement(Truth(True), "")
        self._variables: list[str] = []

    def add(self, statement: Statement) -> None:
        """Reads one premise."""
        self._statement = statement
        self._variables = []
        try:
            self._assert(statement.formula, True, {}, [()])
        except RecursionError as err:
            raise InputTooLarge(f"statement {statement.name} is nested too deeply for the rule engine") from err

    def admit(self, statement: Statement) -> None:
        """Interns the symbols of a conclusion and refuses what has no value under rules."""
        self._statement = statement
        self._variables = []
        try:
            self._visit(statement.formula, {})
        except RecursionError as err:
            raise InputTooLarge(f"statement {statement.name} is nested too deeply for the rule engine") from err

    def _refusal(self, why: str) -> Unsupported:
        statement = self._statement
        return Unsupported(
            f"statement {statement.name} is outside rule theories: {why}",
            source=statement.text or str(statement.formula),
            hint="decide it with semantics='classical'",
        )

    def _assert(self, formula: Formula, positive: bool, scope: Scope, bodies: Bodies) -> None:
        """Adds the rules that say: where one of ``bodies`` holds, the formula has this truth value."""
        kind = type(formula)
        if kind is Atom:
            self._emit(self._pattern(formula, positive, scope), bodies)  # type: ignore[arg-type]
            return
        match formula:
            case Not(operand):
                self._assert(operand, not positive, scope, bodies)
            case Forall(variable, body, sort) if positive:
                self._assert(body, True, *self._quantify(variable, sort, scope, bodies))
            case Exists(variable, body, sort) if not positive:
                self._assert(body, False, *self._quantify(variable, sort, scope, bodies))
            case Implies(left, right) if positive:
                self._assert(right, True, scope, self._under(bodies, left, scope))
            case Implies(left, right):
                self._assert(left, True, scope, bodies)
                self._assert(right, False, scope, bodies)
            case And(operands) if not positive:
                for i, operand in enumerate(operands):
                    rest = bodies
                    for other in operands[:i] + operands[i + 1 :]:
                        rest = self._under(rest, other, scope)
                    self._assert(operand, False, scope, rest)
            case And(operands) | Or(operands) if isinstance(formula, And) == positive:
                for operand in operands:
                    self._assert(operand, positive, scope, bodies)
            case Iff(left, right) | Xor(left, right) if isinstance(formula, Iff) == positive:
                self._assert(right, True, scope, self._under(bodies, left, scope))
                self._assert(left, True, scope, self._under(bodies, right, scope))
            case Truth(value) if value == positive:
                pass
            case _:
                raise self._refusal(_head_trouble(formula, positive))

    def _emit(self, head: Pattern, bodies: Bodies) -> None:
        premise = self._statement.name
        for body in bodies:
            if body or min(head) < 0:
                self.rules.append(Rule(premise, head, body, tuple(self._variables)))
            else:
                self.facts.setdefault(head, premise)

    def _quantify(self, variable: Variable, sort: str | None, scope: Scope, bodies: Bodies) -> tuple[Scope, Bodies]:
        scope = self._bind(variable, scope)
        if sort is not None:
            bodies = self._under(bodies, Atom(sort, (variable,)), scope)
        return scope, bodies

    def _bind(self, variable: Variable, scope: Scope) -> Scope:
        name, used, index = variable.name, self._variables, 0
        while name in used:
            index += 1
            name = f"{variable.name}{index}"
        used.append(name)
        return {**scope, variable.name: ~(len(used) - 1)}

    def _under(self, bodies: Bodies, condition: Formula, scope: Scope) -> Bodies:
        return self._product(bodies, self._bodies(condition, True, scope))

    def _product(self, left: Bodies, right: Bodies) -> Bodies:
        if len(left) * len(right) > MAX_BODIES:
            raise self._refusal(f"its disjunctions make more than {MAX_BODIES} rules")
        combined = right if left == [()] else [a + b for a, b in product(left, right)]
        if combined and len(combined[0]) > MAX_BODY:
            raise self._refusal(f"a body has more than {MAX_BODY} literals")
        return combined

    def _bodies(self, formula: Formula, positive: bool, scope: Scope) -> Bodies:
        """The disjunctive normal form of a condition with this truth value."""
        if type(formula) is Atom:
            return [(self._pattern(formula, positive, scope),)]
        match formula:
            case Not(operand):
                return self._bodies(operand, not positive, scope)
            case And(operands) | Or(operands):
                parts = [self._bodies(o, positive, scope) for o in operands]
                return self._all(parts) if isinstance(formula, And) == positive else self._any(parts)
            case Implies(left, right):
                parts = [self._bodies(left, not positive, scope), self._bodies(right, positive, scope)]
                return self._any(parts) if positive else self._all(parts)
            case Iff(left, right) | Xor(left, right):
                same = isinstance(formula, Iff) == positive
                return self._any([
                    self._all([self._bodies(left, True, scope), self._bodies(right, same, scope)]),
                    self._all([self._bodies(left, False, scope), self._bodies(right, not same, scope)]),
                ])  # fmt: skip
            case Exists(variable, body, sort) if positive:
                inner = self._bind(variable, scope)
                found = self._bodies(body, True, inner)
                return found if sort is None else self._under(found, Atom(sort, (variable,)), inner)
            case Truth(value):
                return [()] if value == positive else []
            case Forall() | Exists():
                raise self._refusal("a condition about all individuals in the body of a rule")
        raise self._refusal(_NO_EQUALITY)

    def _all(self, parts: list[Bodies]) -> Bodies:
        bodies: Bodies = [()]
        for part in parts:
            bodies = self._product(bodies, part)
        return bodies

    def _any(self, parts: list[Bodies]) -> Bodies:
        bodies = [body for part in parts for body in part]
        if len(bodies) > MAX_BODIES:
            raise self._refusal(f"its disjunctions make more than {MAX_BODIES} rules")
        return bodies

    def _pattern(self, atom: Atom, positive: bool, scope: Scope) -> Pattern:
        arguments = atom.arguments
        if atom.predicate in COMPARISONS:
            raise self._refusal(f"the comparison {atom} has no meaning for rules")
        relation = self.symbols.relation(atom.predicate, len(arguments))
        return (relation if positive else relation ^ 1, *[self._argument(a, scope) for a in arguments])

    def _argument(self, term: Term, scope: Scope) -> int:
        if isinstance(term, Variable):
            slot = scope.get(term.name)
            if slot is None:
                raise self._refusal(f"variable {term.name} is free")
            return slot
        if isinstance(term, Apply):
            raise self._refusal(f"the function term {term} would make new individuals")
        return self.symbols.constant(term)

    def _visit(self, formula: Formula, scope: Scope) -> None:
        match formula:
            case Atom():
                self._pattern(formula, True, scope)
            case Not(operand):
                self._visit(operand, scope)
            case And(operands) | Or(operands):
                for operand in operands:
                    self._visit(operand, scope)
            case Xor(left, right) | Implies(left, right) | Iff(left, right):
                self._visit(left, scope)
                self._visit(right, scope)
            case Forall(variable, body, sort) | Exists(variable, body, sort):
                if sort is not None:
                    self.symbols.relation(sort, 1)
                self._visit(body, self._bind(variable, scope))
            case Equals():
                raise self._refusal(_NO_EQUALITY)


_NO_EQUALITY = "equality has no meaning for rules"


def _head_trouble(formula: Formula, positive: bool) -> str:
    match formula:
        case Exists() | Forall():
            return "it asserts an individual without a name (∃ in the head)"
        case Or() | Implies():
            return "it asserts a disjunction (∨ in the head)"
        case Xor() | Iff():
            return f"it asserts an exclusive disjunction ({'⊕' if positive else '¬↔'} in the head)"
        case Truth():
            return "it asserts a contradiction (⊥ in the head)"
    return _NO_EQUALITY
