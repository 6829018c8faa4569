"""From the tree of a sentence to its formula.

A subject takes scope over its verb phrase and a verb over its object, in the order of the sentence. An
indefinite in a condition ("if someone …", "every man who owns a dog …") is a universal in front of the
rule, so that rules come out as ``∀x (conjunction → consequence)``. A universal subject takes scope over
``not`` ("every A is not B" says that no A is B). ``either … or`` is exclusive of a named subject and
inclusive of a quantified one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nesy.errors import ParseError
from nesy.languages.fol.syntax import And, Constant, Exists, Forall, Formula, Implies, Not, Or, Term, Variable, Xor
from nesy.translate.english.lexicon import Lexicon
from nesy.translate.english.names import EVENT, PROPERTY, RELATION, Names
from nesy.translate.english.scope import COUNTED, DEFINITE, NAMED, PERSON, THING, Scope
from nesy.translate.english.tree import (
    Clause,
    Conditional,
    Definite,
    Denied,
    Existence,
    Has,
    IsA,
    JoinedClauses,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    NounPhrase,
    Opposite,
    Pronoun,
    Quantified,
    Relates,
    Relative,
    Statement,
    Stuff,
    VerbPhrase,
)
from nesy.translate.english.words import COLLECTIVE, PRIVATIVE

_KINDS = {"someone": PERSON, "person": PERSON, "something": THING, "thing": THING}
_SAYS_NOTHING = frozenset({"someone", "something"})


class Meaning:
    """Composes the formula of one sentence, with the names of its problem."""

    __slots__ = ("lexicon", "names", "scope")

    def __init__(self, names: Names, lexicon: Lexicon, *, question: bool) -> None:
        self.names = names
        self.lexicon = lexicon
        self.scope = Scope(question=question)

    # -- clauses -----------------------------------------------------------------------------

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
            return Not(self._inside(lambda: self.clause(clause.clause), negative=False))
        return self._joined_clauses(clause)

    def _conditional(self, clause: Conditional) -> Formula:
        scope = self.scope
        lifted: list[Variable] = []
        if clause.reversed and isinstance(clause.consequence, Statement):
            subject = clause.consequence.subject
            if isinstance(subject, Named):
                scope.mention(self.names.constant("name", subject.words), NAMED)
        saved = scope.enter(lifted, negative=False, downward=True)
        condition = self.clause(clause.condition)
        scope.enter(None, negative=False, downward=False)
        consequence = self.clause(clause.consequence)
        scope.leave(saved)
        return self._close(lifted, Implies(condition, consequence))

    def _close(self, variables: list[Variable], formula: Formula) -> Formula:
        """The formula under universal quantifiers, whose variables no pronoun reaches from then on."""
        if variables:
            self.scope.forget(variables)
        for variable in reversed(variables):
            formula = Forall(variable, formula)
        return formula

    def _joined_clauses(self, clause: JoinedClauses) -> Formula:
        if clause.connective == "and":
            return conjunction([self.clause(part) for part in clause.parts])
        parts = tuple(self._inside(lambda p=part: self.clause(p)) for part in clause.parts)  # type: ignore[misc]
        return Xor(parts[0], parts[1]) if clause.connective == "either" else Or(parts)

    def _inside(self, compose: Callable[[], Formula], *, negative: bool | None = None) -> Formula:
        """What is composed where no indefinite reaches out: under ``or``, or under a negation."""
        scope = self.scope
        if negative is None:
            saved = scope.enter(None, negative=scope.negative, downward=scope.downward)
        else:
            saved = scope.enter(None, negative=negative, downward=True)
        formula = compose()
        scope.leave(saved)
        return formula

    def _statement(self, clause: Statement) -> Formula:
        subject, phrase = clause.subject, clause.phrase
        if isinstance(subject, JoinedNouns | Quantified):
            self._check_collective(subject, phrase)
        if isinstance(subject, Quantified) and subject.quantifier in ("a", "plural"):
            subject = self._generic(subject, phrase)
        return self.noun_phrase(subject, lambda term: self.verb_phrase(phrase, term), None)

    def _generic(self, subject: Quantified, phrase: VerbPhrase) -> Quantified:
        """A subject with ``a`` or a bare plural as a universal, where that is what it means."""
        head = subject.nominal.head
        if self.scope.downward:
            if subject.quantifier == "a" or head in _KINDS:
                return Quantified("a", subject.nominal)
            raise _unread(f"the bare plural of '{head}' in a condition may mean all or some", "write 'all' or 'a'")
        said = phrase.phrase if isinstance(phrase, Denied) else phrase
        if subject.quantifier == "plural" or isinstance(said, IsA) or subject.nominal.relatives:
            return Quantified("every", subject.nominal)
        raise _unread(f"'a {head}' as a subject may mean every or some", f"write 'every {head}' or 'some {head}'")

    def _check_collective(self, subject: JoinedNouns | Quantified, phrase: VerbPhrase) -> None:
        said = phrase.phrase if isinstance(phrase, Denied) else phrase
        lemma = said.nominal.head if isinstance(said, IsA) else said.lemma if isinstance(said, Has) else ""
        if lemma not in COLLECTIVE:
            return
        if isinstance(subject, Quantified) and subject.quantifier not in ("plural", "some", "no", "every"):
            return
        raise _unread(f"'{lemma}' of several subjects may be said of them together", "say it of each")

    def _existence(self, clause: Existence) -> Formula:
        quantifier = clause.subject.quantifier
        nominal = clause.subject.nominal
        if clause.negative or quantifier == "no":
            inside = self._inside(lambda: self._some(nominal, None), negative=True)
            return self._denial(inside)
        if self.scope.lifted is not None:
            return self._lift(nominal, None)
        return self._some(nominal, None)

    def _denial(self, formula: Formula) -> Formula:
        """The negation, as a rule where it denies that something exists."""
        if isinstance(formula, Exists) and isinstance(formula.body, And):
            *parts, last = formula.body.operands
            return Forall(formula.variable, Implies(conjunction(parts), Not(last)))
        return Not(formula)

    # -- noun phrases ------------------------------------------------------------------------

    def noun_phrase(self, phrase: NounPhrase, say: Callable[[Term], Formula], subject: Term | None) -> Formula:
        """The formula that says something of a noun phrase; ``subject`` is the clause's, where this is its object."""
        if isinstance(phrase, Named):
            constant = self.names.constant("name", phrase.words)
            self.scope.mention(constant, NAMED)
            return say(constant)
        if isinstance(phrase, Definite):
            return say(self._definite(phrase))
        if isinstance(phrase, Pronoun):
            return say(self.scope.pronoun(phrase.word, subject))
        if isinstance(phrase, Quantified):
            return self._quantified(phrase, say)
        if isinstance(phrase, Stuff):
            self.scope.stuff.append(phrase.words)
            return say(self.names.constant("stuff", phrase.words))
        return self._joined_nouns(phrase, say, subject)

    def _definite(self, phrase: Definite) -> Term:
        head = phrase.words[-1]
        known = self.scope.described(head)
        if known is not None:
            if len(phrase.words) > 1:
                raise _unread(f"'the {' '.join(phrase.words)}' may or may not be the '{head}' before it")
            return known
        constant = self.names.constant("the", phrase.words)
        self.scope.definites.append(phrase.words)
        self.scope.mention(constant, DEFINITE)
        return constant

    def _joined_nouns(self, phrase: JoinedNouns, say: Callable[[Term], Formula], subject: Term | None) -> Formula:
        def said_of(part: NounPhrase) -> Formula:
            if isinstance(part, Quantified) and part.quantifier in ("a", "plural") and subject is None:
                part = self._joined_generic(part)
            return self.noun_phrase(part, say, subject)

        if phrase.connective == "and":
            if self.scope.negative and subject is not None:
                raise _unread("'not' before objects joined by 'and' may deny one or all of them", "repeat 'not'")
            return conjunction([said_of(part) for part in phrase.parts])
        if phrase.connective == "neither":
            return And(tuple(Not(self._inside(lambda p=p: said_of(p), negative=True)) for p in phrase.parts))  # type: ignore[misc]
        parts = tuple(self._inside(lambda p=p: said_of(p)) for p in phrase.parts)  # type: ignore[misc]
        if phrase.connective == "either" and all(isinstance(part, Named | Definite) for part in phrase.parts):
            return Xor(parts[0], parts[1])
        return Or(parts)

    def _joined_generic(self, part: Quantified) -> Quantified:
        if part.quantifier == "plural" and not self.scope.downward:
            return Quantified("every", part.nominal)
        if part.quantifier == "a" and self.scope.downward:
            return part
        raise _unread(f"'{part.nominal.head}' in a joined subject may mean every or some", "write 'every' or 'some'")

    def _quantified(self, phrase: Quantified, say: Callable[[Term], Formula]) -> Formula:
        quantifier, nominal, scope = phrase.quantifier, phrase.nominal, self.scope
        if quantifier == "any":
            quantifier = "a" if scope.downward or scope.question else "every"
        if quantifier == "every":
            return self._every(nominal, say)
        if quantifier == "no":
            if scope.negative:
                raise _unread("'no' under a negation is not covered by this grammar")
            return self._every(nominal, lambda term: Not(self._inside(lambda: say(term), negative=True)))
        if quantifier == "plural":
            raise _unread(
                f"the bare plural of '{nominal.head}' as an object may mean all or some", "write 'every' or 'some'"
            )
        if quantifier == "some" and scope.negative:
            raise _unread(f"'some' under a negation has two readings at '{nominal.head}'", "write 'any' or 'a'")
        return self._some(nominal, say) if scope.lifted is None else self._lift(nominal, say)

    def _every(self, nominal: Nominal, say: Callable[[Term], Formula]) -> Formula:
        scope = self.scope
        variable = scope.fresh()
        bound = [variable]
        saved = scope.enter(bound, negative=False, downward=True)
        parts = self._parts(nominal, variable)
        self._mention(variable, nominal)
        scope.enter(None, negative=saved[1], downward=saved[2] and saved[0] is None and saved[1])
        said = say(variable)
        scope.leave(saved)
        return self._close(bound, Implies(conjunction(parts), said) if parts else said)

    def _some(self, nominal: Nominal, say: Callable[[Term], Formula] | None) -> Formula:
        scope = self.scope
        variable = scope.fresh()
        if not scope.downward and nominal.head not in _SAYS_NOTHING:
            scope.introduced.append(nominal.head)
        formula = Exists(variable, self._of(variable, nominal, say))
        scope.forget([variable])
        return formula

    def _lift(self, nominal: Nominal, say: Callable[[Term], Formula] | None) -> Formula:
        """What is said of an indefinite in a condition; its variable is bound in front of the whole rule."""
        variable = self.scope.fresh()
        assert self.scope.lifted is not None  # noqa: S101 - the callers look
        self.scope.lifted.append(variable)
        return self._of(variable, nominal, say)

    def _of(self, variable: Variable, nominal: Nominal, say: Callable[[Term], Formula] | None) -> Formula:
        parts = self._parts(nominal, variable)
        self._mention(variable, nominal)
        if say is not None:
            parts.append(say(variable))
        if not parts:
            raise _unread("it says only that something exists")
        return conjunction(parts)

    def _mention(self, variable: Variable, nominal: Nominal) -> None:
        self.scope.mention(variable, _KINDS.get(nominal.head, COUNTED), nominal.head)

    def _parts(self, nominal: Nominal, term: Term) -> list[Formula]:
        """What a nominal says of a term; nothing, if its noun is ``person`` or ``thing`` and no more than that."""
        parts: list[Formula] = [self._property(word, term) for word in nominal.modifiers]
        if nominal.alternative:
            parts = [Or(tuple(parts))]
        head = nominal.head
        if not (
            head in _SAYS_NOTHING
            or (head == "person" and not self.lexicon.person_is_said)
            or (head == "thing" and not self.lexicon.thing_is_said)
        ):
            parts.append(self._property(head, term))
        parts.extend(self._relative(relative, term) for relative in nominal.relatives)
        return parts

    def _property(self, lemma: str, term: Term) -> Formula:
        self.scope.count_atom()
        words = tuple(lemma.split(" "))
        if len(words) > 1 and PRIVATIVE.isdisjoint(words):
            self.scope.compounds.append(words)
        return self.names.atom(words, PROPERTY, term)

    def _relative(self, relative: Relative, term: Term) -> Formula:
        if relative.phrase is not None:
            return self.verb_phrase(relative.phrase, term)
        assert relative.subject is not None  # noqa: S101 - one of the two is there
        return self.noun_phrase(relative.subject, lambda subject: self._relation(relative.lemmas, subject, term), None)

    # -- verb phrases ------------------------------------------------------------------------

    def verb_phrase(self, phrase: VerbPhrase, subject: Term) -> Formula:
        """The formula that says a verb phrase of a term."""
        if isinstance(phrase, Has):
            self.scope.count_atom()
            return self.names.atom((phrase.lemma,), EVENT if phrase.event else PROPERTY, subject)
        if isinstance(phrase, Relates):
            return self._relates(phrase, subject)
        if isinstance(phrase, IsA):
            return conjunction(self._parts(phrase.nominal, subject))
        if isinstance(phrase, Denied):
            return Not(self._inside(lambda: self.verb_phrase(phrase.phrase, subject), negative=True))
        return self._joined_verbs(phrase, subject)

    def _relates(self, phrase: Relates, subject: Term) -> Formula:
        def say(thing: Term) -> Formula:
            if phrase.passive:
                return self._relation(phrase.lemmas, thing, subject)
            return self._relation(phrase.lemmas, subject, thing)

        return self.noun_phrase(phrase.object, say, subject)

    def _relation(self, lemmas: tuple[str, ...], subject: Term, thing: Term) -> Formula:
        self.scope.count_atom()
        return self.names.atom(lemmas, RELATION, subject, thing)

    def _joined_verbs(self, phrase: JoinedVerbs, subject: Term) -> Formula:
        if phrase.connective == "and":
            return conjunction([self.verb_phrase(part, subject) for part in phrase.parts])
        negative = True if phrase.connective == "neither" else None
        parts = tuple(
            self._inside(lambda p=part: self.verb_phrase(p, subject), negative=negative)  # type: ignore[misc]
            for part in phrase.parts
        )
        if phrase.connective == "neither":
            return And(tuple(Not(part) for part in parts))
        if phrase.connective == "either" and isinstance(subject, Constant):
            if len(parts) > 2:
                raise _unread("'either' before more than two alternatives is not covered by this grammar")
            return Xor(parts[0], parts[1])
        return Or(parts)


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


def _unread(reason: str, hint: str | None = None) -> ParseError:
    return ParseError(reason, hint=hint)
