"""Rules over terminals made into rules over characters, with blanks wherever two terminals meet.

Where the last characters of one terminal and the first of the next could be one longer terminal, there must be a
blank between them, or the next must begin with something else: both cases become alternatives, over variants of the
rules concerned that end in a blank or begin otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nesy.errors import Unsupported
from nesy.languages.regular import (
    EMPTY,
    NEVER,
    Alt,
    Class,
    Node,
    Ranges,
    Ref,
    Repeat,
    Seq,
    alt,
    common,
    first,
    repeat,
    seq,
    starting_without,
    union,
)
from nesy.languages.rule_trees import can_be_empty, empty_rules, mapped
from nesy.languages.spellings import Spelling, spellings

BLANKS, SOME_BLANKS = "blanks?", "blanks!"
"""The names of the rules for what may, and for what must, stand between two terminals."""
_MOST_UNFOLDED = 50


@dataclass(frozen=True, slots=True)
class Variant:
    """A rule or terminal as it is needed at some places."""

    base: str
    head: Ranges = ()
    """Characters with which it must not begin."""
    tail: Ranges = ()
    """Characters that follow it; a blank must keep them off what they would continue."""
    bare: Ranges = ()
    """Characters of which one could continue it: only such texts, and without a blank."""


class Junctions:
    """The rules over characters of one grammar.

    Args:
        rules: the grammar's rules.
        terminals: the regular expressions of its terminals.
        ignored: what may stand between terminals.

    Raises:
        Unsupported: if the terminals are such that no rules over characters tell them apart.
    """

    def __init__(self, rules: Mapping[str, Node], terminals: Mapping[str, Node], ignored: Sequence[Node]) -> None:
        self._rules, self._terminals, self._ignored = dict(rules), terminals, ignored
        self._empty = empty_rules(rules)
        self._firsts = self._edges(from_left=True)
        self._lasts = self._edges(from_left=False)
        self._spellings = spellings(terminals, ignored, self._follows())
        self._bodies: dict[str, Node] = {}
        self._names: dict[Variant, str] = {}
        self._variants: dict[str, Variant] = {}
        self._counts: Counter[str] = Counter()
        self._texts: dict[Node, Ref] = {}

    def placed(self, start: str) -> tuple[dict[str, Node], dict[str, Node]]:
        """The rules that a start rule needs, itself first; and what stands for terminals and for blanks."""
        self._vary(Ref(start))
        found: dict[str, Node] = {}
        while waiting := [name for name in self._variants if name not in found]:
            found |= {name: self._body(self._variants[name]) for name in waiting}
        terminals = {name for name in found if self._variants[name].base in self._spellings}
        leaves = {name: found[name] for name in found if name in terminals}
        leaves |= {ref.name: node for node, ref in self._texts.items()}
        leaves |= {BLANKS: _any_number(self._ignored, 0), SOME_BLANKS: _any_number(self._ignored, 1)}
        return {name: body for name, body in found.items() if name not in terminals}, leaves

    def _vary(self, ref: Ref, head: Ranges = (), tail: Ranges = (), bare: Ranges = ()) -> Ref:
        """The same rule or terminal with further limits on how it begins and ends."""
        known = self._variants.get(ref.name, Variant(ref.name))
        variant = Variant(known.base, union(known.head, head), union(known.tail, tail), union(known.bare, bare))
        if variant not in self._names:
            self._counts[variant.base] += 1
            plain = variant == Variant(variant.base)
            self._names[variant] = variant.base if plain else f"{variant.base}#{self._counts[variant.base]}"
            self._variants[self._names[variant]] = variant
        return Ref(self._names[variant])

    def _body(self, variant: Variant) -> Node:
        if variant.base in self._spellings:
            return alt(*(self._spelled(s, variant) for s in self._spellings[variant.base]))
        if variant.base not in self._bodies:
            self._bodies[variant.base] = self._place(self._rules[variant.base])
        body = self._bodies[variant.base]
        if variant.head:
            body = self._headed(body, variant.head)
        if variant.tail or variant.bare:
            body = self._ended(body, variant.tail, variant.bare)
        return body

    def _spelled(self, spelling: Spelling, variant: Variant) -> Node:
        """A terminal's texts and the blanks behind them."""
        node = starting_without(spelling.node, variant.head) if variant.head else spelling.node
        kept_off = common(spelling.glue, variant.tail)
        if variant.bare and (kept_off or not common(spelling.glue, variant.bare)):
            return NEVER
        text = self._texts.setdefault(node, Ref(f"{variant.base} text {len(self._texts)}")) if _is_long(node) else node
        if kept_off:
            return seq(text, Ref(SOME_BLANKS))
        return text if spelling.absorbs or variant.bare else seq(text, Ref(BLANKS))

    def _place(self, node: Node) -> Node:
        """The node over names of variants, with its inner junctions seen to."""
        match node:
            case Ref():
                return self._vary(node)
            case Alt(options):
                return alt(*map(self._place, options))
            case Repeat(part, least, most):
                return self._repeated(part, least, most)
            case Seq(parts):
                placed: Node = EMPTY
                for number, part in enumerate(parts):
                    placed = self._joined(placed, seq(*parts[:number]), self._place(part), part)
                return placed
        raise Unsupported("a rule of this grammar speaks of characters")

    def _joined(self, left: Node, left_source: Node, right: Node, right_source: Node) -> Node:
        """One placed node behind another, given what they are made from."""
        glue, follows = self._clash(left_source, right_source)
        if not glue:
            return seq(left, right)
        options = [seq(self._ended(left, tail=follows), right)]
        options += [seq(self._ended(left, bare=follows), self._headed(right, glue))]
        options += [right] * can_be_empty(left_source, self._empty) + [left] * can_be_empty(right_source, self._empty)
        return alt(*options)

    def _clash(self, left: Node, right: Node) -> tuple[Ranges, Ranges]:
        """What could continue the end of one node, and what of it the other begins with; empty if nothing."""
        follows = union(
            *(first(s.node) for name in self._edge(right, True, self._firsts) for s in self._spellings[name])
        )
        ends = [s.glue for name in self._edge(left, False, self._lasts) for s in self._spellings[name]]
        glue = union(*(glue for glue in ends if common(glue, follows)))
        return glue, common(glue, follows)

    def _repeated(self, part: Node, least: int, most: int | None) -> Node:
        placed = self._place(part)
        glue, follows = self._clash(part, part)
        if not glue or most == 1:
            return repeat(placed, least, most)
        if can_be_empty(part, self._empty) or max(least, most or 0) > _MOST_UNFOLDED:
            raise Unsupported("what needs blanks in between is repeated too often, or may be empty")
        if most is not None or least > 1:
            return self._place(_unfolded(part, least, most))
        name = f"again {len(self._bodies)}"
        again = self._vary(Ref(name))
        self._bodies[name] = alt(
            placed,
            seq(self._ended(placed, tail=follows), again),
            seq(self._ended(placed, bare=follows), self._vary(again, head=glue)),
        )
        return again if least else Repeat(again, 0, 1)

    def _headed(self, node: Node, forbidden: Ranges) -> Node:
        """The texts of a placed node, but for the empty one, that do not begin with these characters."""
        match node:
            case Ref():
                return self._vary(node, head=forbidden)
            case Alt(options):
                return alt(*(self._headed(option, forbidden) for option in options))
            case Repeat(part, least, most):
                return seq(self._headed(part, forbidden), _once_less(part, least, most))
            case Seq((head, *rest)):
                own = seq(self._headed(head, forbidden), *rest)
                return alt(own, self._headed(seq(*rest), forbidden)) if self._can_be_empty(head) else own
        return NEVER

    def _ended(self, node: Node, tail: Ranges = (), bare: Ranges = ()) -> Node:
        """The texts of a placed node, but for the empty one, with limits on how they end."""
        match node:
            case Ref():
                return self._vary(node, tail=tail, bare=bare)
            case Alt(options):
                return alt(*(self._ended(option, tail, bare) for option in options))
            case Repeat(part, least, most):
                return seq(_once_less(part, least, most), self._ended(part, tail, bare))
            case Seq((*rest, last)):
                own = seq(*rest, self._ended(last, tail, bare))
                return alt(own, self._ended(seq(*rest), tail, bare)) if self._can_be_empty(last) else own
        return NEVER

    def _can_be_empty(self, placed: Node) -> bool:
        return can_be_empty(mapped(placed, lambda ref: Ref(self._variants[ref.name].base)), self._empty)

    def _follows(self) -> dict[str, Ranges]:
        """The characters that can come directly behind each terminal, blanks aside."""
        found: dict[str, Ranges] = {}
        for left, right in (pair for body in self._rules.values() for pair in _neighbours(body)):
            begins = union(*(first(self._terminals[name]) for name in self._edge(right, True, self._firsts)))
            for name in self._edge(left, False, self._lasts):
                found[name] = union(found.get(name, ()), begins)
        return found

    def _edges(self, *, from_left: bool) -> dict[str, frozenset[str]]:
        """The terminals with which each rule can begin, or end."""
        known: dict[str, frozenset[str]] = dict.fromkeys(self._rules, frozenset())
        while True:
            new = {name: self._edge(body, from_left, known) for name, body in self._rules.items()}
            if new == known:
                return known
            known = new

    def _edge(self, node: Node, from_left: bool, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
        match node:
            case Ref(name):
                return frozenset({name}) if name in self._terminals else known[name]
            case Alt(options):
                return frozenset().union(*(self._edge(option, from_left, known) for option in options))
            case Repeat(part, _, _):
                return self._edge(part, from_left, known)
            case Seq(parts):
                found: frozenset[str] = frozenset()
                for part in parts if from_left else reversed(parts):
                    found |= self._edge(part, from_left, known)
                    if not can_be_empty(part, self._empty):
                        break
                return found
        return frozenset()


def _neighbours(node: Node) -> Iterator[tuple[Node, Node]]:
    """The nodes that stand side by side within a rule: what comes before, and what comes next."""
    match node:
        case Seq(parts):
            yield from ((seq(*parts[:number]), part) for number, part in enumerate(parts) if number)
            for part in parts:
                yield from _neighbours(part)
        case Alt(options):
            for option in options:
                yield from _neighbours(option)
        case Repeat(part, _, most):
            yield from _neighbours(part)
            if most != 1:
                yield part, part


def _is_long(node: Node) -> bool:
    """Whether a terminal's texts are better described once than at each use."""
    return isinstance(node, Seq) and any(isinstance(part, Alt | Repeat) for part in node.parts)


def _unfolded(part: Node, least: int, most: int | None) -> Node:
    """A repetition by repetitions once at most, and of once or more."""
    if most is None:
        return seq(*[part] * (least - 1), Repeat(part, 1, None))
    rest: Node = EMPTY
    for _ in range(most - least):
        rest = Repeat(seq(part, rest), 0, 1)
    return seq(*[part] * least, rest)


def _once_less(part: Node, least: int, most: int | None) -> Node:
    return repeat(part, max(least - 1, 0), None if most is None else most - 1)


def _any_number(nodes: Sequence[Node], least: int) -> Node:
    """So many of the nodes or more; a node that repeats a character counts for the character."""
    if not nodes:
        return NEVER if least else EMPTY
    parts = (n.part if isinstance(n, Repeat) and isinstance(n.part, Class) and n.most is None else n for n in nodes)
    return repeat(alt(*parts), least, None)
