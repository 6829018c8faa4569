"""From noun phrases to formulas: terms, quantifiers, and what a noun says of a term.

A noun phrase takes what is to be said of it, a function from a term to a formula, and gives the formula that
says it. A subject takes scope over its verb phrase and a verb over its object, in the order of the sentence.
An indefinite in a condition is a universal in front of the rule.
"""

from __future__ import annotations

from abc import ABC
from dataclasses import replace

from nesy.errors import ParseError
from nesy.languages.fol.syntax import (
    Constant,
    Exists,
    Forall,
    Formula,
    Implies,
    Not,
    Or,
    Term,
    Variable,
)  # fmt: skip
from nesy.translate.english.closed_words import TIMES, word_set
from nesy.translate.english.connectives import conjunction, counted, exactly_one
from nesy.translate.english.nominal_meaning import Say
from nesy.translate.english.predicates import Phrase
from nesy.translate.english.quantifiers import QuantifierMeaning
from nesy.translate.english.scope import DEFINITE, NAMED, PERSON
from nesy.translate.english.syntax import (
    Apposed,
    Bare,
    Definite,
    Gap,
    IsA,
    JoinedNouns,
    Named,
    Nominal,
    NounPhrase,
    Piece,
    Possessed,
    Pronoun,
    Quantified,
    Says,
)  # fmt: skip
from nesy.translate.english.usage import words_of

_PLACES = word_set(
    """
    city town village province state county country island kingdom republic district region municipality
    """
)
_SPEAKER = {"i": "speaker", "me": "speaker", "my": "speaker", "we": "speakers", "us": "speakers", "our": "speakers"}
_ANYONE = frozenset({"you", "one", "oneself"})


