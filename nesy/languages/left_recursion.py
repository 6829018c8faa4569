"""Grammars without left recursion: a rule that begins with itself becomes a repetition.

Paull's algorithm (Hopcroft and Ullman, "Introduction to Automata Theory, Languages, and Computation", 1979, 4.6),
run on each set of rules that begin with one another, with repetitions in the place of new rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from nesy.errors import Unsupported
from nesy.languages.regular import EMPTY, NEVER, Alt, Node, Ref, Repeat, Seq, alt, repeat, seq


def without_left_recursion(rules: Mapping[str, Node]) -> dict[str, Node]:
    """The same language by rules none of which begins with itself, directly or through others.

    Raises:
        Unsupported: if a rule can be itself with nothing added but what may be empty.

    >>> from nesy.languages.regular import literal
    >>> rules = {"sum": Alt((Ref("n"), seq(Ref("sum"), literal("+"), Ref("n")))), "n": literal("1")}
    >>> without_left_recursion(rules)["sum"] == seq(Ref("n"), Repeat(seq(literal("+"), Ref("n")), 0, None))
    True
    """
    new = dict(rules)
    empty = empty_rules(rules)
    beginnings = {name: set(_beginnings(body, empty)) for name, body in rules.items()}
    done: list[str] = []
    for name in [n for n in rules if n in _reached(n, beginnings)]:
        together = [d for d in done if d in _reached(name, beginnings) and name in _reached(d, beginnings)]
        options = list(_options(new[name], empty))
        for earlier in together:
            options = [o for option in options for o in _put_in(option, earlier, new[earlier], empty)]
        new[name] = _direct(name, options, empty)
        done.append(name)
    return new


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


def _beginnings(node: Node, empty: frozenset[str]) -> Iterator[str]:
    """The rules with which a node can begin."""
    match node:
        case Ref(name):
            yield name
        case Alt(options):
            for option in options:
                yield from _beginnings(option, empty)
        case Repeat(part, _, _):
            yield from _beginnings(part, empty)
        case Seq(parts):
            for part in parts:
                yield from _beginnings(part, empty)
                if not can_be_empty(part, empty):
                    return


def _reached(name: str, steps: Mapping[str, set[str]]) -> set[str]:
    """What can be reached from a name in one step or more."""
    found: set[str] = set()
    queue = [name]
    for at in queue:
        new = steps.get(at, set()) - found
        found |= new
        queue += new
    return found


def _options(node: Node, empty: frozenset[str]) -> Iterator[Node]:
    """The alternatives, each of which begins with a rule or a character, or is empty."""
    match node:
        case Alt(options):
            for option in options:
                yield from _options(option, empty)
        case Repeat(part, least, most):
            rest = repeat(part, max(least - 1, 0), None if most is None else most - 1)
            if least == 0:
                yield EMPTY
            yield from _options(seq(part, rest), empty)
        case Seq((head, *rest_parts)) if not isinstance(head, Ref):
            for option in _options(head, empty):
                yield from _options(seq(*rest_parts), empty) if option == EMPTY else [seq(option, *rest_parts)]
        case Seq((Ref(name), second, *others)) if name in empty:
            yield node
            yield from _options(seq(second, *others), empty)
        case _:
            yield node


def _put_in(option: Node, name: str, body: Node, empty: frozenset[str]) -> Iterator[Node]:
    """An option with the rule that it begins with replaced by the rule's own options."""
    head, rest = _split(option)
    if head != Ref(name):
        yield option
        return
    for own in _options(body, empty):
        yield from _options(seq(own, rest), empty)


def _split(option: Node) -> tuple[Node, Node]:
    return (option.parts[0], seq(*option.parts[1:])) if isinstance(option, Seq) and option.parts else (option, EMPTY)


def _direct(name: str, options: list[Node], empty: frozenset[str]) -> Node:
    """The rule's body, with what follows itself repeated behind its other options."""
    recursive = [rest for head, rest in map(_split, options) if head == Ref(name) and rest != EMPTY]
    others = [option for option in options if _split(option)[0] != Ref(name)]
    if any(can_be_empty(rest, empty) for rest in recursive):
        raise Unsupported(f"rule {name} begins with itself, and nothing need follow it")
    return seq(alt(*others), repeat(alt(*recursive), 0, None)) if recursive else alt(*others)


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
            for head, rest in map(_split, options):
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
