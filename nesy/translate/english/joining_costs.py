"""What it costs to join phrases: those that are unlike are rarely joined."""

from __future__ import annotations

from nesy.translate.english.syntax import (
    Bare,
    Definite,
    Gap,
    IsA,
    JoinedClauses,
    JoinedNouns,
    JoinedVerbs,
    Named,
    OfSubject,
    Opaque,
    Piece,
    Placed,
    Possessed,
    Pronoun,
    Quantified,
    Says,
    Statement,
)


def cost_of_joining(phrase: object) -> float:
    """The cost of joining a bare noun to one with a determiner, or to a noun with a long modifier before it."""
    if isinstance(phrase, Piece) and isinstance(phrase.phrase, JoinedNouns):
        unlike = any(isinstance(part, Opaque) for part in phrase.phrase.parts)
        others = phrase.phrase.connective == "and" and any(isinstance(part, Placed) for part in phrase.phrase.parts)
        return 0.3 * unlike + 0.4 * others
    if isinstance(phrase, JoinedClauses):
        one_verb = 0.25 * (phrase.connective == "or" and _is_one_verb(phrase.parts[0]))
        return one_verb + 0.5 * any(_is_one_verb(part) and _is_of_bare_noun(part) for part in phrase.parts[1:])
    if isinstance(phrase, JoinedVerbs) and any(map(_lacks_verb, phrase.parts)):
        return 3.0
    if isinstance(phrase, JoinedVerbs) and _lacks_modal(phrase.parts):
        return 0.3
    if isinstance(phrase, JoinedVerbs) and isinstance(phrase.parts[0], IsA):
        goes_on = any(_goes_on(phrase.parts[0], part) for part in phrase.parts[1:])
        return 0.6 * goes_on + _nearer(phrase.parts) + _of_another_number(phrase.parts)
    if isinstance(phrase, JoinedVerbs) and _is_a_noun_behind_a_preposition(phrase.parts):
        return 0.3
    if isinstance(phrase, JoinedVerbs) and isinstance(phrase.parts[0], Says) and phrase.parts[0].kind == "a":
        compared = bool(phrase.parts[0].pieces) and phrase.parts[0].pieces[-1].preposition == "than"
        things = [part.phrase for part in phrase.parts[1:] if isinstance(part, IsA)]
        done = any(isinstance(part, Says) and part.kind == "v" and not part.passive for part in phrase.parts[1:])
        if done and _ends_with_gerund(phrase.parts[0]):
            return 0.4
        bare = compared or _ends_with_noun(phrase.parts[0])
        return 0.5 * any(isinstance(thing, Named) or (bare and isinstance(thing, Bare)) for thing in things)
    if isinstance(phrase, JoinedVerbs) and isinstance(phrase.parts[0], Says) and phrase.parts[0].passive:
        several = any(isinstance(part, IsA) and isinstance(part.phrase, Bare) for part in phrase.parts[1:])
        return 0.6 if several else 0.3 * any(isinstance(part, IsA) for part in phrase.parts[1:])
    if not isinstance(phrase, JoinedNouns):
        return 0.0
    first, *later = phrase.parts
    cost = 0.4 * (len({part.nominal.domain for part in phrase.parts if isinstance(part, Quantified)}) > 1)
    owned = isinstance(first, Possessed) and all(isinstance(part, Bare) for part in later)
    if not isinstance(first, Bare | Opaque | JoinedNouns) and any(isinstance(part, Bare) for part in later):
        cost += 0.1 if owned or _shares_quantifier(phrase.parts) else 0.4
    modified = [p for p in phrase.parts[:-1] if isinstance(p, Bare | Definite | Quantified) and p.nominal.posts]
    if any(
        isinstance(post, Says) and post.kind == "v" and _ends_with_bare(post)
        for p in modified
        for post in p.nominal.posts
    ):
        cost += 0.25
    long = [isinstance(part, Opaque) and len(part.lemmas) > 1 for part in phrase.parts]
    if (isinstance(first, Bare) and any(long)) or (long[0] and any(isinstance(part, Bare) for part in later)):
        cost += 0.4
    if isinstance(first, Bare) and not first.nominal.domain and any(map(_is_some_person, later)):
        cost += 0.6
    if isinstance(first, Bare) and any(isinstance(part, Pronoun) for part in later):
        cost += 0.8
    plural = {part.nominal.plural for part in phrase.parts if isinstance(part, Bare) and not owned}
    if phrase.connective != "and":
        plural |= {part.nominal.plural for part in phrase.parts if isinstance(part, Definite)}
    return cost + 0.15 * bool(modified) + 0.3 * (len(plural) > 1)


def _is_some_person(phrase: object) -> bool:
    return isinstance(phrase, Quantified) and phrase.quantifier == "a" and phrase.nominal.head == ("person",)


def _lacks_verb(phrase: object) -> bool:
    """Whether adjuncts were not given the verb of the part before: ``plays in Rome and for Ann``."""
    if not isinstance(phrase, Says) or phrase.kind != "v" or phrase.head:
        return False
    return bool(phrase.pieces)


