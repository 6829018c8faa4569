"""Noun phrases, and the relative clauses inside them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Final

from nesy.translate.english.morphology import ends_in_s, is_plural, is_singular
from nesy.translate.english.nouns import Nouns
from nesy.translate.english.place import COMPLEMENT, GAP, NOTHING, VERB
from nesy.translate.english.tree import (
    Definite,
    JoinedNouns,
    Named,
    Nominal,
    NounPhrase,
    Pronoun,
    Quantified,
    Relative,
    Stuff,
    VerbPhrase,
)
from nesy.translate.english.words import (
    ARTICLE,
    COPULA,
    DO,
    DOMAIN,
    EVERYONE,
    NAME,
    NOMINAL_STARTS,
    OBJECT_ONLY,
    OPEN,
    PLURAL_DOMAIN,
    PLURAL_ONLY,
    PRONOUN,
    QUANTIFIER,
    QUANTIFIER_PRONOUNS,
    RELATIVE,
    SINGULAR_ONLY,
    THE,
)

MAX_DEPTH: Final = 8
"""Relative clauses inside one another."""


class NounPhrases(Nouns, ABC):
    """Noun phrases from a place on."""

    __slots__ = ()

    @abstractmethod
    def verb_phrase(self, follow: str, *, plural: bool) -> VerbPhrase:
        """A verb phrase, joined ones included; ``follow`` says whether the main verb is still to come."""

    @abstractmethod
    def starts_verb_phrase(self, plural: bool) -> bool:
        """Whether a verb phrase can begin at this place."""

    @abstractmethod
    def is_verb_here(self, *, plural: bool) -> bool:
        """Whether the open word at this place is or may well be a verb."""

    @abstractmethod
    def _verb_words(self, *, plural: bool) -> tuple[str, ...]:
        """The lemma of the verb at this place, and the preposition after it."""

    def noun_phrase(self, follow: str) -> tuple[NounPhrase, bool]:
        """A noun phrase, joined ones included, and whether it is plural."""
        kind = self.kinds[self.place]
        if kind in ("either", "neither", "both"):
            return self._paired_nouns(kind, follow)
        first, plural = self.one_noun_phrase(follow)
        if self.kinds[self.place] not in ("and", "or", ","):
            return first, plural
        return self._joined_nouns(first, plural, follow)

    def _paired_nouns(self, opener: str, follow: str) -> tuple[NounPhrase, bool]:
        self.place += 1
        first, _ = self.one_noun_phrase(follow)
        closer = {"either": "or", "neither": "nor", "both": "and"}[opener]
        if not self.accept(closer):
            raise self.unexpected(f"'{closer}'")
        second, plural = self.one_noun_phrase(follow)
        if self.kinds[self.place] in ("or", "nor") or (self.kinds[self.place] == "and" and follow is VERB):
            raise self.unread(f"'{opener}' joins more than two noun phrases")
        connective = "and" if opener == "both" else opener
        return JoinedNouns(connective, (first, second)), plural or opener == "both"

    def _joined_nouns(self, first: NounPhrase, plural: bool, follow: str) -> tuple[NounPhrase, bool]:
        parts = [first]
        connective = ""
        while True:
            start = self.place
            found = self.connective()
            if not found or not self._starts_noun_phrase(plural):
                self.place = start
                break
            if follow is NOTHING and self._is_clause():
                self.place = start
                break
            part, plural = self.one_noun_phrase(follow)
            connective = self.one_connective(connective, found)
            parts.append(part)
        if len(parts) == 1:
            return first, plural
        if connective == ",":
            raise self.unread("a list of noun phrases ends in neither 'and' nor 'or'")
        return JoinedNouns(connective, tuple(parts)), connective == "and" or plural

    def _is_clause(self) -> bool:
        """Whether a noun phrase with its own verb, not one more object, begins at this place."""
        start = self.place
        _, plural = self.one_noun_phrase(VERB)
        found = self.starts_verb_phrase(plural)
        self.place = start
        return found

    def _starts_noun_phrase(self, plural: bool) -> bool:
        kind = self.kinds[self.place]
        if kind is OPEN:
            return (plural or self.in_object) and not self.is_verb_here(plural=plural)
        return kind in NOMINAL_STARTS or (kind is DOMAIN and plural)

    def one_noun_phrase(self, follow: str) -> tuple[NounPhrase, bool]:
        """A noun phrase that is not joined with another, and whether it is plural."""
        kind = self.kinds[self.place]
        if kind is NAME:
            return self._name(), False
        if kind is THE:
            return self._definite(follow), False
        if kind is EVERYONE:
            return self._quantifier_pronoun(follow), False
        if kind is PRONOUN:
            return self._pronoun(follow)
        if kind is QUANTIFIER or kind is ARTICLE:
            return self._quantified(follow)
        if kind is OPEN or kind is DOMAIN:
            return self._bare(follow)
        raise self.unexpected("a noun phrase")

    def _name(self) -> Named:
        start = self.place
        while self.kinds[self.place] is NAME:
            self.place += 1
        return Named(self.lower[start : self.place])

    def _pronoun(self, follow: str) -> tuple[NounPhrase, bool]:
        word = self.lower[self.place]
        if follow is not NOTHING and word in OBJECT_ONLY:
            raise self.unread(f"the pronoun '{word}' is no subject")
        self.place += 1
        return Pronoun(word), word in ("they", "them", "themselves")

    def _quantifier_pronoun(self, follow: str) -> Quantified:
        quantifier, head = QUANTIFIER_PRONOUNS[self.lower[self.place]]
        self.place += 1
        modifiers: tuple[str, ...] = ()
        if self.kinds[self.place] is OPEN and self._is_postnominal(follow):
            modifiers = (self._adjective(),)
        return Quantified(quantifier, Nominal(head, modifiers, relatives=self._relatives(follow, plural=False)))

    def _is_postnominal(self, follow: str) -> bool:
        """Whether the adjective at this place belongs to the pronoun before it, as in "something red"."""
        if follow is COMPLEMENT:
            return self.kinds[self.place + 1] is OPEN
        word = self.lower[self.place]
        return follow is NOTHING or not (ends_in_s(word) or self.lexicon.is_verb(word))

    def _definite(self, follow: str) -> Definite:
        self.place += 1
        run = self._noun_run(follow, plural=True)
        if not run:
            raise self.unexpected("a noun")
        if not is_singular(run[-1]):
            raise self.unread(
                f"the plural phrase 'the {' '.join(run)}' names no single thing", "write 'all' or name one"
            )
        if self.kinds[self.place] is RELATIVE:
            raise self.unread(f"the phrase 'the {' '.join(run)} {self.lower[self.place]} …' is a description")
        return Definite(run)

    def _quantified(self, follow: str) -> tuple[Quantified, bool]:
        word = self.lower[self.place]
        self.place += 1
        nominal, plural = self._nominal(follow, may_be_plural=word not in SINGULAR_ONLY)
        if word in PLURAL_ONLY and not plural:
            raise self.unread(f"'{word}' stands before the singular noun '{nominal.head}'")
        if word in SINGULAR_ONLY and plural:
            raise self.unread(f"'{word}' stands before the plural of '{nominal.head}'")
        quantifier = "every" if word in ("all", "each") else "a" if word == "an" else word
        return Quantified(quantifier, nominal), plural

    def _bare(self, follow: str) -> tuple[NounPhrase, bool]:
        """A noun without a determiner: a plural, or a mass noun as an object."""
        start = self.place
        if self.in_object and (stuff := self._stuff(follow)):
            return stuff, False
        self.place = start
        nominal, plural = self._nominal(follow, may_be_plural=True)
        if not plural and start == 0:
            raise self.unread(f"'{self.words[0]}' is no name before a present-tense verb, and no noun with an article")
        if not plural:
            raise self.unread(f"the singular noun '{nominal.head}' has no article")
        return Quantified("plural", nominal), True

    def _stuff(self, follow: str) -> Stuff | None:
        """A bare noun whose instances the problem does not speak of, as an object."""
        run = self._noun_run(follow, plural=True)
        if not run or self.kinds[self.place] in (DOMAIN, RELATIVE):
            return None
        if self.lexicon.is_noun(run[-1]):
            return None
        if any(self.lexicon.is_verb(word) or word in self.lexicon.adjectives for word in run):
            raise self.unread(f"'{' '.join(run)}' stands where a noun phrase is expected")
        return Stuff(run)

    def _nominal(self, follow: str, *, may_be_plural: bool) -> tuple[Nominal, bool]:
        modifiers, alternative = self._modifier_list(may_be_plural)
        run = self._noun_run(follow, plural=may_be_plural)
        if self.kinds[self.place] is DOMAIN:
            word = self.lower[self.place]
            self.place += 1
            plural = word in PLURAL_DOMAIN
            head = "thing" if word.startswith("thing") else "person"
        elif run:
            plural = may_be_plural and is_plural(run[-1])
            if not may_be_plural and not is_singular(run[-1]):
                raise self.unread(f"the plural '{run[-1]}' stands after a singular determiner")
            run, head = self._head(run, plural=plural)
        else:
            raise self.unexpected("a noun")
        if alternative and run:
            raise self.unread("adjectives joined by 'or' stand beside others")
        if not plural:
            self._check_sure(modifiers)
        relatives = self._relatives(follow, plural=plural)
        return Nominal(head, (*modifiers, *run), alternative, relatives), plural

    # -- relative clauses

    def _relatives(self, follow: str, *, plural: bool) -> tuple[Relative, ...]:
        if self.kinds[self.place] is not RELATIVE:
            return ()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.unread(f"more than {MAX_DEPTH} relative clauses are nested")
        saved = (self.guarded, self.in_object)
        self.guarded, self.in_object = self.in_object, False
        relatives: list[Relative] = []
        while self.kinds[self.place] is RELATIVE:
            self.place += 1
            relatives.append(self._relative(follow, plural=plural))
            if self.kinds[self.place] == "and" and self.kinds[self.place + 1] is RELATIVE:
                self.place += 1
        self.guarded, self.in_object = saved
        self.depth -= 1
        if self.in_object and self.kinds[self.place] in ("and", "or", ",") and self._continues():
            raise self.unread("what follows 'and' or 'or' may belong to the relative clause or to the whole sentence")
        return tuple(relatives)

    def _continues(self) -> bool:
        return self.kinds[self.place + 1] in (COPULA, DO, OPEN, "not", "and", "or")

    def _relative(self, follow: str, *, plural: bool) -> Relative:
        if self.kinds[self.place] in NOMINAL_STARTS:
            subject, plural = self.one_noun_phrase(GAP)
            return Relative(None, subject, self._verb_words(plural=plural))
        return Relative(self.verb_phrase(follow, plural=plural))
