"""Links that names bring: a short one for a long one, what a name says its thing is, who is from a country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from nesy.languages.fol.syntax import Atom, Constant, Equals, Formula, Iff, Term, Variable
from nesy.languages.fol.walk import terms
from nesy.translate.english.closed_words import DIRECTIONS, KINDS, word_set
from nesy.translate.english.demonyms import PLACES
from nesy.translate.english.links import Link
from nesy.translate.english.nouns_of_names import may_be_surname, noun_of_name
from nesy.translate.english.predicates import Phrase, Predicates
from nesy.translate.english.said import for_all, predicates_said
from nesy.translate.english.senses import NOUN
from nesy.translate.english.spelling import are_near
from nesy.translate.english.word_list import word_list

_PLACE_WORDS: Final = word_set(
    "mount lake river fort port cape new north south east west upper lower great san saint st"
)
"""What tells a place from another one that has the rest of its name: ``Lake Como`` from ``Como``."""
_SMALL: Final = word_set("of the and for in on at de la")
"""Words of a name whose letters its initials may lack."""
_SHORT_INITIALS: Final = frozenset({"us", "uk", "eu", "un", "ec", "hp", "gm", "ge"})
"""Initials of two letters; others are names of their own: ``Al``, ``Ed``."""


def find_name_links(predicates: Predicates) -> Iterator[Link]:
    """The names of a problem that stand for one individual."""
    yield from _short_names(predicates)
    yield from _names_with_article(predicates)


def _short_names(predicates: Predicates) -> Iterator[Link]:
    """``Miroslav`` for ``Miroslav Venhoda``, where no other name holds it."""
    names = [(key[1:], constant) for key, constant in predicates.constants.items() if key[0] == "name"]
    for words, constant in names:
        short = " ".join(words).split()
        longer = [other for others, other in names if _is_short_for(short, " ".join(others).split())]
        if len(longer) == 1:
            yield Link(Equals(constant, longer[0]), f"'{' '.join(words)}' is short for '{_text(longer[0])}'")


def _names_with_article(predicates: Predicates) -> Iterator[Link]:
    """``the allocation model`` for ``allocation model``, where both stand for an individual."""
    known = {" ".join(key[1:]): constant for key, constant in predicates.constants.items() if key[0] == "name"}
    for key, constant in predicates.constants.items():
        words = " ".join(key[1:])
        if key[0] == "the" and words in known:
            yield Link(Equals(known[words], constant), f"'{words}' is 'the {words}'")
    owned = {frozenset(" ".join(k[1:]).split()): c for k, c in predicates.constants.items() if k[0] == "the"}
    for key, constant in predicates.constants.items():
        if key[0] == "the" and "of" in key:
            same = owned.get(frozenset(" ".join(key[1:]).split()) - {"of"})
            if same is not None:
                yield Link(Equals(same, constant), f"'{_text(constant)}' is '{_text(same)}'")


def _is_short_for(short: list[str], long: list[str]) -> bool:
    """Whether a name is the first or last word of one of two words, the last of a longer one, or its initials."""
    if _are_initials(short, long):
        return True
    if len(short) == 1 and len(long) == 2 and len(short[0]) == 1 and long[1] == short[0]:
        return True
    if len(short) != 1 or not KINDS.keys().isdisjoint(long) or "of" in long:
        return False
    if not _PLACE_WORDS.isdisjoint(long) or DIRECTIONS.fullmatch(long[0]):
        return False
    return len(long) > 1 and short[0] in ((long[0], long[-1]) if len(long) == 2 else long[-1:])


def _are_initials(short: list[str], long: list[str]) -> bool:
    """Whether a name is the initials of another, with or without those of its small words: ``NYU``, ``USA``."""
    letters = short[0].replace(".", "") if len(short) == 1 else ""
    if len(long) < 2 or not (len(letters) > 2 or letters in _SHORT_INITIALS):
        return False
    initials = {"".join(word[0] for word in words) for words in (long, [w for w in long if w not in _SMALL])}
    return letters in initials or (letters, long[:2]) == ("us", ["united", "states"])


def first_parts(predicates: Predicates, formulas: Sequence[Formula]) -> Iterator[Link]:
    """``Harvard`` for ``Harvard University``: a name with a common noun after it, where only one name begins so."""
    names = {" ".join(key[1:]): constant for key, constant in predicates.constants.items() if key[0] in ("name", "the")}
    together = [set(terms(formula)) for formula in formulas]
    for short, constant in ((" ".join(k[1:]), c) for k, c in predicates.constants.items() if k[0] == "name"):
        longer = [long for long in names if long.startswith(short + " ")]
        rest = longer[0][len(short) :].split() if len(longer) == 1 else []
        if rest and all(NOUN in word_list().classes.get(word, "") for word in rest):
            other = names[longer[0]]
            if not any({constant, other} <= found for found in together):
                yield Link(Equals(constant, other), f"'{short}' is taken for '{longer[0]}'")


def misspelled_names(predicates: Predicates) -> Iterator[Link]:
    """``Asa Hofman`` for ``Asa Hofmann``: names of several words that differ by one slip of the pen in a long one."""
    names = [(" ".join(key[1:]).split(), c) for key, c in predicates.constants.items() if key[0] == "name"]
    for (one, constant), (other, known) in combinations(names, 2):
        if len(one) != len(other) or len(one) < 2:
            continue
        apart = [place for place in range(len(one)) if one[place] != other[place]]
        if len(apart) == 1 and (apart[0] or len(one) > 2) and are_near(one[apart[0]], other[apart[0]]):
            yield Link(Equals(constant, known), f"'{_text(constant)}' is taken for '{_text(known)}'")


def named_kinds(predicates: Predicates) -> Iterator[Link]:
    """The Tolan Prize is a prize, and Lake Orr a lake: what the name of a thing says that it is."""
    kinds = {p.head[0]: name for (name, arity), p in predicates.phrases.items() if arity == 1 and _is_thing(p)}
    for key, constant in predicates.constants.items():
        words = " ".join(key[1:]).split()
        if key[0] == "name" and len(words) > 1:
            for word in {words[0], words[-1]} & kinds.keys():
                yield Link(Atom(kinds[word], (constant,)), f"'{_text(constant)}' is named a '{word}'")


def noun_in_name(term: Term) -> str:
    """The noun in the name that a term stands for; empty if there is none."""
    return noun_of_name(term.name.split("_")) if isinstance(term, Constant) else ""


def _is_thing(phrase: Phrase) -> bool:
    """Whether a predicate is a noun of one word for no person, as names have: ``Ann Baker`` may be no baker."""
    single = phrase.kind == "n" and len(phrase.head) == 1 and not phrase.rest
    return single and not may_be_surname(phrase.head[0])


def _text(constant: Constant) -> str:
    return constant.name.replace("_", " ")


def find_nationalities(predicates: Predicates) -> Iterator[Link]:
    """Who is ``Norwegian`` is from Norway, and the other way round."""
    x = Variable("x")
    said = predicates_said(predicates)
    origins = [s for s in said if s.arity == 2 and not s.phrase.head and s.phrase.roles == ("from",)]
    kinds = (s for s in said if s.arity == 1 and s.phrase.kind in ("a", "n"))
    for nationality in (s for s in kinds if " ".join(s.phrase.words) in PLACES):
        for place in PLACES[" ".join(nationality.phrase.words)]:
            constant = predicates.constants.get(("name", place))
            if constant is None:
                continue
            for origin in origins:
                rule = Iff(nationality.of(x), Atom(origin.name, (x, constant)))
                yield Link(for_all(rule, (x,)), f"who is '{nationality.text}' is from '{place}'")
