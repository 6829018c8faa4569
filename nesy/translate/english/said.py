"""What the sentences of a problem say: its predicates, and its relations to named individuals, with their content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nesy.languages.fol.syntax import Atom, Constant, Equals, Forall, Formula, Term, Variable
from nesy.languages.fol.walk import atoms
from nesy.translate.english.content import content_of, content_words
from nesy.translate.english.predicates import Phrase, Predicates


@dataclass(frozen=True, slots=True)
class Said:
    """A predicate, its arguments after the subject where they are named, and the content of all that."""

    name: str
    phrase: Phrase
    arity: int
    named: tuple[Term, ...]
    content: frozenset[str]

    @property
    def text(self) -> str:
        """The words, with those of the named arguments."""
        named = (str(term).strip("'").replace("_", " ") for term in self.named if isinstance(term, Constant))
        return " ".join((*self.phrase.words, *named))

    @property
    def subjects(self) -> int:
        """How many arguments are not named."""
        return self.arity - len(self.named)

    def of(self, *subjects: Variable) -> Atom:
        """The atom of the subjects, with the named arguments in their places."""
        return Atom(self.name, (*subjects[: self.subjects], *self.named))


def predicates_said(predicates: Predicates) -> list[Said]:
    """The predicates of a problem."""
    return [Said(name, phrase, arity, (), content_of(phrase)) for (name, arity), phrase in predicates.phrases.items()]


def instances_said(predicates: Predicates, formulas: Iterable[Formula]) -> list[Said]:
    """Relations with each named argument that some formula gives them, as predicates of their subject."""
    found: dict[tuple[str, tuple[Term, ...]], Said] = {}
    for atom in (a for formula in formulas for a in atoms(formula)):
        if isinstance(atom, Equals) or len(atom.arguments) < 2:
            continue
        phrase = predicates.phrases[atom.predicate, len(atom.arguments)]
        named = atom.arguments[1:]
        if all(isinstance(term, Constant) for term in named):
            words = [word for term in named for word in str(term).strip("'").split("_")]
            content = content_of(phrase) | content_words(words)
            found[atom.predicate, named] = Said(atom.predicate, phrase, len(atom.arguments), named, content)
    return list(found.values())


def for_all(body: Formula, variables: Iterable[Variable]) -> Formula:
    """The formula under a universal quantifier for each variable, the first one outermost."""
    for variable in reversed(tuple(variables)):
        body = Forall(variable, body)
    return body
