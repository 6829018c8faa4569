"""Rule programs: facts and rules over interned symbols."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from nesy.languages.fol.syntax import Atom, Constant, Number

Fact: TypeAlias = tuple[int, ...]
"""A ground literal: its relation, then its constants. ``fact[0] ^ 1`` is the complement's relation."""

Pattern: TypeAlias = tuple[int, ...]
"""A literal of a rule: its relation, then constants (0, 1, …) and variables (``~slot``, all negative)."""


def complement(fact: Fact) -> Fact:
    """The literal of the other sign.

    >>> complement((4, 0, 1)), complement((5, 0, 1))
    ((5, 0, 1), (4, 0, 1))
    """
    return (fact[0] ^ 1, *fact[1:])


@dataclass(slots=True)
class Symbols:
    """Numbers for constants and relations, given in order of first use.

    A relation is a predicate with an arity and a sign: even for positive literals, odd for
    negated ones.

    >>> symbols = Symbols()
    >>> rex = symbols.constant(Constant("rex"))
    >>> symbols.text((symbols.relation("Dog", 1) ^ 1, rex))
    '¬Dog(rex)'
    """

    constants: dict[str | Number, int] = field(default_factory=dict)
    relations: dict[tuple[str, int], int] = field(default_factory=dict)
    _constant_texts: list[str] = field(default_factory=list)
    _relation_texts: dict[int, str] = field(default_factory=dict)

    def constant(self, term: Constant | Number) -> int:
        """The number of a constant or numeral."""
        key = term.name if isinstance(term, Constant) else term
        return self.constants.setdefault(key, len(self.constants))

    def relation(self, predicate: str, arity: int) -> int:
        """The positive relation of a predicate; the negated one is the next number."""
        return self.relations.setdefault((predicate, arity), 2 * len(self.relations))

    def constant_text(self, number: int) -> str:
        """The canonical text of a constant."""
        texts = self._constant_texts
        if len(texts) < len(self.constants):
            texts += [str(Constant(k) if isinstance(k, str) else k) for k in [*self.constants][len(texts) :]]
        return texts[number]

    def relation_text(self, number: int) -> str:
        """The canonical text of a predicate, with ``¬`` in front if the relation is the negated one."""
        texts = self._relation_texts
        if number not in texts:
            for (predicate, _), even in self.relations.items():
                texts[even] = str(Atom(predicate))
                texts[even ^ 1] = "¬" + texts[even]
        return texts[number]

    def text(self, fact: Fact) -> str:
        """The canonical text of a ground literal."""
        relation = self.relation_text(fact[0])
        if len(fact) == 1:
            return relation
        return f"{relation}({', '.join([self.constant_text(c) for c in fact[1:]])})"


@dataclass(frozen=True, slots=True)
class Rule:
    """One head, a conjunction of body literals, and the premise that it comes from."""

    premise: str
    head: Pattern
    body: tuple[Pattern, ...]
    variables: tuple[str, ...]
    """Names of the premise's variables by slot; a rule need not use all of them."""


@dataclass(frozen=True, slots=True)
class RuleProgram:
    """What a theory says as facts and rules."""

    symbols: Symbols
    facts: dict[Fact, str]
    """The given literals with the first premise that gives each."""
    rules: tuple[Rule, ...]

    @property
    def domain(self) -> range:
        """The individuals: all constants that the theory names."""
        return range(len(self.symbols.constants))
