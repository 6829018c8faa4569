"""Declaration: a name with its kind and arity, and what it means in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from nesy.languages.fol.printers.canonical import UNICODE, Printer
from nesy.languages.fol.signature import Symbol
from nesy.languages.fol.syntax import Apply, Constant, Variable

KINDS = ("predicate", "function", "constant")
"""What a name can be declared as."""
SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("predicate", "relation", "proposition", "property", "propertie"), "predicate"),
        **dict.fromkeys(("function", "operation"), "function"),
        **dict.fromkeys(("constant", "individual", "object", "entity", "entitie", "name"), "constant"),
        **dict.fromkeys(("vocabulary", "signature", "declaration", "symbol"), ""),
    }
)
"""The words, without a last s, that head declarations, and the kind that they announce."""
ENDS = ("premises", "facts", "rules", "conclusion", "query", "goal", "formulas", "program")
"""The words that end declarations where they stand alone on a line."""
_LETTERS = ("x", "y", "z", "u", "v", "w")


def parameters(arity: int) -> tuple[str, ...]:
    """The usual names of a predicate's or function's arguments.

    >>> parameters(2), parameters(8)[-2:]
    (('x', 'y'), ('x1', 'y1'))
    """
    rounds = range((arity + len(_LETTERS) - 1) // len(_LETTERS))
    return tuple(f"{letter}{number or ''}" for number in rounds for letter in _LETTERS)[:arity]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A name that formulas may use.

    Its text is ``Dog(x): x is a dog`` for a predicate, ``Raining(): it rains`` for a proposition,
    ``mother(x) = the mother of x`` for a function and ``rex: Rex`` for a constant. Names that are not plain
    stand in single quotes.

    Raises:
        ValueError: if there is no such kind, the arity does not go with it, or no name can be like this.

    >>> print(Declaration(Symbol("function", "mother", 1), "the mother of x"))
    mother(x) = the mother of x
    >>> print(Declaration(Symbol("constant", "New York")))
    'New York'
    """

    symbol: Symbol
    gloss: str = ""
    """What it means, on one line; it may speak of the arguments by name."""
    arguments: tuple[str, ...] = ()
    """The names of its arguments; the usual ones, ``x``, ``y``, …, if none are given."""

    def __post_init__(self) -> None:
        symbol = self.symbol
        if symbol.kind not in KINDS:
            raise ValueError(f"a declaration is of a {', '.join(KINDS)}, not of a {symbol.kind}")
        if symbol.arity < 0 or (symbol.kind != "predicate" and (symbol.kind == "function") != (symbol.arity > 0)):
            raise ValueError(f"a {symbol.kind} does not take {symbol.arity} arguments")
        Constant(symbol.name)  # checks the name
        arguments = self.arguments or parameters(symbol.arity)
        if len(arguments) != symbol.arity:
            raise ValueError(f"{symbol.name} has {len(arguments)} names for {symbol.arity} arguments")
        for argument in arguments:
            Variable(argument)
        object.__setattr__(self, "arguments", arguments)
        object.__setattr__(self, "gloss", " ".join(self.gloss.split()))

    @property
    def head(self) -> str:
        """The declared name with its arguments: ``Likes(x, y)``, or the name of a constant.

        >>> Declaration(Symbol("predicate", "Raining", 0)).head
        'Raining()'
        """
        name = quoted(self.symbol.name)
        if self.symbol.kind == "constant" and (name.lower().removesuffix("s") in SECTIONS or name.lower() in ENDS):
            name = f"'{name}'"
        return name if self.symbol.kind == "constant" else f"{name}({', '.join(self.arguments)})"

    def __str__(self) -> str:
        if self.symbol.kind == "function":
            return f"{self.head} = {self.gloss}".rstrip()
        return f"{self.head}: {self.gloss}" if self.gloss else self.head

    def to_json(self) -> dict[str, Any]:
        """The declaration as JSON data."""
        symbol = self.symbol
        data = {"kind": symbol.kind, "name": symbol.name, "arity": symbol.arity, "gloss": self.gloss}
        return data if self.arguments == parameters(symbol.arity) else {**data, "arguments": list(self.arguments)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Declaration:
        """The declaration that :meth:`to_json` wrote."""
        symbol = Symbol(data["kind"], data["name"], data["arity"])
        return cls(symbol, data["gloss"], tuple(data.get("arguments", ())))


def quoted(name: str) -> str:
    """A name as the canonical text writes it where no quantifier binds it.

    >>> quoted("rex"), quoted("New York"), quoted("x")
    ('rex', "'New York'", "'x'")
    """
    return Printer(Apply("f", (Constant("a"),)), UNICODE).name(name, frozenset())
