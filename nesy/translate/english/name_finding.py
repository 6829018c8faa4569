"""The first pass: which words of a problem are names, judged from all of its sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from nesy.translate.english.capitals import (
    DETERMINERS,
    DIGITS,
    PLURAL_DETERMINERS,
    belongs_to_name,
    has_capital,
    is_common_after_determiner,
    is_initial_name,
    is_listed,
    is_noun,
)
from nesy.translate.english.closed_words import (
    COPULA,
    DO,
    HAVE,
    KINDS,
    MODAL,
    NAME,
    NUMBER,
    NUMERALS,
    OPEN,
    PREPOSITION,
    SYMBOL,
    TIMES,
    word_set,
)  # fmt: skip
from nesy.translate.english.demonyms import PEOPLE
from nesy.translate.english.senses import (
    ADJECTIVE,
    NOUN,
    PLURAL,
    SINGULAR,
    Sense,
    senses,
)
from nesy.translate.english.word_list import word_list


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence, or a name of several words."""

    text: str
    lower: str
    kind: str
    """A kind of :mod:`closed_words`, NAME or NUMBER."""
    senses: tuple[Sense, ...] = ()


_YEAR: Final = re.compile(r"[12]\d{3}")
_INSTITUTIONS: Final = word_set(
    """
    commission administration department ministry agency office bank university company museum society academy council
    association board committee trust fund foundation institute center centre bureau authority organization union school
    """
)
"""Nouns that end the name of an institution."""
_BEFORE_DAYS: Final = frozenset({"on", "every", "last", "next", "this", "by", "until", "since"})
_EPITHETS: Final = word_set(
    "elder younger baptist apostle evangelist martyr confessor conqueror navigator lionheart impaler hunter"
)
"""Nouns after ``the`` at the end of a name."""
_END: Final = Word("", "", KINDS[""])
_LONGEST_NAME: Final = 12
_INSIDE_NAMES: Final = word_set("of de da di du del della der den la le los las al el ibn bin von van")
"""Words between the parts of a name."""


def find_names(problem: Sequence[tuple[str, ...]]) -> list[tuple[Word, ...]]:
    """The words of each sentence, with an END at its end and every name as one word.

    >>> [w.text for w in find_names([("Rex", "likes", "New", "York")])[0] if w.kind == "name"]
    ['Rex', 'New York']
    """
    common = {w for sentence in problem for w in sentence if w == w.lower()}
    inside = {
        w.lower() for sentence in problem for i, w in enumerate(sentence)
        if i and has_capital(w) and sentence[i - 1].lower() not in DETERMINERS
    }  # fmt: skip
    inside |= {
        w[0].lower()
        for w in problem
        if w and is_initial_name(w, common, inside, _capital_second(w)) and has_capital(w[0])
    }
    listed = {word for word in inside if word.endswith("s") or word_list().classes.get(word, "")[:1] == "n"}
    nouns = _capital_nouns(problem) - (inside - listed)
    found = [_sentence(words, common, inside, nouns) for words in problem]
    known = frozenset(tuple(word.lower.split()) for words in found for word in words if word.kind is NAME)
    known |= _titles(problem)
    if any(len(name) > 1 for name in known):
        found = [_sentence(words, common, inside, nouns, known) for words in problem]
    predicative = _predicative(found)
    return [_with_adjectives(words, predicative) for words in found]


