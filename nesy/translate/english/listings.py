"""Lists that say what there is of a kind: ``the finalists are Ann and Bob``, ``there are two exits: A and B``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from nesy.translate.english.closed_words import NUMERALS, RELATIVES, word_set
from nesy.translate.english.counted_phrases import one_of, owned_by
from nesy.translate.english.syntax import (
    Bare,
    Clause,
    Definite,
    Existence,
    IsA,
    JoinedClauses,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    NounPhrase,
    Piece,
    Possessed,
    Quantified,
    Says,
    Statement,
    VerbPhrase,
)

_KINDS: Final = word_set("kind type sort category variety")
_EXAMPLES: Final = word_set("example symptom species genre instance kind type")
_TYPICAL: Final = word_set("common typical popular notable famous frequent main major well-known traditional")
_COUNTED: Final = 6
"""Up to so many, a list also says how many there are."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Individuals that are of a kind."""

    nominal: Nominal
    members: tuple[NounPhrase, ...]
    complete: bool
    """Whether there are no others."""


def listing_of(clause: Statement) -> Listing | None:
    """The list that a statement gives; None if it gives none.

    >>> finalists, ann, bob = Nominal(("finalist",), plural=True), Named(("Ann",)), Named(("Bob",))
    >>> listing_of(Statement(Definite(finalists), IsA(JoinedNouns("and", (ann, bob))))).complete
    True
    """
    subject, phrase = clause.subject, clause.phrase
    if isinstance(subject, JoinedNouns) and isinstance(phrase, IsA):
        is_all = isinstance(phrase.phrase, Quantified) and phrase.phrase.quantifier == "the only"
        members = _individuals(subject) if is_all else ()
        return Listing(phrase.phrase.nominal, members, complete=True) if members else None  # type: ignore[union-attr]
    if isinstance(subject, Named) and subject.words[0].endswith("s") and len(members := _listed(phrase)) > 1:
        return Listing(one_of(subject), members, complete=True)
    if isinstance(subject, Possessed) and isinstance(subject.owner, Named):
        subject = Definite(owned_by(subject))
    is_only = isinstance(subject, Quantified) and subject.quantifier == "the only"
    if not isinstance(subject, Definite | Bare) and not is_only:
        return None
    nominal = subject.nominal  # type: ignore[union-attr]
    says_nothing = nominal.domain and not (nominal.adjectives or nominal.posts)
    if not is_only and (not nominal.plural or says_nothing):
        return None
    if _includes(phrase):
        included = phrase.pieces[0].phrase  # type: ignore[union-attr]
        members = _individuals(included) or (_kinds(included) if _is_of_examples(nominal) else ())
        return Listing(nominal, members, complete=False) if members else None
    nominal = replace(nominal, adjectives=tuple(a for a in nominal.adjectives if a not in NUMERALS))
    members = _listed(phrase)
    return Listing(nominal, members, complete=True) if len(members) > (not is_only) else None


def _includes(phrase: VerbPhrase) -> bool:
    is_verb = isinstance(phrase, Says) and phrase.head == ("include",) and not (phrase.modal or phrase.passive)
    return is_verb and [piece.preposition for piece in phrase.pieces] == [""]  # type: ignore[union-attr]


def _listed(phrase: VerbPhrase) -> tuple[NounPhrase, ...]:
    """The individuals in ``are Ann and Bob``; none for anything else."""
    if isinstance(phrase, IsA) and isinstance(phrase.phrase, JoinedNouns | Named):
        return _individuals(phrase.phrase)
    if isinstance(phrase, JoinedVerbs) and phrase.connective == "and":
        parts = tuple(part.phrase for part in phrase.parts if isinstance(part, IsA))
        if len(parts) == len(phrase.parts):
            return _individuals(JoinedNouns("and", parts))
    return ()


def _individuals(phrase: NounPhrase | None) -> tuple[NounPhrase, ...]:
    """The individuals that ``and`` joins; none if something else is among them."""
    if isinstance(phrase, Named) or (isinstance(phrase, Definite) and not phrase.nominal.plural):
        return (phrase,)
    if not isinstance(phrase, JoinedNouns) or phrase.connective != "and":
        return ()
    found = [_individuals(part) for part in phrase.parts]
    return tuple(one for some in found for one in some) if all(found) else ()


