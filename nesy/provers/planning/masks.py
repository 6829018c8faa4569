"""A grounded task as bit masks: its operators as masks, with an index from facts to operators."""

from __future__ import annotations

from collections.abc import Iterable

from nesy.provers.planning.axioms import Closure
from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.mask import facts_of, mask_of


class MaskedTask:
    """A task's operators as masks, with an index from facts to operators.

    >>> from nesy.provers.planning.ground_task import ConditionalEffect, GroundOperator
    >>> move = GroundOperator("(move a b)", (0,), (ConditionalEffect((), (1,), (0,)),), 1)
    >>> masked = MaskedTask(GroundTask(("(at a)", "(at b)"), frozenset({0}), (1,), (move,), uses_costs=False))
    >>> masked.applicable(0b01), masked.applicable(0b10), bin(masked.successor(0b01, 0))
    ([0], [], '0b10')
    """

    __slots__ = (
        "_add",
        "_always",
        "_closure",
        "_conditional",
        "_keep",
        "_watch",
        "costs",
        "goal",
        "initial",
        "needs",
        "task",
    )

    def __init__(self, task: GroundTask) -> None:
        self.task = task
        self.initial, self.goal = mask_of(task.initial), mask_of(task.goal)
        self.costs = [operator.cost for operator in task.operators]
        self.needs = [mask_of(operator.precondition) for operator in task.operators]
        self._add: list[int] = []
        self._keep: list[int] = []
        self._conditional: list[list[tuple[int, int, int]]] = []
        for operator in task.operators:
            plain = [e for e in operator.effects if not e.condition]
            self._add.append(mask_of(f for e in plain for f in e.add))
            self._keep.append(~mask_of(f for e in plain for f in e.delete))
            self._conditional.append(
                [(mask_of(e.condition), mask_of(e.add), mask_of(e.delete)) for e in operator.effects if e.condition]
            )
        self._closure = Closure(task) if task.strata else None
        self._index()

    def _index(self) -> None:
        """File each operator under that fact of its precondition under which the fewest others are."""
        self._watch: list[list[tuple[int, int]]] = [[] for _ in self.task.facts]
        self._always: list[int] = []
        for number, operator in enumerate(self.task.operators):
            if operator.precondition:
                rarest = min(operator.precondition, key=lambda fact: len(self._watch[fact]))
                self._watch[rarest].append((self.needs[number], number))
            else:
                self._always.append(number)

    def applicable(self, state: int) -> list[int]:
        """The operators whose preconditions hold."""
        watch, found = self._watch, [*self._always]
        for fact in facts_of(state):
            found += [number for needs, number in watch[fact] if needs & state == needs]
        return found

    def successor(self, state: int, operator: int) -> int:
        """The state after an applicable operator."""
        after = self._changed(state, operator)
        return after if self._closure is None else self._closure.of(after)

    def _changed(self, state: int, operator: int) -> int:
        conditional = self._conditional[operator]
        if not conditional:
            return state & self._keep[operator] | self._add[operator]
        keep, add = self._keep[operator], self._add[operator]
        for condition, adds, deletes in conditional:
            if condition & state == condition:
                keep &= ~deletes
                add |= adds
        return state & keep | add

    def cost_of(self, operators: Iterable[int]) -> int:
        """The sum of the operators' costs."""
        return sum(self.costs[number] for number in operators)
