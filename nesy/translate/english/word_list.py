"""The word list: which classes English words have, and their irregular forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from nesy.resources import content_text


@dataclass(frozen=True, slots=True)
class WordList:
    """The content of ``grammars/english.words``."""

    classes: dict[str, str]
    """Lemma to its classes, the usual one first: ``n`` noun, ``v`` verb, ``a`` adjective, ``r`` adverb."""
    irregular: dict[str, tuple[tuple[str, str], ...]]
    """Irregular form to pairs of lemma and ``past``, ``participle`` or ``plural``."""
    proper_adjectives: frozenset[str]
    """Adjectives with a capital (``American``), in lower case."""


@lru_cache(maxsize=1)
def word_list() -> WordList:
    """The word list, read once.

    >>> word_list().classes["cook"], word_list().irregular["taken"]
    ('nv', (('take', 'participle'),))
    """
    classes: dict[str, str] = {}
    irregular: dict[str, tuple[tuple[str, str], ...]] = {}
    proper: set[str] = set()
    section = ""
    for line in content_text("grammars", "english.words").splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            section = line[1:-1]
        elif section == "proper adjectives":
            proper.update(line.lower().split())
        elif section in ("past", "participle", "plural"):
            for form, _, lemma in (pair.partition("=") for pair in line.split()):
                irregular[form] = (*irregular.get(form, ()), (lemma, section))
        else:
            classes.update(dict.fromkeys(line.split(), section))
    return WordList(classes, irregular, frozenset(proper))
