"""Links between what verbs imply: what remains open is open, who sings in the choir is in it, who owns a boat has one.

Those of :func:`find_implied_links` hold by what the words mean; those of :func:`find_likely_links` hold as a rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from nesy.languages.fol.syntax import And, Exists, Formula, Iff, Implies, Not, Variable
from nesy.translate.english.closed_words import word_set
from nesy.translate.english.content import object_of, separators
from nesy.translate.english.links import Link
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.quantities import quantity_of
from nesy.translate.english.said import Said, for_all, predicates_said
from nesy.translate.english.stems import inflected_from, verb_of_agent

_MOST: Final = 120
"""Beyond so many predicates, none are compared."""
_STAYING: Final = word_set("remain stay keep stand lie sit hang")
_HAVING: Final = word_set("own possess")
_FITTED: Final = word_set("equip fit furnish provide come")
"""Verbs that say with ``with`` what something has."""
_MAKING: Final = word_set(
    "write compose paint draw direct design build make create produce publish develop record film sculpt invent"
)
"""Verbs for who something is ``by``."""
_WORKS: Final = {(word,) for word in ("novel", "book", "poem", "song", "film", "painting", "symphony", "play", "opera")}
"""What is somebody's because they made it."""
PLACES: Final = {
    (word,)
    for word in (
        "region", "province", "state", "city", "capital", "district", "county", "town", "island", "village", "canton",
        "department", "suburb", "neighborhood", "municipality", "part", "area", "quarter", "borough",
    )
}  # fmt: skip
"""Nouns for places that lie in what they are of."""
_PLACED: Final = word_set("locate situate keep store hide park place hang display house station")
"""Participles that say where something is."""
_ACHIEVING: Final = word_set("manage remember bother happen dare")
"""Verbs with ``to`` whose subject does what follows."""
_STOPPING: Final = word_set("stop quit cease")
_FAILING: Final = word_set("fail refuse forget decline neglect") | _STOPPING
"""Verbs whose subject does not do what follows."""
_RESULTS: Final = {"die": "dead", "retire": "retired", "divorce": "divorced", "expire": "expired"}
"""Verbs with what one is who has done it."""
_ELSEWHERE: Final = word_set(
    "believe succeed specialize specialise engage result end invest major excel trust delight persist fail fall arrive"
)
"""Verbs with ``in`` whose subject is not in what follows."""
_PORTIONS: Final = word_set(
    """
    loaf slice piece item bit lump sheet bar grain drop portion cup glass bottle bowl pound kilo gram litre liter ounce
    handful spoonful
    """
)
"""Nouns for so much of a stuff, which is the stuff."""
_POSTURES: Final = word_set("stand lie sit hang live stay rest wait work")
"""Verbs whose subject is ``on`` or ``at`` what follows."""

_X, _Y = Variable("x"), Variable("y")
_VARIABLES: Final = (_X, _Y, Variable("z"), Variable("w"))
_Key: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]
_Index: TypeAlias = Mapping[_Key, Said]


def find_implied_links(predicates: Predicates) -> Iterator[Link]:
    """What holds by the meaning of the words."""
    if len(predicates.phrases) > _MOST:
        return
    said = predicates_said(predicates)
    index = _index(said)
    yield from _portions(said, index)
    yield from _duties(said, index, predicates.permitted)
    for one in said:
        phrase = one.phrase
        if phrase.kind != "v" or not phrase.head or _denies(one):
            continue
        yield from _staying(one, index)
        yield from _having(one, index)
        yield from _result(one, index)
        yield from _implicative(one, said)
        yield from _done_by_one_of_a_kind(one, index)
        yield from _done(one, said)


def find_likely_links(said: Collection[Said], everything: Collection[tuple[str, ...]]) -> Iterator[Link]:
    """What holds as a rule.

    Args:
        said: the predicates of a problem.
        everything: nouns that are taken to hold of everything.
    """
    index = _index(said)
    yield from _by_whom(said, index)
    yield from _living(index)
    yield from _parts_of_places(said, index)
    yield from _agents(said)
    yield from _belonging(said, index, everything)
    for one in said:
        yield from _in_place(one, index)
        yield from _required(one, index)
        yield from _allowed(one, index)


