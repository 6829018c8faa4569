"""The typed tree of a sentence: noun phrases, verb phrases and clauses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Named:
    """A proper name, one word or more."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definite:
    """``the`` and a singular noun with its modifiers, the noun last."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stuff:
    """A bare noun as an object, taken as one individual: ``pizza`` in "Bob likes pizza"."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A personal or reflexive pronoun, in lower case."""

    word: str


@dataclass(frozen=True, slots=True)
class Nominal:
    """A noun with its modifiers and relative clauses."""

    head: str
    """The noun in the singular; ``person`` or ``thing`` for a domain noun."""
    modifiers: tuple[str, ...] = ()
    alternative: bool = False
    """True where the modifiers are joined by ``or``."""
    relatives: tuple[Relative, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantified:
    """A quantifier with what it ranges over."""

    quantifier: str
    """``every``, ``no``, ``some``, ``any``, ``a``, ``not every``, or ``plural`` for a bare plural."""
    nominal: Nominal


@dataclass(frozen=True, slots=True)
class JoinedNouns:
    """Noun phrases joined by ``and``, ``or``, ``either`` (exclusive or) or ``neither``."""

    connective: str
    parts: tuple[NounPhrase, ...]


NounPhrase: TypeAlias = Named | Definite | Stuff | Pronoun | Quantified | JoinedNouns


@dataclass(frozen=True, slots=True)
class Has:
    """A one-place property: an adjective, or a verb without object."""

    lemma: str
    event: bool = False
    """True for a verb."""


@dataclass(frozen=True, slots=True)
class IsA:
    """Being one of a noun's instances."""

    nominal: Nominal


@dataclass(frozen=True, slots=True)
class Relates:
    """A relation between the subject and an object."""

    lemmas: tuple[str, ...]
    """The verb, adjective or preposition, with the preposition that follows it."""
    object: NounPhrase
    passive: bool = False
    """True where the grammatical object does what the verb says to the subject."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The negation of a verb phrase."""

    phrase: VerbPhrase


@dataclass(frozen=True, slots=True)
class JoinedVerbs:
    """Verb phrases joined by ``and``, ``or``, ``either`` or ``neither``."""

    connective: str
    parts: tuple[VerbPhrase, ...]


VerbPhrase: TypeAlias = Has | IsA | Relates | Denied | JoinedVerbs


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative clause: the noun is the subject of ``phrase``, or the object of ``lemmas`` with ``subject``."""

    phrase: VerbPhrase | None
    subject: NounPhrase | None = None
    lemmas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A subject and what is said of it."""

    subject: NounPhrase
    phrase: VerbPhrase


@dataclass(frozen=True, slots=True)
class Existence:
    """``there is`` and what there is."""

    subject: Quantified
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    """An if-clause and its consequence."""

    condition: Clause
    consequence: Clause
    reversed: bool = False
    """True where the if-clause comes second."""


@dataclass(frozen=True, slots=True)
class Opposite:
    """The negation of a whole clause."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class JoinedClauses:
    """Clauses joined by ``and``, ``or`` or ``either``."""

    connective: str
    parts: tuple[Clause, ...]


Clause: TypeAlias = Statement | Existence | Conditional | Opposite | JoinedClauses
