"""Mentions: where and how the user's sentences name the constants of their formulas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nesy.languages.fol.syntax import Constant, Formula
from nesy.languages.fol.walk import terms
from nesy.proofs.render.words import Token, clean, key_of, singular, tokens_of

MAX_WORDS: Final = 10
"""Words of the longest name that is looked for."""

_SUFFIX: Final = re.compile(r"_(?:named|\d+)$")
_PLURAL_VERBS: Final = frozenset({"are", "aren't", "were", "have", "do", "don't"})


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of the user's and the formula that it was translated to."""

    text: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a sentence names a constant; an article in front of the name belongs to it."""

    start: int
    end: int
    text: str
    article: str
    """``the``, ``a`` or empty."""
    follower: str
    """The next word in lower case."""


@dataclass(frozen=True, slots=True)
class Named:
    """How a constant is called in generated sentences."""

    text: str
    is_plural: bool = False
    is_bare: bool = False
    """Whether it is the constant's own name, which no sentence shows."""


def mentions_of(constant: str, sentence: str) -> tuple[Mention, ...]:
    """The places where a sentence names a constant, from left to right.

    >>> [(m.article, m.text) for m in mentions_of("bald_eagle", "The bald eagle chases the cow.")]
    [('the', 'bald eagle')]
    >>> [m.text for m in mentions_of("newYork", "Ann lives in New York.")]
    ['New York']
    """
    key = key_of(_SUFFIX.sub("", constant))
    words = [t for t in tokens_of(sentence) if t.key]
    found: list[Mention] = []
    position = 0
    while key and position < len(words):
        length = _match(words[position : position + MAX_WORDS], key)
        if length:
            found.append(_mention(sentence, words, position, length))
        position += max(length, 1)
    return tuple(found)


def _match(words: Sequence[Token], key: str) -> int:
    """How many of the words spell the key; 0 if none do."""
    joined = ""
    for count, word in enumerate(words, 1):
        joined += word.key
        if joined == key:
            return count
        if not key.startswith(joined):
            return 0
    return 0


def _mention(sentence: str, words: Sequence[Token], position: int, length: int) -> Mention:
    start, end = words[position].start, words[position + length - 1].end
    before = words[position - 1].lower if position else ""
    after = words[position + length].lower if position + length < len(words) else ""
    article = {"the": "the", "a": "a", "an": "a"}.get(before, "")
    text = sentence[start:end]
    if article:
        start = words[position - 1].start
    return Mention(start, end, text, article, after)


def names_of(sources: Sequence[Source], others: Iterable[str] = ()) -> dict[str, Named]:
    """What each constant is called; its own name where the sentences do not name it, or name two alike.

    Args:
        sources: the sentences with their formulas.
        others: further constants, which no sentence speaks of.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> names_of([Source("The big cow likes Rex.", parse_formula("Like(cow, rex)"))])
    {'cow': Named(text='cow', is_plural=False, is_bare=False), 'rex': Named(text='Rex', is_plural=False, is_bare=False)}
    """
    seen: dict[str, list[Mention]] = {}
    for source in sources:
        for name in dict.fromkeys(t.name for t in terms(source.formula) if isinstance(t, Constant)):
            seen.setdefault(name, []).extend(mentions_of(name, source.text))
    for name in others:
        seen.setdefault(name, [])
    shown = {name: _called(mentions) for name, mentions in seen.items()}
    used = Counter(n.text.lower() for n in shown.values() if n is not None)
    raw = {name.lower() for name in seen}
    fits = {
        name: n is not None and used[n.text.lower()] == 1 and not _taken(n.text, name, raw) for name, n in shown.items()
    }
    return {name: n if n is not None and fits[name] else Named(clean(name), is_bare=True) for name, n in shown.items()}


def _taken(text: str, name: str, raw: set[str]) -> bool:
    return text.lower() != name.lower() and text.lower() in raw


def _called(mentions: Sequence[Mention]) -> Named | None:
    if not mentions:
        return None
    lower = [m for m in mentions if m.text[:1].islower()]
    text = (lower or mentions)[0].text
    definite = any(m.article for m in lower) if lower else all(m.article == "the" for m in mentions)
    last = text.rpartition(" ")[2]
    plural = any(m.follower in _PLURAL_VERBS for m in mentions) or (bool(lower) and singular(last) != last)
    return Named(clean(f"the {text}" if definite else text), plural)


def proper_words(names: Mapping[str, Named], sources: Iterable[Source]) -> frozenset[str]:
    """The words that keep their capital inside a sentence."""
    found = {"I"}
    for named in names.values():
        found.update(t.text for t in tokens_of(named.text) if t.text[:1].isupper())
    bare = [name for name, named in names.items() if named.is_bare]
    for source in sources:
        found.update(t.text for t in tokens_of(source.text)[1:] if t.text[:1].isupper())
        mentions = (m for name in bare for m in mentions_of(name, source.text) if not m.article)
        found.update(t.text for m in mentions for t in tokens_of(m.text) if t.text[:1].isupper())
    return frozenset(found)
