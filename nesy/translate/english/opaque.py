"""The last resort: a phrase that the grammar does not cover is taken whole, as one predicate named by its words.

The quantifier, the condition, the negation and the joined clauses around it keep their meaning; only what the
grammar cannot follow is left unanalysed. Such a reading costs more than any other, so that it is as short as it
can be, and the sentence is reported as doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from unicodedata import category

from nesy.translate.english.closed_words import ARTICLE, COPULA, DO, END, HAVE, MODAL, OPEN, PREPOSITION, SYMBOL, THE
from nesy.translate.english.name_finding import Word
from nesy.translate.english.senses import BASE, PAST, THIRD, VERB
from nesy.translate.english.sentence_grammar import SentenceGrammar
from nesy.translate.english.syntax import Clause, Nominal, Opaque, Piece, Proposition, Says, Statement, VerbPhrase
from nesy.translate.english.verb_forms import FINITE, INFINITIVE, PREDICATE, adjoined

_BOUNDARIES: Final = frozenset(
    {END, ",", ";", ":", "and", "or", "but", "nor", "then", "if", "unless", "when", "because", "while", "whereas"}
)
_CORRELATIVES: Final = ("not", "either", "neither", "both")
_PHRASE, _CLAUSE, _WORD = 4.0, 8.0, 0.3
_FORMS: Final = {FINITE: (THIRD, PAST, BASE), INFINITIVE: (BASE,)}
_MOST_WORDS: Final = 24
_FEWEST_WORDS: Final = 3


class OpaqueClauses(SentenceGrammar):
    """Clauses in which a phrase may be taken whole."""

    __slots__ = ()

    def _verb_phrase(self, place: int, form: str) -> Iterator[tuple[int, VerbPhrase, float]]:
        yield from super()._verb_phrase(place, form)
        if self._can_begin_predicate(place, form):
            head = self._head(place)
            for end in self._ends(place + 1):
                rest = self.lemmas(place + 1, end)
                if rest:
                    yield end, Says(head, (Piece("", Opaque(rest)),)), _cost(_PHRASE, place, end)

    def _can_begin_predicate(self, place: int, form: str) -> bool:
        if form is PREDICATE:
            return self.kind(place) not in (*_BOUNDARIES, *_CORRELATIVES)
        if form is FINITE and self.lower(place) in ("has", "have", "had"):
            return True
        return form in _FORMS and bool(self.senses(place, VERB, *_FORMS[form]))

    def _head(self, place: int) -> tuple[str, ...]:
        verbs = self.senses(place, VERB)
        return (verbs[0].lemma,) if verbs else self.lemmas(place, place + 1)

    def _run(self, place: int, run: object) -> Iterator[tuple[int, Nominal, float]]:
        yield from super()._run(place, run)  # type: ignore[arg-type]
        if self.kind(place) not in (*_BOUNDARIES, *_CORRELATIVES):
            for end in range(place + 1, min(place + _MOST_WORDS, len(self.words))):
                if self.is_verb(end):
                    yield end, Nominal(self.lemmas(place, end) or (self.lower(place),)), _cost(_PHRASE, place, end)
                if self.kind(end) in (END, ";", "then", "if", *_CORRELATIVES):
                    break

    def _clause(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        yield from super()._clause(place)
        yield from self._after_prelude(place)
        yield from self._with_coda(place)
        for end in self._ends(place + 1):
            if any(self.is_verb(i) for i in range(place, end)):
                yield end, Proposition(self.lemmas(place, end)), _cost(_CLAUSE, place, end)

    def _after_prelude(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """``Before the war, …``: what stands before the comma belongs to the predicate."""
        for comma in self._commas(place + 1):
            for end, clause, cost in super()._statement(comma + 1):
                if isinstance(clause, Statement) and (words := self.lemmas(place, comma)):
                    phrase = adjoined(clause.phrase, Piece("", Opaque(words)))
                    yield end, Statement(clause.subject, phrase), cost + _cost(_PHRASE, place, comma)

    def _with_coda(self, place: int) -> Iterator[tuple[int, Clause, float]]:
        """What stands after the clause, to the end of the sentence, belongs to the predicate."""
        last = len(self.words) - 1
        for end, clause, cost in super()._statement(place):
            words = self.lemmas(end, last)
            if isinstance(clause, Statement) and words and self.kind(end) not in ("and", "or", "but", "nor", "then"):
                phrase = adjoined(clause.phrase, Piece("", Opaque(words)))
                yield last, Statement(clause.subject, phrase), cost + _cost(_PHRASE, end, last)

    def _commas(self, place: int) -> list[int]:
        return [i for i in range(place, len(self.words)) if self.kind(i) == ","][:3]

    def _ends(self, place: int) -> list[int]:
        """Where a phrase that is taken whole may end."""
        last = min(place + _MOST_WORDS, len(self.words))
        return [i for i in range(place, last) if self.kind(i) in _BOUNDARIES and self.kind(i - 1) is not SYMBOL]

    def is_verb(self, place: int) -> bool:
        """Whether an auxiliary or a verb in the present or the past stands here."""
        if self.kind(place) in (COPULA, MODAL, DO, HAVE):
            return True
        return self.kind(place) is OPEN and bool(self.senses(place, VERB, THIRD, PAST))


def taken_whole(words: tuple[Word, ...]) -> Proposition | None:
    """A sentence as one proposition; None for what has no verb, breaks off, or holds signs that no text has."""
    chart = OpaqueClauses(words)
    last = len(words) - 1
    breaks_off = last < _FEWEST_WORDS or words[last - 1].kind in (ARTICLE, THE, PREPOSITION, *_BOUNDARIES)
    if breaks_off or any(word.kind is SYMBOL and not _is_sign(word.text) for word in words):
        return None
    has_verb = any(chart.is_verb(i) or (i and chart.senses(i, VERB, BASE)) for i in range(last))
    return Proposition(chart.lemmas(0, last)) if has_verb else None


def _is_sign(text: str) -> bool:
    """Whether all characters are punctuation, or signs of mathematics or currency."""
    return all(category(character)[0] == "P" or category(character) in ("Sm", "Sc") for character in text)


def _cost(base: float, start: int, end: int) -> float:
    return base + _WORD * (end - start)
