"""Loose links between relations: to one of a kind, to what is somewhere, to what is part of something.

Who makes something that is a film makes a film; who plays for a team that is in a league plays for a team in the
league; what lies in a place lies where the place lies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from nesy.languages.fol.syntax import And, Constant, Exists, Formula, Iff, Implies, Variable
from nesy.translate.english.content import PLACE_PREPOSITIONS, content_words, doing_of, separators
from nesy.translate.english.implied_links import PLACES
from nesy.translate.english.links import Link
from nesy.translate.english.name_links import noun_in_name
from nesy.translate.english.said import Said, for_all
from nesy.translate.english.syntax import Nominal

_X, _Y, _Z = Variable("x"), Variable("y"), Variable("z")
_FROM_PLACES: Final = PLACE_PREPOSITIONS | {"from"}


def find_relation_links(
    said: list[Said], instances: list[Said], definites: Mapping[Constant, Nominal]
) -> Iterator[Link]:
    """The links between the relations of a problem."""
    yield from _one_of_a_kind(said)
    yield from _one_that_is_called(said, instances, definites)
    yield from _attachments(said)
    yield from _attached_kinds(said)
    yield from _memberships(said)
    yield from _places(said)


def _one_of_a_kind(said: list[Said]) -> Iterator[Link]:
    """Who ``makes`` what is a ``film`` ``makes a film``, and is a ``film maker``."""
    relations = [s for s in said if s.arity == 2 and len(s.phrase.roles) == 1]
    nouns = [s for s in said if s.arity == 1 and s.phrase.kind == "n"]
    for whole in (s for s in said if s.arity == 1):
        for relation in relations:
            for noun in nouns:
                if noun.content and _holds(whole, relation, noun.content):
                    some = Exists(_Y, And((relation.of(_X, _Y), noun.of(_Y))))
                    rule = Implies(some, whole.of(_X)) if whole.phrase.kind == "n" else Iff(some, whole.of(_X))
                    reason = f"who '{relation.text}' what is '{noun.text}' is said to '{whole.text}'"
                    yield Link(for_all(rule, (_X,)), reason)


def _one_that_is_called(
    said: list[Said], instances: list[Said], definites: Mapping[Constant, Nominal]
) -> Iterator[Link]:
    """Who is said to act ``in the film Heat`` acts ``in a film``, and who won the ``Tolan Prize`` won ``a prize``."""
    for instance in instances:
        for constant, nominal in definites.items():
            if instance.named == (constant,):
                yield from _called(instance, content_words(nominal.head), said)
        if len(instance.named) == 1 and (noun := noun_in_name(instance.named[0])):
            yield from _called(instance, content_words((noun,)), said)


def _called(instance: Said, kind: frozenset[str], said: list[Said]) -> Iterator[Link]:
    relation = Said(instance.name, instance.phrase, 2, (), content_words(instance.phrase.words))
    for whole in (s for s in said if s.arity == 1 and _holds(s, relation, kind)):
        rule = for_all(Implies(instance.of(_X), whole.of(_X)), (_X,))
        yield Link(rule, f"who is said to '{instance.text}' is said to '{whole.text}'")


def _holds(whole: Said, relation: Said, kind: frozenset[str]) -> bool:
    """Whether a phrase says of its subject that it stands in a relation to one of a kind."""
    denials = [{w for w in separators(s.phrase) if not w.isdigit()} for s in (whole, relation)]
    if denials[0] != denials[1] or kind <= relation.content:
        return False
    if whole.phrase.kind == "n" and relation.phrase.kind != "n":
        return relation.phrase.kind == "v" and doing_of(whole.phrase) == relation.content | kind
    dates = {word for word in relation.content - whole.content if word.isdigit()}
    return whole.phrase.passive is relation.phrase.passive and whole.content == (relation.content - dates) | kind


def _attachments(said: list[Said]) -> Iterator[Link]:
    """Who ``plays for`` what is ``in`` a league ``plays for … in`` the league."""
    bare = {s.phrase.roles[0]: s for s in said if s.arity == 2 and not s.phrase.head and len(s.phrase.roles) == 1}
    for whole in (s for s in said if s.arity == 3 and len(s.phrase.roles) == 2 and s.phrase.roles[1] in bare):
        inner = bare[whole.phrase.roles[1]]
        for relation in said:
            if (
                relation.arity == 2
                and relation.content == whole.content
                and relation.phrase.roles == whole.phrase.roles[:1]
            ):
                rule: Formula = Implies(And((relation.of(_X, _Y), inner.of(_Y, _Z))), whole.of(_X, _Y, _Z))
                reason = f"who '{relation.text}' what is '{inner.text}' something is said to '{whole.text}' it"
                yield Link(for_all(rule, (_X, _Y, _Z)), reason)


def _attached_kinds(said: list[Said]) -> Iterator[Link]:
    """Who ``built`` what is a ``fort`` and ``in`` a country ``built a fort in`` the country."""
    binary = [s for s in said if s.arity == 2 and len(s.phrase.roles) == 1]
    bare = {s.phrase.roles[0]: s for s in binary if not s.phrase.head and not s.phrase.rest}
    done = [s for s in binary if s.phrase.roles == ("",) and s.phrase.kind == "v"]
    nouns = [s for s in said if s.arity == 1 and s.phrase.kind == "n" and s.content]
    for whole in (s for s in binary if s.phrase.roles[0] in bare and s.phrase.kind == "v" and s.phrase.rest):
        inner = bare[whole.phrase.roles[0]]
        for relation, noun in product(done, nouns):
            if whole.content == relation.content | noun.content and not (
                separators(whole.phrase) - {"after", "before"}
            ):
                there = And((relation.of(_X, _Y), noun.of(_Y), inner.of(_Y, _Z)))
                reason = f"who '{relation.text}' a '{noun.text}' that is '{inner.text}' a place '{whole.text}' it"
                yield Link(for_all(Implies(there, whole.of(_X, _Z)), (_X, _Y, _Z)), reason)


def _memberships(said: list[Said]) -> Iterator[Link]:
    """Who is a member of something is in it, and the other way round."""
    binary = {(s.phrase.head, s.phrase.roles): s for s in said if s.arity == 2 and not s.phrase.rest}
    inside, member = binary.get(((), ("in",))), binary.get((("member",), ("of",)))
    if inside is not None and member is not None:
        rule = for_all(Iff(member.of(_X, _Y), inside.of(_X, _Y)), (_X, _Y))
        yield Link(rule, "who is in something is a member of it")


def _places(said: list[Said]) -> Iterator[Link]:
    """What is in a place, or part of it, is where the place is."""
    for inside in said:
        is_part = inside.phrase.roles == ("of",) and inside.phrase.head[-1:] in PLACES
        if inside.arity == 2 and (is_part or (inside.phrase.head, inside.phrase.roles) == ((), ("in",))):
            yield from _inside(inside, said)


def _inside(inside: Said, said: list[Said]) -> Iterator[Link]:
    for one in said:
        roles = one.phrase.roles
        if one.arity != 2 or not roles or roles[-1] not in _FROM_PLACES or separators(one.phrase):
            continue
        target = one if roles in (("in",), ("from",)) else _in_place(one, said)
        if target is not None:
            rule = Implies(And((one.of(_X, _Y), inside.of(_Y, _Z))), target.of(_X, _Z))
            yield Link(for_all(rule, (_X, _Y, _Z)), f"what is said to '{one.text}' a place is so where the place is")


def _in_place(one: Said, said: list[Said]) -> Said | None:
    return next((s for s in said if s.arity == 2 and s.content == one.content and s.phrase.roles == ("in",)), None)
