"""What a sentence has introduced while its meaning is composed: variables, referents, polarity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nesy.errors import ParseError
from nesy.languages.fol.syntax import Term, Variable
from nesy.translate.english.words import REFLEXIVES

MAX_ATOMS: Final = 200
"""Atoms in one sentence's formula; joined phrases inside joined phrases multiply."""

_VARIABLES: Final = tuple("xyzwvu")

PERSON: Final = "person"
THING: Final = "thing"
COUNTED: Final = "counted"
DEFINITE: Final = "definite"
NAMED: Final = "named"

# The kinds of referent that a pronoun takes, the ones it prefers first.
_TIERS: Final[dict[str, tuple[frozenset[str], ...]]] = {
    "it": (frozenset({THING, COUNTED}), frozenset({DEFINITE}), frozenset({NAMED})),
    "they": (frozenset({PERSON}), frozenset({COUNTED, THING})),
    "he": (frozenset({PERSON, COUNTED, NAMED}),),
}
_TABLE: Final = {"it": "it", "they": "they", "them": "they"}


@dataclass(frozen=True, slots=True)
class Referent:
    """Something that a pronoun or a definite phrase can point back to."""

    term: Term
    kind: str
    """PERSON, THING, COUNTED (a variable with a noun), DEFINITE or NAMED."""
    head: str = ""
    """The noun, for COUNTED."""


class Scope:
    """The state of composing one sentence."""

    __slots__ = (
        "atoms",
        "compounds",
        "definites",
        "downward",
        "introduced",
        "lifted",
        "negative",
        "question",
        "referents",
        "stuff",
        "variables",
    )

    def __init__(self, *, question: bool) -> None:
        self.question = question
        self.variables = 0
        self.atoms = 0
        self.referents: list[Referent] = []
        self.lifted: list[Variable] | None = None
        """Variables of indefinites in a condition, which are bound in front of it; None outside."""
        self.negative = False
        """Directly under a negation."""
        self.downward = False
        """In a condition, in what a universal ranges over, or under a negation."""
        self.definites: list[tuple[str, ...]] = []
        """The definite phrases that stand for constants."""
        self.compounds: list[tuple[str, ...]] = []
        """The nouns of two words or more."""
        self.stuff: list[tuple[str, ...]] = []
        """The bare nouns that stand for constants."""
        self.introduced: list[str] = []
        """The nouns of individuals that the sentence says to exist."""

    def enter(
        self, lifted: list[Variable] | None, *, negative: bool, downward: bool
    ) -> tuple[list[Variable] | None, bool, bool]:
        """Changes the context; :meth:`leave` takes the returned value to change it back."""
        saved = (self.lifted, self.negative, self.downward)
        self.lifted, self.negative, self.downward = lifted, negative, downward
        return saved

    def leave(self, saved: tuple[list[Variable] | None, bool, bool]) -> None:
        """Restores the context that :meth:`enter` changed."""
        self.lifted, self.negative, self.downward = saved

    def forget(self, variables: list[Variable]) -> None:
        """Takes variables away from pronouns, when their quantifier is closed."""
        self.referents = [referent for referent in self.referents if referent.term not in variables]

    def fresh(self) -> Variable:
        """A variable that the sentence has not used."""
        index = self.variables
        self.variables += 1
        return Variable(_VARIABLES[index] if index < len(_VARIABLES) else f"x{index - len(_VARIABLES) + 1}")

    def count_atom(self) -> None:
        """Keeps count of the atoms.

        Raises:
            ParseError: beyond MAX_ATOMS.
        """
        self.atoms += 1
        if self.atoms > MAX_ATOMS:
            raise ParseError(f"the sentence says more than {MAX_ATOMS} things at once", hint="split it")

    def mention(self, term: Term, kind: str, head: str = "") -> None:
        """Makes a term available to pronouns."""
        for referent in self.referents:
            if referent.term == term:
                return
        self.referents.append(Referent(term, kind, head))

    def described(self, head: str) -> Term | None:
        """The variable that the sentence introduced with the noun ``head``, if there is exactly one."""
        found = [referent.term for referent in self.referents if referent.kind is COUNTED and referent.head == head]
        if len(found) > 1:
            raise ParseError(f"'the {head}' can point back to more than one '{head}'")
        return found[0] if found else None

    def pronoun(self, word: str, subject: Term | None) -> Term:
        """What a pronoun stands for.

        Raises:
            ParseError: if there is nothing, or more than one thing, in the sentence that it can stand for.
        """
        if word in REFLEXIVES:
            if subject is None:
                raise ParseError(f"the pronoun '{word}' has no subject to point to")
            return subject
        for tier in _TIERS[_TABLE.get(word, "he")]:
            found = [r.term for r in self.referents if r.kind in tier and r.term != subject]
            if len(found) == 1:
                return found[0]
            if found:
                raise ParseError(f"the pronoun '{word}' can stand for more than one thing in the sentence")
        raise ParseError(f"the pronoun '{word}' stands for nothing in the sentence")
