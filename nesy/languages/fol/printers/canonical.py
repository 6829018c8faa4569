"""The canonical text of terms and formulas: Unicode symbols, as few parentheses as meaning allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nesy.languages.fol.syntax import (
    ARITHMETIC,
    COMPARISONS,
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
)
from nesy.languages.fol.tokens import KEYWORDS
from nesy.languages.fol.walk import subformulas

_PLAIN = re.compile(r"[A-Za-z_À-ÖØ-öø-ɏ][A-Za-z0-9_À-ÖØ-öø-ɏ]{0,63}")
_VARIABLE_LIKE = re.compile(r"[u-z]\d{0,2}'{0,3}")
_KEYWORDS = KEYWORDS | {"true", "false"}
_HEADINGS = frozenset(
    [
        "premises",
        "axioms",
        "assumptions",
        "facts",
        "rules",
        "theory",
        "given",
        "predicates",
        "conclusion",
        "query",
        "goal",
    ]
)

UNARY = 9
"""The level of what ¬ and a quantifier apply to."""


@dataclass(frozen=True, slots=True)
class Style:
    """The symbols of a dialect that shares the canonical structure."""

    forall: str = "∀"
    exists: str = "∃"
    negation: str = "¬"
    conjunction: str = " ∧ "
    disjunction: str = " ∨ "
    exclusive: str = " ⊕ "
    implication: str = " → "
    equivalence: str = " ↔ "
    true: str = "⊤"
    false: str = "⊥"
    equal: str = " = "
    differs: str = " ≠ "
    sort: str = ":"
    times: str = "*"
    less_equal: str = "≤"
    greater_equal: str = "≥"
    quote: str = "'"

    def comparison(self, predicate: str) -> str:
        """The sign of an order comparison."""
        return {"<=": self.less_equal, ">=": self.greater_equal}.get(predicate, predicate)


UNICODE = Style()
ASCII = Style(
    forall="forall ",
    exists="exists ",
    negation="~",
    conjunction=" & ",
    disjunction=" | ",
    exclusive=" <~> ",
    implication=" -> ",
    equivalence=" <-> ",
    true="$true",
    false="$false",
    differs=" != ",
    less_equal="<=",
    greater_equal=">=",
)

_LEVELS: Mapping[type, int] = {Iff: 1, Implies: 2, Xor: 3, Or: 4, And: 5}


def to_text(node: Formula | Term, style: Style = UNICODE) -> str:
    """The text of a formula or a term, which the reader reads back to an equal value.

    >>> x = Variable("x")
    >>> print(to_text(Forall(x, Implies(Atom("Dog", (x,)), Atom("Mammal", (x,))))))
    ∀x (Dog(x) → Mammal(x))
    >>> print(to_text(Atom("Likes", (Constant("x"), Constant("New York"))), ASCII))
    Likes('x', 'New York')
    """
    return Printer(node, style).text(node)


def bound_names(formula: Formula) -> frozenset[str]:
    """The names that some quantifier of a formula binds."""
    names: set[str] = set()
    stack = [formula]
    while stack:
        node = stack.pop()
        if isinstance(node, Forall | Exists):
            names.add(node.variable.name)
        stack.extend(subformulas(node))
    return frozenset(names)


class Printer:
    """Writes the parts of one formula in one style.

    A constant or proposition that has the name of a variable of the formula is put in quotes, and so
    is every name that would be read as something else.
    """

    __slots__ = ("bound", "style")

    bound: frozenset[str]
    """The names that the formula's quantifiers bind."""

    def __init__(self, root: Formula | Term, style: Style) -> None:
        term = isinstance(root, Variable | Constant | Number | Apply)
        self.bound = frozenset() if term else bound_names(root)  # type: ignore[arg-type]
        self.style = style

    def text(self, node: Formula | Term) -> str:
        """The text of a term or of a whole formula."""
        if isinstance(node, Variable | Constant | Number | Apply):
            return self.term(node)
        return self.formula(node, 0)

    def formula(self, node: Formula, level: int) -> str:
        """The text of a formula where operands bind at least as tightly as ``level``."""
        style = self.style
        match node:
            case Atom(predicate, arguments):
                return self.atom(predicate, arguments)
            case Equals(left, right):
                return self.term(left) + style.equal + self.term(right)
            case Not(Equals(left, right)):
                return self.term(left) + style.differs + self.term(right)
            case Not(operand):
                return self.negation(operand)
            case Truth(value):
                return style.true if value else style.false
            case Forall() | Exists():
                return self.quantified(node)
        text = self.connective(node)
        return f"({text})" if _LEVELS[type(node)] < level else text

    def negation(self, operand: Formula) -> str:
        """The text of a negation other than ≠."""
        return self.style.negation + self.formula(operand, UNARY)

    def quantified(self, node: Forall | Exists) -> str:
        """The text of a quantifier and its scope."""
        word = self.style.forall if isinstance(node, Forall) else self.style.exists
        typed = f"{self.style.sort}{self.name(node.sort, frozenset())}" if node.sort else ""
        return f"{word}{self.binder(node.variable.name)}{typed} {self.formula(node.body, UNARY)}"

    def connective(self, node: Formula) -> str:
        """The text of a binary or n-ary connective, without parentheses around it."""
        style = self.style
        own = _LEVELS[type(node)]
        match node:
            case And(operands):
                return style.conjunction.join([self.formula(o, own + 1) for o in operands])
            case Or(operands):
                return style.disjunction.join([self.formula(o, own + 1) for o in operands])
            case Xor(left, right):
                return self.formula(left, own) + style.exclusive + self.formula(right, own + 1)
            case Implies(left, right):
                return self.formula(left, own + 1) + style.implication + self.formula(right, own)
            case Iff(left, right):
                return self.formula(left, own) + style.equivalence + self.formula(right, own + 1)
        raise TypeError(f"{type(node).__name__} is not a formula")

    def atom(self, predicate: str, arguments: tuple[Term, ...]) -> str:
        """The text of an atom; comparisons are infix."""
        if predicate in COMPARISONS:
            return f"{self.term(arguments[0])} {self.style.comparison(predicate)} {self.term(arguments[1])}"
        if not arguments:
            return self.quoted(predicate) if predicate.lower() in _HEADINGS else self.name(predicate, self.bound)
        return f"{self.name(predicate, frozenset())}({', '.join([self.term(a) for a in arguments])})"

    def term(self, term: Term) -> str:
        """The text of a term; sums and products are infix and in parentheses."""
        match term:
            case Variable(name):
                return self.variable(name)
            case Constant(name):
                return self.name(name, self.bound)
            case Number(value):
                return str(value)
            case Apply(function, (left, right)) if function in ARITHMETIC:
                sign = self.style.times if function == "*" else function
                return f"({self.term(left)} {sign} {self.term(right)})"
            case Apply(function, arguments):
                return f"{self.name(function, frozenset())}({', '.join([self.term(a) for a in arguments])})"

    def binder(self, name: str) -> str:
        """The text of a variable behind its quantifier; ``?`` marks one that would be read as a keyword."""
        return f"?{name}" if name.lower() in _KEYWORDS else name

    def variable(self, name: str) -> str:
        """The text of an occurrence of a variable; ``?`` marks one that nothing else shows to be one."""
        return name if self.known(name) else f"?{name}"

    def known(self, name: str) -> bool:
        """Whether a name is read as a variable without a mark."""
        if name in self.bound:
            return name.lower() not in _KEYWORDS
        return _VARIABLE_LIKE.fullmatch(name) is not None

    def name(self, name: str, taken: frozenset[str]) -> str:
        """The text of a constant, predicate, function or sort, in quotes if it is among ``taken``."""
        return name if self.plain(name) and name not in taken else self.quoted(name)

    def plain(self, name: str) -> bool:
        """Whether a name is read as a name without quotes."""
        return bool(_PLAIN.fullmatch(name) and name.lower() not in _KEYWORDS and not _VARIABLE_LIKE.fullmatch(name))

    def quoted(self, name: str) -> str:
        """The name in quotes."""
        quote = self.style.quote
        return quote + name.replace("\\", "\\\\").replace(quote, "\\" + quote) + quote
