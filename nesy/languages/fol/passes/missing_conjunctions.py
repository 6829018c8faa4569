"""Puts ∧ between two atoms that stand side by side: ``Country(x) Nearby(x, y)``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import NAMES, calls, make
from nesy.repair import Repair


def missing_conjunctions(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with a conjunction sign between a call and a call, negation or quantifier right behind it.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> "".join(missing_conjunctions(tokenize("P(a) ¬Q(b)"))[0])
    'P(a)∧¬Q(b)'
    """
    ends = {call.end for call in calls(tokens)}
    result: list[Token] = []
    for index, token in enumerate(tokens):
        result.append(token)
        if index in ends and _begins_formula(tokens, index + 1):
            result.append(make("AND", "∧", token))
    if len(result) == len(tokens):
        return tokens, ()
    return result, (Repair("missing_conjunctions", "∧ was put between two formulas side by side", "", 0.8),)


def _begins_formula(tokens: Sequence[Token], index: int) -> bool:
    if index + 1 >= len(tokens):
        return False
    is_call = tokens[index].type in NAMES and tokens[index + 1].type == "LPAR"
    return is_call or tokens[index].type in ("NOT", "FORALL", "EXISTS")