class NounMeaning(QuantifierMeaning, ABC):
    """Composes the formula of one sentence: its noun phrases."""

    __slots__ = ()

    def noun_phrase(self, phrase: NounPhrase, say: Say, subject: Term | None) -> Formula:
        """The formula that says something of a noun phrase; ``subject`` is the clause's, where this is its object."""
        if isinstance(phrase, JoinedNouns):
            return self._joined_nouns(phrase, say, subject)
        if isinstance(phrase, Quantified):
            return self.quantified(phrase, say)
        if isinstance(phrase, Apposed):
            return self._apposed(phrase, say, subject)
        if isinstance(phrase, Pronoun) and phrase.word in _ANYONE:
            return self._anyone(say, subject)
        if isinstance(phrase, Possessed) and isinstance(phrase.owner, Pronoun) and subject is None:
            owner = None if phrase.owner.word in _SPEAKER else self._owner(phrase.owner, subject)
            if isinstance(owner, Variable):
                return self.some_owned(phrase.nominal, owner, say)
        if isinstance(phrase, Definite) and (owner := self._one_of_which(phrase)) is not None:
            return self._the_one_of(phrase, owner, say, subject)
        if isinstance(phrase, Bare) and self.is_individual(phrase):
            return say(self._term(Named((" ".join(words_of(phrase)),)), subject))
        return say(self._term(phrase, subject))

    def _apposed(self, phrase: Apposed, say: Say, subject: Term | None) -> Formula:
        if self.scope.negative or self.scope.downward:
            if not isinstance(phrase.said, IsA) or not isinstance(phrase.said.phrase, Quantified):
                raise ParseError("what is said beside a name is not covered under a negation or in a condition")
            return say(self._term(replace(phrase.phrase, noun=phrase.said.phrase.nominal), subject))
        owned = phrase.said.phrase if isinstance(phrase.said, IsA) else None
        if isinstance(owned, Possessed) and isinstance(owned.owner, Pronoun):
            owner = self._owner(owned.owner, None)
            term = self._term(phrase.phrase, subject)
            return conjunction([say(term), self.owning(owned.nominal, term, owner)])
        term = self._term(phrase.phrase, subject)
        return conjunction([say(term), self.verb_phrase(phrase.said, term)])

    def _owner(self, pronoun: Pronoun, subject: Term | None) -> Term:
        return self.scope.pronoun("he" if pronoun.word in ("his", "her") else "they", subject)

    def name_of(self, term: Term) -> Named | None:
        """The name that a term stands for; None where it is no name."""
        words = next((key[1:] for key, known in self.predicates.constants.items() if known == term), ())
        return Named((" ".join(words),)) if words and ("name", *words) in self.predicates.constants else None

    def owning(self, nominal: Nominal, thing: Term, owner: Term) -> Formula:
        """That a thing is what its owner has: ``his old dog``."""
        relation = self.atom(Phrase((*nominal.adjectives, *nominal.head), (), ("of",), "n"), thing, owner)
        return conjunction([relation, *(self.verb_phrase(post, thing) for post in nominal.posts)])

    def some_owned(self, nominal: Nominal, owner: Term, say: Say) -> Formula:
        """What is said of ``their family``, where who they are is not named: of some family of theirs."""
        variable = self.scope.fresh()
        relation = self.owning(nominal, variable, owner)
        if self.scope.lifted is not None:
            self.scope.lifted.append(variable)
            return conjunction([relation, say(variable)])
        return Exists(variable, conjunction([relation, say(variable)]))

    def _one_of_which(self, phrase: Definite) -> Term | None:
        """What ``it`` and ``the album`` stand for in ``the owner of it``, ``the genre of the album``, if for a term."""
        first = phrase.nominal.posts[0] if phrase.nominal.posts and not phrase.nominal.plural else None
        if not isinstance(first, Says) or first.head or first.pieces[0].preposition != "of":
            return None
        of = first.pieces[0].phrase
        if isinstance(of, Pronoun) and of.word not in (*_SPEAKER, *_ANYONE):
            return self.scope.pronoun(of.word, None)
        is_plain = isinstance(of, Definite) and not of.nominal.posts and not of.nominal.plural
        return self.scope.described(of.nominal.head) if is_plain and isinstance(of, Definite) else None

    def _the_one_of(self, phrase: Definite, owner: Term, say: Say, subject: Term | None) -> Formula:
        """What is said of ``the genre of the album``: of whatever is its genre, where no one album is meant."""
        nominal = replace(phrase.nominal, posts=phrase.nominal.posts[1:])
        if not isinstance(owner, Variable):
            named = self.name_of(owner)
            return say(self._term(phrase if named is None else Possessed(named, nominal), subject))
        if self.scope.lifted is not None or self.scope.negative:
            return self.some_owned(nominal, owner, say)
        variable = self.scope.fresh()
        return Forall(variable, Implies(self.owning(nominal, variable, owner), say(variable)))

    def _anyone(self, say: Say, subject: Term | None) -> Formula:
        """``you``, which stands for anyone: the one that the sentence is about already, or every person."""
        known = [r.term for r in self.scope.referents if r.head == ("you",)]
        if known:
            return say(known[0])
        lifts = self.scope.lifted is not None
        variable = self.anyone(subject=subject is None)
        return say(variable) if lifts else Forall(variable, say(variable))

    def anyone(self, *, subject: bool) -> Variable:
        """A variable for ``you``; in a condition it is bound in front of the rule."""
        variable = self.scope.fresh()
        self.scope.mention(variable, PERSON, ("you",), subject=subject)
        if self.scope.lifted is not None:
            self.scope.lifted.append(variable)
        return variable

    def _term(self, phrase: NounPhrase, subject: Term | None) -> Term:
        if isinstance(phrase, Named):
            words = tuple(_without_plural(word.lower().removeprefix("the ")) for word in phrase.words)
            constant = self.predicates.constant("name", words)
            if phrase.noun is not None:
                self.definites.setdefault(constant, phrase.noun)
            self.scope.mention(constant, NAMED, subject=subject is None)
            return constant
        if isinstance(phrase, Pronoun) and phrase.word in _SPEAKER:
            return self._described("the", (_SPEAKER[phrase.word],), subject)
        if isinstance(phrase, Pronoun):
            return self.scope.pronoun(phrase.word, subject)
        if isinstance(phrase, Definite):
            named = _name_of_place(phrase.nominal)
            return self._definite(phrase, subject) if named is None else self._term(named, subject)
        if isinstance(phrase, Gap):
            raise ParseError("a relative clause lacks what it relates to")
        if isinstance(phrase, Possessed) and isinstance(phrase.owner, Pronoun) and phrase.owner.word in _SPEAKER:
            return self._described("the", (phrase.owner.word, *words_of(phrase.nominal)), subject)
        if isinstance(phrase, Possessed) and isinstance(phrase.owner, Pronoun):
            owner = self._owner(phrase.owner, subject)
            name = self.name_of(owner)
            if name is not None:
                return self._term(Possessed(name, phrase.nominal), subject)
            words = (*(str(owner),), *words_of(phrase.nominal))
            if isinstance(owner, Variable):
                raise ParseError(f"'{' '.join(words_of(phrase.nominal))}' depends on what its owner is")
            return self._described("possessed", words, subject)
        constant = self._described("the", words_of(phrase), subject)
        if isinstance(phrase, Possessed) and isinstance(phrase.owner, Named):
            owned_by = Says((), (Piece("of", phrase.owner),), kind="p")
            self.definites.setdefault(constant, replace(phrase.nominal, posts=(owned_by, *phrase.nominal.posts)))
        return constant

    def _described(self, kind: str, words: tuple[str, ...], subject: Term | None) -> Constant:
        constant = self.predicates.constant(kind, words)
        self.scope.mention(constant, DEFINITE, words, subject=subject is None)
        return constant

    def _definite(self, phrase: Definite, subject: Term | None) -> Term:
        known = self.scope.described(phrase.nominal.head)
        if known is not None and not phrase.nominal.posts:
            return known
        words = words_of(phrase.nominal)
        if words == phrase.nominal.head:
            longer = self.usage.descriptions.get(phrase.nominal.head, set()) - {words}
            before = [other for other in longer if ("the", *other) in self.predicates.constants]
            words = before[0] if len(longer) == len(before) == 1 else words
        constant = self._described("the", words, subject)
        self.definites.setdefault(constant, phrase.nominal)
        return constant

    def _joined_nouns(self, phrase: JoinedNouns, say: Say, subject: Term | None) -> Formula:
        def said_of(part: NounPhrase) -> Formula:
            return self.noun_phrase(part, say, subject)

        if phrase.connective == "and":
            return conjunction([said_of(part) for part in phrase.parts])
        if phrase.connective == "neither":
            denied = [Not(self.inside(lambda p=part: said_of(p), negative=True)) for part in phrase.parts]  # type: ignore[misc]
            return conjunction(denied)
        parts = tuple(self.inside(lambda p=part: said_of(p)) for part in phrase.parts)  # type: ignore[misc]
        if phrase.connective[-1].isdigit():
            return counted(phrase.connective, parts)
        named = all(isinstance(part, Named | Definite) for part in phrase.parts)
        exclusive = phrase.connective == "xor" or (phrase.connective == "either" and named)
        return exactly_one(parts) if exclusive else Or(parts)


def _without_plural(name: str) -> str:
    """``Sundays`` as ``Sunday``."""
    return name[:-1] if name.endswith("days") and name[:-1] in TIMES else name


def _name_of_place(nominal: Nominal) -> Named | None:
    """The name in ``the city of Guilin``."""
    post = nominal.posts[0] if len(nominal.posts) == 1 and nominal.head[-1] in _PLACES else None
    if isinstance(post, Says) and not post.head and len(post.pieces) == 1 and post.pieces[0].preposition == "of":
        thing = post.pieces[0].phrase
        return replace(thing, noun=replace(nominal, posts=())) if isinstance(thing, Named) else None
    return None
