"""Reads ``no x. φ`` and ``none x. φ`` as ``¬∃x. φ``, and ``no P(a)`` as ``¬P(a)``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import make
from nesy.repair import Repair

_WORDS = frozenset({"no", "none", "nobody", "noone", "no_one", "notexists", "not_exists"})


def negative_quantifiers(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with each negative quantifier word spelled out; a ``¬`` just before it is the same negation.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in negative_quantifiers(tokenize("-no x. P(x)"))[0]]
    ['¬', '∃', 'x', '.', 'P', '(', 'x', ')']
    """
    result: list[Token] = []
    bound: set[str] = set()
    doubled = False
    for index, token in enumerate(tokens):
        kind = _kind(tokens, index)
        if not kind:
            result.append(token)
            continue
        if result and result[-1].type == "NOT":
            result.pop()
            doubled = True
        result.append(make("NOT", "¬", token))
        if kind == "quantifier":
            result.append(make("EXISTS", "∃", token))
            bound.add(tokens[index + 1].value)
    if len(result) == len(tokens) and all(a is b for a, b in zip(result, tokens, strict=True)):
        return tokens, ()
    message = "a negated `no` read as one negation" if doubled else "`no` read as a negation"
    return _free(result, bound), (Repair("negative_quantifiers", message, "", 0.8 if doubled else 0.9),)


def _kind(tokens: Sequence[Token], index: int) -> str:
    if tokens[index].type != "NAME" or tokens[index].value.lower() not in _WORDS or index + 2 >= len(tokens):
        return ""
    following, behind = tokens[index + 1].type, tokens[index + 2].type
    if following in ("NAME", "FREE") and behind == "DOT":
        return "quantifier"
    return "negation" if following == "NAME" and behind == "LPAR" else ""


def _free(tokens: list[Token], bound: set[str]) -> list[Token]:
    """The tokens with the newly bound names made variables."""
    return [
        make("FREE", t.value, t)
        if t.type == "NAME" and t.value in bound and tokens[i - 1].type != "EXISTS" and tokens[i + 1 : i + 2] != ["("]
        else t
        for i, t in enumerate(tokens)
    ]
