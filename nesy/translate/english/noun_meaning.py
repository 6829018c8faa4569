"""From noun phrases to formulas: terms, quantifiers, and what a noun says of a term.

A noun phrase takes what is to be said of it, a function from a term to a formula, and gives the formula that
says it. A subject takes scope over its verb phrase and a verb over its object, in the order of the sentence.
An indefinite in a condition is a universal in front of the rule.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace

from nesy.errors import ParseError
from nesy.languages.fol.syntax import (
    And,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Implies,
    Not,
    Or,
    Term,
    Variable,
    Xor,
)  # fmt: skip
from nesy.translate.english.closed_words import PRIVATIVE, TIMES, word_set
from nesy.translate.english.predicates import Phrase, Predicates
from nesy.translate.english.scope import COUNTED, DEFINITE, NAMED, PERSON, THING, Scope
from nesy.translate.english.syntax import (
    Apposed,
    Bare,
    Definite,
    Denied,
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
    VerbPhrase,
)  # fmt: skip
from nesy.translate.english.usage import Usage, words_of

Say = Callable[[Term], Formula]
_KINDS = {"person": PERSON, "thing": THING}
_AS_SOME = {"several": "some", "many": "some"}
_PLACES = word_set(
    """
    city town village province state county country island kingdom republic district region municipality
    """
)
_SPEAKER = {"i": "speaker", "me": "speaker", "my": "speaker", "we": "speakers", "us": "speakers", "our": "speakers"}
_ANYONE = frozenset({"you", "one", "oneself"})
MAX_COUNT = 6


class NounMeaning(ABC):
    """Composes the formula of one sentence: its noun phrases."""

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

    # -- noun phrases ------------------------------------------------------------------------

    def noun_phrase(self, phrase: NounPhrase, say: Say, subject: Term | None) -> Formula:
        """The formula that says something of a noun phrase; ``subject`` is the clause's, where this is its object."""
        if isinstance(phrase, JoinedNouns):
            return self._joined_nouns(phrase, say, subject)
        if isinstance(phrase, Quantified):
            return self._quantified(phrase, say)
        if isinstance(phrase, Apposed):
            return self._apposed(phrase, say, subject)
        if isinstance(phrase, Pronoun) and phrase.word in _ANYONE:
            return self._anyone(say, subject)
        if isinstance(phrase, Possessed) and isinstance(phrase.owner, Pronoun) and subject is None:
            owner = None if phrase.owner.word in _SPEAKER else self._owner(phrase.owner, subject)
            if isinstance(owner, Variable):
                return self._owned(phrase.nominal, owner, say)
        if isinstance(phrase, Bare) and self.is_individual(phrase):
            return say(self._term(Named((" ".join(words_of(phrase)),)), subject))
        return say(self._term(phrase, subject))

    def _apposed(self, phrase: Apposed, say: Say, subject: Term | None) -> Formula:
        if self.scope.negative or self.scope.downward:
            raise ParseError("what is said beside a name is not covered under a negation or in a condition")
        owned = phrase.said.phrase if isinstance(phrase.said, IsA) else None
        if isinstance(owned, Possessed) and isinstance(owned.owner, Pronoun) and not owned.nominal.adjectives:
            owner = self._owner(owned.owner, subject)
            term = self._term(phrase.phrase, subject)
            relation = self.atom(Phrase(owned.nominal.head, (), ("of",), "n"), term, owner)
            return conjunction([say(term), relation])
        term = self._term(phrase.phrase, subject)
        return conjunction([say(term), self.verb_phrase(phrase.said, term)])

    def _owner(self, pronoun: Pronoun, subject: Term | None) -> Term:
        return self.scope.pronoun("he" if pronoun.word in ("his", "her") else "they", subject)

    def _owned(self, nominal: Nominal, owner: Variable, say: Say) -> Formula:
        """What is said of ``their family``, where who they are is not named: of some family of theirs."""
        variable = self.scope.fresh()
        relation = self.atom(Phrase((*nominal.adjectives, *nominal.head), (), ("of",), "n"), variable, owner)
        if self.scope.lifted is not None:
            self.scope.lifted.append(variable)
            return conjunction([relation, say(variable)])
        return Exists(variable, conjunction([relation, say(variable)]))

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
        others = self.usage.descriptions.get(phrase.nominal.head, set()) - {words}
        if words == phrase.nominal.head and len(others) == 1:
            words = next(iter(others))
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
        named = all(isinstance(part, Named | Definite) for part in phrase.parts)
        exclusive = phrase.connective == "xor" or (phrase.connective == "either" and named)
        return exactly_one(parts) if exclusive else Or(parts)

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

    # -- quantifiers -------------------------------------------------------------------------

    def _quantified(self, phrase: Quantified, say: Say) -> Formula:
        quantifier, nominal, scope = phrase.quantifier, phrase.nominal, self.scope
        exception = _exception(nominal)
        if exception is not None and quantifier in ("every", "no"):
            return self._every_but(quantifier, *exception, say)
        if quantifier == "any":
            quantifier = "a" if scope.downward or scope.question else "every"
        if quantifier == "every":
            return self._every(nominal, say)
        if quantifier == "not every":
            return Not(self.inside(lambda: self._every(nominal, say), negative=True))
        if quantifier == "no":
            return self._every(nominal, lambda term: Not(self.inside(lambda: say(term), negative=True)))
        if quantifier in ("only", "the only"):
            return self._only(phrase, say)
        if quantifier in ("number", "at least", "at most", "exactly", "more than", "less than", "fewer than"):
            return self.counted(phrase, say)
        if quantifier not in ("a", "some", *_AS_SOME):
            raise ParseError(f"'{quantifier}' of a number of things cannot be said in first-order logic")
        if quantifier in _AS_SOME and scope.question:
            raise ParseError(f"'{quantifier}' in a question asks for more than one, and no number is given")
        if quantifier in _AS_SOME:
            scope.weakened.append(f"'{quantifier}' is read as 'some'")
        return self._some(nominal, say) if scope.lifted is None else self._lift(nominal, say)

    def _every_but(self, quantifier: str, nominal: Nominal, excepted: NounPhrase, say: Say) -> Formula:
        """``nobody except admins``: whoever it is said of is an admin; ``everyone except Ann``: all others."""
        is_excepted = IsA(excepted)
        if quantifier == "no":
            return self._every(nominal, lambda term: Implies(say(term), self.verb_phrase(is_excepted, term)))
        return self._every(nominal, lambda term: Implies(Not(self.verb_phrase(is_excepted, term)), say(term)))

    def _every(self, nominal: Nominal, say: Say) -> Formula:
        scope = self.scope
        variable = scope.fresh()
        bound = [variable]
        saved = scope.enter(bound, negative=False, downward=True)
        parts = self.parts(nominal, variable)
        self._mention(variable, nominal, subject=True)
        scope.enter(None, negative=saved[1], downward=saved[2] and saved[0] is None and saved[1])
        said = say(variable)
        scope.leave(saved)
        return self.close(bound, Implies(conjunction(parts), said) if parts else said)

    def close(self, variables: list[Variable], formula: Formula) -> Formula:
        """The formula under universal quantifiers, whose variables no pronoun reaches from then on."""
        if variables:
            self.scope.forget(variables)
        for variable in reversed(variables):
            formula = Forall(variable, formula)
        return formula

    def _only(self, phrase: Quantified, say: Say) -> Formula:
        """``only A are B``: every B is an A; ``the only A that B are C``: every A that is B is C."""
        if phrase.quantifier == "the only":
            return self._every(phrase.nominal, say)
        variable = self.scope.fresh()
        said = say(variable)
        parts = self.parts(phrase.nominal, variable)
        if not parts:
            raise ParseError("'only' before a noun that says nothing")
        return Forall(variable, Implies(said, conjunction(parts)))

    def counted(self, phrase: Quantified, say: Say | None) -> Formula:
        """That so many things are what is said; without it, that there are so many."""
        count, quantifier = phrase.count, phrase.quantifier
        if not 0 < count <= MAX_COUNT or self.scope.lifted is not None:
            raise ParseError(f"counting to more than {MAX_COUNT}, or in a condition, is not covered")
        if quantifier in ("number", "at least"):
            return self._at_least(count, phrase.nominal, say)
        if quantifier == "more than":
            return self._at_least(count + 1, phrase.nominal, say)
        if quantifier == "at most":
            return Not(self._at_least(count + 1, phrase.nominal, say))
        if quantifier in ("less than", "fewer than"):
            return Not(self._at_least(count, phrase.nominal, say))
        return And((self._at_least(count, phrase.nominal, say), Not(self._at_least(count + 1, phrase.nominal, say))))

    def _at_least(self, count: int, nominal: Nominal, say: Say | None) -> Formula:
        variables = [self.scope.fresh() for _ in range(count)]
        parts: list[Formula] = []
        for index, variable in enumerate(variables):
            parts += self.parts(nominal, variable)
            if say is not None:
                parts.append(say(variable))
            parts += [Not(Equals(variable, other)) for other in variables[:index]]
        formula = conjunction(parts)
        for variable in reversed(variables):
            formula = Exists(variable, formula)
        return formula

    def _some(self, nominal: Nominal, say: Say | None) -> Formula:
        if self._is_taken_up(nominal):
            return self._named_one(nominal, say)
        variable = self.scope.fresh()
        formula = Exists(variable, self._of(variable, nominal, say))
        self.scope.forget([variable])
        return formula

    def _is_taken_up(self, nominal: Nominal) -> bool:
        """Whether a later sentence speaks of the individual that is introduced here."""
        scope = self.scope
        plain = not (scope.question or scope.downward or scope.negative or scope.variables)
        return plain and nominal.head in self.usage.pointed_at

    def _named_one(self, nominal: Nominal, say: Say | None) -> Formula:
        """``a dog`` that later sentences call ``the dog`` as a constant."""
        self.usage.pointed_at.discard(nominal.head)
        descriptions = self.usage.descriptions.get(nominal.head, set())
        constant = self.predicates.constant("the", min(descriptions, key=len, default=nominal.head))
        self.scope.mention(constant, DEFINITE, nominal.head)
        parts = self.parts(nominal, constant)
        if say is not None:
            parts.append(say(constant))
        return conjunction(parts)

    def some(self, nominal: Nominal) -> Formula:
        """That there is such a thing."""
        return self._some(nominal, None) if self.scope.lifted is None else self._lift(nominal, None)

    def _lift(self, nominal: Nominal, say: Say | None) -> Formula:
        """What is said of an indefinite in a condition; its variable is bound in front of the whole rule."""
        variable = self.scope.fresh()
        assert self.scope.lifted is not None  # noqa: S101 - the callers look
        self.scope.lifted.append(variable)
        return self._of(variable, nominal, say)

    def _of(self, variable: Variable, nominal: Nominal, say: Say | None) -> Formula:
        parts = self.parts(nominal, variable)
        self._mention(variable, nominal, subject=not self.scope.referents)
        if say is not None:
            parts.append(say(variable))
        if not parts:
            raise ParseError("it says only that something exists")
        return conjunction(parts)

    def _mention(self, variable: Variable, nominal: Nominal, *, subject: bool) -> None:
        kind = _KINDS[nominal.head[0]] if nominal.domain else COUNTED
        self.scope.mention(variable, kind, nominal.head, subject=subject)

    # -- nouns -------------------------------------------------------------------------------

    def parts(self, nominal: Nominal, term: Term) -> list[Formula]:
        """What a nominal says of a term; nothing, if its noun restricts nothing and there is no more than that."""
        nominal = _kind(nominal)
        if self.usage.drops_story_nouns and nominal.head in self.usage.story_nouns and not _is_relational(nominal):
            nominal = replace(nominal, head=("thing",), domain=True)
        head, adjectives, posts = nominal.head, nominal.adjectives, nominal.posts
        found: list[Formula] = []
        if not nominal.domain and posts and (relation := self._of_relation(nominal, term)) is not None:
            found.append(relation)
            posts = posts[1:]
            head = ()
        if head and not nominal.domain and adjectives and not self._is_split(adjectives, head):
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
        partners = self.usage.partners.get(" ".join(nominal.head), ())
        return not nominal.plural and not counted and len(partners) < 2 and words_of(nominal) in self.usage.substances

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
            if phrase.quantifier in ("every", "no", "any"):
                return True
            if phrase.quantifier in ("a", "some"):
                described = self.usage.loose and bool(phrase.nominal.posts)
                return self.analyse or described or phrase.nominal.domain or phrase.nominal.head in self.usage.counted
            return False
        if isinstance(phrase, JoinedNouns):
            return all(self.is_term(part) for part in phrase.parts)
        return False


