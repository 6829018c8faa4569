"""Lookup baselines: what remembering the training sentences achieves.

Both are told which words of a sentence are its names and of which kind, which no reader of plain text is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from nesy.languages.fol.parse import parse_formula
from nesy.training.synthetic.structures import Sentence
from nesy.training.synthetic.template import renamed


class Lookup:
    """The formulas of training sentences, found by template.

    Args:
        sentences: what is remembered.
    """

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._known: dict[str, Sentence] = {}
        for sentence in sentences:
            self._known.setdefault(sentence.template, sentence)
        self._with_slots: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for template, sentence in self._known.items():
            self._with_slots[_slots(sentence)].append(template)

    def exact(self, sentence: Sentence) -> str:
        """The formula of a training sentence of the same template, with this sentence's names; empty if none."""
        known = self._known.get(sentence.template)
        return "" if known is None else _transferred(known, sentence)

    def nearest(self, sentence: Sentence) -> str:
        """The formula of the training sentence whose template is nearest in words, with this sentence's names.

        Only templates with the same number of names of each kind are looked at, as long as there are any.
        """
        words = sentence.template.split()
        close = self._with_slots.get(_slots(sentence)) or list(self._known)
        best = min(close, key=lambda t: (_distance(words, t.split()), t))
        return _transferred(self._known[best], sentence)


def _slots(sentence: Sentence) -> tuple[str, ...]:
    return tuple(sorted(slot for slot, _ in sentence.words))


def _transferred(known: Sentence, sentence: Sentence) -> str:
    """The known sentence's formula with the other sentence's names in the same slots."""
    here = dict(sentence.words)
    names = {word: here.get(slot, word) for slot, word in known.words}
    return str(renamed(parse_formula(known.formula), names))


def _distance(left: Sequence[str], right: Sequence[str]) -> int:
    """The least number of words to add, drop or change (Levenshtein 1966)."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]
