"""Adds the parentheses that were never closed and drops those that close nothing."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.repair import Repair


def balance_parentheses(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with every parenthesis matched; missing ones are added at the end.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in balance_parentheses(tokenize("(P(a)"))[0]]
    ['(', 'P', '(', 'a', ')', ')']
    """
    kept: list[Token] = []
    opened = dropped = 0
    for token in tokens:
        if token.type == "RPAR" and not opened:
            dropped += 1
            continue
        opened += (token.type == "LPAR") - (token.type == "RPAR")
        kept.append(token)
    if not opened and not dropped:
        return tokens, ()
    end = tokens[-1].end_pos or 0
    kept += [Token("RPAR", ")", start_pos=end, end_pos=end)] * opened
    message = f"added {opened} `)` at the end" if opened else f"dropped {dropped} `)` that closed nothing"
    return kept, (Repair("balance_parentheses", message, "", 0.9),)
