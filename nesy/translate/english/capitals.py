"""Whether a word is part of a name: its capital, what stands beside it, and what the problem says elsewhere."""

from __future__ import annotations

import re
from typing import Final

from nesy.translate.english.closed_words import (
    COPULA,
    DO,
    DOMAIN_NOUNS,
    HAVE,
    KINDS,
    MODAL,
    NUMERALS,
    OPEN,
    PREPOSITION,
    word_set,
)  # fmt: skip
from nesy.translate.english.demonyms import PEOPLE
from nesy.translate.english.senses import ADJECTIVE, NOUN, PARTICIPLE, PAST, PLURAL, THIRD, VERB, senses
from nesy.translate.english.word_list import word_list

_ACRONYMS: Final = re.compile(r"[A-Z]{2,}s")
"""The plural of an acronym, a common noun: ``IQs``."""
DIGITS: Final = re.compile(r"[$#€£]?\d+(?:[,.:/–-]\d+)*(?:st|nd|rd|th|s|%|[$€£])?|\d{1,2}-[A-Z][a-z]{2,8}(?:-\d{4})?")
_TITLES: Final = word_set(
    """
    senator president doctor professor captain king queen prince princess sister brother uncle aunt saint sir lady lord
    mayor judge officer detective inspector general colonel sergeant minister chancellor coach nurse father mother
    """
)
"""Nouns that stand before a name without an article and are part of it."""
_FORENAMES: Final = word_set("per will may an so")
"""Closed-class words that are forenames as well, before another name."""
DETERMINERS: Final = word_set("a an all every each no some any these those two three many most few")
PLURAL_DETERMINERS: Final = word_set("all no some these those two three many most few")
_AFTER_A_NAME: Final = word_set(
    """
    is was has does did had will would can could may might must should 's or and either neither never
    """
)


def has_capital(word: str) -> bool:
    """Whether a word begins with a capital, or has one beside a digit: ``iPod1``."""
    return word[0].isupper() or (any(c.isupper() for c in word) and any(c.isdigit() for c in word))


def is_noun(word: str) -> bool:
    """Whether a word of no closed class may be a noun."""
    return any(s.kind == NOUN for s in senses(word.lower())) and KINDS.get(word.lower()) is None


def belongs_to_name(
    words: tuple[str, ...], index: int, common: set[str], inside: set[str], nouns: frozenset[str]
) -> bool:
    """Whether a word is a name or part of one, judged from its sentence and from how the problem writes it."""
    word = words[index]
    lower = word.lower()
    if word[0] == '"' and len(word) > 1:
        return True
    if lower == "whether":
        return False
    if _ACRONYMS.fullmatch(word) or DIGITS.fullmatch(word):
        return False
    if (lower in NUMERALS and not (index and _joins(words, index))) or (not index and lower in DOMAIN_NOUNS):
        return False
    if not has_capital(word) or (lower in KINDS and not _is_capital_closed(words, index)):
        return False
    following = words[index + 1] if index + 1 < len(words) else ""
    capital_follows = bool(following) and has_capital(following) and following.lower() not in KINDS
    if not capital_follows and _is_common_here(words, index, nouns):
        return False
    if lower in word_list().proper_adjectives and not capital_follows:
        if index > 1 and words[index - 1] in ("and", "or", "nor") and _is_proper_adjective(words[index - 2]):
            return False
        return following.lower() in KINDS and KINDS[following.lower()] in (COPULA, DO, MODAL, HAVE) and lower in inside
    if index:
        return capital_follows or not is_common_after_determiner(words, index)
    return is_initial_name(words, common, inside, capital_follows)


def _is_common_here(words: tuple[str, ...], index: int, nouns: frozenset[str]) -> bool:
    """Whether a word with a capital is no name, where none follows: ``a Dane``, ``Regularly``, ``every Republican``."""
    lower = words[index].lower()
    if lower in PEOPLE and (PEOPLE[lower][1] or _after_determiner(words, index)):
        return True
    if index and lower.endswith("ly") and word_list().classes.get(lower, "")[:1] == "r":
        return True
    proper = word_list().proper_adjectives
    is_noun_here = (lower in nouns and lower not in proper) or (lower[-1] == "s" and lower[:-1] in proper)
    return is_noun_here and not _joined(words, index)


def _is_proper_adjective(word: str) -> bool:
    return word.lower() in word_list().proper_adjectives and word[0].isupper()


def _after_determiner(words: tuple[str, ...], index: int) -> bool:
    return index > 0 and words[index - 1].lower() in DETERMINERS | {"the"}


def _joined(words: tuple[str, ...], index: int) -> bool:
    """Whether a capitalised word stands before, with which this one may be a name."""
    return index > 0 and has_capital(words[index - 1]) and words[index - 1].lower() not in KINDS