def _duties(said: Collection[Said], index: _Index, permitted: Collection[frozenset[str]]) -> Iterator[Link]:
    """What one ``must`` do one may do."""
    for one in (s for s in said if s.phrase.head[:1] == ("must",)):
        allowed = index.get((("can", *one.phrase.head[1:]), one.phrase.rest, one.phrase.roles))
        if allowed is not None and allowed.arity == one.arity and allowed.phrase.content in permitted:
            variables = _VARIABLES[: one.arity]
            rule = for_all(Implies(one.of(*variables), allowed.of(*variables)), variables)
            yield Link(rule, f"who '{one.text}' is allowed to do it")


def _portions(said: Collection[Said], index: _Index) -> Iterator[Link]:
    """A ``loaf of bread`` is ``bread``."""
    for one in (s for s in said if s.arity == 1 and s.phrase.kind == "n" and s.phrase.head[-1] in _PORTIONS):
        of = one.phrase.rest[0] if len(one.phrase.rest) == 1 else ()
        whole = index.get((of[1:], (), ())) if of[:1] == ("of",) else None
        if whole is not None and whole.arity == 1:
            yield Link(for_all(Implies(one.of(_X), whole.of(_X)), (_X,)), f"a '{one.text}' is '{whole.text}'")


def _index(said: Collection[Said]) -> _Index:
    return {(one.phrase.head, one.phrase.rest, one.phrase.roles): one for one in said}


def _verb(one: Said) -> str:
    return inflected_from(one.phrase.head[0])


def _staying(one: Said, index: _Index) -> Iterator[Link]:
    """What ``remains open`` is ``open``."""
    if one.arity == 1 and one.phrase.head[0] in _STAYING and len(one.phrase.rest) == 1:
        state = index.get((one.phrase.rest[0], (), ()))
        if state is not None and state.phrase.kind == "a":
            yield _implies(one, state)


def _implicative(one: Said, said: Collection[Said]) -> Iterator[Link]:
    """Who ``managed to open`` the door opened it; who ``forgot to`` did not."""
    verb = _verb(one)
    piece = one.phrase.rest[0] if one.phrase.rest else ()
    wanted = piece[1] if piece[:1] == ("to",) and len(piece) > 1 else inflected_from(piece[0]) if piece else ""
    if verb not in _ACHIEVING | _FAILING or (piece[:1] != ("to",) and verb not in _STOPPING):
        return
    for done in said:
        same = done.arity == one.arity and done.content == one.content - {verb, "to"} and done.phrase.kind == "v"
        if same and done.phrase.head == (wanted,) and not _denies(done):
            subjects = (_X, _Y)[: one.arity]
            told: Formula = done.of(*subjects) if verb in _ACHIEVING else Not(done.of(*subjects))
            rule = for_all(Implies(one.of(*subjects), told), subjects)
            yield Link(rule, f"who is said to '{one.text}' does {'' if verb in _ACHIEVING else 'not '}'{done.text}'")


def _result(one: Said, index: _Index) -> Iterator[Link]:
    """Who ``died in 1999`` is ``dead``."""
    verb = _verb(one)
    for kept in ((), *((piece,) for piece in one.phrase.rest)) if verb in _RESULTS and one.arity == 1 else ():
        state = index.get(((_RESULTS[verb],), kept, ()))
        if state is not None and not one.phrase.passive:
            yield _implies(one, state)
    alive = index.get((("alive",), (), ()))
    if verb == "die" and one.arity == 1 and alive is not None:
        rule = for_all(Implies(one.of(_X), Not(alive.of(_X))), (_X,))
        yield Link(rule, f"what is said to '{one.text}' is not '{alive.text}'")


def _having(one: Said, index: _Index) -> Iterator[Link]:
    """Who ``owns a boat`` has one, and what is ``equipped with radar`` has it, and the other way round."""
    verb, phrase = _verb(one), one.phrase
    is_fitted = verb in _FITTED and phrase.passive is (verb != "come")
    if not is_fitted and not (verb in _HAVING and not phrase.passive):
        return
    rest, roles = phrase.rest, phrase.roles
    if is_fitted and not roles and len(rest) == 1 and rest[0][0] == "with":
        rest = (rest[0][1:],)
    elif is_fitted:
        roles = ("",) if roles == ("with",) and not rest else ("none",)
    having = index.get((("have",), rest, roles))
    if having is not None and having.arity == one.arity:
        yield _same(one, having) if is_fitted else _implies(one, having)


