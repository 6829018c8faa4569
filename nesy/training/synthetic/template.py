"""Template: a sentence and its formula with slots for the words."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from nesy.languages.fol.syntax import Atom, Constant, Formula, Term
from nesy.languages.fol.walk import map_atoms, map_terms
from nesy.training.synthetic.words import Words

MOST = 12
"""Slots of one kind in a template."""
_BEFORE_VOWEL = re.compile(r"\ba(?= [aeiou])")


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with slots such as ``{n0}`` for words, and its formula, whose names are the slots' names."""

    sentence: str
    formula: Formula
    slots: tuple[str, ...]
    """The slots in the order of the sentence; the first letter is the kind of word."""

    def fill(self, words: Mapping[str, str]) -> tuple[str, Formula]:
        """The sentence, beginning with a capital as names do, and its formula.

        >>> template = Template("every {n0} is {a1}", Atom("a1", (Constant("c2"),)), ("n0", "a1"))
        >>> template.fill({"n0": "dog", "a1": "big", "c2": "rex"})
        ('Every dog is big.', Atom(predicate='big', arguments=(Constant(name='rex'),)))
        """
        shown = {slot: word.capitalize() if slot[0] == "c" else word for slot, word in words.items()}
        sentence = _BEFORE_VOWEL.sub("an", self.sentence.format(**shown))

        return sentence[0].upper() + sentence[1:] + ".", renamed(self.formula, words)

    def draw(self, draw: random.Random, words: Words) -> dict[str, str]:
        """A word for each slot, drawn at random, each one once."""
        left = {kind: draw.sample(lemmas, min(len(lemmas), MOST)) for kind, lemmas in words.lemmas.items()}
        return {slot: left[slot[0]].pop() for slot in self.slots}


def renamed(formula: Formula, names: Mapping[str, str]) -> Formula:
    """The formula with other names for its predicates and constants; names that are not listed stay.

    >>> print(renamed(Atom("Likes", (Constant("a"),)), {"a": "b"}))
    Likes(b)
    """

    def term(t: Term) -> Term:
        return Constant(names.get(t.name, t.name)) if isinstance(t, Constant) else t

    def atom(a: Formula) -> Formula:
        return Atom(names.get(a.predicate, a.predicate), a.arguments) if isinstance(a, Atom) else a

    return map_atoms(map_terms(formula, term), atom)
