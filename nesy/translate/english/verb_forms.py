"""The forms of verb phrases, and changes to whole ones: an adjunct more, a modal, the past."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nesy.translate.english.syntax import (
    Bare,
    Denied,
    IsA,
    JoinedNouns,
    JoinedVerbs,
    NounPhrase,
    Opaque,
    Piece,
    Quantified,
    Says,
    VerbPhrase,
)
from nesy.translate.english.usage import words_of

FINITE: Final = "finite"
INFINITIVE: Final = "infinitive"
GERUNDIAL: Final = "gerund"
PERFECT: Final = "perfect"
GAPPED: Final = "gapped"
PREDICATE: Final = "predicate"


def adjoined(phrase: VerbPhrase, piece: Piece) -> VerbPhrase:
    """The phrase with an adjunct; joined phrases each take it."""
    if isinstance(phrase, Says):
        return replace(phrase, pieces=(*phrase.pieces, piece))
    if isinstance(phrase, Denied):
        return Denied(adjoined(phrase.phrase, piece))
    if isinstance(phrase, JoinedVerbs):
        return JoinedVerbs(phrase.connective, tuple(adjoined(part, piece) for part in phrase.parts))
    return phrase


MODALS: Final = {"can": "can", "could": "can", "may": "may", "might": "can", "must": "must", "should": "must"}
"""Modal verbs: ability and possibility, permission, duty. What is permitted is named as what one can do."""


_POSSIBLE: Final = frozenset({"may", "might", "could"})
"""Modal verbs with which nothing is said to be so; ``can`` with alternatives says that one of them is."""


def under_modal(phrase: VerbPhrase, word: str) -> VerbPhrase:
    """The phrase under a modal verb as it is written; as it is under one like ``will``."""
    modal = MODALS.get(word, "")
    return with_modal(_possibly(phrase, modal) if word in _POSSIBLE else phrase, modal)


def _possibly(phrase: VerbPhrase, modal: str) -> VerbPhrase:
    if isinstance(phrase, Denied):
        return Denied(_possibly(phrase.phrase, modal))
    if isinstance(phrase, JoinedVerbs):
        return JoinedVerbs(phrase.connective, tuple(_possibly(part, modal) for part in phrase.parts))
    if isinstance(phrase, IsA) and isinstance(phrase.phrase, JoinedNouns):
        return JoinedVerbs(phrase.phrase.connective, tuple(_can_be(part, modal) for part in phrase.phrase.parts))
    return _can_be(phrase.phrase, modal) if isinstance(phrase, IsA) else phrase


def _can_be(thing: NounPhrase, modal: str) -> Says:
    named = Opaque(words_of(thing)) if isinstance(thing, Bare | Quantified) else thing
    return Says(("be",), (Piece("", named),), modal=modal, kind="a")


def with_modal(phrase: VerbPhrase, modal: str) -> VerbPhrase:
    """The phrase under ``can`` or ``must``; joined phrases each take it.

    Who may be a student need not be one; who can be a singer or a writer is one of them.
    """
    if not modal:
        return phrase
    if isinstance(phrase, Says):
        return replace(phrase, modal=phrase.modal or modal)
    if isinstance(phrase, Denied):
        return Denied(with_modal(phrase.phrase, modal))
    if isinstance(phrase, JoinedVerbs):
        if phrase.connective in ("or", "either") and all(isinstance(part, IsA) for part in phrase.parts):
            return phrase
        return JoinedVerbs(phrase.connective, tuple(with_modal(part, modal) for part in phrase.parts))
    if isinstance(phrase, IsA) and modal in ("can", "may") and not isinstance(phrase.phrase, JoinedNouns):
        return _can_be(phrase.phrase, modal)
    return phrase


def in_past(phrase: VerbPhrase) -> VerbPhrase:
    """The phrase in the past; joined phrases each take it."""
    if isinstance(phrase, Says):
        return replace(phrase, past=True)
    if isinstance(phrase, Denied):
        return Denied(in_past(phrase.phrase))
    if isinstance(phrase, JoinedVerbs):
        return JoinedVerbs(phrase.connective, tuple(in_past(part) for part in phrase.parts))
    return phrase
