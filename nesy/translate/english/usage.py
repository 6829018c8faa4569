"""What the trees of a whole problem show: which nouns are counted, which phrases are needed apart.

Nothing is split that no other sentence needs in parts: "a large dog" is one predicate where dogs are always
large and nothing else is, and two predicates otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any

from nesy.translate.english.demonyms import NATIONALITIES
from nesy.translate.english.nouns_of_names import noun_of_name
from nesy.translate.english.syntax import (
    Bare,
    Clause,
    Conditional,
    Definite,
    Existence,
    IsA,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    NounPhrase,
    Opaque,
    Piece,
    Placed,
    Possessed,
    Pronoun,
    Quantified,
    Says,
    Statement,
    VerbPhrase,
)  # fmt: skip


@dataclass(slots=True)
class Usage:
    """How the phrases of a problem are used."""

    counted: set[tuple[str, ...]] = field(default_factory=set)
    """Nouns of which something is said in general, or that are said of something."""
    counted_outside_subjects: set[tuple[str, ...]] = field(default_factory=set)
    """Nouns that are said of something, or quantified with a determiner."""
    individuals: set[tuple[str, ...]] = field(default_factory=set)
    """Nouns that, with ``the``, are subjects outside conditions."""
    owned: set[tuple[str, ...]] = field(default_factory=set)
    """Nouns for what somebody who is named has, of which something is said: ``Tom's car is red``."""
    weather: set[str] = field(default_factory=set)
    """What the sentences read so far said of the weather: ``cold``."""
    pointed_at: set[tuple[str, ...]] = field(default_factory=set)
    """Nouns that are introduced with ``a`` and taken up with ``the``."""
    descriptions: dict[tuple[str, ...], set[tuple[str, ...]]] = field(default_factory=dict)
    """Nouns with the words of each phrase with ``the`` that they head."""
    partners: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    """Each adjective, and each noun, with what it is used with; the empty tuple for a use alone."""
    bags: set[frozenset[str]] = field(default_factory=set)
    """The words of every object and adjunct that is not joined to others."""
    substances: set[tuple[str, ...]] = field(default_factory=set)
    """The words of singular nouns without determiner of which something is said: ``gold``."""
    drops_story_nouns: bool = False
    """Whether :attr:`story_nouns` restrict nothing."""
    loose: bool = False
    """Whether one rule is enough for a story noun, where it says more than the noun in a clause."""
    said: set[str] = field(default_factory=set)
    """``person`` and ``thing``, if something is said to be one."""

    restricting: Counter[tuple[str, ...]] = field(default_factory=Counter)
    """How many rules range over each noun, ``students who study``; one that divides them all counts twice."""
    qualified: set[tuple[str, ...]] = field(default_factory=set)
    """Nouns that a rule ranges over with a relative clause, or with what its condition says."""
    telling: set[tuple[str, ...]] = field(default_factory=set)
    """Nouns that say something by themselves: a rule is about all of them, or something is said to be one."""

    @property
    def story_nouns(self) -> set[tuple[str, ...]]:
        """Nouns that only say what rules are about: two or more of them, and each with more than the noun."""
        single = {head for head in self.qualified if len(head) == 1} if self.loose else set()
        return {head for head, rules in self.restricting.items() if rules > 1 or head in single} - self.telling

    def splits(self, adjectives: tuple[str, ...], head: tuple[str, ...]) -> bool:
        """Whether some sentence needs the noun without the adjectives, or an adjective without the noun."""
        key = " ".join(head)
        if len(self.partners.get(key, ())) > 1:
            return True
        return any(len(self.partners.get(adjective, ())) > 1 for adjective in adjectives)

    def needs_parts(self, phrase: JoinedNouns) -> bool:
        """Whether a part of a joined phrase is an object of its own somewhere."""
        return any(frozenset(words_of(part)) in self.bags for part in phrase.parts)


