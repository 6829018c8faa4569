"""Links for where nothing follows without them: predicates that agree but for their small words, and places.

A relation to a named individual is what a phrase with its name says; ``plays football`` is what a football player
does; who makes something that is a film makes a film; what lies in a place lies where the place lies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from nesy.languages.fol.syntax import And, Atom, Constant, Equals, Forall, Formula, Iff, Implies, Term, Variable
from nesy.languages.fol.walk import atoms, terms
from nesy.translate.english.closed_words import PRIVATIVE, word_set
from nesy.translate.english.content import content_of, content_words, doing_of, has_object, separators
from nesy.translate.english.linking import Link
from nesy.translate.english.predicates import Phrase, Predicates
from nesy.translate.english.senses import NOUN
from nesy.translate.english.stems import stem
from nesy.translate.english.word_list import word_list

_MOST: Final = 120
"""Beyond so many predicates, none are compared."""
_NEAR: Final = 0.5
"""The share of content words from which on a phrase is near another."""
_CONTRAST: Final = 0.05
"""What is taken off the share where each of two phrases has words that the other lacks."""
_WEAK: Final = word_set("have get own need want be")
_X, _Y, _Z = Variable("x"), Variable("y"), Variable("z")
_VARIABLES: Final = tuple(Variable(name) for name in "xyzwvu")
_PLACES: Final = frozenset({"in", "at", "on", "within", "inside"})


@dataclass(frozen=True, slots=True)
class _Said:
    """A predicate, its arguments after the subject where they are named, and the content of all that."""

    name: str
    phrase: Phrase
    arity: int
    named: tuple[Term, ...]
    content: frozenset[str]

    @property
    def text(self) -> str:
        """The words, with those of the named arguments."""
        named = (str(term).strip("'").replace("_", " ") for term in self.named if isinstance(term, Constant))
        return " ".join((*self.phrase.words, *named))

    def of(self, subjects: tuple[Variable, ...]) -> Atom:
        """The atom of the subjects, with the named arguments in their places."""
        return Atom(self.name, (*subjects[: self.arity - len(self.named)], *self.named))


def find_loose_links(predicates: Predicates, formulas: Sequence[Formula]) -> tuple[Link, ...]:
    """The loose links between the predicates of a problem, and between those and what its formulas say."""
    said = [_Said(n, p, a, (), content_of(p)) for (n, a), p in predicates.phrases.items()]
    if len(said) > _MOST:
        return ()
    instances = _instances(predicates, formulas)
    pairs = [*combinations(said, 2), *((one, other) for one in instances for other in said),
             *combinations(instances, 2)]  # fmt: skip
    found = {link.formula: link for pair in pairs for link in (_link(*pair),) if link is not None}
    for link in (*_ellipses(said, instances), *_compositions(said), *_memberships(said), *_places(said)):
        found.setdefault(link.formula, link)
    for link in (*_nearest([*said, *instances], formulas), *_first_parts(predicates, formulas)):
        found.setdefault(link.formula, link)
    return tuple(found.values())


def _instances(predicates: Predicates, formulas: Iterable[Formula]) -> list[_Said]:
    """Relations with each named argument that some formula gives them, as predicates of their subject."""
    found: dict[tuple[str, tuple[Term, ...]], _Said] = {}
    for atom in (a for formula in formulas for a in atoms(formula)):
        if isinstance(atom, Equals) or len(atom.arguments) < 2:
            continue
        phrase = predicates.phrases[atom.predicate, len(atom.arguments)]
        named = atom.arguments[1:]
        if all(isinstance(term, Constant) for term in named):
            words = [w for term in named for w in str(term).strip("'").split("_")]
            content = content_of(phrase) | content_words(words)
            found[atom.predicate, named] = _Said(atom.predicate, phrase, len(atom.arguments), named, content)
    return list(found.values())


def _link(one: _Said, other: _Said) -> Link | None:
    """What two predicates of the same number of subjects have to do with each other, if anything."""
    if one.arity - len(one.named) != other.arity - len(other.named) or not _is_comparable(one, other):
        return None
    if _same(one, other):
        return Link(_closed(Iff, one, other), f"'{one.text}' and '{other.text}' are taken to say the same")
    for more, fewer in ((one, other), (other, one)):
        if _is_more(more, fewer):
            return Link(_closed(Implies, more, fewer), f"what is said to '{more.text}' is also said to '{fewer.text}'")
    return None


def _is_comparable(one: _Said, other: _Said) -> bool:
    if one.name == other.name or separators(one.phrase) != separators(other.phrase):
        return False
    if one.phrase.passive is not other.phrase.passive and (has_object(one.phrase) or has_object(other.phrase)):
        return False
    if not one.named and not other.named and one.arity > 1:
        return _roles(one) == _roles(other)
    return True


def _roles(said: _Said) -> tuple[str, ...]:
    if doing_of(said.phrase) and said.phrase.roles == ("of",):
        return ("",)
    return tuple("in" if role in _PLACES else role for role in said.phrase.roles)


def _same(one: _Said, other: _Said) -> bool:
    if one.content == other.content:
        return {one.phrase.kind, other.phrase.kind} not in ({"n", "v"}, {"n", "p"})
    return bool(one.content) and (
        (doing_of(one.phrase) == other.content and other.phrase.kind == "v")
        or (doing_of(other.phrase) == one.content and one.phrase.kind == "v")
    )


def _is_more(more: _Said, fewer: _Said) -> bool:
    if not fewer.content < more.content or not fewer.content or more.phrase.kind != fewer.phrase.kind:
        return False
    if _head(more) != _head(fewer) or not _head(more):
        return False
    return PRIVATIVE.isdisjoint(more.content - fewer.content)


def _head(said: _Said) -> frozenset[str]:
    head = said.phrase.head
    if not head:
        return frozenset()
    return content_words(head[-1:] if said.phrase.kind == "n" else head)


def _closed(connective: type[Iff] | type[Implies], one: _Said, other: _Said) -> Formula:
    subjects = _VARIABLES[: one.arity - len(one.named)]
    return _for_all(connective(one.of(subjects), other.of(subjects)), subjects)


def _for_all(body: Formula, variables: tuple[Variable, ...]) -> Formula:
    for variable in reversed(variables):
        body = Forall(variable, body)
    return body


# -- the nearest phrase ---------------------------------------------------------------------


def _nearest(said: list[_Said], formulas: Sequence[Formula]) -> Iterator[Link]:
    """A phrase that one sentence alone uses is taken for the one phrase of the others that is nearest to it."""
    sentences = [{(a.predicate, len(a.arguments)) for a in atoms(f) if not isinstance(a, Equals)} for f in formulas]
    used = Counter(key for own in sentences for key in own)
    for lonely in (s for s in said if used[s.name, s.arity] == 1):
        own = next(names for names in sentences if (lonely.name, lonely.arity) in names)
        others = [s for s in said if (s.name, s.arity) not in own and _may_be_meant(lonely, s)]
        likeness = [(_likeness(lonely, other), other) for other in others]
        best = max((value for value, _ in likeness), default=0.0)
        near = [other for value, other in likeness if value == best]
        if best >= _NEAR and len({s.name for s in near}) == 1:
            yield Link(
                _closed(Iff, lonely, near[0]), f"'{lonely.text}' is taken for '{near[0].text}', the nearest phrase"
            )


def _may_be_meant(one: _Said, other: _Said) -> bool:
    """Whether two phrases are of one sort and have one head, or one is said within the other: ``chooses to drive``."""
    if one.arity - len(one.named) != other.arity - len(other.named) or not _is_comparable(one, other):
        return False
    if {one.phrase.kind, other.phrase.kind} == {"n", "v"}:
        return False
    heads = (_head_stem(one.phrase), _head_stem(other.phrase))
    within = heads[0] in _stems(other.phrase) or heads[1] in _stems(one.phrase)
    return heads[0] == heads[1] or "" in heads or (within and one.phrase.kind == other.phrase.kind)


def _head_stem(phrase: Phrase) -> str:
    """The stem of the head; empty for a preposition and for a verb that says little by itself."""
    word = phrase.head[-1].split()[-1] if phrase.head else ""
    return "" if word in _WEAK else stem(word)


def _stems(phrase: Phrase) -> set[str]:
    return {stem(part) for word in phrase.words for part in word.split()}


def _likeness(one: _Said, other: _Said) -> float:
    """The share of content words in common; it counts only half where each has words that the other lacks."""
    first, second = ({stem(word) for word in s.content} for s in (one, other))
    share = len(first & second) / max(len(first | second), 1)
    return share if first <= second or second <= first else share - _CONTRAST


# -- an object that is left out ---------------------------------------------------------------


def _ellipses(said: list[_Said], instances: list[_Said]) -> Iterator[Link]:
    """Who ``attends in person`` attends the conference, where nothing else is attended in person."""
    for relation in (s for s in said if s.arity == 2 and len(s.phrase.roles) == 1):
        own = [instance for instance in instances if instance.name == relation.name]
        for short in (s for s in said if s.arity == 1):
            if len(own) == 1 and short.content == relation.content and _is_comparable(own[0], short):
                body = Implies(Atom(short.name, (_X,)), own[0].of((_X,)))
                yield Link(Forall(_X, body), f"'{short.text}' is short for '{own[0].text}'")


# -- a relation to one of a kind ------------------------------------------------------------


def _compositions(said: list[_Said]) -> Iterator[Link]:
    """Who ``makes`` what is a ``film`` ``makes a film``."""
    relations = [s for s in said if s.arity == 2 and len(s.phrase.roles) == 1]
    nouns = [s for s in said if s.arity == 1 and s.phrase.kind == "n"]
    for whole in (s for s in said if s.arity == 1 and s.phrase.kind in ("v", "p", "a")):
        for relation in relations:
            kind = whole.content - relation.content
            if not relation.content < whole.content or separators(whole.phrase) != separators(relation.phrase):
                continue
            for noun in nouns:
                if noun.content == kind and whole.phrase.passive is relation.phrase.passive:
                    body = Implies(
                        And((Atom(relation.name, (_X, _Y)), Atom(noun.name, (_Y,)))), Atom(whole.name, (_X,))
                    )
                    reason = f"who '{relation.text}' what is '{noun.text}' is said to '{whole.text}'"
                    yield Link(_for_all(body, (_X, _Y)), reason)


# -- names ----------------------------------------------------------------------------------


def _first_parts(predicates: Predicates, formulas: Sequence[Formula]) -> Iterator[Link]:
    """``Harvard`` for ``Harvard University``: a name with a common noun after it, where only one name begins so."""
    names = {" ".join(key[1:]): constant for key, constant in predicates.constants.items() if key[0] in ("name", "the")}
    together = [set(terms(formula)) for formula in formulas]
    for short, constant in ((" ".join(k[1:]), c) for k, c in predicates.constants.items() if k[0] == "name"):
        longer = [long for long in names if long.startswith(short + " ")]
        rest = longer[0][len(short) :].split() if len(longer) == 1 else []
        if rest and all(NOUN in word_list().classes.get(word, "") for word in rest):
            other = names[longer[0]]
            if not any({constant, other} <= found for found in together):
                yield Link(Equals(constant, other), f"'{short}' is taken for '{longer[0]}'")


# -- places -----------------------------------------------------------------------------------


def _places(said: list[_Said]) -> Iterator[Link]:
    """What is in a place is where the place is."""
    for inside in said:
        if inside.arity == 2 and (inside.phrase.head, inside.phrase.roles) in (((), ("in",)), (("part",), ("of",))):
            yield from _inside(inside, said)


def _memberships(said: list[_Said]) -> Iterator[Link]:
    """Who is a member of something is in it."""
    binary = {(s.phrase.head, s.phrase.roles): s for s in said if s.arity == 2 and not s.phrase.rest}
    inside = binary.get(((), ("in",)))
    for noun in ("member", "part"):
        member = binary.get(((noun,), ("of",)))
        if inside is not None and member is not None:
            body = Implies(Atom(member.name, (_X, _Y)), Atom(inside.name, (_X, _Y)))
            yield Link(_for_all(body, (_X, _Y)), f"a {noun} of something is in it")


def _inside(inside: _Said, said: list[_Said]) -> Iterator[Link]:
    for one in said:
        if one.arity == 2 and one.phrase.roles and one.phrase.roles[-1] in _PLACES and not separators(one.phrase):
            target = one if one.phrase.roles == ("in",) else _in_place(one, said)
            if target is not None:
                body = Implies(
                    And((Atom(one.name, (_X, _Y)), Atom(inside.name, (_Y, _Z)))), Atom(target.name, (_X, _Z))
                )
                yield Link(
                    _for_all(body, (_X, _Y, _Z)), f"what is said to '{one.text}' a place is so where the place is"
                )


def _in_place(one: _Said, said: list[_Said]) -> _Said | None:
    return next((s for s in said if s.arity == 2 and s.content == one.content and s.phrase.roles == ("in",)), None)
