"""Functions over the trees of a grammar's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from nesy.languages.regular import EMPTY, NEVER, Alt, Node, Ref, Repeat, Seq, alt, repeat, seq


def empty_rules(rules: Mapping[str, Node]) -> frozenset[str]:
    """The rules that can be the empty text."""
    found: frozenset[str] = frozenset()
    while more := {n for n, body in rules.items() if n not in found and can_be_empty(body, found)}:
        found |= more
    return found


def can_be_empty(node: Node, empty: frozenset[str]) -> bool:
    """Whether a node can be the empty text, given the rules that can."""
    match node:
        case Ref(name):
            return name in empty
        case Seq(parts):
            return all(can_be_empty(part, empty) for part in parts)
        case Alt(options):
            return any(can_be_empty(option, empty) for option in options)
        case Repeat(part, least, _):
            return least == 0 or can_be_empty(part, empty)
    return False


def beginnings(node: Node, empty: frozenset[str]) -> Iterator[str]:
    """The names with which a node can begin."""
    match node:
        case Ref(name):
            yield name
        case Alt(options):
            for option in options:
                yield from beginnings(option, empty)
        case Repeat(part, _, _):
            yield from beginnings(part, empty)
        case Seq(parts):
            for part in parts:
                yield from beginnings(part, empty)
                if not can_be_empty(part, empty):
                    return


def alternatives(node: Node, empty: frozenset[str]) -> Iterator[Node]:
    """The alternatives of a node, each of which begins with a name or is empty."""
    match node:
        case Alt(options):
            for option in options:
                yield from alternatives(option, empty)
        case Repeat(part, least, most):
            rest = repeat(part, max(least - 1, 0), None if most is None else most - 1)
            if least == 0:
                yield EMPTY
            yield from (seq(option, rest) for option in alternatives(part, empty) if option != EMPTY)
        case Seq((head, *rest_parts)) if not isinstance(head, Ref):
            for option in alternatives(head, empty):
                yield from alternatives(seq(*rest_parts), empty) if option == EMPTY else [seq(option, *rest_parts)]
        case Seq((Ref(name), second, *others)) if name in empty:
            yield node
            yield from alternatives(seq(second, *others), empty)
        case _:
            yield node


def split(option: Node) -> tuple[Node, Node]:
    """The first part of a sequence, and the rest."""
    return (option.parts[0], seq(*option.parts[1:])) if isinstance(option, Seq) and option.parts else (option, EMPTY)


def mapped(node: Node, change: Callable[[Ref], Node]) -> Node:
    """The node with each name replaced by what ``change`` makes of it."""
    match node:
        case Ref():
            return change(node)
        case Seq(parts):
            return seq(*(mapped(part, change) for part in parts))
        case Alt(options):
            return alt(*(mapped(option, change) for option in options))
        case Repeat(part, least, most):
            changed = mapped(part, change)
            if changed == NEVER:
                return NEVER if least else EMPTY
            return repeat(changed, least, most)
    return node


def mentioned(node: Node) -> Iterator[str]:
    """The names in a node, from left to right."""
    match node:
        case Ref(name):
            yield name
        case Seq(parts) | Alt(parts):
            for part in parts:
                yield from mentioned(part)
        case Repeat(part, _, _):
            yield from mentioned(part)


def factored(node: Node) -> Node:
    """The node with the common beginning of alternatives written once.

    >>> from nesy.languages.regular import literal
    >>> factored(alt(Ref("a"), seq(Ref("a"), literal("b"))))
    Seq(parts=(Ref(name='a'), Repeat(part=Class(ranges=((98, 98),)), least=0, most=1)))
    """
    match node:
        case Seq(parts):
            return seq(*map(factored, parts))
        case Repeat(part, least, most):
            return repeat(factored(part), least, most)
        case Alt(options):
            groups: dict[Node, list[Node]] = {}
            for head, rest in map(split, options):
                groups.setdefault(head, []).append(rest)
            filled = {head: rests for head, rests in groups.items() if head != EMPTY}
            joined = alt(*(seq(factored(head), _one_of(rests)) for head, rests in filled.items()))
            return joined if len(filled) == len(groups) else repeat(joined, 0, 1)
    return node


def _one_of(rests: list[Node]) -> Node:
    if len(rests) == 1:
        return factored(rests[0])
    some = factored(alt(*(rest for rest in rests if rest != EMPTY)))
    return repeat(some, 0, 1) if EMPTY in rests else some
