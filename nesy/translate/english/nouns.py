"""Nouns with their modifiers, and where they end."""

from __future__ import annotations

from nesy.translate.english.morphology import ends_in_s, is_plural, is_singular
from nesy.translate.english.place import COMPLEMENT, GAP, INFINITIVE, VERB, Place
from nesy.translate.english.words import (
    ADJECTIVE_ENDINGS,
    ARTICLE,
    COMMON_ADJECTIVES,
    COPULA,
    DO,
    DOMAIN,
    END,
    NAME,
    NOMINAL_STARTS,
    OPEN,
    PREPOSITION,
    PRIVATIVE,
    QUANTIFIER,
    RELATIVE,
    THE,
)


class Nouns(Place):
    """Nouns and adjectives from a place on."""

    __slots__ = ()

    def _head(self, run: tuple[str, ...], *, plural: bool) -> tuple[tuple[str, ...], str]:
        """The modifiers and the head of a run of words; what is no adjective makes one compound with the head."""
        head = self.lexicon.singular(run[-1]) if plural else run[-1]
        modifiers = list(run[:-1])
        for word in modifiers:
            if is_plural(word) and word not in self.lexicon.adjectives:
                raise self.unread(f"the plural '{word}' stands before the noun '{run[-1]}'")
        while modifiers and not self._is_adjective(modifiers[-1]):
            head = f"{modifiers.pop()} {head}"
        for word in modifiers:
            if not self._is_adjective(word):
                raise self.unread(f"'{word}' stands before more than its noun in '{' '.join(run)}'")
        return tuple(modifiers), head

    def _is_adjective(self, word: str) -> bool:
        if word in PRIVATIVE:
            return False
        if word in self.lexicon.adjectives:
            return True
        return not self.lexicon.is_noun(word) and (word in COMMON_ADJECTIVES or word.endswith(ADJECTIVE_ENDINGS))

    def _modifier_list(self, may_be_plural: bool) -> tuple[tuple[str, ...], bool]:
        """Adjectives joined by commas, ``and`` or ``or`` before a noun, but for the last one."""
        start = place = self.place
        while (
            self.kinds[place] is OPEN
            and self.kinds[place + 1] in ("and", "or", ",")
            and not self._ends_list(place, may_be_plural)
        ):
            place += 3 if self.kinds[place + 2] in ("and", "or") else 2
        if place == start or self.kinds[place] is not OPEN:
            return (), False
        connectives = {self.kinds[i] for i in range(start, place) if self.kinds[i] is not OPEN}
        words = [self.lower[i] for i in range(start, place) if self.kinds[i] is OPEN]
        if {"and", "or"} <= connectives:
            raise self.unread("'and' and 'or' are mixed without saying which binds more tightly")
        self.place = place
        if "or" in connectives:
            words.append(self._adjective())
        for word in words:
            self._check_adjective(word)
        return tuple(words), "or" in connectives

    def _check_sure(self, modifiers: tuple[str, ...]) -> None:
        """Refuses what may be two singular nouns, as in "every cat and dog"."""
        for word in modifiers:
            if word not in self.lexicon.adjectives:
                raise self.unread(f"nothing shows whether '{word}' is an adjective or a noun of its own")

    def _ends_list(self, place: int, may_be_plural: bool) -> bool:
        """Whether the word at a place is a noun that the next word only joins to another phrase."""
        word = self.lower[place]
        if is_plural(word) or self.lexicon.is_noun(word):
            return True
        after = place + 3 if self.kinds[place + 2] in ("and", "or") else place + 2
        if self.lexicon.is_verb(self.lower[after]) or (not may_be_plural and ends_in_s(self.lower[after])):
            return True
        return self.kinds[after] is not OPEN

    def _noun_run(self, follow: str, *, plural: bool) -> tuple[str, ...]:
        """The open words up to the noun, without the verb or complement that follows it."""
        start = place = self.place
        while self.kinds[place] is OPEN:
            place += 1
        end = place
        if self.kinds[place] is not DOMAIN and end - start > 1:
            if follow is VERB:
                end = self._before_verb(start, place, plural=plural)
            elif follow is INFINITIVE:
                end = self._before_infinitive(start, place)
            elif follow is GAP:
                end = self._before_gap(start, place)
            elif follow is COMPLEMENT:
                end = self._before_complement(start, place)
        self.place = end
        run = self.lower[start:end]
        if self.kinds[end] is not DOMAIN:
            self._check_run(run)
        return run

    def _check_run(self, run: tuple[str, ...]) -> None:
        if not run or self.lexicon.is_noun(run[-1]):
            return
        if run[-1] in self.lexicon.adjectives or (len(run) > 1 and run[-1] in COMMON_ADJECTIVES):
            raise self.unread(f"the adjective '{run[-1]}' stands where a noun is expected")
        for word in run[:-1]:
            if self.lexicon.is_noun(word):
                raise self.unread(f"'{run[-1]}' after the noun '{word}' is not known as a noun")

    def _before_verb(self, start: int, end: int, *, plural: bool) -> int:
        """Where the verb begins in a run of open words that holds a noun and its verb."""
        after = self.kinds[end]
        if after is COPULA or after is DO or after is RELATIVE:
            return end
        known = [i for i in range(start + 1, end) if self.lexicon.is_verb(self.lower[i])]
        sure = [i for i in known if not self.lexicon.is_noun(self.lower[i])]
        if len(sure) == 1:
            return sure[0]
        if after in NOMINAL_STARTS or after is PREPOSITION:
            return end - 1
        fitting = [i for i in known or range(start + 1, end) if self._fits(i, plural=plural)]
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            return end
        raise self.unread(f"no other sentence shows which of '{' '.join(self.lower[start:end])}' is the verb")

    def _before_infinitive(self, start: int, end: int) -> int:
        """Where the verb begins in the run of open words after ``does`` or ``do``."""
        if self.kinds[end] in NOMINAL_STARTS or self.kinds[end] is PREPOSITION or end - start == 2:
            return end - 1
        known = [i for i in range(start + 1, end) if self.lower[i] in self.lexicon.verbs]
        if len(known) == 1:
            return known[0]
        raise self.unread(f"no other sentence shows which of '{' '.join(self.lower[start:end])}' is the verb")

    def _before_gap(self, start: int, end: int) -> int:
        """Where the verb begins in the run of open words of a relative clause with its own subject."""
        known = [i for i in range(start + 1, end) if self.lexicon.is_verb(self.lower[i])]
        fitting = known[:1] or [i for i in range(start + 1, end) if self._fits(i, plural=True)]
        if len(fitting) == 1:
            return fitting[0]
        raise self.unread(f"no other sentence shows which of '{' '.join(self.lower[start:end])}' is the verb")

    def _fits(self, place: int, *, plural: bool) -> bool:
        """Whether the word at a place can be the verb of the noun before it."""
        noun, verb = self.lower[place - 1], self.lower[place]
        if noun in self.lexicon.adjectives and not self.lexicon.is_noun(noun):
            return False
        if plural and is_plural(noun):
            return not ends_in_s(verb) and verb not in self.lexicon.adjectives
        return is_singular(noun) and ends_in_s(verb)

    def _before_complement(self, start: int, end: int) -> int:
        """Where the complement begins in the run of open words of a question."""
        if self.kinds[end] in (ARTICLE, THE, NAME, QUANTIFIER, "not", RELATIVE):
            return end
        if end - start == 2 or (self.lower[0] == "is" and self.kinds[end] is END):
            return end - 1
        nouns = [i for i in range(start + 1, end) if self.lexicon.is_noun(self.lower[i - 1])]
        if self.kinds[end] is END and len(nouns) == 1:
            return nouns[0]
        raise self.unread(f"no other sentence shows where the noun of '{' '.join(self.lower[start:end])}' ends")

    def _adjective(self) -> str:
        word = self.lower[self.place]
        self._check_adjective(word)
        self.place += 1
        return word

    def _check_adjective(self, word: str) -> None:
        if self.lexicon.is_noun(word) and word not in self.lexicon.adjectives:
            raise self.unread(f"the noun '{word}' stands where an adjective is expected")
