"""The words of identifiers and texts."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_|(?<=[a-z])(?=[0-9])")
_WORD = re.compile(r"[^\W_]+")
STOP_WORDS = frozenset(
    {
        *("a", "all", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "do", "does", "each"),
        *("every", "for", "from", "give", "given", "gives", "had", "has", "have", "how", "i", "if", "in", "into", "is"),
        *(
            "it",
            "its",
            "let",
            "me",
            "my",
            "no",
            "of",
            "on",
            "or",
            "our",
            "out",
            "per",
            "return",
            "returns",
            "so",
            "some",
        ),
        *(
            "such",
            "than",
            "that",
            "the",
            "their",
            "them",
            "then",
            "there",
            "these",
            "they",
            "this",
            "those",
            "to",
            "up",
        ),
        *(
            "us",
            "was",
            "we",
            "were",
            "what",
            "when",
            "where",
            "which",
            "whose",
            "will",
            "with",
            "within",
            "you",
            "your",
        ),
    }
)
"""Words that say nothing about what a function does."""


def split_identifiers(text: str) -> str:
    """The text with each identifier followed by its parts.

    >>> split_identifiers("the daysBetween two_dates")
    'the daysBetween days Between two_dates two dates'
    """
    return " ".join(piece for word in text.split() for piece in _pieces(word))


def _pieces(word: str) -> list[str]:
    parts = [part for part in _HUMP.split(word) if part]
    return [word, *parts] if len(parts) > 1 else [word]


def content_words(text: str) -> list[str]:
    """The words of a text that say something, in lower case, each once.

    >>> content_words("Return the number of days, from a START date")
    ['number', 'days', 'start', 'date']
    """
    words = [word.lower() for word in _WORD.findall(split_identifiers(text))]
    return list(dict.fromkeys(word for word in words if word not in STOP_WORDS))
