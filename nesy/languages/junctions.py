"""Rules over terminals made into rules over characters, with blanks wherever two terminals meet.

Where the last characters of one terminal and the first of the next could be one longer terminal, there must be a
blank between them, or the next must begin with something else: both cases become alternatives, over variants of the
rules concerned that end in a blank or begin otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nesy.errors import Unsupported
from nesy.languages.left_recursion import can_be_empty, empty_rules, mapped
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
from nesy.languages.spellings import Spelling

BLANKS, SOME_BLANKS = "blanks?", "blanks!"
"""The names of the rules for what may, and for what must, stand between two terminals."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A rule or terminal as it is needed at some places."""

    base: str
    head: Ranges = ()
    """Characters with which it must not begin."""
    tail: Ranges = ()
    """Characters that follow it; a blank must keep them off what they would continue."""


class Junctions:
    """The rules over characters of one grammar.

    Args:
        rules: the grammar's rules.
        spellings: the ways of writing its terminals.
        ignored: what may stand between terminals.
    """

    def __init__(
        self, rules: Mapping[str, Node], spellings: Mapping[str, Sequence[Spelling]], ignored: Sequence[Node]
    ) -> None:
        self._rules, self._spellings, self._ignored = dict(rules), spellings, ignored
        self._empty = empty_rules(rules)
        self._firsts = self._edges(from_left=True)
        self._lasts = self._edges(from_left=False)
        self._bodies: dict[str, Node] = {}
        self._names: dict[Variant, str] = {}
        self._variants: dict[str, Variant] = {}
        self._counts: Counter[str] = Counter()
        self._texts: dict[Node, Ref] = {}

    def placed(self, start: str) -> dict[str, Node]:
        """The rules that a start rule needs, itself first, and the rules of blanks."""
        self._vary(Ref(start))
        found: dict[str, Node] = {}
        while waiting := [name for name in self._variants if name not in found]:
            found |= {name: self._body(self._variants[name]) for name in waiting}
        found |= {ref.name: node for node, ref in self._texts.items()}
        return found | {BLANKS: _any_number(self._ignored, 0), SOME_BLANKS: _any_number(self._ignored, 1)}

    def _vary(self, ref: Ref, head: Ranges = (), tail: Ranges = ()) -> Ref:
        """The same rule or terminal with further limits on how it begins and ends."""
        known = self._variants.get(ref.name, Variant(ref.name))
        variant = Variant(known.base, union(known.head, head), union(known.tail, tail))
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
        return self._tailed(body, variant.tail) if variant.tail else body

    def _spelled(self, spelling: Spelling, variant: Variant) -> Node:
        """A terminal's texts and the blanks behind them."""
        node = starting_without(spelling.node, variant.head) if variant.head else spelling.node
        text = self._texts.setdefault(node, Ref(f"{variant.base} text")) if _is_long(node) else node
        if common(spelling.glue, variant.tail):
            return seq(text, Ref(SOME_BLANKS))
        return text if spelling.absorbs else seq(text, Ref(BLANKS))

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
        options = [seq(self._tailed(left, follows), right), seq(left, self._headed(right, glue))]
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
        if not glue:
            return repeat(placed, least, most)
        if least > 1 or most is not None or can_be_empty(part, self._empty):
            raise Unsupported("a bounded repetition of what needs blanks in between has no form in GBNF")
        name = f"again {len(self._bodies)}"
        again = self._vary(Ref(name))
        self._bodies[name] = alt(
            placed, seq(self._tailed(placed, follows), again), seq(placed, self._vary(again, head=glue))
        )
        return again if least else Repeat(again, 0, 1)

    def _headed(self, node: Node, forbidden: Ranges) -> Node:
        """The texts of a placed node, but for the empty one, that do not begin with these characters."""
        match node:
            case Ref():
                return NEVER if node.name in (BLANKS, SOME_BLANKS) else self._vary(node, head=forbidden)
            case Alt(options):
                return alt(*(self._headed(option, forbidden) for option in options))
            case Repeat(part, least, most):
                return seq(self._headed(part, forbidden), _once_less(part, least, most))
            case Seq((head, *rest)):
                own = seq(self._headed(head, forbidden), *rest)
                return alt(own, self._headed(seq(*rest), forbidden)) if self._can_be_empty(head) else own
        return NEVER

    def _tailed(self, node: Node, follows: Ranges) -> Node:
        """The texts of a placed node, but for the empty one, behind which these characters may stand."""
        match node:
            case Ref():
                return self._vary(node, tail=follows)
            case Alt(options):
                return alt(*(self._tailed(option, follows) for option in options))
            case Repeat(part, least, most):
                return seq(_once_less(part, least, most), self._tailed(part, follows))
            case Seq((*rest, last)):
                own = seq(*rest, self._tailed(last, follows))
                return alt(own, self._tailed(seq(*rest), follows)) if self._can_be_empty(last) else own
        return NEVER

    def _can_be_empty(self, placed: Node) -> bool:
        return can_be_empty(mapped(placed, lambda ref: Ref(self._variants[ref.name].base)), self._empty)

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
                return frozenset({name}) if name in self._spellings else known[name]
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


def _is_long(node: Node) -> bool:
    """Whether a terminal's texts are better described once than at each use."""
    return isinstance(node, Seq) and any(isinstance(part, Alt | Repeat) for part in node.parts)


def _once_less(part: Node, least: int, most: int | None) -> Node:
    return repeat(part, max(least - 1, 0), None if most is None else most - 1)


def _any_number(nodes: Sequence[Node], least: int) -> Node:
    """So many of the nodes or more; a node that repeats a character counts for the character."""
    if not nodes:
        return NEVER if least else EMPTY
    parts = (n.part if isinstance(n, Repeat) and isinstance(n.part, Class) and n.most is None else n for n in nodes)
    return repeat(alt(*parts), least, None)
