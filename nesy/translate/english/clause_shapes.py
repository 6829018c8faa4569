"""What the shape of a clause tells of its subject: all of a kind or some, one place, one subject, what happened."""

from __future__ import annotations

from dataclasses import replace

from nesy.languages.fol.syntax import (
    Forall,
    Formula,
    Implies,
)  # fmt: skip
from nesy.translate.english.connectives import conjunction
from nesy.translate.english.syntax import (
    Bare,
    Clause,
    Definite,
    Denied,
    Gap,
    IsA,
    JoinedNouns,
    JoinedVerbs,
    Named,
    Nominal,
    NounPhrase,
    OfSubject,
    Piece,
    Pronoun,
    Quantified,
    Says,
    Statement,
    VerbPhrase,
)  # fmt: skip

_PLACES = frozenset({"in", "on", "at", "under", "near", "inside"})
_SOME_OR_MORE = frozenset({"a", "some", "number", "at least", "at most", "exactly", "several", "many"})


def in_one_place(parts: tuple[NounPhrase, ...]) -> tuple[NounPhrase, ...]:
    """``a red ball and a blue ball in the box``: both are in the box."""
    *before, last = parts
    posts = last.nominal.posts if isinstance(last, Quantified | Bare) else ()
    where = [p for p in posts if isinstance(p, Says) and not p.head and p.pieces[0].preposition in _PLACES]
    bare = [p for p in before if isinstance(p, Quantified | Bare) and not p.nominal.posts]
    if len(posts) != 1 or not where or len(bare) < len(before):
        return parts
    return (*(replace(p, nominal=replace(p.nominal, posts=posts)) for p in bare), last)


def generic(subject: NounPhrase) -> NounPhrase:
    """A bare noun and ``a N`` as every N."""
    if isinstance(subject, Bare) or (isinstance(subject, Quantified) and subject.quantifier in ("a", "any")):
        return Quantified("every", subject.nominal)
    return subject


def flat_rule(formula: Formula) -> Formula:
    """``∀x (A → (B → C))`` as ``∀x (A ∧ B → C)``."""
    if isinstance(formula, Forall) and isinstance(formula.body, Implies):
        inner = formula.body.consequent
        if isinstance(inner, Implies):
            body = Implies(conjunction([formula.body.antecedent, inner.antecedent]), inner.consequent)
            return Forall(formula.variable, body)
    return formula


def with_one_subject(parts: tuple[Clause, ...], connective: str) -> tuple[Clause, ...]:
    """``Dogs are loyal, and they bark`` as ``Dogs are loyal and bark``."""
    first = parts[0]
    if not isinstance(first, Statement) or not isinstance(first.subject, Quantified | Bare):
        return parts
    pronouns = ("they",) if first.subject.nominal.plural else ("it", "he", "she", "they")
    same = [p for p in parts[1:] if isinstance(p, Statement) and isinstance(p.subject, Pronoun)]
    if len(same) != len(parts) - 1 or any(p.subject.word not in pronouns for p in same):  # type: ignore[union-attr]
        return parts
    return (Statement(first.subject, JoinedVerbs(connective, (first.phrase, *(p.phrase for p in same)))),)


def with_shared_determiner(parts: tuple[NounPhrase, ...]) -> tuple[NounPhrase, ...]:
    """``every cat and dog`` as every cat and every dog."""
    first, *later = parts
    if isinstance(first, Quantified) and first.quantifier == "a":
        if not all(isinstance(part, Bare) and not part.nominal.plural for part in later):
            return parts
    elif not isinstance(first, Quantified) or first.quantifier not in ("every", "no", "some", "any", "number"):
        return parts
    return tuple(replace(first, nominal=part.nominal) if isinstance(part, Bare) else part for part in parts)


def as_alternative(phrase: VerbPhrase) -> VerbPhrase:
    """``the only mammals that lay eggs are A and B``: each is one or the other."""
    if isinstance(phrase, JoinedVerbs) and phrase.connective == "and":
        return replace(phrase, connective="or")
    if isinstance(phrase, IsA) and isinstance(phrase.phrase, JoinedNouns) and phrase.phrase.connective == "and":
        return IsA(replace(phrase.phrase, connective="or"))
    return phrase


def are_general(parts: tuple[NounPhrase, ...]) -> bool:
    """Whether alternatives range over everything: ``no cats or dogs`` is no cats and no dogs."""
    return all(
        (isinstance(part, Quantified) and part.quantifier in ("every", "no", "any"))
        or (isinstance(part, Bare) and part.nominal.plural)
        for part in parts
    )


def in_each(subject: NounPhrase) -> Statement | None:
    """``There is a ball in every box`` as said of every box; None for anything else."""
    if isinstance(subject, Bare):
        some = Quantified("some", subject.nominal)
    elif isinstance(subject, Quantified) and subject.quantifier in _SOME_OR_MORE:
        some = replace(subject, quantifier="some") if subject.quantifier == "a" else subject
    else:
        return None
    last = some.nominal.posts[-1] if some.nominal.posts else None
    place = last.pieces[0] if isinstance(last, Says) and not last.head and len(last.pieces) == 1 else None
    each = place.phrase if place is not None else None
    if place is None or not isinstance(each, Quantified) or each.quantifier != "every" or each.nominal.domain:
        return None
    some = replace(some, nominal=replace(some.nominal, posts=some.nominal.posts[:-1]))
    return Statement(each, OfSubject(some, Says((), (Piece(place.preposition, Gap()),), kind="p")))


def is_past(clause: Clause) -> bool:
    """Whether a clause tells of something that one individual did or was."""
    subject = clause.subject if isinstance(clause, Statement) else None
    some = isinstance(subject, Quantified) and subject.quantifier in ("some", "several", "many", "number")
    if not isinstance(clause, Statement) or not (some or isinstance(subject, Named | Definite | Pronoun)):
        return False
    return is_episode(clause.phrase)


def as_kind(part: NounPhrase, meant: NounPhrase) -> NounPhrase:
    """A bare noun as all of its kind, where another that it is joined to is: ``hydrogen and isotopes are …``."""
    return Quantified("every", part.nominal) if isinstance(part, Bare) and isinstance(meant, Named) else meant


def is_episode(phrase: VerbPhrase) -> bool:
    """Whether a verb phrase tells of something that happened, not of what holds in general."""
    if isinstance(phrase, Says):
        return phrase.past
    if isinstance(phrase, Denied):
        return False
    if isinstance(phrase, JoinedVerbs):
        return any(is_episode(part) for part in phrase.parts)
    return False


def is_particular(phrase: VerbPhrase) -> bool:
    """Whether what is asked about ``a N`` is a place or what was done to it."""
    return isinstance(phrase, Says) and (phrase.passive or phrase.kind == "p")


def is_of_any(subject: Definite, phrase: VerbPhrase) -> bool:
    """Whether ``the N of a N`` ranges over all that are so: ``the sister of a parent is an aunt``."""
    post = subject.nominal.posts[0] if len(subject.nominal.posts) == 1 and not is_episode(phrase) else None
    if not isinstance(post, Says) or post.head or [piece.preposition for piece in post.pieces] != ["of"]:
        return False
    of = post.pieces[0].phrase
    return isinstance(of, Quantified) and of.quantifier in ("a", "any", "every") and not of.nominal.domain


def is_told_apart(nominal: Nominal) -> bool:
    """Whether a participle or a relative clause says which part of a substance is meant: ``software sold online``."""
    return any(not isinstance(post, Says) or bool(post.head) for post in nominal.posts)
