"""Worlds of one or two elements, by truth tables: most undecided questions have both their worlds here.

A world is written in bits: one for each predicate and tuple of elements, and one for each term that may be either
element. A table is an integer with a bit for each assignment to them, so that a connective is one operation on
integers, and a question of a dozen rules takes less time than to ask a solver.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Final, TypeAlias

from nesy.evidence import Countermodel
from nesy.languages.fol.syntax import (
    And,
    Apply,
    Atom,
    Constant,
    Equals,
    Exists,
    Forall,
    Formula,
    Iff,
    Implies,
    Not,
    Number,
    Or,
    Term,
    Truth,
    Variable,
    Xor,
)  # fmt: skip
from nesy.languages.fol.walk import atoms, terms
from nesy.provers.question import Question

MAX_BITS: Final = 16
"""Open bits of a world; a table of more of them costs more than a solver."""
MAX_ATOMS: Final = 4_000
"""Occurrences of atoms in the formulas of one question, with quantifiers written out."""
LARGEST: Final = 2
"""Elements of the largest worlds that are looked for."""

Bit: TypeAlias = tuple[str, str, tuple[int, ...]]
"""``p`` for a predicate that holds, ``f`` for a constant or function that is the second element; name, arguments."""
Choice: TypeAlias = dict[Bit, bool]


@dataclass(slots=True)
class TinyWorlds:
    """What is known of worlds of one or two elements."""

    worlds: dict[bool, Countermodel] = field(default_factory=dict)
    """The smallest world by the truth value of the conclusion, where one was found."""
    ruled_out: int = 0
    """The number of elements up to which a side without a world has none."""

    @property
    def complete(self) -> bool:
        """Whether the conclusion is true in one world and false in another."""
        return len(self.worlds) == 2


def tiny_worlds(question: Question) -> TinyWorlds:
    """The smallest worlds for either side of a question, as far as one or two elements and short tables suffice.

    The second world keeps as many facts of the first as it can. Questions with numerals are left to others.

    >>> from nesy.languages.fol.read import read_theory
    >>> from nesy.provers.question import pose
    >>> question = pose(read_theory("all x. (Dog(x) -> Pet(x))\\nPet(rex)\\nexists x. ~Pet(x)\\n|- Dog(rex)"))
    >>> found = tiny_worlds(question)
    >>> {value: world.size for value, world in found.worlds.items()}
    {False: 2, True: 2}
    """
    found = TinyWorlds()
    premises, conclusion = (*question.background, *question.premises), question.conclusion
    vocabulary = _Vocabulary((*premises, conclusion))
    choices: dict[bool, Choice] = {}
    for size in range(1, LARGEST + 1):
        if found.complete or not vocabulary.is_short(size):
            break
        bits = _Bits(vocabulary, size, premises)
        if bits.contradictory:
            found.ruled_out = size
            continue
        if len(bits.open) > MAX_BITS:
            break
        for value, choice in _solved(bits, premises, conclusion, choices).items():
            choices[value] = choice
            found.worlds[value] = vocabulary.world(choice, size)
        found.ruled_out = size
    return found


class _Vocabulary:
    """The symbols of some formulas, in the order of their first use."""

    def __init__(self, formulas: Sequence[Formula]) -> None:
        used = [term for formula in formulas for term in terms(formula)]
        every = [atom for formula in formulas for atom in atoms(formula)]
        self.has_numerals = any(isinstance(term, Number) for term in used)
        self.constants = tuple(dict.fromkeys(t.name for t in used if isinstance(t, Constant)))
        self.functions = tuple(dict.fromkeys((t.function, len(t.arguments)) for t in used if isinstance(t, Apply)))
        self.predicates = tuple(dict.fromkeys((a.predicate, len(a.arguments)) for a in every if isinstance(a, Atom)))
        self._formulas = formulas

    def is_short(self, size: int) -> bool:
        """Whether the formulas, written out for worlds of a size, may be told by tables."""
        return not self.has_numerals and sum(_weight(f, size) for f in self._formulas) <= MAX_ATOMS

    def bits(self, size: int) -> Iterator[Bit]:
        """The bits of a world, those of constants and functions first; the first constant is the first element."""
        if size > 1:
            yield from (("f", name, ()) for name in self.constants[1:])
            yield from (("f", name, key) for name, arity in self.functions for key in _keys(size, arity))
        yield from (("p", name, key) for name, arity in self.predicates for key in _keys(size, arity))

    def world(self, choice: Choice, size: int) -> Countermodel:
        """The world that an assignment to its bits describes."""

        def element(name: str, key: tuple[int, ...] = ()) -> int:
            return int(choice.get(("f", name, key), False))

        return Countermodel(
            size,
            {name: element(name) for name in self.constants},
            {(n, arity): {key: element(n, key) for key in _keys(size, arity)} for n, arity in self.functions},
            {(n, a): frozenset(key for key in _keys(size, a) if choice["p", n, key]) for n, a in self.predicates},
        )


def _weight(formula: Formula, size: int) -> int:
    """The atoms of a formula with its quantifiers written out."""
    match formula:
        case Forall(_, body) | Exists(_, body):
            return size * _weight(body, size)
        case Not(operand):
            return _weight(operand, size)
        case And(operands) | Or(operands):
            return sum(_weight(operand, size) for operand in operands)
        case Implies(left, right) | Iff(left, right) | Xor(left, right):
            return _weight(left, size) + _weight(right, size)
    return 1


@lru_cache(maxsize=64)
def _keys(size: int, arity: int) -> tuple[tuple[int, ...], ...]:
    return tuple(itertools.product(range(size), repeat=arity))


class _Bits:
    """The bits of the worlds of one size: those that premises state outright, and the open ones with their tables."""

    def __init__(self, vocabulary: _Vocabulary, size: int, premises: Sequence[Formula]) -> None:
        self.elements = range(size)
        self.first = vocabulary.constants[0] if vocabulary.constants else ""
        self.stated: Choice = {}
        self.contradictory = False
        for bit, value in (literal for premise in premises for literal in self._literals(premise, {})):
            self.contradictory |= self.stated.setdefault(bit, value) is not value
        self.open = [bit for bit in vocabulary.bits(size) if bit not in self.stated]
        self.every, columns = _columns(min(len(self.open), MAX_BITS))
        self.columns = dict(zip(self.open, columns, strict=False))
        self._tables = self.columns | {bit: self.every if value else 0 for bit, value in self.stated.items()}

    def _literals(self, formula: Formula, values: Mapping[Variable, int]) -> Iterator[tuple[Bit, bool]]:
        """The bits that a formula states, with their truth."""
        match formula:
            case Atom(predicate, arguments) | Not(Atom(predicate, arguments)):
                key = [self._element(argument, values) for argument in arguments]
                known = tuple(element for element in key if element is not None)
                if len(known) == len(key):
                    yield ("p", predicate, known), isinstance(formula, Atom)
            case And(operands):
                for operand in operands:
                    yield from self._literals(operand, values)
            case Forall(variable, body):
                for element in self.elements:
                    yield from self._literals(body, {**values, variable: element})
            case Exists(variable, body) if len(self.elements) == 1:
                yield from self._literals(body, {**values, variable: 0})

    def _element(self, term: Term, values: Mapping[Variable, int]) -> int | None:
        """The element that a term is in every world, if there is one."""
        if isinstance(term, Variable):
            return values[term]
        return 0 if len(self.elements) == 1 or (isinstance(term, Constant) and term.name == self.first) else None

    def table(self, formula: Formula, values: Mapping[Variable, int]) -> int:
        """The assignments under which a formula holds."""
        match formula:
            case Atom(predicate, arguments):
                return self._of_each(("p", predicate), [self._second(term, values) for term in arguments])
            case Not(operand):
                return self.every ^ self.table(operand, values)
            case And(operands):
                return reduce(and_, [self.table(operand, values) for operand in operands])
            case Or(operands):
                return reduce(or_, [self.table(operand, values) for operand in operands])
            case Implies(left, right):
                return (self.every ^ self.table(left, values)) | self.table(right, values)
            case Iff(left, right):
                return self.every ^ self.table(left, values) ^ self.table(right, values)
            case Xor(left, right):
                return self.table(left, values) ^ self.table(right, values)
            case Forall(variable, body):
                return reduce(and_, [self.table(body, {**values, variable: e}) for e in self.elements])
            case Exists(variable, body):
                return reduce(or_, [self.table(body, {**values, variable: e}) for e in self.elements])
            case Equals(left, right):
                return self.every ^ self._second(left, values) ^ self._second(right, values)
            case Truth(value):
                return self.every if value else 0
        raise TypeError(f"{type(formula).__name__} is no formula")

    def _second(self, term: Term, values: Mapping[Variable, int]) -> int:
        """The assignments under which a term is the second element."""
        if len(self.elements) == 1:
            return 0
        if isinstance(term, Variable):
            return self.every if values[term] else 0
        if isinstance(term, Constant):
            return self._tables.get(("f", term.name, ()), 0)
        assert isinstance(term, Apply)  # noqa: S101 - numerals are left to others
        return self._of_each(("f", term.function), [self._second(argument, values) for argument in term.arguments])

    def _of_each(self, symbol: tuple[str, str], arguments: Sequence[int]) -> int:
        """The table of a symbol applied to arguments, each given by where it is the second element."""
        kind, name = symbol
        rows = 0
        for key in _keys(len(self.elements), len(arguments)):
            here = self._tables[kind, name, key]
            for element, second in zip(key, arguments, strict=True):
                here &= second if element else self.every ^ second
            rows |= here
        return rows


def _solved(
    bits: _Bits, premises: Iterable[Formula], conclusion: Formula, known: Mapping[bool, Choice]
) -> dict[bool, Choice]:
    """An assignment for each truth value of the conclusion that is not known yet and has one."""
    rows = bits.every
    for premise in premises:
        rows &= bits.table(premise, {})
    goal = bits.table(conclusion, {})
    found: dict[bool, Choice] = {}
    for value, wanted in ((False, rows & ~goal), (True, rows & goal)):
        if wanted and value not in known:
            like = {**known, **found}.get(not value, {})
            found[value] = bits.stated | _nearest(wanted, bits.columns, like)
    return found


def _nearest(rows: int, columns: Mapping[Bit, int], like: Mapping[Bit, bool]) -> Choice:
    """One of the rows, which agrees with another assignment as long as it can, and elsewhere says no."""
    chosen: Choice = {}
    for bit, column in columns.items():
        wanted = like.get(bit, False)
        kept = rows & column if wanted else rows & ~column
        chosen[bit] = wanted if kept else not wanted
        rows = kept or rows
    return chosen


@lru_cache(maxsize=MAX_BITS + 1)
def _columns(count: int) -> tuple[int, tuple[int, ...]]:
    """The table that is true everywhere, and that of each of ``count`` bits."""
    every = (1 << (1 << count)) - 1
    return every, tuple(every // ((1 << (1 << i)) + 1) << (1 << i) for i in range(count))
