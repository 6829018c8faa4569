"""From the tree of a sentence to its formula: clauses and verb phrases.

``either … or`` is exclusive of a named subject and inclusive of a quantified one. A universal subject takes
scope over ``not``.
"""

from __future__ import annotations

from dataclasses import replace

from nesy.errors import ParseError
from nesy.languages.fol.syntax import (
    And,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Term,
    Variable,
)  # fmt: skip
from nesy.translate.english.clause_shapes import (
    are_general,
    as_alternative,
    as_kind,
    flat_rule,
    generic,
    in_each,
    in_one_place,
    is_episode,
    is_of_any,
    is_particular,
    is_past,
    is_told_apart,
    with_one_subject,
    with_shared_determiner,
)
from nesy.translate.english.closed_words import COLLECTIVE, ONLY_WEATHER, WEATHER
from nesy.translate.english.connectives import conjunction, exactly_one
from nesy.translate.english.counted_phrases import owned_by
from nesy.translate.english.kinds import is_of_kind, with_type
from nesy.translate.english.listings import Listing, listing_of
from nesy.translate.english.noun_phrases import of_one
from nesy.translate.english.predicates import Phrase
from nesy.translate.english.quantifiers import FRACTIONS, exception_of
from nesy.translate.english.reciprocal import spelled_out
from nesy.translate.english.restated import as_active
from nesy.translate.english.same import Shared, identical, shared_by
from nesy.translate.english.scope import COUNTED, NAMED
from nesy.translate.english.syntax import (
    Bare,
    Clause,
    Conditional,
    Definite,
    Denied,
    Existence,
    IsA,
    JoinedClauses,
    JoinedNouns,
    JoinedVerbs,
    Named,
    NounPhrase,
    Opposite,
    Piece,
    Possessed,
    Pronoun,
    Proposition,
    Quantified,
    Says,
    Statement,
    VerbPhrase,
)  # fmt: skip
from nesy.translate.english.usage import nodes, words_of
from nesy.translate.english.verb_meaning import VerbMeaning, speaks_of_things, without


