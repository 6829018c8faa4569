"""Reads the text of a Z3 model over one uninterpreted sort into tables of integers."""

from __future__ import annotations

import itertools
import re
from typing import Any

MAX_ENTRIES = 300_000
"""Entries in all tables of a world together."""
_UNIVERSE = re.compile(r"^;; universe for U:\n;;([^\n]*)$", re.MULTILINE)
_TOKEN = re.compile(r"[()]|[^\s()]+")
_TRUTH = {"true": 1, "false": 0}


def read_tables(text: str) -> dict[str, Any] | None:
    """The tables of a model, as :func:`nesy.provers.worlds.read_world` takes them.

    Args:
        text: what Z3's ``sexpr()`` gives for a model whose only sort is ``U``.

    Returns:
        ``size`` and, for every symbol, ``entries`` (lists of arguments and value) with the value
        ``else``; truth is 1 or 0. None if the world would have more than :data:`MAX_ENTRIES` entries.

    >>> read_tables(";; universe for U:\\n;;   U!val!0 \\n(define-fun c0 () U U!val!0)")
    {'size': 1, 'symbols': {'c0': {'entries': [], 'else': 0}}}
    """
    universe = _UNIVERSE.search(text)
    elements = {name: index for index, name in enumerate(universe.group(1).split())} if universe else {}
    definitions = {
        part[1]: ([parameter for parameter, _ in part[2]], part[4])
        for part in _read(text[text.find("(define-fun") :] if "(define-fun" in text else "")
        if part[0] == "define-fun"
    }
    model = _Model(max(1, len(elements)), {**_TRUTH, **elements}, definitions)
    if sum(model.size ** len(parameters) for parameters, _ in definitions.values()) > MAX_ENTRIES:
        return None
    return {"size": model.size, "symbols": {name: model.table(name) for name in definitions}}


def _read(text: str) -> list[Any]:
    stack: list[list[Any]] = [[]]
    for token in _TOKEN.findall(text):
        if token == "(":  # noqa: S105 - a parenthesis
            stack.append([])
        elif token == ")":  # noqa: S105 - a parenthesis
            closed = stack.pop()
            stack[-1].append(closed)
        else:
            stack[-1].append(token)
    return stack[0]


class _Model:
    """Definitions over numbered elements; truth values are 1 and 0."""

    def __init__(self, size: int, values: dict[str, int], definitions: dict[str, tuple[list[str], Any]]) -> None:
        self.size = size
        self.values = values
        self.definitions = definitions
        self.known: dict[tuple[str, tuple[int, ...]], int] = {}

    def table(self, name: str) -> dict[str, Any]:
        parameters, body = self.definitions[name]
        if not parameters or (isinstance(body, str) and body in self.values):
            return {"entries": [], "else": self.value(body, self.values)}
        every = itertools.product(range(self.size), repeat=len(parameters))
        return {"entries": [[*key, self.apply(name, key)] for key in every], "else": 0}

    def apply(self, name: str, arguments: tuple[int, ...]) -> int:
        found = self.known.get((name, arguments))
        if found is None:
            parameters, body = self.definitions[name]
            found = self.value(body, {**self.values, **dict(zip(parameters, arguments, strict=True))})
            self.known[name, arguments] = found
        return found

    def value(self, node: Any, names: dict[str, int]) -> int:
        if isinstance(node, str):
            return names[node] if node in names else self.apply(node, ())
        head, *rest = node
        match head:
            case "ite":
                return self.value(rest[1] if self.value(rest[0], names) else rest[2], names)
            case "and":
                return int(all(self.value(part, names) for part in rest))
            case "or":
                return int(any(self.value(part, names) for part in rest))
            case "not":
                return 1 - self.value(rest[0], names)
            case "let":
                return self.value(rest[1], {**names, **{n: self.value(v, names) for n, v in rest[0]}})
        arguments = tuple([self.value(part, names) for part in rest])
        match head:
            case "=":
                return int(len(set(arguments)) == 1)
            case "distinct":
                return int(len(set(arguments)) == len(arguments))
            case "=>":
                return int(not arguments[0] or arguments[1])
            case "xor":
                return arguments[0] ^ arguments[1]
        return self.apply(head, arguments)
