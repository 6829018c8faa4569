"""TPTP text of formulas and theories: FOF, and TFF's typed variables for sorted quantifiers.

Names are lower words (``dog``) where they are plain, else single-quoted (``'New York'``). A variable
whose name starts with an ASCII lower-case letter, has only ASCII letters, digits and underscores,
and does not start with ``v_``, gets an upper-case first letter (``x`` is ``X``). Any other one is
``V_`` and its name, in which a character outside ``A-Za-z0-9_`` is ``_uHEX_`` with its code point
(``Éa`` is ``V__u00C9_a``); an underscore that would be read as the start of such a code is
``_u005F_``. Numerals are ``5``, ``-3`` or ``5/2``. Comparisons are ``$less``, ``$lesseq``,
``$greater``, ``$greatereq``; arithmetic is ``$sum``, ``$difference``, ``$product``. Every
connective of two operands or more stands in its own parentheses, so nesting is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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
from nesy.languages.fol.theory import Statement, Theory
from nesy.languages.fol.walk import subformulas

COMPARISON_WORDS = {"<": "$less", "<=": "$lesseq", ">": "$greater", ">=": "$greatereq"}
ARITHMETIC_WORDS = {"+": "$sum", "-": "$difference", "*": "$product"}
_LOWER_WORD = re.compile(r"[a-z][A-Za-z0-9_]*")
_PLAIN_VARIABLE = re.compile(r"(?!v_)[a-z][A-Za-z0-9_]*")
_UNSAFE = re.compile(r"[^A-Za-z0-9_]|_(?=u[0-9A-F]{4,6}_)")
_CODE = re.compile(r"_u([0-9A-F]{4,6})_")


def variable_text(name: str) -> str:
    """The TPTP variable of a variable's name.

    >>> variable_text("x1"), variable_text("X"), variable_text("x'")
    ('X1', 'V_X', 'V_x_u0027_')
    """
    if _PLAIN_VARIABLE.fullmatch(name):
        return name[0].upper() + name[1:]
    return "V_" + _UNSAFE.sub(lambda found: f"_u{ord(found.group()):04X}_", name)


def read_variable(text: str) -> str:
    """The variable's name that :func:`variable_text` wrote.

    >>> read_variable("X1"), read_variable("V_X"), read_variable("V_x_u0027_")
    ('x1', 'X', "x'")
    """
    if text.startswith("V_"):
        return _CODE.sub(lambda code: chr(int(code.group(1), 16)), text[2:])
    return text[0].lower() + text[1:]


def word(name: str) -> str:
    """A name as a lower word, or single-quoted.

    >>> word("dog"), word("Dog"), word("o'hare")
    ('dog', "'Dog'", "'o\\\\'hare'")
    """
    if _LOWER_WORD.fullmatch(name):
        return name
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Tptp:
    """Prints formulas with a naming of predicates, functions, constants and numerals.

    Args:
        naming: the text of a symbol from its kind, name and arity; by default words, numerals and
            the ``$`` words of comparisons and arithmetic.
    """

    __slots__ = ("_naming",)

    def __init__(self, naming: Callable[[str, str, int], str] | None = None) -> None:
        self._naming = naming or _words

    def formula(self, formula: Formula) -> str:
        """The text of one formula."""
        return _PRINTERS[type(formula)](self, formula)

    def term(self, term: Term) -> str:
        """The text of one term."""
        match term:
            case Variable(name):
                return variable_text(name)
            case Constant(name):
                return self._naming("constant", name, 0)
            case Number(value):
                return self._naming("number", str(value), 0)
            case Apply(function, arguments):
                return self.applied("function", function, arguments)

    def applied(self, kind: str, name: str, arguments: tuple[Term, ...]) -> str:
        """A predicate or function with its arguments."""
        head = self._naming(kind, name, len(arguments))
        return f"{head}({','.join([self.term(a) for a in arguments])})" if arguments else head


def _words(kind: str, name: str, arity: int) -> str:
    if kind == "number":
        return name
    if kind == "predicate" and name in COMPARISON_WORDS:
        return COMPARISON_WORDS[name]
    if kind == "function" and arity == 2 and name in ARITHMETIC_WORDS:
        return ARITHMETIC_WORDS[name]
    return word(name)


def _infix(symbol: str, left: str, right: str) -> Callable[[Tptp, Any], str]:
    return lambda p, f: f"({p.formula(getattr(f, left))} {symbol} {p.formula(getattr(f, right))})"


def _nary(symbol: str) -> Callable[[Tptp, Any], str]:
    return lambda p, f: f"({f' {symbol} '.join([p.formula(o) for o in f.operands])})"


def _not(printer: Tptp, formula: Not) -> str:
    operand = printer.formula(formula.operand)
    return f"~ ({operand})" if isinstance(formula.operand, Equals) else f"~ {operand}"


def _quantifier(symbol: str) -> Callable[[Tptp, Any], str]:
    def write(printer: Tptp, formula: Forall | Exists) -> str:
        typed = "" if formula.sort is None else f": {word(formula.sort)}"
        body = printer.formula(formula.body)
        body = f"({body})" if isinstance(formula.body, Equals) else body
        return f"{symbol} [{variable_text(formula.variable.name)}{typed}] : {body}"

    return write


_PRINTERS: dict[type, Callable[[Tptp, Any], str]] = {
    Atom: lambda p, f: p.applied("predicate", f.predicate, f.arguments),
    Equals: lambda p, f: f"{p.term(f.left)} = {p.term(f.right)}",
    Truth: lambda _, f: "$true" if f.value else "$false",
    Not: _not,
    And: _nary("&"),
    Or: _nary("|"),
    Xor: _infix("<~>", "left", "right"),
    Iff: _infix("<=>", "left", "right"),
    Implies: _infix("=>", "antecedent", "consequent"),
    Forall: _quantifier("!"),
    Exists: _quantifier("?"),
}


def to_tptp(formula: Formula) -> str:
    """The TPTP text of a formula, without the ``fof(…)`` around it.

    >>> x = Variable("x")
    >>> to_tptp(Forall(x, Implies(Atom("dog", (x,)), Atom("Likes", (x, Constant("New York"))))))
    "! [X] : (dog(X) => 'Likes'(X,'New York'))"
    """
    return Tptp().formula(formula)


def to_tptp_problem(theory: Theory) -> str:
    """The annotated formulas of a theory, one a line: premises as axioms, the conclusion as conjecture.

    >>> print(to_tptp_problem(Theory((Statement(Atom("p"), "1"),), Statement(Atom("q"), "conclusion"))), end="")
    fof(1, axiom, p).
    fof(conclusion, conjecture, q).
    """
    lines = [_annotated(premise, "axiom") for premise in theory.premises]
    if theory.conclusion is not None:
        lines.append(_annotated(theory.conclusion, "conjecture"))
    return "".join(f"{line}\n" for line in lines)


def _annotated(statement: Statement, role: str) -> str:
    language = "tff" if _sorted(statement.formula) else "fof"
    name = statement.name if statement.name.isdecimal() and statement.name.isascii() else word(statement.name)
    return f"{language}({name}, {role}, {to_tptp(statement.formula)})."


def _sorted(formula: Formula) -> bool:
    stack = [formula]
    while stack:
        node = stack.pop()
        if isinstance(node, Forall | Exists) and node.sort is not None:
            return True
        stack.extend(subformulas(node))
    return False
