"""Takes a quantifier out of an argument: ``P(a, ∃y Q(y))`` becomes ``∃y (Q(y) ∧ P(a, y))``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import Call, calls, make
from nesy.repair import Repair


def quantified_arguments(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with each quantified argument replaced by its variable and the quantifier put around the atom.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> "".join(quantified_arguments(tokenize("¬P(a, ∃y Q(y))"))[0])
    '¬∃y((Q(y))∧P(a,y))'
    """
    result = list(tokens)
    changed = False
    for call in reversed(calls(tokens)):
        argument = next(((s, e) for s, e in call.arguments if _is_quantified(tokens[s:e])), None)
        if argument and call.end < len(tokens):
            result[call.name : call.end + 1] = _taken_out(tokens, call, argument)
            changed = True
    if not changed:
        return tokens, ()
    return result, (Repair("quantified_arguments", "a quantifier was taken out of an argument", "", 0.8),)


def _is_quantified(argument: Sequence[Token]) -> bool:
    return len(argument) > 2 and argument[0].type in ("FORALL", "EXISTS")


def _taken_out(tokens: Sequence[Token], call: Call, argument: tuple[int, int]) -> list[Token]:
    start, end = argument
    quantifier, variable = tokens[start], tokens[start + 1]
    body = tokens[start + 2 : end]
    if body and body[0].type == "DOT":
        body = body[1:]
    joint = ("IMPLIES", "→") if quantifier.type == "FORALL" else ("AND", "∧")
    atom = [*tokens[call.name : start], make("FREE", variable.value, variable), *tokens[end : call.end + 1]]
    left, right = make("LPAR", "(", quantifier), make("RPAR", ")", quantifier)
    return [quantifier, variable, left, left, *body, right, make(*joint, quantifier), *atom, right]
