"""Everyday knowledge of ``knowledge.yaml``: what verbs ask for, and what things can be used for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nesy.translate.planning.inflection import base_form, base_of_gerund, base_of_participle, singular

_FILE = Path(__file__).with_name("knowledge.yaml")


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that can be asked for.

    Args:
        name: what it is called here.
        verbs: base forms that ask for it; with a particle, such as ``turn-on``.
        adjectives: what is said of a thing that lacks it.
        nouns: heads such as in "tomato slices".
        predicates: names by which domains express the result, the likeliest first.
        actions: names by which domains call the action.
        usual: the types that fill the second place where the instruction does not say, the likeliest first.
        usual_for: the same for types in the first place that have a custom of their own.
    """

    name: str
    verbs: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    usual_for: Mapping[str, tuple[str, ...]] | None = None

    def fillers(self, theme: str | None) -> tuple[str, ...]:
        """The usual types in the second place, given the type in the first."""
        own = (self.usual_for or {}).get(theme or "")
        return own or self.usual


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All concepts, and for each property the types of things that have it."""

    concepts: tuple[Concept, ...]
    affordances: Mapping[str, frozenset[str]]

    @property
    def types(self) -> frozenset[str]:
        """All types of things that are known."""
        return frozenset().union(*self.affordances.values())

    def properties(self, kind: str) -> frozenset[str]:
        """What a type of thing can be used for.

        >>> "cuttool" in knowledge().properties("knife")
        True
        """
        return frozenset(name for name, types in self.affordances.items() if kind in types)

    def by_verb(self, word: str) -> Concept | None:
        """The concept that a verb form asks for.

        >>> [concept.name for concept in map(knowledge().by_verb, ("washed", "slicing", "puts")) if concept]
        ['clean', 'cut', 'put']
        """
        verbs = {verb: concept for concept in self.concepts for verb in concept.verbs}
        if word in verbs:
            return verbs[word]
        base = base_of_participle(word, verbs) or base_of_gerund(word, verbs) or base_form(word, verbs)
        return verbs.get(base)

    def by_adjective(self, word: str) -> Concept | None:
        """The concept that a thing in need of it is described by."""
        return next((concept for concept in self.concepts if word in concept.adjectives), None)

    def by_noun(self, word: str) -> Concept | None:
        """The concept that the head of a compound asks for.

        >>> concept = knowledge().by_noun("slices")
        >>> concept.name if concept else None
        'cut'
        """
        return next((concept for concept in self.concepts if singular(word) in concept.nouns), None)


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The knowledge that ships with nesy."""
    import yaml

    data = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    concepts = []
    for name, fields in data["concepts"].items():
        customs = {kind: tuple(types) for kind, types in fields.pop("usual_for", {}).items()}
        concepts.append(Concept(name, **{key: tuple(words) for key, words in fields.items()}, usual_for=customs))
    return Knowledge(tuple(concepts), {name: frozenset(types.split()) for name, types in data["affordances"].items()})
