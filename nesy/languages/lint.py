"""The lint of a grammar that must mean the same to a parser (lark) and to a constrained decoder (llguidance).

A lark lexer takes the first terminal that matches, in an order of its own; a decoder takes the longest
match, among those that the grammar allows there. They agree if no two terminals share a text, none that lark
tries early is the beginning of one that it tries late, and no keyword is a name followed by a blank.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from lark import Lark

from nesy.errors import MissingDependency
from nesy.languages.lalr import NoLexer

_COMMENT = re.compile(r"^\s*//.*$", re.M)
_FORBIDDEN = {
    "import": re.compile(r"^\s*%import\s+(?!common\b).*$", re.M),
    "priority": re.compile(r"^[?!]?\w+\.-?\d+\s*:.*$", re.M),
    "template": re.compile(r"^[?!]?\w+\{[^}\n]*\}\s*:.*$", re.M),
    "lookaround": re.compile(r"^.*\(\?(?:=|!|<=|<!).*$", re.M),
}
_BLANKS = frozenset(" \t\r\n\f")


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of the discipline."""

    rule: str
    """``import``, ``priority``, ``template``, ``lookaround``, ``overlap``, ``shadowed``, ``keyword`` or ``unbounded``.

    ``keyword``: a text of the first terminal is one of the second with ignored characters behind it, such as
    ``exists `` where ``exists`` is also a name; ``exists = bob`` then depends on who reads it.
    """
    where: str
    """The line of the grammar, or the names of the terminals."""
    example: str = ""
    """A text that shows it."""


def lint_grammar(grammar: str) -> tuple[Finding, ...]:
    """Every breach of the discipline in a lark grammar.

    Raises:
        MissingDependency: without the ``interegular`` package.

    >>> lint_grammar('start: A | B\\nA: "a"\\nB: /[ab]/')
    (Finding(rule='overlap', where='B A', example='a'),)
    """
    plain = _COMMENT.sub("", grammar)
    found = [Finding(rule, line.strip()) for rule, pattern in _FORBIDDEN.items() for line in pattern.findall(plain)]
    if found:
        return tuple(found)
    machines, ignored = _machines(grammar)
    for first, second in combinations([*machines, *ignored], 2):
        found += _compared(first, second)
    for keyword, name, blank in product(machines, machines, ignored):
        if keyword is not name and (example := _keyword(keyword, name, blank)) is not None:
            found.append(Finding("keyword", f"{keyword.name} {name.name}", example))
    found += [Finding("unbounded", m.name, e) for m in machines if (e := m.unbounded()) is not None]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Machine:
    """The automaton of one terminal."""

    name: str
    fsm: Any

    def step(self, state: int | None, character: Any) -> int | None:
        """The state behind a character; None where no text of the terminal goes on."""
        if state is None:
            return None
        after: int | None = self.fsm.map.get(state, {}).get(self.fsm.alphabet[character])
        return after if after is not None and self.fsm.islive(after) else None

    def unbounded(self) -> str | None:
        """A character, no blank, that texts of the terminal can repeat in a loop; None if they are bounded."""
        characters = [c for c in _characters(self.fsm) if c not in _BLANKS]
        after = {s: {t: c for c in characters if (t := self.step(s, c)) is not None} for s in self.fsm.states}
        while ends := [state for state, targets in after.items() if not targets.keys() & after.keys()]:
            for state in ends:
                del after[state]
        return next((str(c) for targets in after.values() for t, c in targets.items() if t in after), None)


def _machines(grammar: str) -> tuple[list[_Machine], list[_Machine]]:
    """The terminals' automata in the order in which lark's lexer tries them, and those of ignored terminals."""
    try:
        import interegular
    except ImportError as err:
        raise MissingDependency("linting a grammar needs interegular", hint="pip install 'nesy[test]'") from err
    lark = Lark(grammar, parser="lalr", lexer=NoLexer)
    terminals = sorted(lark.terminals, key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    machines = [_Machine(t.name, interegular.parse_pattern(t.pattern.to_regexp()).to_fsm()) for t in terminals]
    ignored = set(lark.ignore_tokens)
    return [m for m in machines if m.name not in ignored], [m for m in machines if m.name in ignored]


def _characters(*machines: Any) -> Iterator[Any]:
    """One character for each class that the machines tell apart; what none of them names is a class too."""
    known: dict[tuple[int, ...], Any] = {}
    for machine in machines:
        for character in machine.alphabet:
            known.setdefault(tuple(m.alphabet[character] for m in machines), character)
    return iter(known.values())


def _compared(first: _Machine, second: _Machine) -> Sequence[Finding]:
    """A text of both; else one of the first, which lark tries first, that begins one of the second."""
    characters = list(_characters(first.fsm, second.fsm))
    start = (first.fsm.initial, second.fsm.initial)
    queue, seen = deque([(start, "")]), {start}
    shadowed: list[Finding] = []
    while queue:
        (one, two), text = queue.popleft()
        if one in first.fsm.finals and two in second.fsm.finals:
            return [Finding("overlap", f"{first.name} {second.name}", text)]
        if one in first.fsm.finals and not shadowed:
            shadowed.append(Finding("shadowed", f"{first.name} {second.name}", text))
        for character in characters:
            after = (first.step(one, character), second.step(two, character))
            if None not in after and after not in seen:
                seen.add(after)
                queue.append((after, text + str(character)))
    return shadowed


def _keyword(keyword: _Machine, name: _Machine, blank: _Machine) -> str | None:
    """A text of the keyword that is one of the name with an ignored text behind it; None if there is none."""
    characters = list(_characters(keyword.fsm, name.fsm, blank.fsm))
    start: tuple[int, int | None, int | None] = (keyword.fsm.initial, name.fsm.initial, None)
    queue, seen = deque([(start, "")]), {start}
    while queue:
        (whole, begun, ended), text = queue.popleft()
        if whole in keyword.fsm.finals and ended in blank.fsm.finals:
            return text
        if begun in name.fsm.finals:
            queue.append(((whole, None, blank.fsm.initial), text))
        for character in characters:
            after = (keyword.step(whole, character), name.step(begun, character), blank.step(ended, character))
            if after[0] is not None and (after[1], after[2]) != (None, None) and after not in seen:
                seen.add((after[0], after[1], after[2]))
                queue.append(((after[0], after[1], after[2]), text + str(character)))
    return None
