"""Links between the predicates of a problem whose words agree: premises of their own, each with its reason.

Two predicates are one where their content agrees under inflection and without its small words; one with more
modifiers implies the one with fewer; who is a player plays; a word with ``un-`` excludes the one without.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from nesy.languages.fol.syntax import And, Atom, Forall, Formula, Iff, Implies, Not, Variable
from nesy.translate.english.closed_words import PRIVATIVE, word_set
from nesy.translate.english.content import are_objects_apart, behind_prepositions, differ_in_frequency
from nesy.translate.english.links import Link
from nesy.translate.english.name_links import find_name_links
from nesy.translate.english.opposites import COMPLEMENTS, CONTRARIES
from nesy.translate.english.predicates import Phrase, Predicates
from nesy.translate.english.stems import inflected_from, verb_of_agent

_SMALL: Final = word_set(
    "a an the be being been get own other also to that so very lot some any such of for about by do doing more"
)
_SAME_PLACE: Final = {"at": "in", "within": "in", "inside": "in", "upon": "on"}
_NOT_DROPPED: Final = word_set(
    "not no never only or either neither almost nearly rarely seldom scarcely hardly barely can must than as without"
    " except"
)
_VARIABLES: Final = tuple(Variable(name) for name in "xyzwvu")
_X: Final = _VARIABLES[0]
_MOST_PREDICATES: Final = 120
"""Beyond so many predicates of one arity, no links are looked for."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A predicate with the content that is compared."""

    name: str
    arity: int
    phrase: Phrase
    content: frozenset[str]
    """Its content words without inflection; of all its words, if it has no content words."""
    head: str


def find_links(predicates: Predicates) -> tuple[Link, ...]:
    """The links between the predicates and constants of a problem."""
    entries = [_entry(name, arity, phrase) for (name, arity), phrase in predicates.phrases.items()]
    found: list[Link] = []
    if len(entries) <= _MOST_PREDICATES:
        for one, other in combinations(entries, 2):
            link = _link(one, other, predicates)
            if link is not None:
                found.append(link)
        found.extend(_intersections(entries))
    return (*found, *find_name_links(predicates))


def _entry(name: str, arity: int, phrase: Phrase) -> _Entry:
    words = [word for words in phrase.words for word in words.replace("-", " ").split()]
    content = frozenset(inflected_from(_SAME_PLACE.get(w, w)) for w in words if w not in _SMALL)
    head = phrase.head[-1] if phrase.kind in ("n", "a") and phrase.head else phrase.head[0] if phrase.head else ""
    return _Entry(name, arity, phrase, content or frozenset(words), inflected_from(head.split()[-1]) if head else "")


def _link(one: _Entry, other: _Entry, predicates: Predicates) -> Link | None:
    kinds = {one.phrase.kind, other.phrase.kind}
    same = one.arity == other.arity and one.content == other.content and kinds != {"n", "v"}
    if same and _same_roles(one.phrase, other.phrase):
        if one.phrase.modal_words != other.phrase.modal_words:
            return None
        return Link(_related(Iff, one, other), f"'{_said(one)}' and '{_said(other)}' say the same")
    for agent, doing in ((one, other), (other, one)):
        if _does_what_it_is(agent, doing):
            return Link(_related(Implies, agent, doing), f"who is a '{_said(agent)}' does '{_said(doing)}'")
    opposite = _opposites(one, other)
    if opposite is not None:
        return opposite
    for plain, able in ((one, other), (other, one)):
        able_words = ("can", *plain.phrase.words), ("can", "be", *plain.phrase.words)
        is_able = able.phrase.words in able_words and plain.arity == able.arity
        if is_able and able.phrase.content not in predicates.permitted:
            return Link(_related(Implies, plain, able), f"who does '{_said(plain)}' can do it")
    for more, fewer in ((one, other), (other, one)):
        if _implies(more, fewer):
            formula = _implication(more, fewer)
            if formula is not None:
                return Link(formula, f"what is said to '{_said(more)}' is also said to '{_said(fewer)}'")
    return None


