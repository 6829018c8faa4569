"""Links by what things are: where all footballs are balls, who catches a football catches a ball."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final, TypeAlias

from nesy.languages.fol.syntax import Atom, Forall, Formula, Implies, Variable
from nesy.translate.english.closed_words import KINDS, NOT_DONE, PREPOSITION, THINKING, word_set
from nesy.translate.english.content import separators
from nesy.translate.english.links import Link
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.said import Said, for_all, predicates_said
from nesy.translate.english.stems import inflected_from

_FEELING: Final = word_set(
    """
    like love hate dislike prefer enjoy adore admire detest loathe miss lack avoid know understand collect favor favour
    """
)
"""Verbs that may hold of a kind and not of a wider one."""
_SOUGHT: Final = word_set("look search wait hope ask apply pray long care speak talk think dream")
"""Verbs whose adjuncts need not be there."""
_MODALS: Final = frozenset({"can", "must"})
_OPEN_PREPOSITIONS: Final = word_set("in at on with by from for to")
_X: Final = Variable("x")
_MOST: Final = 120
"""Beyond so many predicates, none are compared."""
_Head: TypeAlias = tuple[str, ...]


def find_object_links(predicates: Predicates, formulas: Sequence[Formula]) -> Iterator[Link]:
    """The links between what is done with things of a kind and with those of a wider kind.

    Args:
        predicates: of the problem.
        formulas: of its sentences, in which rules say what is of which kind.
    """
    if len(predicates.phrases) > _MOST:
        return
    wider = _wider(predicates, formulas)
    said = [s for s in predicates_said(predicates) if s.phrase.kind == "v" and s.arity == 1 and s.phrase.rest]
    for one, other in permutations(said, 2) if wider else ():
        if _does_of_a_wider_kind(one, other, wider):
            rule = Implies(one.of(_X), other.of(_X))
            yield Link(for_all(rule, (_X,)), f"what is said to '{one.text}' is also said to '{other.text}'")


def _wider(predicates: Predicates, formulas: Sequence[Formula]) -> frozenset[tuple[_Head, _Head]]:
    """Pairs of nouns of which the first is of the kind of the second."""
    nouns = {
        name: phrase.head
        for (name, arity), phrase in predicates.phrases.items()
        if arity == 1 and phrase.kind == "n" and not phrase.rest
    }
    found = set()
    for _, antecedent, consequent in _rules(formulas):
        if antecedent.predicate in nouns and consequent.predicate in nouns:
            found.add((nouns[antecedent.predicate], nouns[consequent.predicate]))
    return frozenset(found)


def _rules(formulas: Sequence[Formula]) -> Iterator[tuple[Variable, Atom, Atom]]:
    """The variable, the condition and the consequence of every rule of one atom each."""
    for formula in formulas:
        rule = formula.body if isinstance(formula, Forall) else None
        if isinstance(formula, Forall) and isinstance(rule, Implies):
            antecedent, consequent = rule.antecedent, rule.consequent
            if isinstance(antecedent, Atom) and isinstance(consequent, Atom):
                yield formula.variable, antecedent, consequent


def _does_of_a_wider_kind(one: Said, other: Said, wider: frozenset[tuple[_Head, _Head]]) -> bool:
    first, second = one.phrase, other.phrase
    if first.head != second.head or first.passive is not second.passive:
        return False
    if (separators(first) | separators(second)) - _MODALS:
        return False
    verb = inflected_from(first.head[-1])
    if verb in _FEELING | NOT_DONE | THINKING:
        return False
    own = [piece for piece in first.rest if piece not in second.rest]
    others = [piece for piece in second.rest if piece not in first.rest]
    return len(others) == 1 and any(_is_narrower(piece, others[0], verb, wider) for piece in own)


def _is_narrower(piece: _Head, other: _Head, verb: str, wider: frozenset[tuple[_Head, _Head]]) -> bool:
    """Whether one object is of the kind of another behind the same preposition: ``many football``, ``ball``."""
    prepositions = [p[0] if KINDS.get(p[0]) is PREPOSITION else "" for p in (piece, other)]
    if prepositions[0] != prepositions[1]:
        return False
    if prepositions[0] and (prepositions[0] not in _OPEN_PREPOSITIONS or verb in _SOUGHT):
        return False
    start = bool(prepositions[0])
    kinds = [narrow for narrow, wide in wider if wide == other[start:]]
    return any(piece[-len(narrow) :] == narrow and len(piece) - start >= len(narrow) for narrow in kinds)