def _done_by_one_of_a_kind(one: Said, index: _Index) -> Iterator[Link]:
    """What is ``checked by a lawyer`` is checked by some lawyer."""
    if one.arity != 1 or not one.phrase.passive or not one.phrase.rest or one.phrase.rest[-1][0] != "by":
        return
    kind = index.get((one.phrase.rest[-1][1:], (), ()))
    doing = index.get(((_verb(one), *one.phrase.head[1:]), one.phrase.rest[:-1], ("",)))
    if kind is not None and doing is not None and kind.arity == 1 and not doing.phrase.passive:
        rule = Iff(one.of(_X), Exists(_Y, And((kind.of(_Y), doing.of(_Y, _X)))))
        yield Link(for_all(rule, (_X,)), f"'{one.text}' says that some '{kind.text}' does '{doing.text}' to it")


def _done(one: Said, said: Collection[Said]) -> Iterator[Link]:
    """What somebody ``built`` was ``built``, and what they built in 1999 was ``built before 2005``."""
    if one.arity != 2 or one.phrase.roles != ("",) or one.phrase.passive:
        return
    for done in said:
        passive = done.arity == 1 and done.phrase.passive and not _denies(done)
        if not passive or (_verb(done), *done.phrase.head[1:]) != one.phrase.head:
            continue
        rest, dated = {*done.phrase.rest}, quantity_of(done.phrase)
        own = quantity_of(replace(done.phrase, rest=one.phrase.rest))
        same = own is not None and dated is not None and own.measure == dated.measure
        if rest <= {*one.phrase.rest} or (same and own.interval.within(dated.interval)):  # type: ignore[union-attr]
            rule = Implies(one.of(_Y, _X), done.of(_X))
            yield Link(for_all(rule, (_X, _Y)), f"what somebody is said to '{one.text}' is '{done.text}'")
        elif same and own.interval.apart(dated.interval):  # type: ignore[union-attr]
            rule = Implies(one.of(_Y, _X), Not(done.of(_X)))
            yield Link(for_all(rule, (_X, _Y)), f"what somebody is said to '{one.text}' is not '{done.text}'")


def _denies(one: Said) -> bool:
    """Whether a phrase denies or bounds what it says otherwise than by a date."""
    return any(not word.isdigit() and word not in ("before", "after") for word in separators(one.phrase))


def _in_place(one: Said, index: _Index) -> Iterator[Link]:
    """Who ``sings in`` the choir is ``in`` it."""
    phrase = one.phrase
    if phrase.kind != "v" or not phrase.head or _denies(one) or one.arity > 2:
        return
    roles, pieces = (phrase.roles, ()) if one.arity == 2 else ((), phrase.rest[-1:])
    preposition = roles[0] if len(roles) == 1 else pieces[0][0] if pieces else ""
    if preposition not in ("in", "on", "at") or not _is_there(_verb(one), phrase.passive, preposition):
        return
    place = index.get(((), pieces, roles))
    if place is not None:
        yield _implies(one, place)


def _is_there(verb: str, passive: bool, preposition: str) -> bool:
    if passive:
        return verb in _PLACED
    return verb in _POSTURES if preposition != "in" else verb not in _ELSEWHERE


def _required(one: Said, index: _Index) -> Iterator[Link]:
    """Who ``must be over 18`` where a rule asks for it is ``over 18``."""
    phrase = one.phrase
    if phrase.kind in ("a", "p") and phrase.head[:1] == ("must",):
        state = index.get((phrase.head[1:], phrase.rest, phrase.roles))
        if state is not None and state.arity == one.arity:
            yield _implies(one, state)


def _allowed(one: Said, index: _Index) -> Iterator[Link]:
    """Rules are kept: who ``enters`` may enter."""
    allowed = index.get((("can", *one.phrase.head), one.phrase.rest, one.phrase.roles))
    if allowed is not None and allowed.arity == one.arity and one.phrase.head[:1] not in (("can",), ("must",)):
        subjects = (_X, _Y)[: one.arity]
        rule = for_all(Implies(one.of(*subjects), allowed.of(*subjects)), subjects)
        yield Link(rule, f"who does '{one.text}' is allowed to do it")


