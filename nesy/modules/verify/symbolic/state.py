"""States of symbolic execution: under which condition a place is reached, and what the names stand for there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import z3

from nesy.modules.verify.symbolic.terms import OutOfReach, Term, choose


@dataclass(slots=True)
class State:
    """One place of a function on all the paths that lead there."""

    reached: Term
    """When the place is reached."""
    names: dict[str, Term | None] = field(default_factory=dict)
    """What names stand for; None where it depends on the path whether a name is bound, or to what sort."""

    def under(self, test: Term) -> State:
        """The same place where a condition holds besides."""
        return State(z3.And(self.reached, test), dict(self.names))

    def read(self, name: str) -> Term:
        """What a name stands for.

        Raises:
            OutOfReach: if it may be unbound.
        """
        term = self.names.get(name)
        if term is None:
            raise OutOfReach(f"the name {name}, which may not be bound to one kind of value")
        return term


def joined(states: Sequence[State]) -> State | None:
    """The place where several paths meet; None if none does."""
    if not states:
        return None
    first, *others = states
    if not others:
        return first
    names = dict(first.names)
    for other in others:
        for name in {*names, *other.names}:
            names[name] = _either(other.reached, other.names.get(name), names.get(name))
    return State(z3.Or(*(s.reached for s in states)), names)


def _either(test: Term, yes: Term | None, no: Term | None) -> Term | None:
    if yes is None or no is None:
        return None
    try:
        return choose(test, yes, no)
    except OutOfReach:
        return None