def _without_plural(name: str) -> str:
    """``Sundays`` as ``Sunday``."""
    return name[:-1] if name.endswith("days") and name[:-1] in TIMES else name


def _kind(nominal: Nominal) -> Nominal:
    """``a kind of bird that sings`` as ``a bird that sings``."""
    if nominal.head not in (("kind",), ("type",), ("sort",)) or not _is_relational(nominal):
        return nominal
    first, *others = nominal.posts
    kind = first.pieces[0].phrase if isinstance(first, Says) else None
    if not isinstance(kind, Bare | Quantified) or (isinstance(kind, Quantified) and kind.quantifier != "a"):
        return nominal
    inner = kind.nominal
    return replace(inner, adjectives=(*nominal.adjectives, *inner.adjectives), posts=(*inner.posts, *others))


def _is_relational(nominal: Nominal) -> bool:
    """Whether ``of`` follows the noun, which then says how two things are related."""
    first = nominal.posts[0] if nominal.posts else None
    return isinstance(first, Says) and not first.head and first.pieces[0].preposition == "of"


def _name_of_place(nominal: Nominal) -> Named | None:
    """The name in ``the city of Guilin``."""
    post = nominal.posts[0] if len(nominal.posts) == 1 and nominal.head[-1] in _PLACES else None
    if isinstance(post, Says) and not post.head and len(post.pieces) == 1 and post.pieces[0].preposition == "of":
        thing = post.pieces[0].phrase
        return thing if isinstance(thing, Named) else None
    return None


