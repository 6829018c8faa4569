"""The lint of a grammar that must mean the same to a parser (lark) and to a constrained decoder (llguidance).

A lark lexer takes the first terminal that matches, in an order of its own; a decoder follows all terminals that
the grammar allows there and takes the longest match, without going back. They agree if no two terminals share a
text, none that lark tries early is the beginning of one that it tries late, no keyword is a name followed by a
blank, and no terminal with the beginning of the next one begins another terminal in vain.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeAlias

from nesy.languages.automata import Machine, Terminals, terminals

_COMMENT = re.compile(r"^\s*//.*$", re.M)
_FORBIDDEN = {
    "import": re.compile(r"^\s*%import\s+(?!common\b).*$", re.M),
    "priority": re.compile(r"^[?!]?\w+\.-?\d+\s*:.*$", re.M),
    "template": re.compile(r"^[?!]?\w+\{[^}\n]*\}\s*:.*$", re.M),
    "lookaround": re.compile(r"^.*\(\?(?:=|!|<=|<!).*$", re.M),
}
_Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of the discipline."""

    rule: str
    """The rule's name.

    ``import``, ``priority``, ``template`` and ``lookaround`` are constructs that not everyone reads.
    ``overlap``: two terminals share a text.
    ``shadowed``: a text of the first begins one of the second, which lark tries later.
    ``keyword``: a text of the first is one of the second with ignored characters behind it, such as ``exists ``
    where ``exists`` is also a name; who reads ``exists = bob`` decides what it means.
    ``greedy``: a text of the first, and the third that may follow it, begin a text of the second in vain, as
    ``a <-1`` does where ``<->`` is a sign; a decoder does not go back.
    ``unbounded``: texts of a terminal can be as long as they like.
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
    known = terminals(grammar)
    for first, second in combinations([*known.lexed, *known.ignored], 2):
        found += _compared(first, second)
    found += _keywords(known)
    found += _greedy(known)
    found += [Finding("unbounded", m.name, e) for m in known.lexed + known.ignored if (e := m.unbounded()) is not None]
    return tuple(found)


def _compared(first: Machine, second: Machine) -> Sequence[Finding]:
    """A text of both; else one of the first, which lark tries first, that begins one of the second."""
    shadowed: list[Finding] = []
    for (one, two), text in _walk((first, second)):
        if one in first.finals and two in second.finals:
            return [Finding("overlap", f"{first.name} {second.name}", text)]
        if one in first.finals and not shadowed:
            shadowed.append(Finding("shadowed", f"{first.name} {second.name}", text))
    return shadowed


def _keywords(known: Terminals) -> Iterator[Finding]:
    for keyword, name, blank in product(known.lexed, known.lexed, known.ignored):
        if keyword is not name and (example := _with_blank(keyword, name, blank)) is not None:
            yield Finding("keyword", f"{keyword.name} {name.name}", example)


def _with_blank(keyword: Machine, name: Machine, blank: Machine) -> str | None:
    """A text of the keyword that is one of the name with an ignored text behind it."""
    for (one, two), text in _walk((name, keyword)):
        if one not in name.finals:
            continue
        for (whole, ended), more in _walk((keyword, blank), (two, blank.initial)):
            if more and whole in keyword.finals and ended in blank.finals:
                return text + more
    return None


def _greedy(known: Terminals) -> Iterator[Finding]:
    machines = {m.name: m for m in known.lexed}
    for name, other in sorted(known.together):
        if name == other or name not in machines or other not in machines:
            continue
        following = [machines[after] for after in sorted(known.following[name]) if after in machines]
        for after, example in _in_vain(machines[name], machines[other], following).items():
            yield Finding("greedy", f"{name} {other} {after}", example)


def _in_vain(taken: Machine, longer: Machine, following: Sequence[Machine]) -> dict[str, str]:
    """By what follows ``taken``: texts of the two that ``longer`` begins to read and can't finish."""
    found: dict[str, str] = {}
    for (one, two), text in _walk((taken, longer)):
        for after in following if one in taken.finals else ():
            if after.name not in found and (more := _stuck((taken, longer), (one, two), after)) is not None:
                found[after.name] = text + more
    return found


def _stuck(machines: tuple[Machine, Machine], place: tuple[int, int], following: Machine) -> str | None:
    """A text of ``following`` that the second machine goes on with, but not to an end, from two machines' states.

    The first one has just ended; where it can end again with more text, it does so for every lexer.
    """
    taken, longer = machines
    start: tuple[int | None, int, int] = (*place, following.initial)
    queue, seen = deque([(start, "")]), {start}
    while queue:
        (one, two, three), text = queue.popleft()
        for character, last in following.steps[three].items():
            again = None if one is None else taken.steps[one].get(character)
            on = longer.steps[two].get(character)
            if (on is None and not text) or again in taken.finals or on in longer.finals:
                continue
            if on is None or last in following.finals:
                return text + character
            if (again, on, last) not in seen:
                seen.add((again, on, last))
                queue.append(((again, on, last), text + character))
    return None


def _walk(machines: tuple[Machine, Machine], start: _Place | None = None) -> Iterator[tuple[_Place, str]]:
    """The states that two automata can be in together, each with the shortest text that leads there."""
    start = (machines[0].initial, machines[1].initial) if start is None else start
    queue, seen = deque([(start, "")]), {start}
    while queue:
        (one, two), text = queue.popleft()
        yield (one, two), text
        others = machines[1].steps[two]
        for character, left in machines[0].steps[one].items():
            after = (left, others.get(character, -1))
            if after[1] >= 0 and after not in seen:
                seen.add(after)
                queue.append((after, text + character))
