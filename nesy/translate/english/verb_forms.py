"""The forms of verb phrases, and changes to whole ones: an adjunct more, a modal, the past."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nesy.translate.english.syntax import (
    Denied,
    JoinedVerbs,
    Piece,
    Says,
    VerbPhrase,
)

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


def with_modal(phrase: VerbPhrase, modal: str) -> VerbPhrase:
    """The phrase under ``can`` or ``must``; joined phrases each take it."""
    if not modal:
        return phrase
    if isinstance(phrase, Says):
        return replace(phrase, modal=phrase.modal or modal)
    if isinstance(phrase, Denied):
        return Denied(with_modal(phrase.phrase, modal))
    if isinstance(phrase, JoinedVerbs):
        return JoinedVerbs(phrase.connective, tuple(with_modal(part, modal) for part in phrase.parts))
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
