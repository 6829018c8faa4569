"""Random formulas with English sentences that say them, in varied forms."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from nesy.languages.fol.syntax import (
    And,
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
)  # fmt: skip

NAMES = ("Ann", "Bob", "Carol", "Rex", "Tom Smith")
ADJECTIVES = ("kind", "big", "loud", "hungry", "famous")
NOUNS = (("dog", "dogs"), ("teacher", "teachers"), ("child", "children"), ("wolf", "wolves"), ("artist", "artists"))
INTRANSITIVE = (("sleep", "sleeps"), ("dance", "dances"), ("sing", "sings"))
TRANSITIVE = (("like", "likes"), ("chase", "chases"), ("admire", "admires"))
CONTEXT = (
    *(f"Zed is {adjective}." for adjective in ADJECTIVES),
    *(f"Zed is {'an' if singular[0] in 'aeiou' else 'a'} {singular}." for singular, _ in NOUNS),
)
"""Sentences that speak of each noun and adjective by itself, so that "a big dog" is two predicates."""
X, Y = Variable("x"), Variable("y")
Meaning = Callable[[Term], Formula]


@dataclass(frozen=True)
class Predicate:
    """A verb phrase in its forms, with what it says of a term."""

    singular: str
    """With a subject in the singular: ``is kind``, ``likes Bob``."""
    plural: str
    """With a subject in the plural: ``are kind``, ``like Bob``."""
    negative: str
    """Denied, in the singular."""
    negative_plural: str
    says: Meaning


def constant(name: str) -> Constant:
    return Constant(name.lower().replace(" ", "_"))


def article(noun: str) -> str:
    return ("an " if noun[0] in "aeiou" else "a ") + noun


class Generator:
    """Sentences and formulas from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, items):
        return self.random.choice(items)

    # -- verb phrases -----------------------------------------------------------------------

    def predicate(self) -> Predicate:
        return self.pick((self.adjective, self.adjective, self.noun, self.verb, self.relation, self.described))()

    def adjective(self) -> Predicate:
        word = self.pick(ADJECTIVES)
        return self.copular(word, word, lambda t: Atom(word.capitalize(), (t,)))

    def noun(self) -> Predicate:
        singular, plural = self.pick(NOUNS)
        return self.copular(article(singular), plural, lambda t: Atom(singular.capitalize(), (t,)))

    def described(self) -> Predicate:
        adjective, (singular, plural) = self.pick(ADJECTIVES), self.pick(NOUNS)
        return self.copular(
            article(f"{adjective} {singular}"), f"{adjective} {plural}",
            lambda t: And((Atom(adjective.capitalize(), (t,)), Atom(singular.capitalize(), (t,)))),
        )  # fmt: skip

    def copular(self, singular: str, plural: str, says: Meaning) -> Predicate:
        return Predicate(f"is {singular}", f"are {plural}", f"is not {singular}", f"are not {plural}", says)

    def verb(self) -> Predicate:
        base, third = self.pick(INTRANSITIVE)
        return Predicate(third, base, f"does not {base}", f"do not {base}", lambda t: Atom(base.capitalize(), (t,)))

    def relation(self) -> Predicate:
        (base, third), name = self.pick(TRANSITIVE), self.pick(NAMES)
        if self.random.random() < 0.25:
            participle = base + ("d" if base.endswith("e") else "ed")
            words = f"{participle} by {name}"
            return self.copular(words, words, lambda t: Atom(base.capitalize(), (constant(name), t)))
        return Predicate(
            f"{third} {name}", f"{base} {name}", f"does not {base} {name}", f"do not {base} {name}",
            lambda t: Atom(base.capitalize(), (t, constant(name))),
        )  # fmt: skip

    def literal(self) -> Predicate:
        """A predicate or its negation."""
        p = self.predicate()
        if self.random.random() < 0.7:
            return p
        return Predicate(p.negative, p.negative_plural, p.singular, p.plural, lambda t: Not(p.says(t)))

    # -- sentences --------------------------------------------------------------------------

    def sentence(self) -> tuple[str, Formula]:
        text, formula = self.pick((
            self.fact, self.joined_facts, self.universal, self.universal, self.negative_universal, self.relative,
            self.rule, self.rule, self.ground_rule, self.existential, self.only, self.not_all, self.paired,
            self.quantified_object, self.exclusive,
        ))()  # fmt: skip
        return text[0].upper() + text[1:] + ".", formula

    def fact(self):
        name, p = self.pick(NAMES), self.literal()
        return f"{name} {p.singular}", p.says(constant(name))

    def joined_facts(self):
        name, p, q = self.pick(NAMES), self.literal(), self.literal()
        word = self.pick(("and", "or", "but"))
        parts = (p.says(constant(name)), q.says(constant(name)))
        return f"{name} {p.singular} {word} {q.singular}", Or(parts) if word == "or" else And(parts)

    def paired(self):
        name, p, q = self.pick(NAMES), self.adjective(), self.noun()
        t = constant(name)
        one, other = p.singular[3:], q.singular[3:]
        if self.random.random() < 0.5:
            return f"{name} is neither {one} nor {other}", And((Not(p.says(t)), Not(q.says(t))))
        return f"{name} is both {one} and {other}", And((p.says(t), q.says(t)))

    def exclusive(self):
        name, p, q = self.pick(NAMES), self.predicate(), self.predicate()
        t = constant(name)
        return f"{name} either {p.singular} or {q.singular}", Xor(p.says(t), q.says(t))

    def universal(self):
        (singular, plural), p = self.pick(NOUNS), self.literal()
        noun = Atom(singular.capitalize(), (X,))
        formula = Forall(X, Implies(noun, p.says(X)))
        if "not" in p.singular.split():
            return f"{plural} {p.plural}", formula
        return self.pick((
            f"all {plural} {p.plural}", f"every {singular} {p.singular}", f"each {singular} {p.singular}",
            f"{plural} {p.plural}", f"any {singular} {p.singular}",
        )), formula  # fmt: skip

    def negative_universal(self):
        (singular, plural), p = self.pick(NOUNS), self.predicate()
        formula = Forall(X, Implies(Atom(singular.capitalize(), (X,)), Not(p.says(X))))
        there = f"there is no {singular} that {p.singular}"
        return self.pick((f"no {singular} {p.singular}", f"no {plural} {p.plural}", there)), formula

    def relative(self):
        p, q = self.literal(), self.literal()
        if self.random.random() < 0.5:
            subject, guard = "everyone who", None
        else:
            singular, _ = self.pick(NOUNS)
            subject, guard = f"every {singular} that", Atom(singular.capitalize(), (X,))
        antecedent = p.says(X) if guard is None else And((guard, p.says(X)))
        return f"{subject} {p.singular} {q.singular}", Forall(X, Implies(antecedent, q.says(X)))

    def rule(self):
        p, q, r = self.literal(), self.literal(), self.literal()
        word = self.pick(("and", "or", ""))
        body = p.says(X)
        text = p.singular
        if word:
            body = (And if word == "and" else Or)((p.says(X), q.says(X)))
            text = f"{p.singular} {word} {q.singular}"
        formula = Forall(X, Implies(body, r.says(X)))
        return self.pick((
            f"if someone {text} then they {r.plural}", f"if someone {text}, then they {r.plural}",
            f"if a person {text}, they {r.plural}",
        )), formula  # fmt: skip

    def ground_rule(self):
        one, other = self.pick(NAMES), self.pick(NAMES)
        p, q = self.literal(), self.literal()
        a, b = p.says(constant(one)), q.says(constant(other))
        left, right = f"{one} {p.singular}", f"{other} {q.singular}"
        return self.pick((
            (f"if {left} then {right}", Implies(a, b)), (f"if {left}, {right}", Implies(a, b)),
            (f"{right} if {left}", Implies(a, b)), (f"{left} only if {right}", Implies(a, b)),
            (f"{left} if and only if {right}", Iff(a, b)), (f"unless {left}, {right}", Implies(Not(a), b)),
            (f"{right} unless {left}", Implies(Not(a), b)), (f"whenever {left}, {right}", Implies(a, b)),
            (f"it is not the case that {left}", Not(a)),
        ))  # fmt: skip

    def existential(self):
        (singular, plural), p = self.pick(NOUNS), self.literal()
        formula = Exists(X, And((Atom(singular.capitalize(), (X,)), p.says(X))))
        return self.pick((
            f"some {plural} {p.plural}", f"some {singular} {p.singular}",
            f"there is {article(singular)} that {p.singular}", f"at least one {singular} {p.singular}",
        )), formula  # fmt: skip

    def only(self):
        (singular, plural), p = self.pick(NOUNS), self.predicate()
        return f"only {plural} {p.plural}", Forall(X, Implies(p.says(X), Atom(singular.capitalize(), (X,))))

    def not_all(self):
        (singular, plural), p = self.pick(NOUNS), self.predicate()
        rule = Forall(X, Implies(Atom(singular.capitalize(), (X,)), p.says(X)))
        return self.pick((f"not all {plural} {p.plural}", f"not every {singular} {p.singular}")), Not(rule)

    def quantified_object(self):
        (base, third), (singular, plural), name = self.pick(TRANSITIVE), self.pick(NOUNS), self.pick(NAMES)
        relation = Atom(base.capitalize(), (constant(name), Y))
        noun = Atom(singular.capitalize(), (Y,))
        return self.pick((
            (f"{name} {third} every {singular}", Forall(Y, Implies(noun, relation))),
            (f"{name} {third} {article(singular)}", Exists(Y, And((noun, relation)))),
            (f"{name} {third} no {plural}", Forall(Y, Implies(noun, Not(relation)))),
            (f"{name} does not {base} any {singular}", Not(Exists(Y, And((noun, relation))))),
        ))  # fmt: skip
