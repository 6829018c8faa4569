"""What somebody is said to be by what they do: who works as a nurse is one, who was elected president is president."""

from __future__ import annotations

from typing import Final

from nesy.translate.english.closed_words import RELATIVES, word_set
from nesy.translate.english.stems import verb_of_agent
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    NounPhrase,
    Opaque,
    Piece,
    Possessed,
    Quantified,
    Says,
)

_SERVING: Final = frozenset({("work",), ("serve",)})
_TERMS: Final = word_set("term year month week day season time")
"""What one serves as something."""
_TOGETHER: Final = word_set("team group pair unit couple whole")
"""Nouns after ``as`` that say how several do something."""
_PEOPLE: Final = word_set(
    """
    adult captain chairman champion citizen client customer doctor employee guest head hero intern judge king lawyer
    leader member minister musician mayor nurse officer official orphan parent patient pilot president priest prince
    princess professor queen scientist secretary senator soldier spy student surgeon veteran widow witness
    """
)
_OF_PEOPLE: Final = ("man", "woman", "ist", "ician", "eer", "person")
"""Endings of nouns for people."""
MADE: Final = word_set("elected appointed named crowned chosen voted classified ordained")
"""Participles whose subject is what follows, from then on."""
_AGES: Final = word_set("child boy girl kid baby teenager youth toddler infant adolescent")
"""Nouns after ``as`` that say when, not what somebody is."""


_NO_AGENTS: Final = word_set("matter reminder answer offer order favor favour")
"""Nouns that look like those for who does something."""


def role_in(phrase: Says) -> Piece | None:
    """What says the role that the subject has: ``as a nurse``, in ``works as a nurse``; None where nothing does."""
    plays = phrase.head == ("play",)
    if not (plays or phrase.head in _SERVING) or phrase.modal or any(map(_is_served, phrase.pieces)):
        return None
    roles = [piece for piece in phrase.pieces if piece.preposition == "as" and is_role(piece.phrase)]
    return next((piece for piece in roles if not plays or is_of_person(piece.phrase)), None)


def _is_served(piece: Piece) -> bool:
    """Whether an object is what is done, not how long: ``serves dinner as a favour``."""
    thing = piece.phrase
    if piece.preposition or isinstance(thing, Opaque | None):
        return False
    return not isinstance(thing, Bare | Quantified | Definite) or thing.nominal.head[-1] not in _TERMS


def is_of_person(phrase: NounPhrase | None) -> bool:
    """Whether a noun phrase says what a person is: ``a student``, but not ``a result``."""
    noun = phrase.nominal.head[-1] if isinstance(phrase, Bare | Definite | Possessed | Quantified) else ""
    if noun in _PEOPLE | RELATIVES or noun.endswith(_OF_PEOPLE):
        return True
    return bool(verb_of_agent(noun)) and noun not in _NO_AGENTS


def role_got(phrase: Says) -> NounPhrase | None:
    """What the subject became: ``president``, in ``was elected president``; None where it became nothing."""
    became = phrase.head == ("become",) and phrase.past
    if phrase.modal or not (became or (phrase.passive and phrase.head[0] in MADE)):
        return None
    first = phrase.pieces[0] if phrase.pieces else None
    if first is None or first.preposition not in (("",) if became else ("", "as")):
        return None
    return first.phrase if is_role(first.phrase) or _are_many(first.phrase) else None


def is_role(phrase: NounPhrase | None) -> bool:
    """Whether a noun phrase after ``as`` says what one thing is: ``a nurse``, ``mayor of Boston``."""
    if isinstance(phrase, Quantified):
        return phrase.quantifier == "a" and phrase.nominal.head[-1] not in _AGES | _TOGETHER
    if isinstance(phrase, Bare):
        return not phrase.nominal.plural and phrase.nominal.head[-1] not in _AGES
    if isinstance(phrase, Definite):
        posts = phrase.nominal.posts
        return bool(posts) and isinstance(posts[0], Says) and posts[0].pieces[:1] != () and not phrase.nominal.plural
    return isinstance(phrase, Possessed) and not phrase.nominal.plural


def _are_many(phrase: NounPhrase | None) -> bool:
    return isinstance(phrase, Bare) and phrase.nominal.plural
