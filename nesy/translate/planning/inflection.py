"""Lemmas of regular and common irregular English forms, chosen with the problem's own words as evidence."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final

_IRREGULAR_PLURALS: Final[Mapping[str, str]] = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "mice": "mouse", "lice": "louse",
    "feet": "foot", "teeth": "tooth", "geese": "goose", "oxen": "ox", "dice": "die", "wolves": "wolf",
    "knives": "knife", "leaves": "leaf", "lives": "life", "wives": "wife", "thieves": "thief", "halves": "half",
    "shelves": "shelf", "calves": "calf", "elves": "elf", "loaves": "loaf", "scarves": "scarf", "selves": "self",
    "hooves": "hoof", "dwarves": "dwarf", "cacti": "cactus", "fungi": "fungus", "alumni": "alumnus",
    "stimuli": "stimulus", "nuclei": "nucleus", "criteria": "criterion", "phenomena": "phenomenon",
    "bacteria": "bacterium", "data": "datum", "media": "medium", "analyses": "analysis", "crises": "crisis",
    "theses": "thesis", "hypotheses": "hypothesis", "oases": "oasis", "axes": "axis", "vertices": "vertex",
    "indices": "index", "matrices": "matrix",
}  # fmt: skip
_INVARIANT_WORDS: Final = """
    sheep deer fish series species aircraft moose salmon trout offspring
"""
_INVARIANT: Final = frozenset(_INVARIANT_WORDS.split())
_SINGULAR_IN_S_WORDS: Final = """
    gas lens news bias atlas canvas christmas texas always yes series species chaos cosmos mars
"""
_SINGULAR_IN_S: Final = frozenset(_SINGULAR_IN_S_WORDS.split())
_SINGULAR_IN_MEN_WORDS: Final = """
    specimen regimen omen abdomen semen acumen stamen ramen amen
"""
_SINGULAR_IN_MEN: Final = frozenset(_SINGULAR_IN_MEN_WORDS.split())
_IRREGULAR_VERBS: Final[Mapping[str, str]] = {"has": "have", "does": "do", "goes": "go"}
_IRREGULAR_PARTICIPLES: Final[Mapping[str, str]] = {
    "seen": "see", "eaten": "eat", "known": "know", "taught": "teach", "caught": "catch", "bought": "buy",
    "made": "make", "owned": "own", "written": "write", "given": "give", "taken": "take", "found": "find",
    "held": "hold", "led": "lead", "met": "meet", "told": "tell", "heard": "hear", "left": "leave", "fed": "feed",
    "bitten": "bite", "hidden": "hide", "driven": "drive", "ridden": "ride", "chosen": "choose", "beaten": "beat",
    "drawn": "draw", "grown": "grow", "shown": "show", "thrown": "throw", "worn": "wear", "built": "build",
    "sent": "send", "kept": "keep", "felt": "feel", "loved": "love", "forgiven": "forgive", "understood": "understand",
}  # fmt: skip


def ends_in_s(word: str) -> bool:
    """Whether the word ends in the -s of a plural noun or of a third person."""
    return word[-1:] == "s" and word[-2:] not in ("ss", "us", "is") and word not in _SINGULAR_IN_S


def is_plural(word: str) -> bool:
    """Whether the word has the form of a plural noun.

    >>> [word for word in ("wumpuses", "mice", "nervous", "boss") if is_plural(word)]
    ['wumpuses', 'mice']
    """
    return (
        (ends_in_s(word) and not word.endswith("ics"))
        or word in _IRREGULAR_PLURALS
        or word in _INVARIANT
        or (word.endswith("men") and word not in _SINGULAR_IN_MEN)
    )


def is_singular(word: str) -> bool:
    """Whether the word has the form of a singular noun; ``sheep`` has both."""
    return word in _INVARIANT or not is_plural(word)


def singular(word: str, known: Container[str] = ()) -> str:
    """The singular of a plural noun; of two possible ones, the one among the ``known`` words.

    >>> [singular(word) for word in ("wumpuses", "houses", "foxes", "ponies", "mice", "dogs")]
    ['wumpus', 'house', 'fox', 'pony', 'mouse', 'dog']
    """
    if word in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[word]
    if word in _INVARIANT:
        return word
    if word.endswith("men"):
        return word[:-2] + "an"
    return _without_s(word, known, bare_uses=len(word) > 4 and word.endswith("uses") and word[-5] not in "oa")


def base_form(word: str, known: Container[str] = ()) -> str:
    """The base form of a verb in the third person.

    >>> [base_form(verb) for verb in ("likes", "chases", "passes", "tries", "goes", "has")]
    ['like', 'chase', 'pass', 'try', 'go', 'have']
    """
    return _IRREGULAR_VERBS.get(word) or _without_s(word, known, bare_uses=False)


def base_of_participle(word: str, verbs: Container[str]) -> str | None:
    """The base form of a past participle if it is among the known verbs.

    >>> base_of_participle("stopped", {"stop"}), base_of_participle("tired", {"stop"})
    ('stop', None)
    """
    irregular = _IRREGULAR_PARTICIPLES.get(word)
    if irregular:
        return irregular if irregular in verbs else None
    if not word.endswith("ed"):
        return None
    candidates = (word[:-1], word[:-2], word[:-3] + "y" if word.endswith("ied") else word[:-3])
    return next((candidate for candidate in candidates if candidate in verbs), None)


def base_of_gerund(word: str, verbs: Container[str]) -> str | None:
    """The base form of a word in -ing if it is among the known verbs.

    >>> base_of_gerund("running", {"run"}), base_of_gerund("charming", {"run"})
    ('run', None)
    """
    if not word.endswith("ing"):
        return None
    stem = word[:-3]
    return next((candidate for candidate in (stem, stem + "e", stem[:-1]) if candidate in verbs), None)


def _without_s(word: str, known: Container[str], *, bare_uses: bool) -> str:
    short, shorter = word[:-1], word[:-2]
    if not word.endswith("es"):
        return short
    if word.endswith("ies"):
        return short if len(word) <= 4 or short in known else word[:-3] + "y"
    if not shorter.endswith(("s", "x", "z", "ch", "sh", "o")):
        return short
    if bare_uses or shorter.endswith(("ss", "x", "zz", "ch", "sh", "o")):
        return short if short in known and shorter not in known else shorter
    return shorter if shorter in known and short not in known else short
