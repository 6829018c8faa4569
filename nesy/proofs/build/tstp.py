"""Reads the derivation that a prover prints in TSTP: one annotated formula a line, with where it is from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nesy.languages.fol.dialects.tptp_formulas import tokenize
from nesy.languages.fol.parse import parse_tokens
from nesy.languages.fol.printers.smtlib import Symbol
from nesy.languages.fol.syntax import Apply, Atom, Constant, Equals, Formula, Term, number
from nesy.languages.fol.walk import close, map_atoms

_LINE = re.compile(
    r"^(?:fof|cnf)\((?P<name>\w+), (?P<role>\w+), (?P<formula>.*?), "
    r"(?P<source>(?:inference|file|introduced)\(.*|c_\w+)\)\.$"
)
_RULE = re.compile(r"inference\((\w+)")
_LEAF = re.compile(r"^file\('[^']*', (\w+)\)")


@dataclass(frozen=True, slots=True)
class Node:
    """One formula of a derivation."""

    name: str
    formula: Formula
    parents: tuple[str, ...]
    rules: tuple[str, ...]
    """The inferences that lead to it from its parents."""
    leaf: str = ""
    """The name that the formula has in the problem, if it is given there."""


def read_derivation(output: str, words: Mapping[Symbol, str]) -> tuple[Node, ...]:
    """The formulas of a derivation, in order; every variable is closed universally.

    Args:
        output: what the prover printed.
        words: the word under which each symbol was sent; other words are symbols that the prover made.

    Raises:
        ParseError: if a formula is not one.

    >>> line = "cnf(c_0_3, plain, (p0(X1)|~p1(X1)), inference(split_conjunct,[status(thm)],[h0]))."
    >>> nodes = read_derivation(line, {("predicate", "Mammal", 1): "p0", ("predicate", "Dog", 1): "p1"})
    >>> print(nodes[0].formula)
    ∀x1 (Mammal(x1) ∨ ¬Dog(x1))
    """
    meaning = {word: symbol for symbol, word in words.items()}
    nodes: dict[str, Node] = {}
    for line in output.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        text, source = match["formula"], match["source"]
        formula = close(_restored(parse_tokens(tokenize(text), text), meaning))
        leaf = _LEAF.match(source)
        parents = tuple(dict.fromkeys(w for w in re.findall(r"\w+", source) if w in nodes)) if leaf is None else ()
        rules = tuple(_RULE.findall(source))
        nodes[match["name"]] = Node(match["name"], formula, parents, rules, leaf[1] if leaf else "")
    return tuple(nodes.values())


def _restored(formula: Formula, meaning: Mapping[str, Symbol]) -> Formula:
    """The formula with the symbols as they were before they were sent."""

    def in_atom(atom: Formula) -> Formula:
        match atom:
            case Atom(word, arguments):
                return Atom(meaning[word][1] if word in meaning else word, tuple(_term(a, meaning) for a in arguments))
            case Equals(left, right):
                return Equals(_term(left, meaning), _term(right, meaning))
        return atom

    return map_atoms(formula, in_atom)


def _term(term: Term, meaning: Mapping[str, Symbol]) -> Term:
    match term:
        case Constant(word) if word in meaning:
            kind, name, _ = meaning[word]
            return number(name) if kind == "number" else Constant(name)
        case Apply(word, arguments):
            name = meaning[word][1] if word in meaning else word
            return Apply(name, tuple(_term(a, meaning) for a in arguments))
    return term