def observe(trees: Iterable[Clause]) -> Usage:
    """The usage that the trees of a problem show."""
    usage = Usage()
    every_the: set[tuple[str, ...]] = set()
    every_a: set[tuple[str, ...]] = set()
    introduced: list[Nominal] = []
    last: list[Nominal] = []
    for tree in trees:
        definite: list[Nominal] = []
        own: list[Nominal] = []
        conditions = _conditions(tree)
        for node in nodes(tree):
            _observe(node, usage, id(node) in conditions)
            if isinstance(node, Statement):
                usage.owned |= {
                    p.nominal.head for p in _parts(node.subject) if isinstance(p, Possessed) and _is_owned(p)
                }
            if isinstance(node, Statement) and not isinstance(tree, Conditional):
                usage.individuals |= {p.nominal.head for p in _parts(node.subject) if isinstance(p, Definite)}
            if isinstance(node, Definite) and not node.nominal.plural:
                definite.append(node.nominal)
                usage.descriptions.setdefault(node.nominal.head, set()).add(words_of(node.nominal))
            elif isinstance(node, Quantified) and node.quantifier in ("a", "some") and not node.nominal.plural:
                own.append(node.nominal)
        usage.counted |= {nominal.head for nominal in definite} & {nominal.head for nominal in own}
        every_the |= {nominal.head for nominal in definite}
        every_a |= {nominal.head for nominal in own}
        usage.pointed_at |= {one.head for one in introduced if any(_takes_up(the, one) for the in definite)}
        if isinstance(tree, Statement) and isinstance(tree.subject, Pronoun) and tree.subject.word == "it":
            usage.pointed_at |= {nominal.head for nominal in last}
        last = own if isinstance(tree, Statement) else []
        if isinstance(tree, Statement | Existence):
            introduced += own
    usage.counted |= usage.pointed_at | usage.owned | (every_the & every_a)
    return usage


def _is_owned(phrase: Possessed) -> bool:
    """Whether one thing is meant that one individual has."""
    return isinstance(phrase.owner, Named | Pronoun) and not phrase.nominal.plural


def _takes_up(definite: Nominal, indefinite: Nominal) -> bool:
    """Whether ``the old dog`` can be the dog of ``a big old dog``: it says nothing that this does not."""
    return definite.head == indefinite.head and set(words_of(definite)) <= set(words_of(indefinite))


def nodes(node: object) -> Iterator[object]:
    """A part of a tree and all the parts below it, in order."""
    stack: list[Any] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, tuple):
            stack.extend(item for item in reversed(part) if not isinstance(item, str))
            continue
        yield part
        for name in _last_parts_first(part.__class__):
            item = getattr(part, name)
            if item and not isinstance(item, str):
                stack.append(item)


@cache
def _last_parts_first(kind: type) -> tuple[str, ...]:
    """The names of the fields of a kind of node in reverse order; none of what is no node."""
    return tuple(item.name for item in reversed(fields(kind))) if is_dataclass(kind) else ()


def _conditions(tree: Clause) -> set[int]:
    """The statements in conditions, which say what the rule is about and nothing of all of that."""
    conditionals = (node for node in nodes(tree) if isinstance(node, Conditional))
    return {id(node) for rule in conditionals for node in nodes(rule.condition) if isinstance(node, Statement)}


def _observe(node: object, usage: Usage, in_condition: bool) -> None:
    if isinstance(node, Statement):
        for subject in _parts(node.subject):
            if isinstance(subject, Quantified | Bare) and not subject.nominal.domain:
                usage.counted.add(subject.nominal.head)
                _observe_restriction(subject, node.phrase, usage, in_condition)
                if isinstance(subject, Bare) and not subject.nominal.plural:
                    usage.substances.add(words_of(subject.nominal))
                if isinstance(subject, Quantified) or subject.nominal.plural:
                    usage.counted_outside_subjects.add(subject.nominal.head)
    elif isinstance(node, Conditional):
        pass
    elif isinstance(node, Existence):
        for subject in _parts(node.subject):
            if isinstance(subject, Quantified | Bare):
                usage.counted.add(subject.nominal.head)
    elif isinstance(node, IsA):
        for phrase in _parts(node.phrase):
            if isinstance(phrase, Quantified | Bare | Definite):
                usage.counted.add(phrase.nominal.head)
                if not phrase.nominal.adjectives and not phrase.nominal.posts:
                    usage.telling.add(phrase.nominal.head)
                usage.counted_outside_subjects.add(phrase.nominal.head)
                if phrase.nominal.domain and not phrase.nominal.adjectives and not phrase.nominal.posts:
                    usage.said.add(phrase.nominal.head[0])
    elif isinstance(node, Quantified | Definite) and _is_counted(node):
        usage.counted.add(node.nominal.head)
    elif isinstance(node, Nominal):
        _observe_nominal(node, usage)
    elif isinstance(node, Named):
        if noun := noun_of_name(" ".join(node.words).lower().split()):
            usage.counted.add((noun,))
        for nationality in NATIONALITIES.get(" ".join(node.words).lower(), ()):
            usage.partners.setdefault(nationality, set()).add(())
    elif isinstance(node, Says):
        if node.kind == "a" and not node.pieces and node.head:
            usage.partners.setdefault(node.head[-1], set()).add(())
            usage.counted.add(node.head)
        for piece in node.pieces:
            _observe_piece(piece, usage)


