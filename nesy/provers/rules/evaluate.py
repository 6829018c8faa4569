"""The value of a conclusion over what is derived: strong Kleene logic with three values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from nesy.errors import Unsupported
from nesy.languages.fol.syntax import (
    And,
    Atom,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Truth,
    Variable,
    Xor,
)
from nesy.provers.rules.budget import Budget
from nesy.provers.rules.chain import Derived
from nesy.provers.rules.program import Fact, RuleProgram, complement

Value: TypeAlias = tuple[bool | None, tuple[Fact, ...]]
"""True, False or None (neither is derived), and the literals that settle it."""

Environment: TypeAlias = dict[str, int]
_UNSETTLED: Value = (None, ())


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a formula is evaluated over."""

    program: RuleProgram
    derived: Derived
    closed: bool
    budget: Budget

    def literal(self, formula: Formula) -> Fact | None:
        """The ground literal that the formula is, or None if it is anything else."""
        positive = True
        while isinstance(formula, Not):
            formula, positive = formula.operand, not positive
        if not isinstance(formula, Atom):
            return None
        fact = self._fact(formula, {})
        return fact if positive else complement(fact)

    def value(self, formula: Formula, environment: Environment | None = None) -> Value:
        """The value of a formula; quantifiers range over the constants of the theory.

        Raises:
            Unsupported: if it is quantified and the theory names no constant.
            LimitError: if the budget is used up.
        """
        env = environment or {}
        self.budget.left -= 1
        if self.budget.left < 0:
            self.budget.look()
        match formula:
            case Atom():
                return self._atom(self._fact(formula, env))
            case Not(operand):
                return _negated(self.value(operand, env))
            case And(operands):
                return self._all(list(operands), [env])
            case Or(operands):
                return _negated(self._all([Not(o) for o in operands], [env]))
            case Implies(left, right):
                return _negated(self._all([left, Not(right)], [env]))
            case Iff(left, right) | Xor(left, right):
                return _compared(self.value(left, env), self.value(right, env), isinstance(formula, Iff))
            case Forall(variable, body, sort):
                inner = body if sort is None else Implies(Atom(sort, (variable,)), body)
                return self._all([inner], self._each(env, variable))
            case Exists(variable, body, sort):
                inner = body if sort is None else And((Atom(sort, (variable,)), body))
                return _negated(self._all([Not(inner)], self._each(env, variable)))
            case Truth(value):
                return value, ()
        raise TypeError(f"{type(formula).__name__} has no value here")

    def _fact(self, atom: Atom, env: Environment) -> Fact:
        symbols = self.program.symbols
        relation = symbols.relation(atom.predicate, len(atom.arguments))
        arguments = [env[a.name] if isinstance(a, Variable) else symbols.constant(a) for a in atom.arguments]  # type: ignore[arg-type]
        return (relation, *arguments)

    def _atom(self, fact: Fact) -> Value:
        origins = self.derived.origins
        if fact in origins:
            return True, (fact,)
        negated = complement(fact)
        if self.closed or negated in origins:
            return False, (negated,)
        return _UNSETTLED

    def _each(self, env: Environment, variable: Variable) -> list[Environment]:
        if not self.program.domain:
            raise Unsupported(
                f"under rules {variable.name} ranges over the constants of the theory, and it names none",
                hint="decide it with semantics='classical'",
            )
        return [{**env, variable.name: constant} for constant in self.program.domain]

    def _all(self, formulas: list[Formula], environments: list[Environment]) -> Value:
        """The conjunction of formulas over environments: one false part settles it."""
        settled = True
        support: dict[Fact, None] = {}
        for env in environments:
            for formula in formulas:
                value, facts = self.value(formula, env)
                if value is False:
                    return False, facts
                settled = settled and value is True
                support.update(dict.fromkeys(facts))
        return (True, tuple(support)) if settled else _UNSETTLED


def _negated(value: Value) -> Value:
    return (None if value[0] is None else not value[0]), value[1]


def _compared(left: Value, right: Value, same: bool) -> Value:
    if left[0] is None or right[0] is None:
        return _UNSETTLED
    return (left[0] == right[0]) == same, tuple(dict.fromkeys(left[1] + right[1]))