def _is_one_verb(clause: object) -> bool:
    """Whether a clause ends with a single verb, which may be a plural: ``the lab tests``."""
    phrase = clause.phrase if isinstance(clause, Statement) else None
    return isinstance(phrase, Says) and phrase.kind == "v" and not (phrase.pieces or phrase.modal or phrase.past)


def _is_of_bare_noun(clause: object) -> bool:
    """Whether a clause is about a noun without determiner in the singular, with more said of it."""
    subject = clause.subject if isinstance(clause, Statement) else None
    return isinstance(subject, Bare) and not subject.nominal.plural and bool(subject.nominal.posts)


def _lacks_modal(parts: tuple[object, ...]) -> bool:
    """Whether a verb that ``can`` goes with is joined to one without it: ``can read and write``."""
    first, *later = parts
    if not isinstance(first, Says) or not first.modal:
        return False
    return any(isinstance(p, Says) and p.kind == "v" and not (p.modal or p.passive or p.past) for p in later)


def _shares_quantifier(parts: tuple[object, ...]) -> bool:
    """Whether the quantifier of the first may go with the others: ``no tests or scans``, ``a letter or parcel``."""
    first, *later = parts
    if isinstance(first, Quantified) and first.quantifier == "a":
        return all(isinstance(part, Bare) and not part.nominal.plural for part in later)
    plural = isinstance(first, Quantified) and first.quantifier in ("no", "every", "any") and first.nominal.plural
    return plural and all(isinstance(part, Bare) for part in later)


def _ends_with_gerund(phrase: Says) -> bool:
    """Whether a preposition with what is done ends a phrase: ``is responsible for preventing and treating harm``."""
    return _ends_with_noun(phrase) and isinstance(phrase.pieces[-1].phrase, Opaque)


def _ends_with_noun(phrase: Says) -> bool:
    """Whether a preposition with its object ends a phrase, to which more may be joined: ``serious about her work``."""
    return bool(phrase.pieces) and bool(phrase.pieces[-1].preposition) and not isinstance(phrase.pieces[-1].phrase, Gap)


def _ends_with_bare(phrase: Says) -> bool:
    """Whether the last object is a bare noun, to which another may be joined: ``who like jazz or blues``."""
    return bool(phrase.pieces) and isinstance(phrase.pieces[-1].phrase, Bare)


def _is_a_noun_behind_a_preposition(parts: tuple[object, ...]) -> bool:
    """Whether a noun may go with the preposition before: ``is about a detective or a doctor``."""
    first, *later = parts
    if not isinstance(first, Says) or first.kind != "p" or first.head or not first.pieces:
        return False
    if first.pieces[-1].preposition not in ("about", "of", "for", "from", "by", "against"):
        return False
    object_kind = type(first.pieces[-1].phrase)
    return any(isinstance(part, IsA) and type(part.phrase) is object_kind for part in later)


def _of_another_number(parts: tuple[object, ...]) -> float:
    """The cost of a bare plural after ``is a``; a bare singular shares the article: ``a poet and novelist``."""
    first, *later = (part.phrase if isinstance(part, IsA) else None for part in parts)
    bare = [thing for thing in later if isinstance(thing, Bare)]
    if not bare or not isinstance(first, Quantified) or first.quantifier != "a":
        return 0.0
    if any(thing.nominal.plural for thing in bare):
        return 0.6
    return -0.5 * (len(bare) == len(later)) if not first.nominal.posts else 0.0


def _nearer(parts: tuple[object, ...]) -> float:
    """The cost of what goes rather with the end of the noun before: ``a bowl with a lid and a handle``."""
    last = _last_post(getattr(parts[0], "phrase", None))
    if last is None or last.modal:
        return 0.0
    if any(isinstance(part, Says) and part.kind == "v" and not part.past for part in parts[1:]) and last.kind == "v":
        return 0.4 * (not last.past)
    if any(isinstance(part, Says) and part.kind == "p" for part in parts[1:]) and last.kind == "v" and last.passive:
        return 0.4
    if not last.pieces:
        return 0.0
    holds = last.kind == "v" or last.pieces[-1].preposition in ("with", "without")
    kind = type(last.pieces[-1].phrase)
    return 0.2 * (holds and any(isinstance(part, IsA) and type(part.phrase) is kind for part in parts[1:]))


def _last_post(thing: object) -> Says | None:
    """What is said last of a noun, or of a noun at the end of that."""
    posts = getattr(getattr(thing, "nominal", None), "posts", ())
    last = posts[-1] if posts else None
    if isinstance(last, OfSubject):
        last = last.phrase
    if not isinstance(last, Says):
        return None
    return (_last_post(last.pieces[-1].phrase) if last.pieces else None) or last


def _goes_on(first: IsA, part: object) -> bool:
    """Whether a part is a preposition with its object that goes with the noun before: ``a member of A or of B``."""
    if not isinstance(part, Says) or part.head or not part.pieces:
        return False
    posts = getattr(getattr(first.phrase, "nominal", None), "posts", ())
    last = posts[-1] if posts else None
    before = last.pieces[-1].preposition if isinstance(last, Says) and last.pieces else ""
    return part.pieces[0].preposition in ("of", before)