def _is_capital_closed(words: tuple[str, ...], index: int) -> bool:
    """Whether a closed-class word is part of a name here: ``US``, ``Trouble At The Henhouse``, ``Inside Out``."""
    word = words[index]
    if any(_are_capital_prepositions(words, first) for first in (index, index - 1)):
        return True
    if word == "A" and (index or (words[1:2] and words[1] in _AFTER_A_NAME)):
        return True
    if word == "I" and index and has_capital(words[index - 1]) and words[index - 1].lower() not in KINDS:
        return words[index + 1 : index + 2] not in (("am",), ("have",), ("do",), ("will",), ("can",))
    if word.lower() in _FORENAMES and index + 1 < len(words) and has_capital(words[index + 1]):
        return bool(index) or word == "Per"
    if index and len(word) > 2 and KINDS[word.lower()] is PREPOSITION and words[index + 1 : index + 2]:
        return has_capital(words[index + 1]) and words[index + 1].lower() not in KINDS
    return (len(word) > 1 and word.isupper()) or bool(index and len(word) > 1 and _joins(words, index))


def _are_capital_prepositions(words: tuple[str, ...], first: int) -> bool:
    """Whether two prepositions with capitals make a name: before a verb, where they begin the sentence."""
    two = words[first : first + 2] if first >= 0 else ()
    if len(two) < 2 or not all(has_capital(w) and len(w) > 1 and KINDS.get(w.lower()) is PREPOSITION for w in two):
        return False
    return bool(first) or (len(words) > 2 and KINDS.get(words[2]) in (COPULA, HAVE, MODAL, DO))


def _joins(words: tuple[str, ...], index: int) -> bool:
    return has_capital(words[index - 1]) and index + 1 < len(words) and has_capital(words[index + 1])


def is_common_after_determiner(words: tuple[str, ...], index: int) -> bool:
    """Whether a capitalised word is a noun all the same: "An APP is …", "All Customers who …"."""
    if words[index - 1].lower() not in DETERMINERS or len(words[index]) == 1:
        return False
    following = words[index + 1] if index + 1 < len(words) else ""
    is_plural = words[index - 1].lower() in PLURAL_DETERMINERS and words[index].endswith("s")
    return is_plural or KINDS.get(following.lower(), OPEN) is not OPEN or not following


def is_initial_name(words: tuple[str, ...], common: set[str], inside: set[str], capital_follows: bool) -> bool:
    """Whether the first word of a sentence is a name, where all words have a capital."""
    lower = words[0].lower()
    if len(words) > 1 and DIGITS.fullmatch(words[1]) and (len(words) < 3 or _may_follow_a_name(words[2].lower())):
        return True
    if capital_follows:
        return lower in _TITLES or not (lower in common and lower not in inside)
    if words[1:2] == ("of",) and len(words) > 2 and has_capital(words[2]) and lower not in common:
        return not any(s.form == PLURAL for s in senses(lower)) or bool(
            {"is", "was", "has"} & {w.lower() for w in words}
        )
    if lower in inside:
        return lower not in common or _verb_follows(words)
    if lower in common:
        return False
    if any(c.isdigit() for c in lower) or words[0].isupper():
        return True
    if any(s.form == PLURAL for s in senses(lower)[:1]) and words[1:2] and words[1] in ("is", "was", "has"):
        return not _stem_is_common(lower, common)
    listed = is_listed(lower)
    singular_follows = _verb_follows(words)
    if singular_follows and not any(s.form == PLURAL for s in senses(lower)):
        return not _stem_is_common(lower, common)
    if listed or _stem_is_common(lower, common):
        return False
    plural = any(s.form == PLURAL for s in senses(lower))
    return not plural or _singular_verb_follows(words) or _past_verb_follows(words)


def _may_follow_a_name(word: str) -> bool:
    return word in KINDS or any(s.kind == VERB and s.form in (THIRD, PAST) for s in senses(word))


def is_listed(lower: str) -> bool:
    """Whether a word in lower case is in the dictionary, or formed from a word of it."""
    return any(s.cost != 0.6 and s.lemma in word_list().classes for s in senses(lower))


def _stem_is_common(lower: str, common: set[str]) -> bool:
    return any(s.lemma in common for s in senses(lower)) or lower + "s" in common or lower + "es" in common


def _singular_verb_follows(words: tuple[str, ...]) -> bool:
    second = words[1].lower() if len(words) > 1 else ""
    if second in KINDS:
        return second in ("is", "was", "has", "does", "'s", "either", "neither")
    return any(s.kind == VERB and s.form == THIRD and s.cost < 0.3 for s in senses(second))


def _past_verb_follows(words: tuple[str, ...]) -> bool:
    """Whether what comes second tells of something that happened, as is told of a single one: ``Jens voted``."""
    second = words[1].lower() if len(words) > 1 else ""
    found = senses(second) if second not in KINDS else ()
    return bool(found) and all(s.kind == VERB and s.form in (PAST, PARTICIPLE) for s in found)


def _verb_follows(words: tuple[str, ...]) -> bool:
    """Whether a verb in the singular comes second."""
    second = words[1].lower() if len(words) > 1 else ""
    if second in ("and", "or", ",") and words and any(s.kind == ADJECTIVE for s in senses(words[0].lower())):
        return False
    if second in _AFTER_A_NAME:
        return True
    found = senses(second) if second not in KINDS else ()
    if found and found[0].kind == VERB and found[0].form in (THIRD, "past"):
        return True
    third = KINDS.get(words[2].lower(), OPEN) if len(words) > 2 else KINDS[""]
    ends = third is not OPEN and third not in (COPULA, DO, HAVE, MODAL)
    return ends and any(s.kind == VERB and s.form == THIRD for s in found)
