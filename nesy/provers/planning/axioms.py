"""Completes states by what follows from axioms."""

from __future__ import annotations

from nesy.provers.planning.ground_task import GroundTask
from nesy.provers.planning.mask import mask_of


class Closure:
    """The derived facts of states, as masks.

    Args:
        task: a task with axioms.

    >>> from nesy.provers.planning.ground_task import Denial, GroundAxiom, Stratum
    >>> flat = Stratum((GroundAxiom(1, (0,)),), (Denial(2, 1, ((),)),))
    >>> names = ("(p)", "(q)", "(not (q))")
    >>> closure = Closure(GroundTask(names, frozenset(), (), (), uses_costs=False, strata=(flat,)))
    >>> bin(closure.of(0b010)), bin(closure.of(0b001))
    ('0b100', '0b11')
    """

    __slots__ = ("_basic", "_known", "_strata", "_used")

    def __init__(self, task: GroundTask) -> None:
        self._basic = ~mask_of(task.derived)
        bodies = [axiom.body for stratum in task.strata for axiom in stratum.axioms]
        self._used = self._basic & mask_of({fact for body in bodies for fact in body})
        self._strata = [
            (
                [(1 << axiom.head, mask_of(axiom.body)) for axiom in stratum.axioms],
                [(1 << denial.fact, 1 << denial.of) for denial in stratum.denials],
            )
            for stratum in task.strata
        ]
        self._known: dict[int, int] = {}

    def of(self, state: int) -> int:
        """The state with exactly those derived facts that follow from the others."""
        used = state & self._used
        derived = self._known.get(used)
        if derived is None:
            derived = self._known[used] = self._derive(used)
        return state & self._basic | derived

    def _derive(self, state: int) -> int:
        for axioms, denials in self._strata:
            left, grown = axioms, True
            while grown:
                before, open_axioms = state, []
                for head, body in left:
                    if body & state == body:
                        state |= head
                    elif not state & head:
                        open_axioms.append((head, body))
                left, grown = open_axioms, state != before
            for fact, of in denials:
                if not state & of:
                    state |= fact
        return state & ~self._basic