def _is_of_examples(nominal: Nominal) -> bool:
    """Whether ``include`` gives examples: of ``common pets``, of ``symptoms``; meals include drinks as their parts."""
    return nominal.head[-1] in _EXAMPLES or not _TYPICAL.isdisjoint(nominal.adjectives)


def _kinds(phrase: NounPhrase | None) -> tuple[NounPhrase, ...]:
    """The kinds in ``big cats include lions and tigers``, two or more; none for anything else."""
    if not isinstance(phrase, JoinedNouns) or phrase.connective != "and":
        return ()
    return phrase.parts if all(isinstance(part, Bare | Named) for part in phrase.parts) else ()


def with_list(clause: Clause, listed: JoinedNouns) -> Clause | None:
    """A clause with the list after its colon: ``there are two exits: …``, ``the shop sells three fruits: …``.

    None where the clause does not end with a plural that the list can spell out.
    """
    if listed.connective != "and":
        return None
    if isinstance(clause, Existence) and not clause.negative:
        return _there_are(clause.subject, listed)
    if not isinstance(clause, Statement) or not isinstance(clause.phrase, Says) or not clause.phrase.pieces:
        return None
    *before, last = clause.phrase.pieces
    nominal = _plural(last.phrase)
    if nominal is None:
        return None
    pieces = (*before, Piece(last.preposition, listed))
    whole = Statement(clause.subject, replace(clause.phrase, pieces=pieces))
    if not _individuals(listed) or nominal.head[-1] in _KINDS or "following" in nominal.adjectives:
        return whole
    one = replace(nominal, plural=False)
    if nominal.head[-1] in RELATIVES and clause.phrase.head == ("have",) and isinstance(clause.subject, Named):
        return Statement(listed, IsA(Possessed(clause.subject, one)))
    return JoinedClauses("and", (whole, Statement(listed, IsA(Bare(one)))))


def counts_as(clause: Clause, listed: JoinedNouns) -> bool:
    """Whether a clause ends with as many things as a list behind a comma names: ``has two brothers, Tom and Bob``."""
    last: NounPhrase | None = None
    if isinstance(clause, Existence):
        last = clause.subject
    elif isinstance(clause, Statement) and isinstance(clause.phrase, Says) and clause.phrase.pieces:
        last = clause.phrase.pieces[-1].phrase
    return isinstance(last, Quantified) and last.count == len(listed.parts) and bool(_individuals(listed))


def _there_are(subject: NounPhrase, listed: JoinedNouns) -> Clause | None:
    nominal = _plural(subject)
    if nominal is None:
        return None
    kind = _of_kinds(nominal)
    if kind is not None:
        alternatives = Statement(Bare(kind), IsA(replace(listed, connective="or")))
        return JoinedClauses("and", (alternatives, Statement(listed, IsA(Bare(kind)))))
    if not _individuals(listed):
        return None
    complete = Statement(Definite(nominal), IsA(listed))
    count = subject.count if isinstance(subject, Quantified) else 0
    return JoinedClauses("and", (complete, Existence(subject))) if 1 < count <= _COUNTED else complete


def _plural(phrase: NounPhrase | None) -> Nominal | None:
    """The noun of a plural whose number, if any, is stated as it is."""
    if isinstance(phrase, Bare | Definite) and phrase.nominal.plural:
        return phrase.nominal
    counted = isinstance(phrase, Quantified) and phrase.quantifier in ("number", "exactly", "several", "some", "many")
    return phrase.nominal if counted and phrase.nominal.plural else None  # type: ignore[union-attr]


def _of_kinds(nominal: Nominal) -> Nominal | None:
    """What there are kinds of in ``three kinds of bears``."""
    post = nominal.posts[0] if nominal.head[-1] in _KINDS and len(nominal.posts) == 1 else None
    if isinstance(post, Says) and not post.head and len(post.pieces) == 1 and post.pieces[0].preposition == "of":
        thing = post.pieces[0].phrase
        return thing.nominal if isinstance(thing, Bare) else None
    return None
