"""Single letters as variables: "if X is a parent of Y then Y is a child of X" holds of all X and Y."""

from __future__ import annotations

from collections.abc import Iterable

from nesy.errors import ParseError
from nesy.languages.fol.syntax import Forall, Formula, Term, Variable
from nesy.languages.fol.walk import map_terms
from nesy.translate.english.predicates import Predicates
from nesy.translate.english.syntax import Clause, Conditional, Named
from nesy.translate.english.usage import nodes


def variable_letters(trees: Iterable[Clause | ParseError]) -> frozenset[str]:
    """The single letters that conditionals name, two or more or X, Y, Z, and no other sentence does; in lower case."""
    inside: set[str] = set()
    outside: set[str] = set()
    for tree in trees:
        if not isinstance(tree, ParseError):
            letters = _letters(tree)
            several = len(letters) > 1 or not letters.isdisjoint("xyz")
            (inside if isinstance(tree, Conditional) and several else outside).update(letters)
    return frozenset(inside - outside)


def _letters(tree: Clause) -> set[str]:
    names = {node.words[0] for node in nodes(tree) if isinstance(node, Named)}
    return {name.lower() for name in names if len(name) == 1 and name.isalpha()}


def generalised(formula: Formula, predicates: Predicates, letters: frozenset[str]) -> Formula:
    """The formula with a universal variable for each of the letters that it names."""
    wanted = {predicates.constants["name", letter]: Variable(f"{letter}1") for letter in sorted(letters)
              if ("name", letter) in predicates.constants}  # fmt: skip
    found: dict[Variable, None] = {}

    def change(term: Term) -> Term:
        variable = wanted.get(term)  # type: ignore[arg-type]
        if variable is None:
            return term
        found[variable] = None
        return variable

    changed = map_terms(formula, change)
    for variable in sorted(found, key=lambda v: v.name, reverse=True):
        changed = Forall(variable, changed)
    return changed
