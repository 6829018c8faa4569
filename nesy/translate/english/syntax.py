"""The typed tree of a sentence: noun phrases, verb phrases and clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Named:
    """A proper name, one word or more, as written."""

    words: tuple[str, ...]
    noun: Nominal | None = None
    """The noun before the name, in ``the film Heat``."""


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun with its modifiers."""

    head: tuple[str, ...]
    """The lemmas of the noun or compound; ``person`` or ``thing`` for a noun that restricts nothing."""
    adjectives: tuple[str, ...] = ()
    posts: tuple[VerbPhrase, ...] = ()
    """What is said of the noun after it: relative clauses, participles, prepositional phrases."""
    plural: bool = False
    domain: bool = False
    """True where the noun restricts nothing: people, things, those."""
    joined: str = ""
    """``or`` where the adjectives are alternatives, ``and`` where they are told of different things of a plural."""


@dataclass(frozen=True, slots=True)
class Definite:
    """``the`` (or ``this``) and a noun."""

    nominal: Nominal


@dataclass(frozen=True, slots=True)
class Bare:
    """A noun without determiner: a bare plural or a mass noun."""

    nominal: Nominal


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A personal or reflexive pronoun, in lower case."""

    word: str


@dataclass(frozen=True, slots=True)
class Quantified:
    """A quantifier with what it ranges over."""

    quantifier: str
    """``every``, ``no``, ``some``, ``any``, ``a``, ``only``, ``not every``, ``most``, …"""
    nominal: Nominal
    count: int = 0
    """For ``at least``, ``at most`` and ``exactly``."""


@dataclass(frozen=True, slots=True)
class Possessed:
    """Something with its owner: ``Bob's dog``; the owner of ``his dog`` is a pronoun."""

    owner: NounPhrase
    nominal: Nominal


@dataclass(frozen=True, slots=True)
class Opaque:
    """A phrase that is named by its lemmas and not analysed: an infinitive, a gerund, a that-clause."""

    lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What a relative clause relates to, where it is not the subject."""


@dataclass(frozen=True, slots=True)
class Apposed:
    """A name with what is said of it beside: ``Rose School, a big school``."""

    phrase: Named
    said: VerbPhrase


@dataclass(frozen=True, slots=True)
class JoinedNouns:
    """Noun phrases joined by ``and``, ``or``, ``either``, ``xor`` (``or … but not both``) or ``neither``.

    ``exactly 1``, ``at least 2``, ``at most 1`` say how many of them are meant.
    """

    connective: str
    parts: tuple[NounPhrase, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of a joined object with a preposition of its own: ``in town``, in ``on Mill Street or in town``."""

    preposition: str
    phrase: NounPhrase


NounPhrase: TypeAlias = (
    Named | Definite | Bare | Pronoun | Quantified | Possessed | Opaque | Gap | Apposed | JoinedNouns | Placed
)


@dataclass(frozen=True, slots=True)
class Piece:
    """An object or an adjunct of a predicate."""

    preposition: str
    """Empty for a direct object and for an adverb."""
    phrase: NounPhrase | None
    """None for a particle."""


@dataclass(frozen=True, slots=True)
class Says:
    """A predicate with its objects and adjuncts: a verb, an adjective, a preposition."""

    head: tuple[str, ...]
    """The lemmas of the verb or adjective; empty where a preposition alone is the predicate."""
    pieces: tuple[Piece, ...] = ()
    passive: bool = False
    modal: str = ""
    kind: str = "v"
    past: bool = False


@dataclass(frozen=True, slots=True)
class IsA:
    """Being what a noun phrase says."""

    phrase: NounPhrase


@dataclass(frozen=True, slots=True)
class Denied:
    """The negation of a verb phrase."""

    phrase: VerbPhrase


@dataclass(frozen=True, slots=True)
class JoinedVerbs:
    """Verb phrases joined by ``and``, ``or``, ``either`` or ``neither``."""

    connective: str
    parts: tuple[VerbPhrase, ...]


@dataclass(frozen=True, slots=True)
class OfSubject:
    """A relative clause with a subject of its own: ``that Ann likes``; the noun fills the gap in ``phrase``."""

    subject: NounPhrase
    phrase: VerbPhrase


@dataclass(frozen=True, slots=True)
class OfOwned:
    """What is said of something that the noun has: ``whose dog barks``."""

    nominal: Nominal
    phrase: VerbPhrase


VerbPhrase: TypeAlias = Says | IsA | Denied | JoinedVerbs | OfSubject | OfOwned


@dataclass(frozen=True, slots=True)
class Statement:
    """A subject and what is said of it."""

    subject: NounPhrase
    phrase: VerbPhrase


@dataclass(frozen=True, slots=True)
class Existence:
    """``there is`` and what there is."""

    subject: NounPhrase
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    """A condition and its consequence; ``both`` for ``if and only if``."""

    condition: Clause
    consequence: Clause
    both: bool = False
    reversed: bool = False
    """True where the condition comes second."""
    temporal: bool = False
    """True after ``when``, which may tell of one time."""


@dataclass(frozen=True, slots=True)
class Opposite:
    """The negation of a whole clause."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class JoinedClauses:
    """Clauses joined by ``and``, ``or`` or ``either``."""

    connective: str
    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Proposition:
    """A clause that is named by its lemmas and not analysed."""

    lemmas: tuple[str, ...]


Clause: TypeAlias = Statement | Existence | Conditional | Opposite | JoinedClauses | Proposition