def _intersections(entries: list[_Entry]) -> Iterator[Link]:
    """What is ``large`` and a ``complex`` is a ``large complex``."""
    single = [e for e in entries if e.arity == 1 and e.phrase.kind in ("a", "n") and not e.phrase.rest]
    by_content = {(entry.content, entry.phrase.kind): entry for entry in single}
    longer = [e for e in entries if e.arity == 1 and e.phrase.kind == "n" and e.phrase.rest and e.phrase.head]
    for whole in (e for e in single if e.phrase.kind == "n" and PRIVATIVE.isdisjoint(e.phrase.words)):
        for place in range(1, len(whole.phrase.head)):
            before, noun = frozenset(whole.phrase.head[:place]), frozenset(whole.phrase.head[place:])
            quality, kind = by_content.get((before, "a")), by_content.get((noun, "n"))
            if quality is not None and kind is not None:
                x = _VARIABLES[0]
                both = And((Atom(quality.name, (x,)), Atom(kind.name, (x,))))
                reason = f"what is '{_said(quality)}' and '{_said(kind)}' is '{_said(whole)}', and the other way round"
                yield Link(Forall(x, Iff(Atom(whole.name, (x,)), both)), reason)
            if quality is None:
                continue
            for more in longer:
                if more.phrase.head == whole.phrase.head[place:]:
                    both = And((Atom(quality.name, (_X,)), Atom(more.name, (_X,))))
                    reason = f"what is '{_said(quality)}' and '{_said(more)}' is '{_said(whole)}'"
                    yield Link(Forall(_X, Implies(both, Atom(whole.name, (_X,)))), reason)


def _does_what_it_is(agent: _Entry, doing: _Entry) -> bool:
    """Whether the first is a noun for who does the second: ``dancer``, ``dance``."""
    if agent.phrase.kind != "n" or doing.phrase.kind != "v" or agent.arity != 1 or doing.arity != 1:
        return False
    return len(agent.phrase.words) == 1 and doing.phrase.words == (verb_of_agent(agent.phrase.words[0]),)


def _same_roles(one: Phrase, other: Phrase) -> bool:
    small = {**_SAME_PLACE, "about": "of"}
    return [small.get(r, r) for r in one.roles] == [small.get(r, r) for r in other.roles]


def _implies(more: _Entry, fewer: _Entry) -> bool:
    """Whether the first says all that the second does, and more of the sort that can be left out."""
    if not fewer.content < more.content and not (fewer.content == more.content and more.arity > fewer.arity):
        return False
    if more.head != fewer.head or not more.head or more.arity < fewer.arity or _sort(more) != _sort(fewer):
        return False
    if are_objects_apart(more.phrase, fewer.phrase) or _goes_another_way(more.phrase, fewer.phrase):
        return False
    extra = {word for words in more.phrase.words for word in words.split()}
    kept = {word for words in fewer.phrase.words for word in words.split()}
    if more.phrase.kind in ("v", "a") and more.content - fewer.content == {"only"} and extra - kept == {"only"}:
        return True
    return not (extra ^ kept) & (_NOT_DROPPED | PRIVATIVE)


def _goes_another_way(more: Phrase, fewer: Phrase) -> bool:
    """Whether the first has another preposition before the same words: ``from work by train``, ``to work``."""
    if differ_in_frequency(more, fewer):
        return True
    others = behind_prepositions(more)
    return any(
        preposition not in others and any(set(stems) & set(known) for known in others.values())
        for preposition, stems in behind_prepositions(fewer).items()
    )


def _sort(entry: _Entry) -> str:
    """The kind; a participle that is alone is an adjective as well: ``injured``."""
    return "a" if entry.phrase.passive else entry.phrase.kind


