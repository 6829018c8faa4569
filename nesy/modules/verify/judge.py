"""Judging: what one outcome says about one case."""

from __future__ import annotations

from typing import Literal, TypeAlias

from nesy.modules.record import Case
from nesy.modules.sandbox.base import Outcome, Raised, Returned, Stopped
from nesy.modules.signature import Signature
from nesy.modules.types import Json

Judgement: TypeAlias = Literal["right", "wrong", "abstained"]


def judge(case: Case, outcome: Outcome, signature: Signature) -> Judgement:
    """What an outcome is for a case; abstaining, by returning none where a value was expected, is not being wrong.

    >>> from nesy.modules.signature import parse_signature
    >>> head = parse_signature("f(n: int) -> int")
    >>> [judge(Case((1,), 2), Returned(value), head) for value in (2, 3, None)]
    ['right', 'wrong', 'abstained']
    """
    if isinstance(outcome, Stopped):
        return "wrong"
    none = isinstance(outcome, Returned) and outcome.value is None
    if case.negative:
        return "right" if none or isinstance(outcome, Raised) else "wrong"
    if isinstance(outcome, Raised):
        return "wrong"
    if same_value(outcome.value, case.expected) and signature.returns.holds(outcome.value):
        return "right"
    return "abstained" if none else "wrong"


def same_value(found: Json, expected: Json) -> bool:
    """Whether two JSON values are equal, a truth value never equal to a number; floats to 9 digits.

    >>> same_value([1, 2.0], [1, 2]), same_value(True, 1)
    (True, False)
    """
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(same_value, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same_value(found[k], expected[k]) for k in found)
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, float) and isinstance(expected, (int, float)):
        return found == expected or abs(found - expected) <= 1e-9 * max(abs(found), abs(expected))
    return found == expected
