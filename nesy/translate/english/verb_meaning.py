"""From the tree of a verb phrase to its formula: what it says of a subject, with its objects."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace

from nesy.errors import ParseError
from nesy.languages.fol.syntax import (
    And,
    Constant,
    Equals,
    Forall,
    Formula,
    Implies,
    Not,
    Or,
    Term,
)  # fmt: skip
from nesy.translate.english.closed_words import OWNERS
from nesy.translate.english.connectives import conjunction, counted, exactly_one
from nesy.translate.english.nominal_meaning import as_having
from nesy.translate.english.noun_meaning import NounMeaning
from nesy.translate.english.predicates import Phrase
from nesy.translate.english.restated import active_verb
from nesy.translate.english.roles import role_got, role_in
from nesy.translate.english.scope import NAMED
from nesy.translate.english.syntax import (
    Bare,
    Definite,
    Denied,
    Gap,
    IsA,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    NounPhrase,
    OfOwned,
    OfSubject,
    Opaque,
    Piece,
    Placed,
    Possessed,
    Pronoun,
    Quantified,
    Says,
    VerbPhrase,
)  # fmt: skip
from nesy.translate.english.usage import words_of

_WITHOUT_AGENT = frozenset({"based", "born", "located", "situated"})
"""Participles after which ``by`` names no one who does something: ``based on a novel by Ann``."""
_BEING_IN = frozenset({"located", "situated"})


class VerbMeaning(NounMeaning, ABC):
    """Composes the formula of one sentence: its verb phrases."""

    __slots__ = ()

    @abstractmethod
    def subject_of(self, subject: NounPhrase, phrase: VerbPhrase) -> NounPhrase:
        """A subject as it is meant: ``a``, a bare noun or ``the`` as a universal where they mean that."""

    def verb_phrase(self, phrase: VerbPhrase, subject: Term) -> Formula:
        """The formula that says a verb phrase of a term."""
        phrase = as_having(phrase)
        if isinstance(phrase, Says):
            return self._says(phrase, subject, None)
        if isinstance(phrase, IsA):
            return self._is(phrase.phrase, subject)
        if isinstance(phrase, Denied):
            lacking = without(phrase.phrase)
            if lacking is not None:
                done = self.inside(lambda: self.verb_phrase(lacking[0], subject), negative=True)
                return Implies(done, self.inside(lambda: self.verb_phrase(lacking[1], subject), negative=False))
            return Not(self.inside(lambda: self.verb_phrase(phrase.phrase, subject), negative=True))
        if isinstance(phrase, OfSubject):
            inner = phrase.phrase
            who = self.subject_of(phrase.subject, inner)
            if isinstance(who, Quantified) and who.quantifier == "a" and who.nominal.plural:
                who = Quantified("some", who.nominal)
            return self.noun_phrase(who, lambda term: self._with_gap(inner, term, subject), None)
        if isinstance(phrase, OfOwned):
            return self._of_owned(phrase, subject)
        return self._joined_verbs(phrase, subject)

    def _of_owned(self, phrase: OfOwned, subject: Term) -> Formula:
        """``whose dog barks``: some dog of theirs does; ``whose dogs bark``: all of them do."""
        said = phrase.phrase
        name = self.name_of(subject)
        if name is not None:
            owned = self.subject_of(Possessed(name, phrase.nominal), said)
            return self.noun_phrase(owned, lambda term: self.verb_phrase(said, term), None)
        if isinstance(said, IsA) and isinstance(said.phrase, Named):
            return self.noun_phrase(said.phrase, lambda term: self.owning(phrase.nominal, term, subject), subject)
        if not phrase.nominal.plural:
            return self.some_owned(phrase.nominal, subject, lambda term: self.verb_phrase(said, term))
        variable = self.scope.fresh()
        owned_by_them = self.owning(phrase.nominal, variable, subject)
        return Forall(variable, Implies(owned_by_them, self.inside(lambda: self.verb_phrase(said, variable))))

    def _with_gap(self, phrase: VerbPhrase, subject: Term, gap: Term) -> Formula:
        if isinstance(phrase, Denied):
            return Not(self.inside(lambda: self._with_gap(phrase.phrase, subject, gap), negative=True))
        if isinstance(phrase, JoinedVerbs) and phrase.connective == "and":
            return conjunction([self._with_gap(part, subject, gap) for part in phrase.parts])
        if isinstance(phrase, JoinedVerbs) and phrase.connective == "or":
            return Or(tuple(self.inside(lambda p=part: self._with_gap(p, subject, gap)) for part in phrase.parts))  # type: ignore[misc]
        if not isinstance(phrase, Says):
            raise ParseError("a relative clause has a verb that does not relate to its noun")
        return self._says(phrase, subject, gap)

    def _joined_verbs(self, phrase: JoinedVerbs, subject: Term) -> Formula:
        if phrase.connective == "and":
            return conjunction([self.verb_phrase(part, subject) for part in phrase.parts])
        negative = phrase.connective == "neither" or self.scope.negative
        parts = tuple(
            self.inside(lambda p=part: self.verb_phrase(p, subject), negative=negative)  # type: ignore[misc]
            for part in phrase.parts
        )
        if phrase.connective == "neither":
            return conjunction([Not(part) for part in parts])
        if phrase.connective == "xor" or (phrase.connective == "either" and self._is_exclusive(subject)):
            return exactly_one(parts)
        return Or(parts)

    def _is_exclusive(self, subject: Term) -> bool:
        """Whether ``either`` of a subject excludes both: of a named one, and of any in a question."""
        return isinstance(subject, Constant) or self.scope.question

    def _is(self, phrase: NounPhrase, subject: Term) -> Formula:
        """Being what a noun phrase says: one of its noun, in a relation to its owner, or the same individual."""
        if isinstance(phrase, JoinedNouns):
            joined = JoinedVerbs(phrase.connective, tuple(IsA(part) for part in phrase.parts))
            return self._joined_verbs(joined, subject)
        if isinstance(phrase, Bare) or (isinstance(phrase, Quantified) and phrase.quantifier in ("a", "some", "any")):
            return self._is_one_of(phrase.nominal, subject)
        if isinstance(phrase, Definite):
            return self._is_one_of(phrase.nominal, subject)
        if isinstance(phrase, Possessed) and isinstance(phrase.owner, Bare):
            compound = (*words_of(phrase.owner), *phrase.nominal.head)
            return self._is_one_of(replace(phrase.nominal, head=compound), subject)
        if isinstance(phrase, Possessed) and self.is_term(phrase.owner):
            relation = Phrase(phrase.nominal.head, (), ("of",), "n")
            owner = phrase.owner
            if isinstance(owner, Pronoun):
                owner = Pronoun(OWNERS.get(owner.word, owner.word))
            posts = replace(phrase.nominal, head=("thing",), domain=True)
            extra = self.parts(posts, subject) if posts.posts or posts.adjectives else []
            excluded = subject if isinstance(owner, Pronoun) and "own" not in phrase.nominal.adjectives else None
            related = self.noun_phrase(owner, lambda other: self.atom(relation, subject, other), excluded)
            return conjunction([related, *extra])
        if isinstance(phrase, Named | Pronoun):
            return self.noun_phrase(phrase, lambda other: Equals(subject, other), subject)
        if isinstance(phrase, Quantified) and phrase.quantifier == "every" and phrase.nominal.domain:
            return self._is_one_of(phrase.nominal, subject)
        if isinstance(phrase, Quantified) and phrase.quantifier == "no":
            return Not(self.inside(lambda: self._is_one_of(phrase.nominal, subject), negative=True))
        if isinstance(phrase, Quantified) and phrase.quantifier in ("the only", "only"):
            return self._is_the_only(phrase, subject)
        raise ParseError("what is said after 'is' is not covered by this grammar")

    def _is_one_of(self, nominal: Nominal, subject: Term) -> Formula:
        alias = _alias(nominal)
        if alias is not None:
            return self.noun_phrase(alias, lambda other: Equals(subject, other), subject)
        parts = self.parts(nominal, subject)
        return conjunction(parts) if parts else Equals(subject, subject)

    def _is_the_only(self, phrase: Quantified, subject: Term) -> Formula:
        variable = self.scope.fresh()
        own = conjunction(self.parts(phrase.nominal, subject))
        other = conjunction(self.parts(phrase.nominal, variable))
        return And((own, Forall(variable, Implies(other, Equals(variable, subject)))))

    # -- predicates with objects -------------------------------------------------------------

    def _says(self, phrase: Says, subject: Term, gap: Term | None) -> Formula:
        """A predicate with its objects: those that are individuals are arguments, the others are named."""
        if phrase.head == ("there",) and not phrase.pieces and self.scope.places:
            phrase = Says((), (Piece("", Opaque(("there",))),), kind="p", modal=phrase.modal)
        pieces = tuple(self.scope.place(self._taken_up(piece, subject, phrase.head)) for piece in phrase.pieces)
        phrase = replace(phrase, pieces=pieces)
        role = role_in(phrase)
        if role is not None and role.phrase is not None:
            others = tuple(piece for piece in phrase.pieces if piece is not role)
            being = self.verb_phrase(IsA(role.phrase), subject)
            return conjunction([being, self._says(replace(phrase, pieces=others), subject, gap)]) if others else being
        got = role_got(phrase)
        if got is not None and not (self.scope.downward or self.scope.negative or self.scope.question):
            return conjunction([self.verb_phrase(IsA(got), subject), self._does(phrase, subject, gap)])
        return self._does(phrase, subject, gap)

    def _does(self, phrase: Says, subject: Term, gap: Term | None) -> Formula:
        only = _with_only_object(phrase)
        if only is not None and not self.scope.downward:
            plain, exclusive = only
            return conjunction([self._says(plain, subject, gap), self._of_objects(exclusive, subject, gap)])
        joined = next((i for i, piece in enumerate(phrase.pieces) if self._is_taken_apart(piece)), None)
        if joined is not None:
            return self._apart(phrase, joined, subject, gap)
        if phrase.head in (("have",), ("own",)):
            phrase = replace(phrase, pieces=tuple(_some_of(piece) for piece in phrase.pieces))
        if phrase.passive and phrase.head[0] in _BEING_IN and phrase.pieces:
            phrase = replace(phrase, head=(), passive=False, kind="p")
        agent = next((p for p in phrase.pieces if p.preposition == "by" and self._is_argument(p)), None)
        if phrase.passive and agent is not None and phrase.head[0] not in _WITHOUT_AGENT:
            return self._by_agent(phrase, agent, subject, gap)
        return self._of_objects(phrase, subject, gap)

    def _of_objects(self, phrase: Says, subject: Term, gap: Term | None) -> Formula:
        head, rest, arguments = self._sorted(phrase)
        roles = tuple(piece.preposition for piece in arguments)
        said = Phrase(head, rest, roles, phrase.kind, phrase.passive)
        if phrase.modal == "may":
            self.predicates.permitted.add(said.content)
        return self._applied(said, (subject,), [p.phrase for p in arguments if p.phrase is not None], subject, gap)

    def _taken_up(self, piece: Piece, subject: Term, head: tuple[str, ...]) -> Piece:
        """``did it`` as one predicate; ``sells it`` as ``sells barley``, if barley was spoken of and is no term."""
        if isinstance(piece.phrase, Pronoun) and piece.phrase.word == "it" and head == ("do",):
            return replace(piece, phrase=Opaque(("it",)))
        if isinstance(piece.phrase, Pronoun):
            thing = self.scope.thing(piece.phrase.word, subject)
            return piece if thing is None else replace(piece, phrase=thing)
        if isinstance(piece.phrase, Possessed) and isinstance(piece.phrase.owner, Pronoun):
            return replace(piece, phrase=self._with_owner(piece.phrase, piece.phrase.owner, subject))
        return piece

    def _with_owner(self, owned: Possessed, owner: Pronoun, subject: Term) -> Possessed:
        """``broke his car`` as ``broke Tom's car``, where something is said of that and nobody else is spoken of."""
        if owner.word not in ("his", "her", "its", "their") or owned.nominal.head not in self.usage.owned:
            return owned
        known = {r.term for r in (*self.scope.referents, *self.scope.earlier) if r.kind == NAMED}
        name = self.name_of(subject) if known <= {subject} else None
        return owned if name is None else replace(owned, owner=name)

    def _is_taken_apart(self, piece: Piece) -> bool:
        phrase = piece.phrase
        if not isinstance(phrase, JoinedNouns) or self.is_term(phrase):
            return False
        if any(isinstance(part, Placed) for part in phrase.parts):
            return True
        return phrase.connective != "and" or self.usage.needs_parts(phrase)

    def _apart(self, phrase: Says, index: int, subject: Term, gap: Term | None) -> Formula:
        """``likes cats and dogs`` as two, where another sentence speaks of cats alone."""
        piece = phrase.pieces[index]
        joined = piece.phrase
        assert isinstance(joined, JoinedNouns)  # noqa: S101 - the caller looks

        def one(part: NounPhrase) -> Formula:
            own = Piece(part.preposition, part.phrase) if isinstance(part, Placed) else Piece(piece.preposition, part)
            pieces = (*phrase.pieces[:index], own, *phrase.pieces[index + 1 :])
            said = as_having(replace(phrase, pieces=pieces))
            return self.verb_phrase(said, subject) if gap is None else self._says(said, subject, gap)  # type: ignore[arg-type]

        if joined.connective == "and":
            return conjunction([one(part) for part in joined.parts])
        parts = tuple(self.inside(lambda p=part: one(p)) for part in joined.parts)  # type: ignore[misc]
        if joined.connective == "neither":
            return conjunction([Not(part) for part in parts])
        if joined.connective[-1].isdigit():
            return counted(joined.connective, parts)
        if joined.connective == "xor" or (joined.connective == "either" and isinstance(subject, Constant)):
            return exactly_one(parts)
        return Or(parts)

    def _is_argument(self, piece: Piece) -> bool:
        if piece.preposition == "without" and isinstance(piece.phrase, Quantified) and piece.phrase.quantifier == "any":
            return False
        return piece.phrase is not None and self.is_term(piece.phrase)

    def _by_agent(self, phrase: Says, agent: Piece, subject: Term, gap: Term | None) -> Formula:
        """The passive as the active: who does it comes first."""
        lemma = active_verb(phrase.head[0])
        others = replace(phrase, head=(lemma,), pieces=tuple(p for p in phrase.pieces if p is not agent), passive=False)
        head, rest, arguments = self._sorted(others)
        roles = ("", *(piece.preposition for piece in arguments))
        said = Phrase(head, rest, roles, "v")
        if phrase.modal == "may":
            self.predicates.permitted.add(said.content)
        things = [p.phrase for p in arguments if p.phrase is not None]
        assert agent.phrase is not None  # noqa: S101 - it is an argument

        def by(doer: Term) -> Formula:
            return self._applied(said, (doer, subject), things, subject, gap)

        if isinstance(agent.phrase, Gap):
            if gap is None:
                raise ParseError("a relative clause lacks what it relates to")
            return by(gap)
        return self.noun_phrase(agent.phrase, by, subject)

    def _sorted(self, phrase: Says) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], list[Piece]]:
        """The head, the pieces that are named, and those that are arguments."""
        arguments = [piece for piece in phrase.pieces if self._is_argument(piece)]
        named = [piece for piece in phrase.pieces if piece not in arguments]
        self.scope.unnamed |= any(map(speaks_of_things, named))
        self.scope.things += [piece.phrase for piece in named if _is_spoken_of(piece)]  # type: ignore[misc]
        rest = tuple(
            (piece.preposition, *words_of(piece.phrase)) if piece.preposition else words_of(piece.phrase)
            for piece in phrase.pieces
            if piece not in arguments and (piece.preposition or piece.phrase is not None)
        )
        head = phrase.head
        modal = (phrase.modal.replace("may", "can"),) if phrase.modal else ()
        if not head and not rest and not arguments:
            raise ParseError("a predicate without words")
        return (*modal, *head), tuple(part for part in rest if part), arguments

    def _applied(
        self, said: Phrase, first: tuple[Term, ...], things: list[NounPhrase], subject: Term, gap: Term | None
    ) -> Formula:
        """The atom over the terms that the objects stand for, under their quantifiers."""
        if not things:
            return self.atom(said, *first)

        def more(term: Term) -> Formula:
            return self._applied(said, (*first, term), things[1:], subject, gap)

        if isinstance(things[0], Gap):
            if gap is None:
                raise ParseError("a relative clause lacks what it relates to")
            return more(gap)
        return self.noun_phrase(things[0], more, subject)


