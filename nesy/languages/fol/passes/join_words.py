"""Joins several words that stand where one name can: ``Chases(bald eagle, cow)``, ``42.3billion``."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from nesy.languages.fol.passes.calls import NAMES, OPERANDS, calls, make
from nesy.repair import Repair

_MOST_WORDS = 12
_CURRENCIES = frozenset("$€£%?")
_NO_NAME_WORDS = frozenset({"is", "are", "for", "if", "then", "when", "such", "that", "no", "none"})


def join_words(tokens: Sequence[Token]) -> tuple[Sequence[Token], tuple[Repair, ...]]:
    """The tokens with each argument of several words made one quoted name, and each predicate likewise.

    >>> from nesy.languages.fol.tokens import tokenize
    >>> [t.value for t in join_words(tokenize("Eats(bald eagle, cow)"))[0]]
    ['Eats', '(', 'bald eagle', ',', 'cow', ')']
    """
    joined: list[str] = []
    arguments = {first: last for call in calls(tokens) for first, last in call.arguments}
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        end = arguments.get(index, index)
        if not _is_phrase(tokens[index:end]):
            end = _end_of_name(tokens, index)
        if end > index:
            name = " ".join(t.value for t in tokens[index:end])[:200]
            result.append(make("QUOTED", name, tokens[index]))
            joined.append(name)
            index = end
        else:
            result.append(tokens[index])
            index += 1
    if not joined:
        return tokens, ()
    shown = ", ".join(f"`{name}`" for name in joined[:5])
    return result, (Repair("join_words", f"several words read as one name: {shown}", "", 0.95),)


def _is_phrase(words: Sequence[Token]) -> bool:
    """Whether an argument is a phrase of words or an unknown, not a term."""
    if len(words) == 1:
        return words[0].type == "UNKNOWN" and words[0].value in _CURRENCIES
    return len(words) > 1 and all(
        t.type in OPERANDS or (t.type == "UNKNOWN" and t.value in _CURRENCIES) or t.value.isalpha() for t in words
    )


def _end_of_name(tokens: Sequence[Token], start: int) -> int:
    """Behind a numeral with its unit, or behind the words of a predicate; ``start`` if there is neither."""
    end = start
    while end < min(len(tokens), start + _MOST_WORDS) and _is_word(tokens, end, start):
        end += 1
    if end - start < 2:
        return start
    if tokens[start].type == "NUMBER":
        return end
    is_predicate = end < len(tokens) and tokens[end].type == "LPAR"
    return end if is_predicate else start


def _is_word(tokens: Sequence[Token], index: int, start: int) -> bool:
    token = tokens[index]
    if token.value.lower() in _NO_NAME_WORDS or (index and tokens[index - 1].type in ("FORALL", "EXISTS")):
        return False
    unit = index > start and token.type == "UNKNOWN" and token.value in _CURRENCIES
    return token.type in NAMES or unit or (token.type == "NUMBER" and index == start)