def _is_counted(phrase: Quantified | Definite) -> bool:
    """Whether a phrase ranges over all or some of its noun: ``no N``, ``two Ns``, ``the same N``."""
    if isinstance(phrase, Definite):
        return "same" in phrase.nominal.adjectives
    return phrase.quantifier not in ("a", "some", "number")


def _observe_restriction(subject: Quantified | Bare, phrase: VerbPhrase, usage: Usage, in_condition: bool) -> None:
    nominal = subject.nominal
    if isinstance(subject, Quantified) and subject.quantifier in ("some", "several", "many", "number"):
        return
    is_alternative = isinstance(phrase, JoinedVerbs) and phrase.connective in ("or", "either", "xor")
    usage.restricting[nominal.head] += 2 if is_alternative else 1
    if nominal.posts or in_condition:
        usage.qualified.add(nominal.head)
    if not (nominal.adjectives or nominal.posts or is_alternative or in_condition):
        usage.telling.add(nominal.head)


def _observe_nominal(node: Nominal, usage: Usage) -> None:
    key = " ".join(node.head)
    usage.partners.setdefault(key, set()).add(node.adjectives)
    for adjective in node.adjectives:
        usage.partners.setdefault(adjective, set()).add(node.head)


def _observe_piece(piece: Piece, usage: Usage) -> None:
    if piece.phrase is not None and not isinstance(piece.phrase, JoinedNouns):
        usage.bags.add(frozenset(words_of(piece.phrase)))


def _parts(phrase: NounPhrase) -> Iterator[NounPhrase]:
    if isinstance(phrase, JoinedNouns):
        for part in phrase.parts:
            yield from _parts(part)
    else:
        yield phrase


def words_of(phrase: object) -> tuple[str, ...]:
    """The content words of a phrase, in order, as lemmas."""
    if isinstance(phrase, Opaque):
        return phrase.lemmas
    if isinstance(phrase, Named):
        return tuple(word.lower() for word in phrase.words)
    if isinstance(phrase, Pronoun):
        return ()
    if isinstance(phrase, JoinedNouns):
        parts = [words_of(part) for part in phrase.parts]
        joined = parts[0]
        for part in parts[1:]:
            joined = (*joined, phrase.connective, *part)
        return joined
    if isinstance(phrase, Possessed):
        return (*words_of(phrase.owner), *words_of(phrase.nominal))
    if isinstance(phrase, Nominal):
        return (*phrase.adjectives, *phrase.head, *(word for post in phrase.posts for word in words_of(post)))
    if isinstance(phrase, Quantified):
        own = () if phrase.quantifier in ("a", "some", "any", "number") else (phrase.quantifier,)
        count = (str(phrase.count),) if phrase.count else ()
        return (*own, *count, *words_of(phrase.nominal))
    if isinstance(phrase, Definite | Bare):
        return words_of(phrase.nominal)
    if isinstance(phrase, Says) and not phrase.head and all(isinstance(p.phrase, Pronoun) for p in phrase.pieces):
        return ()
    if isinstance(phrase, Says):
        modal = (phrase.modal.replace("may", "can"),) if phrase.modal else ()
        return (*modal, *phrase.head, *(word for piece in phrase.pieces for word in words_of(piece)))
    if isinstance(phrase, Piece | Placed):
        own = (phrase.preposition,) if phrase.preposition else ()
        return own if phrase.phrase is None else (*own, *words_of(phrase.phrase))
    return tuple(word for part in _children(phrase) for word in words_of(part)) + _sign_of(phrase)


def _children(node: object) -> Iterator[object]:
    if is_dataclass(node):
        for item in fields(node):
            value = getattr(node, item.name)
            if isinstance(value, tuple):
                yield from (part for part in value if is_dataclass(part))
            elif is_dataclass(value):
                yield value


def _sign_of(node: object) -> tuple[str, ...]:
    return ("not",) if type(node).__name__ == "Denied" else ()


def points_to_object(tree: Clause) -> bool:
    """Whether an object is ``it`` or ``them``, which may point to an indefinite object before it."""
    pieces = (node for node in nodes(tree) if isinstance(node, Piece))
    return any(isinstance(piece.phrase, Pronoun) and piece.phrase.word in ("it", "them") for piece in pieces)
