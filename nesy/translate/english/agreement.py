"""Agreement of a verb with its subject in number."""

from __future__ import annotations

from abc import ABC

from nesy.translate.english.chart import Chart
from nesy.translate.english.closed_words import COPULA, DO, END, MODAL
from nesy.translate.english.senses import BASE, PAST, THIRD, VERB
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    JoinedNouns,
    Named,
    NounPhrase,
    Possessed,
    Pronoun,
    Quantified,
)


class Agreement(Chart, ABC):
    """What it costs where a verb does not agree with its subject."""

    __slots__ = ()

    def disagreement(self, subject: NounPhrase, place: int) -> float:
        """The cost of a verb whose number is not the subject's."""
        while (
            self.kind(place) not in (COPULA, DO, MODAL, END)
            and not self.senses(place, VERB)
            and place < len(self.words)
        ):
            place += 1
        number = _is_plural(subject)
        lower = self.lower(place)
        if number is None or self.kind(place) in (MODAL, END):
            return 0.0
        if self.kind(place) in (COPULA, DO) or lower in ("has", "have"):
            singular = lower in ("is", "was", "does", "has")
            plural = lower in ("are", "were", "do", "have")
            return 0.7 if (number and singular) or (not number and plural) else 0.0
        forms = {sense.form for sense in self.senses(place, VERB)}
        if PAST in forms:
            return 0.0
        return 0.8 if (number and BASE not in forms) or (not number and THIRD not in forms) else 0.0


def _is_plural(subject: NounPhrase) -> bool | None:
    if isinstance(subject, Named):
        return False
    if isinstance(subject, JoinedNouns):
        return True if subject.connective == "and" else None
    if isinstance(subject, Pronoun):
        return {"he": False, "she": False, "it": False, "they": True, "we": True, "i": None}.get(subject.word)
    if isinstance(subject, Quantified | Definite | Bare | Possessed):
        return subject.nominal.plural
    return None
