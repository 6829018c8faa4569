"""Verb phrases."""

from __future__ import annotations

from nesy.translate.english.morphology import base_of_gerund, base_of_participle, ends_in_s, is_plural
from nesy.translate.english.noun_phrases import NounPhrases
from nesy.translate.english.place import INFINITIVE, NOTHING, VERB
from nesy.translate.english.tree import (
    Denied,
    Has,
    IsA,
    JoinedVerbs,
    Nominal,
    NounPhrase,
    Relates,
    VerbPhrase,
)
from nesy.translate.english.words import (
    ARTICLE,
    COPULA,
    DO,
    DOMAIN,
    NOMINAL_STARTS,
    OPEN,
    PREPOSITION,
    THE,
)


class VerbPhrases(NounPhrases):
    """Verb phrases from a place on."""

    __slots__ = ()

    def starts_verb_phrase(self, plural: bool) -> bool:
        """Whether a verb phrase can begin at this place."""
        kind = self.kinds[self.place]
        return kind is COPULA or kind is DO or (kind is OPEN and self.is_verb_here(plural=plural))

    def is_verb_here(self, *, plural: bool) -> bool:
        """Whether the open word at this place is or may well be a verb."""
        word = self.lower[self.place]
        if self.lexicon.is_verb(word):
            return True
        if self.lexicon.is_noun(word) or word in self.lexicon.adjectives:
            return False
        return not plural and ends_in_s(word)

    def verb_phrase(self, follow: str, *, plural: bool) -> VerbPhrase:
        """A verb phrase, joined ones included; ``follow`` says whether the main verb is still to come."""
        kind = self.kinds[self.place]
        if kind in ("either", "both", "neither"):
            return self._paired_verbs(kind, follow, plural=plural, copular=False)
        copular = kind is COPULA
        first = self.one_verb_phrase(follow, plural=plural)
        return self.joined_verbs(first, follow, plural=plural, copular=copular)

    def joined_verbs(self, first: VerbPhrase, follow: str, *, plural: bool, copular: bool) -> VerbPhrase:
        """A verb phrase with what is joined to it; ``copular`` where it is what follows ``is`` or ``are``."""
        parts = [first]
        bare = [False]
        connective = ""
        while True:
            start = self.place
            found = self.connective()
            if not found:
                break
            if self.starts_verb_phrase(plural):
                if self.guarded:
                    raise self.unread(f"what follows '{found}' may belong to the relative clause or to the sentence")
                copular = self.kinds[self.place] is COPULA
                bare.append(False)
                part = self.one_verb_phrase(follow, plural=plural)
            elif copular and self._starts_complement(plural):
                bare.append(self.kinds[self.place] != "not")
                part = self._complement(follow, plural=plural)
            else:
                self.place = start
                break
            connective = self.one_connective(connective, found)
            parts.append(part)
        if len(parts) == 1:
            return first
        if connective == ",":
            raise self.unread("a list of verb phrases ends in neither 'and' nor 'or'")
        if isinstance(first, Denied) and bare[1]:
            raise self.unread(
                f"'not' before '{connective}' may deny one part or all", "repeat 'not', or write 'neither … nor'"
            )
        return JoinedVerbs(connective, tuple(parts))

    def _starts_complement(self, plural: bool) -> bool:
        kind = self.kinds[self.place]
        if kind == "not":
            return True
        if kind is OPEN:
            return not (plural and self._begins_clause())
        return kind is PREPOSITION or (kind is ARTICLE and not self._begins_clause())

    def _begins_clause(self) -> bool:
        """Whether a noun phrase and a verb follow."""
        start = self.place
        end = start + 1
        while self.kinds[end] is OPEN:
            end += 1
        return self.kinds[end] in (COPULA, DO) or any(self.lexicon.is_verb(w) for w in self.lower[start + 1 : end])

    def _paired_verbs(self, opener: str, follow: str, *, plural: bool, copular: bool) -> VerbPhrase:
        self.place += 1
        closer = {"either": "or", "neither": "nor", "both": "and"}[opener]
        parts = [self._paired_part(follow, plural=plural, copular=copular)]
        while True:
            start = self.place
            comma = self.accept(",")
            if self.accept(closer):
                parts.append(self._paired_part(follow, plural=plural, copular=copular))
                break
            if not comma:
                self.place = start
                raise self.unexpected(f"'{closer}'")
            parts.append(self._paired_part(follow, plural=plural, copular=copular))
        if self.kinds[self.place] == closer:
            raise self.unread(f"'{opener}' is followed by more than one '{closer}'")
        return JoinedVerbs("and" if opener == "both" else opener, tuple(parts))

    def _paired_part(self, follow: str, *, plural: bool, copular: bool) -> VerbPhrase:
        if copular:
            return self._complement(follow, plural=plural)
        return self.one_verb_phrase(follow, plural=plural)

    def one_verb_phrase(self, follow: str, *, plural: bool) -> VerbPhrase:
        """A verb phrase that is not joined with another."""
        kind = self.kinds[self.place]
        if kind is COPULA:
            self._check_agreement(self.lower[self.place] == "are", plural)
            self.place += 1
            return self.predicate(follow, plural=plural)
        if kind is DO:
            self._check_agreement(self.lower[self.place] == "do", plural)
            self.place += 1
            if not self.accept("not"):
                raise self.unexpected("'not'")
            return Denied(self.verb_and_object(follow, plural=True))
        if kind is not OPEN:
            raise self.unexpected("a verb")
        return self.verb_and_object(follow, plural=plural)

    def _check_agreement(self, verb_is_plural: bool, plural: bool) -> None:
        if verb_is_plural != plural:
            number = "plural" if plural else "singular"
            raise self.unread(f"'{self.words[self.place]}' does not agree with its {number} subject")

    def predicate(self, follow: str, *, plural: bool) -> VerbPhrase:
        """What follows ``is`` or ``are``."""
        kind = self.kinds[self.place]
        if kind in ("either", "both", "neither"):
            return self._paired_verbs(kind, follow, plural=plural, copular=True)
        return self._complement(follow, plural=plural)

    def _complement(self, follow: str, *, plural: bool) -> VerbPhrase:
        if self.accept("not"):
            if self.kinds[self.place] in ("either", "both", "neither", "not"):
                raise self.unread(f"'not {self.lower[self.place]}' is not covered by this grammar")
            return Denied(self._complement(follow, plural=plural))
        kind = self.kinds[self.place]
        if kind is ARTICLE:
            self.place += 1
            return self._noun_complement(follow, plural=False)
        if kind is PREPOSITION:
            return self._related(())
        if kind is DOMAIN and plural:
            return self._noun_complement(follow, plural=True)
        if kind is THE and self._is_relation():
            self.place += 1
            return self._noun_complement(follow, plural=False)
        if kind is not OPEN:
            if kind in NOMINAL_STARTS:
                raise self.unread("an identity ('is' with a name, a pronoun or 'the') is not covered by this grammar")
            raise self.unexpected("an adjective or 'a' with a noun")
        if plural and self._is_plural_noun():
            return self._noun_complement(follow, plural=True)
        return self._adjective_phrase(follow, plural=plural)

    def _predicate_noun(self, follow: str, *, plural: bool) -> Nominal:
        saved, self.in_object = self.in_object, True
        nominal, is_many = self._nominal(follow, may_be_plural=plural)
        self.in_object = saved
        if plural != is_many:
            raise self.unread(f"the noun '{nominal.head}' does not agree with its subject")
        if self.kinds[self.place] is PREPOSITION and self.lower[self.place] != "of":
            raise self.unread(f"'{nominal.head} {self.lower[self.place]} …' is not covered by this grammar")
        return nominal

    def _noun_complement(self, follow: str, *, plural: bool) -> VerbPhrase:
        """A noun, or a relation with the thing after ``of``."""
        nominal = self._predicate_noun(follow, plural=plural)
        if not self.accept("of"):
            return IsA(nominal)
        if nominal.modifiers or nominal.relatives or self.lexicon.is_noun(nominal.head):
            raise self.unread(f"'{nominal.head} of …' is not covered beside other uses of '{nominal.head}'")
        return Relates((nominal.head, "of"), self._object(NOTHING))

    def _is_relation(self) -> bool:
        """Whether ``the``, one noun and ``of`` stand here."""
        return self.kinds[self.place + 1] is OPEN and self.lower[self.place + 2] == "of"

    def _is_plural_noun(self) -> bool:
        """Whether a run of words that ends in a plural noun begins at this place."""
        place = self.place
        while self.kinds[place] is OPEN:
            word = self.lower[place]
            if is_plural(word) and word not in self.lexicon.adjectives:
                return True
            place += 1
        return self.kinds[place] is DOMAIN

    def _adjective_phrase(self, follow: str, *, plural: bool) -> VerbPhrase:
        word = self._adjective()
        kind = self.kinds[self.place]
        if kind is OPEN and not (follow in (VERB, INFINITIVE) and self._may_be_verb(plural)):
            raise self.unread(f"two words, '{word} {self.lower[self.place]}', follow 'is' or 'are'")
        verb = base_of_participle(word, self.lexicon.verbs)
        if kind is PREPOSITION:
            if self.lower[self.place] == "by" and verb:
                self.place += 1
                return Relates((verb,), self._object(NOTHING), passive=True)
            return self._related((word,))
        if verb:
            raise self.unread(f"the passive '{word}' without 'by' is not covered by this grammar")
        if base_of_gerund(word, self.lexicon.verbs):
            raise self.unread(f"the progressive '{word}' is not covered by this grammar")
        if kind in NOMINAL_STARTS or kind is DOMAIN:
            raise self.unread(f"'{self.words[self.place]}' follows the adjective '{word}'")
        return Has(word)

    def _may_be_verb(self, plural: bool) -> bool:
        word = self.lower[self.place]
        return self.lexicon.is_verb(word) or ends_in_s(word) or plural

    def _related(self, words: tuple[str, ...]) -> Relates:
        preposition = self.lower[self.place]
        self.place += 1
        return Relates((*words, preposition), self._object(NOTHING))

    def _verb_words(self, *, plural: bool) -> tuple[str, ...]:
        """The lemma of the verb at this place, and the preposition after it."""
        if self.kinds[self.place] is DO:
            raise self.unread("a relative clause with its own subject and 'not' is not covered by this grammar")
        if self.kinds[self.place] is not OPEN:
            raise self.unexpected("a verb")
        words: tuple[str, ...] = (self._verb(plural=plural),)
        if self.kinds[self.place] is PREPOSITION:
            words = (*words, self.lower[self.place])
            self.place += 1
        return words

    def _verb(self, *, plural: bool) -> str:
        word = self.lower[self.place]
        if not self.lexicon.is_verb(word) and (self.lexicon.is_noun(word) or word in self.lexicon.adjectives):
            raise self.unread(f"'{word}', used elsewhere as a noun or adjective, stands where a verb is expected")
        if ends_in_s(word) == plural and word != "does":
            number = "plural" if plural else "singular"
            raise self.unread(f"'{word}' is no present-tense verb that agrees with its {number} subject")
        self.place += 1
        return word if plural else self.lexicon.base(word)

    def verb_and_object(self, follow: str, *, plural: bool) -> VerbPhrase:
        """A verb with its object, if it has one."""
        if self.kinds[self.place] is not OPEN:
            raise self.unexpected("a verb")
        verb = self._verb(plural=plural)
        kind = self.kinds[self.place]
        if kind is PREPOSITION:
            return self._related_to((verb, self.lower[self.place]), follow, step=1)
        if kind in NOMINAL_STARTS or kind in ("either", "neither", "both") or kind is DOMAIN:
            return self._related_to((verb,), follow, step=0)
        if kind is OPEN and not (follow in (VERB, INFINITIVE) and self._may_be_verb(plural=False)):
            return self._related_to((verb,), follow, step=0)
        return Has(verb, event=True)

    def _related_to(self, words: tuple[str, ...], follow: str, *, step: int) -> Relates:
        self.place += step
        return Relates(words, self._object(follow))

    def _object(self, follow: str) -> NounPhrase:
        saved, self.in_object = self.in_object, True
        thing, _ = self.noun_phrase(follow)
        self.in_object = saved
        return thing