def _with_only_object(phrase: Says) -> tuple[Says, Says] | None:
    """``eats only fish``, ``only eats fish``: that it eats fish, and that all it eats is fish."""
    adverb = Piece("", Opaque(("only",)))
    things = [piece for piece in phrase.pieces if not piece.preposition and piece != adverb]
    if phrase.kind != "v" or phrase.passive or len(things) != 1:
        return None
    thing = things[0].phrase
    is_only = isinstance(thing, Quantified) and thing.quantifier == "only" and not thing.nominal.domain
    if not is_only and not (adverb in phrase.pieces and isinstance(thing, Bare)):
        return None
    nominal = thing.nominal  # type: ignore[union-attr]
    kept = [piece for piece in phrase.pieces if piece != adverb]
    plain, exclusive = (
        replace(phrase, pieces=tuple(replace(p, phrase=one) if p is things[0] else p for p in kept))
        for one in (Bare(nominal), Quantified("only", nominal))
    )
    return plain, exclusive


def without(phrase: VerbPhrase) -> tuple[Says, Says] | None:
    """``enter without a ticket`` as what is done and what one who does it lacks: ``enter``, ``have a ticket``."""
    if not isinstance(phrase, Says) or len(phrase.pieces) < 1 + (not phrase.head):
        return None
    lacking = [p for p in phrase.pieces if p.preposition == "without" and isinstance(p.phrase, Quantified | Bare)]
    if len(lacking) != 1 or getattr(lacking[0].phrase, "quantifier", "") == "any":
        return None
    done = replace(phrase, pieces=tuple(piece for piece in phrase.pieces if piece is not lacking[0]))
    return done, Says(("have",), (Piece("", lacking[0].phrase),))


