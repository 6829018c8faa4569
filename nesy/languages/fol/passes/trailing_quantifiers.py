"""Moves a quantifier from behind its formula to its front: ``(P(x) | Q(x)) for all x``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import make
from nesy.repair import Repair

_ALL = frozenset({"all", "any", "every", "each"})


def trailing_quantifiers(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with ``for x`` or ``for all x`` at the end made a universal quantifier in front.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in trailing_quantifiers(tokenize("(P(x) for all x)"))[0]]
    ['∀', 'x', '(', '(', 'P', '(', 'x', ')', ')', ')']
    """
    end = len(tokens)
    while end and tokens[end - 1].type == "RPAR":
        end -= 1
    start = next((i for i in range(max(0, end - 3), end) if tokens[i] == "for"), None)
    if start is None or not start or not _quantifies(tokens[start + 1 : end]):
        return tokens, ()
    variable = tokens[end - 1]
    body = [*tokens[:start], *tokens[end:]]
    free = [make("FREE", t.value, t) if t.type == "NAME" and t == variable.value else t for t in body]
    front = [make("FORALL", "∀", variable), make("NAME", variable.value, variable), make("LPAR", "(", variable)]
    repair = Repair("trailing_quantifiers", f"`for {variable}` behind a formula moved in front", "", 0.9)
    return [*front, *free, make("RPAR", ")", variable)], (repair,)


def _quantifies(words: Sequence[Token]) -> bool:
    if not words or words[-1].type not in ("NAME", "FREE"):
        return False
    return len(words) == 1 or (len(words) == 2 and words[0].value.lower() in _ALL)
