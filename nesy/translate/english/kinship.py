"""What relations between people mean: a mother is a parent, who is married to somebody is married the other way too.

Each holds by the meaning of the words, and is stated only where a problem speaks of both sides of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from nesy.languages.fol.syntax import And, Atom, Constant, Exists, Formula, Iff, Implies, Variable
from nesy.languages.fol.walk import atoms
from nesy.translate.english.closed_words import COLLECTIVE, word_set
from nesy.translate.english.links import Link
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.said import Said, for_all, predicates_said

_X, _Y, _Z = Variable("x"), Variable("y"), Variable("z")
_KINDS: Final = {
    "mother": "parent", "father": "parent", "son": "child", "daughter": "child", "brother": "sibling",
    "sister": "sibling", "husband": "spouse", "wife": "spouse", "grandmother": "grandparent",
    "grandfather": "grandparent", "grandson": "grandchild", "granddaughter": "grandchild",
    "parent": "ancestor", "grandparent": "ancestor", "child": "descendant", "grandchild": "descendant",
}  # fmt: skip
"""Relatives, each with what it is a kind of."""
_CONVERSES: Final = {"parent": "child", "grandparent": "grandchild", "ancestor": "descendant", "employer": "employee"}
"""Whoever is the first of somebody has them as the second."""
_FEMALE: Final = word_set("mother daughter sister wife grandmother granddaughter aunt niece")
_MALE: Final = word_set("father son brother husband grandfather grandson uncle nephew")
_COMPOSED: Final = {
    "grandmother": ("mother", "parent"), "grandfather": ("father", "parent"), "grandparent": ("parent", "parent"),
    "aunt": ("sister", "parent"), "uncle": ("brother", "parent"), "ancestor": ("ancestor", "ancestor"),
}  # fmt: skip
"""Who is a grandmother: the mother of a parent."""
_MUTUAL_NOUNS: Final = COLLECTIVE - {"brother", "sister", "couple"}
_MUTUAL_TO: Final = word_set("married engaged adjacent equal identical similar related")
_MUTUAL_VERBS: Final = word_set("meet marry")


def find_kinship(predicates: Predicates, formulas: Sequence[Formula]) -> Iterator[Link]:
    """What holds of the relations of a problem by their words."""
    said = [s for s in predicates_said(predicates) if s.phrase.head and not s.phrase.modal_words]
    kin = {s.phrase.head[0]: s for s in said if _is_of(s)}
    yield from _kinds(kin)
    yield from _converses(kin)
    yield from _composed(kin)
    yield from _sexes(kin, said)
    yield from _having(kin, said)
    said_of_some = (a for f in formulas for a in atoms(f) if isinstance(a, Atom) and _is_of_individuals(a))
    uses = Counter((atom.predicate, len(atom.arguments)) for atom in said_of_some)
    general = {kind for noun in kin for kind in _more_general(noun)[1:]}
    for one in said:
        if _is_mutual(one) and (uses[one.name, one.arity] > 1 or one.phrase.head[-1] in general):
            rule = Implies(one.of(_X, _Y), one.of(_Y, _X))
            yield Link(for_all(rule, (_X, _Y)), f"'{one.text}' holds both ways")


def _is_of_individuals(atom: Atom) -> bool:
    return any(isinstance(term, Constant) for term in atom.arguments)


def _is_of(one: Said) -> bool:
    """Whether a predicate says who somebody is to another: ``mother of``."""
    phrase = one.phrase
    return (
        one.arity == 2 and phrase.kind == "n" and phrase.roles == ("of",) and len(phrase.head) == 1 and not phrase.rest
    )


def _more_general(noun: str) -> list[str]:
    """The noun and what it is a kind of, from the nearest on."""
    found = [noun]
    while found[-1] in _KINDS:
        found.append(_KINDS[found[-1]])
    return found


def _kinds(kin: Mapping[str, Said]) -> Iterator[Link]:
    for noun, one in kin.items():
        for general in _more_general(noun)[1:]:
            if general in kin:
                rule = Implies(one.of(_X, _Y), kin[general].of(_X, _Y))
                yield Link(for_all(rule, (_X, _Y)), f"a '{noun}' is a '{general}'")


def _converses(kin: Mapping[str, Said]) -> Iterator[Link]:
    both = {**_CONVERSES, **{second: first for first, second in _CONVERSES.items()}}
    for noun, one in kin.items():
        for general in _more_general(noun):
            other = kin.get(both.get(general, ""))
            if other is not None and (general == noun or general not in kin):
                rule: Formula = Implies(one.of(_X, _Y), other.of(_Y, _X))
                yield Link(for_all(rule, (_X, _Y)), f"who has a '{noun}' is their '{other.phrase.head[0]}'")


def _composed(kin: Mapping[str, Said]) -> Iterator[Link]:
    for noun, (first, second) in _COMPOSED.items():
        if noun not in kin:
            continue
        for one, other in product(kin.values(), repeat=2):
            fits = first in _more_general(one.phrase.head[0]) and second in _more_general(other.phrase.head[0])
            if fits:
                rule = Implies(And((one.of(_X, _Y), other.of(_Y, _Z))), kin[noun].of(_X, _Z))
                reason = f"the '{one.phrase.head[0]}' of a '{other.phrase.head[0]}' is a '{noun}'"
                yield Link(for_all(rule, (_X, _Y, _Z)), reason)


def _sexes(kin: Mapping[str, Said], said: Sequence[Said]) -> Iterator[Link]:
    for sex, nouns in (("female", _FEMALE), ("male", _MALE)):
        for one in (kin[noun] for noun in nouns & kin.keys()):
            for state in said:
                if state.arity == 1 and state.phrase.head == (sex,) and not state.phrase.rest:
                    rule = Implies(one.of(_X, _Y), state.of(_X))
                    yield Link(for_all(rule, (_X, _Y)), f"a '{one.phrase.head[0]}' is {sex}")


def _having(kin: Mapping[str, Said], said: Sequence[Said]) -> Iterator[Link]:
    """Who somebody is the mother of ``has a mother``."""
    for one in said:
        phrase = one.phrase
        if (one.arity, phrase.head, phrase.rest, phrase.roles) == (2, ("have",), (), ("",)):
            for noun, relation in kin.items():
                rule: Formula = Implies(relation.of(_X, _Y), one.of(_Y, _X))
                yield Link(for_all(rule, (_X, _Y)), f"somebody has whoever is their '{noun}'")
        if one.arity == 1 and phrase.head == ("have",) and len(phrase.rest) == 1 and phrase.rest[0][-1] in kin:
            noun = phrase.rest[0][-1]
            if phrase.rest[0] == (noun,):
                rule = Iff(one.of(_Y), Exists(_X, kin[noun].of(_X, _Y)))
                yield Link(for_all(rule, (_Y,)), f"who somebody is the '{noun}' of has one, and the other way round")


def _is_mutual(one: Said) -> bool:
    """Whether a relation of two holds both ways by its words."""
    phrase = one.phrase
    if one.arity != 2 or phrase.rest or len(phrase.roles) != 1 or not phrase.head:
        return False
    word, role = phrase.head[-1], phrase.roles[0]
    if phrase.kind == "n":
        return role == "of" and word in _MUTUAL_NOUNS
    return (role == "to" and word in _MUTUAL_TO) or (role == "" and word in _MUTUAL_VERBS and not phrase.passive)
