"""The delete relaxation: a task in which what is true stays true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nesy.provers.planning.ground_task import GroundOperator, GroundTask


@dataclass(frozen=True, slots=True)
class RelaxedTask:
    """A task's effects without deletes, each with its condition joined to the operator's precondition.

    The first ``len(task.operators)`` entries are the operators' unconditional effects, in order, so that an
    entry below that number is applicable exactly if its operator is; the conditional effects come after, then
    axioms and what may make a derived fact false, which cost nothing.

    Args:
        needs: for each relaxed operator, the facts that it needs.
        adds: for each, the facts that it makes true.
        owner: for each, the number of the operator that it belongs to; ``n_operators`` for those that cost nothing.
        needed_by: for each fact, the relaxed operators that need it.
        free: the relaxed operators that need nothing.
        n_operators: the number of operators of the task.
    """

    needs: tuple[tuple[int, ...], ...]
    adds: tuple[tuple[int, ...], ...]
    owner: tuple[int, ...]
    needed_by: tuple[tuple[int, ...], ...]
    free: tuple[int, ...]
    n_operators: int


def relax(task: GroundTask) -> RelaxedTask:
    """Drop all deletes.

    Returns:
        The relaxation, in which conditional effects are operators of their own.

    >>> from nesy.provers.planning.ground_task import ConditionalEffect
    >>> burn = GroundOperator("(burn)", (0,), (ConditionalEffect((), (1,), (0,)), ConditionalEffect((2,), (3,), ())), 1)
    >>> relaxed = relax(GroundTask(("a", "b", "c", "d"), frozenset({0}), (1,), (burn,), uses_costs=False))
    >>> relaxed.needs, relaxed.adds, relaxed.owner
    (((0,), (0, 2)), ((1,), (3,)), (0, 0))
    """
    rows = [(number, _unique(o.precondition), _plain_adds(o)) for number, o in enumerate(task.operators)]
    rows += [
        (number, _unique(o.precondition + e.condition), e.add)
        for number, o in enumerate(task.operators)
        for e in o.effects
        if e.condition and e.add
    ]
    rows += [(len(task.operators), needs, (fact,)) for needs, fact in _derivations(task)]
    needed_by: list[list[int]] = [[] for _ in task.facts]
    for index, (_, needs, _) in enumerate(rows):
        for fact in needs:
            needed_by[fact].append(index)
    return RelaxedTask(
        needs=tuple(needs for _, needs, _ in rows),
        adds=tuple(adds for _, _, adds in rows),
        owner=tuple(number for number, _, _ in rows),
        needed_by=tuple(map(tuple, needed_by)),
        free=tuple(index for index, (_, needs, _) in enumerate(rows) if not needs),
        n_operators=len(task.operators),
    )


def _derivations(task: GroundTask) -> Iterator[tuple[tuple[int, ...], int]]:
    for stratum in task.strata:
        yield from ((_unique(axiom.body), axiom.head) for axiom in stratum.axioms)
        yield from ((_unique(way), denial.fact) for denial in stratum.denials for way in denial.ways)


def _unique(facts: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(facts))


def _plain_adds(operator: GroundOperator) -> tuple[int, ...]:
    return _unique(tuple(f for e in operator.effects if not e.condition for f in e.add))


def reachable(
    relaxed: RelaxedTask, initial: frozenset[int], *, allowed: Callable[[int], bool] | None = None
) -> set[int]:
    """The facts that become true in the relaxation.

    Args:
        relaxed: the task without deletes.
        initial: the facts that hold at first.
        allowed: which relaxed operators may be used; all by default.

    >>> reachable(relax(GroundTask(("a", "b"), frozenset({0}), (1,), (), uses_costs=False)), frozenset({0}))
    {0}
    """
    missing = [len(needs) for needs in relaxed.needs]
    reached = set(initial)
    agenda = [*initial]

    def apply(index: int) -> None:
        if allowed is None or allowed(index):
            new = [fact for fact in relaxed.adds[index] if fact not in reached]
            reached.update(new)
            agenda.extend(new)

    for index in relaxed.free:
        apply(index)
    while agenda:
        for index in relaxed.needed_by[agenda.pop()]:
            missing[index] -= 1
            if not missing[index]:
                apply(index)
    return reached
