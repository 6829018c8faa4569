"""Cutting a sentence into words, each with its closed class if it has one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from nesy.errors import ParseError
from nesy.translate.english.words import CONTRACTIONS, KINDS, OPEN, SYMBOL

MAX_CHARACTERS: Final = 2000
MAX_WORDS: Final = 150

_TOKEN: Final = re.compile(r"[Nn]o[ \t]+one\b|(?:Dr|Mr|Mrs|Ms|Prof|St)\.|[^\W_]+(?:['’-][^\W_]+)*|\S|\x00", re.UNICODE)
_WORD: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a sentence without its final punctuation; the three tuples run in parallel."""

    words: tuple[str, ...]
    """As written."""
    lower: tuple[str, ...]
    """In lower case, with an empty word at the end."""
    kinds: tuple[str, ...]
    """Closed class of each word, one of :mod:`nesy.translate.english.words`; the last is END."""


def tokenize(sentence: str) -> Tokens:
    """The words of a sentence.

    Raises:
        ParseError: if the sentence is empty or too long, or has a character that is no part of a word.

    >>> tokenize("Rex doesn't bark.").lower
    ('rex', 'does', 'not', 'bark', '')
    """
    if len(sentence) > MAX_CHARACTERS:
        raise ParseError(f"the sentence has more than {MAX_CHARACTERS} characters", hint="split it")
    words: list[str] = _TOKEN.findall(sentence.replace("’", "'") if "’" in sentence else sentence)
    while words and words[-1] in (".", "?", "!"):
        words.pop()
    if not words:
        raise ParseError("the sentence is empty")
    if len(words) > MAX_WORDS:
        raise ParseError(f"the sentence has more than {MAX_WORDS} words", hint="split it")
    if "'" in sentence or "’" in sentence:
        words = _expand(words)
    lower = [word.lower() for word in words]
    if "no one" in sentence or "No one" in sentence:
        lower = ["noone" if word.startswith("no") and word.endswith(" one") else word for word in lower]
    if "also" in lower:
        words = [word for word in words if word.lower() != "also"]
        lower = [word for word in lower if word != "also"]
    kinds = [KINDS.get(word, OPEN) for word in lower]
    for index, kind in enumerate(kinds):
        if kind is OPEN and not lower[index].isalpha():
            kinds[index] = _kind_of_odd(words[index])
    return Tokens(tuple(words), (*lower, ""), (*kinds, KINDS[""]))


def _expand(words: list[str]) -> list[str]:
    expanded: list[str] = []
    for word in words:
        pair = CONTRACTIONS.get(word.lower())
        expanded.extend(pair if pair and word[0].islower() else (pair[0].capitalize(), pair[1]) if pair else (word,))
    return expanded


def _kind_of_odd(word: str) -> str:
    if any(character.isdigit() for character in word) or word.lower().endswith("'s"):
        return SYMBOL
    return OPEN if _WORD.match(word) else SYMBOL
