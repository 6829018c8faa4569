"""The closed-class words of English: determiners, pronouns, conjunctions and the like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPEN: Final = "open"
"""The kind of a word that is in no closed class: a noun, adjective, verb or, until it is tagged, a name."""
NAME: Final = "name"
END: Final = "end"
SYMBOL: Final = "symbol"
COPULA: Final = "copula"
DO: Final = "do"
ARTICLE: Final = "article"
THE: Final = "the"
QUANTIFIER: Final = "quantifier"
EVERYONE: Final = "everyone"
PRONOUN: Final = "pronoun"
RELATIVE: Final = "relative"
PREPOSITION: Final = "preposition"
DOMAIN: Final = "domain"
REFUSED: Final = "refused"


def _words(kind: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), kind)


_REFUSED: Final = """
    was were been being be am will would shall should can could must may might had did ought having
    cannot wo ca won't can't
    only just even almost mostly most many few several much more less enough exactly least both's
    one two three four five six seven eight nine ten hundred thousand million half first second last
    unless until when whenever while because since although though however therefore thus hence so except
    provided whether as such like's instead otherwise else
    never always often sometimes usually rarely seldom still already yet again ever very too quite really
    rather here now today tomorrow yesterday together well away out up down off back once twice maybe perhaps
    my your his their its our mine yours hers ours theirs these those this
    i you we us me myself yourself ourselves
    what where why how whose whom other another others same own
"""

KINDS: Final[Mapping[str, str]] = {
    "": END,
    **_words(COPULA, "is are"),
    **_words(DO, "do does"),
    **_words(ARTICLE, "a an"),
    "the": THE,
    **_words(QUANTIFIER, "all every each any no some"),
    **_words(EVERYONE, "someone somebody something everyone everybody everything anyone anybody anything"),
    **_words(EVERYONE, "nobody nothing noone"),
    **_words(PRONOUN, "it they he she them him her itself himself herself themselves"),
    **_words(RELATIVE, "who that which"),
    **_words(DOMAIN, "person people persons thing things"),
    **_words(
        PREPOSITION,
        "of in on at to from with by for about into over under near behind above below after before"
        " during between against through toward towards without within across beside inside outside than",
    ),
    **{word: word for word in ("not", "and", "or", "if", "then", "there", "either", "neither", "nor", "both", ",")},
    "but": "and",
    **_words(REFUSED, _REFUSED),
}
"""The kind of each closed-class word, in lower case; connecting words are kinds of their own."""

CONTRACTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "isn't": ("is", "not"),
    "aren't": ("are", "not"),
    "doesn't": ("does", "not"),
    "don't": ("do", "not"),
    "it's": ("it", "is"),
    "they're": ("they", "are"),
    "he's": ("he", "is"),
    "she's": ("she", "is"),
    "there's": ("there", "is"),
}

QUANTIFIER_PRONOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "someone": ("some", "person"),
    "somebody": ("some", "person"),
    "something": ("some", "thing"),
    "everyone": ("every", "person"),
    "everybody": ("every", "person"),
    "everything": ("every", "thing"),
    "anyone": ("any", "person"),
    "anybody": ("any", "person"),
    "anything": ("any", "thing"),
    "nobody": ("no", "person"),
    "noone": ("no", "person"),
    "nothing": ("no", "thing"),
}
"""Each pronoun that quantifies: its quantifier, and what it ranges over."""

PLURAL_ONLY: Final = frozenset({"all"})
SINGULAR_ONLY: Final = frozenset({"a", "an", "every", "each"})
PLURAL_DOMAIN: Final = frozenset({"people", "persons", "things"})
REFLEXIVES: Final = frozenset({"itself", "himself", "herself", "themselves"})
OBJECT_ONLY: Final = frozenset({"them", "him", "her"}) | REFLEXIVES
NOMINAL_STARTS: Final = frozenset({NAME, ARTICLE, THE, QUANTIFIER, EVERYONE, PRONOUN})
"""Kinds that begin a noun phrase; a bare plural noun, which is OPEN, can too."""

_ADJECTIVES_IN_LY_WORDS: Final = """
    friendly unfriendly lovely ugly silly lonely lively holy early deadly costly cowardly elderly curly
    hilly jolly oily smelly chilly family fly ally bully lily jelly belly butterfly supply reply rely
    apply comply multiply assembly monopoly anomaly daily weekly orderly scholarly worldly heavenly
    ghostly timely manly womanly wily woolly wobbly bubbly cuddly kindly sickly sly
"""
ADJECTIVES_IN_LY: Final = frozenset(_ADJECTIVES_IN_LY_WORDS.split())
"""Words in -ly that are not adverbs."""

_COMMON_VERBS_WORDS: Final = """
    admires adores attends avoids believes belongs breathes brings buys chases comes contains dislikes drinks
    drives eats enjoys fears feeds follows gets gives goes has hates hears helps holds keeps knows learns likes
    lives loves makes meets owns plays prefers reads remembers respects sees sells sings sleeps speaks swims takes
    teaches tells trusts understands wants wears works writes
"""
COMMON_VERBS: Final = frozenset(_COMMON_VERBS_WORDS.split())
"""Third persons that show, where a problem has no better evidence, that the capitalised word before is a name."""

_COMMON_ADJECTIVES_WORDS: Final = """
    big small large little tall short long high low young old new good bad kind nice mean cold hot warm cool red blue
    green yellow white black brown pink purple grey gray dark bright light round square flat rough smooth soft
    hard wet dry clean dirty rich poor strong weak fast slow quick smart clever wise dumb dull loud quiet calm brave
    shy angry happy sad tired hungry thirsty sick healthy busy free full empty heavy thin thick fat wide narrow deep
    shallow sharp sweet sour bitter salty fresh raw cheap expensive safe rare common main great grand huge tiny fierce
    furry hairy scary lazy crazy noisy fluffy wild tame domestic honest loyal polite rude gentle
    friendly unfriendly lovely ugly silly lonely lively dead alive wooden golden metallic
"""
COMMON_ADJECTIVES: Final = frozenset(_COMMON_ADJECTIVES_WORDS.split())
ADJECTIVE_ENDINGS: Final = ("ous", "ful", "ive", "less", "able", "ible", "ish", "ical")
"""What shows, where a problem has no better evidence, that a word before a noun is an adjective."""

_PRIVATIVE_WORDS: Final = """
    fake former toy alleged artificial imaginary potential counterfeit would-be ex- pretend supposed so-
    called future past possible mock false fictional virtual plastic almost
"""
PRIVATIVE: Final = frozenset(_PRIVATIVE_WORDS.split())
"""Adjectives with which an A N need not be an N."""

_COLLECTIVE_WORDS: Final = """
    friend sibling brother sister colleague neighbor neighbour twin partner enemy rival cousin classmate
    roommate spouse couple team group pair equal similar different alike married identical related
    separate parallel opposite opponent teammate ally relative meet marry gather differ agree disagree
    collide compete
"""
COLLECTIVE: Final = frozenset(_COLLECTIVE_WORDS.split())
"""Lemmas that say something of several individuals together, not of each."""