def _titles(problem: Sequence[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """Nouns with a capital that ``at the`` or the like joins to a name, twice in a problem: ``Trouble at the Mill``."""
    found: Counter[tuple[str, ...]] = Counter()
    within: set[tuple[str, ...]] = set()
    for words in problem:
        for i in range(len(words) - 2):
            after = i + 1 + (words[i + 1 : i + 2] != ("of",) and KINDS.get(words[i + 1]) is PREPOSITION)
            after += words[after : after + 1] == ("the",)
            last = after
            while last < len(words) and has_capital(words[last]) and words[last].lower() not in KINDS:
                last += 1
            if i + 1 < after < last and words[i][0].isupper() and is_noun(words[i]) and is_listed(words[i].lower()):
                title = tuple(word.lower() for word in words[i:last])
                found[title] += 1
                within |= {title} if i else set()
    return frozenset(title for title in within if found[title] > 1)


def _capital_nouns(problem: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """Words with a capital that are nouns, since a sentence counts them: ``Republican`` after ``every Republican``."""
    counted = {
        words[i].lower()
        for words in problem
        for i in range(1, len(words))
        if has_capital(words[i]) and is_common_after_determiner(words, i)
    }
    return frozenset(form for word in counted for form in (word, word.removesuffix("s"), word + "s"))


def _predicative(problem: list[tuple[Word, ...]]) -> frozenset[str]:
    """Words that stand alone after ``is``: adjectives in this problem, whatever else they can be."""
    return frozenset(
        words[i].lower
        for words in problem
        for i in range(1, len(words) - 1)
        if (words[i - 1].kind == COPULA or words[i - 1].lower == "not")
        and words[i].kind is OPEN
        and words[i + 1].kind in _ENDS
        and any(sense.kind == ADJECTIVE for sense in words[i].senses)
    )


def _with_adjectives(words: tuple[Word, ...], predicative: frozenset[str]) -> tuple[Word, ...]:
    return tuple(
        replace(word, senses=tuple(_preferred(sense) for sense in word.senses))
        if word.kind is OPEN and word.lower in predicative
        else word
        for word in words
    )


def _preferred(sense: Sense) -> Sense:
    if sense.kind == ADJECTIVE:
        return replace(sense, cost=0.0)
    return replace(sense, cost=sense.cost + 0.2) if sense.kind == NOUN else sense


_ENDS: Final = frozenset({KINDS[""], "and", "or", ",", "then", "if", "but"})


def _capital_second(words: tuple[str, ...]) -> bool:
    return len(words) > 1 and has_capital(words[1]) and words[1].lower() not in KINDS


def _sentence(
    words: tuple[str, ...],
    common: set[str],
    inside: set[str],
    nouns: frozenset[str],
    known: frozenset[tuple[str, ...]] = frozenset(),
) -> tuple[Word, ...]:
    is_name = [belongs_to_name(words, i, common, inside, nouns) for i in range(len(words))]
    found: list[Word] = []
    i = 0
    while i < len(words):
        if _is_dated_name(words, is_name, i):
            is_name[i] = True
        end = max(_known_name_end(words, i, known), _name_end(words, is_name, i) if is_name[i] else i)
        end = _first_of_two_names(words, i, end, known) or end
        if end == i and _is_numbered(words, i):
            end = i + 2
        if end == i:
            found.append(_word(words[i]))
            i += 1
            continue
        text = " ".join(w.strip('"') for w in words[i:end])
        people = (Sense(NOUN, text.lower()[:-1], PLURAL),) if _are_people(words, i, end, inside) else ()
        found.append(Word(text, text.lower(), OPEN if people else NAME, people))
        i = end
    return (*found, _END)


def _known_name_end(words: tuple[str, ...], start: int, known: frozenset[tuple[str, ...]]) -> int:
    """Where the longest name of several words ends that is known from any sentence and begins here with a capital."""
    if not known:
        return start
    numbered = start + 1 < len(words) and words[start + 1][0].isdigit()
    if not (words[start][0].isupper() or numbered):
        return start
    lower = tuple(word.lower() for word in words[start : start + _LONGEST_NAME])
    lengths = (len(name) for name in known if len(name) > 1 and lower[: len(name)] == name)
    return start + max(lengths, default=0)


def _first_of_two_names(words: tuple[str, ...], start: int, end: int, known: frozenset[tuple[str, ...]]) -> int:
    """Where the first of two known names ends, in ``Is Tom Ann's uncle?``, ``Is Tom Tom Lee?``; 0 if there is one."""
    follows = words[end : end + 1]
    if start != 1 or KINDS.get(words[0].lower()) is not COPULA or follows not in ((), ("?",), ("'s",)):
        return 0
    lower = tuple(word.lower() for word in words)
    cuts = range(start + 1, end)
    return next((cut for cut in cuts if lower[start:cut] in known and lower[cut:end] in known), 0)


def _name_end(words: tuple[str, ...], is_name: list[bool], start: int) -> int:
    """Where the name that begins at ``start`` ends: capitals, a number, ``of (the)`` and a capital."""
    end = start + 1
    if words[start][0] == '"' or (start and words[start - 1].lower() in _BEFORE_DAYS and _is_day(words[start])):
        return end
    while end < len(words):
        if (is_name[end] and words[end][0] != '"') or (
            DIGITS.fullmatch(words[end]) and not (end + 1 < len(words) and is_noun(words[end + 1]))
        ):
            end += 1
        elif (
            (words[end] in _INSIDE_NAMES and end + 1 < len(words) and is_name[end + 1])
            or (words[end] == "and" and _ends_institution(words, is_name, start, end))
            or (words[end] == "the" and end + 1 < len(words) and _is_epithet(words[end + 1]))
        ):
            end += 2
        elif words[end].lower() in NUMERALS and (words[end][0].isupper() or _ends_subject(words, end + 1)):
            end += 1
        elif words[end : end + 2] == ("of", "the") and end + 2 < len(words) and is_name[end + 2]:
            end += 3
        else:
            break
    return end


def _is_numbered(words: tuple[str, ...], start: int) -> bool:
    """Whether a noun with a number behind it names something: ``box one is red``."""
    if words[start + 1 : start + 2] and words[start + 1] in NUMERALS and _ends_subject(words, start + 2):
        before = KINDS.get(words[start - 1].lower(), OPEN) if start else KINDS[""]
        return is_noun(words[start]) and before in (KINDS[""], "and", "or", "if", "then", ",", "but", "either", "that")
    return False


def _ends_subject(words: tuple[str, ...], place: int) -> bool:
    """Whether an auxiliary stands here, so that a subject ends before it."""
    return place < len(words) and KINDS.get(words[place].lower()) in (COPULA, HAVE, MODAL, DO)


def _is_day(word: str) -> bool:
    return word.lower().removesuffix("s") in TIMES and word.lower().endswith(("day", "days"))


def _is_epithet(word: str) -> bool:
    """Whether a word with a capital belongs to the name before ``the``: ``Pliny the Elder``."""
    lower = word.lower()
    return word[0].isupper() and (lower in _EPITHETS or ADJECTIVE in word_list().classes.get(lower, ""))


def _ends_institution(words: tuple[str, ...], is_name: list[bool], start: int, place: int) -> bool:
    """Whether ``and`` stands within the name of an institution: ``the Food and Drug Administration``."""
    if not start or words[start - 1].lower() != "the" or any(w.lower() in _INSTITUTIONS for w in words[start:place]):
        return False
    last = place + 1
    while last + 1 < len(words) and is_name[last] and is_name[last + 1]:
        last += 1
    return last > place + 1 and is_name[place + 1] and words[last].lower() in _INSTITUTIONS


def _is_dated_name(words: tuple[str, ...], is_name: list[bool], index: int) -> bool:
    """Whether a year is the beginning of a name: ``the 2008 Summer Olympics``."""
    follows = index + 1 < len(words) and is_name[index + 1]
    return follows and index > 0 and words[index - 1].lower() == "the" and bool(_YEAR.fullmatch(words[index]))


def _are_people(words: tuple[str, ...], start: int, end: int, inside: set[str]) -> bool:
    """Whether words with capitals are a noun for those of a place: ``New Yorkers``, beside ``New York``."""
    last = words[end - 1].lower()
    if end - start < 2 or not last.endswith(("ers", "ans")):
        return False
    counted = start > 0 and words[start - 1].lower() in PLURAL_DETERMINERS
    return counted or last[:-3] in inside or last[:-3] + "a" in inside


def _word(text: str) -> Word:
    lower = text.lower()
    kind = KINDS.get(lower, OPEN)
    if text == "'s":
        kind = "'s"
    elif kind is OPEN and (DIGITS.fullmatch(text) or lower in NUMERALS):
        kind = NUMBER
    elif kind is OPEN and not any(character.isalpha() for character in text):
        kind = SYMBOL
    if lower in PEOPLE and text != lower:
        adjective, plural = PEOPLE[lower]
        return Word(text, lower, OPEN, (Sense(NOUN, adjective, PLURAL if plural else SINGULAR),))
    if lower in word_list().proper_adjectives and text != lower:
        return Word(text, lower, kind, (Sense("a", lower), Sense(NOUN, lower, "singular", 0.5)))
    if len(text) > 2 and text[:-1].isupper() and text[-1] == "s":
        return Word(text, lower, kind, (Sense(NOUN, lower[:-1], PLURAL),))
    return Word(text, lower, kind, () if kind in (SYMBOL, NUMBER) else senses(lower))
