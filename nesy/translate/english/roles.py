"""What somebody is said to be by what they do: who works as a nurse is one, who was elected president is president."""

from __future__ import annotations

from typing import Final

from nesy.translate.english.closed_words import word_set
from nesy.translate.english.syntax import Bare, Definite, NounPhrase, Piece, Possessed, Quantified, Says

_SERVING: Final = frozenset({("work",), ("serve",), ("play",)})
MADE: Final = word_set("elected appointed named crowned chosen voted classified ordained")
"""Participles whose subject is what follows, from then on."""
_AGES: Final = word_set("child boy girl kid baby teenager youth toddler infant adolescent")
"""Nouns after ``as`` that say when, not what somebody is."""


def role_in(phrase: Says) -> Piece | None:
    """What says the role that the subject has: ``as a nurse``, in ``works as a nurse``; None where nothing does."""
    if phrase.head not in _SERVING or phrase.modal:
        return None
    return next((piece for piece in phrase.pieces if piece.preposition == "as" and is_role(piece.phrase)), None)


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
        return phrase.quantifier == "a" and phrase.nominal.head[-1] not in _AGES
    if isinstance(phrase, Bare):
        return not phrase.nominal.plural and phrase.nominal.head[-1] not in _AGES
    if isinstance(phrase, Definite):
        posts = phrase.nominal.posts
        return bool(posts) and isinstance(posts[0], Says) and posts[0].pieces[:1] != () and not phrase.nominal.plural
    return isinstance(phrase, Possessed) and not phrase.nominal.plural


def _are_many(phrase: NounPhrase | None) -> bool:
    return isinstance(phrase, Bare) and phrase.nominal.plural
