"""What a noun with its modifiers says of a term, and which phrases stand for terms."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from nesy.languages.fol.syntax import (
    Constant,
    Formula,
    Or,
    Term,
)  # fmt: skip
from nesy.translate.english.closed_words import PRIVATIVE
from nesy.translate.english.kinds import as_kind
from nesy.translate.english.predicates import Phrase, Predicates
from nesy.translate.english.scope import Scope
from nesy.translate.english.syntax import (
    Apposed,
    Bare,
    Definite,
    Denied,
    Gap,
    JoinedNouns,
    Named,
    Nominal,
    NounPhrase,
    Piece,
    Possessed,
    Pronoun,
    Quantified,
    Says,
    VerbPhrase,
)  # fmt: skip
from nesy.translate.english.usage import Usage, words_of

Say = Callable[[Term], Formula]


class NominalMeaning(ABC):
    """Composes the formula of one sentence: its nouns."""

    __slots__ = ("analyse", "definites", "predicates", "scope", "usage")

    def __init__(self, predicates: Predicates, usage: Usage, scope: Scope, *, analyse: bool = False) -> None:
        self.analyse = analyse
        self.definites: dict[Constant, Nominal] = {}
        self.predicates = predicates
        self.usage = usage
        self.scope = scope

    @abstractmethod
    def verb_phrase(self, phrase: VerbPhrase, subject: Term) -> Formula:
        """The formula that says a verb phrase of a term."""

    @abstractmethod
    def noun_phrase(self, phrase: NounPhrase, say: Say, subject: Term | None) -> Formula:
        """The formula that says something of a noun phrase; ``subject`` is the clause's, where this is its object."""

    def inside(self, compose: Callable[[], Formula], *, negative: bool | None = None) -> Formula:
        """What is composed where no indefinite reaches out: under ``or``, or under a negation."""
        scope = self.scope
        if negative is None:
            saved = scope.enter(None, negative=scope.negative, downward=scope.downward)
        else:
            saved = scope.enter(None, negative=negative, downward=True)
        formula = compose()
        scope.leave(saved)
        return formula

    def parts(self, nominal: Nominal, term: Term) -> list[Formula]:
        """What a nominal says of a term; nothing, if its noun restricts nothing and there is no more than that."""
        nominal = as_kind(nominal)
        if self.usage.drops_story_nouns and nominal.head in self.usage.story_nouns and not _is_relational(nominal):
            nominal = replace(nominal, head=("thing",), domain=True)
        head, adjectives, posts = nominal.head, nominal.adjectives, nominal.posts
        found: list[Formula] = []
        if not nominal.domain and posts and (relation := self._of_relation(nominal, term)) is not None:
            found.append(relation)
            posts = posts[1:]
            head = ()
        is_split = (nominal.joined == "or" and len(adjectives) > 1) or self._is_split(adjectives, head)
        if head and not nominal.domain and adjectives and not is_split:
            found.append(self._property((*adjectives, *head), term, "n"))
            adjectives, head = (), ()
        kept = [a for a in adjectives if not PRIVATIVE.isdisjoint(a.split())]
        if kept and head:
            head = (*kept, *head)
            adjectives = tuple(a for a in adjectives if a not in kept)
        described: list[Formula] = [self._property((word,), term, "a") for word in adjectives]
        if nominal.joined == "or" and len(described) > 1:
            described = [Or(tuple(described))]
        found = [*described, *found]
        if head and (not nominal.domain or head[0] in self.usage.said):
            found.append(self._property(head, term, "n"))
        found.extend(self.verb_phrase(post, term) for post in posts)
        return found

    def _is_split(self, adjectives: tuple[str, ...], head: tuple[str, ...]) -> bool:
        return PRIVATIVE.isdisjoint(adjectives) and self.usage.splits(adjectives, head)

    def _of_relation(self, nominal: Nominal, term: Term) -> Formula | None:
        """``a citizen of X`` as a relation; None where no ``of`` follows the noun."""
        first = nominal.posts[0]
        if not isinstance(first, Says) or first.head or first.pieces[0].preposition != "of":
            return None
        thing = first.pieces[0].phrase
        if thing is None:
            return None
        if not self.is_term(thing):
            return self.atom(Phrase(nominal.head, (("of", *words_of(thing)),), (), "n"), term)
        phrase = Phrase(nominal.head, (), ("of",), "n")
        return self.noun_phrase(thing, lambda other: self.atom(phrase, term, other), term)

    def _property(self, words: tuple[str, ...], term: Term, kind: str) -> Formula:
        return self.atom(Phrase(words, (), (), kind), term)

    def atom(self, phrase: Phrase, *terms: Term) -> Formula:
        """The atom of a phrase, counted."""
        self.scope.count_atom()
        return self.predicates.atom(phrase, *terms)

    def is_individual(self, phrase: Bare) -> bool:
        """Whether a bare noun is the name of a substance or a notion of which another sentence says something."""
        nominal = phrase.nominal
        counted = nominal.head in self.usage.counted_outside_subjects
        split = self.usage.splits(nominal.adjectives, nominal.head)
        return not (nominal.plural or counted or split) and words_of(nominal) in self.usage.substances

    def is_term(self, phrase: NounPhrase) -> bool:
        """Whether an object stands for an individual or ranges over some; if not, it only names what is done."""
        if isinstance(phrase, Named | Gap | Pronoun | Apposed):
            return True
        if isinstance(phrase, Bare):
            return self.is_individual(phrase)
        if isinstance(phrase, Definite):
            return not phrase.nominal.plural or self.scope.described(phrase.nominal.head) is not None
        if isinstance(phrase, Possessed):
            return isinstance(phrase.owner, Named) and not phrase.nominal.plural
        if isinstance(phrase, Quantified):
            if phrase.quantifier in ("every", "no", "any", "only"):
                return True
            if phrase.quantifier in ("a", "some"):
                described = self.usage.loose and bool(phrase.nominal.posts)
                return self.analyse or described or phrase.nominal.domain or phrase.nominal.head in self.usage.counted
            return False
        if isinstance(phrase, JoinedNouns):
            return all(self.is_term(part) for part in phrase.parts)
        return False


def _is_relational(nominal: Nominal) -> bool:
    """Whether ``of`` follows the noun, which then says how two things are related."""
    first = nominal.posts[0] if nominal.posts else None
    return isinstance(first, Says) and not first.head and first.pieces[0].preposition == "of"


def as_having(post: VerbPhrase) -> VerbPhrase:
    """``a student with a laptop`` as one who has a laptop."""
    if isinstance(post, Says) and not post.head and post.pieces[0].preposition in ("with", "without"):
        first = post.pieces[0]
        having = Says(("have",), (Piece("", first.phrase), *post.pieces[1:]))
        return having if first.preposition == "with" else Denied(having)
    return post
