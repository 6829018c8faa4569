"""The grammar of synthetic sentences: each rule makes a phrase and, with it, its meaning.

The first noun phrase of a clause has the widest scope, ``not`` scopes over the object of its verb, and
variables are named by how many quantifiers surround them, so that a sentence has one formula. A phrase that
ends in a relative clause is never the first part of a coordination of verb phrases, so that "and" and "or"
always have one reading.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from nesy.languages.fol.syntax import (
    Atom,
    Constant,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    Term,
    Variable,
    Xor,
)
from nesy.languages.fol.walk import conjunction, conjuncts, substitute
from nesy.training.synthetic.template import Template

_VARIABLES = tuple(map(Variable, "xyzwvu"))
_X = _VARIABLES[0]
_SUBJECT = Variable("subject")
_Rule = Callable[[], "Phrase"]
_Connective = Callable[[Formula, Formula], Formula]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words with the formula that they stand for."""

    words: str
    formula: Formula


def compose(draw: random.Random) -> Template:
    """A sentence drawn at random, with slots for its words."""
    composer = _Composer(draw)
    phrase = composer.sentence()
    return Template(phrase.words, phrase.formula, tuple(composer.slots))


def _and(*parts: Formula) -> Formula:
    return conjunction(tuple(part for formula in parts for part in conjuncts(formula)))


