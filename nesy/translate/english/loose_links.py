"""Links for where nothing follows without them: predicates that agree but for their small words.

A relation to a named individual is what a phrase with its name says; ``plays football`` is what a football player
does; a phrase that one sentence alone uses is taken for the nearest one. Each link is listed with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from nesy.languages.fol.syntax import Constant, Equals, Forall, Formula, Iff, Implies, Variable
from nesy.languages.fol.walk import atoms
from nesy.translate.english.closed_words import NOT_DONE, PRIVATIVE, word_set
from nesy.translate.english.content import (
    PLACE_PREPOSITIONS,
    are_objects_apart,
    behind_prepositions,
    content_words,
    differ_in_frequency,
    doing_of,
    has_object,
    object_of,
    separators,
)
from nesy.translate.english.implied_links import find_likely_links
from nesy.translate.english.links import Link
from nesy.translate.english.name_links import find_nationalities, first_parts, misspelled_names, named_kinds
from nesy.translate.english.predicates import Phrase, Predicates
from nesy.translate.english.relation_links import find_relation_links
from nesy.translate.english.said import Said, for_all, instances_said, predicates_said
from nesy.translate.english.senses import ADJECTIVE
from nesy.translate.english.stems import stem
from nesy.translate.english.syntax import Nominal
from nesy.translate.english.word_list import word_list

_MOST: Final = 120
"""Beyond so many predicates, none are compared."""
_NEAR: Final = 0.5
"""The share of content words from which on a phrase is near another."""
_CONTRAST: Final = 0.05
"""What is taken off the share where each of two phrases has words that the other lacks."""
_OPPOSED: Final = frozenset(
    frozenset(pair.split("/"))
    for pair in word_set(
        """
        from/to from/into from/towards near/in outside/in around/in beyond/in off/in for/against with/without into/out
        above/below over/under before/after
        """
    )
)
"""Prepositions that say something else of the same thing."""
_PARTING: Final = word_set(
    "lose sell lack miss give lend return throw drop leave break destroy hate dislike reject cancel waive"
)
"""Verbs whose subject need not have their object."""
_WEAK: Final = word_set("have get own be")
"""Verbs that say little by themselves."""
_SOURCES: Final = word_set("from against")
"""Prepositions that a noun for who does something leaves out: a ``Yale graduate`` graduated from Yale."""
_VARIABLES: Final = tuple(Variable(name) for name in "xyzwvu")


def find_loose_links(
    predicates: Predicates,
    formulas: Sequence[Formula],
    definites: Mapping[Constant, Nominal],
    everything: Collection[tuple[str, ...]] = (),
) -> tuple[Link, ...]:
    """The loose links between the predicates of a problem, and between those and what its formulas say.

    Args:
        predicates: of the problem.
        formulas: of its sentences.
        definites: what the constants of definite phrases are described as.
        everything: nouns that are taken to hold of everything.
    """
    said = predicates_said(predicates)
    if len(said) > _MOST:
        return ()
    instances = instances_said(predicates, formulas)
    pairs = [*combinations(said, 2), *((one, other) for one in instances for other in said),
             *combinations(instances, 2)]  # fmt: skip
    links = [link for pair in pairs for link in (_link(*pair),) if link is not None]
    links += _ellipses(said, instances)
    links += find_relation_links(said, instances, definites)
    links += find_likely_links(said, everything)
    links += find_nationalities(predicates)
    links += _nearest([*said, *instances], formulas)
    links += first_parts(predicates, formulas)
    links += misspelled_names(predicates)
    links += named_kinds(predicates)
    found: dict[Formula, Link] = {}
    for link in links:
        found.setdefault(link.formula, link)
    return tuple(found.values())


def _link(one: Said, other: Said) -> Link | None:
    """What two predicates of the same number of subjects have to do with each other, if anything."""
    if one.subjects != other.subjects or not _is_comparable(one, other):
        return None
    if _same(one, other):
        said = Link(_closed(Iff, one, other), f"'{one.text}' and '{other.text}' are taken to say the same")
        return None if _are_opposed(one, other) else said
    for more, fewer in ((one, other), (other, one)):
        if _is_more(more, fewer) and not _are_opposed(one, other):
            return Link(_closed(Implies, more, fewer), f"what is said to '{more.text}' is also said to '{fewer.text}'")
    return None


def _is_comparable(one: Said, other: Said) -> bool:
    if one.name == other.name or separators(one.phrase) != separators(other.phrase):
        return False
    if one.phrase.passive is not other.phrase.passive and (has_object(one.phrase) or has_object(other.phrase)):
        return False
    if not one.named and not other.named and one.arity > 1:
        return _roles(one) == _roles(other) or _is_agent_of(one, other) or _is_agent_of(other, one)
    return True


def _roles(said: Said) -> tuple[str, ...]:
    return tuple("in" if role in PLACE_PREPOSITIONS else role for role in said.phrase.roles)


def _is_agent_of(one: Said, other: Said) -> bool:
    """Whether the first is a noun for who does the second to something: ``writer of``, ``write``."""
    return one.phrase.roles == ("of",) and len(other.phrase.roles) == 1 and doing_of(one.phrase) == other.content


def _same(one: Said, other: Said) -> bool:
    if one.content == other.content and {one.phrase.kind, other.phrase.kind} not in ({"n", "v"}, {"n", "p"}):
        return True
    return bool(one.content) and (
        (doing_of(one.phrase) == other.content - _SOURCES and other.phrase.kind == "v")
        or (doing_of(other.phrase) == one.content - _SOURCES and one.phrase.kind == "v")
    )


def _is_more(more: Said, fewer: Said) -> bool:
    if not fewer.content < more.content or not fewer.content or more.phrase.kind != fewer.phrase.kind:
        return False
    if _head(more) != _head(fewer) or not _head(more):
        return False
    return PRIVATIVE.isdisjoint(more.content - fewer.content)


def _head(said: Said) -> frozenset[str]:
    head = said.phrase.head
    if not head:
        return frozenset()
    return content_words(head[-1:] if said.phrase.kind == "n" else head)


def _closed(connective: type[Iff] | type[Implies], one: Said, other: Said) -> Formula:
    subjects = _VARIABLES[: one.subjects]
    return for_all(connective(one.of(*subjects), other.of(*subjects)), subjects)


# -- the nearest phrase ---------------------------------------------------------------------


def _nearest(said: list[Said], formulas: Sequence[Formula]) -> Iterator[Link]:
    """A phrase that one sentence alone uses is taken for the one phrase of the others that is nearest to it."""
    sentences = [{(a.predicate, len(a.arguments)) for a in atoms(f) if not isinstance(a, Equals)} for f in formulas]
    used = Counter(key for own in sentences for key in own)
    for lonely in (s for s in said if used[s.name, s.arity] == 1):
        own = next(names for names in sentences if (lonely.name, lonely.arity) in names)
        others = [s for s in said if (s.name, s.arity) not in own and _may_be_meant(lonely, s)]
        others = [other for other in others if not any(map(_narrows, lonely.content - other.content))]
        if lonely.phrase.kind == "n":
            others = [other for other in others if lonely.content <= other.content]
        likeness = [(_likeness(lonely, other), other) for other in others]
        best = max((value for value, _ in likeness), default=0.0)
        near = [other for value, other in likeness if value == best]
        if best < _NEAR or len({s.name for s in near}) > 1:
            continue
        meant = near[0]
        if any(map(_narrows, meant.content - lonely.content)):
            yield Link(
                _closed(Implies, meant, lonely), f"what is said to '{meant.text}' is also said to '{lonely.text}'"
            )
        else:
            yield Link(_closed(Iff, lonely, meant), f"'{lonely.text}' is taken for '{meant.text}', the nearest phrase")


def _may_be_meant(one: Said, other: Said) -> bool:
    """Whether two phrases are of one sort and have one head, or one is said within the other: ``chooses to drive``."""
    if one.subjects != other.subjects or not _is_comparable(one, other):
        return False
    if {one.phrase.kind, other.phrase.kind} == {"n", "v"} or not PRIVATIVE.isdisjoint(one.content ^ other.content):
        return False
    if not NOT_DONE.isdisjoint(one.content ^ other.content):
        return False
    heads = (_head_stem(one.phrase), _head_stem(other.phrase))
    if "" in heads and not _is_had(one, other):
        return False
    nouns = one.phrase.kind == other.phrase.kind == "n"
    within = not nouns and (heads[0] in _stems(other.phrase) or heads[1] in _stems(one.phrase))
    is_near = heads[0] == heads[1] or "" in heads or (within and one.phrase.kind == other.phrase.kind)
    return is_near and not _are_opposed(one, other)


def _is_had(one: Said, other: Said) -> bool:
    """Whether one of two phrases has a verb that says little, and the other does nothing against it: ``has breakfast``,
    ``eats breakfast``, but not ``loses the key``, ``has the key``.
    """
    verbs = {said.phrase.head[0] for said in (one, other) if said.phrase.kind == "v" and said.phrase.head} - _WEAK
    same = object_of(one.phrase) == object_of(other.phrase) != ""
    owned = any(said.phrase.head[:1] == ("own",) for said in (one, other))
    return not verbs or (same and not owned and verbs.isdisjoint(_PARTING))


def _are_opposed(one: Said, other: Said) -> bool:
    """Whether what two phrases share is the object of one alone, or stands behind prepositions that are opposed."""
    first, second = (behind_prepositions(said.phrase, _named_words(said)) for said in (one, other))
    for preposition, things in first.items():
        for another, others in second.items():
            if frozenset((preposition, another)) in _OPPOSED and not set(things).isdisjoint(others):
                return True
    return are_objects_apart(one.phrase, other.phrase) or differ_in_frequency(one.phrase, other.phrase)


def _named_words(said: Said) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(term).strip("'").split("_")) for term in said.named)


def _narrows(word: str) -> bool:
    """Whether a word says a quality or a number: with it, more is said than without it."""
    is_proper = word in word_list().proper_adjectives
    return is_proper or word_list().classes.get(word, "")[:1] == ADJECTIVE or any(map(str.isdigit, word))


def _head_stem(phrase: Phrase) -> str:
    """The stem of the head; empty for a preposition and for a verb that says little by itself."""
    word = phrase.head[-1].split()[-1] if phrase.head else ""
    return "" if word in _WEAK else stem(word)


def _stems(phrase: Phrase) -> set[str]:
    return {stem(part) for word in phrase.words for part in word.split()}


def _likeness(one: Said, other: Said) -> float:
    """The share of content words in common, a little less where each has words that the other lacks."""
    first, second = ({stem(word) for word in s.content - _WEAK or s.content} for s in (one, other))
    share = len(first & second) / max(len(first | second), 1)
    return share if first <= second or second <= first else share - _CONTRAST


# -- an object that is left out ---------------------------------------------------------------


def _ellipses(said: list[Said], instances: list[Said]) -> Iterator[Link]:
    """Who ``attends in person`` attends the conference, where nothing else is attended in person."""
    x = _VARIABLES[0]
    for relation in (s for s in said if s.arity == 2 and len(s.phrase.roles) == 1):
        own = [instance for instance in instances if instance.name == relation.name]
        for short in (s for s in said if s.arity == 1):
            if len(own) == 1 and short.content == relation.content and _is_comparable(own[0], short):
                rule = Forall(x, Implies(short.of(x), own[0].of(x)))
                yield Link(rule, f"'{short.text}' is short for '{own[0].text}'")
