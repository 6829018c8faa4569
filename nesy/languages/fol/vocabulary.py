"""Vocabulary: the names that the formulas of one problem may use, and the check that they use no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from nesy.errors import SignatureError
from nesy.languages.fol.declaration import Declaration, quoted
from nesy.languages.fol.read_declarations import read_declarations
from nesy.languages.fol.signature import Symbol, signature, symbols
from nesy.languages.fol.syntax import ARITHMETIC, COMPARISONS, Formula
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import free_variables
from nesy.spans import Span

_BUILT_IN = frozenset(
    [Symbol("predicate", name, 2) for name in COMPARISONS] + [Symbol("function", name, 2) for name in ARITHMETIC]
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Declared names, in order. Comparisons, sums, products and numerals need no declaration.

    Raises:
        SignatureError: if a name is declared twice, as the same thing or as another.

    >>> dog = Declaration(Symbol("predicate", "Dog", 1), "x is a dog")
    >>> print(Vocabulary((dog, Declaration(Symbol("constant", "rex"), "Rex"))))
    Dog(x): x is a dog
    rex: Rex
    """

    declarations: tuple[Declaration, ...] = ()

    def __post_init__(self) -> None:
        seen: dict[str, Declaration] = {}
        for declaration in self.declarations:
            name = declaration.symbol.name
            if name in seen:
                raise SignatureError(
                    f"{name} is declared as {_described(seen[name].symbol)} and as {_described(declaration.symbol)}",
                    hint="give one of them another name",
                )
            seen[name] = declaration

    @classmethod
    def of(cls, theory: Theory) -> Vocabulary:
        """The names that a theory uses, without glosses: predicates, functions, constants.

        Raises:
            SignatureError: if the theory uses a name in two ways.
        """
        order = {"predicate": 0, "function": 1, "constant": 2}
        used = signature(theory).symbols - _BUILT_IN
        return cls(tuple(Declaration(s) for s in sorted(used, key=lambda s: (order[s.kind], s.name, s.arity))))

    @property
    def predicates(self) -> tuple[Declaration, ...]:
        """The declared predicates, propositions among them."""
        return self._of_kind("predicate")

    @property
    def functions(self) -> tuple[Declaration, ...]:
        """The declared functions."""
        return self._of_kind("function")

    @property
    def constants(self) -> tuple[Declaration, ...]:
        """The declared constants."""
        return self._of_kind("constant")

    @property
    def symbols(self) -> frozenset[Symbol]:
        """The declared symbols."""
        return frozenset(d.symbol for d in self.declarations)

    def _of_kind(self, kind: str) -> tuple[Declaration, ...]:
        return tuple(d for d in self.declarations if d.symbol.kind == kind)

    def __add__(self, other: Vocabulary) -> Vocabulary:
        """These declarations and those of the other that are new."""
        known = self.symbols
        return Vocabulary((*self.declarations, *(d for d in other.declarations if d.symbol not in known)))

    def check(self, theory: Theory) -> tuple[SignatureError, ...]:
        """What in a theory is not declared, or not used as declared; and its free variables.

        >>> from nesy.languages.fol.parse import parse_formula
        >>> vocabulary = read_vocabulary("Dog(x): x is a dog\\nrex: Rex")
        >>> theory = Theory((Statement(parse_formula("Dog(rex, x) | Cat(Dog)"), "1"),))
        >>> [e.message for e in vocabulary.check(theory)]
        ['Cat is not declared', 'Dog is a predicate, not a constant', 'Dog takes 1 argument, not 2', 'x is free']
        """
        return tuple(error for statement in theory.statements for error in self._errors(statement))

    def _errors(self, statement: Statement) -> Iterator[SignatureError]:
        formula, declared = statement.formula, {d.symbol.name: d.symbol for d in self.declarations}
        for symbol in sorted(symbols(formula) - self.symbols - _BUILT_IN, key=lambda s: (s.name, s)):
            message, hint = _misuse(symbol, declared.get(symbol.name))
            near = () if symbol.name in declared else tuple(get_close_matches(symbol.name, declared, 3, 0.5))
            yield _error(message, formula, quoted(symbol.name), near, f"{hint} (in {_place(statement)})")
        for variable in free_variables(formula):
            hint = f"bind it with ∀{variable.name} or ∃{variable.name} (in {_place(statement)})"
            yield _error(f"{variable.name} is free", formula, variable.name, (), hint)

    def to_json(self) -> list[dict[str, Any]]:
        """The declarations as JSON data."""
        return [d.to_json() for d in self.declarations]

    @classmethod
    def from_json(cls, data: list[Mapping[str, Any]]) -> Vocabulary:
        """The vocabulary that :meth:`to_json` wrote.

        >>> vocabulary = read_vocabulary("Likes(x, y): x likes y")
        >>> Vocabulary.from_json(vocabulary.to_json()) == vocabulary
        True
        """
        return cls(tuple(Declaration.from_json(d) for d in data))

    def __str__(self) -> str:
        return "\n".join(map(str, self.declarations))


def read_vocabulary(text: str) -> Vocabulary:
    """The vocabulary that a text declares, one name a line.

    :mod:`nesy.languages.fol.read_declarations` says which spellings it reads. A name that is declared
    again in the same way keeps its first meaning.

    Raises:
        ParseError: at a line that is no declaration, or if there is none at all.
        SignatureError: at a name that is declared in two ways.

    >>> print(read_vocabulary("Predicates:\\n- Likes(a, b) ::: a likes b\\nConstants: rex, fido"))
    Likes(a, b): a likes b
    rex
    fido
    """
    kept: dict[str, Declaration] = {}
    for declaration, span in read_declarations(text):
        earlier = kept.setdefault(declaration.symbol.name, declaration)
        if earlier.symbol != declaration.symbol:
            raise SignatureError(
                f"{earlier.symbol.name} is declared as {_described(earlier.symbol)}"
                f" and as {_described(declaration.symbol)}",
                source=text,
                span=span,
                hint="give one of them another name",
            )
    return Vocabulary(tuple(kept.values()))


def _described(symbol: Symbol) -> str:
    return f"a {symbol.kind}" + (f" of {_arguments(symbol.arity)}" if symbol.kind != "constant" else "")


def _arguments(count: int) -> str:
    return f"{count} argument{'' if count == 1 else 's'}"


def _misuse(used: Symbol, declared: Symbol | None) -> tuple[str, str]:
    """What is wrong with a symbol, and what to do."""
    if declared is None:
        return f"{used.name} is not declared", f"use a declared name, or declare {used.name}"
    if declared.kind != used.kind:
        return f"{used.name} is a {declared.kind}, not a {used.kind}", "use each name in one way only"
    return f"{used.name} takes {_arguments(declared.arity)}, not {used.arity}", "give it the declared arguments"


def _error(message: str, formula: Formula, name: str, expected: tuple[str, ...], hint: str) -> SignatureError:
    source = str(formula)
    at = max(0, source.find(name))
    return SignatureError(message, source=source, span=Span(at, at + len(name)), expected=expected, hint=hint)


def _place(statement: Statement) -> str:
    return "the conclusion" if statement.name == "conclusion" else f"premise {statement.name}"