class _Composer:
    """Draws one sentence."""

    __slots__ = ("_draw", "slots")

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self.slots: list[str] = []

    def _slot(self, kind: str) -> str:
        slot = f"{kind}{len(self.slots)}"
        self.slots.append(slot)
        return slot

    def _pick(self, *weighted: tuple[int, _Rule]) -> Phrase:
        (rule,) = self._draw.choices([rule for _, rule in weighted], [weight for weight, _ in weighted])
        return rule()

    # -- sentences -----------------------------------------------------------------------------

    def sentence(self) -> Phrase:
        """A whole sentence."""
        return self._pick(
            (10, lambda: self.clause(2)),
            (3, self._conditional),
            (2, self._generic_conditional),
            (2, lambda: self._joined("{}, and {}", lambda a, b: _and(a, b))),
            (1, lambda: self._joined("{}, or {}", lambda a, b: Or((a, b)))),
            (2, lambda: self._joined("either {} or {}", Xor)),
            (2, lambda: self._joined("{} if and only if {}", Iff)),
            (1, self._denied),
        )

    def _joined(self, words: str, connect: _Connective) -> Phrase:
        first, second = self.clause(1), self.clause(1)
        return Phrase(words.format(first.words, second.words), connect(first.formula, second.formula))

    def _conditional(self) -> Phrase:
        condition = self._pick(
            (3, lambda: self.clause(1)),
            (1, lambda: self._joined("{} and {}", lambda a, b: _and(a, b))),
            (1, lambda: self._joined("{} or {}", lambda a, b: Or((a, b)))),
        )
        consequence = self.clause(1)
        words = f"if {condition.words} , then {consequence.words}"
        return Phrase(words.replace(" ,", ","), Implies(condition.formula, consequence.formula))

    def _generic_conditional(self) -> Phrase:
        condition, consequence = self.verb_phrase(_X, 1, 1), self.verb_phrase(_X, 1, 1)
        words = f"if something {condition.words}, then it {consequence.words}"
        return Phrase(words, Forall(_X, Implies(condition.formula, consequence.formula)))

    def _denied(self) -> Phrase:
        clause = self.clause(1)
        return Phrase(f"it is not the case that {clause.words}", Not(clause.formula))

    # -- clauses -------------------------------------------------------------------------------

    def clause(self, depth: int) -> Phrase:
        """A subject and what is said of it; ``depth`` bounds the relative clauses within one another."""
        return self._pick(
            (4, lambda: self._named(depth)),
            (1, lambda: self._two_named("{} and {}", plural=True)),
            (1, lambda: self._two_named("neither {} nor {}", plural=False)),
            (3, lambda: self._quantified("every", "all", depth, lambda r, p: Forall(_X, Implies(r, p)))),
            (2, lambda: self._quantified("no", "", depth, lambda r, p: Not(Exists(_X, _and(r, p))))),
            (2, lambda: self._quantified("some", "some", depth, lambda r, p: Exists(_X, _and(r, p)))),
            (1, lambda: self._quantified("not every", "not all", depth, lambda r, p: Not(Forall(_X, Implies(r, p))))),
            (2, lambda: self._quantified("", "only", depth, lambda r, p: Forall(_X, Implies(p, r)))),
        )

    def _named(self, depth: int) -> Phrase:
        slot = self._slot("c")
        said = self.verb_phrase(Constant(slot), 0, depth)
        return Phrase(f"{{{slot}}} {said.words}", said.formula)

    def _two_named(self, words: str, *, plural: bool) -> Phrase:
        first, second = Constant(self._slot("c")), Constant(self._slot("c"))
        said = self._simple(_SUBJECT, 0, 0, plural=plural)
        both = [substitute(said.formula, {_SUBJECT: name}) for name in (first, second)]
        meaning = _and(*both) if plural else _and(*map(Not, both))
        return Phrase(f"{words.format(f'{{{first.name}}}', f'{{{second.name}}}')} {said.words}", meaning)

    def _quantified(self, one: str, many: str, depth: int, quantify: _Connective) -> Phrase:
        plural = not one or (bool(many) and self._draw.random() < 0.4)
        noun = self.noun_phrase(_X, 1, depth, plural=plural)
        said = self.verb_phrase(_X, 1, depth - 1 if " that " in noun.words else depth, plural=plural)
        return Phrase(f"{many if plural else one} {noun.words} {said.words}", quantify(noun.formula, said.formula))

    # -- noun phrases --------------------------------------------------------------------------

    def noun_phrase(self, variable: Variable, level: int, depth: int, *, plural: bool = False) -> Phrase:
        """A noun, perhaps with an adjective before it and a relative clause behind it."""
        words, parts = [], []
        if self._draw.random() < 0.3:
            adjective = self._slot("a")
            words.append(f"{{{adjective}}}")
            parts.append(Atom(adjective, (variable,)))
        noun = self._slot("n")
        words.append(f"{{{noun}}}s" if plural else f"{{{noun}}}")
        formula = _and(*parts, Atom(noun, (variable,)))
        if depth > 0 and self._draw.random() < 0.45:
            relative = self._relative(variable, level, depth - 1, plural)
            words.append(f"that {relative.words}")
            formula = _and(formula, relative.formula)
        return Phrase(" ".join(words), formula)

    def _relative(self, variable: Variable, level: int, depth: int, plural: bool) -> Phrase:
        if self._draw.random() < 0.2:
            name, verb = self._slot("c"), self._slot("t")
            return Phrase(f"{{{name}}} {{{verb}}}s", Atom(verb, (Constant(name), variable)))
        return self.verb_phrase(variable, level, depth, plural=plural)

    # -- verb phrases --------------------------------------------------------------------------

    def verb_phrase(self, subject: Term, level: int, depth: int, *, plural: bool = False) -> Phrase:
        """What is said of a subject that has ``level`` quantifiers around it."""

        def simple() -> Phrase:
            return self._simple(subject, level, depth, plural=plural)

        def joined(words: str, connect: _Connective) -> Phrase:
            first, second = self._simple(subject, level, 0, plural=plural), simple()
            return Phrase(words.format(first.words, second.words), connect(first.formula, second.formula))

        return self._pick(
            (8, simple),
            (1, lambda: joined("{} and {}", lambda a, b: _and(a, b))),
            (1, lambda: joined("{} or {}", lambda a, b: Or((a, b)))),
            (1, lambda: joined("either {} or {}", Xor)),
        )

    def _simple(self, subject: Term, level: int, depth: int, *, plural: bool) -> Phrase:
        return self._pick(
            (3, lambda: self._is("a", subject, "{{{}}}", plural)),
            (2, lambda: self._is("n", subject, "{{{}}}s" if plural else "a {{{}}}", plural)),
            (2, lambda: self._intransitive(subject, plural)),
            (5, lambda: self._transitive(subject, level, depth, plural)),
        )

    def _is(self, kind: str, subject: Term, words: str, plural: bool) -> Phrase:
        slot = self._slot(kind)
        negative = self._draw.random() < 0.25
        atom = Atom(slot, (subject,))
        copula = ("are" if plural else "is") + (" not" if negative else "")
        return Phrase(f"{copula} {words.format(slot)}", Not(atom) if negative else atom)

    def _verb(self, slot: str, plural: bool, negative: bool) -> str:
        if negative:
            return f"{'do' if plural else 'does'} not {{{slot}}}"
        return f"{{{slot}}}" if plural else f"{{{slot}}}s"

    def _intransitive(self, subject: Term, plural: bool) -> Phrase:
        slot = self._slot("i")
        negative = self._draw.random() < 0.25
        atom = Atom(slot, (subject,))
        return Phrase(self._verb(slot, plural, negative), Not(atom) if negative else atom)

    def _transitive(self, subject: Term, level: int, depth: int, plural: bool) -> Phrase:
        slot = self._slot("t")
        negative = self._draw.random() < 0.2
        said = self._object(slot, subject, level, depth)
        return Phrase(
            f"{self._verb(slot, plural, negative)} {said.words}", Not(said.formula) if negative else said.formula
        )

    def _object(self, verb: str, subject: Term, level: int, depth: int) -> Phrase:
        way = self._draw.choices(("name", "a", "every", "no"), (4, 4, 2, 1))[0]
        if way == "name":
            slot = self._slot("c")
            return Phrase(f"{{{slot}}}", Atom(verb, (subject, Constant(slot))))
        variable = _VARIABLES[level]
        noun = self.noun_phrase(variable, level + 1, depth)
        atom = Atom(verb, (subject, variable))
        if way == "every":
            return Phrase(f"every {noun.words}", Forall(variable, Implies(noun.formula, atom)))
        some = Exists(variable, _and(atom, noun.formula))
        return Phrase(f"{way} {noun.words}", Not(some) if way == "no" else some)
