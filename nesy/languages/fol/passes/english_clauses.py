"""Reads clauses left in English: ``Harry is nice``, ``Sally is not a vumpus``, ``If A then B``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import NAMES, make
from nesy.repair import Repair

_IS = frozenset({"is", "are", "was", "were"})
_CONDITIONAL = frozenset({"if", "then"})
_ARTICLES = frozenset({"a", "an", "the"})


def english_clauses(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with copula clauses made atoms, plural ones rules, and ``if`` and ``then`` made an implication.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in english_clauses(tokenize("If Harry is nice then Harry is not a bird"))[0]]
    ['Nice', '(', 'Harry', ')', '→', '¬', 'Bird', '(', 'Harry', ')']
    """
    result: list[Token] = []
    index = 0
    changed = False
    while index < len(tokens):
        clause, length = _copula(tokens, index)
        if not length:
            clause, length = _conditional(tokens, index)
        changed = changed or length > 0
        result += clause if length else [tokens[index]]
        index += length or 1
    if not changed:
        return tokens, ()
    return result, (Repair("english_clauses", "a clause in English read as a formula", "", 0.85),)


def _copula(tokens: Sequence[Token], start: int) -> tuple[list[Token], int]:
    """The formula of ``subject is [not] [a] word`` and how many tokens it takes, or 0."""
    before = tokens[start - 1] if start else None
    if before is not None and before.type in NAMES | {"COMMA"} and before.value.lower() not in _CONDITIONAL:
        return [], 0
    words = [t.value for t in tokens[start : start + 5]]
    if len(words) < 3 or tokens[start].type not in NAMES or words[1].lower() not in _IS:
        return [], 0
    length = 2
    negated = words[length].lower() == "not"
    length += negated
    length += length < len(words) and words[length].lower() in _ARTICLES
    last = tokens[start + length] if start + length < len(tokens) else None
    if last is None or last.type not in NAMES or tokens[start + length + 1 : start + length + 2] == ["("]:
        return [], 0
    plural = words[1].lower() in ("are", "were")
    return _atom(tokens[start], last, negated, plural), length + 1


def _atom(subject: Token, predicate: Token, negated: bool, plural: bool) -> list[Token]:
    argument = make("FREE", "x", subject) if plural else subject
    literal = [make("NOT", "¬", predicate)] if negated else []
    literal += _call(predicate, argument)
    if not plural:
        return literal
    return [
        make("LPAR", "(", subject),
        *_call(subject, argument),
        make("IMPLIES", "→", subject),
        *literal,
        make("RPAR", ")", predicate),
    ]


def _call(predicate: Token, argument: Token) -> list[Token]:
    name = predicate.value[:1].upper() + predicate.value[1:]
    return [make("NAME", name, predicate), make("LPAR", "(", predicate), argument, make("RPAR", ")", predicate)]


def _conditional(tokens: Sequence[Token], index: int) -> tuple[list[Token], int]:
    """Nothing for ``if`` in front, an arrow for ``then``; how many tokens were read, or 0."""
    if tokens[index].type != "NAME":
        return [], 0
    word = tokens[index].value.lower()
    if word == "if" and (not index or tokens[index - 1].type in ("LPAR", "IMPLIES")):
        return [], 1
    if word == "then" and index:
        arrow_before = tokens[index - 1].type == "IMPLIES"
        return [] if arrow_before else [make("IMPLIES", "→", tokens[index])], 1
    return [], 0
