"""A grounded planning task: numbered propositions, operators with conditional effects, costs.

The grounder writes it, planners read it. It is positive: a negative condition has become the
complementary fact, and disjunctions and quantifiers have been expanded.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConditionalEffect:
    """One effect of an operator, which takes place if its condition holds before the operator.

    Args:
        condition: facts that must hold; empty for an unconditional effect.
        add: facts that become true.
        delete: facts that become false, unless the operator adds them too: deletes happen before adds.
    """

    condition: tuple[int, ...]
    add: tuple[int, ...]
    delete: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroundOperator:
    """An action with its arguments.

    Args:
        name: as in a plan, such as ``(stack a b)``.
        precondition: facts that must all hold.
        effects: what changes, all decided in the state before the operator.
        cost: a non-negative integer; 1 where the task states no metric, 0 for artificial operators.
    """

    name: str
    precondition: tuple[int, ...]
    effects: tuple[ConditionalEffect, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class GroundTask:
    """A planning task over facts numbered from 0.

    Args:
        facts: the name of each fact, such as ``(on a b)``.
        initial: the facts that hold at first; all others are false.
        goal: the facts that must all hold at the end.
        operators: what can be done.
        uses_costs: whether the task states a metric over action costs.

    >>> move = GroundOperator("(move a b)", (0,), (ConditionalEffect((), (1,), (0,)),), 1)
    >>> task = GroundTask(("(at a)", "(at b)"), frozenset({0}), (1,), (move,), uses_costs=False)
    >>> sorted(task.successor(task.initial, move))
    [1]
    """

    facts: tuple[str, ...]
    initial: frozenset[int]
    goal: tuple[int, ...]
    operators: tuple[GroundOperator, ...]
    uses_costs: bool

    def successor(self, state: frozenset[int], operator: GroundOperator) -> frozenset[int]:
        """The state after an operator that is applicable in ``state``."""
        taken = [e for e in operator.effects if state.issuperset(e.condition)]
        deleted = {fact for e in taken for fact in e.delete}
        return (state - deleted).union(*(e.add for e in taken))

    def is_plan(self, operators: tuple[int, ...]) -> bool:
        """Whether the operators, given by number, lead one after the other from the initial state to the goal.

        >>> GroundTask((), frozenset(), (), (), uses_costs=False).is_plan(())
        True
        """
        state = self.initial
        for number in operators:
            operator = self.operators[number]
            if not state.issuperset(operator.precondition):
                return False
            state = self.successor(state, operator)
        return state.issuperset(self.goal)
