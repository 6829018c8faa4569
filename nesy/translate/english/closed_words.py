"""The closed-class words of English: determiners, pronouns, conjunctions, prepositions, auxiliaries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

OPEN: Final = "open"
"""The kind of a word in no closed class."""
NAME: Final = "name"
NUMBER: Final = "number"
END: Final = "end"
SYMBOL: Final = "symbol"
COPULA: Final = "copula"
BE: Final = "be"
DO: Final = "do"
HAVE: Final = "have"
MODAL: Final = "modal"
ARTICLE: Final = "article"
THE: Final = "the"
THIS: Final = "this"
QUANTIFIER: Final = "quantifier"
EVERYONE: Final = "everyone"
PRONOUN: Final = "pronoun"
POSSESSIVE: Final = "possessive"
RELATIVE: Final = "relative"
PREPOSITION: Final = "preposition"
ADVERB_WORD: Final = "adverb"


def _words(kind: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), kind)


def word_set(words: str) -> frozenset[str]:
    """The words of a text, which blanks separate.

    >>> sorted(word_set("or and"))
    ['and', 'or']
    """
    return frozenset(words.split())


NUMERALS: Final = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
"""Numbers that are words."""
LONG_PREPOSITIONS: Final[Mapping[tuple[str, ...], str]] = {
    tuple(words.split()): meant
    for words, meant in {
        "to the left of": "left of", "to the right of": "right of", "on the left of": "left of",
        "on the right of": "right of", "in front of": "in front of", "on top of": "on", "next to": "next to",
        "because of": "because of", "due to": "due to", "instead of": "instead of", "according to": "according to",
        "thanks to": "thanks to", "ahead of": "ahead of", "apart from": "except", "aside from": "except",
        "other than": "except", "all over": "throughout", "all across": "throughout", "all around": "around",
    }.items()
}  # fmt: skip
"""Prepositions of several words, each with the one that is read for it."""

_OWN_KINDS: Final = word_set(
    "not and or but if then either neither nor both , ; : unless whenever because while whereas although only suppose"
)
"""Words that are kinds of their own."""


KINDS: Final[Mapping[str, str]] = {
    "": END,
    **_words(COPULA, "is are was were am"),
    **_words(BE, "be been being"),
    **_words(DO, "do does did"),
    **_words(HAVE, "has have had having"),
    **_words(MODAL, "will would can could may might must shall should cannot"),
    **_words(ARTICLE, "a an"),
    "the": THE,
    **_words(THIS, "this that these those"),
    **_words(QUANTIFIER, "all every each any no some none many most several few"),
    **_words(EVERYONE, "someone somebody something everyone everybody everything anyone anybody anything"),
    **_words(EVERYONE, "nobody nothing noone"),
    **_words(PRONOUN, "it they he she them him her itself himself herself themselves i we you me us one oneself"),
    **_words(POSSESSIVE, "his their its my our your her"),
    **_words(RELATIVE, "who which whom whose where what when why how"),
    **_words(
        PREPOSITION,
        "of in on at to from with without by for about into onto over under near behind above below after before"
        " during between among amongst against through throughout toward towards within across beside besides inside"
        " outside upon along around beyond despite via per until till since than as unlike including except off"
        " out up down away back together past",
    ),
    **dict.fromkeys(LONG_PREPOSITIONS.values(), PREPOSITION),
    **_words(
        ADVERB_WORD,
        "often always sometimes usually never ever once twice here there abroad very really quite so today tomorrow"
        " yesterday tonight",
    ),
    **{word: word for word in _OWN_KINDS},
}
"""The kind of each closed-class word, in lower case; connecting words are kinds of their own."""

OWNERS: Final = {"his": "he", "her": "she", "their": "they", "its": "it", "my": "i", "our": "we", "your": "you"}
"""Possessives with the pronouns for who owns."""
PARTICLES: Final = word_set(
    """
    before off out up down away back together in on over around about along through by
    outside inside above below behind beyond underneath
    """
)
"""Prepositions that can stand without an object."""

CONTRACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"), "shan't": ("shall", "not"),
    "he/she": ("he",), "she/he": ("she",), "his/her": ("his",), "her/his": ("her",), "him/her": ("him",),
    "and/or": ("or",), "let's": ("let", "us"), "whoever": ("everyone", "who"), "whatever": ("everything", "that"),
}  # fmt: skip
IS_AFTER: Final = word_set("it he she that there who what here where everyone someone this")
"""Words after which ``'s`` is short for ``is``."""