def _is_spoken_of(piece: Piece) -> bool:
    """Whether a later ``it`` takes up an object: ``barley``, or ``a boat`` that is named as part of what is done."""
    thing = piece.phrase
    if isinstance(thing, Bare):
        return not piece.preposition
    return isinstance(thing, Quantified) and thing.quantifier == "a" and not thing.nominal.domain


def _some_of(piece: Piece) -> Piece:
    """``has children`` as ``has some children``."""
    thing = piece.phrase
    if piece.preposition == "" and isinstance(thing, Bare) and thing.nominal.plural and not thing.nominal.domain:
        return replace(piece, phrase=Quantified("some", thing.nominal))
    return piece


def _alias(nominal: Nominal) -> NounPhrase | None:
    """What has the other name in ``is another name for X``."""
    post = nominal.posts[0] if nominal.head[-1] == "name" and nominal.posts else None
    if isinstance(post, Says) and not post.head and post.pieces[0].preposition in ("for", "of"):
        thing = post.pieces[0].phrase
        return thing if isinstance(thing, Named | Definite) else None
    return None


def speaks_of_things(piece: Piece) -> bool:
    """Whether a later ``it`` or ``them`` can stand for an object or adjunct."""
    return isinstance(piece.phrase, Bare | Quantified) and not piece.phrase.nominal.domain