def _implication(more: _Entry, fewer: _Entry) -> Formula | None:
    """The rule between two predicates, if the arguments of the second are among those of the first."""
    variables = _VARIABLES[: more.arity]
    if more.arity > len(_VARIABLES):
        return None
    subjects = more.arity - len(more.phrase.roles)
    if subjects != fewer.arity - len(fewer.phrase.roles):
        return None
    chosen = list(variables[:subjects])
    position = 0
    for role in fewer.phrase.roles:
        roles = more.phrase.roles[position:]
        if role not in roles:
            return None
        position += roles.index(role) + 1
        chosen.append(variables[subjects + position - 1])
    body: Formula = Implies(Atom(more.name, variables), Atom(fewer.name, tuple(chosen)))
    return _closed(body, variables)


def _related(connective: type[Iff] | type[Implies], one: _Entry, other: _Entry) -> Formula:
    variables = _VARIABLES[: one.arity]
    return _closed(connective(Atom(one.name, variables), Atom(other.name, variables)), variables)


def _closed(body: Formula, variables: tuple[Variable, ...]) -> Formula:
    for variable in reversed(variables):
        body = Forall(variable, body)
    return body


def _contraries(one: _Entry, other: _Entry) -> Link | None:
    """``made before 2020`` excludes ``made after 2020``, and ``older than 80`` excludes ``younger than 80``."""
    if one.arity != other.arity or len(one.phrase.roles) != len(other.phrase.roles):
        return None
    pairs = [pair for pair in zip(one.phrase.words, other.phrase.words, strict=False) if pair[0] != pair[1]]
    if len(one.phrase.words) != len(other.phrase.words) or len(pairs) != 1 or frozenset(pairs[0]) not in CONTRARIES:
        return None
    variables = _VARIABLES[: one.arity]
    body = Implies(Atom(one.name, variables), Not(Atom(other.name, variables)))
    return Link(_closed(body, variables), f"nothing is both '{_said(one)}' and '{_said(other)}'")


def _opposites(one: _Entry, other: _Entry) -> Link | None:
    """``unhappy`` excludes ``happy``; ``non-profit`` is all that is not ``profit``."""
    contraries = _contraries(one, other)
    if contraries is not None:
        return contraries
    if one.arity != 1 or other.arity != 1:
        return None
    for compound, quality in ((one, other), (other, one)):
        if _holds_opposite(compound.phrase, quality.phrase):
            body: Formula = Implies(Atom(compound.name, (_X,)), Not(Atom(quality.name, (_X,))))
            return Link(Forall(_X, body), f"nothing is both '{_said(compound)}' and '{_said(quality)}'")
    if len(one.phrase.words) != 1 or len(other.phrase.words) != 1:
        return None
    for negative, positive in ((one, other), (other, one)):
        word, plain = negative.phrase.words[0], positive.phrase.words[0]
        x = _VARIABLES[0]
        if frozenset((word, plain)) in COMPLEMENTS:
            body = Implies(Atom(negative.name, (x,)), Not(Atom(positive.name, (x,))))
            return Link(Forall(x, body), f"nothing is both '{_said(negative)}' and '{_said(positive)}'")
        if word in ("non-" + plain, "non" + plain) or word == "un" + plain or word in ("in" + plain, "dis" + plain):
            body = Implies(Atom(negative.name, (x,)), Not(Atom(positive.name, (x,))))
            if word.startswith("non"):
                body = Iff(Atom(negative.name, (x,)), Not(Atom(positive.name, (x,))))
            return Link(Forall(x, body), f"nothing is both '{_said(negative)}' and '{_said(positive)}'")
    return None


def _holds_opposite(compound: Phrase, quality: Phrase) -> bool:
    """Whether a noun has the contrary of an adjective before it: ``unmarried man``, ``married``."""
    if compound.kind != "n" or len(compound.head) < 2 or len(quality.words) != 1 or quality.kind == "n":
        return False
    plain = quality.words[0]
    return any(word in (f"un{plain}", f"in{plain}", f"dis{plain}", f"non{plain}") for word in compound.head[:-1])


def _said(entry: _Entry) -> str:
    return " ".join(entry.phrase.words)
