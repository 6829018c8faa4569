"""Verbs that tell the same from the other side: who is given something receives it, who buys is sold something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Final, TypeAlias

from nesy.languages.fol.syntax import Atom, Implies, Variable
from nesy.translate.english.closed_words import KINDS, PREPOSITION
from nesy.translate.english.links import Link
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.said import Said, for_all, predicates_said
from nesy.translate.english.stems import inflected_from

_Place: TypeAlias = int | tuple[str, ...]
"""An argument by its number, or the words of an object that is none."""
_Roles: TypeAlias = Mapping[str, str]

_TABLE: Final = """
give doer=from done=done to=doer receive          give doer=from done=done to=doer get
award doer=from done=done to=doer receive         award doer=from done=done to=doer win
present doer=from done=done to=doer receive       hand doer=from done=done to=doer receive
sell doer=from done=done to=doer buy              buy doer=to done=done from=doer sell
lend doer=from done=done to=doer borrow           borrow doer=to done=done from=doer lend
defeat doer=to done=doer lose                     beat doer=to done=doer lose
lose doer=done to=doer defeat                     lose doer=done to=doer beat
employ doer=for done=doer work                    own doer=to done=doer belong
precede doer=done done=doer follow                follow doer=done done=doer precede
contain doer=in done=doer -                       house doer=in done=doer -
"""
"""A verb, who or what takes which part with another verb, and that verb; ``-`` for none."""


def _rules() -> Iterator[tuple[str, dict[str, str], str]]:
    for line in _TABLE.strip().splitlines():
        for entry in line.split("  "):
            if entry.strip():
                verb, *parts, other = entry.split()
                yield verb, dict(part.split("=") for part in parts), "" if other == "-" else other


_MOST: Final = 120
"""Beyond so many predicates, none are compared."""
_RULES: Final = tuple(_rules())


def find_converses(predicates: Predicates) -> Iterator[Link]:
    """What one phrase of a problem says from the other side than another."""
    if len(predicates.phrases) > _MOST:
        return
    said = [(one, _verb(one), _parts(one)) for one in predicates_said(predicates) if _is_plain(one)]
    for (one, verb, parts), (other, other_verb, others) in permutations(said, 2):
        for first, roles, second in _RULES:
            if (first, second) == (verb, other_verb):
                yield from _link(one, {roles.get(role, role): part for role, part in parts.items()}, other, others)


def _link(one: Said, parts: Mapping[str, _Place], other: Said, others: Mapping[str, _Place]) -> Iterator[Link]:
    if not others.keys() <= parts.keys():
        return
    pairs = [(parts[role], place) for role, place in others.items()]
    if any(isinstance(a, int) is not isinstance(b, int) or (not isinstance(a, int) and a != b) for a, b in pairs):
        return
    variables = tuple(Variable(f"x{number}") for number in range(one.arity))
    arguments = {place: variables[part] for part, place in pairs if isinstance(part, int)}
    known = Atom(one.name, variables)
    rule = Implies(known, Atom(other.name, tuple(arguments[i] for i in range(other.arity))))
    yield Link(for_all(rule, variables), f"'{one.text}' says from the other side '{other.text}'")


def _is_plain(one: Said) -> bool:
    return one.arity > 0 and one.phrase.kind in ("v", "p") and not one.phrase.modal_words and len(one.phrase.head) < 2


def _verb(one: Said) -> str:
    return inflected_from(one.phrase.head[0]) if one.phrase.head else ""


def _parts(one: Said) -> dict[str, _Place]:
    """Who does it (``doer``), what it is done to (``done``), and what follows each preposition."""
    found: dict[str, _Place] = {"done" if one.phrase.passive else "doer": 0}
    for number, role in enumerate(one.phrase.roles, 1):
        found[role or "done"] = number
    for words in one.phrase.rest:
        is_behind = KINDS.get(words[0]) is PREPOSITION
        found[words[0] if is_behind else "done"] = words[1:] if is_behind else words
    return found
