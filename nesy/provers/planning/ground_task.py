"""A grounded planning task: numbered propositions, operators with conditional effects, costs.

The grounder writes it, planners read it. It is positive: a negative condition has become the
complementary fact, and disjunctions and quantifiers have been expanded. Derived facts follow from the others by axioms.
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
class GroundAxiom:
    """A derived fact and facts from which it follows."""

    head: int
    body: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Denial:
    """The complement of a derived fact.

    Args:
        fact: the complement, which holds where the derived fact does not.
        of: the derived fact.
        ways: sets of facts, one of which holds wherever the complement does; the delete relaxation goes by them.
    """

    fact: int
    of: int
    ways: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Axioms that are used until nothing new follows, then the complements of what did not."""

    axioms: tuple[GroundAxiom, ...]
    denials: tuple[Denial, ...]


@dataclass(frozen=True, slots=True)
class GroundTask:
    """A planning task over facts numbered from 0.

    Args:
        facts: the name of each fact, such as ``(on a b)``.
        initial: the facts that hold at first; all others are false. Those that follow by axioms are added.
        goal: the facts that must all hold at the end.
        operators: what can be done.
        uses_costs: whether the task states a metric over action costs.
        strata: the axioms, in the order in which they are used.

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
    strata: tuple[Stratum, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "initial", self.closed(self.initial))

    @property
    def derived(self) -> frozenset[int]:
        """The facts that axioms decide."""
        heads = {axiom.head for stratum in self.strata for axiom in stratum.axioms}
        return frozenset(heads.union(d.fact for stratum in self.strata for d in stratum.denials))

    def closed(self, state: frozenset[int]) -> frozenset[int]:
        """The state with the derived facts that follow from its other facts.

        >>> flat = Stratum((GroundAxiom(1, (0,)),), (Denial(2, 1, ((),)),))
        >>> task = GroundTask(("(p)", "(q)", "(not (q))"), frozenset(), (), (), uses_costs=False, strata=(flat,))
        >>> sorted(task.closed(frozenset())), sorted(task.closed(frozenset({0})))
        ([2], [0, 1])
        """
        if not self.strata:
            return state
        found = set(state - self.derived)
        for stratum in self.strata:
            size = -1
            while size != len(found):
                size = len(found)
                found.update(axiom.head for axiom in stratum.axioms if found.issuperset(axiom.body))
            found.update(denial.fact for denial in stratum.denials if denial.of not in found)
        return frozenset(found)

    def successor(self, state: frozenset[int], operator: GroundOperator) -> frozenset[int]:
        """The state after an operator that is applicable in ``state``."""
        taken = [e for e in operator.effects if state.issuperset(e.condition)]
        deleted = {fact for e in taken for fact in e.delete}
        return self.closed((state - deleted).union(*(e.add for e in taken)))

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
