"""What a sentence has introduced while its meaning is composed: variables, referents, polarity."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from nesy.errors import ParseError
from nesy.languages.fol.syntax import Constant, Term, Variable
from nesy.translate.english.closed_words import REFLEXIVES
from nesy.translate.english.syntax import Bare, Named, Opaque, Piece, Quantified

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
    "it": (frozenset({THING, COUNTED}), frozenset({DEFINITE, NAMED}), frozenset({PERSON})),
    "they": (frozenset({PERSON, COUNTED, THING}), frozenset({NAMED}), frozenset({DEFINITE})),
    "he": (frozenset({PERSON, COUNTED, NAMED}), frozenset({DEFINITE, THING})),
}
_EARLIER: Final = {"it": (frozenset({THING, COUNTED}), frozenset({DEFINITE}), frozenset({NAMED}))}
"""The same for referents of the sentence before, where they differ."""
_TABLE: Final = {"it": "it", "they": "they", "them": "they"}


@dataclass(frozen=True, slots=True)
class Referent:
    """Something that a pronoun or a definite phrase can point back to."""

    term: Term
    kind: str
    """PERSON, THING, COUNTED (a variable with a noun), DEFINITE or NAMED."""
    head: tuple[str, ...] = ()
    """The noun, for COUNTED."""
    subject: bool = False
    place: bool = False
    """The sentence before named it as the place where something is or happens."""


@dataclass(slots=True)
class Scope:
    """The state of composing one sentence."""

    question: bool = False
    earlier: tuple[Referent, ...] = ()
    """What the sentence before was about."""
    variables: int = 0
    atoms: int = 0
    referents: list[Referent] = field(default_factory=list)
    lifted: list[Variable] | None = None
    """Variables of indefinites in a condition, which are bound in front of it; None outside."""
    negative: bool = False
    """Directly under a negation."""
    downward: bool = False
    """In a condition, in what a universal ranges over, or under a negation."""
    unnamed: bool = False
    """The sentence speaks of something that is part of a predicate and no term: ``files`` in ``reads files``."""
    things: list[Bare | Quantified] = field(default_factory=list)
    """Nouns that are objects and no terms: ``barley`` in ``grows barley``, ``a boat`` in ``built a boat``."""
    places: list[Piece] = field(default_factory=list)
    """Where something is or happens, for ``there``: ``in a laboratory``."""
    weakened: list[str] = field(default_factory=list)
    """Words of which less is read than they say, each with what is read."""

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

    def mention(self, term: Term, kind: str, head: tuple[str, ...] = (), *, subject: bool = False) -> None:
        """Makes a term available to pronouns."""
        for referent in self.referents:
            if referent.term == term:
                return
        self.referents.append(Referent(term, kind, head, subject))

    def make_subject(self, term: Term) -> None:
        """Lets pronouns that are subjects prefer a term, which the sentence is about."""
        if any(r.term == term for r in self.referents):
            self.referents = [replace(r, subject=r.term == term) for r in self.referents]

    def described(self, head: tuple[str, ...]) -> Term | None:
        """The variable that the sentence introduced with the noun ``head``, if there is exactly one."""
        found = [r.term for r in self.referents if r.kind in (COUNTED, PERSON, THING) and r.head == head]
        if len(found) > 1 and head in (("person",), ("thing",)):
            return found[-1]
        if len(found) > 1:
            raise ParseError(f"'the {' '.join(head)}' can point back to more than one '{' '.join(head)}'")
        return found[0] if found else None

    def pronoun(self, word: str, subject: Term | None) -> Term:
        """What a pronoun stands for.

        Raises:
            ParseError: if there is nothing, or more than one thing of equal standing, that it can stand for.
        """
        if word in REFLEXIVES:
            if subject is None:
                raise ParseError(f"the pronoun '{word}' has no subject to point to")
            return subject
        key = _TABLE.get(word, "he")
        own = self.unnamed and word in ("it", "them")
        for candidates, tiers in ((self.referents, _TIERS[key]), (list(self.earlier), _EARLIER.get(key, _TIERS[key]))):
            for tier in () if own and candidates is not self.referents else tiers:
                found = [r for r in candidates if r.kind in tier and r.term != subject]
                if key != "it":
                    found = [r for r in found if not r.place and str(r.term) not in self._named_places()]
                if len({r.term for r in found}) > 1:
                    found = [r for r in found if r.subject is (subject is None)] or found
                if len({r.term for r in found}) == 1:
                    self.mention(found[0].term, found[0].kind, found[0].head, subject=subject is None)
                    return found[0].term
                if found:
                    raise ParseError(f"the pronoun '{word}' can stand for more than one thing in the sentence")
        if own:
            raise ParseError(f"the pronoun '{word}' may stand for something that is only part of a predicate here")
        raise ParseError(f"the pronoun '{word}' stands for nothing in the sentence")

    def _named_places(self) -> set[str]:
        """The places that the sentence named: ``in Rome they open`` is not said of Rome."""
        named = (
            piece.phrase.words for piece in self.places if isinstance(piece.phrase, Named) and piece.preposition != "on"
        )
        return {"_".join(words).lower().replace(" ", "_") for words in named}

    def place(self, piece: Piece) -> Piece:
        """An adjunct; for ``there``, the one place that the sentence spoke of before."""
        if piece.phrase == Opaque(("there",)) and not piece.preposition and len(set(self.places)) == 1:
            return self.places[0]
        if piece.preposition in ("in", "at", "on") and piece.phrase is not None:
            self.places.append(piece)
        return piece

    def thing(self, word: str, subject: Term | None) -> Bare | Quantified | None:
        """The one noun that ``it`` or ``them`` takes up, where it stands for no individual."""
        found = {bare.nominal: bare for bare in self.things if bare.nominal.plural is (word == "them")}
        if word not in ("it", "them") or len(found) != 1:
            return None
        try:
            self.pronoun(word, subject)
        except ParseError:
            return next(iter(found.values()))
        return None

    def about(self) -> tuple[Referent, ...]:
        """The individuals that a pronoun in the next sentence can point back to."""
        places = self._named_places()
        named = ((r, r.term.name) for r in self.referents if isinstance(r.term, Constant))
        known = (referent for referent, name in named if name not in ("speaker", "speakers"))
        return tuple(replace(r, place=True) if str(r.term) in places else r for r in known)