QUANTIFIER_PRONOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "someone": ("some", "person"), "somebody": ("some", "person"), "something": ("some", "thing"),
    "everyone": ("every", "person"), "everybody": ("every", "person"), "everything": ("every", "thing"),
    "anyone": ("any", "person"), "anybody": ("any", "person"), "anything": ("any", "thing"),
    "nobody": ("no", "person"), "noone": ("no", "person"), "nothing": ("no", "thing"), "none": ("no", "thing"),
}  # fmt: skip
"""Each pronoun that quantifies: its quantifier, and what it ranges over."""

DOMAIN_NOUNS: Final[Mapping[str, str]] = {
    "person": "person", "people": "person", "persons": "person", "individual": "person", "individuals": "person",
    "thing": "thing", "things": "thing", "human": "", "one": "thing", "ones": "thing", "those": "thing",
    "someone": "person", "something": "thing", "somebody": "person", "anyone": "person", "anything": "thing",
}  # fmt: skip
"""Nouns that restrict nothing, with the kind of individual that they stand for."""

REFLEXIVES: Final = frozenset({"itself", "himself", "herself", "themselves", "oneself"})

DISCOURSE: Final = word_set(
    """
    also too however therefore moreover additionally furthermore thus hence nevertheless indeed already just simply
    actually certainly definitely
    """
)
"""Words that connect or stress a sentence and change nothing in what it says."""

PRIVATIVE: Final = word_set(
    """
    fake former toy alleged artificial imaginary potential counterfeit would-be pretend supposed so-called future
    past possible mock false fictional virtual almost ex-
    """
)
"""Adjectives with which an A N need not be an N."""

INTRANSITIVE: Final = word_set(
    """
    sing dance run swim sleep work live fly walk talk jump laugh cry bark breathe travel vacation exist arrive come go
    die fall rise smile yell swear cook fight study exercise rest wait age grow lie sit stand retire compete happen
    """
)
"""Verbs that need no object, and so do not share that of a verb that is joined to them."""

NO_OBJECT: Final = word_set(
    "stay arrive die sleep exist happen remain appear smile laugh occur belong flow go come fall rise lie sit live"
)
"""Verbs without an object, and so without a passive."""

COLLECTIVE: Final = word_set(
    """
    friend sibling brother sister colleague neighbor neighbour twin partner enemy rival cousin classmate roommate
    spouse couple teammate relative
    """
)
"""Nouns that say something of several individuals together, not of each."""

WEATHER: Final = word_set(
    "rain snow hail freeze thunder drizzle rainy snowy sunny cloudy windy stormy foggy cold hot warm dark freezing late"
)
"""Verbs and adjectives of which ``it`` is the subject without standing for anything."""
ONLY_WEATHER: Final = word_set("rainy snowy sunny cloudy windy stormy foggy")
"""Adjectives that say how the weather is, whatever was spoken of before."""

NOT_DONE: Final = word_set(
    """
    want need try attempt hope plan intend wish expect promise offer agree threaten refuse decline forget fail neglect
    stop quit cease avoid deny pretend claim believe think say tell suppose assume suspect doubt dream fear consider
    prepare learn desire demand request ask hesitate aim seek propose suggest imagine use
    """
)
"""Verbs with which what stands behind them need not be so."""
THINKING: Final = word_set(
    "think believe know say hope suppose assume feel claim guess suspect fear imagine deny doubt"
)
"""Verbs that a whole clause follows, without ``that`` at times."""

TIMES: Final = word_set(
    """
    day morning afternoon evening night week month year weekend time summer winter spring fall autumn season monday
    tuesday wednesday thursday friday saturday sunday semester hour minute
    """
)
"""Nouns that with ``every`` or ``last`` say when something happens."""

DITRANSITIVE: Final = word_set(
    """
    give send show tell teach offer lend sell buy bring make call name ask pay owe hand promise award grant cost
    earn consider elect find keep get feed read write pass serve leave deny allow wish
    """
)
"""Verbs that take two objects."""
RELATIVES: Final = word_set(
    """
    mother father parent son daughter child brother sister sibling husband wife spouse grandmother grandfather
    grandparent grandson granddaughter grandchild aunt uncle niece nephew cousin friend colleague neighbor neighbour
    """
)
"""Nouns for people that say whose they are."""
DIRECTIONS: Final = re.compile(
    r"(?:(?:north|south|mid)-?)?(?:north|south|east|west|central)(?:ern|ernmost)?|central|upper|lower|inner|outer"
)
"""Adjectives before the name of a place for a part of it: ``northeastern Kansas``."""
ROUGHLY: Final = frozenset({"over", "about", "around", "nearly", "almost", "approximately", "under"})
"""Words before a number that is not exact."""
