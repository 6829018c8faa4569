"""Writes a script out for a domain of a given size: no quantifiers are left, and Z3 decides it by itself.

The elements are ``e0`` … ``en``, all different; every constant and every value of a function is one of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

MAX_CHARACTERS = 20_000_000
"""Length of a script that is written out."""

_TOKEN = re.compile(r"[()]|[^\s()]+")


def read_expression(text: str) -> Any:
    """An s-expression as nested lists of words.

    >>> read_expression("(=> p0 (p1 c2))")
    ['=>', 'p0', ['p1', 'c2']]
    """
    stack: list[list[Any]] = [[]]
    for token in _TOKEN.findall(text):
        if token == "(":  # noqa: S105 - a parenthesis
            stack.append([])
        elif token == ")":  # noqa: S105 - a parenthesis
            closed = stack.pop()
            stack[-1].append(closed)
        else:
            stack[-1].append(token)
    return stack[0][0]


def ground_script(
    symbols: Sequence[tuple[str, str, int]], formulas: Sequence[str], size: int, longest: int = MAX_CHARACTERS
) -> str | None:
    """The SMT-LIB script that has a model exactly if the formulas have one of ``size`` elements.

    Args:
        symbols: kind, text and arity of every symbol but the variables.
        formulas: closed formulas, as printed without annotations.
        size: the number of elements.
        longest: the number of characters after which expanding ends.

    Returns:
        The script, or None if it would be longer.
    """
    elements = [f"e{i}" for i in range(size)]
    parts = ["(declare-sort U 0)", *(f"(declare-fun {e} () U)" for e in elements)]
    if size > 1:
        parts.append(f"(assert (distinct {' '.join(elements)}))")
    for kind, text, arity in symbols:
        parts.append(f"(declare-fun {text} ({'U ' * arity}) {'Bool' if kind == 'predicate' else 'U'})")
    parts += _closure(symbols, elements)
    grounder = _Grounder(elements, longest)
    for formula in formulas:
        grounded = grounder.ground(read_expression(formula), {})
        parts.append(f"(assert {grounded})")
        if grounder.characters > longest:
            return None
    return "\n".join(parts)


def _closure(symbols: Sequence[tuple[str, str, int]], elements: Sequence[str]) -> Iterator[str]:
    """Every constant and function value is an element; the n-th constant is one of the first n.

    The latter loses no models, because elements can be renamed in the order in which constants name them.
    """
    met = 0
    for kind, text, arity in symbols:
        if kind == "predicate":
            continue
        if arity == 0:
            met += 1
            yield _one_of(text, elements[:met])
            continue
        for arguments in itertools.product(elements, repeat=arity):
            yield _one_of(f"({text} {' '.join(arguments)})", elements)


def _one_of(term: str, elements: Sequence[str]) -> str:
    return f"(assert (or {' '.join(f'(= {term} {e})' for e in elements)}))"


class _Grounder:
    """Expands quantifiers over the elements, leaving out what is true or false at once."""

    def __init__(self, elements: Sequence[str], longest: int) -> None:
        self.elements = elements
        self.longest = longest
        self.constant_names = frozenset(elements)
        self.characters = 0

    def ground(self, node: Any, values: dict[str, str]) -> str:
        if isinstance(node, str):
            return values.get(node, node)
        if self.characters > self.longest:
            return "true"
        head = node[0]
        if head in ("forall", "exists"):
            return self._expand(node, values)
        parts = [self.ground(part, values) for part in node[1:]]
        if head in ("and", "or"):
            return _join(head, parts)
        if head == "=" and set(parts) <= self.constant_names:
            return "true" if parts[0] == parts[1] else "false"
        if head == "not" and parts[0] in _OPPOSITE:
            return _OPPOSITE[parts[0]]
        if head == "=>" and (parts[0] == "false" or parts[1] == "true"):
            return "true"
        return f"({head} {' '.join(parts)})"

    def _expand(self, node: Any, values: dict[str, str]) -> str:
        word, [[variable, _]], body = node
        parts = [self.ground(body, {**values, variable: element}) for element in self.elements]
        text = _join("and" if word == "forall" else "or", parts)
        self.characters += len(text)
        return text


_OPPOSITE = {"true": "false", "false": "true"}


def _join(word: str, parts: Sequence[str]) -> str:
    """A conjunction or disjunction without its neutral members."""
    neutral, absorbing = ("true", "false") if word == "and" else ("false", "true")
    kept = dict.fromkeys(part for part in parts if part != neutral)
    if absorbing in kept:
        return absorbing
    if len(kept) < 2:
        return next(iter(kept), neutral)
    return f"({word} {' '.join(kept)})"
