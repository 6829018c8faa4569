"""How a lexer's longest match limits what may stand behind a terminal, told as regular expressions.

A lexer takes the longest text that is a terminal. A grammar over characters has no lexer, so it must be told
where one text would have run into the next: ``x`` and ``Dog`` side by side are the one name ``xDog``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nesy.errors import Unsupported
from nesy.languages.regular import (
    NEVER,
    Alt,
    Class,
    Node,
    Ranges,
    Repeat,
    Seq,
    alt,
    common,
    derivative,
    first,
    minus,
    nullable,
    seq,
    union,
    without,
)

_MOST_WORDS = 200
_FEW = 16


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way of writing a terminal."""

    node: Node
    """Its texts."""
    glue: Ranges
    """The characters that would make a longer text of it, so that none may stand directly behind it."""
    absorbs: bool
    """Whether it takes the blanks behind it itself."""


def spellings(
    terminals: Mapping[str, Node], ignored: Sequence[Node], follows: Mapping[str, Ranges]
) -> dict[str, tuple[Spelling, ...]]:
    """The ways of writing each terminal.

    Where blanks are ignored, a text could run into a longer one of any terminal; where none are, of the same one
    only, since such a grammar says itself where blanks stand. A text that together with an ignored blank begins
    another terminal, as ``forall`` does where ``/forall[ \\t]+/`` is a terminal, is left out: a keyword is no name.

    Args:
        terminals: the regular expression of each terminal.
        ignored: what may stand between terminals.
        follows: the characters that can come directly behind each terminal, blanks aside.

    Raises:
        Unsupported: if there are too many texts that only a blank tells apart.
    """
    blanks = first(alt(*ignored))
    inner = {name: _inner(node) for name, node in terminals.items()}
    found: dict[str, tuple[Spelling, ...]] = {}
    for name, node in terminals.items():
        near = union(follows.get(name, ()), blanks)
        rivals = terminals if ignored else {name: node}
        rivals = {other: rest for other, rest in rivals.items() if common(inner[other], near)}
        found[name] = tuple(_spellings(name, node, rivals, blanks))
    return found


def _inner(node: Node) -> Ranges:
    """The characters that texts can have behind their first one."""
    match node:
        case Alt(options):
            return union(*map(_inner, options))
        case Repeat(part, _, most):
            return union(_inner(part), first(part) if most != 1 else ())
        case Seq((head, *rest)):
            behind = seq(*rest)
            return union(_inner(head), first(behind), _inner(behind))
    return ()


def _spellings(name: str, node: Node, rivals: Mapping[str, Node], blanks: Ranges) -> Iterator[Spelling]:
    found: dict[tuple[Ranges, bool], Node] = {}
    for option in _options(node):
        following = {other: _following(option, rest) for other, rest in rivals.items()}
        words = frozenset(
            word
            for other, characters in following.items()
            if other != name and common(characters, blanks)
            for word in _words_before(option, rivals[other], blanks, f"{name} and {other}")
        )
        key = (minus(union(*following.values()), blanks), _absorbs(option, blanks))
        found[key] = alt(found.get(key, NEVER), without(option, words))
    yield from (Spelling(kept, *key) for key, kept in found.items() if kept != NEVER)


def _options(node: Node) -> Iterator[Node]:
    """The alternatives of a terminal, with each of a few characters as one of its own."""
    for option in node.options if isinstance(node, Alt) else (node,):
        few = isinstance(option, Class) and sum(high - low for low, high in option.ranges) < _FEW
        if isinstance(option, Class) and few:
            yield from (Class(((p, p),)) for low, high in option.ranges for p in range(low, high + 1))
        else:
            yield option


def _following(node: Node, other: Node) -> Ranges:
    """The characters behind a whole text of ``node`` with which it goes on as a text of ``other``."""
    found: Ranges = ()
    queue, seen = [(node, node if node == other else other)], {(node, other)}
    for one, two in queue:
        if nullable(one):
            found = union(found, first(two))
        for point in _pieces(one, two):
            left = derivative(one, point)
            after = (left, left if one is two else derivative(two, point))
            if NEVER not in after and after not in seen:
                seen.add(after)
                queue.append(after)
    return found


def _words_before(node: Node, other: Node, blanks: Ranges, names: str) -> set[str]:
    """The texts of ``node`` that with a blank behind them begin a text of ``other``."""
    words: set[str] = set()
    queue = [(node, other, "")]
    for one, two, text in queue:
        if nullable(one) and common(first(two), blanks):
            words.add(text)
        points = [
            point for low, high in common(first(one), first(two)) for point in range(low, min(high, low + 200) + 1)
        ]
        if len(queue) + len(points) > 100 * _MOST_WORDS or len(words) > _MOST_WORDS:
            raise Unsupported(f"the terminals {names} share too many texts that only a blank tells apart")
        queue += [(derivative(one, p), derivative(two, p), text + chr(p)) for p in points]
    return words


def _pieces(one: Node, two: Node) -> list[int]:
    """One of the first characters of both for each set of them that the two do not tell apart."""
    both = common(first(one), first(two))
    classes = list(dict.fromkeys(c for node in (one, two) for c in _classes(node)))
    edges = {low for low, _ in both} | {e for c in classes for low, high in c for e in (low, high + 1)}
    found: dict[tuple[bool, ...], int] = {}
    for point in sorted(e for e in edges if any(low <= e <= high for low, high in both)):
        found.setdefault(tuple(any(low <= point <= high for low, high in c) for c in classes), point)
    return list(found.values())


def _classes(node: Node) -> Iterator[Ranges]:
    """The classes with which texts can begin."""
    match node:
        case Class(ranges):
            yield ranges
        case Alt(options):
            for option in options:
                yield from _classes(option)
        case Repeat(part, _, _):
            yield from _classes(part)
        case Seq(parts):
            for part in parts:
                yield from _classes(part)
                if not nullable(part):
                    return


def _absorbs(node: Node, blanks: Ranges) -> bool:
    """Whether any number of blanks can be added to each text."""
    match node:
        case Seq(parts) if parts:
            return _absorbs(parts[-1], blanks)
        case Alt(options):
            return all(_absorbs(option, blanks) for option in options)
        case Repeat(Class(ranges), _, None):
            return bool(blanks) and minus(blanks, ranges) == ()
    return False
