"""What quantified phrases say: every, no, some, only, and numbers."""

from __future__ import annotations

from abc import ABC
from dataclasses import replace

from nesy.errors import ParseError
from nesy.languages.fol.syntax import (
    And,
    Equals,
    Exists,
    Forall,
    Formula,
    Implies,
    Not,
    Term,
    Variable,
)  # fmt: skip
from nesy.translate.english.closed_words import ROUGHLY
from nesy.translate.english.connectives import conjunction
from nesy.translate.english.nominal_meaning import NominalMeaning, Say
from nesy.translate.english.scope import COUNTED, DEFINITE, PERSON, THING
from nesy.translate.english.syntax import (
    Definite,
    Denied,
    IsA,
    JoinedNouns,
    Named,
    Nominal,
    NounPhrase,
    Quantified,
    Says,
)  # fmt: skip
from nesy.translate.english.usage import words_of

_KINDS = {"person": PERSON, "thing": THING}
_AS_SOME = {"several": "some", "many": "some"}
FRACTIONS = frozenset({"half", "third", "quarter", "majority", "minority", "percent", "most"})
MAX_COUNT = 6


class QuantifierMeaning(NominalMeaning, ABC):
    """Composes the formula of one sentence: its quantifiers."""

    __slots__ = ()

    def quantified(self, phrase: Quantified, say: Say) -> Formula:
        """The formula that says something of as many as a quantified phrase ranges over."""
        quantifier, nominal, scope = phrase.quantifier, phrase.nominal, self.scope
        if nominal.head[-1] in FRACTIONS and nominal.posts:
            raise ParseError(f"'{nominal.head[-1]}' of a number of things cannot be said in first-order logic")
        if "else" in nominal.adjectives:
            nominal = replace(nominal, adjectives=tuple(a for a in nominal.adjectives if a != "else"))
            say = self._of_another(quantifier, say)
        exception = exception_of(nominal)
        if exception is not None and quantifier in ("every", "no", "any", "some", "a"):
            if quantifier in ("some", "a") or (quantifier == "any" and (scope.downward or scope.question)):
                other = Denied(IsA(exception[1]))
                return self.quantified(
                    replace(phrase, nominal=replace(exception[0], posts=(*exception[0].posts, other))), say
                )
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
        if quantifier in ROUGHLY and not (scope.question or scope.downward or scope.negative):
            return self._fewer(f"{quantifier} {phrase.count}", nominal, say)
        if quantifier not in ("a", "some", *_AS_SOME):
            raise ParseError(f"'{quantifier}' of a number of things cannot be said in first-order logic")
        if quantifier in _AS_SOME and scope.question:
            raise ParseError(f"'{quantifier}' in a question asks for more than one, and no number is given")
        if quantifier in _AS_SOME:
            scope.weakened.append(f"'{quantifier}' is read as 'some'")
        return self._some(nominal, say) if scope.lifted is None else self._lift(nominal, say)

    def _of_another(self, quantifier: str, say: Say) -> Say:
        """What is said of ``everyone else`` or ``someone else``: of whoever is not the subject."""
        subjects = [referent.term for referent in self.scope.referents if referent.subject]
        if not subjects:
            return say

        def of_another(term: Term) -> Formula:
            other = Not(Equals(term, subjects[0]))
            said = say(term)
            return Implies(other, said) if quantifier in ("every", "any") else And((other, said))

        return of_another

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
        rule = Forall(variable, Implies(said, conjunction(parts)))
        members = () if self.scope.downward or self.scope.negative else _named_alone(phrase.nominal)
        return conjunction([*(self.noun_phrase(member, say, None) for member in members), rule])

    def counted(self, phrase: Quantified, say: Say | None) -> Formula:
        """That so many things are what is said; without it, that there are so many."""
        count, quantifier = phrase.count, phrase.quantifier
        plain = not (self.scope.question or self.scope.downward or self.scope.negative)
        if count > MAX_COUNT and plain and quantifier in ("number", "at least", "more than"):
            return self._fewer(f"{quantifier} {count}".removeprefix("number "), phrase.nominal, say)
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

    def _fewer(self, amount: str, nominal: Nominal, say: Say | None) -> Formula:
        """Of many that are counted, or counted roughly, only that there is one: the translation says so."""
        self.scope.weakened.append(f"'{amount}' is read as 'some'")
        return self._some(nominal, say)

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
        known = (words for words in descriptions if set(words) <= set(words_of(nominal)))
        constant = self.predicates.constant("the", min(known, key=len, default=nominal.head))
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


def _named_alone(nominal: Nominal) -> tuple[NounPhrase, ...]:
    """The individuals in ``only Tom`` and ``only Tom and Ann``, of whom it is said as well."""
    post = nominal.posts[0] if nominal.domain and len(nominal.posts) == 1 else None
    phrase = post.phrase if isinstance(post, IsA) else None
    if isinstance(phrase, JoinedNouns):
        return phrase.parts
    return (phrase,) if isinstance(phrase, Named | Definite) else ()


def exception_of(nominal: Nominal) -> tuple[Nominal, NounPhrase] | None:
    """The noun without ``except …``, and what is excepted."""
    for index, post in enumerate(nominal.posts):
        if isinstance(post, Says) and not post.head and post.pieces[0].preposition in ("except", "except for"):
            phrase = post.pieces[0].phrase
            rest = (*nominal.posts[:index], *nominal.posts[index + 1 :])
            return None if phrase is None else (replace(nominal, posts=rest), phrase)
    return None
