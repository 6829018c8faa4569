"""Wording: says formulas and premises in the user's own sentences where there are any."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from nesy.languages.fol.syntax import Atom, Constant, Formula, Not
from nesy.languages.fol.theory import Statement
from nesy.languages.fol.walk import terms
from nesy.proofs.proof import Proof
from nesy.proofs.render.mentions import Source
from nesy.proofs.render.phrasebook import Phrasebook
from nesy.proofs.render.words import clean

_FORMAL: Final = re.compile(r"[∀∃→∧∨¬⊕↔⊢=<>~|&]|->|:-|\w\(|^\s*(?:forall|exists)\b")


def is_sentence(text: str) -> bool:
    """Whether a statement's text is a statement in words, not a formula or a question.

    >>> [is_sentence(text) for text in ("Rex is a dog.", "Dog(rex)", "Is Rex a dog?", "")]
    [True, False, False, False]
    """
    shown = clean(text)
    return bool(shown) and not shown.endswith("?") and _FORMAL.search(shown) is None


def phrasebook(statements: Sequence[Statement], proof: Proof | None = None) -> Phrasebook:
    """The phrasebook of the statements that are sentences; it knows the proof's own names too."""
    sources = [Source(clean(s.text), s.formula) for s in statements if is_sentence(s.text)]
    formulas = [s.formula for s in statements]
    if proof is not None:
        formulas += [f for _, f in proof.premises] + [s.conclusion for s in proof.steps]
    others = (t.name for f in formulas for t in terms(f) if isinstance(t, Constant))
    return Phrasebook(sources, dict.fromkeys(others))


class Wording:
    """What is said for the formulas and the premises of one proof."""

    __slots__ = ("_by_formula", "_by_name", "_premises", "book")

    def __init__(self, proof: Proof, statements: Sequence[Statement]) -> None:
        stated = [s for s in statements if is_sentence(s.text)]
        self.book = phrasebook(statements, proof)
        self._premises = dict(proof.premises)
        self._by_name = {s.name: s.text for s in stated}
        self._by_formula = {s.formula: s.text for s in reversed(stated)}

    def has_sentence(self, name: str) -> bool:
        """Whether the user wrote a sentence for the premise of that name."""
        return name in self._by_name

    def is_stated(self, formula: Formula) -> bool:
        """Whether the user wrote a sentence for a formula."""
        return formula in self._by_formula

    def quote(self, name: str) -> str:
        """A premise in the user's words, or else in words of its formula."""
        text = self._by_name.get(name)
        return self.words(self._premises[name]) if text is None else self.book.inside(text)

    def words(self, formula: Formula) -> str:
        """A formula in the user's words if the user said it or its opposite, else by its structure."""
        if formula in self._by_formula:
            return self.book.inside(self._by_formula[formula])
        phrase = self.book.say(formula)
        if not isinstance(formula, Not) or formula.operand not in self._by_formula:
            return phrase.text
        if phrase.plain and isinstance(formula.operand, Atom) and not phrase.text.startswith("it is not true"):
            return phrase.text
        return f"it is not true that {self.book.inside(self._by_formula[formula.operand])}"
