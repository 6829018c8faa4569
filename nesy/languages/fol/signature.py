"""Signature: the predicates, functions and constants of a theory, and the names used in more than one way."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.languages.fol.syntax import Apply, Atom, Constant, Equals, Exists, Forall, Formula
from nesy.languages.fol.theory import Theory
from nesy.languages.fol.walk import atoms, subformulas, subterms, terms_of


@dataclass(frozen=True, slots=True, order=True)
class Symbol:
    """One use of a name."""

    kind: str
    """``predicate``, ``function`` or ``constant``; a sort is a predicate."""
    name: str
    arity: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """The symbols of a theory with the numbers of the statements that use each; -1 is the conclusion."""

    uses: dict[Symbol, frozenset[int]]

    @property
    def symbols(self) -> frozenset[Symbol]:
        """Every symbol."""
        return frozenset(self.uses)

    @property
    def predicates(self) -> frozenset[Symbol]:
        """The predicate symbols."""
        return frozenset(s for s in self.uses if s.kind == "predicate")

    @property
    def clashes(self) -> dict[str, tuple[Symbol, ...]]:
        """The names used in more than one way: as predicate and constant, or with two arities.

        >>> from nesy.languages.fol.read import read_theory
        >>> sorted(signature(read_theory("Student(rex)\\nRole(rex, Student)")).clashes)
        ['Student']
        """
        by_name: dict[str, list[Symbol]] = {}
        for symbol in sorted(self.uses):
            by_name.setdefault(symbol.name, []).append(symbol)
        return {name: tuple(symbols) for name, symbols in by_name.items() if len(symbols) > 1}

    @property
    def unsupported(self) -> frozenset[Symbol]:
        """The predicates of the conclusion that no premise mentions, so that the premises say nothing of them."""
        return frozenset(s for s, used in self.uses.items() if s.kind == "predicate" and used == {-1})


def signature(theory: Theory) -> Signature:
    """The signature of a theory's premises and conclusion."""
    uses: dict[Symbol, set[int]] = {}
    numbered = [*enumerate(theory.formulas)]
    if theory.conclusion is not None:
        numbered.append((-1, theory.conclusion.formula))
    for number, formula in numbered:
        for symbol in symbols(formula):
            uses.setdefault(symbol, set()).add(number)
    return Signature({symbol: frozenset(used) for symbol, used in uses.items()})


def symbols(formula: Formula) -> frozenset[Symbol]:
    """The symbols of one formula.

    >>> from nesy.languages.fol.parse import parse_formula
    >>> sorted(s.name for s in symbols(parse_formula("Likes(x, mother(bob))")))
    ['Likes', 'bob', 'mother']
    """
    found: set[Symbol] = set()
    for atom in atoms(formula):
        if isinstance(atom, Atom):
            found.add(Symbol("predicate", atom.predicate, len(atom.arguments)))
        for outer in terms_of(atom):
            for term in subterms(outer):
                if isinstance(term, Constant):
                    found.add(Symbol("constant", term.name))
                elif isinstance(term, Apply):
                    found.add(Symbol("function", term.function, len(term.arguments)))
    return frozenset(found | _sorts(formula))


def _sorts(formula: Formula) -> set[Symbol]:
    found: set[Symbol] = set()
    stack = [formula]
    while stack:
        node = stack.pop()
        if isinstance(node, Atom | Equals):
            continue
        if isinstance(node, Forall | Exists) and node.sort:
            found.add(Symbol("predicate", node.sort, 1))
        stack.extend(subformulas(node))
    return found