class Meaning(VerbMeaning):
    """Composes the formula of one sentence, with the names of its problem."""

    __slots__ = ()

    def clause(self, clause: Clause) -> Formula:
        """The formula of a clause.

        Raises:
            ParseError: if the clause is ambiguous or a pronoun stands for nothing.
        """
        if isinstance(clause, Statement):
            return self._statement(clause)
        if isinstance(clause, Conditional):
            return self._conditional(clause)
        if isinstance(clause, Existence):
            return self._existence(clause)
        if isinstance(clause, Opposite):
            return self._denial(self.inside(lambda: self.clause(clause.clause), negative=False))
        if isinstance(clause, Proposition):
            return self.atom(Phrase(clause.lemmas, kind="s"))
        return self._joined_clauses(clause)

    def _conditional(self, clause: Conditional) -> Formula:
        scope = self.scope
        if clause.temporal and is_past(clause.condition) and is_past(clause.consequence):
            parts = (
                (clause.consequence, clause.condition) if clause.reversed else (clause.condition, clause.consequence)
            )
            return conjunction([self.clause(part) for part in parts])
        lifted: list[Variable] = []
        if clause.reversed and isinstance(clause.consequence, Statement):
            subject = clause.consequence.subject
            named = {node.words for node in nodes(clause.consequence) if isinstance(node, Named)}
            if isinstance(subject, Named) and len(named) == 1:
                words = tuple(word.lower() for word in subject.words)
                scope.mention(self.predicates.constant("name", words), NAMED, subject=True)
            elif isinstance(subject, Quantified | Bare) and not isinstance(clause.condition, Conditional):
                return self._rule_about_subject(clause, clause.consequence)
        saved = scope.enter(lifted, negative=False, downward=True)
        if any(isinstance(node, Pronoun) and node.word == "you" for node in nodes(clause.condition)):
            self.anyone(subject=True)
        condition = self.clause(clause.condition)
        scope.enter(None, negative=False, downward=False)
        consequence = self.clause(clause.consequence)
        scope.leave(saved)
        whole = Iff(condition, consequence) if clause.both else Implies(condition, consequence)
        return self.close(lifted, whole)

    def _rule_about_subject(self, clause: Conditional, consequence: Statement) -> Formula:
        """``A student passes if they study``, ``no student passes unless …``: the condition is about the subject."""
        subject, done = generic(consequence.subject), consequence.phrase
        if isinstance(subject, Quantified) and subject.quantifier == "no":
            subject, done = replace(subject, quantifier="every"), Denied(done)

        self.scope.unnamed |= any(isinstance(n, Piece) and speaks_of_things(n) for n in nodes(consequence.phrase))

        def say(term: Term) -> Formula:
            self.scope.make_subject(term)
            saved = self.scope.enter(None, negative=False, downward=True)
            condition = self.clause(clause.condition)
            self.scope.enter(None, negative=False, downward=False)
            said = self.verb_phrase(done, term)
            self.scope.leave(saved)
            return Iff(condition, said) if clause.both else Implies(condition, said)

        return flat_rule(self.noun_phrase(subject, say, None))

    def _joined_clauses(self, clause: JoinedClauses) -> Formula:
        if clause.connective == "and":
            return conjunction([self.clause(part) for part in with_one_subject(clause.parts, "and")])
        shared = with_one_subject(clause.parts, clause.connective)
        if len(shared) == 1:
            return self.clause(shared[0])
        parts = tuple(self.inside(lambda p=part: self.clause(p)) for part in clause.parts)  # type: ignore[misc]
        if clause.connective == "neither":
            return conjunction([Not(part) for part in parts])
        return exactly_one(parts) if clause.connective in ("either", "xor") else Or(parts)

    def _statement(self, clause: Statement) -> Formula:
        clause = self._turned(as_active(with_type(clause)))
        listing = listing_of(clause)
        if listing is not None:
            return self._listing(listing)
        pairs = spelled_out(clause)
        if pairs is not None:
            return self.clause(pairs)
        if (pair := identical(clause)) is not None:
            return self._identical(*pair)
        shared = shared_by(clause)
        if shared is not None:
            return self._shared(shared)
        subject, phrase = clause.subject, clause.phrase
        self._check_collective(subject, phrase)
        if isinstance(subject, Pronoun) and subject.word == "it" and self._is_weather(phrase):
            said = self.noun_phrase(Named(("weather",)), lambda term: self.verb_phrase(phrase, term), None)
            self.scope.referents = [r for r in self.scope.referents if r.head or str(r.term) != "weather"]
            self.usage.weather |= {word for node in nodes(phrase) if isinstance(node, Says) for word in node.head}
            return said
        if isinstance(subject, Quantified) and subject.quantifier == "the only":
            phrase = as_alternative(phrase)
        group = self._group(subject)
        if group:
            return conjunction([self.verb_phrase(phrase, one) for one in group])
        lacking = without(phrase)
        if lacking is not None and isinstance(subject, Quantified) and subject.quantifier == "no":
            done, having = lacking
            nominal = replace(subject.nominal, posts=(*subject.nominal.posts, done))
            subject, phrase = Quantified("every", nominal), having
        return self.noun_phrase(self.subject_of(subject, phrase), lambda term: self.verb_phrase(phrase, term), None)

    def _identical(self, one: NounPhrase, other: NounPhrase) -> Formula:
        """That two individuals are one, or two kinds: ``flapjacks and pancakes are the same``."""
        if isinstance(one, Bare) and isinstance(other, Bare):
            variable = self.scope.fresh()
            kinds = (conjunction(self.parts(bare.nominal, variable)) for bare in (one, other))
            return Forall(variable, Iff(*kinds))
        return self.noun_phrase(one, lambda term: self.verb_phrase(IsA(other), term), None)

    def _shared(self, shared: Shared) -> Formula:
        """``Ann and Tom live in the same city``: there is one in which both do."""
        if shared.denied:
            positive = replace(shared, denied=False)
            return Not(self.inside(lambda: self._shared(positive), negative=True))
        variable = self.scope.fresh()
        self.scope.mention(variable, COUNTED, shared.nominal.head)
        said = conjunction([*self.parts(shared.nominal, variable), self._statement(shared.clause)])
        if self.scope.lifted is not None:
            self.scope.lifted.append(variable)
            return said
        self.scope.forget([variable])
        return Exists(variable, said)

    def _group(self, subject: NounPhrase) -> list[Term]:
        """The named individuals that the sentence before spoke of together, for ``they``; none for anything else."""
        if not isinstance(subject, Pronoun) or subject.word != "they" or self.scope.referents:
            return []
        named = [r.term for r in self.scope.earlier if r.kind == NAMED and r.subject]
        return named if len(named) > 1 and len(named) == len(self.scope.earlier) else []

    def _turned(self, clause: Statement) -> Statement:
        """``The founder of X is Ann``, where a question alone speaks of the founder: Ann is the founder of X."""
        subject, phrase = clause.subject, clause.phrase
        named = phrase.phrase if isinstance(phrase, IsA) else None
        if not (self.scope.question and isinstance(subject, Definite) and isinstance(named, Named)):
            return clause
        post = subject.nominal.posts[0] if len(subject.nominal.posts) == 1 else None
        known = ("the", *words_of(subject)) in self.predicates.constants
        is_relation = isinstance(post, Says) and not post.head and post.pieces[0].preposition == "of"
        return Statement(named, IsA(subject)) if is_relation and not known else clause

    def _listing(self, listing: Listing) -> Formula:
        """That each of the list is of the kind; and, where the list is complete, that nothing else is."""

        def is_of_kind(term: Term) -> Formula:
            return conjunction(self.parts(listing.nominal, term))

        being = IsA(Bare(listing.nominal))
        said = [self.noun_phrase(self.subject_of(member, being), is_of_kind, None) for member in listing.members]
        if listing.complete:

            def is_listed(term: Term) -> Formula:
                same = [self.noun_phrase(m, lambda one: Equals(term, one), term) for m in listing.members]
                return Or(tuple(same)) if len(same) > 1 else same[0]

            said.append(self.quantified(Quantified("every", listing.nominal), is_listed))
        return conjunction(said)

    def subject_of(self, subject: NounPhrase, phrase: VerbPhrase) -> NounPhrase:
        """A subject with ``a``, a bare noun or ``the`` as a universal, where that is what it means."""
        if isinstance(subject, JoinedNouns):
            parts = with_shared_determiner(subject.parts)
            if subject.connective == "or" and are_general(parts):
                subject = replace(subject, connective="and")
            if subject.connective == "neither" and all(isinstance(part, Bare) for part in parts):
                parts = tuple(Quantified("no", part.nominal) for part in parts if isinstance(part, Bare))
                subject = replace(subject, connective="and")
            kinds = tuple(self.subject_of(part, phrase) for part in parts)
            is_of_kinds = subject.connective == "and" and all(isinstance(part, Bare) for part in parts)
            if is_of_kinds and any(isinstance(kind, Quantified) for kind in kinds):
                kinds = tuple(as_kind(part, kind) for part, kind in zip(parts, kinds, strict=True))
            parts = kinds
            of_all = all(isinstance(part, Quantified) and part.quantifier == "every" for part in parts)
            return replace(
                subject, connective="and" if of_all and subject.connective == "or" else subject.connective, parts=parts
            )
        if isinstance(subject, Bare) and self._is_somebody(subject, phrase):
            return Quantified("some", subject.nominal)
        if isinstance(subject, Bare):
            return self._bare_subject(subject)
        if isinstance(subject, Possessed) and subject.nominal.plural and isinstance(subject.owner, Named):
            return Quantified("a" if self.scope.lifted is not None else "every", owned_by(subject))
        if isinstance(subject, Possessed) and isinstance(subject.owner, Quantified) and subject.owner.quantifier == "a":
            return self.subject_of(Quantified("a", of_one(subject.owner, subject.nominal)), phrase)
        if self._is_of_everything(subject, phrase):
            return replace(subject, quantifier="every")  # type: ignore[arg-type]
        if isinstance(subject, Definite) and (
            self._is_generic(subject) or is_of_any(subject, phrase) or is_of_kind(subject, phrase)
        ):
            return Quantified("a" if self.scope.lifted is not None else "every", subject.nominal)
        if isinstance(subject, Quantified) and subject.quantifier == "a" and not self.scope.downward:
            if not subject.nominal.posts and self.scope.described(subject.nominal.head) is not None:
                return Definite(subject.nominal)
            if is_episode(phrase) or (self.scope.question and is_particular(phrase)):
                return Quantified("some", subject.nominal)
            return Quantified("every", subject.nominal)
        return subject

    def _is_somebody(self, subject: Bare, phrase: VerbPhrase) -> bool:
        """Whether ``people`` are some people, of whom it is told what happened: ``people died in the fire``."""
        nominal = subject.nominal
        plain = nominal.domain and not (nominal.adjectives or nominal.posts or self.scope.downward)
        return plain and isinstance(phrase, Says) and is_episode(phrase)

    def _is_of_everything(self, subject: NounPhrase, phrase: VerbPhrase) -> bool:
        """Whether it is said of ``something`` that it is either this or that: which holds of everything."""
        if not isinstance(subject, Quantified) or subject.quantifier != "some" or self.scope.downward:
            return False
        plain = subject.nominal.domain and not (subject.nominal.plural or subject.nominal.posts)
        return plain and isinstance(phrase, JoinedVerbs) and phrase.connective in ("either", "xor")

    def _bare_subject(self, subject: Bare) -> NounPhrase:
        nominal = subject.nominal
        if nominal.head[-1] in FRACTIONS and nominal.posts:
            raise ParseError(f"'{nominal.head[-1]}' of a number of things cannot be said in first-order logic")
        is_split = self.usage.splits(nominal.adjectives, nominal.head)
        if not (nominal.plural or is_split or is_told_apart(nominal)):
            uses = self.usage.counted_outside_subjects
            if nominal.head not in uses:
                return Named((" ".join(words_of(nominal)),))
        return Quantified("a" if self.scope.downward else "every", nominal)

    def _is_generic(self, subject: Definite) -> bool:
        """Whether ``the N`` ranges over the Ns: in a plural, or in a condition on a noun that others count."""
        if self.scope.described(subject.nominal.head) is not None:
            return False
        if subject.nominal.plural:
            return True
        head = subject.nominal.head
        return self.scope.lifted is not None and head in self.usage.counted and head not in self.usage.individuals

    def _check_collective(self, subject: NounPhrase, phrase: VerbPhrase) -> None:
        said = phrase.phrase if isinstance(phrase, Denied) else phrase
        if not isinstance(said, IsA) or not isinstance(said.phrase, Bare) or not isinstance(subject, JoinedNouns):
            return
        nominal = said.phrase.nominal
        if subject.connective == "and" and nominal.head[-1] in COLLECTIVE and not nominal.posts:
            raise ParseError(
                f"'{nominal.head[-1]}' of several subjects may be said of them together", hint="say it of each"
            )

    def _is_weather(self, phrase: VerbPhrase) -> bool:
        """Whether ``it`` before a verb phrase stands for nothing: ``it rains``, ``it is cloudy``."""
        if isinstance(phrase, Denied):
            return self._is_weather(phrase.phrase)
        if isinstance(phrase, JoinedVerbs):
            return all(self._is_weather(part) for part in phrase.parts)
        if not isinstance(phrase, Says) or not phrase.head or phrase.head[-1] not in WEATHER:
            return False
        if phrase.kind == "v" or phrase.head[-1] in ONLY_WEATHER:
            return True
        return phrase.head[-1] in self.usage.weather or not (self.scope.referents or self.scope.earlier)

    def _existence(self, clause: Existence) -> Formula:
        subject = clause.subject
        of_each = in_each(subject)
        if of_each is not None:
            said = self.inside(lambda: self._statement(of_each), negative=clause.negative)
            return Not(said) if clause.negative else said
        if isinstance(subject, JoinedNouns):
            subject = replace(subject, parts=in_one_place(subject.parts))
            parts = [self._existence(Existence(part, clause.negative)) for part in subject.parts]
            return conjunction(parts) if (subject.connective == "and") is not clause.negative else Or(tuple(parts))
        if isinstance(subject, Bare):
            if not {"more", "fewer", "less"}.isdisjoint(words_of(subject.nominal)):
                raise ParseError("how many there are of two kinds is not compared in first-order logic")
            subject = Quantified("some", subject.nominal)
        if not isinstance(subject, Quantified) or subject.quantifier in ("every", "not every"):
            raise ParseError("after 'there is' stands neither 'a' nor 'some' nor 'no'")
        if subject.quantifier == "no" and (exception := exception_of(subject.nominal)) is not None:
            return self._statement(Statement(Quantified("every", exception[0]), IsA(exception[1])))
        if clause.negative or subject.quantifier == "no":
            return self._denial(self.inside(lambda: self.some(subject.nominal), negative=True))
        if subject.quantifier not in ("a", "some", "any", "several", "many"):
            return self._quantified_existence(subject)
        return self.some(subject.nominal)

    def _quantified_existence(self, subject: Quantified) -> Formula:
        return self.counted(subject, None)

    def _denial(self, formula: Formula) -> Formula:
        """The negation, as a rule where it denies that something exists."""
        if isinstance(formula, Exists) and isinstance(formula.body, And):
            *parts, last = formula.body.operands
            return Forall(formula.variable, Implies(conjunction(parts), Not(last)))
        if isinstance(formula, Not):
            return formula.operand
        return Not(formula)
