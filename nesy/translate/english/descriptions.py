"""What descriptions and definitions say: the capital of France is a capital of France, and the only one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from nesy.errors import ParseError
from nesy.languages.fol.syntax import Atom, Constant, Equals, Exists, Forall, Formula, Iff, Implies, Term, Variable
from nesy.languages.fol.walk import atoms, conjuncts, free_variables
from nesy.translate.english.closed_words import DIRECTIONS, word_set
from nesy.translate.english.connectives import conjunction
from nesy.translate.english.content import separators
from nesy.translate.english.links import Link
from nesy.translate.english.meaning import Meaning
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.presupposed import owner_of
from nesy.translate.english.scope import Scope
from nesy.translate.english.stems import verb_of_agent
from nesy.translate.english.syntax import Clause, Definite, IsA, Named, Nominal, Quantified, Says, Statement
from nesy.translate.english.usage import Usage, nodes, words_of

_X: Final = Variable("x")
_IN: Final = ((), ("in",))
_PARTS: Final = word_set("north south east west centre center middle heart northeast northwest southeast southwest")
"""Nouns for where in a place something is."""


def find_descriptions(definites: Mapping[Constant, Nominal], predicates: Predicates, usage: Usage) -> Iterator[Link]:
    """Where the problem speaks of what a description says, that it holds of its individual, and of no other."""
    for constant, nominal in definites.items():
        if not nominal.posts or nominal.plural:
            continue
        text = str(constant).replace("_", " ")
        said = _parts(nominal, constant, predicates, usage)
        known = [part for part in said if _is_known(part, predicates)]
        for part in known:
            yield Link(part, f"'{text}' is what it says")
        if known and len(known) == len(said):
            yield Link(_only_one(constant, nominal, predicates, usage), f"nothing else is '{text}'")


def find_owned(definites: Mapping[Constant, Nominal], predicates: Predicates) -> Iterator[Link]:
    """Where the problem speaks of who has or owns cars, that ``Tom's car`` is the one that he has."""
    nouns = {p.words: name for (name, arity), p in predicates.phrases.items() if arity == 1}
    having = [
        (name, p.head[0])
        for (name, arity), p in predicates.phrases.items()
        if arity == 2 and p.head in (("have",), ("own",)) and p.roles == ("",) and not p.rest
    ]
    for constant, nominal in definites.items():
        owner = owner_of(nominal, predicates)
        words = [nominal.head, *((adjective,) for adjective in nominal.adjectives)]
        if owner is None or len(nominal.posts) > 1 or not all(word in nouns for word in words):
            continue
        for name, verb in having:
            said = conjunction([Atom(name, (owner, _X)), *(Atom(nouns[word], (_X,)) for word in words)])
            reason = f"what {owner.name} is said to '{verb}', and is a '{' '.join(nominal.head)}', is '{constant.name}'"
            yield Link(Forall(_X, Implies(said, Equals(_X, constant))), reason.replace("_", " "))


def find_doers(definites: Mapping[Constant, Nominal], predicates: Predicates) -> Iterator[Link]:
    """Where the problem speaks of who owns what, that ``the owner of the car`` is whoever owns it."""
    for constant, nominal in definites.items():
        post = nominal.posts[0] if len(nominal.posts) == 1 and not (nominal.plural or nominal.adjectives) else None
        if not isinstance(post, Says) or post.head or [piece.preposition for piece in post.pieces] != ["of"]:
            continue
        of = post.pieces[0].phrase
        thing = predicates.constants.get(("name" if isinstance(of, Named) else "the", *words_of(of)))
        verb = verb_of_agent(nominal.head[-1])
        if thing is None or not verb or not isinstance(of, Named | Definite):
            continue
        for (name, arity), phrase in predicates.phrases.items():
            if arity == 2 and phrase.head == (verb,) and phrase.roles == ("",) and not phrase.rest:
                does = Atom(name, (_X, thing))
                reason = f"'{constant.name}' is who is said to '{verb}'".replace("_", " ")
                yield Link(Forall(_X, Iff(does, Equals(_X, constant))), reason)


def find_referents(
    definites: Mapping[Constant, Nominal], predicates: Predicates, formulas: Sequence[Formula]
) -> Iterator[Link]:
    """``The Six is a band. The band …``: the one named individual that is said to be a band is the band."""
    nouns = [(p.head, n) for (n, arity), p in predicates.phrases.items() if arity == 1 and p.kind == "n" and not p.rest]
    named = {constant for key, constant in predicates.constants.items() if key[0] == "name"}
    facts = {part for formula in formulas for part in conjuncts(formula) if isinstance(part, Atom)}
    for constant, nominal in definites.items():
        if nominal.posts or nominal.adjectives or nominal.plural or constant in named:
            continue
        kinds = [name for head, name in nouns if head[-len(nominal.head) :] == nominal.head]
        ones = [one for one in named if any(Atom(kind, (one,)) in facts for kind in kinds)]
        if len(ones) == 1:
            text = " ".join(nominal.head)
            reason = f"'the {text}' is {str(ones[0]).replace('_', ' ')}, the only one that is said to be a '{text}'"
            yield Link(Equals(constant, ones[0]), reason)


