"""Whether a sentence that was not read can bear on the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from nesy.translate.english.closed_words import KINDS
from nesy.translate.english.stems import stem

_WORD: Final = re.compile(r"[^\W_]+")


def shares_words(text: str, others: Iterable[str]) -> bool:
    """Whether a sentence has a content word, in whatever form, in common with one of the others.

    >>> shares_words("The weather: fine!", ["Rex is a dog.", "The weather: fine!"])
    False
    >>> shares_words("Dogs, of course.", ["Rex is a dog."])
    True
    """
    own = _content(text)
    return any(not own.isdisjoint(_content(other)) for other in others if other != text)


@lru_cache(maxsize=4096)
def _content(text: str) -> frozenset[str]:
    words = (word for word in _WORD.findall(text.lower()) if word not in KINDS)
    return frozenset(stem(word) for word in words)
