"""SMT-LIB 2.6 text of formulas and theories, over one uninterpreted sort ``U``.

SMT-LIB has one namespace, so every symbol says what it is: predicate ``Dog`` of one argument is
``Dog/1``, function ``father`` is ``father@1``, constant ``rex`` is ``rex@0``, the numeral 5/2 is
``|5/2#|`` and variable ``x`` is ``?x``. Symbols that are not simple are quoted with bars; ``%``,
``|`` and ``\\`` in a name are written ``%25``, ``%7C`` and ``%5C``. ``=`` between terms is
equality and between formulas equivalence; the symbols tell which it is. A sorted quantifier is
relativised and says so: ``(forall ((?x U)) (! (=> (S/1 ?x) φ) :sort S/1))``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

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
)
from nesy.languages.fol.theory import Theory

_SIMPLE = re.compile(r"[A-Za-z~!@$%^&*_\-+=<>.?/][A-Za-z0-9~!@$%^&*_\-+=<>.?/]*")
_UNSAFE = re.compile(r"[%|\\]")
_ESCAPE = re.compile(r"%([0-9A-F]{2})")
_READABLE = re.compile(r"(.*?)(?:([/@])(\d+)|(#))", re.DOTALL)

Symbol = tuple[str, str, int]
"""Kind (``predicate``, ``function``, ``constant``, ``number`` or ``variable``), name and arity."""


def symbol_text(symbol: Symbol) -> str:
    """The SMT-LIB symbol of a predicate, function, constant, numeral or variable.

    >>> symbol_text(("predicate", "Dog", 1)), symbol_text(("constant", "New York", 0))
    ('Dog/1', '|New York@0|')
    """
    kind, name, arity = symbol
    text = _UNSAFE.sub(lambda found: f"%{ord(found.group()):02X}", name)
    match kind:
        case "predicate":
            text = f"{text}/{arity}"
        case "variable":
            text = f"?{text}"
        case "number":
            text = f"{text}#"
        case _:
            text = f"{text}@{arity}"
    return text if _SIMPLE.fullmatch(text) else f"|{text}|"


def read_symbol(text: str) -> Symbol | None:
    """The symbol that :func:`symbol_text` wrote, with or without its bars; None if it did not write it.

    >>> read_symbol("|New York@0|"), read_symbol("?x"), read_symbol("and")
    (('constant', 'New York', 0), ('variable', 'x', 0), None)
    """
    inner = text[1:-1] if len(text) > 1 and text[0] == text[-1] == "|" else text
    found = _READABLE.fullmatch(inner)
    plain = _ESCAPE.sub(lambda code: chr(int(code.group(1), 16)), found.group(1) if found else inner[1:])
    if found is None:
        return ("variable", plain, 0) if inner.startswith("?") and plain else None
    if found.group(4):
        return ("number", plain, 0)
    arity = int(found.group(3))
    if found.group(2) == "/":
        return ("predicate", plain, arity)
    return ("function" if arity else "constant", plain, arity)


def short_symbols() -> Callable[[Symbol, int], str]:
    """A naming that gives each symbol a letter and its index, safe for any solver: ``p0``, ``c1``, ``x2``."""
    letters = {"predicate": "p", "function": "f", "constant": "c", "number": "n", "variable": "x"}
    return lambda symbol, index: f"{letters[symbol[0]]}{index}"


class SmtLib:
    """Prints formulas and remembers the symbols that they use.

    Args:
        naming: the text of the symbol that is met as the n-th; :func:`symbol_text` by default.

    >>> printer = SmtLib()
    >>> x = Variable("x")
    >>> printer.formula(Forall(x, Implies(Atom("Dog", (x,)), Equals(x, Constant("rex")))))
    '(forall ((?x U)) (=> (Dog/1 ?x) (= ?x rex@0)))'
    >>> printer.declarations()
    '(declare-fun Dog/1 (U) Bool)\\n(declare-fun rex@0 () U)'
    """

    __slots__ = ("_naming", "symbols")

    symbols: dict[Symbol, str]
    """The text of every symbol met so far, variables included, in order."""

    def __init__(self, naming: Callable[[Symbol, int], str] | None = None) -> None:
        self._naming = naming
        self.symbols = {}

    def formula(self, formula: Formula) -> str:
        """The text of one formula."""
        return _PRINTERS[type(formula)](self, formula)

    def term(self, term: Term) -> str:
        """The text of one term."""
        match term:
            case Variable(name):
                return self.symbol(("variable", name, 0))
            case Constant(name):
                return self.symbol(("constant", name, 0))
            case Number(value):
                return self.symbol(("number", str(value), 0))
            case Apply(function, arguments):
                head = self.symbol(("function", function, len(arguments)))
                return f"({head} {' '.join([self.term(a) for a in arguments])})"

    def symbol(self, symbol: Symbol) -> str:
        """The text of one symbol."""
        text = self.symbols.get(symbol)
        if text is None:
            text = self._naming(symbol, len(self.symbols)) if self._naming else symbol_text(symbol)
            self.symbols[symbol] = text
        return text

    def declarations(self) -> str:
        """A ``declare-fun`` for every symbol met so far; the sort ``U`` is declared by the caller."""
        return "\n".join(
            f"(declare-fun {text} ({' '.join('U' * arity)}) {'Bool' if kind == 'predicate' else 'U'})"
            for (kind, _, arity), text in self.symbols.items()
            if kind != "variable"
        )


def _atom(printer: SmtLib, atom: Atom) -> str:
    head = printer.symbol(("predicate", atom.predicate, len(atom.arguments)))
    if not atom.arguments:
        return head
    return f"({head} {' '.join([printer.term(a) for a in atom.arguments])})"


def _binary(word: str) -> Callable[[SmtLib, Any], str]:
    return lambda p, f: f"({word} {p.formula(f.left)} {p.formula(f.right)})"


def _nary(word: str) -> Callable[[SmtLib, Any], str]:
    return lambda p, f: f"({word} {' '.join([p.formula(o) for o in f.operands])})"


def _quantifier(word: str, connective: str) -> Callable[[SmtLib, Any], str]:
    def write(printer: SmtLib, formula: Forall | Exists) -> str:
        variable = printer.term(formula.variable)
        body = printer.formula(formula.body)
        if formula.sort is not None:
            sort = printer.symbol(("predicate", formula.sort, 1))
            body = f"(! ({connective} ({sort} {variable}) {body}) :sort {sort})"
        return f"({word} (({variable} U)) {body})"

    return write


_PRINTERS: dict[type, Callable[[SmtLib, Any], str]] = {
    Atom: _atom,
    Equals: lambda p, f: f"(= {p.term(f.left)} {p.term(f.right)})",
    Truth: lambda _, f: "true" if f.value else "false",
    Not: lambda p, f: f"(not {p.formula(f.operand)})",
    And: _nary("and"),
    Or: _nary("or"),
    Xor: _binary("xor"),
    Iff: _binary("="),
    Implies: lambda p, f: f"(=> {p.formula(f.antecedent)} {p.formula(f.consequent)})",
    Forall: _quantifier("forall", "=>"),
    Exists: _quantifier("exists", "and"),
}


def to_smtlib(formula: Formula) -> str:
    """The SMT-LIB text of a formula.

    >>> to_smtlib(Iff(Atom("p"), Not(Atom("q"))))
    '(= p/0 (not q/0))'
    """
    return SmtLib().formula(formula)


def to_smtlib_script(theory: Theory, background: Iterable[Formula] = ()) -> str:
    """A script that is unsatisfiable exactly if the premises, with the background, entail the conclusion.

    Args:
        theory: the premises, asserted under the names ``premise 1: NAME``, …, and the conclusion,
            whose negation is asserted under ``conclusion: NAME``.
        background: formulas that belong to the meaning of sorts and numerals, asserted without a name.
    """
    printer = SmtLib()
    asserts = [f"(assert {printer.formula(b)})" for b in background]
    asserts += [_named(printer.formula(s.formula), f"premise {i}: {s.name}") for i, s in enumerate(theory.premises, 1)]
    if theory.conclusion is not None:
        goal = f"(not {printer.formula(theory.conclusion.formula)})"
        asserts.append(_named(goal, f"conclusion: {theory.conclusion.name}"))
    head = ["(set-logic UF)", "(declare-sort U 0)"]
    return "\n".join([*head, *filter(None, [printer.declarations()]), *asserts, "(check-sat)", ""])


def _named(formula: str, name: str) -> str:
    quoted = _UNSAFE.sub(lambda found: f"%{ord(found.group()):02X}", name)
    return f"(assert (! {formula} :named |{quoted}|))"
