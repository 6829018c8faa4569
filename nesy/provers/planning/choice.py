"""Which planner fits a task, and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from nesy.errors import Unsupported

OWN, FAST_DOWNWARD = "nesy", "fast-downward"

_OWN_FEATURES = frozenset(
    {
        ":strips", ":typing", ":equality", ":negative-preconditions", ":disjunctive-preconditions",
        ":existential-preconditions", ":universal-preconditions", ":quantified-preconditions", ":conditional-effects",
        ":adl", ":action-costs", ":derived-predicates",
    }
)  # fmt: skip
_NOT_WITH_LM_CUT = frozenset({":conditional-effects", ":adl", ":derived-predicates"})
_MANY_OPERATORS = 20_000
_MANY_FOR_OPTIMAL = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """A planner's name and the reason why it was taken, in one clause."""

    planner: str
    reason: str


def choose_planner(
    features: Collection[str], n_operators: int, *, optimal: bool = False, fast_downward: bool = False
) -> Choice:
    """Pick the planner for a task.

    Args:
        features: the requirements that the task really uses, such as ``:typing``.
        n_operators: the number of ground operators.
        optimal: whether the plan must be proved cheapest.
        fast_downward: whether Fast Downward is installed.

    Raises:
        Unsupported: if neither planner supports a feature; the message names it.

    >>> choose_planner({":strips", ":typing"}, 300).planner
    'nesy'
    >>> choose_planner({":derived-predicates"}, 30_000, fast_downward=True)
    Choice(planner='fast-downward', reason='30000 operators are many for the built-in planner')
    """
    used = frozenset(features)
    beyond = sorted(used - _OWN_FEATURES)
    if beyond:
        hint = "name an engine of unified-planning that does"
        raise Unsupported(f"no planner at hand supports {', '.join(beyond)}", hint=hint)
    if not fast_downward:
        return Choice(OWN, "the built-in planner supports the task, and Fast Downward is not installed")
    if optimal and n_operators > _MANY_FOR_OPTIMAL and not used & _NOT_WITH_LM_CUT:
        return Choice(FAST_DOWNWARD, f"optimal plans over {n_operators} operators are quicker there")
    if not optimal and n_operators > _MANY_OPERATORS:
        return Choice(FAST_DOWNWARD, f"{n_operators} operators are many for the built-in planner")
    return Choice(OWN, f"the built-in planner supports the task, whose {n_operators} operators are few enough")