def _exception(nominal: Nominal) -> tuple[Nominal, NounPhrase] | None:
    """The noun without ``except …``, and what is excepted."""
    for index, post in enumerate(nominal.posts):
        if isinstance(post, Says) and not post.head and post.pieces[0].preposition in ("except", "except for"):
            phrase = post.pieces[0].phrase
            rest = (*nominal.posts[:index], *nominal.posts[index + 1 :])
            return None if phrase is None else (replace(nominal, posts=rest), phrase)
    return None


def as_having(post: VerbPhrase) -> VerbPhrase:
    """``a student with a laptop`` as one who has a laptop."""
    if isinstance(post, Says) and not post.head and post.pieces[0].preposition in ("with", "without"):
        first = post.pieces[0]
        having = Says(("have",), (Piece("", first.phrase), *post.pieces[1:]))
        return having if first.preposition == "with" else Denied(having)
    return post


def conjunction(parts: Sequence[Formula]) -> Formula:
    """The conjunction of one formula or more, flat."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Formula] = []
    for part in parts:
        if isinstance(part, And):
            flat.extend(part.operands)
        else:
            flat.append(part)
    return And(tuple(flat))


def exactly_one(parts: tuple[Formula, ...]) -> Formula:
    """The exclusive alternative of two formulas or more."""
    if len(parts) == 2:
        return Xor(parts[0], parts[1])
    return Or(tuple(conjunction([part, *(Not(other) for other in parts if other is not part)]) for part in parts))