def _by_whom(said: Collection[Said], index: _Index) -> Iterator[Link]:
    """A novel ``by`` Ann is one that she ``wrote``, where nothing else is made."""
    by = index.get(((), (), ("by",)))
    makers = [s for s in said if s.arity == 2 and s.phrase.roles == ("",) and not s.phrase.rest and s.phrase.head]
    makers = [s for s in makers if s.phrase.head[0] in _MAKING]
    if len(makers) != 1:
        return
    (maker,) = makers
    if by is not None:
        rule: Formula = Iff(by.of(_X, _Y), maker.of(_Y, _X))
        yield Link(for_all(rule, (_X, _Y)), f"what is by somebody is what they '{maker.text}'")
    for work in said:
        if work.arity == 2 and work.phrase.roles == ("of",) and work.phrase.head[-1:] in _WORKS:
            rule = Implies(work.of(_X, _Y), maker.of(_Y, _X))
            yield Link(for_all(rule, (_X, _Y)), f"somebody's '{work.phrase.head[-1]}' is what they '{maker.text}'")


def _living(index: _Index) -> Iterator[Link]:
    """A ``resident of`` a town is one who ``lives in`` it."""
    living = index.get((("live",), (), ("in",)))
    for noun in ("resident", "inhabitant") if living is not None else ():
        resident = index.get(((noun,), (), ("of",)))
        if resident is not None and living is not None:
            yield _same(resident, living)


def _parts_of_places(said: Collection[Said], index: _Index) -> Iterator[Link]:
    """A ``region of`` a country is ``in`` it."""
    inside = index.get(((), (), ("in",)))
    for one in said if inside is not None else ():
        if one.arity == 2 and one.phrase.roles == ("of",) and one.phrase.head[-1:] in PLACES and inside is not None:
            rule = for_all(Implies(one.of(_X, _Y), inside.of(_X, _Y)), (_X, _Y))
            yield Link(rule, f"what is '{one.text}' a place is in it")


def _agents(said: Collection[Said]) -> Iterator[Link]:
    """Who ``directs`` something is a ``director``."""
    doing = [s for s in said if s.phrase.kind == "v" and not s.phrase.passive and not _denies(s)]
    for noun in said:
        verb = verb_of_agent(noun.phrase.head[0]) if noun.arity == 1 and _is_plain_noun(noun) else ""
        for done in (s for s in doing if verb and s.phrase.head == (verb,)):
            has_thing = done.phrase.roles == ("",) and not done.phrase.rest
            if done.arity == 2 and has_thing:
                rule = Implies(done.of(_X, _Y), noun.of(_X))
                yield Link(for_all(rule, (_X, _Y)), f"who '{done.text}' something is '{noun.text}'")
            elif done.arity == 1 and object_of(done.phrase):
                yield Link(for_all(Implies(done.of(_X), noun.of(_X)), (_X,)), f"who '{done.text}' is '{noun.text}'")


def _is_plain_noun(one: Said) -> bool:
    return one.phrase.kind == "n" and len(one.phrase.head) == 1 and not one.phrase.rest


def _belonging(said: Collection[Said], index: _Index, everything: Collection[tuple[str, ...]]) -> Iterator[Link]:
    """A ``bird of`` a genus is a bird that ``belongs to`` it."""
    belonging = index.get((("belong",), (), ("to",)))
    for one in said if belonging is not None else ():
        if one.arity != 2 or one.phrase.kind != "n" or one.phrase.roles != ("of",) or one.phrase.rest:
            continue
        kind = index.get((one.phrase.head, (), ()))
        parts: list[Formula] = [belonging.of(_X, _Y)] if belonging is not None else []
        if kind is not None:
            parts.insert(0, kind.of(_X))
        if kind is not None or one.phrase.head in everything:
            whole: Formula = And(tuple(parts)) if len(parts) > 1 else parts[0]
            rule = for_all(Iff(one.of(_X, _Y), whole), (_X, _Y))
            yield Link(rule, f"'{one.text}' something is to belong to it")


def _implies(one: Said, other: Said) -> Link:
    subjects = (_X, _Y)[: one.arity]
    reason = f"what is said to '{one.text}' is also said to '{other.text}'"
    return Link(for_all(Implies(one.of(*subjects), other.of(*subjects)), subjects), reason)


def _same(one: Said, other: Said) -> Link:
    subjects = (_X, _Y)[: one.arity]
    return Link(
        for_all(Iff(one.of(*subjects), other.of(*subjects)), subjects), f"'{one.text}' and '{other.text}' say the same"
    )
