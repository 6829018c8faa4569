"""Regular expressions as trees, with what a translator of grammars needs: first characters, derivatives, exclusion.

Derivatives are those of Brzozowski, "Derivatives of regular expressions", J. ACM 11 (1964).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

LAST = 0x10FFFF
"""The last code point."""

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points as ascending, disjoint ranges with gaps between them, ends included."""


@dataclass(frozen=True, slots=True)
class Class:
    """One character of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Seq:
    """One part behind the other; without parts the empty text."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Alt:
    """One of several; of none there is no text at all."""

    options: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part ``least`` to ``most`` times; None for any number."""

    part: Node
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Ref:
    """A rule or terminal of a grammar, by its name."""

    name: str


Node: TypeAlias = Class | Seq | Alt | Repeat | Ref

EMPTY, NEVER = Seq(), Alt()


def union(*sets: Iterable[tuple[int, int]]) -> Ranges:
    """The code points of any of the sets.

    >>> union([(5, 9)], [(1, 4), (20, 20)])
    ((1, 9), (20, 20))
    """
    merged: list[tuple[int, int]] = []
    for low, high in sorted(r for ranges in sets for r in ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """All other code points."""
    edges = [-1, *(edge for low, high in ranges for edge in (low, high)), LAST + 1]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return tuple((low + 1, high - 1) for low, high in gaps if low + 1 <= high - 1)


def minus(ranges: Ranges, others: Ranges) -> Ranges:
    """The code points of the first set that are not in the second.

    >>> minus(((97, 122),), ((101, 101),))
    ((97, 100), (102, 122))
    """
    return common(ranges, complement(others))


def common(ranges: Ranges, others: Ranges) -> Ranges:
    """The code points of both sets."""
    pairs = ((max(a, c), min(b, d)) for a, b in ranges for c, d in others)
    return union((low, high) for low, high in pairs if low <= high)


def seq(*parts: Node) -> Node:
    """The parts in a row, flattened."""
    flat: list[Node] = []
    for part in parts:
        if part == NEVER:
            return NEVER
        flat += part.parts if isinstance(part, Seq) else [part]
    return flat[0] if len(flat) == 1 else Seq(tuple(flat))


def alt(*options: Node) -> Node:
    """One of the options, flattened, each once; classes are joined."""
    flat: dict[Node, None] = {}
    for option in options:
        flat |= dict.fromkeys(option.options if isinstance(option, Alt) else [option])
    classes = [o for o in flat if isinstance(o, Class) and o.ranges]
    rest = [o for o in flat if not isinstance(o, Class)]
    kept: list[Node] = [*([Class(union(*(c.ranges for c in classes)))] if classes else []), *rest]
    return kept[0] if len(kept) == 1 else Alt(tuple(kept))


def repeat(part: Node, least: int, most: int | None) -> Node:
    """The part ``least`` to ``most`` times."""
    if most == 0 or part == EMPTY:
        return EMPTY
    return part if (least, most) == (1, 1) else Repeat(part, least, most)


def literal(text: str) -> Node:
    """Exactly this text."""
    return seq(*(Class(((ord(c), ord(c)),)) for c in text))


def nullable(node: Node) -> bool:
    """Whether the empty text is one of a regular expression's."""
    match node:
        case Seq(parts):
            return all(map(nullable, parts))
        case Alt(options):
            return any(map(nullable, options))
        case Repeat(part, least, _):
            return least == 0 or nullable(part)
    return False


def first(node: Node) -> Ranges:
    """The characters with which texts of a regular expression begin."""
    match node:
        case Class(ranges):
            return ranges
        case Alt(options):
            return union(*map(first, options))
        case Repeat(part, _, _):
            return first(part)
        case Seq(parts):
            last = next((n for n, part in enumerate(parts, 1) if not nullable(part)), len(parts))
            return union(*map(first, parts[:last]))
    return ()


def derivative(node: Node, point: int) -> Node:
    """What may follow a first character.

    >>> derivative(literal("ab"), ord("a")) == literal("b")
    True
    """
    match node:
        case Class(ranges):
            return EMPTY if any(low <= point <= high for low, high in ranges) else NEVER
        case Alt(options):
            return alt(*(derivative(option, point) for option in options))
        case Repeat(part, least, most):
            return seq(derivative(part, point), repeat(part, max(least - 1, 0), None if most is None else most - 1))
        case Seq((head, *rest)):
            after = seq(derivative(head, point), *rest)
            return alt(after, derivative(seq(*rest), point)) if nullable(head) else after
    return NEVER


def starting_without(node: Node, forbidden: Ranges) -> Node:
    """The texts, but for the empty one, that do not begin with a forbidden character."""
    match node:
        case Class(ranges):
            kept = minus(ranges, forbidden)
            return Class(kept) if kept else NEVER
        case Alt(options):
            return alt(*(starting_without(option, forbidden) for option in options))
        case Repeat(part, least, most):
            rest = repeat(part, max(least - 1, 0), None if most is None else most - 1)
            return seq(starting_without(part, forbidden), rest)
        case Seq((head, *rest)):
            after = seq(starting_without(head, forbidden), *rest)
            return alt(after, starting_without(seq(*rest), forbidden)) if nullable(head) else after
    return NEVER


def without(node: Node, texts: frozenset[str]) -> Node:
    """All texts but these.

    >>> node = without(Repeat(Class(((ord("a"), ord("z")),)), 1, 9), frozenset({"if", "in"}))
    >>> [matches(node, text) for text in ("i", "if", "iff", "in", "on")]
    [True, False, True, False, True]
    """
    if not texts:
        return node
    heads = sorted({text[0] for text in texts if text})
    options: list[Node] = [EMPTY] if nullable(node) and "" not in texts else []
    options.append(starting_without(node, union((ord(c), ord(c)) for c in heads)))
    for head in heads:
        rest = frozenset(text[1:] for text in texts if text[:1] == head)
        options.append(seq(literal(head), without(derivative(node, ord(head)), rest)))
    return alt(*options)


def matches(node: Node, text: str) -> bool:
    """Whether a text is one of a regular expression's."""
    for character in text:
        node = derivative(node, ord(character))
    return nullable(node)