def find_parts_of_places(definites: Mapping[Constant, Nominal], predicates: Predicates) -> Iterator[Link]:
    """The north of a country is in the country."""
    inside = next((n for (n, arity), p in predicates.phrases.items() if arity == 2 and (p.head, p.roles) == _IN), None)
    for constant, nominal in definites.items():
        post = nominal.posts[0] if len(nominal.posts) == 1 and nominal.head[-1] in _PARTS else None
        if inside is None or not isinstance(post, Says) or post.head or post.pieces[0].preposition != "of":
            continue
        whole = post.pieces[0].phrase
        if isinstance(whole, Named):
            place = predicates.constant("name", tuple(word.lower() for word in whole.words))
            yield Link(Atom(inside, (constant, place)), f"the {nominal.head[-1]} of a place is in it")
    names = {" ".join(key[1:]): constant for key, constant in predicates.constants.items() if key[0] == "name"}
    for name, constant in names.items():
        side, _, rest = name.partition(" ")
        if rest in names and DIRECTIONS.fullmatch(side):
            for (said, arity), phrase in predicates.phrases.items():
                if arity == 2 and phrase.roles in (("in",), ("from",)) and not separators(phrase):
                    wider = Implies(Atom(said, (_X, constant)), Atom(said, (_X, names[rest])))
                    yield Link(Forall(_X, wider), f"what is so in {name} is so in {rest}")
            if inside is not None:
                yield Link(Atom(inside, (constant, names[rest])), f"{name} is in {rest}")


def find_existing(trees: Iterable[Clause], predicates: Predicates) -> Iterator[Link]:
    """``The lights are on``: there are lights."""
    known = {p.head: name for (name, arity), p in predicates.phrases.items() if arity == 1 and not p.rest}
    plurals = [n.nominal for tree in trees for n in nodes(tree) if isinstance(n, Definite) and n.nominal.plural]
    for nominal in plurals:
        if nominal.head in known and not nominal.posts and not nominal.adjectives:
            there_is = Exists(_X, Atom(known[nominal.head], (_X,)))
            yield Link(there_is, f"there is what is called 'the' in the plural: '{' '.join(nominal.head)}'")


def find_definitions(said: Iterable[tuple[Clause, Formula]]) -> Iterator[Link]:
    """``An orphan is a person who has no parents``: whoever has none is an orphan."""
    for tree, formula in said:
        if isinstance(tree, Statement) and _defines(tree) and isinstance(formula, Forall):
            rule = formula.body
            if isinstance(rule, Implies) and isinstance(rule.antecedent, Atom):
                noun = " ".join(tree.subject.nominal.head)  # type: ignore[union-attr]
                converse = Forall(formula.variable, Implies(rule.consequent, rule.antecedent))
                yield Link(converse, f"it is said what '{noun}' means")


def _defines(tree: Statement) -> bool:
    """Whether ``a N`` is said to be a person or a thing that does something."""
    subject, phrase = tree.subject, tree.phrase
    if not isinstance(subject, Quantified) or subject.quantifier != "a" or not isinstance(phrase, IsA):
        return False
    said = phrase.phrase
    plain = not (subject.nominal.adjectives or subject.nominal.posts or subject.nominal.domain)
    return plain and isinstance(said, Quantified) and said.nominal.domain and bool(said.nominal.posts)


def _only_one(constant: Constant, nominal: Nominal, predicates: Predicates, usage: Usage) -> Formula:
    variable = Scope().fresh()
    said = conjunction(_parts(nominal, variable, predicates, usage))
    return Forall(variable, Implies(said, Equals(variable, constant)))


def _parts(nominal: Nominal, term: Term, predicates: Predicates, usage: Usage) -> list[Formula]:
    """What a description says of a term, composed with names that are given back; nothing, if it cannot be said."""
    scope = Scope()
    scope.fresh()
    try:
        found = Meaning(predicates.copy(), usage, scope).parts(nominal, term)
    except ParseError:
        return []
    return found if all(set(free_variables(part)) <= {term} for part in found) else []


def _is_known(part: Formula, predicates: Predicates) -> bool:
    said = (atom for atom in atoms(part) if isinstance(atom, Atom))
    return all((atom.predicate, len(atom.arguments)) in predicates.phrases for atom in said)
