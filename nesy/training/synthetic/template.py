"""Template: a sentence and its formula with slots for the words."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from nesy.languages.fol.syntax import Atom, Constant, Equals, Formula, Term
from nesy.languages.fol.walk import map_atoms, map_terms
from nesy.training.synthetic.words import Words

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

        def named(term: Term) -> Term:
            return Constant(words[term.name]) if isinstance(term, Constant) else term

        def renamed(atom: Atom | Equals) -> Formula:
            return Atom(words[atom.predicate], atom.arguments) if isinstance(atom, Atom) else atom

        return sentence[0].upper() + sentence[1:] + ".", map_atoms(map_terms(self.formula, named), renamed)

    def draw(self, draw: random.Random, words: Words) -> tuple[str, Formula]:
        """The template filled with words drawn at random, each one once."""
        by_kind = {kind: draw.sample(lemmas, min(len(lemmas), 12)) for kind, lemmas in words.lemmas.items()}
        return self.fill({slot: by_kind[slot[0]].pop() for slot in self.slots})
